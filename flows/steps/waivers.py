"""Waivers: what the controller has accepted in `undantag.xlsx`, laid upon the findings (rule G2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from flows.steps.files.opening import open_workbook
from flows.steps.files.submission import Received
from flows.steps.reading.cells import parse_cell
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, find_table, plain
from flows.steps.texts import clean
from schemas.findings import WARNING, Finding, Severity
from schemas.messages import waivers as say
from schemas.messages.message import Trouble, listed
from schemas.personal import masked
from schemas.waivers import WAIVERS, WAIVERS_FILE

REQUIRED = ("reason", "approver", "day")


@dataclass(frozen=True)
class Waiver:
    """One row of the form, with its cells' addresses."""

    values: dict[str, Any]
    found: Found
    row: int

    @property
    def given(self) -> tuple[str, ...]:
        """Which of reason, name and day are filled in."""
        return tuple(name for name in REQUIRED if self.values[name] is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of them aren't."""
        return tuple(name for name in REQUIRED if name not in self.given)

    @property
    def text(self) -> str:
        """'Godkänt av Eva Ek 2026-04-24: Beslut i nämnden.'"""
        return f"Godkänt av {self.values['approver']} {self.values['day']}: {self.values['reason']}"

    def matches(self, finding: Finding) -> bool:
        """Whether it is this finding that is accepted.

        One about an answer by its place: a corrected answer keeps the waiver. One about the kommun's own files also
        by its words: another difference in the same cell of the finance file is another finding.
        """
        return self.is_at(finding) and (bool(finding.namnd) or self._words == _one_line(finding.what))

    def is_at(self, finding: Finding) -> bool:
        """Whether it has the finding's rule and place: nämnd, or the kommun's own file; sheet and cell."""
        ours = [str(self.values[name] or "").upper() for name in ("namnd", "rule", "cell")]
        same = [finding.namnd.upper(), finding.rule.upper(), finding.cell.upper()] == ours
        file = masked(clean(self.values["file"] or ""))
        here = bool(finding.namnd) or file.casefold() == clean(finding.file).casefold()
        return same and here and plain(masked(self.values["sheet"] or "")) == plain(finding.sheet)

    @property
    def _words(self) -> str:
        """The finding's words as the form has them, without the symbol of its weight."""
        return _one_line(masked(str(self.values["finding"] or ""))).lstrip("".join(s.symbol for s in Severity)).strip()

    def finding(self, trouble: Trouble, column: str) -> Finding:
        """A finding about the row itself."""
        cell = self.found.cell(column, self.row)
        return trouble.at(WAIVERS_FILE, WAIVERS.title, cell)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def read_waivers(item: Received | None, year: int) -> tuple[list[Waiver], list[Finding]]:
    """The form's rows with anything filled in, and what is wrong with them; nothing where there is no form.

    `year` completes a day without one.
    """
    if item is None:
        return [], []
    opened = open_workbook(item.content)
    if isinstance(opened, Trouble):
        return [], [say.UNREADABLE(why=opened.what).at(WAIVERS_FILE)]
    for grid in opened[0].values():
        if found := find_table(grid, WAIVERS.columns):
            rows = [_waiver(found, row, cells, year) for row, cells in table_rows(grid, found)]
            filled = [waiver for waiver, _ in rows if waiver.given]
            wrong = [finding for waiver, troubles in rows if waiver.given for finding in troubles]
            return filled, wrong
    headings = ", ".join(c.heading for c in WAIVERS.columns)
    return [], [say.UNREADABLE(why=f"Rubrikerna {headings} hittas inte.").at(WAIVERS_FILE)]


def _waiver(found: Found, row: int, cells: dict[str, object], year: int) -> tuple[Waiver, list[Finding]]:
    values: dict[str, Any] = {}
    troubles: list[tuple[str, Trouble]] = []
    for column in WAIVERS.columns:
        values[column.name], trouble = parse_cell(cells.get(column.name), column, year=year)
        troubles += [(column.name, trouble)] if trouble else []
    waiver = Waiver(values | {"cell": clean(values["cell"] or "").replace("$", "")}, found, row)
    return waiver, [waiver.finding(trouble, name) for name, trouble in troubles]


def accept(form: Received | None, findings: Iterable[Finding], year: int) -> tuple[list[Finding], list[Finding]]:
    """The findings, the accepted ones marked, and what is to be said of the form itself."""
    waivers, told = read_waivers(form, year)
    found = list(findings)
    for waiver in waivers:
        if waiver.missing:
            asked = listed(WAIVERS.by_name[name].ask for name in waiver.missing)
            told.append(waiver.finding(say.INCOMPLETE(missing=asked), waiver.missing[0]))
        elif not any(map(waiver.matches, found)):
            now = next((f.what for f in found if waiver.is_at(f)), "")
            told.append(waiver.finding(say.CHANGED(now=now) if now else say.UNMATCHED(), "finding" if now else "namnd"))
    return accepted(waivers, found), told


def accepted(waivers: Iterable[Waiver], findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those that a complete row of the form accepts marked."""
    found = list(findings)
    for waiver in waivers:
        if not waiver.missing:
            found = [replace(f, accepted=waiver.text) if waiver.matches(f) else f for f in found]
    return found


def form_rows(waivers: Sequence[Waiver], findings: Sequence[Finding]) -> pd.DataFrame:
    """The form's rows: what is filled in already, then every finding that stops or asks and isn't there.

    One about an answer needs a cell; one about the kommun's own files is told apart by its words.
    """
    names = [c.name for c in WAIVERS.columns]
    rows = [dict(waiver.values) for waiver in waivers]
    for finding in findings:
        asked = (finding.cell or not finding.namnd) and finding.severity <= WARNING
        if asked and not any(waiver.matches(finding) for waiver in waivers):
            what = f"{finding.severity.symbol} {finding.what}"
            row = {"namnd": finding.namnd, "rule": finding.rule, "sheet": finding.sheet, "cell": finding.cell}
            row |= {} if finding.namnd else {"file": finding.file}
            rows.append({**dict.fromkeys(names), **row, "finding": what})
    frame = pd.DataFrame(rows, columns=names, dtype="object")
    frame["waiver_id"] = [str(number) for number in range(1, len(frame) + 1)]
    return frame
