"""What stands on a nämnd's page: its own rows, and the goals that it shares."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.merging.changes import changes_told
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import namnd_headline, status_counts
from flows.steps.merging.standing import MISSING, READ
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import (
    ACCEPTED_NOTE,
    accepted_told,
    decided_told,
    faults_told,
    file_told,
    meeting_ahead,
    right_sheets_told,
)
from flows.steps.pages.goals import goal_values, goals_by_area, said
from flows.steps.pages.investments import projects_table
from flows.steps.pages.marks import Figure, figures_before, key_figures
from flows.steps.pages.sources import sheet_sources
from flows.steps.pages.tables import PageTable, page_table
from flows.steps.reading.frames import rows_of
from flows.steps.swedish import day, paragraph_told, text_or_empty
from schemas.published_rows import OWN
from schemas.rules.model_rules import split
from schemas.sheets.beside import BESIDE
from schemas.sheets.economy import ECONOMY
from schemas.sheets.investments import INVESTMENTS
from schemas.sheets.sheet import TOTAL, Sheet

_FOLLOWUP = ("action", "concerns", "responsible", "outcome", "comment")
_ECONOMY = ("area", "budget", "actual", "last_year", "forecast", "deviation", "comment")


def namnd_values(merged: Merged, namnd: str) -> dict[str, Any]:
    """Everything that the template of a nämnd's page asks for."""
    goals = merged.tables["goals"]
    mine = goals[goals["namnd"] == namnd]
    shared = goals.loc[[namnd in split(partners) for partners in goals["partners"]]]
    return {
        "waiting": _waiting(merged, namnd),
        "sentences": namnd_headline(merged, namnd),
        "figures": figures_before(merged, _figures(merged, namnd, mine), namnd),
        "changes": changes_told(merged, namnd),
        "areas": goals_by_area(merged, mine, namnd),
        "goals_decided": decided_told(mine),
        "partner_goals": [goal_values(merged, row) for row in rows_of(shared)],
        "sheets": sheet_sources(merged, namnd),
        ECONOMY.id: _economy(merged, namnd),
        "deficit": _deficit(merged, namnd),
        "followup": _followup(merged, namnd),
        INVESTMENTS.id: projects_table(merged, namnd),
        "beside": [table for sheet in BESIDE if (table := _beside(merged, sheet, namnd))],
        "accepted": accepted_told(merged, namnd),
        "accepted_note": ACCEPTED_NOTE,
        "decision": _decision(merged, namnd),
        "source": _source(merged, namnd),
    }


def _figures(merged: Merged, namnd: str, goals: pd.DataFrame) -> list[Figure]:
    known = merged.tables["totals"].loc[[namnd], "deviation"].dropna()
    deviation = int(known.iloc[0]) if len(known) else None
    counts = status_counts(merged, goals)
    return key_figures(counts, deviation, tense_of(merged.job.kind), _against(merged, namnd))


def _against(merged: Merged, namnd: str) -> str:
    """Whose forecast it is that is held against the budget."""
    own = merged.tables["totals"].loc[[namnd], "forecast_from"].eq(OWN).all()
    return "mot budget" if own else "mot budget, enligt ekonomisystemets prognos"


def _waiting(merged: Merged, namnd: str) -> str:
    state = merged.state_of(namnd)
    if state.state == READ:
        return ""
    if state.state == MISSING:
        return "○ Svaret saknas. Bedömningar och kommentarer fylls på när nämnden har svarat."
    if state.awaits_decision:
        return "◐ Nämndens beslut saknas. Allt annat är klart, och visas preliminärt."
    right = right_sheets_told(merged, state)
    rest = f"{right} Resten visas" if right else "Bedömningar och kommentarer visas"
    return f"▲ Svaret ska rättas: {faults_told(state)}. {rest} när det är rättat."


def _economy(merged: Merged, namnd: str) -> Any:
    table = merged.tables[ECONOMY.id]
    known = merged.job.kind.sheet(ECONOMY.id).by_name
    columns = [known[name] for name in _ECONOMY if known[name].by != "tool"]
    return page_table("Ekonomi per verksamhet", columns, table[table["namnd"] == namnd])


def _followup(merged: Merged, namnd: str) -> PageTable:
    """How it went with the åtgärder of the round before; without rows where there were none."""
    table = merged.tables["followup"]
    columns = [merged.job.kind.sheet("followup").by_name[n] for n in _FOLLOWUP]
    return page_table("Åtgärder från förra omgången", columns, table[table["namnd"] == namnd])


def _beside(merged: Merged, sheet: Sheet, namnd: str) -> PageTable | None:
    """What is followed up beside the model (O1), where the year has it."""
    table = merged.tables.get(sheet.id)
    if table is None or not (table["namnd"] == namnd).any():
        return None
    told = [c for c in sheet.published if c.kind != "key" and c.by != "control"]
    return page_table(sheet.title, told, table[table["namnd"] == namnd])


def _deficit(merged: Merged, namnd: str) -> dict[str, str]:
    table = merged.tables[ECONOMY.id]
    rows = table[table.index == f"{namnd}-{TOTAL}"].to_dict("records")
    row: dict[str, Any] = {str(k): v for k, v in rows[0].items()} if rows else {}
    found = {n: said(row, n) if row else "" for n in ("consequence", "action", "responsible")}
    return found | {"due": f"{row['due']:%Y-%m-%d}" if row and not pd.isna(row["due"]) else ""}


def _decision(merged: Merged, namnd: str) -> str:
    table = merged.tables["minute"]
    row = table[table["namnd"] == namnd].to_dict("records")[0]
    if pd.isna(row["decided"]):
        return "Nämndens beslut saknas."
    if meeting_ahead(merged, namnd):
        return f"Nämnden sammanträder {day(row['decided'])}. Beslutet saknas."
    told = [text_or_empty(row["body"]), day(row["decided"]), paragraph_told(text_or_empty(row["paragraph"]))]
    return "\n".join(filter(None, [f"{', '.join(filter(None, told))}.", text_or_empty(row["note"])]))


def _source(merged: Merged, namnd: str) -> str:
    counted = merged.state_of(namnd).counted
    if counted is None:
        return "Sidan bygger på målregistret och ekonomisystemet."
    return f"Sidan bygger på {file_told(counted.received)}."
