"""Where a sheet's rows come from: one source of each, which gives a table by key with `namnd`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from flows.steps.finance.rows import AMOUNTS
from flows.steps.known.beside import BESIDE_SOURCES
from flows.steps.known.inputs import Inputs
from flows.steps.known.investments import investments
from flows.steps.known.sources_planning import PLANNING
from flows.steps.swedish import tkr, words
from schemas.messages import economy as say
from schemas.messages.message import listed
from schemas.money import HALF_TKR
from schemas.register import KOMMUN
from schemas.sheets.sheet import TOTAL


def _goals(inputs: Inputs) -> pd.DataFrame:
    return inputs.namnd_goals


def _indicators(inputs: Inputs) -> pd.DataFrame:
    return inputs.owned(inputs.register["indicators"])


def _activities(inputs: Inputs) -> pd.DataFrame:
    rows = inputs.owned(inputs.register["activities"])
    rows["budget"] = inputs.register["internal_budget"]["budget"].reindex(rows.index)
    return rows


def _followup(inputs: Inputs) -> pd.DataFrame:
    return inputs.history.actions


def _economy(inputs: Inputs) -> pd.DataFrame:
    """Each nämnd's rows and its sum row with the ceiling: the forecast above which U4 wants an explanation (öre).

    `previous_forecast` is that of the round before.
    """
    job, finance = inputs.job, inputs.finance[0].rows
    names = {n.id: n.name for n in job.namnder}
    rows = finance[finance["namnd"].isin(list(names))]
    if not job.kind.final:
        _ask_of_forecasts(inputs, rows)
    totals = rows.groupby("namnd", sort=False)[list(AMOUNTS)].sum(min_count=1)
    allowed = (totals["budget"].abs().astype("float64") * job.model.deficit_percent / 100).round().astype("Int64")
    totals = totals.assign(namnd=totals.index, ceiling=totals["budget"] + allowed)
    totals["system_source"] = "Summan av nämndens rader"
    totals["area"] = [f"{names[i]} totalt" for i in totals.index]
    totals.index = pd.Index([f"{i}-{TOTAL}" for i in totals.index], dtype="str", name="key")
    rank = {i: number for number, i in enumerate(names)}
    found = pd.concat([rows, totals]).sort_values("namnd", key=lambda ids: ids.map(rank), kind="stable")
    return found.assign(previous_forecast=inputs.history.forecasts.reindex(found.index))


def _ask_of_forecasts(inputs: Inputs, rows: pd.DataFrame) -> None:
    """Where the finance system's own forecast is below what is spent already (C2): one finding, at the first row."""
    below = (rows["actual"] > 0) & (rows["system_forecast"] < rows["actual"] - HALF_TKR)
    found = rows[below.fillna(False).astype(bool)].to_dict("records")
    if not found:
        return
    told = [f"{r['unit']} {r['area']} (prognos {tkr(r['system_forecast'])} tkr, utfall {tkr(r['actual'])} tkr)"
            for r in found[:_NAMED]]  # fmt: skip
    more = [f"{words(len(found) - _NAMED)} rader till"] if len(found) > _NAMED else []
    source = str(found[0]["system_source"])
    file = next((name for name in inputs.finance[1] if source.startswith(f"{name}, ")), "")
    sheet, _, _ = source.removeprefix(f"{file}, ").rpartition(", rad ")
    cell = f"A{found[0]['system_line']}" if sheet else ""
    inputs.findings.append(say.SYSTEM_FORECAST_BELOW_SPENT(rows=listed([*told, *more])).at(file, sheet, cell))


def _minutes(inputs: Inputs) -> pd.DataFrame:
    ids = [n.id for n in inputs.job.namnder]
    index = pd.Index([f"{i}-BESLUT" for i in ids], name="key")
    return pd.DataFrame({"namnd": ids, "body": [n.name for n in inputs.job.namnder]}, index=index, dtype="str")


def _kommun_goals(inputs: Inputs) -> pd.DataFrame:
    """The kommunövergripande mål, as rows of the nämnd that follows them up."""
    goals = inputs.goals
    return goals[goals["namnd"] == KOMMUN].assign(namnd=inputs.job.model.kommun_goals_by)


def _final_economy(inputs: Inputs) -> pd.DataFrame:
    """The economy with the year's outcome where other rounds have a forecast."""
    economy = _economy(inputs)
    return economy.assign(forecast=economy["actual"])


def _action_list(inputs: Inputs) -> pd.DataFrame:
    """Places for åtgärder for each goal."""
    goals = inputs.namnd_goals
    rows = [
        (f"{key}-Å{i}", namnd, str(key), goal)
        for key, namnd, goal in zip(goals.index, goals["namnd"], goals["wording"], strict=True)
        for i in range(1, ACTIONS_OFFERED + 1)
    ]
    index = pd.Index([row[0] for row in rows], dtype="str", name="key")
    columns = {name: [row[n] for row in rows] for n, name in enumerate(("namnd", "goal_id", "goal"), 1)}
    return pd.DataFrame(columns, index=index, dtype="str")


ACTIONS_OFFERED = 3
_NAMED = 3
"""Rows that a finding names; of more it says how many."""


@dataclass(frozen=True)
class Source:
    """`rows` makes the table. `money`: it comes from the finance system, so the round is reconciled with its export."""

    rows: Callable[[Inputs], pd.DataFrame]
    money: bool = False


_MONEY: dict[str, Callable[[Inputs], pd.DataFrame]] = {
    "economy": _economy,
    "final_economy": _final_economy,
    "investments": investments,
}
_OTHERS: dict[str, Callable[[Inputs], pd.DataFrame]] = {
    "goals": _goals,
    "indicators": _indicators,
    "activities": _activities,
    "followup": _followup,
    "minute": _minutes,
    "kommun_goals": _kommun_goals,
    "action_list": _action_list,
    **BESIDE_SOURCES,
    **PLANNING,
}
SOURCES: dict[str, Source] = {
    **{name: Source(rows, money=True) for name, rows in _MONEY.items()},
    **{name: Source(rows) for name, rows in _OTHERS.items()},
}
"""By the name that a sheet's `source` has."""
