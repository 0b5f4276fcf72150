"""A look at a file before any parser opens it: what it is, and whether it is of a sane size (about 1 ms)."""

from __future__ import annotations

import io
import re
import zipfile

from flows.steps.cells import Trouble
from schemas.findings import ERROR

MAX_ENTRIES, MAX_BYTES, MAX_RATIO = 500, 100_000_000, 200
MAX_ROW, MAX_COLUMN_LETTERS = 20_000, 2

_KINDS = (
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "en bild"),
    (b"\xff\xd8\xff", "en bild"),
    (b"\xd0\xcf\x11\xe0", "en fil i äldre format eller med lösenord"),
    (b"{\\rtf", "ett textdokument"),
)
_CELL = re.compile(rb'<c r="([A-Z]{1,4})(\d{1,8})"')
_ROW = re.compile(rb'<row r="(\d{1,10})"')


def _not_workbook(content: bytes) -> Trouble:
    if not content:
        return Trouble("H1", "Filen är tom.", "Spara mallen och skicka den igen.")
    for start, kind in _KINDS:
        if content.startswith(start):
            return Trouble("H1", f"Filen är {kind}.", "Ta bort lösenord och skicka mallen som Excel-arbetsbok (.xlsx).")
    return Trouble(
        "H1", "Filen är inte en Excel-arbetsbok.", "Spara mallen som Excel-arbetsbok (.xlsx) och skicka den."
    )


def _too_large(archive: zipfile.ZipFile) -> bool:
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
    """None when the file is a workbook that may be opened, else what it is and what to do."""
    if not content.startswith(b"PK"):
        return _not_workbook(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                return _not_workbook(b"?")
            if _too_large(archive):
                return Trouble("H1", "Filen är orimligt stor.", "Kopiera svaren till en ny mall och skicka den.", ERROR)
            sheets = [n for n in names if n.startswith("xl/worksheets/sheet")]
            if any(_too_wide(archive.read(name)) for name in sheets):
                what = "Filen har innehåll långt utanför tabellerna."
                return Trouble("H1", what, "Kopiera svaren till en ny mall och skicka den.")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return Trouble("H1", "Filen är skadad och går inte att öppna.", "Spara mallen igen och skicka den på nytt.")
    return None
