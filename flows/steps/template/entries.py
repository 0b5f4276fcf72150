"""What a nämnd has written, as the cells of its template hold it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from flows.steps.reading.cells import clean
from flows.steps.template import formulas
from flows.steps.template.filled import Place
from schemas.columns import Column
from schemas.sheets.sheet import Sheet

Held = str | float | dt.datetime | None
"""A cell's content in Excel's own types, so that a copy of it compares as equal."""


def put(tab: Worksheet, at: tuple[int, int], held: Held, look: Format) -> None:
    """Write a cell's content as what it is."""
    if held is None:
        tab.write_blank(*at, None, look)
    elif isinstance(held, str):
        tab.write_string(*at, held, look)
    elif isinstance(held, dt.datetime):
        tab.write_datetime(*at, held, look)
    else:
        tab.write_number(*at, held, look)


def with_entries(sheet: Sheet, rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    """The template's rows with the entries of what was sent in, typed."""
    sent = place.filled.tables.get(sheet.id)
    values = rows.copy()
    for column in (sheet.by_name[name] for name in sheet.entries):
        said = sent[column.name].reindex(rows.index) if sent is not None else None
        values[column.name] = said if said is not None else pd.Series(None, index=rows.index, dtype=_dtype(column))
    return values


def _dtype(column: Column) -> str:
    return {"money": "Int64", "percent": "Int64", "number": "Float64", "date": "datetime64[us]"}.get(column.kind, "str")


def invalid_cells(sheet: Sheet, values: pd.DataFrame, place: Place) -> set[tuple[str, str]]:
    """Cells that were filled in with something that could not be read; a text can always be."""
    raw = place.filled.raw
    return {
        (key, name)
        for name in (c.name for c in sheet.entered if c.kind != "text")
        for key, value in zip(values.index, values[name], strict=True)
        if pd.isna(value) and clean(raw.get((sheet.id, key, name), "")) and not formulas.summed_here(sheet, key, name)
    }
