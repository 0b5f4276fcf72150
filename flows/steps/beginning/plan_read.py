"""What is found in a plan: the register's rows so far, and what is said of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from flows.steps.known.decision import Rows
from flows.steps.reading.frames import typed_frame
from flows.steps.reading.headings import Found
from schemas.messages.message import Trouble
from schemas.register import REGISTER
from schemas.settings import Decision


@dataclass(frozen=True)
class Setting:
    """What a plan is held against: the year, nämnder (name by id), fokusområden, and the goals' decision, if any."""

    year: int
    namnder: Mapping[str, str]
    areas: tuple[str, ...]
    decision: Decision | None = None


@dataclass
class PlanRead:
    """The register's rows as they are found, and what could not be read: what is said, sheet and cell.

    `base_year`: the year in the heading of the base values ('Nuläge 2025').
    `guessed`: how many directions come of the values; `numbered`: the goals whose running number got the nämnd's id.
    """

    setting: Setting
    rows: dict[str, Rows] = field(default_factory=lambda: {sheet.id: [] for sheet in REGISTER})
    troubles: list[tuple[Trouble, str, str]] = field(default_factory=list)
    base_year: float | None = None
    guessed: int = 0
    numbered: list[str] = field(default_factory=list)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The register's tables."""
        return {s.id: typed_frame(s.columns, self.rows[s.id], pd.RangeIndex(len(self.rows[s.id]))) for s in REGISTER}


@dataclass(frozen=True)
class Place:
    """A row of a sheet of the plan, and where what is said of it goes."""

    read: PlanRead
    title: str
    found: Found
    number: int

    def say(self, trouble: Trouble | None, column: str) -> None:
        """Tell it at the column's cell, if there is anything to tell."""
        if trouble is not None:
            self.read.troubles.append((trouble, self.title, self.found.cell(column, self.number)))
