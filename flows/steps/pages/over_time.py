"""What the year's view is made of: each goal and indicator round by round, and sentences about the way there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import meaning_of
from flows.steps.pages.charts_time import curve
from flows.steps.pages.frame import goal_href
from flows.steps.swedish import alike, amount, first_line, number, to_tkr
from schemas.published import DEVELOPMENT, INDICATOR_HISTORY


def periods(merged: Merged) -> list[str]:
    """The rounds in which any goal was told of, oldest first, this one last."""
    known = set(merged.earlier.goals["round"])
    return [label for key, label in merged.earlier.labels.items() if key in known] + [merged.job.period]


def _rounds(merged: Merged) -> list[str]:
    known = set(merged.earlier.goals["round"])
    return [key for key in merged.earlier.labels if key in known]


def _earlier(merged: Merged) -> dict[str, dict[str, str]]:
    """Meaning by round, by goal."""
    found: dict[str, dict[str, str]] = {}
    goals = merged.earlier.goals
    for key, period, meaning in zip(goals["goal_id"], goals["round"], goals["meaning"], strict=True):
        found.setdefault(str(key), {})[str(period)] = str(meaning)
    return found


def goal_rows(merged: Merged) -> dict[str, list[dict[str, Any]]]:
    """Per nämnd, its goals with what was said of each in every round; '' where the goal wasn't there."""
    before, rounds = _earlier(merged), _rounds(merged)
    found: dict[str, list[dict[str, Any]]] = {}
    for key, row in merged.tables["goals"].to_dict("index").items():
        cells = [before.get(str(key), {}).get(r, "") for r in rounds]
        told = {"key": str(key), "href": goal_href(row["namnd"], str(key)), "text": first_line(row["goal"])}
        found.setdefault(row["namnd"], []).append(told | {"cells": [*cells, meaning_of(merged, row["assessment"])]})
    return found


def dropped_goals(merged: Merged) -> list[dict[str, Any]]:
    """The goals of earlier rounds that are no longer there, with the text they had last, if it is known."""
    goals, rounds, before = merged.earlier.goals, _rounds(merged), _earlier(merged)
    gone = goals[~goals["goal_id"].isin(merged.tables["goals"].index)].drop_duplicates("goal_id", keep="last")
    return [
        {
            "key": str(row["goal_id"]),
            "namnd": row["namnd"],
            "text": "" if pd.isna(row["goal"]) else first_line(row["goal"]),
            "cells": [*(before[str(row["goal_id"])].get(r, "") for r in rounds), ""],
        }
        for row in gone.to_dict("records")
    ]


def measured(merged: Merged) -> list[str]:
    """The rounds in which any indicator of the year was measured."""
    known = set(merged.tables[INDICATOR_HISTORY.id]["period"])
    return [period for period in merged.tables[DEVELOPMENT.id]["period"] if period in known]


def indicator_rows(merged: Merged) -> dict[str, list[dict[str, Any]]]:
    """Per nämnd, the indicators that have been measured, with values in every round and their curve."""
    history, indicators = merged.tables[INDICATOR_HISTORY.id], merged.tables["indicators"]
    order = measured(merged)
    values: dict[str, dict[str, float]] = {}
    for key, period, actual in zip(history["indicator_id"], history["period"], history["actual"], strict=True):
        values.setdefault(str(key), {})[str(period)] = float(actual)
    found: dict[str, list[dict[str, Any]]] = {}
    for key, row in indicators.to_dict("index").items():
        if str(key) in values:
            told_of = [values[str(key)].get(period) for period in order]
            target = None if pd.isna(row["target"]) else float(row["target"])
            cells = ["" if v is None else number(v) for v in told_of]
            unit = "" if pd.isna(row["unit"]) else str(row["unit"])
            told = {"text": row["indicator"], "unit": unit, "target": "" if target is None else number(target)}
            found.setdefault(row["namnd"], []).append(told | {"cells": cells, "curve": curve(told_of, target)})
    return found


def _first(table: pd.DataFrame) -> dict[str, Any]:
    """The round that this one is held against: the year's first, or the one before where this is it."""
    year = str(table["period"].iloc[-1]).rpartition(" ")[2]
    same = table.iloc[:-1][[str(p).endswith(year) for p in table["period"].iloc[:-1]]]
    row = (same if len(same) else table.iloc[-2:-1]).iloc[0]
    return {str(name): value for name, value in row.items()}


def compared_with(table: pd.DataFrame) -> str:
    """The period of the round that the sentences hold this one against; empty for the first of all."""
    return str(_first(table)["period"]) if len(table) > 1 else ""


def goals_sentence_of(table: pd.DataFrame) -> str:
    """'I november 2025 bedömdes 12 av 28 mål nås. Nu bedöms 13 av 28 nås, och fem är inte bedömda ännu.'

    `table` is Utveckling.
    """
    now = table.iloc[-1]
    if len(table) < 2:
        return "Det här är den första omgången som är känd."
    before = _first(table)
    if now["open"] == now["goals"]:
        return "Inga mål är bedömda ännu i den här omgången."
    if not before["goals"]:
        return ""
    figures = [int(v) for v in (before["reached"], before["goals"], now["reached"], now["goals"], now["open"])]
    then_reached, then_all, reached, every, left = map(alike(*figures), figures)
    period, final = str(before["period"]), str(now["period"]).startswith(_FINAL)
    if period.startswith(_FINAL):
        then = f"I årsbokslutet{period.removeprefix(_FINAL)} nåddes {then_reached} av {then_all} mål."
    else:
        then = f"I {period} bedömdes {then_reached} av {then_all} mål nås."
    rest = f", och {left} är inte {'bedömt' if figures[-1] == 1 else 'bedömda'} ännu" if figures[-1] else ""
    return f"{then} Nu {f'nåddes {reached} av {every}' if final else f'bedöms {reached} av {every} nås'}{rest}."


_FINAL = "bokslut"


def money_sentence_of(table: pd.DataFrame) -> str:
    """'Underskottet har vuxit från 3,4 mnkr till 5,0 mnkr.' since the same round; '' where either isn't known."""
    if len(table) < 2:
        return ""
    before, now = _first(table)["deviation"], table["deviation"].iloc[-1]
    if pd.isna(before) or pd.isna(now):
        return ""
    then, after = _signed(before), _signed(now)
    if then == after:
        return f"Avvikelsen från budget är oförändrad: {after}."
    return f"Avvikelsen från budget har gått från {then} till {after}."


def _signed(ore: int) -> str:
    word = "överskott" if ore > 0 else "underskott"
    return f"ett {word} på {amount(ore)}" if to_tkr(ore) else "noll"
