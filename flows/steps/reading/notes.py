"""What somebody has written over a table, under it or beside it: it is never read, and that is told (rule T2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.steps.files.remarks import COMMENT
from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.files.submission import Submission
from flows.steps.reading.headings import Found, plain
from flows.steps.reading.rows import Numbered, entered
from flows.steps.texts import clean, is_blank
from schemas.findings import Finding
from schemas.messages import tables as say
from schemas.personal import masked
from schemas.sheets.sheet import Sheet

Note = tuple[str, str]
"""A cell and what stands in it."""
_HELP = 3
"""So many texts in a row above the headings are the columns' help."""
_LETTERS = 5
_WORD = re.compile(r"[^\W\d_]+")


def notes_around(sheet: Sheet, found: Found, grid: Grid, strays: Iterable[Numbered]) -> Iterator[Note]:
    """Each text that isn't read: over the table, in rows that are none of the template's, in columns of one's own."""
    yield from _over(found.at.get(sheet.key, 0), found, grid)
    yield from _under(sheet, found, strays)
    yield from _beside(sheet, found, grid)


def remarks_told(submission: Submission) -> Iterator[Finding]:
    """Each comment and text box of the file, with its words for whoever wrote it."""
    for title, remarks in submission.remarks.items():
        for cell, kind, text in remarks:
            trouble = say.COMMENT_UNREAD() if kind == COMMENT else say.TEXT_BOX_UNREAD()
            yield submission.finding(trouble, title, cell, value=quoted(text))


def _over(first: int, found: Found, grid: Grid) -> Iterator[Note]:
    """Right of the template's own lines, which stand where its first column does."""
    for number, row in enumerate(grid[: found.heading_row - 1], 1):
        inside = [index for index in found.at.values() if index < len(row) and _says(row[index])]
        kept = set(inside) if len(inside) >= _HELP else set()
        for index, cell in enumerate(row):
            if index > first and index not in kept and _says(cell):
                yield f"{letter(index)}{number}", quoted(cell)


def _under(sheet: Sheet, found: Found, strays: Iterable[Numbered]) -> Iterator[Note]:
    """Of rows without answers; one with an id is no note, but of something that has been decided away since."""
    for number, cells in strays:
        key = cells.get(sheet.key)
        if not entered(sheet, cells) and (is_blank(key) or not _is_id(key)):
            texts = sorted((found.at[name], cell) for name, cell in cells.items() if _says(cell))
            if texts:
                yield f"{letter(texts[0][0])}{number}", quoted(*(cell for _, cell in texts))


def _beside(sheet: Sheet, found: Found, grid: Grid) -> Iterator[Note]:
    """The first text of each column that is not the sheet's, nor bears the heading of one that is."""
    ours, done = {plain(c.heading) for c in sheet.published}, set(found.at.values())
    done |= {index for index, heading in enumerate(grid[found.heading_row - 1]) if plain(heading) in ours}
    for number, row in enumerate(grid[found.heading_row :], found.heading_row + 1):
        for index, cell in enumerate(row):
            if index not in done and _says(cell):
                done.add(index)
                yield f"{letter(index)}{number}", quoted(cell)


def _says(cell: object) -> bool:
    """Whether it is a text of some letters; a mark or a number is no note."""
    return isinstance(cell, str) and sum(map(len, _WORD.findall(cell))) >= _LETTERS


def _is_id(key: object) -> bool:
    return len(clean(key).split()) == 1


def quoted(*cells: object) -> str:
    """Texts that go back to who wrote them since they aren't kept elsewhere: on one line, without personnummer (Y1)."""
    from textwrap import shorten

    said = " – ".join(clean(cell) for cell in cells)
    return shorten(masked(said), _MOST, placeholder=" …")


_MOST = 300
"""Letters of a text that is quoted."""
