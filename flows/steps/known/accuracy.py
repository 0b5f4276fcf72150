"""Prognossäkerhet: how far each nämnd's forecasts were from what came, for money and for goals.

A year counts when its årsbokslut has been published. Money: the forecast's distance from the outcome in per cent of
the budget, as mean and worst. Goals: the share whose outcome was what the round had said.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from flows.steps.job import Job
from flows.steps.known.rounds import FINAL, PublishedRound
from flows.steps.reading.frames import typed_frame
from schemas.published import ACCURACY, TOTALS

Tables = Mapping[str, pd.DataFrame]
FEWEST = 2
"""A mean of one is no mean."""
_MONEY = ["namnd", "budget", "forecast", "actual"]
_GOALS = ["goal_id", "namnd", "assessment"]


@dataclass(frozen=True)
class Misses:
    """`money`: namnd and error in per cent of the budget, per forecast. `goals`: namnd and hit, per assessment."""

    money: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"namnd": [], "error": []}, dtype="object"))
    goals: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"namnd": [], "hit": []}, dtype="object"))

    def also(self, other: Misses) -> Misses:
        """Both together."""
        return Misses(pd.concat([self.money, other.money]), pd.concat([self.goals, other.goals]))


def read_misses(rounds: Sequence[PublishedRound], years: Container[int]) -> Misses:
    """How every round of the years that are closed came out."""
    found = Misses()
    final = {r.year: r for r in rounds if r.folder.startswith(FINAL) and r.year in years}
    for said in (r for r in rounds if r.year in final and r is not final[r.year]):
        came = final[said.year]
        money = money_errors(said.table(TOTALS.name), came.table(TOTALS.name))
        found = found.also(Misses(money, goal_hits(said.table("mal"), came.table("mal"))))
    return found


def money_errors(said: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """Columns namnd and error: per cent of the budget between forecast and outcome; without what isn't known."""
    return _money_errors(said.reindex(columns=_MONEY), came.reindex(columns=_MONEY).set_index("namnd")["actual"])


def _money_errors(said: pd.DataFrame, came: pd.Series[Any]) -> pd.DataFrame:
    """`said` has namnd, forecast and budget, `came` the outcome by nämnd, all in one unit."""
    forecast, budget = (pd.to_numeric(said[n], errors="coerce").astype("Float64") for n in ("forecast", "budget"))
    outcome = pd.to_numeric(said["namnd"].map(came.to_dict()), errors="coerce").astype("Float64")
    error = (forecast - outcome).abs() / budget.abs().where(budget != 0) * 100
    return pd.DataFrame({"namnd": said["namnd"], "error": error.astype("float64")}).dropna()


def goal_hits(said: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """Columns namnd and hit: whether a goal's outcome was what the round had said; without goals not assessed."""
    after = came.reindex(columns=_GOALS).dropna().set_index("goal_id")
    return _goal_hits(said.reindex(columns=_GOALS), after["assessment"])


def _goal_hits(said: pd.DataFrame, came: pd.Series[Any]) -> pd.DataFrame:
    """`said` has namnd, goal_id and assessment, `came` the outcome by goal."""
    said = said.dropna(subset="assessment")
    outcome = said["goal_id"].map(came.to_dict())
    return pd.DataFrame({"namnd": said["namnd"], "hit": said["assessment"] == outcome})[outcome.notna()]


def summed_up(job: Job, misses: Misses) -> pd.DataFrame:
    """Mean and worst per nämnd (see schemas.published.Accuracy), in the settings' order; never of fewer than two."""
    rows = []
    for n in job.namnder:
        mine = misses.money.loc[misses.money["namnd"] == n.id, "error"].astype("float64")
        right = misses.goals.loc[misses.goals["namnd"] == n.id, "hit"].astype("float64")
        if len(mine) >= FEWEST:
            share = round(100 * float(right.mean()), 1) if len(right) >= FEWEST else None
            row = {"namnd": n.id, "name": n.name, "forecasts": len(mine), "goals": len(right), "share": share}
            rows.append(row | {"mean": round(float(mine.mean()), 2), "worst": round(float(mine.max()), 2)})
    return typed_frame(ACCURACY.columns, rows, pd.Index([r["namnd"] for r in rows], dtype="str", name="key"))


def misses_of_year(earlier_totals: pd.DataFrame, earlier_goals: pd.DataFrame, now: Tables) -> Misses:
    """How the year's own rounds came out, once its outcome (`now`: totals and goals) is known.

    The earlier tables have columns namnd, budget and forecast (öre), and goal_id, namnd and assessment.
    """
    errors = _money_errors(earlier_totals, now["totals"]["actual"])
    return Misses(errors, _goal_hits(earlier_goals, now["goals"]["assessment"]))
