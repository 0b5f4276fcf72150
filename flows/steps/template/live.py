"""What lives in a template's cells: lists of choices, limits, help beside the cell, the light on what is waiting."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from flows.steps.look import WAITING, Book
from flows.steps.template import formulas
from flows.steps.template.filled import Place
from schemas.columns import Column, in_year
from schemas.conditions import missing_in
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.sheet import Sheet


def live_cells(book: Book, tab: Worksheet, sheet: Sheet, place: Place, rows: tuple[int, int]) -> None:
    """Lists and limits of entry cells, and the light on what is waiting, from the first row up to the last (not with).

    Rows are counted from 0.
    """
    first, last = rows
    for index, column in enumerate(sheet.columns):
        if column.entry:
            tab.data_validation(first, index, last - 1, index, _validation(column, place.facts.example_year))
    cell = formulas.RowCells(sheet)
    light = book.book.add_format({"bg_color": WAITING})
    for requirement in sheet.requirements:
        for name in requirement.columns:
            index = next(n for n, c in enumerate(sheet.columns) if c.name == name)
            when = requirement.when.formula(cell, place.facts.groups) + _begun(sheet, requirement, name)
            test = f"=AND({when},{cell.unwritten(name)})"
            if requirement.because:
                tab.conditional_format(
                    first, index, last - 1, index, {"type": "formula", "criteria": test, "format": light}
                )
    done = next(n for n, c in enumerate(sheet.columns) if c.name == "control")
    for sign, colour in (("✔", "#0B6FA4"), ("▲", "#A6341B")):
        look = {
            "type": "text",
            "criteria": "begins with",
            "value": sign,
            "format": book.book.add_format({"font_color": colour}),
        }
        tab.conditional_format(first, done, last - 1, done, look)


def _begun(sheet: Sheet, requirement: Requirement, name: str) -> str:
    """What is asked for because another entry is empty is not waited for while the whole row still is."""
    if not any(column in sheet.entries for column in missing_in(requirement.when)):
        return ""
    cell = formulas.RowCells(sheet)
    others = (cell.written(other) for other in sheet.entries if other != name)
    return f",OR({','.join(others)})"


def _validation(column: Column, year: int) -> dict[str, Any]:
    """Help beside the cell, and Excel's own check; lengths are held where the column is declared."""
    told = in_year(column.help, year)
    talk: dict[str, Any] = {"input_title": column.heading, "input_message": told, "error_title": "Kontrollera"}
    if column.choices:
        return talk | {
            "validate": "list",
            "source": f"={formulas.list_name(column.choices)}",
            "error_message": column.ask,
        }
    if column.kind == "percent":
        return talk | {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_message": column.ask,
        }
    return talk | {"validate": "any"}
