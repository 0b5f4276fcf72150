"""Text exports: the encoding, the separator and the decimal sign are told by the file itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.periods import in_this_file
from flows.steps.reading.headings import HEADING_ROWS, Found, absent, find_table
from flows.steps.texts import DASHES
from schemas.columns import Column
from schemas.messages import economy as say
from schemas.messages import files
from schemas.messages.message import Trouble, listed

_SPACES = "\u00a0\u202f\u2009"
_COMMA = re.compile(r"\d,\d{1,2}(?!\d)|\d,\d{4,}|(?<![\d.,])0,\d")
_POINT = re.compile(r"\d\.\d{1,2}(?!\d)|\d\.\d{4,}|(?<![\d.,])0\.\d")
_HEAD = 12_000
"""Characters in which the headings stand; four times as many show how amounts are written."""
_UNCLEAR = re.compile(r"\d[.,]\d{3}(?!\d)")


def decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else Windows-1252; spaces and minus signs made plain."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    for odd, plain in ((_SPACES, " "), (DASHES, "-")):
        for sign in odd:
            text = text.replace(sign, plain)
    return text


@dataclass(frozen=True)
class _Headings:
    """How a line is parted, the columns by the file's own headings, and where they are."""

    separator: str
    columns: list[Column]
    found: Found | None


def _headings(lines: list[str], columns: Sequence[Column], year: int) -> _Headings:
    """Parted by the sign with which most headings are found."""
    tried = []
    for sign in ";\t,|":
        grid: Grid = [list(row) for row in csv.reader(lines, delimiter=sign)]
        own = in_this_file(columns, grid, year)
        tried.append(_Headings(sign, own, find_table(grid, own)))
    return max(tried, key=lambda one: len(one.found.at) if one.found else 0)


def decimal_sign(lines: Sequence[str], separator: str) -> str | None:
    """',' or '.'; '' where no number has decimals, None where numbers can be read either way."""
    text = "\n".join(lines) if separator != "," else "\n".join(re.findall(r'"[^"]*"', "\n".join(lines)))
    comma, point = bool(_COMMA.search(text)), bool(_POINT.search(text))
    if separator == "," and not comma:
        return "."
    if comma != point:
        return "," if comma else "."
    return None if comma or _UNCLEAR.search(text) else ""


def read_csv(
    content: bytes, columns: Sequence[Column], decimal: str = "", year: int = 0
) -> tuple[list[Column], Found, pd.DataFrame] | Trouble:
    """The columns by the file's headings, where they lie, and the table by our names; amounts as numbers if they can.

    Its index is the line in the file, counted from 1 as a spreadsheet program does.
    """
    text = decoded(content)
    head = text[:_HEAD].splitlines()[:HEADING_ROWS]
    headings = _headings(head, columns, year)
    separator, found = headings.separator, headings.found
    if found is None or any(c.name not in found.at for c in columns):
        cells = [list(csv.reader(head, delimiter=separator))]
        return say.NO_HEADINGS(headings=listed(absent(cells, columns)))
    sample = text[: 4 * _HEAD].splitlines()[found.heading_row : -1] or text.splitlines()[found.heading_row :]
    sign = decimal or decimal_sign(sample, separator)
    if sign is None:
        return say.DECIMAL_UNCLEAR()
    names = {index: name for name, index in found.at.items()}
    reading = _reading(headings, found, "\n".join(sample), sign)
    try:
        frame = _parsed(text, separator, reading).rename(columns=names)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return files.DAMAGED()
    frame.index = pd.RangeIndex(found.heading_row + 1, found.heading_row + 1 + len(frame))
    return headings.columns, found, frame.dropna(how="all")


def _reading(headings: _Headings, found: Found, sample: str, sign: str) -> dict[str, Any]:
    """How pandas is to read the rows below the headings."""
    texts = {index: "category" for name, index in found.at.items() if _is_text(headings.columns, name)}
    return {
        "sep": headings.separator,
        "header": None,
        "skiprows": found.heading_row,
        "usecols": sorted(found.at.values()),
        "dtype": texts,
        "decimal": sign or ",",
        "thousands": _thousands(sample, sign),
        "na_values": [""],
        "keep_default_na": False,
        "skip_blank_lines": False,
        "engine": "c",
    }


def _parsed(text: str, separator: str, reading: dict[str, Any]) -> pd.DataFrame:
    """All rows; where some are longer than the first, once more with room for the longest. No row is ever skipped."""
    content = text.encode("utf-8", "replace")  # bytes are read faster than text
    try:
        frame: pd.DataFrame = pd.read_csv(io.BytesIO(content), **reading)
    except pd.errors.ParserError:
        longest = max(line.count(separator) for line in text.splitlines()) + 1
        frame = pd.read_csv(io.BytesIO(content), names=list(range(longest)), **reading)
    return frame


def _thousands(sample: str, decimal: str) -> str | None:
    """What parts thousands in the first lines, if anything: looking for it in all rows costs half the time."""
    if decimal == "," and re.search(r"\d\.\d{3}", sample):
        return "."
    return " " if re.search(r"\d \d{3}(?!\d)", sample) else None


def _is_text(columns: Sequence[Column], name: str) -> bool:
    return any(c.name == name and c.kind == "text" for c in columns)
