"""The rows of a table in a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.headings import Found
from flows.steps.texts import is_blank


def table_rows(grid: Grid, found: Found) -> Iterator[tuple[int, dict[str, object]]]:
    """Row number and cells by column name, for each row below the headings that has any content in the table."""
    for number, row in enumerate(grid[found.heading_row :], found.heading_row + 1):
        cells = {name: row[index] if index < len(row) else "" for name, index in found.at.items()}
        if not all(is_blank(cell) for cell in cells.values()):
            yield number, cells
