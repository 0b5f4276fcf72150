"""What does not hang together within one answer: goals against mått, activities, and what was said before (C1–C4)."""

from __future__ import annotations

import pandas as pd

from schemas.choices import DECREASE, DELAYED, FINISHED, INCREASE, STOPPED
from schemas.rules.kinds_of_rule import Facts

SHORTEST_REASON = 4
"""A comment of fewer words explains nothing."""
SAME_TEXTS = 3
"""The same text on so many goals was pasted."""


def word_count(texts: pd.Series[str]) -> pd.Series[int]:
    """Words per cell; an empty cell has none."""
    return texts.fillna("").map(lambda text: len(text.split()))


def _pairs(rows: pd.DataFrame) -> set[tuple[str, str]]:
    """(submission, goal) of the rows; a table read from the facts has its submission in the index."""
    submissions = rows.index.get_level_values("submission")
    return set(zip(submissions, rows["goal_id"], strict=True))


def _of(rows: pd.DataFrame, pairs: set[tuple[str, str]]) -> pd.Series[bool]:
    """The goals that are among the pairs."""
    found = [pair in pairs for pair in zip(rows["submission"], rows["goal_id"], strict=True)]
    return pd.Series(found, index=rows.index)


def _reached(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    return rows["assessment"].isin(list(facts.groups["reached"]))


def reached_but_stopped(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the goal is said to be reached, but an activity is stopped, or all that are not done are delayed."""
    activities = facts.read["activities"]
    left = activities[activities["status"].notna() & (activities["status"] != FINISHED)]
    stopped = _pairs(left[left["status"] == STOPPED])
    unknown = _pairs(activities[activities["status"].isna()])
    late_only = _pairs(left[left["status"] == DELAYED]) - _pairs(left[left["status"] != DELAYED]) - unknown
    return _reached(rows, facts) & _of(rows, stopped | late_only)


def misses_target(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a mått's forecast is on the wrong side of its target; False where one of them is unknown."""
    up, down = rows["direction"].eq(INCREASE), rows["direction"].eq(DECREASE)
    missed = (up & (rows["forecast"] < rows["target"])) | (down & (rows["forecast"] > rows["target"]))
    return missed.fillna(False).astype(bool)


def reached_but_off_target(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the goal is said to be reached, but the forecast of every mått of it with a target misses it."""
    indicators = facts.read["indicators"]
    measured = indicators[indicators["target"].notna()]
    off = misses_target(measured)  # an unknown forecast is not off, so that nothing is said of its goal
    return _reached(rows, facts) & _of(rows, _pairs(measured[off]) - _pairs(measured[~off]))


def missed_but_on_target(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the goal is said to be missed, but every mått of it has a target that the forecast reaches."""
    indicators = facts.read["indicators"]
    way = indicators["direction"].isin([INCREASE, DECREASE]) & (indicators["forecast"] - indicators["target"]).notna()
    same = indicators["forecast"].eq(indicators["target"]).fillna(False).astype(bool)
    on = (way & ~misses_target(indicators)) | same
    missed = rows["assessment"].isin(list(facts.groups["missed"]))
    return missed & _of(rows, _pairs(indicators[on]) - _pairs(indicators[~on]))


def two_steps(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C3: from reached to missed, or the other way, with next to no words about it."""
    before = facts.known["goals"]["previous_assessment"].reindex(rows["goal_id"]).to_numpy()
    was, now = pd.Series(before, index=rows.index), rows["assessment"]
    good, bad = list(facts.groups["reached"]), list(facts.groups["missed"])
    jumped = (was.isin(good) & now.isin(bad)) | (was.isin(bad) & now.isin(good))
    few = word_count(rows["comment"]).between(1, SHORTEST_REASON - 1)  # none at all is rule V2's
    return jumped & few


def same_text(column: str, rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C4: the same text stands on three goals or more of the submission."""
    texts = rows[column].fillna("").str.split().str.join(" ").str.casefold()
    alike = texts.groupby([rows["submission"], texts]).transform("size")
    return (texts != "") & (alike >= SAME_TEXTS)


def forecast_below_actual(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C2: the forecast is worse than what is reached already, and next to no word says why.

    A count that should go down grows through the year, so only shares are held against each other that way.
    """
    share = rows["unit"].str.strip().isin(["%", "procent"])
    up, down = rows["direction"].eq(INCREASE), rows["direction"].eq(DECREASE)
    worse = (up & (rows["forecast"] < rows["actual"])) | (down & share & (rows["forecast"] > rows["actual"]))
    return worse.fillna(False).astype(bool) & (word_count(rows["comment"]) < SHORTEST_REASON)


def done_but_not_whole(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the activity is finished, but not wholly done."""
    return (rows["status"].eq(FINISHED) & (rows["progress"] < 100)).fillna(False).astype(bool)


def begun_but_not_started(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the activity is not begun, but partly done."""
    return (rows["status"].eq("Ej påbörjad") & (rows["progress"] > 0)).fillna(False).astype(bool)


def overdue_but_on_plan(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """C1: the activity goes to plan, but its last day has passed and it is not done."""
    passed = rows["ends"] < pd.Timestamp(facts.period_end)
    late = rows["status"].isin(["Pågår enligt plan", "Ej påbörjad"]) & passed & (rows["progress"] < 100)
    return late.fillna(False).astype(bool)
