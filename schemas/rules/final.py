"""Rules of the årsbokslut (B1, B2)."""

from __future__ import annotations

import pandas as pd

from schemas.rules.kinds_of_rule import Facts


def no_action(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """B2: a goal that was not reached and is carried on with, without any åtgärd on the list of its submission."""
    listed = facts.read["action_list"]
    listed = listed[listed["action"].notna()]
    have = set(zip(listed.index.get_level_values("submission"), listed["goal_id"], strict=True))
    lacks = pd.Series(
        [key not in have for key in zip(rows["submission"], rows["goal_id"], strict=True)],
        index=rows.index,
        dtype="bool",
    )
    missed = rows["assessment"].isin(list(facts.groups["not_reached"]))
    return missed & (rows["carried"] == "Ja").fillna(False).astype(bool) & lacks


def not_judged(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V2: 'not assessed' is no outcome of a year."""
    return rows["assessment"].isin(list(facts.groups["open"]))
