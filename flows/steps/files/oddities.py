"""Cells of an Excel file that read as empty but aren't: error values, formulas without a result, merged cells.

python-calamine gives '' for all of them, so the sheet's XML is looked at for just these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from flows.steps.files.spreadsheets import letter
from flows.steps.files.submission import Oddities
from schemas.messages import cells as say
from schemas.messages.message import Trouble

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ERROR = re.compile(rb't="e"')
_SIGNS = (_ERROR, re.compile(rb"</f><(?!v>[^<])"), re.compile(rb"/></c>"), re.compile(rb":f[ />]"))
"""One of these is in every sheet with such a cell; looking for them is a hundred times as fast as at each cell."""
_WORKBOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED, _MOST_MERGES = 2_000, 2_000
"""Cells of one merge that are told, and merges; a merge of whole columns says nothing more after that."""


class OddCells:
    """Gathers them from the parts of an .xlsx, each of which is seen once, in any order."""

    def __init__(self) -> None:
        self._package: dict[str, bytes] = {}
        self._found: dict[str, dict[str, Trouble]] = {}

    def see(self, name: str, part: bytes) -> None:
        """A part that the guard has found sound."""
        if name in (_WORKBOOK, _LINKS):
            self._package[name] = part
        elif b"sheetData" in part and (cells := dict(_odd_cells(part))):
            self._found[name] = cells

    def by_sheet(self) -> Oddities:
        """Per sheet's name and cell what is to be said of it."""
        if not self._found or len(self._package) < 2:
            return {}
        links = ElementTree.fromstring(self._package[_LINKS])
        targets = {link.get("Id", ""): link.get("Target", "") for link in links}
        found: dict[str, dict[str, Trouble]] = {}
        for element in ElementTree.fromstring(self._package[_WORKBOOK]).iter():
            if element.tag.endswith("}sheet"):
                relation = next((value for name, value in element.items() if name.endswith("}id")), "")
                target = targets.get(relation, "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                found[element.get("name", "")] = self._found.get(part, {})
        return {title: cells for title, cells in found.items() if cells}


def _odd_cells(sheet: bytes) -> Iterator[tuple[str, Trouble]]:
    if b"ergeCell " in sheet:
        yield from _merged(sheet)
    if not any(sign.search(sheet) for sign in _SIGNS):
        return
    last = max((end.end() for end in _CELL_END.finditer(sheet)), default=0)
    for attributes, inside in _CELL.findall(sheet, 0, last):  # every search finds an end, and none goes on in vain
        address = _ADDRESS.search(attributes)
        if address is None or (b't="e"' not in attributes and not _FORMULA.search(inside)):
            continue
        value = _VALUE.search(inside)
        if b't="e"' in attributes:
            yield address[1].decode(), say.ERROR_VALUE(value=value[1].decode("utf-8", "replace") if value else "#")
        elif not value or (not value[1] and b't="str"' not in attributes):  # a text that came out empty is a result
            yield address[1].decode(), say.UNCALCULATED()


def _merged(sheet: bytes) -> Iterator[tuple[str, Trouble]]:
    """Every cell of a merge but its first."""
    for left, top, right, bottom in (merge.groups() for merge in islice(_MERGE.finditer(sheet), _MOST_MERGES)):
        columns, rows = range(_index(left), _index(right) + 1), range(int(top), int(bottom) + 1)
        if len(columns) * len(rows) <= _MOST_MERGED:
            cells = [f"{letter(column)}{row}" for row in rows for column in columns]
            yield from ((cell, say.MERGED()) for cell in cells[1:])


def _index(letters: bytes) -> int:
    number = 0
    for byte in letters:
        number = number * 26 + byte - 64
    return number - 1
