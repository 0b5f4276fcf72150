"""One sheet of one submission: its cells as values, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.files.submission import Submission
from flows.steps.reading.cells import parse_cell
from flows.steps.reading.decided import compare
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, Resolver, find_table
from flows.steps.reading.notes import notes_around, quoted
from flows.steps.reading.rows import Cells, Expected, Numbered, entered, match_rows
from flows.steps.reading.sums import sums_typed_over
from flows.steps.texts import clean, is_blank
from schemas.columns import Column
from schemas.findings import Finding
from schemas.messages import cells as say_cell
from schemas.messages import tables as say
from schemas.messages.message import Trouble, listed
from schemas.personal import REMOVED, has_personal_number, masked
from schemas.rules.kinds_of_rule import Facts
from schemas.sheets.sheet import Sheet, is_total

MOST_ROWS = 6
"""Missing rows that are named; of more the number is said."""


@dataclass
class SheetReader:
    """Reads the sheet that is called `title` in the file; `expected` are the rows that the nämnd has."""

    submission: Submission
    sheet: Sheet
    title: str
    expected: Expected
    facts: Facts
    found: Found | None = None
    raw: dict[int, Cells] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def _note(self, trouble: Trouble, cell: str, key: str = "", column: str = "", value: str = "") -> None:
        self.findings.append(
            self.submission.finding(
                trouble, self.title, cell, sheet_id=self.sheet.id, key=key, column=column, value=value
            )
        )

    def read(self, grid: Grid) -> dict[int, dict[str, Any]]:
        """The rows by their number in the file."""
        if other := self.submission.foreign.get(self.title):
            self._note(say.SHEET_OF_ANOTHER(template=other[1]), other[0])
            return {}
        first = find_table(grid, self.sheet.columns)
        if first is None:
            self._note(say.NO_HEADINGS(), "A1")
            return {}
        resolver = Resolver(grid, first, self.sheet.columns)
        self.found = resolver.resolve()
        for trouble, index, column in resolver.odd:
            self._note(trouble, f"{letter(index)}{self.found.heading_row}", column=column)
        if self.sheet.key not in self.found.at:
            return {}
        return self._rows(grid, self.found)

    def _rows(self, grid: Grid, found: Found) -> dict[int, dict[str, Any]]:
        known = self.expected.rows
        rows = match_rows(table_rows(grid, found), self.expected)
        values: dict[int, dict[str, Any]] = {}
        for key, (number, cells) in sorted(rows.of.items(), key=lambda item: item[1][0]):
            values[number] = self._values(key, (number, cells), known[key])
            self.raw[number] = cells
        for number, key, trouble in rows.told:
            self._note(trouble, found.cell(self.sheet.key, number), key, self.sheet.key)
        for (number, key), column, trouble in sums_typed_over(self.sheet, values, self.raw, rows.left):
            written = clean(self.raw[number][column])
            self._note(trouble, found.cell(column, number), key, column, written)
        for number, cells in rows.nameless:
            said = entered(self.sheet, cells)
            self._note(say.ROW_NAMELESS(), found.cell(next(iter(said)), number), value=quoted(*said.values()))
        for cell, text in notes_around(self.sheet, found, grid, rows.left):
            self._note(say.NOTE_UNREAD(), cell, value=text)
        missing = [key for key in known if key not in rows.of]
        if missing and not (self.sheet.optional or self.sheet.voluntary):
            more = [*missing[:MOST_ROWS], f"{len(missing) - MOST_ROWS} till"] if len(missing) > MOST_ROWS else missing
            names = f"Raden {missing[0]}" if len(missing) == 1 else f"Raderna {listed(more)}"
            cell = found.cell(self.sheet.key, found.heading_row)
            self._note(say.ROWS_MISSING(rows=names), cell, missing[0], self.sheet.key)
        return values

    def _values(self, key: str, row: Numbered, decided: Mapping[Any, Any]) -> dict[str, Any]:
        """Entry columns from the file; given ones from what was decided, with a finding where the file differs."""
        cells = row[1]
        said = decided.get("unit", cells.get("unit")) if "unit" in self.sheet.by_name else ""
        unit = clean(said) if isinstance(said, str) else ""  # a decided unit that isn't there is no text
        computed = self.sheet.summed if is_total(key) else ()
        values = dict(self.expected.given[key])
        for column in self.sheet.held:
            name = column.name
            if column.known_in and is_total(key):  # it is the sum of the others, and so differs with them
                continue
            if name in cells and (trouble := compare(column, cells[name], decided[name])) is not None:
                self._at(trouble, column, key, row)
        for column in self.sheet.entered:
            if column.name not in computed:
                values[column.name], trouble = self._entry(column, row, unit)
                if trouble is not None:
                    self._at(trouble, column, key, row)
        return values

    def _at(self, trouble: Trouble, column: Column, key: str, row: Numbered) -> None:
        if self.found is not None and column.name not in self.found.doubted:
            number, cells = row
            value = clean(cells.get(column.name) or "")
            self._note(trouble, self.found.cell(column.name, number), key, column.name, value)

    def _odd(self, column: Column, number: int) -> Trouble | None:
        """What is odd with the cell, if anything."""
        if self.found is None or column.name not in self.found.at:
            return None
        return self.submission.oddities.get(self.title, {}).get(self.found.cell(column.name, number))

    def _entry(self, column: Column, row: Numbered, unit: str) -> tuple[Any, Trouble | None]:
        """The value of an entry cell. A cell that only looks empty is told: an error, an uncalculated formula."""
        number, cells = row
        raw = cells.get(column.name, "")
        if self.submission.oddities:
            odd = self._odd(column, number)
            if odd is not None and is_blank(raw) != (odd.rule == "T3"):  # a merged cell may be meant to be empty
                return None, odd
        if raw == "":
            return None, None
        choices = self.facts.choices.get(column.choices, ())
        value, trouble = parse_cell(raw, column, choices, unit=unit, year=self.facts.year)
        if has_personal_number(raw, short=column.kind == "text"):
            cells[column.name] = hidden = masked(clean(raw)) if isinstance(raw, str) else REMOVED
            return (hidden if column.kind == "text" else None), say_cell.PERSONAL_NUMBER()
        return value, trouble
