"""Where the workbook's cells lead: a figure to its rows, a row to what is said of its original."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.merging.merge import Merged
from flows.steps.merging.round_tables import about_of
from flows.steps.places import ORIGINALS, original_anchor
from schemas.published import ALL_ACTIONS, SUBMISSIONS, TOTALS
from schemas.sheets.economy import ECONOMY
from schemas.sheets.goals import GOALS
from schemas.sheets.sheet import TOTAL

FIRST = 4
"""The first row of every table, counted from 0; above it title, note, an empty row and the headings."""
_MORE_ROWS = re.compile(r" och \d+ rad(er)? till$")
_COUNTS = ("goals", "reached", "partly", "missed", "open")


@dataclass(frozen=True)
class CellLink:
    """An address as xlsxwriter takes it, and the words that are shown over it."""

    url: str
    tip: str


class Links:
    """The links of a consolidated workbook, whose tables all begin at FIRST in the order of their frames."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._titles = {sheet.id: sheet.title for sheet in merged.job.kind.sheets}
        frames = {t: merged.tables[i] for i, t in self._titles.items()}
        if ALL_ACTIONS.id in merged.tables:
            frames[ALL_ACTIONS.title] = merged.tables[ALL_ACTIONS.id]
        self._rows = {t: {str(key): FIRST + n for n, key in enumerate(f.index)} for t, f in frames.items()}
        submissions = merged.tables[SUBMISSIONS.id]
        self._files = {str(d): FIRST + n for n, d in enumerate(submissions["digest"]) if not pd.isna(d)}
        self._namnder = {str(n): FIRST + i for i, n in reversed(list(enumerate(submissions["namnd"])))}
        self._sources = merged.known.sources

    def of(self, table: str, column: str, row: Mapping[str, Any]) -> CellLink | None:
        """Where this cell leads, if anywhere; `row` has the row's values by column, and its `key`."""
        if column in ("cell", "file", "system_source"):
            return self._source("cell" if table == SUBMISSIONS.id else column, row)
        if table == TOTALS.id:
            return self._behind_total(column, str(row["key"]))
        if column in ("row", "goal_id", "action_id"):
            return self._row(table, column, row)
        return None

    def rows_of(self, title: str, namnd: str) -> CellLink | None:
        """A nämnd's rows on the sheet with this title."""
        table = next(self._merged.tables[i] for i, t in self._titles.items() if t == title)
        mine = [FIRST + n for n, owner in enumerate(table["namnd"]) if owner == namnd]
        return _internal(title, f"A{mine[0] + 1}:D{mine[-1] + 1}") if mine else None

    def _behind_total(self, column: str, namnd: str) -> CellLink | None:
        if column in _COUNTS:
            return self.rows_of(GOALS.title, namnd)
        if column == "state":
            return _internal(SUBMISSIONS.title, f"A{self._namnder[namnd] + 1}") if namnd in self._namnder else None
        at = self._rows[ECONOMY.title].get(f"{namnd}-{TOTAL}") if column not in ("namnd", "name") else None
        return _internal(ECONOMY.title, f"A{at + 1}") if at is not None else None

    def _row(self, table: str, column: str, row: Mapping[str, Any]) -> CellLink | None:
        """The goal or the sum row that a deviation, an indicator, an activity or an åtgärd belongs to."""
        key = about_of(str(row[column]))
        for title in (GOALS.title, ECONOMY.title):
            at = self._rows.get(title, {}).get(key)
            if at is not None and not (table == "goals" and column == "goal_id"):
                return _internal(title, f"A{at + 1}")
        return None

    def _source(self, column: str, row: Mapping[str, Any]) -> CellLink | None:
        if column == "system_source":
            return self._system(row)
        digest, file = row.get("digest"), row.get("file")
        if not isinstance(digest, str) or not isinstance(file, str):
            return None
        if column == "file" and digest in self._files:
            return _internal(SUBMISSIONS.title, f"A{self._files[digest] + 1}")
        return self.original(digest)

    def _system(self, row: Mapping[str, Any]) -> CellLink | None:
        """The row of the finance system's file; a sum row has none of its own."""
        said = _MORE_ROWS.sub("", str(row["system_source"]))
        file = next((name for name in self._sources if said.startswith(f"{name}, ")), None)
        if file is None:
            return None
        return self.original(self._sources[file])

    def original(self, digest: str) -> CellLink:
        """What is said of the archived original, and the way to it: a file that others sent isn't opened unawares."""
        return CellLink(f"external:{ORIGINALS}#{original_anchor(digest)}", "Läs om originalet och öppna det därifrån")


def _internal(title: str, cells: str) -> CellLink:
    return CellLink(f"internal:'{title}'!{cells}", "Gå till raderna" if ":" in cells else "Gå till raden")


def row_links(links: Links, table: str, columns: tuple[str, ...], row: Mapping[str, Any]) -> dict[str, CellLink]:
    """The links of a row's cells by column."""
    found = {name: links.of(table, name, row) for name in columns if not _empty(row.get(name))}
    return {name: link for name, link in found.items() if link}


def _empty(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and pd.isna(value)) or value == ""
