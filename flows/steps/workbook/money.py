"""The consolidated workbook's sheets about money: reconciliation to the öre, and how forecasts came out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.files.spreadsheets import letter
from flows.steps.look import STATUS, Book, beside, height
from flows.steps.merging.merge import Merged
from flows.steps.workbook.links import FIRST
from flows.steps.workbook.tables import BAND_HEAD, HEADING_ROW, Placed
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import is_total

SHEET = "Avstämning"
_AMOUNTS = {
    "original": "Ursprunglig budget",
    "budget": "Budget helår",
    "actual": "Utfall",
    "last_year": "Utfall i fjol",
    "system_forecast": "Prognos i ekonomisystemet",
}
_NOTE = "Ekonomisystemets belopp i kronor och ören, som de lästes. Summorna räknas ut här och jämförs med filens egna."
_KRONOR = "#,##0.00;−#,##0.00;0"


def write_reconciliation(book: Book, merged: Merged) -> None:
    """Every row of the export in kronor, live sums, the export's own sums, the difference, and the files' rows."""
    rows = _rows(merged)
    names = {name: heading for name, heading in _AMOUNTS.items() if rows[name].notna().any()}
    tab = book.sheet(SHEET)
    tab.write_string(0, 0, SHEET, book.format("title"))
    tab.write_string(1, 0, _NOTE, book.format("note"))
    heads = ["Nämnd", "Ansvar", "Verksamhet", *(f"{heading} (kr)" for heading in names.values())]
    widths = [9, 12, 34, *(19 for _ in names)]
    tab.set_row(HEADING_ROW, height([(text, wide * 0.8) for text, wide in zip(heads, widths, strict=True)], 30))
    for index, heading in enumerate(heads):
        tab.set_column(index, index, widths[index])
        look = {"align": "right"} if index > 2 else beside(index)
        tab.write_string(HEADING_ROW, index, heading, book.format("heading", **BAND_HEAD, **look))
    for at, row in enumerate(rows.to_dict("records"), FIRST):
        for index, name in enumerate(("namnd", "unit", "area")):
            tab.write_string(at, index, str(row[name]) or "Ingen", book.format("text", **beside(index)))
        for index, name in enumerate(names, 3):
            _kronor(book, tab, (at, index), row[name])
    last = FIRST + len(rows) - 1
    for index, name in enumerate(names, 3):
        _sums(book, tab, index, (last, int(rows[name].dropna().sum())), merged.known.control.get(name))
    for at, text in enumerate(("Summa av raderna", "Filens egen summa", "Skillnad"), last + 1):
        tab.write_string(at, 2, text, book.format("text", bold=True, **beside(2)))
    for at, account in enumerate(merged.known.accounts, last + 5):
        tab.write_string(at, 2, account.place, book.format("text", **beside(2)))
        tab.write_string(at, 3, account.sentence, book.format("note"))
    tab.freeze_panes(FIRST, 0)
    tab.repeat_rows(HEADING_ROW)
    tab.set_footer(f"&C&8{SHEET}&R&8Sida &P av &N")


def _rows(merged: Merged) -> pd.DataFrame:
    """The export's rows: those of the nämnder, and those that none claims."""
    economy = merged.exact[ECONOMY.id]
    claimed = economy.loc[[not is_total(str(key)) for key in economy.index]] if len(economy) else economy
    return pd.concat([claimed, merged.known.unclaimed]).reindex(columns=["namnd", "unit", "area", *_AMOUNTS])


def _kronor(book: Book, tab: Any, at: tuple[int, int], ore: Any) -> None:
    look = book.format("text", num_format=_KRONOR, align="right")
    if pd.isna(ore):
        tab.write_blank(*at, None, look)
    else:
        tab.write_number(*at, int(ore) / 100, look)


def _sums(book: Book, tab: Any, index: int, summed: tuple[int, int], control: int | None) -> None:
    """The column's live sum, what the file says, and the live difference."""
    last, total = summed
    bold = book.format("text", num_format=_KRONOR, align="right", bold=True)
    name = letter(index)
    tab.write_formula(last + 1, index, f"=SUM({name}{FIRST + 1}:{name}{last + 1})", bold, total / 100)
    if control is None:
        tab.write_string(last + 2, index, "saknas", book.format("text", align="right"))
        return
    tab.write_number(last + 2, index, control / 100, bold)
    difference = f"=ROUND({name}{last + 2}-{name}{last + 3},2)"
    tab.write_formula(last + 3, index, difference, bold, (total - control) / 100)


def accuracy_chart(book: Book, placed: Placed, table: pd.DataFrame) -> None:
    """Mean and worst error per nämnd as bars, beside the table."""
    chart = book.book.add_chart({"type": "bar"})
    for name, words, meaning in (("mean", "Medelfel", "reached"), ("worst", "Största fel", "open")):
        labels = {"value": True, "num_format": "0.0", "font": {"size": 9}}
        chart.add_series(
            {
                "name": words,
                "categories": placed.ref("name"),
                "values": placed.ref(name),
                "fill": {"color": STATUS[meaning][1]},
                "gap": 45,
                "data_labels": labels,
            }
        )
    chart.set_title({"name": accuracy_sentence(table), "name_font": {"size": 12}})
    chart.set_x_axis(
        {"name": "Avstånd till utfallet, % av budget", "num_format": "0", "major_gridlines": {"visible": False}}
    )
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 120 + 60 * len(table)})
    told = "; ".join(f"{r['name']}: medel {r['mean']} %, störst {r['worst']} %" for r in table.to_dict("records"))
    sheet = book.book.get_worksheet_by_name(placed.title)
    sheet.print_area(0, 0, placed.last + 12 + 4 * len(table), len(placed.columns) - 1)
    sheet.insert_chart(placed.last + 3, 0, chart, {"description": told})


def accuracy_sentence(table: pd.DataFrame) -> str:
    """'Säkrast prognoser: Socialnämnden'."""
    best = table.sort_values("mean", kind="stable")["name"].iloc[0]
    return f"Prognoser närmast utfallet: {best}"
