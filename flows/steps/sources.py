"""Where a sheet's rows come from: one function per source, which gives a table by key with `namnd`."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from flows.steps.finance_rows import AMOUNTS
from flows.steps.inputs import Inputs
from flows.steps.sources_planning import PLANNING
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
    totals = rows.groupby("namnd", sort=False)[list(AMOUNTS)].sum(min_count=1)
    allowed = (totals["budget"].abs().astype("float64") * job.model.deficit_percent / 100).round().astype("Int64")
    totals = totals.assign(namnd=totals.index, ceiling=totals["budget"] + allowed)
    totals["system_source"] = "Summan av nämndens rader"
    totals["area"] = [f"{names[i]} totalt" for i in totals.index]
    totals.index = pd.Index([f"{i}-{TOTAL}" for i in totals.index], dtype="str", name="key")
    rank = {i: number for number, i in enumerate(names)}
    found = pd.concat([rows, totals]).sort_values("namnd", key=lambda ids: ids.map(rank), kind="stable")
    return found.assign(previous_forecast=inputs.history.forecasts.reindex(found.index))


def _minutes(inputs: Inputs) -> pd.DataFrame:
    ids = [n.id for n in inputs.job.namnder]
    index = pd.Index([f"{i}-BESLUT" for i in ids], name="key")
    return pd.DataFrame({"namnd": ids, "body": [n.name for n in inputs.job.namnder]}, index=index, dtype="str")


Source = Callable[[Inputs], pd.DataFrame]
SOURCES: dict[str, Source] = {
    "goals": _goals,
    "indicators": _indicators,
    "activities": _activities,
    "followup": _followup,
    "economy": _economy,
    "minute": _minutes,
    **PLANNING,
}
