"""A table in an export from another system: workbook or text, found by its headings, all rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from flows.steps.files.opening import open_table_book
from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.files.submission import Oddities
from flows.steps.finance.export_csv import read_csv
from flows.steps.finance.periods import in_this_file
from flows.steps.reading.headings import Found, absent, find_table, plain
from schemas.columns import Column
from schemas.findings import Finding
from schemas.messages import economy as say
from schemas.messages.message import Trouble, listed


@dataclass
class Export:
    """`frame`: the columns as they stand, by our names; its index is the row in the file. `findings` are filled in."""

    file: str
    sheet: str
    found: Found
    frame: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)

    def say(self, trouble: Trouble, column: str, row: int) -> None:
        """Add a finding at a cell of the export."""
        self.findings.append(trouble.at(self.file, self.sheet, self.found.cell(column, row)))


def open_export_book(content: bytes) -> tuple[dict[str, Grid], Oddities] | Trouble | None:
    """The sheets of a workbook, None for what is to be read as text, or why it is neither (E2)."""
    opened = open_table_book(content)
    return say.OTHER_FORMAT(what=opened.what) if isinstance(opened, Trouble) else opened


def open_export(
    name: str, content: bytes, columns: Sequence[Column], decimal: str = "", year: int = 0
) -> Export | Trouble:
    """The first table that bears all the headings which must be there; or why there is none.

    A heading may be of another time than the settings' ("Utfall 2601-2604"), which is told; `year` is the round's.
    """
    opened = open_export_book(content)
    if isinstance(opened, Trouble):
        return opened
    if opened is None:
        return read_export_csv(name, content, columns, decimal, year)
    for title, grid in opened[0].items():
        own = in_this_file(columns, grid, year)
        found = find_table(grid, own)
        if found and all(c.name in found.at for c in columns):
            export = _told(Export(name, title, found, _frame(grid, found)), columns, own)
            return _with_oddities(export, opened[1].get(title, {}))
    return say.NO_HEADINGS(headings=listed(absent(opened[0].values(), columns)))


def _with_oddities(export: Export, odd: Mapping[str, Trouble]) -> Export:
    """Amounts that are errors or uncalculated formulas are told; they would count as nought otherwise."""
    for index, column in ((index, name) for name, index in export.found.at.items()):
        for cell, trouble in odd.items():
            row = int("".join(filter(str.isdigit, cell)))
            if cell == f"{letter(index)}{row}" and row in export.frame.index and trouble.rule == "V1":
                export.say(trouble, column, row)
    return export


def read_export_csv(name: str, content: bytes, columns: Sequence[Column], decimal: str, year: int) -> Export | Trouble:
    """The same for a text file; its cells are those that a spreadsheet program shows."""
    read = read_csv(content, columns, decimal, year)
    if isinstance(read, Trouble):
        return read
    own, found, frame = read
    return _told(Export(name, name.rpartition(".")[0] or name, found, frame), columns, own)


def _told(export: Export, columns: Sequence[Column], own: Sequence[Column]) -> Export:
    """The export, and which of its headings are of another time than the settings'."""
    for said, read in zip(columns, own, strict=True):
        if plain(said.heading) != plain(read.heading):
            trouble = say.PERIOD_READ_AS(heading=said.heading, read=read.heading)
            export.say(trouble, said.name, export.found.heading_row)
    return export


def _frame(grid: Grid, found: Found) -> pd.DataFrame:
    """The rows below the headings that have any content; cells as they are."""
    rows = grid[found.heading_row :]
    wide = max(found.at.values())
    whole = [row if len(row) > wide else [*row, *[""] * (wide + 1 - len(row))] for row in rows]
    data = {name: pd.Series([row[index] for row in whole], dtype="object") for name, index in found.at.items()}
    frame = pd.DataFrame(data)
    frame.index = pd.RangeIndex(found.heading_row + 1, found.heading_row + 1 + len(frame))
    return frame[(frame != "").any(axis=1)]
