"""Fill a template with openpyxl: fast, for tests that ask nothing of a real office program."""

import datetime as dt
import io
import re
from collections.abc import Sequence

import openpyxl

from schemas.kinds import PROGNOS
from schemas.sheets.sheet import Sheet
from tests.example.answers import Answer


def typed(text: str):
    if re.fullmatch(r"-?\d+(,\d+)?", text):
        return float(text.replace(",", "."))
    return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def fill(template: bytes, said: list[Answer], sheets: Sequence[Sheet] = PROGNOS.sheets) -> bytes:
    """The template (of a kind with these sheets) with the answers in their cells; '' empties a cell."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    rows = {tab.title: {tab.cell(r, 1).value: r for r in range(tab.max_row, 0, -1)} for tab in book}
    of = {sheet.id: sheet for sheet in sheets}
    for sheet_id, key, column, text in said:
        sheet = of[sheet_id]
        at = [c.name for c in sheet.columns].index(column) + 1
        book[sheet.title].cell(rows[sheet.title][key], at).value = typed(text) if text else None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def carry_out(plan: list[dict]) -> None:
    """What `make_submissions.office` does, without an office: [{"open", "save", "type": [[sheet, cell, text]]}]."""
    for job in plan:
        book = openpyxl.load_workbook(job["open"])
        for sheet, cell, text in job["type"]:
            book[sheet][cell].value = typed(text) if text else None
        book.save(job["save"])
