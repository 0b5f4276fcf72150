"""A finance file opened: the sheets of a workbook, or the lines of a text file, as tables that keep every row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.steps.files.formats import format_of
from flows.steps.files.opening import open_table_book
from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.encoding import decode
from flows.steps.finance.text_table import SEPARATORS, TextTable, lines_of, parted, with_plain_ends
from flows.steps.reading.headings import HEADING_ROWS
from flows.steps.texts import clean
from schemas.messages import economy as say
from schemas.messages.message import Trouble

_CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True)
class BookTable:
    """A sheet of a workbook. `odd` are cells that read as empty or as something else than they hold, by address."""

    title: str
    grid: Grid
    odd: Mapping[str, Trouble] = field(default_factory=dict)
    visible: bool = True

    @property
    def head(self) -> Grid:
        """The rows in which headings are looked for."""
        return self.grid[:HEADING_ROWS]

    @property
    def count(self) -> int:
        """How many physical rows there are."""
        return len(self.grid)

    def below(self, heading_row: int, indexes: Sequence[int]) -> dict[int, Any] | Trouble:
        """The cells of some columns below the headings, as lists of what they hold; None where a row is shorter."""
        rows, widest = self.grid[heading_row:], max(indexes)
        if all(len(row) > widest for row in rows):
            return {index: [row[index] for row in rows] for index in indexes}
        return {index: [row[index] if index < len(row) else None for row in rows] for index in indexes}

    def has_content(self, row: int) -> bool:
        """Whether anything stands in a physical row (1 is the first)."""
        return any(clean(cell) for cell in self.grid[row - 1] if cell is not None)

    def odd_below(self, heading_row: int, index: int) -> Iterator[tuple[int, Trouble]]:
        """The odd cells of a column: position below the headings, and what is to be said of each."""
        for address, trouble in self.odd.items():
            found = _CELL.fullmatch(address)
            if found and _index(found[1]) == index and int(found[2]) > heading_row:
                yield int(found[2]) - heading_row - 1, trouble


Table = BookTable | TextTable


def _index(letters: str) -> int:
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1


@dataclass(frozen=True)
class OpenedFile:
    """What a file holds. A text file has one table per way to part its lines: one of them is the right one."""

    tables: list[Table]
    is_text: bool = False
    doubt: Trouble | None = None
    """That the letters may be wrong."""


def open_tables(name: str, content: bytes, visibility: bool = True) -> OpenedFile | Trouble:
    """The tables of a finance file, or why it is no such file (E2). `visibility` tells hidden sheets from shown."""
    if other := what_else(content):
        return other
    opened = open_table_book(content)
    if isinstance(opened, Trouble):
        return say.OTHER_FORMAT(what=opened.what)
    if opened is None:
        text = decode(content)
        if isinstance(text, Trouble):
            return text
        plain, title = with_plain_ends(text.text), name.rpartition(".")[0] or name
        same = plain is text.text and text.codec in ("utf-8", "ascii") and not content.startswith(b"\xef\xbb\xbf")
        head, raw = lines_of(plain, HEADING_ROWS), content if same else b""
        tables: list[Table] = [TextTable(title, plain, raw, s, parted(head, s)) for s in SEPARATORS]
        return OpenedFile(tables, True, text.doubt)
    grids, odd = opened
    hidden = _hidden(content) if visibility and len(grids) > 1 else frozenset[str]()
    return OpenedFile([BookTable(t, grid, odd.get(t, {}), t not in hidden) for t, grid in grids.items()])


def _hidden(content: bytes) -> frozenset[str]:
    """The sheets that nobody sees; only asked about a workbook that has been opened before without trouble."""
    if format_of(content)[0] != "xlsx":
        return frozenset()
    import io

    from python_calamine import CalamineWorkbook

    try:
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheets_metadata
    except Exception:  # what can't be told is taken for visible
        return frozenset()
    return frozenset(sheet.name for sheet in sheets if str(sheet.visible).rpartition(".")[2] != "Visible")


def what_else(content: bytes) -> Trouble | None:
    """What a file is that people take for a workbook or a text file, and what to do about it."""
    if format_of(content)[0] == "zip":
        return say.ZIP()
    start = content[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start or b"excel.sheet" in start:
            return say.XML_2003()
        if b"sie.se/sie5" in start or re.match(rb"(?:<\?xml[^>]*>\s*)?<(?:\w+:)?sie(?:entry)?[\s>]", start):
            return say.SIE_5()
        if re.search(rb"<(?:html|table|!doctype html|body|head|style|meta)\b", start):
            return say.WEB_PAGE()
        return say.OTHER_XML()
    if start.startswith((b"mime-version:", b"from: <saved by", b'from: "saved by')):
        return say.SAVED_PAGE()
    return None
