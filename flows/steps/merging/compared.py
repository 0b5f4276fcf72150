"""This round held against the rounds before it: assessments up or down, indicators better or worse, old åtgärder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from flows.steps.known.earlier import Earlier
from flows.steps.reading.frames import typed_frame
from schemas.choices import DECREASE, INCREASE
from schemas.published import ALL_ACTIONS, DEVELOPMENT, INDICATOR_HISTORY

MEANINGS = ("reached", "partly", "missed", "open")
BETTER, WORSE, SAME, OTHER = "↑ bättre", "↓ sämre", "→ oförändrad", "annan bedömning"
NEW_ACTION, KEPT_ACTION, UNTOLD = "Ny", "Även i förra", "Inte uppföljd"
_STEADY = "→ oförändrat"


def assessment_move(now: str, before: str, same: bool) -> str:
    """How a goal's assessment has moved, by its meaning now and before; '' where either is not assessed."""
    if "open" in (now, before):
        return ""
    change = MEANINGS.index(now) - MEANINGS.index(before)
    return WORSE if change > 0 else BETTER if change else SAME if same else OTHER


def with_moves(goals: pd.DataFrame, meanings: Mapping[str, str]) -> pd.DataFrame:
    """The goals with `move`; `meanings` by the words of assessment."""
    pairs = zip(goals["assessment"], goals["previous_assessment"], strict=True)
    moves = [
        assessment_move(meanings.get(str(now), "open"), meanings.get(str(before), "open"), now == before)
        for now, before in pairs
    ]
    return goals.assign(move=pd.Series(moves, index=goals.index, dtype="str"))


def indicator_move(now: Any, before: Any, direction: str, target: Any) -> str:
    """How an outcome has moved, by what is good: more, less, or near the target; '' where there is no telling."""
    if pd.isna(now) or pd.isna(before):
        return ""
    if now == before:
        return _STEADY
    if direction == INCREASE:
        return BETTER if now > before else WORSE
    if direction == DECREASE:
        return BETTER if now < before else WORSE
    if pd.isna(target):
        return ""
    gain = abs(before - target) - abs(now - target)
    return BETTER if gain > 0 else WORSE if gain < 0 else _STEADY


def with_trends(indicators: pd.DataFrame, earlier: Earlier, this: tuple[int, str]) -> pd.DataFrame:
    """The indicators with `previous_actual` and `trend`; `this` is the round's year and folder.

    What was last measured this year counts, else what the same round of last year said, else the last measured: what
    is counted during the year begins anew with it, and the whole of last year says nothing of three months.
    """
    (year, folder), measured = this, earlier.indicators
    same_year = measured["round"].str.startswith(f"{year}-")
    same_round = measured["round"] == f"{year - 1}-{folder}"
    order = pd.concat([measured, measured[same_round], measured[same_year]])
    last = order.drop_duplicates("indicator_id", keep="last").set_index("indicator_id")["actual"]
    before = last.reindex(indicators.index).astype("Float64")
    rows = zip(indicators["actual"], before, indicators["direction"], indicators["target"], strict=True)
    trend = pd.Series([indicator_move(*row) for row in rows], index=indicators.index, dtype="str")
    return indicators.assign(previous_actual=before, trend=trend)


def indicator_history(indicators: pd.DataFrame, earlier: Earlier, period: str) -> pd.DataFrame:
    """One row per indicator of this year and round that measured it, this one's (`period`) last."""
    old = earlier.indicators[earlier.indicators["indicator_id"].isin(indicators.index)]
    old = old.assign(period=old["round"].map(earlier.labels))
    now = indicators["actual"].dropna()
    new = pd.DataFrame({"indicator_id": now.index, "actual": now.to_numpy(), "period": period})
    found = pd.concat([old[["indicator_id", "period", "actual"]], new], ignore_index=True)
    rank = {key: number for number, key in enumerate(indicators.index)}
    found = found.sort_values("indicator_id", key=lambda ids: ids.map(rank), kind="stable")
    about = indicators.loc[found["indicator_id"], ["namnd", "indicator", "unit"]].reset_index(drop=True)
    table = pd.concat([found.reset_index(drop=True), about], axis=1)
    records = [{str(n): v for n, v in row.items()} for row in table.to_dict("records")]
    return typed_frame(INDICATOR_HISTORY.columns, records, pd.RangeIndex(len(records)))


def development(earlier: Earlier, totals: pd.DataFrame, period: str) -> pd.DataFrame:
    """One row per round with the kommun's goals by meaning and its money in öre, this round's (`period`) last."""
    records: list[dict[str, Any]] = [_round(earlier, key, label) for key, label in earlier.labels.items()]
    counted = {name: int(totals[name].sum()) for name in ("goals", *MEANINGS)}
    records.append({"period": period, **counted, **_money(totals)})
    index = pd.Index([*earlier.labels, "now"], dtype="str", name="key")
    return typed_frame(DEVELOPMENT.columns, records, index)


def _round(earlier: Earlier, key: str, label: str) -> dict[str, Any]:
    said = list(earlier.goals.loc[(earlier.goals["round"] == key).to_numpy(), "meaning"])
    money = earlier.totals[(earlier.totals["round"] == key).to_numpy()]
    return {"period": label, "goals": len(said), **{m: said.count(m) for m in MEANINGS}, **_money(money)}


def _money(rows: pd.DataFrame) -> dict[str, Any]:
    """Sums over the nämnder whose budget and forecast are both known; nothing where none is."""
    known = rows[["budget", "forecast"]].dropna()
    if known.empty:
        return {}
    budget, forecast = (int(known[name].sum()) for name in ("budget", "forecast"))
    return {"budget": budget, "forecast": forecast, "deviation": budget - forecast}


def action_standing(actions: pd.DataFrame, followup: pd.DataFrame) -> pd.Series[str]:
    """Whether each of this round's åtgärder is new, or one for the same goal was there already."""
    words = [KEPT_ACTION if key in followup.index else NEW_ACTION for key in actions.index]
    return pd.Series(words, index=actions.index, dtype="str")


def all_actions(actions: pd.DataFrame, followup: pd.DataFrame) -> pd.DataFrame:
    """This round's åtgärder and the earlier ones with how they went, nämnd by nämnd; keys '<id>' and '<id> förra'."""
    old = followup.assign(standing=followup["outcome"].fillna(UNTOLD), action_id=followup.index)
    old.index = old.index + " förra"
    found = pd.concat([actions.assign(comment=None), old])
    order = {namnd: number for number, namnd in enumerate(dict.fromkeys([*actions["namnd"], *followup["namnd"]]))}
    found = found.sort_values("namnd", key=lambda ids: ids.map(order), kind="stable")
    records = [{str(n): v for n, v in row.items()} for row in found.to_dict("records")]
    return typed_frame(ALL_ACTIONS.columns, records, pd.Index(found.index, dtype="str", name="key"))
