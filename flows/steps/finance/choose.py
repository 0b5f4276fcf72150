"""Which table of a finance file is read and which of its columns: told apart by evidence that is stated, or asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from flows.steps.files.spreadsheets import letter
from flows.steps.finance.own_period import Period, lone_period, month_told, of_outcome, periods_in
from flows.steps.finance.periods import in_this_file, year_of
from flows.steps.finance.tables import OpenedFile, Table
from flows.steps.job import Job
from flows.steps.reading.headings import Found, absent, find_table, plain
from flows.steps.texts import clean
from schemas.columns import Column
from schemas.finance_settings import Sign, Unit
from schemas.findings import NOTICE, Finding
from schemas.messages import economy as say
from schemas.messages.message import Trouble, listed
from schemas.settings import MONTHS

_NAMED = re.compile(r"(?P<heading>.+?),\s*kolumn\s+(?P<letters>[A-Za-z]{1,3})")


ECONOMY = "[ekonomi]"
"""The section of the settings about the economy's export."""


@dataclass(frozen=True)
class Declared:
    """How the settings say that a table of the finance system looks.

    `columns` are its columns under this program's names, with the file's headings; `section` and `keys` are what
    the settings call them. `deviations` says for a deviation which budget it is of, and what it may be held against.
    `sheet` is the sheet to read, '' for the one that has the headings. What is `of_round` must be of its period.
    """

    section: str
    columns: tuple[Column, ...]
    keys: Mapping[str, str]
    unit: Unit
    sign: Sign
    deviations: Mapping[str, tuple[str, Sequence[str]]]
    sheet: str = ""
    total: str = "Totalt"
    decimal: str = ""
    of_round: bool = True

    @property
    def money(self) -> list[str]:
        """The names of the amounts."""
        return [c.name for c in self.columns if c.kind == "money"]


@dataclass
class Chosen:
    """The table that is read, where its columns lie, and what is said of the choice."""

    file: str
    table: Table
    found: Found
    columns: tuple[Column, ...]
    findings: list[Finding] = field(default_factory=list)

    def cell(self, column: str, row: int) -> str:
        """The address of a column's cell in a physical row."""
        return self.found.cell(column, row)

    def say(self, trouble: Trouble, column: str, row: int) -> None:
        """Add a finding at a cell."""
        self.findings.append(trouble.at(self.file, self.table.title, self.cell(column, row)))

    def heading(self, column: str) -> str:
        """A column's heading in the file."""
        return clean(self.table.head[self.found.heading_row - 1][self.found.at[column]])


def choose(job: Job, name: str, opened: OpenedFile, declared: Declared) -> Chosen | Finding:
    """The table with the headings that must be there; or what is wrong."""
    columns = tuple(replace(c, heading=_bare(c.heading)) for c in declared.columns)
    all_fitting = (f for table in opened.tables if (f := _fitting(table, columns, job.year)))
    fitting = list(islice(all_fitting, 1) if opened.is_text else all_fitting)
    if not fitting:
        return say.NO_HEADINGS(headings=listed(_absent(opened, columns))).at(name)
    picked = _sheet(job, name, fitting, declared)
    if isinstance(picked, Finding):
        return picked
    (table, found, own), findings = picked
    beside = [t for t in opened.tables if not opened.is_text and t.visible and all(t is not f[0] for f in fitting)]
    findings += [say.SHEET_BESIDE(sheet=t.title).at(name, t.title) for t in beside if _goes_on(job, t)]
    chosen = Chosen(name, table, found, own, findings)
    if wrong := _resolve_columns(chosen, declared):
        return wrong
    for said, read in zip(columns, own, strict=True):
        if plain(said.heading) != plain(read.heading):
            chosen.say(say.PERIOD_READ_AS(heading=said.heading, read=read.heading), said.name, found.heading_row)
    return chosen


_Fitting = tuple[Table, Found, tuple[Column, ...]]


def _bare(heading: str) -> str:
    named = _NAMED.fullmatch(heading)
    return named["heading"] if named else heading


def _absent(opened: OpenedFile, columns: Sequence[Column]) -> list[str]:
    """The headings that stand nowhere; of the ways to part a text the one that gives the fewest."""
    if opened.is_text:
        return min((absent([table.head], columns) for table in opened.tables), key=len)
    return absent([table.head for table in opened.tables], columns)


def _fitting(table: Table, columns: tuple[Column, ...], year: int) -> _Fitting | None:
    own = tuple(in_this_file(columns, table.head, year))
    found = find_table(table.head, own)
    return (table, found, own) if found and all(c.name in found.at for c in own) else None


# ---------------------------------------------------------------- sheets


def _sheet(
    job: Job, name: str, fitting: list[_Fitting], declared: Declared
) -> tuple[_Fitting, list[Finding]] | Finding:
    if declared.sheet:
        wanted = [one for one in fitting if clean(one[0].title).casefold() == clean(declared.sheet).casefold()]
        if len(wanted) == 1:
            return wanted[0], []
        titles = listed(f"”{one[0].title}”" for one in fitting)
        return say.NO_SUCH_SHEET(wanted=declared.sheet, sheets=titles).at(name)
    if len(fitting) == 1:
        return fitting[0], _if_hidden(name, fitting[0][0])
    visible = [one for one in fitting if one[0].visible]
    if len(visible) == 1:
        return visible[0], [_told(name, visible[0], fitting, "för det är det enda som inte är dolt", declared)]
    of_round = [one for one in visible if _is_of_round(job, one)]
    others = [one for one in visible if one not in of_round]
    if len(of_round) == 1 and all(_periods(job, one) for one in others):
        month = f"{MONTHS[job.round.through - 1]} {job.year}"
        return of_round[0], [_told(name, of_round[0], fitting, f"för det gäller till och med {month}", declared)]
    asked = visible or fitting
    titles = listed(f"”{one[0].title}”" for one in asked)
    return say.SEVERAL_SHEETS(sheets=titles, first=asked[0][0].title, section=declared.section).at(name)


def _if_hidden(name: str, table: Table) -> list[Finding]:
    return [] if table.visible else [say.SHEET_HIDDEN(chosen=table.title).at(name)]


def _told(name: str, one: _Fitting, fitting: list[_Fitting], why: str, declared: Declared) -> Finding:
    others = [f"”{other[0].title}”" for other in fitting if other is not one]
    texts = {"chosen": one[0].title, "why": why, "others": listed(others), "section": declared.section}
    return say.SHEET_CHOSEN(**texts).at(name)


def _is_of_round(job: Job, one: _Fitting) -> bool:
    found = _periods(job, one)
    return bool(found) and all(period.is_of(job.year, job.round.through) for period in found)


def _periods(job: Job, one: _Fitting) -> list[Period]:
    """What a table says of its period: in the heading of the outcome, in its name, and above its headings."""
    table, found, _ = one
    return list(periods_in([_heading_of(table, found), table.title, *above(table, found)], job.year))


def _heading_of(table: Table, found: Found) -> object:
    return table.head[found.heading_row - 1][found.at["actual"]] if "actual" in found.at else ""


def above(table: Table, found: Found) -> Iterator[str]:
    """The texts above the headings: each row's cells, and all of a row together ('Period', '202602')."""
    for row in table.head[: found.heading_row - 1]:
        texts = [clean(cell) for cell in row if cell is not None and clean(cell)]
        yield from texts
        if len(texts) > 1:
            yield " ".join(texts)


def other_period(job: Job, chosen: Chosen, said: str) -> Finding | None:
    """That the file is of another period than the round counts the outcome through (E2).

    The heading of the outcome decides; else the sheet's name and the texts above the headings, where none of them
    names the round's own period. `said` is the heading that the settings have for the outcome.
    """
    table, found = chosen.table, chosen.found
    heading = _heading_of(table, found)
    in_heading = [p for p in periods_in([heading], job.year) if p.sure]
    in_heading = in_heading or list(filter(None, [lone_period(heading, job.year)]))
    year = year_of(clean(heading))
    if not in_heading and year not in (0, job.year) and plain(heading) != plain(said):
        ours = f"{MONTHS[job.round.through - 1]} {job.year}"
        trouble = say.OTHER_PERIOD(theirs=year, text=clean(heading), ours=ours)
        return trouble.at(chosen.file, table.title, chosen.cell("actual", found.heading_row))
    named = in_heading or [
        period
        for period in periods_in([table.title, *above(table, found)], job.year)
        if period.sure or (of_outcome(period) and not period.is_of(job.year, job.round.month))
    ]
    if not named or any(period.is_of(job.year, job.round.through) for period in named):
        return None
    theirs, ours = month_told(named[0], job.year), f"{MONTHS[job.round.through - 1]} {job.year}"
    row = found.heading_row if in_heading else 1
    trouble = say.OTHER_PERIOD(theirs=theirs, text=named[0].text, ours=ours)
    return trouble.at(chosen.file, table.title, chosen.cell("actual" if in_heading else "", row))


def _goes_on(job: Job, table: Table) -> bool:
    """Whether a sheet without headings has rows of some nämnd's ansvar with amounts."""
    begins = tuple(code for n in job.namnder for code in n.units if code)
    for row in table.head:
        first = next((clean(cell) for cell in row if cell is not None and clean(cell)), "")
        amounts = sum(type(cell) in (int, float) for cell in row[1:])
        if first[:1].isdigit() and first.isdigit() and first.startswith(begins) and amounts >= 2:
            return True
    return False


# ---------------------------------------------------------------- columns


def _resolve_columns(chosen: Chosen, declared: Declared) -> Finding | None:
    """Settle which of several columns with the same heading is meant; what can't be settled is asked about."""
    at = dict(chosen.found.at)
    row = chosen.table.head[chosen.found.heading_row - 1]
    for said, column in zip(declared.columns, chosen.columns, strict=True):
        same = [i for i, cell in enumerate(row) if isinstance(cell, str) and plain(cell) == plain(column.heading)]
        named = _NAMED.fullmatch(said.heading)
        if named:
            wanted = [i for i in same if letter(i) == named["letters"].upper()]
        elif len(same) > 1:
            exact = [i for i in same if clean(row[i]) == clean(said.heading)]
            wanted = exact if len(exact) == 1 else _all_alike(chosen, same)
        else:
            continue
        if len(wanted) != 1:
            return _ask(chosen, declared, said, same)
        at[column.name] = wanted[0]
        if len(same) > 1 and not named and len({clean(row[i]) for i in same}) > 1:
            others = listed(f"”{clean(row[i])}” ({letter(i)})" for i in same if i != wanted[0])
            trouble = say.COLUMN_CHOSEN(chosen=clean(row[wanted[0]]), letter=letter(wanted[0]), others=others)
            chosen.findings.append(
                replace(trouble, severity=NOTICE).at(
                    chosen.file, chosen.table.title, f"{letter(wanted[0])}{chosen.found.heading_row}"
                )
            )
    chosen.found = replace(chosen.found, at=at)
    return None


def _all_alike(chosen: Chosen, indexes: list[int]) -> list[int]:
    """The first of columns that hold the same in every row; all where they don't."""
    cells = chosen.table.below(chosen.found.heading_row, indexes)
    if isinstance(cells, Trouble):
        return indexes
    first = _plain_list(cells[indexes[0]])
    return indexes[:1] if all(_plain_list(cells[i]) == first for i in indexes[1:]) else indexes


def _plain_list(cells: Any) -> list[object]:
    return cells if isinstance(cells, list) else cells.to_pylist()


def _ask(chosen: Chosen, declared: Declared, said: Column, same: list[int]) -> Finding:
    row, number = chosen.table.head[chosen.found.heading_row - 1], chosen.found.heading_row
    places = listed(f"”{clean(row[i])}” i kolumn {letter(i)}" for i in same)
    heading = _bare(said.heading)
    example = f"{heading}, kolumn {letter(same[-1])}"
    trouble = say.SEVERAL_COLUMNS(heading=heading, columns=places, key=declared.keys[said.name], example=example)
    cell = f"{letter(same[0])}{number}"
    return trouble.at(chosen.file, chosen.table.title, cell)
