"""Amounts of a whole export at once: exact öre, cost positive; and back to whole tkr whose sums still add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from flows.steps.finance.export import Export
from flows.steps.reading.numbers import Number, read_number
from flows.steps.swedish import to_tkr
from flows.steps.texts import cited, is_blank
from schemas.finance_settings import Sign, Unit
from schemas.messages import economy as say
from schemas.money import ORE, TKR

_EXACT = 2**52
"""Below this a product of a double is exact enough for its nearest whole öre to be the one that was written."""


def to_ore(export: Export, name: str, unit: Unit, sign: Sign) -> pd.Series[int]:
    """A column as Int64 öre, cost positive; empty cells are nought, what can't be read is told and is nought."""
    values = export.frame[name]
    if is_numeric_dtype(values):
        return _of_numbers(export, name, unit, sign)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    left = numbers.isna() & ~values.map(is_blank, na_action="ignore").astype("boolean").fillna(True).astype(bool)
    scaled = (numbers.fillna(0) * ORE[unit]).to_numpy()
    whole = np.rint(scaled)
    unsure = np.abs(scaled) >= _EXACT
    ore = pd.Series(np.where(unsure, 0, whole).astype("int64"), index=values.index)
    for row in values.index[left.to_numpy() | unsure]:
        ore[row] = _single(export, name, int(row), unit)
    return (ore if sign == "plus" else -ore).astype("Int64")


def _of_numbers(export: Export, name: str, unit: Unit, sign: Sign) -> pd.Series[int]:
    """The same for a column that was read as numbers in one go."""
    scaled = export.frame[name].fillna(0).to_numpy(dtype="float64") * ORE[unit]
    unsure = np.abs(scaled) >= _EXACT
    ore = np.where(unsure, 0, np.rint(scaled)).astype("int64")
    for row in export.frame.index[unsure]:
        export.say(say.NOT_AMOUNT(value=export.frame.at[row, name]), name, int(row))
    whole = pd.arrays.IntegerArray(ore if sign == "plus" else -ore, np.zeros(len(ore), dtype=bool))
    return pd.Series(whole, index=export.frame.index)


def _single(export: Export, name: str, row: int, unit: Unit) -> int:
    """A cell that pandas doesn't read as a number: '1 234,50' in a workbook, or something that is none."""
    raw: Any = export.frame.at[row, name]
    found = read_number(raw, "")
    if isinstance(found, Number) and abs(found.value) * ORE[unit] < 2**62 and not found.unit:
        return int((found.value * ORE[unit]).to_integral_value())
    export.say(say.NOT_AMOUNT(value=cited(raw)), name, row)
    return 0


def apportioned(ore: Sequence[int], total: int | None = None) -> list[int]:
    """Whole tkr, each within one of its exact value, whose sum is `total` tkr or the exact sum's own rounding.

    Largest remainder: all are rounded down, and the tkr that are left go to those that lost the most.
    """
    wanted = to_tkr(sum(ore)) if total is None else total
    down = [value // TKR for value in ore]
    order = sorted(range(len(ore)), key=lambda n: (-(ore[n] % TKR), n))
    left = wanted - sum(down)
    for n in order[: max(0, min(left, len(order)))]:
        down[n] += 1
    return down


def exact(ore: int, unit: Unit) -> str:
    """'−62 051' or '1 234,50' in the file's own unit, with what decimals it has."""
    value = Decimal(int(ore)) / ORE[unit]
    ore = value != value.to_integral_value() and unit == "kr"
    text = f"{value:,.2f}" if ore else f"{value.normalize():,f}" if value else "0"
    return text.replace(",", " ").replace(".", ",").replace("-", "−")
