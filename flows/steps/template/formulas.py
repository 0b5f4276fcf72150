"""The template's live formulas, and the same values computed here, since LibreOffice shows what is cached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from flows.steps.files.spreadsheets import letter
from schemas.columns import Column
from schemas.conditions import SAY_NOTHING
from schemas.findings import ERROR
from schemas.rules.kinds_of_rule import Facts
from schemas.sheets.sheet import Sheet, is_total

DONE = "✔ Klart"

Invalid = Callable[[str, str], bool]
"""(key, column): whether the cell holds something that is not a valid value."""


@dataclass(frozen=True)
class Case:
    """One thing that the Kontroll column asks for: an Excel test, the mask of rows it holds for, and the words."""

    test: str
    mask: pd.Series[bool]
    words: str


@dataclass(frozen=True)
class RowCells:
    """The cells of the formula's own row, in a form that survives cut and paste."""

    sheet: Sheet

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {c.name: letter(number) for number, c in enumerate(self.sheet.columns)}

    def __call__(self, name: str) -> str:
        """A column's cell."""
        return f"INDEX(${self._letters[name]}:${self._letters[name]},ROW())"

    def _length(self, name: str) -> str:
        """Of what is said: blanks are nothing, nor in a text dashes or a question mark alone, as the reader has it."""
        said = self(name)
        for mark in SAY_NOTHING if self.sheet.by_name[name].kind == "text" else "":
            said = f'SUBSTITUTE({said},"{mark}","")'
        return f"LEN(TRIM({said}))"

    def written(self, name: str) -> str:
        """That the cell says something."""
        return f"{self._length(name)}>0"

    def unwritten(self, name: str) -> str:
        """The opposite."""
        return f"{self._length(name)}=0"


def list_name(choices: str) -> str:
    """The defined name of a list."""
    return f"lista_{choices}"


def _wrong_words(column: Column) -> str:
    if column.kind == "choice":
        return f"▲ Välj {column.heading.lower()} i listan"
    return "▲ Skriv ett datum" if column.kind == "date" else f"▲ Skriv {column.heading.lower()} som ett tal"


def _wrong(sheet: Sheet, rows: pd.DataFrame, invalid: Invalid) -> Iterator[Case]:
    """Entries that are filled in but not valid (a paste removes Excel's own validation)."""
    cell, keys = RowCells(sheet), rows[sheet.key]
    for column in (sheet.by_name[name] for name in sheet.entries):
        if column.kind == "text":
            continue
        here = cell(column.name)
        known = f"COUNTIF({list_name(column.choices)},{here})=0" if column.choices else f"NOT(ISNUMBER({here}))"
        mask = keys.map(lambda key, name=column.name: invalid(key, name)).astype(bool)
        yield Case(f"AND({cell.written(column.name)},{known})", mask, _wrong_words(column))


def _unused(sheet: Sheet, rows: pd.DataFrame, invalid: Invalid) -> Iterator[Case]:
    """A row that may be left empty, and is, has nothing to say."""
    if sheet.optional:
        empty = ",".join(map(RowCells(sheet).unwritten, sheet.entries))
        odd = rows[sheet.key].map(lambda key: any(invalid(key, name) for name in sheet.entries)).astype(bool)
        yield Case(f"AND({empty})", rows[list(sheet.entries)].isna().all(axis=1) & ~odd, "")


def _missing(sheet: Sheet, rows: pd.DataFrame, facts: Facts) -> Iterator[Case]:
    cell = RowCells(sheet)
    for requirement in (r for r in sheet.requirements if r.severity == ERROR):
        empty = ",".join(map(cell.unwritten, requirement.columns))
        masks = [requirement.missing(rows, facts, name) for name in requirement.columns]
        test = f"AND({requirement.when.formula(cell, facts.groups)},OR({empty}))"
        yield Case(test, pd.concat(masks, axis=1).any(axis=1), f"○ {requirement.waiting}")


def control(sheet: Sheet, rows: pd.DataFrame, facts: Facts, invalid: Invalid) -> tuple[str, list[str]]:
    """The formula of the Kontroll column, the same in each row, and its value for each row.

    `rows` has the sheet's columns in the order of the template, money in öre.
    """
    steps = [*_unused(sheet, rows, invalid), *_wrong(sheet, rows, invalid), *_missing(sheet, rows, facts)]
    formula = f'"{DONE}"'
    values = pd.Series(DONE, index=rows.index, dtype="str")
    for step in reversed(steps):
        formula = f'IF({step.test},"{step.words}",{formula})'
        values = values.mask(step.mask, step.words)
    return f"={formula}", list(values)


def counter(sheet: Sheet, first: int, last: int, values: list[str]) -> tuple[str, str]:
    """'3 av 5 mål ifyllda' as formula over the Kontroll column's rows, and its value."""
    column = letter(next(n for n, c in enumerate(sheet.columns) if c.name == "control"))
    of = "" if sheet.optional else f" av {len(values)}"
    rest = f"{of} {sheet.counted} {'ifyllt' if sheet.counted == 'beslut' else 'ifyllda'}"
    done = sum(value == DONE for value in values)
    return f'=COUNTIF({column}{first}:{column}{last},"✔*")&"{rest}"', f"{done}{rest}"


def difference(sheet: Sheet, column: Column) -> str:
    """First minus second, empty while one of them is no number."""
    assert column.difference is not None
    one, other = map(RowCells(sheet), column.difference)
    return f'=IF(AND(ISNUMBER({one}),ISNUMBER({other})),{one}-{other},"")'


def total(sheet: Sheet, name: str, first: int, last: int) -> str:
    """The sum of the rows above. What the nämnd is to fill in is summed when all of it is there.

    Of given amounts the known ones are; a difference where no row lacks only one of its two amounts.
    """
    places = {c.name: letter(number) for number, c in enumerate(sheet.columns)}
    area = f"{places[name]}{first}:{places[name]}{last}"
    column = sheet.by_name[name]
    if column.entry:
        return f'=IF(COUNT({area})={last - first + 1},SUM({area}),"")'
    pair = column.difference or ()
    alike = "".join(f",COUNT({area})=COUNT({places[other]}{first}:{places[other]}{last})" for other in pair)
    known = f"AND(COUNT({area})>0{alike})" if alike else f"COUNT({area})>0"
    return f'=IF({known},SUM({area}),"")'


def summed_here(sheet: Sheet, key: str, name: str) -> bool:
    """Whether this cell is a sum, so that nobody fills it in."""
    return is_total(key) and name in sheet.summed
