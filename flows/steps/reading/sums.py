"""A sum that was typed over: the rows count, and what the file has instead is told (rule C1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.steps.reading.cells import parse_cell
from flows.steps.reading.rows import Cells
from flows.steps.swedish import tkr
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.money import HALF_TKR
from schemas.sheets.sheet import Sheet, is_total


def sums_typed_over(
    sheet: Sheet, values: Mapping[int, Mapping[str, Any]], raw: Mapping[int, Cells]
) -> Iterator[tuple[tuple[int, str], str, Trouble]]:
    """((row number, key), column, what is to be said) of each sum in the file that its rows don't give.

    `values` (money in öre) and `raw` by row number. The template's own formula leaves out what is no number, so a sum
    is held only against rows that all are.
    """
    totals = {number: str(row[sheet.key]) for number, row in values.items() if is_total(str(row[sheet.key]))}
    for name in (c.name for c in sheet.entered if c.name in sheet.summed):
        parts = [number for number in values if number not in totals]
        if not all(isinstance(raw[number].get(name), int | float) for number in parts):
            continue
        ought = sum(values[number][name] or 0 for number in parts)
        for number, key in totals.items():
            found, _ = parse_cell(raw[number].get(name, ""), sheet.by_name[name])
            if found is not None and abs(found - ought) > HALF_TKR:
                yield (number, key), name, say.SUM_TYPED(value=tkr(found), ought=tkr(ought))
