"""Money as people read it: whole tkr, rounded once, with sums that still add up in every table."""

from __future__ import annotations

import pandas as pd

from flows.steps.finance.amounts import apportioned
from schemas.money import TKR
from schemas.published import TOTALS
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import Sheet, is_total

_ROUNDED = ("original", "budget", "actual", "last_year", "forecast", "previous_forecast", "system_forecast")
"""Rounded so that they add up; the others are differences between these."""
_DIFFERENCES = {
    "change": ("budget", "original"),
    "deviation": ("budget", "forecast"),
    "forecast_change": ("forecast", "previous_forecast"),
}


_FINEST = 6
"""Decimals of a share that are tried to tell it from the limit."""


def share_of(deviation: int, budget: int, limit: float) -> float:
    """The deviation in per cent of the budget, with one decimal; a deficit is never rounded to the very limit (U4).

    A deficit of 1.04 per cent that is told of as over 1 per cent doesn't stand as 1.0.
    """
    exact = 100 * deviation / budget
    rounded = (round(exact, decimals) for decimals in range(1, _FINEST + 1))
    apart = rounded if deviation < 0 else ()
    return next((share for share in apart if abs(share) != limit), round(exact, 1))


def in_whole_tkr(economy: pd.DataFrame, totals: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Both tables with money as whole tkr (in öre), from the top down.

    The kommun's exact sum is rounded; the nämnder's rows are apportioned to add up to it, and each nämnd's rows to
    its own sum. A difference is taken of what is shown, so that it adds up along the row too.
    """
    shown, rows = totals.copy(), economy.copy()
    for name in (n for n in _ROUNDED if n in totals.columns):
        shown[name] = _apportioned(totals[name], None)
    for namnd in dict.fromkeys(economy["namnd"]):
        mine = (economy["namnd"] == namnd).to_numpy()
        for name in (n for n in _ROUNDED if n in economy.columns):
            rows.loc[mine, name] = _with_sum(economy.loc[mine, name], _sum_of(shown, str(namnd), name))
    for table in (shown, rows):
        for name, (one, other) in _DIFFERENCES.items():
            if {name, one, other} <= set(table.columns):
                table[name] = table[one] - table[other]
    return {ECONOMY.id: rows, TOTALS.id: shown}


def projects_in_whole_tkr(projects: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Investments with money as whole tkr (in öre), from the top down: sums of the nämnder, then each nämnd's rows.

    An unknown amount stays unknown, and a sum is that of the known ones. A difference is of what is shown.
    """
    shown = projects.copy()
    total = pd.Series([is_total(str(key)) for key in projects.index], index=projects.index)
    computed = [c for c in sheet.published if c.difference]
    for column in (c for c in sheet.published if c.kind == "money" and not c.difference):
        sums = _apportioned(projects.loc[total, column.name], None)
        shown.loc[total, column.name] = sums
        for key, whole in sums.dropna().items():
            mine = ~total & (projects["namnd"] == projects.at[key, "namnd"])
            shown.loc[mine, column.name] = _apportioned(projects.loc[mine, column.name], int(whole) // TKR)
    for column in computed:
        known = projects[column.name].notna()
        one, other = column.difference or ("", "")
        shown[column.name] = (shown[one] - shown[other]).where(known)
    return shown


def projects_total(shown: pd.DataFrame, sheet: Sheet) -> dict[str, int | None]:
    """The kommun's investments by column: the nämnder's sums as they are shown, added up; None where unknown."""
    sums = shown.loc[[is_total(str(key)) for key in shown.index]]
    found: dict[str, int | None] = {}
    for column in (c for c in sheet.published if c.kind == "money"):
        pair = column.difference or (column.name, column.name)
        asked = sums[list(pair)].notna().any(axis=1)  # of a nämnd without either amount there is nothing to know
        values = sums.loc[asked, column.name]
        found[column.name] = None if values.empty or values.isna().any() else int(values.sum())
    return found


def _sum_of(shown: pd.DataFrame, namnd: str, name: str) -> int | None:
    """What the nämnd's sum is shown as, in tkr."""
    if name not in shown.columns:
        return None
    known = shown.loc[shown.index == namnd, name].dropna()
    return int(known.iloc[0]) // TKR if len(known) else None


def _with_sum(values: pd.Series[int], total: int | None) -> pd.Series[int]:
    """A nämnd's rows and its sum row; unknown amounts stay unknown, and then nothing needs to add up."""
    sums = pd.Series([is_total(str(key)) for key in values.index], index=values.index)
    details = values[~sums.to_numpy()]
    whole = details.notna().all() and len(details) > 0
    stated = values[sums.to_numpy()]
    adds = whole and len(stated) == 1 and stated.notna().all() and int(stated.iloc[0]) == int(details.sum())
    if not adds or total is None or abs(total * TKR - int(details.sum())) >= TKR * len(details):
        total = None
    parts = _apportioned(details, total)
    own = _apportioned(stated, total) if adds else _apportioned(stated, None)
    if adds and total is None:
        own = pd.Series([int(parts.sum())], index=stated.index, dtype="Int64")
    return pd.concat([parts, own]).reindex(values.index)


def _apportioned(values: pd.Series[int], total: int | None) -> pd.Series[int]:
    known = values.dropna()
    tkr = apportioned([int(v) for v in known], total)
    return pd.Series([v * TKR for v in tkr], index=known.index, dtype="Int64").reindex(values.index)
