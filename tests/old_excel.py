"""A minimal .xls (BIFF8 in a compound file), for records that no office program at hand writes."""

import struct
from dataclasses import dataclass

SECTOR, END, FREE, IS_FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
BOF, EOF, BOUNDSHEET, LABEL, NUMBER, BOOLERR, FORMULA = 0x0809, 0x0A, 0x85, 0x0204, 0x0203, 0x0205, 0x06
EMPTY_RESULT = b"\x03\0\0\0\0\0\xff\xff"


@dataclass(frozen=True)
class Failed:
    """An error as a value: 0x17 is #REF!."""

    code: int


@dataclass(frozen=True)
class Formula:
    """A formula by the eight bytes of its result; `asked`: it is to be calculated when the file is opened."""

    result: bytes
    asked: bool = False


def failed(code: int) -> Formula:
    """A formula that came out as an error."""
    return Formula(b"\x02\0" + bytes([code]) + b"\0\0\0\xff\xff")


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def cell(row: int, column: int, value: object) -> bytes:
    at = struct.pack("<HHH", row, column, 0)
    if isinstance(value, Failed):
        return record(BOOLERR, at + bytes([value.code, 1]))
    if isinstance(value, Formula):
        return record(FORMULA, at + value.result + struct.pack("<HIH", 2 * value.asked, 0, 3) + b"\x1e\x01\0")
    if isinstance(value, int | float):
        return record(NUMBER, at + struct.pack("<d", value))
    text = str(value).encode("utf-16-le")
    return record(LABEL, at + struct.pack("<HB", len(text) // 2, 1) + text)


def begin(kind: int) -> bytes:
    return record(BOF, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def stream_of(title: str, grid: list[list[object]]) -> bytes:
    """The workbook's stream, with one sheet."""
    name = title.encode("utf-16-le")
    size = 4 + len(begin(5)) - 4 + 4 + 8 + len(name) + 4
    bound = record(BOUNDSHEET, struct.pack("<IBBBB", size, 0, 0, len(title), 1) + name)
    cells = [cell(r, c, value) for r, row in enumerate(grid) for c, value in enumerate(row) if value not in ("", None)]
    head = begin(5) + bound + record(EOF)
    assert len(head) == size
    return head + begin(0x10) + b"".join(cells) + record(EOF)


def compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    assert count < 120
    fat = [IS_FAT, END, *range(3, count + 2), END]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    head += struct.pack("<I", FREE) * 108
    root = entry("Root Entry", 5, END, 0, child=1)
    folder = (root + entry(name, 2, 2, len(stream))).ljust(SECTOR, b"\0")
    return head + struct.pack(f"<{SECTOR // 4}I", *fat) + folder + stream


def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return (head + struct.pack("<III", FREE, FREE, child)).ljust(116, b"\0") + struct.pack("<IQ", start, size)


def as_xls(title: str, grid: list[list[object]], name: str = "Workbook") -> bytes:
    """A workbook with one sheet, in a stream of this name."""
    return compound(name, stream_of(title, grid))
