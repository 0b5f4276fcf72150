"""A workbook as plain rows of cells: opened with python-calamine, tables found by their headings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineWorkbook

from flows.steps.cells import clean
from schemas.columns import Column

Grid = Sequence[Sequence[object]]
HEADING_ROWS = 30


def open_grids(content: bytes) -> dict[str, Grid]:
    """Every sheet's cells by the sheet's name; the first row and column are row 1 and column A."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def letter(index: int) -> str:
    """Column letters of an index: 0 is A, 26 is AA. (xlsxwriter's own costs its whole import.)"""
    high, low = divmod(index, 26)
    return (letter(high - 1) if high else "") + chr(65 + low)


def plain(text: object) -> str:
    """A heading or a sheet's name for comparison: no unit in parentheses, one space, lower case."""
    return re.sub(r"\s+", " ", re.sub(r"\(.*?\)", "", clean(text))).strip().casefold()


@dataclass(frozen=True)
class Found:
    """Where a table lies: its heading row (1 is the first) and each declared column's index (0 is A)."""

    heading_row: int
    at: dict[str, int]

    def cell(self, column: str, row: int) -> str:
        """Address of a column's cell in a row; the heading's where the column wasn't found is column A."""
        return f"{letter(self.at.get(column, 0))}{row}"


def find_table(grid: Grid, columns: Sequence[Column]) -> Found | None:
    """The row within the first rows that bears most of the headings, if it bears at least a third of them."""
    wanted = {plain(c.heading): c.name for c in columns}
    best: Found | None = None
    for number, row in enumerate(grid[:HEADING_ROWS], 1):
        at: dict[str, int] = {}
        for index, cell in enumerate(row):
            name = wanted.get(plain(cell)) if isinstance(cell, str) else None
            if name is not None:
                at.setdefault(name, index)
        if len(at) * 3 >= len(columns) and (best is None or len(at) > len(best.at)):
            best = Found(number, at)
    return best


def table_rows(grid: Grid, found: Found) -> Iterator[tuple[int, dict[str, object]]]:
    """Row number and cells by column name, for each row below the headings that has any content in the table."""
    for number, row in enumerate(grid[found.heading_row :], found.heading_row + 1):
        cells = {name: row[index] if index < len(row) else "" for name, index in found.at.items()}
        if any(cell not in ("", None) for cell in cells.values()):
            yield number, cells
