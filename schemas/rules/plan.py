"""Rules on handlingsplan and internbudget (A1, A2), both ways."""

from __future__ import annotations

import pandas as pd

from schemas.rules.kinds_of_rule import Facts


def goal_without_activity(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """A1: the first row of a goal that has no activity on any of its rows."""
    by_goal = rows.groupby([rows["submission"], rows["goal_id"]], sort=False)
    none = by_goal["activity"].transform("count") == 0
    return none & (by_goal.cumcount() == 0)


def ends_before_start(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: an activity that ends before it starts."""
    return (rows["ends"] < rows["starts"]).fillna(False).astype(bool)


def _other(rows: pd.DataFrame, facts: Facts, sheet: str, column: str) -> pd.Series[int]:
    """The amount (öre) of the same activity on the other sheet of the same submission; 0 where there is none."""
    table = facts.read[sheet].reset_index()
    amounts = table.drop_duplicates(["submission", "activity_id"]).set_index(["submission", "activity_id"])[column]
    keys = pd.MultiIndex.from_arrays([rows["submission"], rows["activity_id"]])
    return pd.Series(amounts.reindex(keys).to_numpy(), index=rows.index, dtype="Int64").fillna(0)


def cost_not_budgeted(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """A2: an activity that costs money, with another amount (or none) in internbudgeten."""
    cost = rows["planned_cost"].fillna(0)
    return ((cost > 0) & (cost != _other(rows, facts, "internal_budget", "budget"))).astype(bool)


def budget_without_cost(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """A2: an amount in internbudgeten for an activity that costs nothing."""
    cost = _other(rows, facts, "plan", "planned_cost")
    return ((rows["budget"].fillna(0) > 0) & (cost == 0)).astype(bool)
