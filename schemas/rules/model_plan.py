"""What is held against the model's rules, and what a broken rule is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from schemas.messages.message import Message, Trouble, listed
from schemas.settings import Model, Settings


@dataclass(frozen=True)
class Breach:
    """A broken rule at a row and column of a register's sheet, or (no sheet) in the settings."""

    trouble: Trouble
    sheet: str = ""
    key: str = ""
    column: str = ""

    @property
    def rule(self) -> str:
        """The rule's id."""
        return self.trouble.rule


@dataclass(frozen=True)
class Plan:
    """Settings, register (frames by sheet id, index is the key) and year."""

    settings: Settings
    model: Model
    register: Mapping[str, pd.DataFrame]
    year: int

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The year's goals."""
        goals = self.register["goals"]
        return goals[(goals["first"] <= self.year) & (goals["last"] >= self.year)]

    @cached_property
    def rows(self) -> list[tuple[str, dict[Any, Any]]]:
        """The same as (key, values)."""
        return [(str(key), row) for key, row in self.goals.to_dict("index").items()]


def lacking(
    message: Message, sheet: str, key: str, lacks: Mapping[str, tuple[str, bool]], rule: str
) -> Iterator[Breach]:
    """One breach for all that a row lacks, at the first: what it is called and whether it lacks, by column."""
    missing = {column: word for column, (word, gone) in lacks.items() if gone}
    if missing:
        yield Breach(replace(message(missing=listed(missing.values())), rule=rule), sheet, key, next(iter(missing)))
