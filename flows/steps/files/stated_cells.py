"""What a workbook's own records state of its cells, compared with what python-calamine gives of them.

python-calamine gives '' for error values and formulas without a result. Imports little, since a child process does it.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from flows.steps.files.spreadsheets import Grid, letter

ERROR, UNCALCULATED, UNREAD, MERGED = "fel", "formel", "oläst", "sammanslagen"
"""What may be odd with a cell that reads as empty."""
VALUE, EMPTY_TEXT = "värde", "tom text"
"""A cell that must not read as empty; a formula whose result is the empty text, or that was never calculated."""
MOST_MERGED, MOST_MERGES = 2_000, 2_000
"""Cells of one merge that are reported, and merges; a merge of whole columns means nothing more after that."""


class LockedFile(Exception):
    """A workbook with a password."""


class Stated(NamedTuple):
    """A cell by its row and column, counted from 0, and what its record states: a kind above, and an error's name."""

    row: int
    column: int
    kind: str
    text: str = ""


class Cells:
    """The stated cells of one sheet. Those with an ordinary value are many, and are kept as eight bytes each."""

    def __init__(self) -> None:
        self.odd: list[Stated] = []
        self.values = array("Q")
        self.rows = self.columns = 0

    def reach(self, row: int, column: int) -> None:
        """Note that a cell has content, by row and column, counted from 0. Raises ValueError for an impossible one."""
        if not (0 <= row < 1 << 24 and 0 <= column < 1 << 14):
            raise ValueError("place")
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def add(self, row: int, column: int, kind: str, text: str = "") -> None:
        """A cell by its row and column, counted from 0. Raises ValueError for one that no sheet has."""
        self.reach(row, column)
        if kind == VALUE:
            self.values.append(row << 14 | column)
        else:
            self.odd.append(Stated(row, column, kind, text))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Every cell of a merge but its first; none of one that is too large to mean anything."""
        self.merges += 1
        if self.merges > MOST_MERGES or (bottom - top + 1) * (right - left + 1) > MOST_MERGED:
            return
        cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        self.odd += [Stated(*cell, MERGED) for cell in islice(cells, 1, None)]

    merges = 0


Odd = dict[str, tuple[str, str]]
"""By cell: what is odd with it, and the error that it shows."""


def odd_cells(grid: Grid, cells: Cells, calculated: bool) -> Odd:
    """The cells that read as empty but aren't. `calculated`: some formula of the workbook has a result."""
    found: Odd = {}
    for row, column, kind, text in cells.odd:
        if kind == EMPTY_TEXT and calculated:
            continue
        cell = f"{letter(column)}{row + 1}"
        if found.get(cell, (MERGED, ""))[0] == MERGED:
            found[cell] = UNCALCULATED if kind == EMPTY_TEXT else kind, text
    for place in cells.values:
        row, column = place >> 14, place & 0x3FFF
        if _is_blank(grid, row, column):
            found[f"{letter(column)}{row + 1}"] = UNREAD, ""
    return found


def _is_blank(grid: Grid, row: int, column: int) -> bool:
    cells = grid[row] if row < len(grid) else ()
    value = cells[column] if column < len(cells) else None
    return value is None or (isinstance(value, str) and not value.strip())


def without_results(grid: Grid, odd: Odd) -> Grid:
    """The grid with the cells emptied that have a value nobody calculated, or that a program put for an error."""
    wrong = [cell for cell, (kind, _) in odd.items() if kind in (ERROR, UNCALCULATED)]
    if not wrong:
        return grid
    cells: list[Sequence[object]] = list(grid)
    for row, column in map(place_of, wrong):
        if not _is_blank(cells, row, column):
            cells[row] = [*cells[row][:column], "", *cells[row][column + 1 :]]
    return cells


def place_of(cell: str) -> tuple[int, int]:
    """Row and column of 'B3', counted from 0. Raises ValueError for what is no cell."""
    letters = cell.rstrip("0123456789")
    row = int(cell[len(letters) :]) - 1
    column = 0
    for one in letters.upper():
        if not "A" <= one <= "Z":
            raise ValueError(cell)
        column = column * 26 + ord(one) - 64
    if row < 0 or not 0 < column <= 16_384:
        raise ValueError(cell)
    return row, column - 1


class Sheets(NamedTuple):
    """The stated cells of each sheet in the workbook's order (None for a sheet without cells), and `calculated`."""

    cells: Sequence[Cells | None]
    calculated: bool

    @property
    def rows(self) -> int:
        """The last row with content, of any sheet."""
        return max((sheet.rows for sheet in self.cells if sheet), default=0)

    @property
    def area(self) -> int:
        """Cells between the first and the last of each sheet, which the parser makes room for."""
        return sum(sheet.rows * sheet.columns for sheet in self.cells if sheet)

    def by_title(self, titles: Sequence[str]) -> Mapping[str, Cells]:
        """The cells by the sheet's title. Raises ValueError where there are other sheets than those."""
        if len(titles) != len(self.cells):
            raise ValueError("other sheets")
        return {title: cells for title, cells in zip(titles, self.cells, strict=True) if cells is not None}
