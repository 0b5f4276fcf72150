"""An export's own sums, held against its rows: every total row, every subtotal, every deviation (rules E1, E6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from flows.steps.finance.amounts import exact
from flows.steps.finance.export import Export
from schemas.finance_settings import Unit
from schemas.messages import economy as say

Parts = Mapping[str, tuple[str, Sequence[str]]]
"""By deviation: the budget, and what it may be held against; that which fits in most rows is meant."""
_WORDS = ("summa", "totalt", "total", "delsumma")


def total_rows(labels: pd.Series[str], word: str) -> pd.Series[bool]:
    """The rows that sum up others, by how their label begins."""
    words = (*_WORDS, word.casefold())
    sums = {label: str(label).casefold().startswith(words) for label in labels.unique()}
    return labels.map(sums).astype(bool)


def check_totals(export: Export, amounts: pd.DataFrame, is_total: pd.Series[bool], unit: Unit) -> None:
    """Each total row against the rows since the one before it, or against all rows above; E1 at each cell that differs.

    `amounts` is Int64 öre with the export's index. A last total row counts all rows.
    """
    totals = list(amounts.index[is_total.to_numpy()])
    if not totals:
        return
    details = amounts.copy()
    details.loc[is_total.to_numpy()] = 0
    running = details.cumsum()
    before = 0
    for row in totals:
        since = running.loc[row] - (running.loc[before] if before else 0)
        grand = row == totals[-1]
        _compare(export, row, amounts.loc[row], running.loc[row] if grand else since, unit)
        before = row


def _compare(export: Export, row: int, stated: pd.Series[int], summed: pd.Series[int], unit: Unit) -> None:
    blank = export.frame.loc[row].isna() | (export.frame.loc[row] == "")
    for name in stated.index:
        if int(stated[name]) != int(summed[name]) and not blank[name]:
            texts = {"summed": exact(summed[name], unit), "stated": exact(stated[name], unit), "unit": unit}
            gap = exact(abs(int(summed[name]) - int(stated[name])), unit)
            export.say(say.TOTAL_DIFFERS(**texts, difference=gap), str(name), row)


def check_deviations(export: Export, amounts: pd.DataFrame, parts: Parts, unit: Unit, *, negative: bool) -> None:
    """Each deviation that is there against what it is reckoned from; E6 at each that differs.

    Plus is favourable: budget minus the other, or where costs are `negative` the other minus budget.
    """
    for name, (budget, others) in parts.items():
        if name not in amounts or budget not in amounts:
            continue
        there = (export.frame[name].notna() & (export.frame[name] != "")).to_numpy(dtype=bool)
        stated, sign = amounts.loc[there, name], -1 if negative else 1
        computed = {o: sign * (amounts[budget] - amounts[o])[there] for o in others if o in amounts}
        wrong = {o: stated.index[(stated != values).to_numpy(dtype=bool)] for o, values in computed.items()}
        meant = min(wrong, key=lambda o: len(wrong[o]), default="")
        for row in wrong.get(meant, ()):
            texts = {"stated": exact(stated[row], unit), "computed": exact(computed[meant][row], unit)}
            other = "prognos" if meant.endswith("forecast") else "utfall"
            export.say(say.DEVIATION_DIFFERS(other=other, **texts), name, int(row))
