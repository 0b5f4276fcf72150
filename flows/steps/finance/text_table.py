"""Text exports as physical rows: no line is lost in a quotation mark, and every cell is a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.steps.files.spreadsheets import Grid
from schemas.messages import economy as say
from schemas.messages.message import Trouble

SEPARATORS = ";\t,|"
_AMOUNTS = re.compile(r"(?:[;\t|,]\s*-?\d[\d .]*){2}")
_AMOUNT = re.compile(r"\s*[-−–]?\s*\d[\d\s.,']*-?\s*")


def with_plain_ends(text: str) -> str:
    """The text with LF after each physical line, whatever ended it; a form feed ends a page and not a line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if not text or text.endswith("\n") else f"{text}\n"


def lines_of(text: str, most: int = -1) -> list[str]:
    """The physical lines of a text with plain ends, or the first of them."""
    lines = text.split("\n", most)
    return lines[:-1] if most < 0 else lines[:most] if len(lines) > most else lines[:-1]


def parted(lines: Sequence[str], separator: str) -> Grid:
    """A row per line; one of several lines, by quotation marks, stands at its last, below blank rows.

    A cell longer than any that people write gives no rows.
    """
    reader, rows = csv.reader((f"{line}\n" for line in lines), delimiter=separator), list[list[str]]()
    try:
        for row in reader:
            rows += [*([] for _ in range(reader.line_num - len(rows) - 1)), row]
    except csv.Error:
        return []
    return rows


@dataclass(eq=False)
class TextTable:
    """A text file with plain line ends, parted by `separator`; `head` are its first rows as they stand.

    `utf8` is the same text as bytes, where the file has it so. `regular`: every line that has been read had a cell per
    heading.
    """

    title: str
    text: str
    utf8: bytes = field(repr=False)
    separator: str
    head: Grid
    visible: bool = True
    regular: bool = False

    @property
    def count(self) -> int:
        """How many physical rows there are."""
        return self.text.count("\n")

    @cached_property
    def lines(self) -> list[str]:
        """The physical rows."""
        return lines_of(self.text)

    def below(self, heading_row: int, indexes: Sequence[int]) -> dict[int, Any] | Trouble:
        """The cells of some columns as Arrow texts, from below the headings to the last row with content.

        A blank stands where a row is shorter. Gives a Trouble for quotation marks or extra cells that make it unsure
        which cell is which.
        """
        import pyarrow as pa

        width = len(self.head[heading_row - 1])
        if (fast := _regular(self._below(heading_row), self.separator, width)) is not None:
            self.regular = True
            return {index: fast.column(index).chunk(0) for index in indexes}
        lines = self.lines[heading_row:]
        while lines and not lines[-1].strip(f"{self.separator} \f"):
            lines.pop()
        rows = self._rows(lines, heading_row)
        if isinstance(rows, Trouble):
            return rows
        if wrong := _run_together(rows, width, heading_row):
            return wrong
        if wrong := _too_wide(rows, width, heading_row, all_needed=max(indexes) == width - 1):
            return wrong
        return {i: pa.array([row[i] if len(row) > i else "" for row in rows], pa.string()) for i in indexes}

    def short(self, heading_row: int, index: int) -> list[int]:
        """The physical rows that have been read and end before a column, in an amount: a cell may be lost."""
        rows = [] if self.regular else self._rows(self.lines[heading_row:], heading_row)
        if isinstance(rows, Trouble):
            return []
        return [n for n, r in enumerate(rows, heading_row + 1) if 3 <= len(r) <= index and _AMOUNT.fullmatch(r[-1])]

    def _below(self, heading_row: int) -> bytes:
        """What is below the headings, in UTF-8, without blank lines at its end."""
        content, start = self.utf8 or self.text.encode("utf-8", "replace"), 0
        for _ in range(heading_row):
            start = content.index(b"\n", start) + 1
        return content[start:].rstrip(b"\n \f")

    def has_content(self, row: int) -> bool:
        """Whether anything but separators stands in a physical row (1 is the first)."""
        return bool(self.lines[row - 1].replace(self.separator, "").strip(' "\f\v\t\u00a0'))

    def _rows(self, lines: list[str], heading_row: int) -> list[list[str]] | Trouble:
        """A row per line. A quoted cell may have line breaks of its own; the lines that it takes are blank rows."""
        strict = csv.reader((f"{line}\n" for line in lines), delimiter=self.separator, strict=True)
        rows: list[list[str]] = []
        swallowed = False
        try:
            for row in strict:
                more = strict.line_num - len(rows) - 1
                swallowed |= more > 0 and any("\n" in cell and self.separator in cell for cell in row)
                rows += [row, *([] for _ in range(more))]
        except csv.Error:
            return self._unquoted(lines, heading_row + len(rows) + 1)
        return self._unquoted(lines, heading_row + 1) if swallowed else rows

    def _unquoted(self, lines: list[str], row: int) -> list[list[str]] | Trouble:
        """Quotation marks that belong to the texts: sure only where every line then has the heading's cells."""
        rows = [line.split(self.separator) for line in lines]
        widths = {len(cells) for cells, line in zip(rows, lines, strict=True) if line.strip()}
        if len(widths) == 1:
            return [[cell.strip(' "') for cell in cells] for cells in rows]
        return say.QUOTES(row=row)


def _regular(text: bytes, separator: str, width: int) -> Any | None:
    """All cells as an Arrow table of texts where every line has `width` cells and every quotation mark is in order."""
    if not text or b"\0" in text:
        return None
    if b'"' in text:
        sign = re.escape(separator).encode()
        bare = re.sub(rb'(?:(?<=\n)|(?<=%b)|\A)"(?:[^"\n]|"")*"(?=\n|%b|\Z)' % (sign, sign), b"", text)
        if b'"' in bare:
            return None
    import pyarrow as pa
    import pyarrow.csv as arrow

    names = [str(n) for n in range(width)]
    try:
        return arrow.read_csv(
            io.BytesIO(text),
            read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=1 << 24),
            parse_options=arrow.ParseOptions(delimiter=separator, ignore_empty_lines=False),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        ).combine_chunks()
    except pa.ArrowInvalid:  # lines with more or fewer cells
        return None


def _has_digit(cell: str) -> bool:
    return any(char.isdigit() for char in cell)


def _run_together(rows: list[list[str]], width: int, heading_row: int) -> Trouble | None:
    """A cell with several amounts in a row that lacks cells: a whole row, or a part of one, stands in one cell."""
    for number, row in enumerate(rows, heading_row + 1):
        if 0 < len(row) < width and any(_AMOUNTS.search(cell) for cell in row):
            return say.RUN_TOGETHER(row=number)
    return None


def _too_wide(rows: list[list[str]], width: int, heading_row: int, *, all_needed: bool) -> Trouble | None:
    """A number right of the last heading, or any text where the last headings aren't read: a cell is parted in two."""
    for number, row in enumerate(rows, heading_row + 1):
        beyond = [cell for cell in row[width:] if cell.strip()]
        if beyond and (not all_needed or any(map(_has_digit, beyond))):
            return say.TOO_MANY_CELLS(row=number, cells=len(row), headings=width)
    return None
