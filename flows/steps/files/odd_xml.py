"""What the XML of an .xlsx or .ods states of its cells, by a real parser: for files not written as offices do."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from flows.steps.files.package import Parts, Workbook, in_utf8, xml
from flows.steps.files.stated_cells import EMPTY_TEXT, ERROR, UNCALCULATED, VALUE, Cells, LockedFile, Sheets, place_of

_SHOWN_ERROR = re.compile(r"#[A-ZÅÄÖÉ0-9_/ ]+[!?]?|(Err|Fel|Error):\s?\d+", re.I)
"""An error as spreadsheet programs show it, in Swedish and English."""
_MOST_CELLS = 20_000_000
Start = Callable[[str, dict[str, str]], None]


def sheets_of_xlsx(book: Workbook) -> Sheets:
    """The cells of each sheet, in the order of the workbook. Raises ValueError for what can't be parsed."""
    root = xml(book.content)
    recalculated = any(_truth(e.get("fullCalcOnLoad")) for e in root.iter() if _local(e.tag) == "calcPr")
    cells: list[Cells | None] = []
    for element in root.iter():
        if _local(element.tag) == "sheet":
            link = next((value for name, value in element.items() if name.endswith("}id")), "")
            part = book.sheets.get(link)
            cells.append(None if part is None else _SheetParser(recalculated).parse(part))
    return Sheets(cells, calculated=True)


def _truth(value: str | None) -> bool:
    return (value or "").lower() in ("1", "true", "on")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _parse(content: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Run a part through expat. Raises ValueError for what isn't sound, or declares entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(in_utf8(content), True)
    except expat.ExpatError:
        raise ValueError("xml") from None


def _refuse(*_: object) -> None:
    raise ValueError("doctype")


class _SheetParser:
    """The cells of a sheet of an .xlsx; a row or cell that doesn't state its place is the one after the former.

    `recalculated`: the workbook asks for its formulas to be calculated when it is opened, so a zero is no result.
    """

    def __init__(self, recalculated: bool) -> None:
        self._recalculated = recalculated
        self._found = Cells()
        self._row = self._column = -1
        self._inside = self._heard = self._formula = self._has_value = False
        self._kind = self._value = ""

    def parse(self, sheet: bytes) -> Cells:
        """What its records state."""
        _parse(sheet, self._start, self._end, self._text)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c" and self._inside:
            place = attributes.get("r")
            self._row, self._column = place_of(place.strip()) if place else (self._row, self._column + 1)
            self._kind, self._value = attributes.get("t", "n").strip(), ""
            self._formula = self._has_value = False
        elif tag == "row" and self._inside:
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif tag == "v" or (tag == "t" and self._inside):
            self._heard = self._has_value = True
        elif tag == "f":
            self._formula = True
        elif tag == "sheetData":
            self._inside = True
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "A1").partition(":")
            self._found.merge(*place_of(first), *place_of(last or first))

    def _text(self, text: str) -> None:
        if self._heard:
            self._value += text

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "t"):
            self._heard = False
        elif tag == "c" and self._inside:
            self._cell()
        elif tag == "sheetData":
            self._inside = False

    def _cell(self) -> None:
        value = self._value.strip()
        if self._kind == "e":
            self._add(ERROR, value or "#")
        elif self._formula and not value and (self._kind != "str" or not self._has_value):
            self._add(UNCALCULATED)  # a text that came out empty is a result
        elif self._formula and self._recalculated and self._kind == "n" and _is_zero(value):
            self._add(UNCALCULATED)
        elif value and self._kind != "s":
            self._add(VALUE)
        elif value:  # a shared text may be empty
            self._found.reach(self._row, self._column)

    def _add(self, kind: str, text: str = "") -> None:
        self._found.add(self._row, self._column, kind, text)


def _is_zero(value: str) -> bool:
    return bool(re.fullmatch(r"-?0*(\.0*)?(E[+-]?\d+)?", value, re.I))


def sheets_of_ods(parts: Parts) -> Sheets:
    """The cells of each table of an OpenDocument spreadsheet. Raises ValueError for what can't be parsed."""
    if b"encryption-data" in (parts.get("META-INF/manifest.xml") or b""):
        raise LockedFile
    parser = _TableParser()
    return Sheets(parser.parse(parts["content.xml"]), parser.calculated)


class _TableParser:
    """The cells of all tables of an .ods: what is shown is in paragraphs, what is meant in attributes."""

    def __init__(self) -> None:
        self._tables: list[Cells] = []
        self._skipped = self._paragraphs = self._count = 0
        self._row = self._column = self._rows = 0
        self._shown, self._written = "", False
        self.calculated = False
        self._attributes: dict[str, str] = {}
        self._types: set[str] = set()

    def parse(self, content: bytes) -> list[Cells]:
        """What its cells state, table by table."""
        _parse(content, self._start, self._end, self._text)
        return self._tables

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if self._skipped or tag in ("annotation", "tracked-changes", "shapes"):
            self._skipped += 1
        elif tag == "table":
            self._tables.append(Cells())
            self._row = self._rows = 0
        elif tag == "table-row":
            self._row, self._column = self._row + self._rows, 0
            self._rows = int(_of(attributes, "number-rows-repeated") or 1)
        elif tag in ("table-cell", "covered-table-cell"):
            self._attributes, self._shown, self._written = attributes, "", False
            self._types = {value for key, value in attributes.items() if key.endswith(":value-type")}
        elif tag in ("p", "h"):
            self._paragraphs += 1
            self._written = True

    def _text(self, text: str) -> None:
        if self._paragraphs and not self._skipped:
            self._shown += text

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if self._skipped:
            self._skipped -= 1
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(int(_of(self._attributes, "number-columns-repeated") or 1), tag.startswith("covered"))
        elif tag in ("p", "h"):
            self._paragraphs -= 1

    def _cell(self, width: int, covered: bool) -> None:
        formula, shown = _of(self._attributes, "formula") is not None, self._shown.strip()
        error = "error" in self._types or (formula and _SHOWN_ERROR.fullmatch(shown))
        empty = EMPTY_TEXT if self._written else UNCALCULATED  # an empty text's paragraph is written, and is empty
        kind = ERROR if error else empty if formula and not self._types and not shown else ""
        self.calculated = self.calculated or (formula and kind != empty)
        kind = kind or (VALUE if shown or self._types & {"float", "percentage", "currency", "date", "time"} else "")
        if kind and self._tables and not covered:
            self._count += self._rows * width
            if self._count > _MOST_CELLS:
                raise MemoryError
            rows, columns = range(self._row, self._row + self._rows), range(self._column, self._column + width)
            text = (shown or "#") if kind == ERROR else ""
            for row in rows:
                for column in columns:
                    self._tables[-1].add(row, column, kind, text)
        self._merge()
        self._column += width

    def _merge(self) -> None:
        down, right = (int(_of(self._attributes, f"number-{w}-spanned") or 1) for w in ("rows", "columns"))
        if down * right > 1 and self._tables:
            self._tables[-1].merge(self._row, self._column, self._row + down - 1, self._column + right - 1)


def _of(attributes: dict[str, str], name: str) -> str | None:
    """An attribute by its name without prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), None)
