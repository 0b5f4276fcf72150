"""Cells of an Excel file that read as empty but aren't: error values, formulas without a result, merged cells.

python-calamine gives '' for all of them. A sheet that is written as offices write it is looked at here, by patterns;
every other one by a real parser in the other process (`odd_xml.py`, `odd_binary.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from flows.steps.files.package import ROOT_LINKS, links_of, main_part, xml
from flows.steps.files.spreadsheets import letter
from flows.steps.files.stated_cells import ERROR, MERGED, MOST_MERGED, MOST_MERGES, UNCALCULATED, UNREAD, Odd
from flows.steps.files.submission import Oddities
from schemas.messages import cells as say
from schemas.messages.message import Trouble

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ERROR = re.compile(rb't="e"')
_NO_RESULT = re.compile(rb'<f(?=[\s/>])(?!(?: [\w:]{1,20}="[^"<>]*")*+ ?(?:>[^<]*+</f>|/>)<v>[^<\s])')
"""A formula that isn't at once followed by its result, in the way offices write it."""
_PREFIXED = re.compile(rb":f[\s/>]")
_SIGNS = (_ERROR, _NO_RESULT, _PREFIXED)  # each begins with fixed letters: that is what makes a search fast
"""One of these is in every sheet with such a cell; looking for them is a hundred times as fast as at each cell."""
_ZEROS = tuple(re.compile(rb"%s<v>-?0[0.]*</v>" % end) for end in (rb"</f>", rb"/>"))
"""A zero as the result of a formula."""
_WORKBOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RECALCULATED = re.compile(rb"\bfullCalcOnLoad\s*=\s*[\"'](?!0|false)", re.I)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def as_troubles(odd: Mapping[str, Odd]) -> Oddities:
    """The findings about cells that the other process found to be odd."""
    return {title: {cell: _trouble(*what) for cell, what in cells.items()} for title, cells in odd.items()}


def _trouble(kind: str, text: str) -> Trouble:
    if kind == ERROR:
        return say.ERROR_VALUE(value=text)
    return {UNCALCULATED: say.UNCALCULATED, UNREAD: say.UNREAD, MERGED: say.MERGED}[kind]()


class OddCells:
    """Gathers them from the parts of an .xlsx, each of which is seen once, in any order."""

    def __init__(self) -> None:
        self._package: dict[str, bytes] = {}
        self._found: dict[str, dict[str, Trouble]] = {}
        self._zeros = False

    def see(self, name: str, part: bytes) -> None:
        """A part that the guard has found sound."""
        if name in (ROOT_LINKS, _WORKBOOK, _LINKS):
            self._package[name] = part
        elif b"sheetData" in part:
            self._found[name] = dict(_odd_cells(part))
            self._zeros = self._zeros or any(zero.search(part) for zero in _ZEROS)

    def by_sheet(self) -> Oddities | None:
        """Per sheet's name and cell what is to be said of it.

        None where the parts don't lie as offices put them, or zeros may be formulas that nobody calculated.
        """
        try:
            targets, workbook = self._targets(), xml(self._package[_WORKBOOK])
        except (ValueError, KeyError):
            return None
        if self._zeros and _RECALCULATED.search(self._package[_WORKBOOK]):
            return None
        found: dict[str, dict[str, Trouble]] = {}
        for element in workbook.iter():
            if element.tag.endswith("}sheet"):
                relation = next((value for name, value in element.items() if name.endswith("}id")), "")
                found[element.get("name", "")] = self._found.get(targets.get(relation, ""), {})
        return {title: cells for title, cells in found.items() if cells}

    def _targets(self) -> dict[str, str]:
        """The part of each sheet by its relation's id. Raises ValueError or KeyError for an unusual package."""
        links = links_of(self._package[_LINKS], "xl")
        sheets = {link.id: link.target for link in links if link.kind == "worksheet"}
        if main_part(self._package[ROOT_LINKS]) != _WORKBOOK or not self._found.keys() >= set(sheets.values()):
            raise ValueError("unusual")
        if len({link.id for link in links}) < len(links):
            raise ValueError("the same relation twice")
        return sheets


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
        elif not value or (not value[1].strip() and b't="str"' not in attributes):
            yield address[1].decode(), say.UNCALCULATED()  # a text that came out empty is a result


def _merged(sheet: bytes) -> Iterator[tuple[str, Trouble]]:
    """Every cell of a merge but its first."""
    for left, top, right, bottom in (merge.groups() for merge in islice(_MERGE.finditer(sheet), MOST_MERGES)):
        columns, rows = range(_index(left), _index(right) + 1), range(int(top), int(bottom) + 1)
        if len(columns) * len(rows) <= MOST_MERGED:
            cells = [f"{letter(column)}{row}" for row in rows for column in columns]
            yield from ((cell, say.MERGED()) for cell in cells[1:])


def _index(letters: bytes) -> int:
    number = 0
    for byte in letters:
        number = number * 26 + byte - 64
    return number - 1
