"""Whether an export's amounts have the unit and sign that the settings say, by the numbers themselves (E5)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from schemas.finance_settings import FinanceSettings, Sign, Unit
from schemas.messages import economy as say
from schemas.messages.message import Trouble
from schemas.money import ORE

PER_INHABITANT = 7_000_000
"""Öre of net cost per inhabitant in a Swedish kommun, about 70 000 kr."""
_SMALLEST, _LARGEST = 3_000, 1_000_000
"""Inhabitants of the smallest and the largest kommun, for one that hasn't said how many it has."""
_WHOLE_KOMMUN = 3
"""With so many nämnder the export is taken for the whole kommun's."""


def likely_unit(total: int, inhabitants: int | None, declared: Unit, before: int | None = None) -> Unit:
    """The unit in which the budget's size makes sense.

    `total` is the budget in öre as read with the declared unit, without sign; `before` that of an earlier round. The
    size is held against the earlier round, else against the inhabitants, else against any kommun at all.
    """
    if not total:
        return declared
    written = total / ORE[declared]
    if before:
        return _nearest(written, before)
    if inhabitants:
        return _nearest(written, inhabitants * PER_INHABITANT)
    low, high = _SMALLEST * PER_INHABITANT / 2, _LARGEST * PER_INHABITANT * 2
    if low <= total <= high:
        return declared
    return _nearest(written, math.sqrt(low * high))


def _nearest(written: float, expected: float) -> Unit:
    units: tuple[Unit, ...] = ("kr", "tkr", "mnkr")
    return min(units, key=lambda unit: abs(math.log(written * ORE[unit] / expected)))


def likely_sign(budgets: Mapping[str, int], declared: Sign) -> Sign:
    """The sign that makes most nämnder cost something. `budgets` are öre per nämnd as read with the declared sign."""
    negative = sum(value < 0 for value in budgets.values())
    other: Sign = "minus" if declared == "plus" else "plus"
    return other if negative * 2 > len(budgets) else declared


def likely(budgets: Mapping[str, int], finance: FinanceSettings) -> tuple[Unit, Sign]:
    """Unit and sign by the numbers alone, before there is a round to compare with."""
    known = {namnd: value for namnd, value in budgets.items() if value}
    sign, total = likely_sign(known, finance.cost_sign), abs(sum(known.values()))
    if len(known) < _WHOLE_KOMMUN:
        return finance.money_unit, sign
    return likely_unit(total, finance.inhabitants, finance.money_unit), sign


def check_unit_and_sign(budgets: Mapping[str, int], finance: FinanceSettings, before: int | None) -> Trouble | None:
    """What is wrong with unit or sign, and why it is thought so; None where all makes sense."""
    known = {namnd: value for namnd, value in budgets.items() if value}
    sign = likely_sign(known, finance.cost_sign)
    if sign != finance.cost_sign:
        wrong = sum(value < 0 for value in known.values())
        why = f"{wrong} av {len(known)} nämnder skulle annars ha större intäkter än kostnader."
        seen = "negativa" if sign == "minus" else "positiva"
        return say.WRONG_SIGN(seen=seen, declared=finance.cost_sign, why=why)
    if before is None and len(known) < _WHOLE_KOMMUN:
        return None
    total = abs(sum(known.values()))
    unit = likely_unit(total, finance.inhabitants, finance.money_unit, before)
    if unit == finance.money_unit:
        return None
    return say.WRONG_UNIT(seen=unit, declared=finance.money_unit, why=_why(total, finance, before))


def _why(total: int, finance: FinanceSettings, before: int | None) -> str:
    unit = finance.money_unit
    if before:
        return f"Med {unit} blir budgeten {_times(total / before)} den i förra omgången."
    if finance.inhabitants:
        kr = f"{round(total / 100 / finance.inhabitants):,}".replace(",", " ")
        return f"Med {unit} blir budgeten {kr} kr per invånare."
    mnkr = f"{round(total / ORE['mnkr']):,}".replace(",", " ")
    return f"Med {unit} blir kommunens budget {mnkr} mnkr."


def _times(ratio: float) -> str:
    return f"{round(ratio):,} gånger".replace(",", " ") if ratio >= 1 else f"en {round(1 / ratio)}-del av"
