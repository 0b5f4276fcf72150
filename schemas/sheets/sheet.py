"""A sheet: its columns, its rules and where its rows come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from schemas.columns import Column, Table, columns_of, pick
from schemas.rules.kinds_of_rule import Requirement, Rule


@dataclass(frozen=True)
class Sheet:
    """One table of a template, declared once.

    `id` names it in code and data; `title` is the Swedish name of the tab; `note` the sentence above the template's
    table, `result` the one above the published table; `counted` the noun of the counter ('3 av 5 mål ifyllda').
    `source` names the table of known facts that gives its rows (one per key, with `namnd` and the given columns).
    A sheet with `optional` rows offers more of them than need be used; one that is empty asks for nothing.
    `summed` are the columns that the row whose key ends in `TOTAL` sums up from the rows above it.
    Of a `voluntary` sheet nothing must be filled in, so an answer may lack it, or rows of it.
    """

    id: str
    title: str
    model: type[Table]
    note: str
    result: str
    counted: str
    source: str
    requirements: tuple[Requirement, ...] = ()
    rules: tuple[Rule, ...] = ()
    summed: tuple[str, ...] = ()
    optional: bool = False
    voluntary: bool = False

    @cached_property
    def published(self) -> tuple[Column, ...]:
        """All columns, those that this tool adds when it publishes included."""
        return columns_of(self.model)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The template's columns, in the order of the sheet."""
        return tuple(c for c in self.published if c.by != "tool")

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {c.name: c for c in self.published}

    @cached_property
    def key(self) -> str:
        """The column that identifies a row."""
        return next(c.name for c in self.columns if c.kind == "key")

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The columns that the nämnd fills in."""
        return pick(self.columns, lambda c: c.entry)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The columns that are known beforehand, the key included."""
        return pick(self.columns, lambda c: c.by == "given")

    @cached_property
    def held(self) -> tuple[Column, ...]:
        """The columns whose cells are held against what was decided or is known elsewhere."""
        given = (c for c in self.columns if c.by == "given" and c.name != self.key)
        return tuple(c for c in given if c.decided or c.known_in)

    @cached_property
    def entered(self) -> tuple[Column, ...]:
        """The columns that the nämnd fills in."""
        return tuple(c for c in self.columns if c.entry)

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The given texts, which tell a row apart besides its key."""
        return pick(self.columns, lambda c: c.by == "given" and c.kind == "text")


TOTAL = "SUMMA"
"""End of the key of a row that sums up its sheet."""


def is_total(key: str) -> bool:
    """Whether the row with this key is the sheet's sum row."""
    return key.endswith(TOTAL)
