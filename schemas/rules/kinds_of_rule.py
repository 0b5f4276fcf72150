"""The two ways to say a rule on a sheet: a requirement (live in the template too) and a check of any kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from schemas.columns import Column
from schemas.conditions import Always, Condition
from schemas.findings import ERROR, Severity


@dataclass(frozen=True)
class Facts:
    """What a rule may look at besides its own rows.

    `choices`: lists of the settings by name. `groups`: words with a meaning ('needs_explanation').
    `known`: what register, finance export and earlier rounds say, by table name.
    `read`: what the nämnder have sent in, by sheet id, all submissions together (index: submission, row).
    `received`: the day that each submission came. `period_end`: the last day that the outcome covers; `deadline`:
    the round's last day.
    """

    year: int
    choices: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    known: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    read: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    received: Mapping[str, dt.date] = field(default_factory=dict)
    period_end: dt.date = dt.date.min
    deadline: dt.date = dt.date.min

    @property
    def example_year(self) -> int:
        """The year of a day that is told for example: of what is answered when the year is over, the one after."""
        return max(self.year, self.deadline.year)


@dataclass(frozen=True)
class Requirement:
    """These columns must be filled in when the condition holds.

    `because` begins the message ('Målet bedöms inte nås, men'); `waiting` is what the template's Kontroll column says
    meanwhile. The same condition gives the check, the live formula and the cells that light up.
    """

    rule: str
    columns: tuple[str, ...]
    waiting: str
    when: Condition = field(default_factory=Always)
    because: str = ""
    severity: Severity = ERROR

    def missing(self, rows: pd.DataFrame, facts: Facts, column: str) -> pd.Series[bool]:
        """True for the rows where the condition holds and the column is empty."""
        return self.when.mask(rows, facts.groups) & rows[column].isna()

    def says(self, column: Column) -> str:
        """'Målet bedöms inte nås, men ”Konsekvensbeskrivning” saknas.'"""
        return f"{self.because} ”{column.heading}” saknas.".lstrip()


@dataclass(frozen=True)
class Rule:
    """A rule of any kind over a sheet's rows.

    `broken` gives True for each row that breaks it; `what` and `todo` are Swedish sentences with {column} fields
    of that row (money in tkr, dates as 2026-04-20); `column` is where the mark goes. The rows have the column
    `submission` besides their own, so that a rule can look at the same submission's other sheets in `facts.read`.
    `example` has values that break it, for the handbook, where any of the column's own would not.
    """

    rule: str
    column: str
    broken: Callable[[pd.DataFrame, Facts], pd.Series[bool]]
    what: str
    todo: str
    severity: Severity = ERROR
    example: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
