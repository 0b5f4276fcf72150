"""Fill a template with openpyxl: fast, for tests that ask nothing of a real office program."""

import datetime as dt
import io
import re

import openpyxl

from tests.example.answers import COLUMNS, TITLES, Answer


def typed(text: str):
    if re.fullmatch(r"-?\d+(,\d+)?", text):
        return float(text.replace(",", "."))
    return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def fill(template: bytes, said: list[Answer]) -> bytes:
    """The template with the answers in their cells; '' empties a cell."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    rows = {tab.title: {tab.cell(r, 1).value: r for r in range(tab.max_row, 0, -1)} for tab in book}
    for sheet, key, column, text in said:
        tab, row = book[TITLES[sheet]], rows[TITLES[sheet]][key]
        tab.cell(row, COLUMNS[sheet].index(column) + 1).value = typed(text) if text else None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
