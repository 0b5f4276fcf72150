"""Rules on what nämnder propose: number of goals, etappmål, mått, partners, verksamhetsmål (N1-N3, M1, S2, X1, G1)."""

from __future__ import annotations

import pandas as pd

from schemas.choices import DECREASE, INCREASE, OPERATIONAL, QUALITATIVE
from schemas.rules.kinds_of_rule import Facts
from schemas.rules.model_rules import split

YEARS = 4
"""The longest that a proposed goal may be valid: there is a place for an etappmål in each of its years."""


def unknown_partner(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """G1: a partner that is no other nämnd of the year."""
    ids = set(facts.groups["namnder"])
    named = rows["partners"].map(split, na_action=None)
    return pd.Series([bool(set(n) - ids) for n in named], index=rows.index, dtype="bool")


def same_area_twice(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """N1: the same fokusområde chosen twice."""
    return (rows["focus_area"] == rows["also"]).fillna(False).astype(bool)


def operational_goal(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """X1: a verksamhetsmål, which is outside the model."""
    return rows["goal_kind"] == OPERATIONAL


def _counted(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Per row: whether it holds a goal, its number among the submission's, and how many are wanted."""
    used = rows["goal"].notna()
    return pd.DataFrame(
        {
            "used": used,
            "number": used.groupby(rows["submission"]).cumsum(),
            "count": used.groupby(rows["submission"]).transform("sum"),
            "wanted": rows["goal_id"].map(facts.known["proposals"]["wanted"].to_dict()),
        }
    )


def too_many_goals(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """N2: a goal past the number that the nämnd is to have."""
    c = _counted(rows, facts)
    return c["used"] & (c["number"] > c["wanted"])


def too_few_goals(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """N2: the first empty row, when the nämnd has fewer goals than it is to have."""
    c = _counted(rows, facts)
    empty = ~c["used"]
    first = empty.groupby(rows["submission"]).cumsum() == 1
    return empty & first & (c["count"] < c["wanted"])


def wrong_departments(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """N2: the last goal of a nämnd, when another number of its goals than decided concerns its departments."""
    wanted = rows["goal_id"].map(facts.known["proposals"]["department_wanted"].to_dict())
    count = rows["department"].notna().groupby(rows["submission"]).transform("sum")
    c = _counted(rows, facts)
    last = c["used"] & (c["number"] == c["count"])
    return (last & wanted.notna() & (count != wanted.fillna(0))).astype(bool)


def last_before_first(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: a goal that ends before the year that it is proposed for, or after the years that have an etappmål."""
    last = rows["last"]
    return ((last < facts.year) | (last >= facts.year + YEARS)).fillna(False).astype(bool)


def milestone_missing(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """N3: a year of a goal of several years that has no etappmål."""
    goals = facts.read["proposals"].reset_index(level="row").set_index("goal_id", append=True)["last"]
    keys = pd.MultiIndex.from_arrays([rows["submission"], rows["goal_id"]])
    last = pd.Series(goals[~goals.index.duplicated()].reindex(keys).to_numpy(), index=rows.index, dtype="Float64")
    due = (last > facts.year) & (rows["year"] <= last)
    return (due & rows["milestone"].isna()).fillna(False).astype(bool)


def _measured(facts: Facts, kind: str = "") -> set[tuple[str, str]]:
    """(submission, goal) of the goals that have a mått (of that kind)."""
    table = facts.read["indicator_proposals"]
    table = table[table["indicator"].notna() & ((table["measure_kind"] == kind) if kind else True)]
    return set(zip(table.index.get_level_values("submission"), table["goal_id"], strict=True))


def _among(rows: pd.DataFrame, goals: set[tuple[str, str]]) -> pd.Series[bool]:
    """Whether the row's goal is one of these, in the row's own submission."""
    keys = zip(rows["submission"], rows["goal_id"], strict=True)
    return pd.Series([key in goals for key in keys], index=rows.index, dtype="bool")


def not_measured(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """M1: a goal with neither a mått nor a qualitative method."""
    return rows["goal"].notna() & ~_among(rows, _measured(facts)) & rows["method"].isna()


def method_missing(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """S2: a goal with a qualitative mått that doesn't say how it is followed up."""
    return rows["goal"].notna() & _among(rows, _measured(facts, QUALITATIVE)) & rows["method"].isna()


def indicator_without_goal(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """M1: a mått on a row whose goal is empty."""
    goals = facts.read["proposals"]
    goals = goals[goals["goal"].notna()]
    have = set(zip(goals.index.get_level_values("submission"), goals["goal_id"], strict=True))
    return rows["indicator"].notna() & ~_among(rows, have)


def target_not_better(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: a target that lies on the wrong side of the baseline for its direction."""
    more = (rows["direction"] == INCREASE) & (rows["target"] <= rows["baseline"])
    less = (rows["direction"] == DECREASE) & (rows["target"] >= rows["baseline"])
    return (more | less).fillna(False).astype(bool)
