"""A minimal .xlsb (BIFF12), since no free program writes one: texts and numbers, record by record."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.steps.files.spreadsheets import open_grids

CONTENT = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = (
    '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
)
BOOK, END_BOOK, SHEETS, END_SHEETS, SHEET_NAME = 131, 132, 143, 144, 156
SHEET, END_SHEET, DATA, END_DATA, SIZE, ROW, ERROR, NUMBER, TEXT = 129, 130, 145, 146, 148, 0, 3, 5, 6


def record(kind: int, body: bytes = b"") -> bytes:
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(body)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return name + size + body


def wide(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


@dataclass(frozen=True)
class Failed:
    """An error's cell: 0x17 is #REF!."""

    code: int


def cell(column: int, value: object) -> bytes:
    at = struct.pack("<II", column, 0)
    if isinstance(value, Failed):
        return record(ERROR, at + bytes([value.code]))
    if isinstance(value, dt.date):
        value = (value - dt.date(1899, 12, 30)).days
    if isinstance(value, int | float):
        return record(NUMBER, at + struct.pack("<d", value))
    return record(TEXT, at + wide(str(value)))


def sheet(grid) -> bytes:
    rows = b""
    for number, row in enumerate(grid):
        filled = [cell(column, value) for column, value in enumerate(row) if value not in ("", None)]
        rows += record(ROW, struct.pack("<IIHBBI", number, 0, 300, 0, 0, 0) + b"\0" * 4) + b"".join(filled)
    size = struct.pack("<IIII", 0, len(grid) - 1, 0, max(map(len, grid)) - 1)
    return record(SHEET) + record(SIZE, size) + record(DATA) + rows + record(END_DATA) + record(END_SHEET)


def as_xlsb(content: bytes, instead: Mapping[tuple[str, int, int], object] | None = None) -> bytes:
    """The workbook, with other values at some places: sheet, row and column, counted from 0."""
    grids = {title: [list(row) for row in grid] for title, grid in open_grids(content).items()}
    for (title, row, column), value in (instead or {}).items():
        grids[title][row][column] = value
    return book_of(grids)


def book_of(grids: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook with these sheets."""
    names = [record(SHEET_NAME, struct.pack("<II", 0, n) + wide(f"rId{n}") + wide(t)) for n, t in enumerate(grids, 1)]
    book = record(BOOK) + record(SHEETS) + b"".join(names) + record(END_SHEETS) + record(END_BOOK)
    links = "".join(
        RELATION.format(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(grids) + 1)
    )
    parts = {
        "[Content_Types].xml": CONTENT,
        "_rels/.rels": RELATIONS.format(RELATION.format("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": RELATIONS.format(links),
        **{f"xl/worksheets/sheet{n}.bin": sheet(grid) for n, grid in enumerate(grids.values(), 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()
