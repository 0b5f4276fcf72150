"""The cells of a workbook, as python-calamine gives them. Imports nothing else, so that a child process starts fast."""

from __future__ import annotations

import io
from collections.abc import Sequence

from python_calamine import CalamineWorkbook

Grid = Sequence[Sequence[object]]


def open_grids(content: bytes) -> dict[str, Grid]:
    """Every sheet's cells by the sheet's name; the first row and column are row 1 and column A."""
    return open_book(content)[1]


def open_book(content: bytes) -> tuple[list[str], dict[str, Grid]]:
    """The names of all sheets, and the cells of those that have any. Raises ValueError for two of the same name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    titles = list(book.sheet_names)
    if len(set(titles)) < len(titles):
        raise ValueError("two sheets of the same name")
    tables = _tables(book)
    return titles, {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in tables}


def _tables(book: CalamineWorkbook) -> list[str]:
    """The sheets with cells; charts, dialogs and macro sheets have none."""
    kinds = {sheet.name: str(sheet.typ) for sheet in book.sheets_metadata}
    return [name for name in book.sheet_names if "WorkSheet" in kinds.get(name, "WorkSheet")]


def letter(index: int) -> str:
    """Column letters of an index: 0 is A, 26 is AA. (xlsxwriter's own costs its whole import.)"""
    high, low = divmod(index, 26)
    return (letter(high - 1) if high else "") + chr(65 + low)
