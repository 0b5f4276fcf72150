"""Prognossäkerhet: how far each nämnd's forecasts were from what came, for money and for goals.

A year counts when its årsbokslut has been published. Money: the forecast's distance from the outcome in per cent of
the budget, as mean and worst. Goals: the share whose outcome was what the round had said.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from flows.steps.frames import typed_frame
from flows.steps.job import Job
from flows.steps.rounds import FINAL, PublishedRound
from schemas.published import ACCURACY

FEWEST = 2
"""A mean of one is no mean."""
_MONEY = {"Nämnd": "namnd", "Budget helår": "budget", "Prognos helår": "forecast", "Utfall hittills": "actual"}
_GOALS = {"Mål-id": "goal_id", "Nämnd": "namnd", "Bedömning": "assessment"}


def read_accuracy(job: Job, rounds: Sequence[PublishedRound]) -> pd.DataFrame:
    """One row per nämnd with at least two forecasts of years that are closed (see schemas.published.Accuracy)."""
    money: list[pd.DataFrame] = []
    goals: list[pd.DataFrame] = []
    final = {r.year: r for r in rounds if r.folder.startswith(FINAL) and r.year < job.year}
    for said in (r for r in rounds if r.year in final and r is not final[r.year]):
        came = final[said.year]
        money.append(money_errors(said.table("mal_och_ekonomi"), came.table("mal_och_ekonomi")))
        goals.append(goal_hits(said.table("mal"), came.table("mal")))
    return summed_up(job, money, goals)


def _picked(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return table.reindex(columns=list(names)).rename(columns=names)


def money_errors(said: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """Columns namnd and error: per cent of the budget between forecast and outcome; without what isn't known."""
    before, after = _picked(said, _MONEY), _picked(came, _MONEY).set_index("namnd")
    forecast, budget = (pd.to_numeric(before[n], errors="coerce") for n in ("forecast", "budget"))
    outcome = pd.to_numeric(before["namnd"].map(after["actual"].to_dict()), errors="coerce")
    error = (forecast - outcome).abs() / budget.abs().where(budget != 0) * 100
    return pd.DataFrame({"namnd": before["namnd"], "error": error}).dropna()


def goal_hits(said: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """Columns namnd and hit: whether a goal's outcome was what the round had said; without goals not assessed."""
    before, after = _picked(said, _GOALS).dropna(), _picked(came, _GOALS).dropna().set_index("goal_id")
    outcome = before["goal_id"].map(after["assessment"].to_dict())
    known = outcome.notna()
    return pd.DataFrame({"namnd": before["namnd"], "hit": before["assessment"] == outcome})[known]


def summed_up(job: Job, money: list[pd.DataFrame], goals: list[pd.DataFrame]) -> pd.DataFrame:
    """Mean and worst per nämnd, in the settings' order; never of fewer than two forecasts."""
    errors = pd.concat([pd.DataFrame({"namnd": [], "error": []}, dtype="object"), *money])
    hits = pd.concat([pd.DataFrame({"namnd": [], "hit": []}, dtype="object"), *goals])
    rows = []
    for n in job.namnder:
        mine = errors.loc[errors["namnd"] == n.id, "error"].astype("float64")
        right = hits.loc[hits["namnd"] == n.id, "hit"].astype("float64")
        if len(mine) >= FEWEST:
            share = round(100 * float(right.mean()), 1) if len(right) >= FEWEST else None
            row = {"namnd": n.id, "name": n.name, "forecasts": len(mine), "goals": len(right), "share": share}
            rows.append(row | {"mean": round(float(mine.mean()), 2), "worst": round(float(mine.max()), 2)})
    return typed_frame(ACCURACY.columns, rows, pd.Index([r["namnd"] for r in rows], dtype="str", name="key"))
