"""A look at an Excel file before any parser opens it: whether it is sound and of a sane size (about 1 ms).

The parser would abort the whole process on two cells far apart, so nothing is left to its judgement: what is not
written as office programs write it is opened in a process of its own. Every pattern here takes time in proportion to
the file (no part of it is tried twice), since the file may be made to hurt.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.steps.files.package import DOCTYPE, is_utf8, is_xml
from schemas.messages import files as say
from schemas.messages.message import Trouble


@dataclass(frozen=True)
class Limits:
    """What a file may hold: parts, bytes when unpacked, how much they may be packed, rows, cells with content, and
    cells between the first and the last of each sheet, all sheets together.

    `here`, `markup` and `text` are how many of those cells, bytes of XML, and bytes of text if every cell had the
    longest one, are opened in the program's own process; more than that is opened in one of its own, which has
    `seconds` of work and `memory` at most, and less for a small file.
    """

    entries: int = 500
    bytes: int = 60_000_000
    ratio: int = 200
    row: int = 20_000
    cells: int = 400_000
    area: int = 5_000_000
    here: int = 5_000_000
    markup: int = 12_000_000
    text: int = 100_000_000
    seconds: int = 4
    memory: int = 448 << 20


TEMPLATE = Limits()
"""A nämnd's answer."""
EXPORT = Limits(
    bytes=400_000_000,
    row=1_048_576,
    cells=20_000_000,
    area=50_000_000,
    markup=100_000_000,
    text=300_000_000,
    seconds=60,
    memory=2 << 30,
)
"""The finance system's own export, which may have all the rows that a sheet can have."""

Look = Trouble | Literal["plain", "odd"]

_CELL = re.compile(
    rb"<(?:[^<>\s/]*:)?c(?=[\s/>])"
    rb'(?:(?: (?!r=)\w{1,9}="[^"<>&]{0,40}")*+ r="([A-Z]{1,3})(\d{1,7})"'
    rb'(?: \w{1,9}="[^"<>&]{0,40}")*+ ?(/?>(?:\s*+</)?))?'
)
"""Column, row and end of each cell; all empty for one that is not written as offices do."""
_UNUSUAL = re.compile(rb'<c(?! r="[A-Z][1-9]\d{0,2}"(?: s="\d{1,5}")?(?: t="\w{1,9}")?/?>)[\s/>]')
"""A cell that isn't among the first 26 columns and 999 rows, or isn't written as offices write it."""
_PREFIXED = re.compile(rb":c[\s/>]")
_USUAL = (999, 26)
_EMPTY = (b"/>", b"</")
"""Ends of cells without content; offices write many at the end of a sheet, and they cost nothing."""
_STEP = 4_000_000
_MOST_ENTRIES = 5_000
BROKEN = (Exception,)
"""What a damaged zip may raise: the standard library's decompressors have errors of their own, and may get more."""
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_LOCKED, _PATCHED = 0x2041, 0x20
"""Flags of a part that is encrypted, in either way or with its header, and of one that is only a change to another."""


def crowded(content: bytes) -> bool:
    """Whether a zip has so many parts that merely listing them takes long."""
    return content.count(b"PK\1\2") > _MOST_ENTRIES


def too_large(archive: zipfile.ZipFile, limits: Limits = TEMPLATE) -> bool:
    """Whether it claims to hold more than it may."""
    entries = archive.infolist()
    total = sum(e.file_size for e in entries)
    packed = max(1, sum(e.compress_size for e in entries))
    return len(entries) > limits.entries or total > limits.bytes or (total > 10**7 and total / packed > limits.ratio)


def packing(entries: Sequence[zipfile.ZipInfo]) -> Trouble | None:
    """What is wrong with how parts are packed: offices store or deflate them, and each other way is more to attack."""
    if any(e.flag_bits & _LOCKED for e in entries):
        return say.PASSWORD()
    if any(e.compress_type not in (_STORED, _DEFLATED) or e.flag_bits & _PATCHED for e in entries):
        return say.PACKED_OTHERWISE()
    return None


def part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What a part holds. Raises BadZipFile where that is more than it says (the library would unpack it all)."""
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise zipfile.BadZipFile
    said = entry.file_size
    entry.file_size = said + 1
    try:
        with archive.open(entry) as file:
            content = file.read(said + 1)
    finally:
        entry.file_size = said
    if len(content) != said:
        raise zipfile.BadZipFile
    return content


See = Callable[[str, bytes], None]
"""Takes a part's name and what it holds."""


def guard(content: bytes, limits: Limits = TEMPLATE, see: See = lambda name, part: None) -> Look:
    """'plain' when the .xlsx may be opened in this process, 'odd' when not, else what is wrong with it.

    Each part that is sound is shown to `see`, so that it is unpacked once for all that look at it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _outside(archive, limits) or _look(archive, limits, see)
    except BROKEN:
        return say.DAMAGED()


def guard_outside(content: bytes, limits: Limits = TEMPLATE) -> Trouble | None:
    """What is wrong with a zip by its directory alone, for a format whose parts only the other process reads."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _outside(archive, limits)
    except BROKEN:
        return say.DAMAGED()


def _outside(archive: zipfile.ZipFile, limits: Limits) -> Trouble | None:
    if too_large(archive, limits):
        return say.TOO_LARGE()
    entries = archive.infolist()
    if len({e.filename.casefold() for e in entries}) < len(entries):  # programs differ in which they read
        return say.DAMAGED()
    return packing(entries)


def _look(archive: zipfile.ZipFile, limits: Limits, see: See) -> Look:
    area = cells = markup = longest = 0
    odd = False
    for entry in archive.infolist():
        content = part(archive, entry)
        if b"sheetData" not in content and not _is_read(entry.filename, content):
            continue
        if DOCTYPE.search(content):
            return say.DAMAGED()
        odd = odd or not is_utf8(content)
        markup += len(content) if entry.filename.endswith(".xml") else 0
        longest = max(longest, _longest(content))
        here, usual = content.count(b"<c "), _usual(content) and area < limits.area // 2
        cells += here if usual else here + content.count(b"<c>")
        if cells > limits.cells or (len(content) > 3 * limits.cells and content.count(b"<si") > limits.cells):
            return say.TOO_LARGE()
        if here or (not usual and _CELL.search(content)):
            last, widest, known = (*_USUAL, True) if usual else _reach(content)
            area, odd = area + last * widest, odd or not known or bool(_PREFIXED.search(content))
            if last > limits.row or area > limits.area:
                return say.TOO_WIDE()
        if not odd and markup <= limits.markup:
            see(entry.filename, content)
    large = markup > limits.markup or cells * longest > limits.text or area > limits.here
    return "odd" if odd or large else "plain"


def _is_read(name: str, content: bytes) -> bool:
    """Whether a part is one that a reader of cells looks at: pictures may hold anything, an SVG a document type too."""
    return is_xml(content) and (name.lower().endswith((".xml", ".rels")) or not DOCTYPE.search(content))


def _usual(content: bytes) -> bool:
    """Whether every cell lies where those of a template do, which is ten times as quick to see as where each lies."""
    return not (_UNUSUAL.search(content) or _PREFIXED.search(content))


def _longest(content: bytes) -> int:
    """Bytes of the longest shared text, its markup included: each cell that shows it gets a copy of its own."""
    if b"</si>" not in content:
        return 0
    return max(max(map(len, content[start:end].split(b"</si>"))) for start, end in _pieces(content, b"<si>"))


def _reach(sheet: bytes) -> tuple[int, int, bool]:
    """The last row and column with content, and whether every cell says in the usual way where it is."""
    rows, columns = {0}, {b"A"}
    for piece in _pieces(sheet, b"<c "):
        found = _CELL.findall(sheet, *piece)
        if any(not end for *_, end in found):
            return 0, 0, False
        filled = [(column, row) for column, row, end in found if not end.endswith(_EMPTY)]
        rows.add(max(map(int, {row for _, row in filled}), default=0))
        columns |= {column for column, _ in filled}
    return max(rows), max(column_number(column.decode()) for column in columns), True


def _pieces(markup: bytes, tag: bytes) -> Iterator[tuple[int, int]]:
    """Stretches that each end before a tag, so that what is in them is not in memory all at once."""
    start = 0
    while start < len(markup):
        end = markup.find(tag, start + _STEP)
        end = len(markup) if end < 0 else end
        yield start, end
        start = end


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number
