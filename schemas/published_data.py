"""The published tables as data: with year and round, with keys, and with what their columns refer to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from schemas.columns import Column, columns_of
from schemas.kinds import KINDS, RoundKind
from schemas.published import ACTIONS, FINDINGS, SUBMISSIONS, TOTALS, PublishedTable, published_tables
from schemas.published_rows import RoundOf

ROUND = tuple(c.name for c in columns_of(RoundOf))
"""Year and round, the beginning of every key."""
_MAY_BE_EMPTY = (ACTIONS.id, FINDINGS.id, SUBMISSIONS.id)
_POINTERS = {"namnd": TOTALS.id, "goal_id": "goals"}
"""Columns that name a row of another table, in the rounds that have it."""


@dataclass(frozen=True)
class Reference:
    """`columns` of a table have the values of the columns with the same names of the table with this id."""

    columns: tuple[str, ...]
    table: str


def as_data(table: PublishedTable) -> PublishedTable:
    """The table with year and round first, also in its key; the round's year is said so where a row has its own."""
    taken = {c.heading for c in table.columns}
    first = tuple(replace(c, heading="Omgångens år") if c.heading in taken else c for c in columns_of(RoundOf))
    return replace(table, columns=(*first, *table.columns), key=(*ROUND, *table.key) if table.key else ())


def references(table: PublishedTable, published: Collection[str]) -> tuple[Reference, ...]:
    """What the table's columns refer to among the `published` ids.

    Year and round belong to a reference, save where it may be empty: a reference that is empty in part fits nothing.
    """
    names = {c.name for c in table.columns}
    before = () if table.id in _MAY_BE_EMPTY else ROUND
    return tuple(
        Reference((*before, name), other)
        for name, other in _POINTERS.items()
        if name in names and other in published and other != table.id and name not in table.key
    )


@cache
def names_by_heading(kind: RoundKind) -> dict[str, dict[str, str]]:
    """Per table, by the name of its files: our names of its columns by the headings that they have as data.

    A heading that the table has in another kind of round is known too: figures of old years are laid in by hand.
    """
    found: dict[str, dict[str, str]] = {}
    for table in (table for one in (*KINDS.values(), kind) for table in published_tables(one)):
        found[table.name] = found.get(table.name, {}) | as_data(table).names
    return found


def is_whole(column: Column) -> bool:
    """Whether its values are whole numbers: per cent of what is done, and the year that this tool writes."""
    return column.kind == "percent" or column.name == ROUND[0]
