"""How wide a column of the consolidated workbook is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.look import INDENT
from schemas.columns import Column

NUMERIC = ("money", "number", "percent")
ORIGIN = ("state", "file", "cell", "digest")
"""Columns that say where a row came from: on the screen, not on paper."""


def width(column: Column) -> float:
    """A template must fit a small screen; here short texts (a role, a status) get room for their words."""
    return column.width * 1.5 if column.entry and column.kind == "text" and column.width < 16 else column.width


def fitting(column: Column, values: pd.Series[Any]) -> float:
    """The column's width, or what its longest word needs so that it isn't broken."""
    least = width(column)
    if column.kind in NUMERIC:
        return least + INDENT  # two headings at the right of their columns don't run together
    if column.kind != "text" or column.name in ORIGIN or least >= _ROOMY:
        return least
    longest = max((len(word) for text in values.dropna() for word in str(text).replace("-", "- ").split()), default=0)
    return max(least, min(_ROOMY, longest * 1.05))


_ROOMY = 27.0
