"""Where a sheet's table lies: its headings are found by their words, moved, misspelt or doubled ones included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.texts import clean
from schemas.columns import Column
from schemas.messages import tables as say
from schemas.messages.message import Trouble

HEADING_ROWS, LONGEST = 60, 80
"""Where headings are looked for, and the most letters that one may have."""
ALIKE, ALIKE_IN_PLACE = 0.8, 0.5
"""How alike two headings must be to be the same, anywhere and between the right neighbours."""


@lru_cache(4096)
def plain(text: object) -> str:
    """A heading or a sheet's name for comparison: no unit in parentheses, one space, lower case."""
    return re.sub(r"\s+", " ", re.sub(r"\(.*?\)", "", clean(text))).strip(" .:*").casefold()


def alike(one: str, other: str) -> float:
    """How alike two words are, 0 to 1."""
    import difflib  # only where something is misnamed

    return difflib.SequenceMatcher(None, one, other).ratio()


@dataclass(frozen=True)
class Found:
    """Where a table lies: its heading row (1 is the first) and each declared column's index (0 is A).

    Columns in `doubted` stand where they should under another heading: read, but to be confirmed by the sender.
    """

    heading_row: int
    at: dict[str, int]
    doubted: frozenset[str] = frozenset()

    def cell(self, column: str, row: int) -> str:
        """Address of a column's cell in a row; column A for a column that wasn't found."""
        return f"{letter(self.at.get(column, 0))}{row}"


def find_table(grid: Grid, columns: Sequence[Column]) -> Found | None:
    """The row within the first rows that bears most of the headings, if it bears at least a third of them."""
    wanted = {plain(c.heading): c.name for c in columns}
    best: Found | None = None
    for number, row in enumerate(grid[:HEADING_ROWS], 1):
        if len(row) * 3 < len(columns):
            continue
        at: dict[str, int] = {}
        for index, cell in enumerate(row):
            name = wanted.get(plain(cell)) if isinstance(cell, str) and 0 < len(cell) <= LONGEST else None
            if name is not None:
                at.setdefault(name, index)
        if len(at) * 3 >= len(columns) and (best is None or len(at) > len(best.at)):
            best = Found(number, at)
            if len(at) == len(columns):
                break
    return best


def absent(grids: Iterable[Grid], columns: Sequence[Column]) -> list[str]:
    """The headings that stand in no row where headings are looked for; all, where they only never stand together."""
    there = {plain(cell) for grid in grids for row in grid[:HEADING_ROWS] for cell in row if isinstance(cell, str)}
    return [c.heading for c in columns if plain(c.heading) not in there] or [c.heading for c in columns]


Odd = tuple[Trouble, int, str]
"""What is to be said of a heading, its column's index, and the declared column."""


class Resolver:
    """Finds the columns whose headings are not as declared, by likeness and by their neighbours."""

    def __init__(self, grid: Grid, found: Found, columns: Sequence[Column]) -> None:
        self._grid, self._row, self._columns = grid, found.heading_row, columns
        self.at, self.odd = dict(found.at), list[Odd]()
        self._doubted: set[str] = set()

    def resolve(self) -> Found:
        """The table with every column that could be understood; the rest is told in `odd`."""
        for column in (c for c in self._columns if c.name not in self.at):
            self._place(column)
        self.odd += self._doubled()
        return Found(self._row, self.at, frozenset(self._doubted))

    def _heading(self, index: int) -> str:
        row = self._grid[self._row - 1]
        return clean(row[index]) if 0 <= index < len(row) and row[index] is not None else ""

    def _neighbours(self, column: Column) -> tuple[int | None, int | None]:
        """Where the column should be, by the one declared before it and the one after."""
        number = self._columns.index(column)
        before = self.at.get(self._columns[number - 1].name) if number else -1
        after = self.at.get(self._columns[number + 1].name) if number + 1 < len(self._columns) else None
        return None if before is None else before + 1, None if after is None else after - 1

    def _place(self, column: Column) -> None:
        expected = [i for i in self._neighbours(column) if i is not None and i >= 0 and i not in self.at.values()]
        index = self._likeliest(column, expected)
        if index is not None:
            self.at[column.name] = index
            self._told(say.HEADING_READ_AS(value=self._heading(index), heading=column.title), index, column)
            return
        here = expected[0] if expected else None
        surrounded = here is not None and expected.count(here) == 2
        if here is not None and surrounded and not self._heading(here):
            self.at[column.name] = here
            self._told(say.HEADING_EMPTY(heading=column.title), here, column)
        elif here is not None and self._heading(here):
            self.at[column.name] = here
            self._doubted.add(column.name)
            self._told(say.HEADING_OTHER(value=self._heading(here), heading=column.title), here, column)
        else:
            missing = next((i for i in self._neighbours(column) if i is not None), 0)
            self._told(say.HEADING_MISSING(heading=column.title), max(missing, 0), column)

    def _told(self, trouble: Trouble, index: int, column: Column) -> None:
        """Columns that the nämnd doesn't fill in are known anyhow."""
        if column.entry or column.kind == "key":
            self.odd.append((trouble, index, column.name))

    def _likeliest(self, column: Column, expected: list[int]) -> int | None:
        taken, wanted = set(self.at.values()), plain(column.heading)
        best: tuple[float, int] = (0.0, -1)
        for index in range(len(self._grid[self._row - 1])):
            text = plain(self._heading(index))
            if text and index not in taken:
                likeness = alike(wanted, text)
                if likeness >= (ALIKE_IN_PLACE if index in expected else ALIKE):
                    best = max(best, (likeness, index))
        return best[1] if best[0] else None

    def _doubled(self) -> list[Odd]:
        """Entry columns whose heading comes once more over other contents."""
        found: list[Odd] = []
        names = {plain(c.heading): c for c in self._columns if c.entry}
        for index in range(len(self._grid[self._row - 1])):
            column = names.get(plain(self._heading(index)))
            first = self.at.get(column.name, index) if column else index
            if column and first != index and self._below(index) != self._below(first) and any(self._below(index)):
                other = f"{letter(first)}{self._row}"
                found.append((say.HEADING_TWICE(heading=column.title, other=other), index, column.name))
        return found

    def _below(self, index: int) -> list[str]:
        rows = self._grid[self._row :]
        return [clean(row[index]) if index < len(row) and row[index] is not None else "" for row in rows]
