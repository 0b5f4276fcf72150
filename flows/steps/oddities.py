"""Cells of an Excel file that read as empty but aren't: error values, formulas without a result, merged cells.

python-calamine gives '' for all of them, so the sheet's XML is looked at for just these.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from flows.steps.headings import letter
from flows.steps.submission import Oddities
from schemas.messages import cells as say
from schemas.messages.message import Trouble

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_SIGNS = (b"</f></", b"</f><v></v>", b"</f><v/>", b":f></", b"<f/></", b"/></c>", b"/></x:c>")
"""One of these is in every sheet with such a cell; looking for them is a hundred times as fast as at each cell."""
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED, _MOST_MERGES = 2_000, 2_000
"""Cells of one merge that are told, and merges; a merge of whole columns says nothing more after that."""


def oddities(content: bytes) -> Oddities:
    """Per sheet's name and cell what is to be said of it; empty for other formats than .xlsx and .xlsm."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts, names = _parts(archive), set(archive.namelist())
        found = {title: dict(_odd_cells(archive.read(part))) for title, part in parts.items() if part in names}
        return {title: cells for title, cells in found.items() if cells}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet's name → part of the package. (The guard has seen to it that these are small and have no entities.)"""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.namelist()):
        return {}
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            relation = next((value for name, value in element.items() if name.endswith("}id")), "")
            target = targets.get(relation, "")
            found[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _odd_cells(sheet: bytes) -> Iterator[tuple[str, Trouble]]:
    if b"ergeCell " in sheet:
        yield from _merged(sheet)
    formulas = b"<f" in sheet or b":f" in sheet
    if b't="e"' not in sheet and not (formulas and any(sign in sheet for sign in _SIGNS)):
        return
    last = max((end.end() for end in _CELL_END.finditer(sheet)), default=0)
    for attributes, inside in _CELL.findall(sheet, 0, last):  # every search finds an end, and none goes on in vain
        address = _ADDRESS.search(attributes)
        if address is None or (b't="e"' not in attributes and not _FORMULA.search(inside)):
            continue
        value = _VALUE.search(inside)
        if b't="e"' in attributes:
            yield address[1].decode(), say.ERROR_VALUE(value=value[1].decode("utf-8", "replace") if value else "#")
        elif value is None:
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
