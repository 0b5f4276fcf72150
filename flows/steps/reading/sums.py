"""A sum in the file that its rows don't give: the rows count, and what the file has instead is told (rule C1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.steps.reading.cells import parse_cell
from flows.steps.reading.rows import Cells, Numbered
from flows.steps.swedish import tkr
from schemas.columns import Column
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.money import HALF_TKR
from schemas.sheets.sheet import Sheet, is_total

Values = Mapping[int, Mapping[str, Any]]


def sums_typed_over(
    sheet: Sheet, values: Values, raw: Mapping[int, Cells], others: Iterable[Numbered]
) -> Iterator[tuple[tuple[int, str], str, Trouble]]:
    """((row number, key), column, what is to be said) of each sum in the file that its rows don't give.

    `values` (money in öre) and `raw` by row number; `others` are the rows that are nobody's. The template's own formula
    leaves out what is no number, so a sum is held only against rows that all are.
    """
    totals = {number: str(row[sheet.key]) for number, row in values.items() if is_total(str(row[sheet.key]))}
    parts = [number for number in values if number not in totals]
    strays = list(others)
    for column in (c for c in sheet.entered if c.name in sheet.summed):
        name = column.name
        if not all(_counted(raw[number].get(name), values[number][name]) for number in parts):
            continue
        ought = sum(values[number][name] for number in parts)
        for number, key in totals.items():
            found, _ = parse_cell(raw[number].get(name, ""), column)
            possible = (ought + more for more in _also_summed(column, number, strays))
            if found is not None and all(abs(found - one) > _rounding(len(parts)) for one in possible):
                yield (number, key), name, say.SUM_TYPED(value=tkr(found), ought=tkr(ought))


def _counted(cell: object, value: int | None) -> bool:
    """Whether Excel sums the cell, and it was read as what it is."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and value is not None


def _also_summed(column: Column, total: int, strays: Iterable[Numbered]) -> set[int]:
    """What the sum on row `total` may hold besides the nämnd's own rows: nothing, the strays above it, or all."""
    amounts = {number: parse_cell(cells.get(column.name, ""), column)[0] or 0 for number, cells in strays}
    return {0, sum(amounts.values()), sum(amount for number, amount in amounts.items() if number < total)}


def _rounding(rows: int) -> int:
    """How much a right sum may differ: every row, and the sum itself, may have been rounded to whole tkr."""
    return HALF_TKR * (rows + 1)
