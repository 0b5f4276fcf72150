"""A follow-up's tables: goals beside economy, one row of state per nämnd, what deviates, how it was before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.job import Job
from flows.steps.known.accuracy import Misses, misses_of_year, summed_up
from flows.steps.known.earlier import Earlier
from flows.steps.known.load import Known
from flows.steps.merging.compared import all_actions, development, indicator_history, with_moves, with_trends
from flows.steps.merging.deviations import deviations_table, find_deviations
from flows.steps.merging.round_tables import AllIn, Made, actions_table, with_action_list
from flows.steps.merging.shown import in_whole_tkr, projects_in_whole_tkr, share_of
from flows.steps.merging.standing import State
from flows.steps.merging.tense import tense_of
from flows.steps.reading.frames import typed_frame
from schemas.published import (
    ACCURACY,
    ACTIONS,
    ALL_ACTIONS,
    DEVELOPMENT,
    DEVIATIONS,
    INDICATOR_HISTORY,
    TOTALS,
)
from schemas.published_rows import OWN, SYSTEM
from schemas.sheets.economy import ECONOMY
from schemas.sheets.investments import INVESTMENTS
from schemas.sheets.sheet import TOTAL


def followup(
    job: Job, known: Known, sheets: dict[str, pd.DataFrame], standing: tuple[State, ...], all_in: AllIn
) -> Made:
    """Goals with their moves, indicators with their trends, totals, åtgärder, development and deviations."""
    tables, meanings = dict(sheets), {level.word: level.meaning for level in job.model.levels}
    tables["goals"] = with_moves(with_action_list(tables), meanings)
    tables["indicators"] = with_trends(tables["indicators"], all_in.earlier, (job.year, job.round.folder))
    tables[TOTALS.id] = _totals(job, known, tables, standing)
    tables[ACTIONS.id] = actions_table(tables)
    accuracy = summed_up(job, _misses(job, all_in.earlier, tables))
    if len(accuracy):
        tables[ACCURACY.id] = accuracy
    exact = {name: tables[name] for name in (ECONOMY.id, TOTALS.id, INVESTMENTS.id) if name in tables}
    tables |= in_whole_tkr(exact[ECONOMY.id], exact[TOTALS.id])
    if INVESTMENTS.id in exact:
        tables[INVESTMENTS.id] = projects_in_whole_tkr(exact[INVESTMENTS.id], job.kind.sheet(INVESTMENTS.id))
    tables[ALL_ACTIONS.id] = all_actions(tables[ACTIONS.id], tables["followup"])
    tables[INDICATOR_HISTORY.id] = indicator_history(tables["indicators"], all_in.earlier, job.period)
    tables[DEVELOPMENT.id] = development(all_in.earlier, tables[TOTALS.id], job.period)
    exact[DEVELOPMENT.id] = development(all_in.earlier, exact[TOTALS.id], job.period)
    names = {n.id: n.name for n in job.namnder}
    found = find_deviations(tables, exact[ECONOMY.id], names, meanings, tense_of(job.kind))
    tables[DEVIATIONS.id] = deviations_table(found)
    return Made(tables, exact, found)


def _misses(job: Job, earlier: Earlier, tables: dict[str, pd.DataFrame]) -> Misses:
    """How forecasts of closed years came out; at årsbokslut the year's own too."""
    if not job.kind.final:
        return earlier.misses
    totals, goals = (t[t["round"].str.startswith(f"{job.year}-")] for t in (earlier.totals, earlier.goals))
    return earlier.misses.also(misses_of_year(totals, goals, tables))


def _totals(job: Job, known: Known, tables: dict[str, pd.DataFrame], standing: tuple[State, ...]) -> pd.DataFrame:
    groups, goals = known.facts.groups, tables["goals"]
    economy = tables[ECONOMY.id]
    records: list[dict[str, Any]] = []
    for state in standing:
        said = goals.loc[goals["namnd"] == state.namnd.id, "assessment"]
        counts = {m: int(said.isin(list(groups[m])).sum()) for m in ("reached", "partly", "missed")}
        row: dict[str, Any] = {
            "namnd": state.namnd.id,
            "name": state.namnd.name,
            "state": state.state,
            "goals": len(said),
        }
        row |= counts | {"open": len(said) - sum(counts.values())}
        key = f"{state.namnd.id}-{TOTAL}"
        if key in economy.index:
            row |= _money(economy.loc[[key]].iloc[0], job.model.deficit_percent)
        records.append(row)
    index = pd.Index([s.namnd.id for s in standing], name="key")
    return typed_frame(TOTALS.columns, records, index)


def _money(total: pd.Series[Any], limit: float) -> dict[str, Any]:
    """A nämnd's sums; the finance system's forecast stands in, and is said to, where the nämnd's is not there."""
    own = not pd.isna(total["forecast"])
    forecast = total["forecast"] if own else total["system_forecast"]
    budget, known = total["budget"], not pd.isna(forecast)
    deviation = budget - forecast  # unknown where one of them is
    return {
        **{name: total[name] for name in ("original", "change", "budget", "actual", "last_year")},
        "forecast": forecast,
        "deviation": deviation,
        "forecast_change": forecast - total["previous_forecast"],
        "percent": share_of(int(deviation), int(budget), limit) if pd.notna(deviation) and budget else None,
        "forecast_from": OWN if own else SYSTEM if known else "",
    }
