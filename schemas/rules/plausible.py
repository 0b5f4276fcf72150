"""Values that can be read but hardly be meant: dates in the past, shares for per cent, kronor for tkr (V4, P1, U2)."""

from __future__ import annotations

import pandas as pd

from schemas.rules.contradictions import word_count
from schemas.rules.kinds_of_rule import Facts

KR_FOR_TKR = 100
"""A forecast so many times the budget was written in kronor."""
MNKR_FOR_TKR = 500
"""A forecast that is so small a part of the budget was written in millions."""
PERCENT_UNITS = ("%", "procent")
"""A unit of per cent, as people write it."""
FAR_OFF = 10
"""A mått's value so many times those that were decided has a digit or a unit too many."""
FAR_AHEAD = 5
"""Years after the round's own within which an åtgärd is likely to be ready."""
SMALLEST_BUDGET = 10_000_000
"""100 tkr in öre: a smaller budget may be passed many times over."""


def one_word(column: str, rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """P1: a konsekvens or åtgärd of a single word."""
    return word_count(rows[column]) == 1


def due_in_the_past(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """P1: the åtgärd was to be ready before the round's last day. A day that doesn't move with the clock."""
    return (rows["action"].notna() & (rows["due"] < pd.Timestamp(facts.deadline))).fillna(False).astype(bool)


def due_far_ahead(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """P1: the åtgärd is to be ready so many years later that a digit is likely wrong."""
    last = pd.Timestamp(facts.year + FAR_AHEAD, 12, 31)
    return (rows["action"].notna() & (rows["due"] > last)).fillna(False).astype(bool)


def share_for_percent(column: str, rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: 0.85 in a mått in per cent whose target is 85: a hundred times the value lies nearer to it."""
    value, known = rows[column], rows["target"].fillna(rows["baseline"])
    percent = rows["unit"].str.strip().str.casefold().isin(PERCENT_UNITS)
    return (percent & (value > 0) & (value <= 1) & (known > value * 10)).fillna(False).astype(bool)


def kronor_for_tkr(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: the forecast is a hundred times the budget or more."""
    budget = rows["budget"].abs()
    large = (rows["forecast"].abs() >= budget * KR_FOR_TKR) & (budget >= SMALLEST_BUDGET)
    return large.fillna(False).astype(bool)


def millions_for_tkr(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: the forecast has the budget's sign but is less than a five hundredth of it, and not nought."""
    forecast, budget = rows["forecast"].abs(), rows["budget"].abs()
    same_sign = (rows["forecast"] > 0) == (rows["budget"] > 0)
    small = (forecast * MNKR_FOR_TKR < budget) & (forecast > 0) & (budget >= SMALLEST_BUDGET) & same_sign
    return small.fillna(False).astype(bool)


def turned_sign(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: the forecast has about the budget's size and the other sign."""
    forecast, budget = rows["forecast"], rows["budget"]
    near = (forecast.abs() * 2 >= budget.abs()) & (forecast.abs() <= budget.abs() * 2)
    turned = near & ((forecast > 0) != (budget > 0)) & (budget.abs() >= SMALLEST_BUDGET)
    return turned.fillna(False).astype(bool)


def far_off(column: str, rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """V4: ten times what both baseline and target are, or a share over 100 % where both are within."""
    value, known = rows[column].abs(), rows[["baseline", "target"]].abs().max(axis=1)
    percent = rows["unit"].str.strip().str.casefold().isin(PERCENT_UNITS)
    far = (value >= known * FAR_OFF) | (percent & (value > 100) & (known <= 100))
    return (far & (known > 0)).fillna(False).astype(bool)


def decided_too_early(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """U2: the meeting was held before the period that the prognosis rests on had ended."""
    return (rows["decided"] < pd.Timestamp(facts.period_end)).fillna(False).astype(bool)


def paragraph_without_number(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """U2: 'ej protokollfört ännu' where a paragraph should stand."""
    return rows["paragraph"].notna() & ~rows["paragraph"].fillna("").str.contains(r"\d")


def decided_after_answer(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """U2: the meeting was to be held after the day that the answer came."""
    came = pd.to_datetime(rows["submission"].map(facts.received))
    return (rows["decided"] > came).fillna(False).astype(bool)
