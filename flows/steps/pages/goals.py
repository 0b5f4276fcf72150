"""Goals as pages tell of them: under their fokusområde or nämnd, with indicators and activities."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.merging.merge import Merged
from flows.steps.merging.wordings import areas_in_order, first_area, partners_told
from flows.steps.pages.frame import area_names, goal_href
from flows.steps.pages.marks import goal_mark
from flows.steps.pages.tables import PageTable, headings_of, rows_by
from flows.steps.reading.frames import rows_of
from flows.steps.swedish import alike, capital, field_text, text_or_empty
from schemas.messages.message import listed

_INDICATORS = ("indicator", "unit", "baseline", "target", "actual", "trend", "forecast", "comment")
_ACTIVITIES = ("activity", "status", "progress", "owner", "ends", "budget", "cost", "comment")


def said(row: dict[str, Any], name: str) -> str:
    """A text of a row; empty for an empty one."""
    return text_or_empty(row[name])


def goal_values(merged: Merged, row: dict[str, Any]) -> dict[str, Any]:
    """What is told of a goal wherever it stands."""
    texts = {name: said(row, name) for name in ("comment", "consequence", "action", "responsible", "move")}
    return texts | {
        "key": row["key"],
        "href": goal_href(row["namnd"], row["key"]),
        "text": row["goal"],
        "mark": goal_mark(merged, row["assessment"]),
        "due": "" if pd.isna(row["due"]) else f"{row['due']:%Y-%m-%d}",
        "before": said(row, "previous_assessment"),
        "shared": partners_told(merged, row),
    }


def goals_by_area(merged: Merged, goals: pd.DataFrame, namnd: str) -> list[dict[str, Any]]:
    """A nämnd's goals under their (first) fokusområde, in the settings' order, with indicators and activities."""
    indicators = _Listing(merged, namnd, "indicators", "Mått", _INDICATORS)
    activities = _Listing(merged, namnd, "activities", "Aktiviteter", _ACTIVITIES)
    by_area: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(goals):
        done = activities.of(row["key"])
        tables = {"indicators": indicators.of(row["key"]), "activities": done, "activity_summary": _summary(done)}
        by_area.setdefault(first_area(row), []).append(goal_values(merged, row) | tables)
    pages = area_names(merged.job)
    order = areas_in_order(merged, by_area)
    return [{"name": name, "goals": by_area[name], "href": pages.get(name, "")} for name in order]


class _Listing:
    """A nämnd's rows of a sheet, one table per goal."""

    def __init__(self, merged: Merged, namnd: str, sheet: str, title: str, names: tuple[str, ...]) -> None:
        self._title, table = title, merged.tables[sheet]
        known = merged.job.kind.sheet(sheet).by_name
        mine = table[table["namnd"] == namnd]
        kept = [name for name in names if name in known and (name != "trend" or mine[name].fillna("").any())]
        self._columns = [known[name] for name in kept]
        self._rows = rows_by("goal_id", self._columns, mine)

    def of(self, goal: str) -> PageTable:
        """The goal's table, which may be without rows."""
        return PageTable(f"{self._title} för {goal}", headings_of(self._columns), self._rows.get(goal, ()))


def _summary(activities: PageTable) -> str:
    """'Sex aktiviteter: fyra pågår enligt plan och två försenade'."""
    count, at = len(activities.rows), _ACTIVITIES.index("status")
    told = [row.cells[at].text for row in activities.rows if row.cells[at].text]
    if count == 1:
        return f"En aktivitet{''.join(f': {status.lower()}' for status in told)}"
    number = alike(count)
    parts = [f"{number(told.count(s), common=True)} {s.lower()}" for s in dict.fromkeys(told)]
    return f"{capital(number(count))} aktiviteter{': ' if parts else ''}{listed(parts)}"


def indicator_lines(merged: Merged) -> dict[str, list[str]]:
    """Per goal, its indicators in a line each: 'Andel …: utfall 82 (↑ bättre), mål 90 procent'."""
    known = merged.job.kind.sheet("indicators").by_name
    found: dict[str, list[str]] = {}
    for row in rows_of(merged.tables["indicators"]):
        parts = []
        for name, word in (("actual", "utfall"), ("forecast", "prognos"), ("target", "målvärde")):
            text = field_text(row[name], known[name]) if name in known and name in row else ""
            if text:
                trend = f" ({row['trend']})" if name == "actual" and said(row, "trend") else ""
                parts.append(f"{word} {text}{trend}")
        unit = f" {said(row, 'unit')}" if parts and said(row, "unit") not in ("", "antal") else ""
        tail = f": {', '.join(parts)}{unit}" if parts else ""
        found.setdefault(str(row["goal_id"]), []).append(f"{row['indicator']}{tail}")
    return found
