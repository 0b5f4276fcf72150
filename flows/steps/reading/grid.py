"""The rows of a table in a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.headings import Found
from flows.steps.texts import is_blank


def table_rows(grid: Grid, found: Found) -> Iterator[tuple[int, dict[str, object]]]:
    """Row number and cells by column name, for each row below the headings that has any content in the table."""
    names, indexes = tuple(found.at), tuple(found.at.values())
    width = max(indexes, default=-1) + 1
    for number, row in enumerate(grid[found.heading_row :], found.heading_row + 1):
        whole = row if len(row) >= width else [*row, *[""] * (width - len(row))]
        cells = [whole[index] for index in indexes]
        if not all(map(is_blank, cells)):
            yield number, dict(zip(names, cells, strict=True))
