"""Read: each submission's cells become typed values, stacked into one table per sheet, or findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from flows.steps.files.submission import Submission
from flows.steps.reading.decided import fingerprint
from flows.steps.reading.frames import typed_frame
from flows.steps.reading.headings import Found
from flows.steps.reading.notes import remarks_told
from flows.steps.reading.read_sheet import SheetReader
from flows.steps.reading.rows import Expected
from flows.steps.reading.tabs import match_tabs
from schemas.findings import Finding
from schemas.kinds import TEMPLATE_VERSION, RoundKind
from schemas.messages import tables as say
from schemas.messages.message import Trouble, listed
from schemas.rules.kinds_of_rule import Facts
from schemas.sheets.sheet import Sheet, is_total

Origin = tuple[str, int]
"""(submission, row): the index of every stacked table."""


@dataclass
class Read:
    """All submissions of a round.

    `tables`: per sheet id a table with the sheet's columns and index (submission, row); money in öre.
    `raw`: the same cells as the user wrote them. `places`: where each submission's table lies. `titles`: what the
    tab is called in that file. `findings`: what could not be read, or how it was read.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    raw: dict[str, dict[Origin, dict[str, object]]] = field(default_factory=dict)
    places: dict[tuple[str, str], Found] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def cell(self, sheet: Sheet, origin: Origin, column: str) -> str:
        """The address of a value in the file that it came from."""
        return self.places[origin[0], sheet.id].cell(column, origin[1])

    def has(self, sheet: Sheet, submission: str, column: str) -> bool:
        """Whether the submission's sheet has the column, and there is no doubt that it is the one."""
        found = self.places[submission, sheet.id]
        return column in found.at and column not in found.doubted


def read(submissions: Sequence[Submission], kind: RoundKind, facts: Facts) -> Read:
    """Read every sheet of every identified submission. Pure: the bytes are already in the submissions."""
    result = Read(raw={sheet.id: {} for sheet in kind.sheets})
    records: dict[str, dict[Origin, dict[str, Any]]] = {sheet.id: {} for sheet in kind.sheets}
    decided = Decided(kind, facts)
    for submission in submissions:
        _read_submission(submission, decided, (result, records))
    result.tables = {sheet.id: _stack(sheet, records[sheet.id]) for sheet in kind.sheets}
    return result


Into = tuple[Read, dict[str, dict[Origin, dict[str, Any]]]]


class Decided:
    """What is known of each nämnd beforehand, looked up once however many answers it sends."""

    def __init__(self, kind: RoundKind, facts: Facts) -> None:
        self.kind, self.facts = kind, facts
        self.rows, self.fingerprint = cache(self._rows), cache(self._fingerprint)

    def _rows(self, sheet: str, namnd: str) -> Expected:
        found = next(one for one in self.kind.sheets if one.id == sheet)
        known = self.facts.known[found.source]
        rows = known[known["namnd"] == namnd].to_dict("index")
        return Expected(found, {str(key): row for key, row in rows.items()})

    def _fingerprint(self, namnd: str) -> str:
        return fingerprint(self.kind, self.facts, namnd)


def _read_submission(submission: Submission, decided: Decided, into: Into) -> None:
    (result, records), kind, facts = into, decided.kind, decided.facts
    tabs = match_tabs(submission.grids, kind.sheets)
    result.findings += [submission.finding(trouble, title, "A1") for title, trouble in tabs.told]
    result.findings += [submission.finding(trouble) for trouble in _whole(submission, decided)]
    result.findings += remarks_told(submission)
    missing: list[str] = []
    for sheet in kind.sheets:
        expected = decided.rows(sheet.id, submission.namnd)
        if sheet.id in tabs.of and not sheet.optional and facts.known[sheet.source].empty:
            result.findings.append(submission.finding(say.SHEET_WITHOUT_ROWS(), tabs.of[sheet.id][0]))
        elif sheet.id in tabs.of:
            title, grid = tabs.of[sheet.id]
            result.titles[submission.id, sheet.id] = title
            reader = SheetReader(submission, sheet, title, expected, facts)
            rows = reader.read(grid)
            if reader.found is not None:
                result.places[submission.id, sheet.id] = reader.found
            records[sheet.id] |= {(submission.id, number): row for number, row in rows.items()}
            result.raw[sheet.id] |= {(submission.id, number): cells for number, cells in reader.raw.items()}
            result.findings += reader.findings
        elif expected.rows and not sheet.voluntary:
            missing.append(sheet.title)
    if missing:
        names = f"Bladet {missing[0]}" if len(missing) == 1 else f"Bladen {listed(missing)}"
        result.findings.append(submission.finding(say.SHEETS_MISSING(sheets=names)))


def _whole(submission: Submission, decided: Decided) -> list[Trouble]:
    """What is to be said of the file as a whole: an older template, a register that has changed since."""
    found = list(submission.told)
    if submission.version < TEMPLATE_VERSION:
        found.append(say.OLDER_TEMPLATE())
    elif submission.fingerprint and submission.fingerprint != decided.fingerprint(submission.namnd):
        found.append(say.REGISTER_CHANGED())
    return found


def _stack(sheet: Sheet, records: dict[Origin, dict[str, Any]]) -> pd.DataFrame:
    """One table of the sheet's columns, with each sum row computed from the rows of its own submission."""
    index = pd.MultiIndex.from_tuples(list(records), names=["submission", "row"]) if records else EMPTY_ORIGIN
    return _with_sums(sheet, typed_frame(sheet.columns, list(records.values()), index))


EMPTY_ORIGIN = pd.MultiIndex.from_arrays([[], []], names=["submission", "row"])


def _with_sums(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """Fill the entry columns of sum rows; a sum with an unknown part stays unknown."""
    if table.empty or not sheet.summed:
        return table
    table = table.copy()
    total = table[sheet.key].map(is_total).astype(bool)
    for name in (n for n in sheet.summed if n in sheet.entries):
        parts = table.loc[~total, name].groupby(level="submission").agg(lambda part: part.sum(skipna=False))
        submissions = table.index.get_level_values("submission")[total]
        table.loc[total, name] = parts.reindex(submissions).to_numpy()
    return table
