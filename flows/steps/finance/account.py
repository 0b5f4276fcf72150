"""What became of each physical row of a finance file; the classes add up to the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class RowClass(IntEnum):
    """The one class that each row ends in."""

    EMPTY = 0
    TEXT = 1
    HEADING = 2
    REPEATED = 3
    DETAIL = 4
    SUBTOTAL = 5
    TOTAL = 6
    REJECTED = 7


_WORDS: Mapping[RowClass, tuple[str, str]] = {
    RowClass.DETAIL: ("rad med belopp", "rader med belopp"),
    RowClass.SUBTOTAL: ("delsumma", "delsummor"),
    RowClass.TOTAL: ("slutsumma", "slutsummor"),
    RowClass.HEADING: ("rubrikrad", "rubrikrader"),
    RowClass.REPEATED: ("upprepad rubrikrad", "upprepade rubrikrader"),
    RowClass.TEXT: ("textrad", "textrader"),
    RowClass.EMPTY: ("tom rad", "tomma rader"),
    RowClass.REJECTED: ("rad som inte gick att läsa", "rader som inte gick att läsa"),
}
"""In Swedish, one and several, in the order in which they are shown."""


@dataclass(frozen=True)
class RowAccount:
    """How many rows of a file are in each class (Swedish words, in order). Raises ValueError unless all are counted.

    `file` and `sheet` say which table, `rows` how many physical rows it has.
    """

    file: str
    sheet: str
    rows: int
    counts: Mapping[str, int]

    def __post_init__(self) -> None:
        if sum(self.counts.values()) != self.rows:
            raise ValueError(f"{self.file}: {self.rows} rows, {self.counts}")

    @property
    def place(self) -> str:
        """'ekonomi.xlsx, Rapport'."""
        return f"{self.file}, {self.sheet}" if self.sheet and not self.file.startswith(f"{self.sheet}.") else self.file

    @property
    def sentence(self) -> str:
        """'41 rader: 28 rader med belopp, 9 delsummor, 1 slutsumma, 1 rubrikrad och 2 tomma rader'."""
        parts = [f"{count} {words}" for words, count in self.counts.items()]
        listed = " och ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
        return f"{self.rows} {'rad' if self.rows == 1 else 'rader'}: {listed}."


def account_of(file: str, sheet: str, classes: Mapping[RowClass, int], rows: int) -> RowAccount:
    """The account of a table from the number of rows per class."""
    there = {kind: classes.get(kind, 0) for kind in _WORDS}
    return RowAccount(file, sheet, rows, {_WORDS[k][n != 1]: n for k, n in there.items() if n})
