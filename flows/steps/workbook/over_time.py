"""The consolidated workbook's sheets over time: the kommun round by round, and each indicator with its curve."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.files.spreadsheets import letter
from flows.steps.look import ACCENT, INDENT, LINK, Book, beside, height, number_kind
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.workbook.charts import LOW, diverging, money_told, rows_of, stacked, told
from flows.steps.workbook.links import FIRST
from flows.steps.workbook.plain_sheets import plain_sheet
from flows.steps.workbook.tables import Placed
from schemas.published import DEVELOPMENT, INDICATOR_HISTORY

_LEAD = (("Mått-id", 12), ("Mått", 54), ("Enhet", 14), ("Målvärde i år", 12), ("Kurva", 18))
_CURVE = 4


def development_charts(book: Book, placed: Placed, merged: Merged) -> None:
    """Goals by assessment and the expected deviation, round by round, below the table."""
    tab = book.book.get_worksheet_by_name(DEVELOPMENT.title)
    table = merged.tables[DEVELOPMENT.id]
    row = placed.last + 3
    tab.insert_chart(row, 0, development_chart(book, placed), development_told(table))
    money = diverging(book, placed, _NAMES, "Väntad avvikelse mot budget (tkr)", table["deviation"], upright=True)
    words = money_told("Väntad avvikelse mot budget", list(table["period"]), table["deviation"])
    tab.insert_chart(row + rows_of(LOW), 0, money, words)
    tab.print_area(0, 0, row + 2 * rows_of(LOW), len(placed.columns) - 1)
    tab.fit_to_pages(1, 1)


_NAMES = ("period", "Omgång")


def development_chart(book: Book, placed: Placed) -> Any:
    """Goals by assessment, a column for each round."""
    return stacked(book, placed, _NAMES, "Mål per omgång och bedömning", upright=True)


def development_told(table: pd.DataFrame) -> dict[str, Any]:
    """The chart's text alternative."""
    counts = {str(r["period"]): {m: int(r[m]) for m in MEANINGS} for r in table.to_dict("records")}
    return told("Mål per omgång och bedömning", counts)


def write_indicators(book: Book, merged: Merged) -> None:
    """A row per indicator with its outcome in every round, and the curve of them."""
    history = merged.tables[INDICATOR_HISTORY.id]
    periods = [p for p in merged.tables[DEVELOPMENT.id]["period"] if (history["period"] == p).any()]
    indicators = merged.tables["indicators"]
    values = history.pivot(index="indicator_id", columns="period", values="actual").reindex(columns=periods)
    rows = indicators.loc[indicators.index.isin(values.index)]
    heads = (*_LEAD, *((p, 11.0) for p in periods))
    tab = plain_sheet(book, INDICATOR_HISTORY.title, INDICATOR_HISTORY.note, heads, (_LEAD[3][0], *periods))
    places = [str(key) for key in indicators.index]
    for at, (key, row) in enumerate(rows.to_dict("index").items(), FIRST):
        target = "" if pd.isna(row["target"]) else float(row["target"])
        place = FIRST + places.index(str(key))
        link = book.format("line", font_color=LINK, underline=1)
        tab.write_url(at, 0, f"internal:'Mått'!A{place + 1}", link, str(key), "Gå till raden")
        for column, value in enumerate((row["indicator"], row["unit"], target), 1):
            _value(book, tab, (at, column), value)
        _curve(book, tab, at, len(periods))
        for column, period in enumerate(periods, len(_LEAD)):
            _value(book, tab, (at, column), values.at[key, period])
        tab.set_row(at, height([(str(row["indicator"]), 54.0 - INDENT)], 24))
    if not len(rows):
        tab.write_string(FIRST, 0, "Inget mått har mätts ännu.", book.format("note"))


def _value(book: Book, tab: Any, at: tuple[int, int], value: Any) -> None:
    if isinstance(value, str):
        tab.write_string(*at, value, book.format("line", **beside(at[1])))
    elif pd.isna(value):
        tab.write_blank(*at, None, book.format("line"))
    else:
        tab.write_number(*at, float(value), book.format("line", number_kind("number", value)))


def _curve(book: Book, tab: Any, at: int, count: int) -> None:
    tab.write_blank(at, _CURVE, None, book.format("line"))
    first, last = letter(len(_LEAD)), letter(len(_LEAD) + count - 1)
    cells = f"'{INDICATOR_HISTORY.title}'!{first}{at + 1}:{last}{at + 1}"
    look = {"markers": True, "series_color": ACCENT, "last_point": True, "last_color": "#0B6FA4", "show_hidden": True}
    tab.add_sparkline(at, _CURVE, {"range": cells, "empty_cells": "connect", **look})
