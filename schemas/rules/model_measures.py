"""The decision's rules on a goal's indicators: that it has any, and that they say from what to what (M1, S2, R1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Context, Decimal
from typing import Any

import pandas as pd

from schemas.messages import model as say
from schemas.messages.message import Trouble
from schemas.rules.model_plan import Breach, Plan, lacking
from schemas.rules.plausible import PERCENT_UNITS

_SHOWN = Context(prec=6)
"""Digits of a value that is told: a third that Excel has reckoned has no end."""


def measured(plan: Plan) -> Iterator[Breach]:
    """M1, S2: a goal has an indicator, or says how it is judged qualitatively."""
    have = set(plan.register["indicators"]["goal_id"].dropna())
    for key, goal in plan.rows:
        if key not in have and not isinstance(goal["method"], str):
            yield Breach(say.NO_INDICATOR(), "goals", key, "method")


def measurable(plan: Plan) -> Iterator[Breach]:
    """M1: an indicator in figures has a direction, a value to begin from and one to reach. Said at each such cell."""
    rows = plan.register["indicators"]
    for key, row in rows[rows["goal_id"].isin(plan.goals.index)].to_dict("index").items():
        words = {"direction": "riktning", "baseline": "basvärde", "target": "målvärde"}
        lacks = {column: (word, pd.isna(row[column])) for column, word in words.items()}
        if row["measure_kind"] != "Kvalitativt":
            for breach in lacking(say.MEASURE_INCOMPLETE, "indicators", str(key), lacks, "M1"):
                yield from (replace(breach, column=column) for column, (_, gone) in lacks.items() if gone)


def shares_told(row: Mapping[Any, Any]) -> Iterator[tuple[str, Trouble]]:
    """R1: an indicator in per cent, or without unit, whose values are shares of one, as Excel has them; by column."""
    values = {name: row.get(name) for name in ("baseline", "target")}
    given = {name: Decimal(str(value)) for name, value in values.items() if not pd.isna(value)}
    unit = str(row["unit"]).strip().casefold() if isinstance(row.get("unit"), str) else ""
    if (
        unit in ("", *PERCENT_UNITS)
        and all(0 <= v <= 1 for v in given.values())
        and any(0 < v < 1 for v in given.values())
    ):
        told = "är i procent" if unit else "har ingen enhet"
        for name in (n for n, v in given.items() if v):
            word = "basvärdet" if name == "baseline" else "målvärdet"
            value, percent = (_shown(v) for v in (given[name], given[name] * 100))
            written = percent if unit else f"{percent}, och % som enhet,"
            yield name, say.SHARE_FOR_PERCENT(unit=told, name=word, value=value, percent=percent, written=written)


def _shown(value: Decimal) -> str:
    return f"{_SHOWN.plus(value).normalize():f}".replace(".", ",")


def shares(plan: Plan) -> Iterator[Breach]:
    """R1: it is asked whether a share of one is meant as per cent."""
    for key, row in plan.register["indicators"].to_dict("index").items():
        for column, trouble in shares_told(row):
            yield Breach(trouble, "indicators", str(key), column)


def qualitative(plan: Plan) -> Iterator[Breach]:
    """S2: a goal with qualitative indicators says how it is followed up."""
    indicators = plan.register["indicators"]
    soft = set(indicators.loc[indicators["measure_kind"] == "Kvalitativt", "goal_id"])
    for key, goal in plan.rows:
        if key in soft and not isinstance(goal["method"], str):
            yield Breach(say.NO_METHOD(), "goals", key, "method")
