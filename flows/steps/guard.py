"""A look at an Excel file before any parser opens it: whether it is sound and of a sane size (about 1 ms)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from schemas.messages import files as say
from schemas.messages.message import Trouble


@dataclass(frozen=True)
class Limits:
    """What a file may hold: parts, bytes when unpacked, how much they may be packed, rows, and cells
    between the first and the last."""

    entries: int = 500
    bytes: int = 60_000_000
    ratio: int = 200
    row: int = 20_000
    area: int = 5_000_000


TEMPLATE = Limits()
"""A nämnd's answer."""
EXPORT = Limits(bytes=400_000_000, row=1_048_576, area=50_000_000)
"""The finance system's own export, which may have all the rows that a sheet can have."""

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,9})(\d{1,12})"[^>]*?(?<!/)>\s*<(?!/)')
"""A cell with content; offices write empty rows at the end of a sheet, which cost nothing."""
_ROW = re.compile(
    rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,12})"[^>]*?(?<!/)>\s*<(?:\w+:)?c(?:\s+(?!r=)[\w:]+="[^"]*")*\s*/?>'
)
"""A row whose first cell doesn't say where it is."""
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError),
    *(NotImplementedError, EOFError, IndexError, KeyError, OverflowError),
)
"""What the standard library raises of a damaged zip, zlib's own error included below."""


def too_large(archive: zipfile.ZipFile, limits: Limits = TEMPLATE) -> bool:
    """Whether it claims to hold more than it may."""
    entries = archive.infolist()
    total = sum(e.file_size for e in entries)
    packed = max(1, sum(e.compress_size for e in entries))
    return len(entries) > limits.entries or total > limits.bytes or (total > 10**7 and total / packed > limits.ratio)


def _too_wide(sheet: bytes, limits: Limits) -> bool:
    """Content far outside any table: calamine would set aside memory for all between."""
    cells = _CELL.findall(sheet)
    letters = {column for column, _ in cells}
    last = max(map(int, {row for _, row in cells} | set(_ROW.findall(sheet))), default=0)
    widest = max((column_number(column.decode()) for column in letters), default=0)
    return last > limits.row or last * widest > limits.area


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number


def guard(content: bytes, limits: Limits = TEMPLATE) -> Trouble | None:
    """None when the .xlsx may be opened in this process, else what is wrong with it."""
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if too_large(archive, limits):
                return say.TOO_LARGE()
            sheets = [archive.read(n) for n in archive.namelist() if n.lower().endswith(".xml")]
    except (*BROKEN, zlib.error):
        return say.DAMAGED()
    if any(b"<!ENTITY" in sheet or b"<!DOCTYPE" in sheet for sheet in sheets):
        return say.DAMAGED()
    return say.TOO_WIDE() if any(_too_wide(sheet, limits) for sheet in sheets) else None
