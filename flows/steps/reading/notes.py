"""What somebody has written under a table or beside it: it is never read, and that is told (rule T2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.reading.headings import Found, plain
from flows.steps.reading.rows import Numbered, entered
from flows.steps.texts import is_blank
from schemas.sheets.sheet import Sheet


def notes_under(sheet: Sheet, found: Found, strays: Iterable[Numbered]) -> Iterator[str]:
    """The first cell with text of each row that is none of the template's and has no answers either.

    A row with an id is no note: it is of something that has been decided away since.
    """
    for number, cells in strays:
        key = cells.get(sheet.key)
        if not entered(sheet, cells) and (is_blank(key) or _says(key)):
            texts = sorted(found.at[name] for name, cell in cells.items() if _says(cell))
            yield from (f"{letter(index)}{number}" for index in texts[:1])


def notes_beside(sheet: Sheet, found: Found, grid: Grid) -> Iterator[str]:
    """The first cell with text of each column that is not the sheet's, nor bears the heading of one that is."""
    ours, done = {plain(c.heading) for c in sheet.published}, set(found.at.values())
    done |= {index for index, heading in enumerate(grid[found.heading_row - 1]) if plain(heading) in ours}
    for number, row in enumerate(grid[found.heading_row :], found.heading_row + 1):
        for index, cell in enumerate(row):
            if index not in done and _says(cell):
                done.add(index)
                yield f"{letter(index)}{number}"


def _says(cell: object) -> bool:
    """Whether it is a text of at least two words."""
    return isinstance(cell, str) and len(_WORD.findall(cell)) > 1


_WORD = re.compile(r"[^\W\d_]{2,}")
