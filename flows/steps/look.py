"""How workbooks look: one typeface, a few sizes, and colour only for status."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.personal import masked, masked_markup

INK, GREY, LINE, GIVEN, ACCENT, WAITING = "#1F2933", "#5B6670", "#C5CCD3", "#EEF0F2", "#16425B", "#FFF0CC"
LINK = "#0B5A8A"
STATUS = {
    "reached": ("●", "#0B6FA4"),
    "partly": ("◐", "#E6A700"),
    "missed": ("▲", "#A6341B"),
    "open": ("○", "#8C8C8C"),
}
"""Symbol and colour of each meaning; in tables the words stand beside."""

MAX_TEXT = 32_000
_LINE_POINTS, _CHARS_PER_WIDTH, _MOST_POINTS = 13.2, 1.2, 409.0

FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "lead": {"font_size": 12, "font_color": INK, "text_wrap": True, "valign": "top"},
    "note": {"font_color": GREY},
    "small": {"font_color": GREY, "font_size": 9},
    "bold": {"bold": True},
    "figure": {"bold": True, "font_size": 16, "font_color": ACCENT, "align": "left"},
    "help": {"font_color": GREY, "font_size": 9, "italic": True, "text_wrap": True, "valign": "bottom"},
    "heading": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bottom_color": ACCENT},
    "text": {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE},
    "line": {"text_wrap": True, "valign": "vcenter", "bottom": 1, "bottom_color": LINE},
    "link": {
        "font_color": LINK,
        "underline": 1,
        "valign": "top",
        "text_wrap": True,
        "bottom": 1,
        "bottom_color": LINE,
    },
}
_NUMBERS = {
    "money": "#,##0;−#,##0;0",
    "percent": "0",
    "number": "General",
    "whole": "#,##0;−#,##0;0",
    "decimals": "#,##0.0#;−#,##0.0#;0",
    "date": "yyyy-mm-dd",
    "plain": "0",
}


def number_kind(kind: str, value: Any) -> str:
    """How a number that stands is shown: Excel has no format that leaves out the comma of a whole number.

    Where people may write another the kind stays "number": it then shows what they write.
    """
    if kind != "number" or pd.isna(value):
        return kind
    return "whole" if float(value).is_integer() else "decimals"


class _Strings(SharedStringTable):  # type: ignore[misc]  # xlsxwriter has no types
    """All texts of a workbook's cells; none has a personnummer (Y1)."""

    def _get_shared_string_index(self, string: str) -> int:
        """The number of a text, which is XML where it has several formats."""
        gate = masked_markup if string.startswith("<r>") else masked
        index: int = super()._get_shared_string_index(gate(string))
        return index


class Book:
    """An xlsxwriter workbook in memory with this project's formats; same calls give the same bytes.

    No cell has a personnummer, whoever writes it.
    """

    def __init__(self, title: str, subject: str, created: dt.datetime, *, unlocked: bool = False) -> None:
        self._buffer = io.BytesIO()
        options: dict[str, Any] = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "Calibri", "font_size": 10, "font_color": INK}
            | ({"locked": False} if unlocked else {}),
        }
        self.book: Workbook = xlsxwriter.Workbook(self._buffer, options)
        self.book.str_table = _Strings()
        self.book.set_properties({"title": title, "subject": subject, "company": "", "created": created})
        self.book.set_calc_mode("auto")
        self._formats: dict[str, Format] = {}

    def sheet(self, title: str, *, zoom: int = 100) -> Worksheet:
        """A new sheet without gridlines, A4 landscape, one page wide."""
        sheet = self.book.add_worksheet(title)
        sheet.hide_gridlines(2)
        sheet.set_zoom(zoom)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        return sheet

    def format(self, name: str = "text", kind: str = "text", **more: Any) -> Format:
        """A format by its name in FORMATS, with the number format of a kind of column.

        A number too long for its column, as one in kronor for tkr, is shown smaller and not as '###'.
        """
        known = repr((name, kind, sorted(more.items())))
        if known not in self._formats:
            looks = {"font_name": "Calibri", "font_size": 10, "font_color": INK} | FORMATS[name]
            if kind in _NUMBERS:
                looks |= {"num_format": _NUMBERS[kind], "text_wrap": False, "shrink": True} | (
                    {"align": "left"} if kind == "date" else {}
                )
            self._formats[known] = self.book.add_format(looks | more)
        return self._formats[known]

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.book.close()
        return self._buffer.getvalue()


INDENTED: Mapping[str, Any] = {"align": "left", "indent": 1}
"""LibreOffice wants the alignment said too."""
INDENT = 1.5
"""What of a column's width an indent takes; the air between two columns."""


def beside(column: int) -> Mapping[str, Any]:
    """A text is indented from what stands before it, so that two never run together on paper."""
    return INDENTED if column else {}


_UNREADABLE = re.compile(r"[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def readable(text: str) -> str:
    """Text that a file may hold: no control characters, no lone surrogates or non-characters, no personnummer (Y1)."""
    return masked(_UNREADABLE.sub("", text))


def safe_text(text: str) -> str:
    """Text that Excel can hold: readable, and cut visibly past its limit."""
    kept = readable(text)
    return kept if len(kept) <= MAX_TEXT else kept[:MAX_TEXT] + " […texten är avkortad]"


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width."""
    per_line = max(1.0, width * _CHARS_PER_WIDTH)
    return sum(max(1, math.ceil(len(part) / per_line)) for part in text.split("\n"))


ONE_LINE = 19.0
"""Height of a row of one line, in points."""


def height(cells: list[tuple[str, float]], least: float = ONE_LINE) -> float:
    """Row height in points for texts with their column widths (LibreOffice doesn't grow rows by itself)."""
    most = max((lines(text, width) for text, width in cells), default=1)
    return min(_MOST_POINTS, max(least, most * _LINE_POINTS + 4))
