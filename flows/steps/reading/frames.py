"""Frames with the types that their columns declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.cells import clean, parse_cell
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, find_table
from schemas.columns import Column
from schemas.messages import model as say
from schemas.messages.message import Trouble
from schemas.sheets.sheet import Sheet

_DTYPES: dict[str, str] = {
    "money": "Int64",
    "percent": "Int64",
    "number": "Float64",
    "date": "datetime64[us]",
}


def typed_frame(columns: Sequence[Column], records: Sequence[dict[str, Any]], index: pd.Index[Any]) -> pd.DataFrame:
    """A frame with these columns and this index; what a record lacks is empty, money is whole öre."""
    data = {c.name: pd.Series([r.get(c.name) for r in records], dtype=_DTYPES.get(c.kind, "str")) for c in columns}
    frame = pd.DataFrame(data)
    frame.index = index
    return frame


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's rows by column, each with its `key`."""
    rows = table.to_dict("index")
    return [{str(name): value for name, value in row.items()} | {"key": str(key)} for key, row in rows.items()]


@dataclass(frozen=True)
class Listing:
    """A whole listing (the register's sheets): frame by key, what could not be read, and where rows lie."""

    frame: pd.DataFrame
    troubles: list[tuple[Trouble, str]]
    found: Found | None
    lines: dict[str, int]

    def cell(self, key: str, column: str) -> str:
        """Where a value stands; the heading of its column for a key that has no row."""
        if self.found is None:
            return "A1"
        return self.found.cell(column, self.lines.get(key, self.found.heading_row))


def read_listing(grid: Grid, sheet: Sheet, year: int = 0) -> Listing:
    """Read a listing by its headings; each key once. A day that is told for example is of the `year`."""
    found = find_table(grid, sheet.columns)
    if found is None:
        trouble = say.REGISTER_HEADINGS(headings=", ".join(c.title for c in sheet.columns))
        return Listing(_frame(sheet, {}), [(trouble, "A1")], None, {})
    rows: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    troubles: list[tuple[Trouble, str]] = []
    for number, cells in table_rows(grid, found):
        key = clean(cells.get(sheet.key, ""))
        if not key or key in rows:
            wrong = say.NUMBER_TWICE(key=key) if key else say.NUMBER_MISSING()
            troubles.append((wrong, found.cell(sheet.key, number)))
            continue
        rows[key], lines[key] = _listed(sheet, found, number, cells, troubles, year), number
    return Listing(_frame(sheet, rows), troubles, found, lines)


def _listed(
    sheet: Sheet, found: Found, number: int, cells: dict[str, object], troubles: list[tuple[Trouble, str]], year: int
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in sheet.columns:
        row[column.name], trouble = parse_cell(cells.get(column.name), column, shown=year)
        if trouble:
            troubles.append((trouble, found.cell(column.name, number)))
    return row


def _frame(sheet: Sheet, rows: dict[str, dict[str, Any]]) -> pd.DataFrame:
    return typed_frame(sheet.columns, list(rows.values()), pd.Index(list(rows), dtype="str", name="key"))
