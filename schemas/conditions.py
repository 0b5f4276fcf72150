"""Conditions on a row that hold both in Python (a mask) and in Excel (a live formula), so that they can't differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd


class Cell(Protocol):
    """From a column's name to its cell in the formula's own row, and to whether that cell says anything."""

    def __call__(self, name: str) -> str:
        """The cell's address."""

    def written(self, name: str) -> str:
        """The Excel expression for that the cell says something."""

    def unwritten(self, name: str) -> str:
        """The opposite."""


class Condition(Protocol):
    """What a requirement may depend on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True for the rows for which it holds."""

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """The same as an Excel expression."""


SAY_NOTHING = "-–—−?.…"
"""A text of nothing but these, with which people say that there is nothing to say or that they don't know, counts as
empty."""


@dataclass(frozen=True)
class Always:
    """Holds for every row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return ()

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True throughout."""
        return pd.Series(True, index=rows.index)

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """TRUE."""
        return "TRUE"


@dataclass(frozen=True)
class Is:
    """The column's value is this word."""

    column: str
    word: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (self.column,)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where it is."""
        return rows[self.column].isin([self.word])

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """cell="word"."""
        return f'{cell(self.column)}="{self.word}"'


@dataclass(frozen=True)
class IsIn:
    """The column's value belongs to a named group of choices ('needs_explanation'); KeyError for an unknown group."""

    column: str
    group: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (self.column,)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where the value is one of the group's."""
        return rows[self.column].isin(list(groups[self.group]))

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """OR(cell="a",cell="b")."""
        tests = ",".join(f'{cell(self.column)}="{word}"' for word in groups[self.group])
        return f"OR({tests})" if tests else "FALSE"


@dataclass(frozen=True)
class Empty:
    """The column has no value."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (self.column,)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where it is empty."""
        return rows[self.column].isna()

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """The cell says nothing."""
        return cell.unwritten(self.column)


def missing_in(condition: Condition) -> Iterator[str]:
    """The columns that must be empty for the condition to hold."""
    if isinstance(condition, Empty):
        yield condition.column
    elif isinstance(condition, Both):
        yield from missing_in(condition.first)
        yield from missing_in(condition.second)


@dataclass(frozen=True)
class Filled:
    """The column has a value."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (self.column,)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where there is one."""
        return rows[self.column].notna()

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """The cell says something."""
        return cell.written(self.column)


@dataclass(frozen=True)
class Exceeds:
    """The forecast (öre) is higher than what the row may cost at most (öre)."""

    column: str
    limit: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (self.column, self.limit)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where both are known and the first is the higher."""
        return (rows[self.column] > rows[self.limit]).fillna(False).astype(bool)

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """AND(ISNUMBER(a),ISNUMBER(b),a>b)."""
        a, b = cell(self.column), cell(self.limit)
        return f"AND(ISNUMBER({a}),ISNUMBER({b}),N({a})>N({b}))"


@dataclass(frozen=True)
class Both:
    """Two conditions at once."""

    first: Condition
    second: Condition

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return self.first.columns + self.second.columns

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where both hold."""
        return self.first.mask(rows, groups) & self.second.mask(rows, groups)

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """AND(first,second)."""
        return f"AND({self.first.formula(cell, groups)},{self.second.formula(cell, groups)})"


@dataclass(frozen=True)
class Either:
    """At least one of several conditions."""

    parts: tuple[Condition, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return tuple(name for part in self.parts for name in part.columns)

    def mask(self, rows: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
        """True where one of them holds."""
        return pd.concat([part.mask(rows, groups) for part in self.parts], axis=1).any(axis=1)

    def formula(self, cell: Cell, groups: Mapping[str, tuple[str, ...]]) -> str:
        """OR(first,second,…)."""
        return f"OR({','.join(part.formula(cell, groups) for part in self.parts)})"
