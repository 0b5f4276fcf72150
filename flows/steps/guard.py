"""A look at an Excel file before any parser opens it: whether it is sound and of a sane size (about 1 ms)."""

from __future__ import annotations

import io
import re
import zipfile

from schemas.messages import files as say
from schemas.messages.message import Trouble

MAX_ENTRIES, MAX_BYTES, MAX_RATIO = 500, 60_000_000, 200
MAX_ROW, MAX_COLUMN_LETTERS = 20_000, 2

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


def too_large(archive: zipfile.ZipFile) -> bool:
    """Whether it claims to hold more than any template."""
    entries = archive.infolist()
    total = sum(e.file_size for e in entries)
    packed = max(1, sum(e.compress_size for e in entries))
    return len(entries) > MAX_ENTRIES or total > MAX_BYTES or (total > 10_000_000 and total / packed > MAX_RATIO)


def _too_wide(sheet: bytes) -> bool:
    """A row or cell far outside any template: calamine would set aside memory for all between."""
    rows = (int(number) for number in _ROW.findall(sheet))
    if max(rows, default=0) > MAX_ROW:
        return True
    return any(len(column) > MAX_COLUMN_LETTERS or int(row) > MAX_ROW for column, row in _CELL.findall(sheet))


def guard(content: bytes) -> Trouble | None:
    """None when the .xlsx may be opened in this process, else what is wrong with it."""
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if too_large(archive):
                return say.TOO_LARGE()
            sheets = [archive.read(n) for n in archive.namelist() if n.lower().endswith(".xml")]
    except (*BROKEN, zlib.error):
        return say.DAMAGED()
    if any(b"<!ENTITY" in sheet or b"<!DOCTYPE" in sheet for sheet in sheets):
        return say.DAMAGED()
    return say.TOO_WIDE() if any(_too_wide(sheet) for sheet in sheets) else None
