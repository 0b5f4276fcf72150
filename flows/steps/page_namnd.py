"""What stands on a nämnd's page: its own rows, and the goals that it shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from flows.steps.merge import Merged
from flows.steps.page_kommun import key_figures, mark
from flows.steps.page_tables import PageTable, headings_of, page_table, rows_by
from flows.steps.sentences import meaning_of, namnd_headline, status_counts
from flows.steps.standing import MISSING, READ
from flows.steps.swedish import capital, day, listed, words
from flows.steps.tense import tense_of
from flows.steps.told import (
    areas_in_order,
    faults_told,
    file_told,
    first_area,
    partners_told,
    right_sheets_told,
)
from flows.steps.workbook_tables import assessment_words
from schemas.columns import columns_of
from schemas.published import INVESTMENTS
from schemas.published_rows import InvestmentRows
from schemas.rules.model_rules import split
from schemas.sheets.beside import BESIDE
from schemas.sheets.sheet import TOTAL, Sheet

_INDICATORS = ("indicator", "unit", "baseline", "target", "actual", "forecast", "comment")
_ACTIVITIES = ("activity", "status", "progress", "owner", "ends", "budget", "cost", "comment")
_FOLLOWUP = ("action", "concerns", "responsible", "outcome", "comment")
_ECONOMY = ("area", "budget", "actual", "last_year", "forecast", "deviation", "comment")


def namnd_values(merged: Merged, namnd: str) -> dict[str, Any]:
    """Everything that the template of a nämnd's page asks for."""
    goals = merged.tables["goals"]
    mine = goals[goals["namnd"] == namnd]
    shared = goals.loc[[namnd in split(partners) for partners in goals["partners"]]]
    known = merged.tables["totals"].loc[[namnd], "deviation"].dropna()
    deviation = int(known.iloc[0]) if len(known) else None
    return {
        "waiting": _waiting(merged, namnd),
        "sentences": namnd_headline(merged, namnd),
        "figures": key_figures(
            status_counts(merged, mine), deviation, tense_of(merged.job.kind), _against(merged, namnd)
        ),
        "areas": _areas(merged, mine, namnd),
        "partner_goals": [_goal(merged, row) for row in _rows(shared)],
        "economy": _economy(merged, namnd),
        "deficit": _deficit(merged, namnd),
        "followup": _followup(merged, namnd),
        "investments": _investments(merged, namnd),
        "beside": [table for sheet in BESIDE if (table := _beside(merged, sheet, namnd))],
        "decision": _decision(merged, namnd),
        "source": _source(merged, namnd),
    }


def _against(merged: Merged, namnd: str) -> str:
    """Whose forecast it is that is held against the budget."""
    own = merged.tables["totals"].loc[[namnd], "forecast_from"].eq("Nämnden").all()
    return "mot budget" if own else "mot budget, enligt ekonomisystemets prognos"


def _waiting(merged: Merged, namnd: str) -> str:
    state = merged.state_of(namnd)
    if state.state == READ:
        return ""
    if state.state == MISSING:
        return "○ Svaret saknas. Bedömningar och kommentarer fylls på när nämnden har svarat."
    right = right_sheets_told(merged, state)
    rest = f"{right} Resten visas" if right else "Bedömningar och kommentarer visas"
    return f"▲ Svaret ska rättas: {faults_told(state)}. {rest} när det är rättat."


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for key, row in frame.to_dict("index").items():
        yield {**{str(n): v for n, v in row.items()}, "key": str(key)}


def _areas(merged: Merged, goals: pd.DataFrame, namnd: str) -> list[dict[str, Any]]:
    """The goals under their (first) fokusområde, in the settings' order."""
    indicators = _Listing(merged, namnd, "indicators", "Mått", _INDICATORS)
    activities = _Listing(merged, namnd, "activities", "Aktiviteter", _ACTIVITIES)
    by_area: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(goals):
        done = activities.of(row["key"])
        tables = {"indicators": indicators.of(row["key"]), "activities": done, "activity_summary": _summary(done)}
        by_area.setdefault(first_area(row), []).append(_goal(merged, row) | tables)
    return [{"name": name, "goals": by_area[name]} for name in areas_in_order(merged, by_area)]


class _Listing:
    """A nämnd's rows of a sheet, one table per goal."""

    def __init__(self, merged: Merged, namnd: str, sheet: str, title: str, names: tuple[str, ...]) -> None:
        self._title, table = title, merged.tables[sheet]
        known = merged.job.kind.sheet(sheet).by_name
        self._columns = [known[name] for name in names if name in known]
        self._rows = rows_by("goal_id", self._columns, table[table["namnd"] == namnd])

    def of(self, goal: str) -> PageTable:
        """The goal's table, which may be without rows."""
        return PageTable(f"{self._title} för {goal}", headings_of(self._columns), self._rows.get(goal, ()))


def _said(row: dict[str, Any], name: str) -> str:
    return "" if pd.isna(row[name]) else str(row[name])


def _goal(merged: Merged, row: dict[str, Any]) -> dict[str, Any]:
    texts = {name: _said(row, name) for name in ("comment", "consequence", "action", "responsible")}
    return texts | {
        "key": row["key"],
        "text": row["goal"],
        "mark": mark(meaning_of(merged, row["assessment"]), assessment_words(merged, row["assessment"])[2:]),
        "due": "" if pd.isna(row["due"]) else f"{row['due']:%Y-%m-%d}",
        "before": _said(row, "previous_assessment"),
        "shared": partners_told(merged, row),
    }


def _summary(activities: PageTable) -> str:
    """'Sex aktiviteter: fyra pågår enligt plan och två försenade'."""
    count, at = len(activities.rows), _ACTIVITIES.index("status")
    noun = "aktivitet" if count == 1 else "aktiviteter"
    said = [row.cells[at].text for row in activities.rows if row.cells[at].text]
    parts = [f"{words(said.count(s), common=True)} {s.lower()}" for s in dict.fromkeys(said)]
    return f"{capital(words(count, common=True))} {noun}{': ' if parts else ''}{listed(parts)}"


def _economy(merged: Merged, namnd: str) -> Any:
    table = merged.tables["economy"]
    columns = [merged.job.kind.sheet("economy").by_name[n] for n in _ECONOMY]
    return page_table("Ekonomi per verksamhet", columns, table[table["namnd"] == namnd])


def _followup(merged: Merged, namnd: str) -> PageTable:
    """How it went with the åtgärder of the round before; without rows where there were none."""
    table = merged.tables["followup"]
    columns = [merged.job.kind.sheet("followup").by_name[n] for n in _FOLLOWUP]
    return page_table("Åtgärder från förra omgången", columns, table[table["namnd"] == namnd])


def _investments(merged: Merged, namnd: str) -> PageTable | None:
    """The nämnd's projects, where the kommun follows up investments."""
    table = merged.tables.get(INVESTMENTS.id)
    if table is None or not (table["namnd"] == namnd).any():
        return None
    told = [c for c in columns_of(InvestmentRows)[1:] if c.kind != "money" or table[c.name].notna().any()]
    return page_table("Investeringar per projekt", told, table[table["namnd"] == namnd])


def _beside(merged: Merged, sheet: Sheet, namnd: str) -> PageTable | None:
    """What is followed up beside the model (O1), where the year has it."""
    table = merged.tables.get(sheet.id)
    if table is None or not (table["namnd"] == namnd).any():
        return None
    told = [c for c in sheet.published if c.kind != "key" and c.by != "control"]
    return page_table(sheet.title, told, table[table["namnd"] == namnd])


def _deficit(merged: Merged, namnd: str) -> dict[str, str]:
    table = merged.tables["economy"]
    rows = table[table.index == f"{namnd}-{TOTAL}"].to_dict("records")
    row: dict[str, Any] = {str(k): v for k, v in rows[0].items()} if rows else {}
    found = {n: _said(row, n) if row else "" for n in ("consequence", "action", "responsible")}
    return found | {"due": f"{row['due']:%Y-%m-%d}" if row and not pd.isna(row["due"]) else ""}


def _decision(merged: Merged, namnd: str) -> str:
    table = merged.tables["minute"]
    row = table[table["namnd"] == namnd].to_dict("records")[0]
    if pd.isna(row["decided"]):
        return "Nämndens beslut saknas."
    note = "" if pd.isna(row["note"]) else f"\n{row['note']}"
    return f"{row['body']}, {day(row['decided'])}, {row['paragraph']}.{note}"


def _source(merged: Merged, namnd: str) -> str:
    counted = merged.state_of(namnd).counted
    if counted is None:
        return "Sidan bygger på målregistret och ekonomisystemet."
    return f"Sidan bygger på {file_told(counted.received)}."
