"""What the records of an .xls (BIFF) or .xlsb (BIFF12) state of its cells: errors, results of formulas, merges."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from flows.steps.files.package import Workbook
from flows.steps.files.stated_cells import EMPTY_TEXT, ERROR, UNCALCULATED, VALUE, Cells, LockedFile, Sheets

_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?"},
    **{0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}
Record = tuple[int, bytes]
Reading = tuple[Cells, bool]
"""The stated cells of a sheet, and whether some formula in it has a result."""


def _error(code: int) -> str:
    return _ERRORS.get(code, "#")


# ------------------------------------------------------------------------------------------------------------- .xls
_BOF, _EOF, _BOUNDSHEET, _FILEPASS = (0x0809, 0x0409, 0x0209, 0x0009), 0x0A, 0x85, 0x2F
_FORMULA, _BOOLERR, _NUMBER, _RK, _MULRK, _MERGED = (0x06, 0x0206, 0x0406), 0x0205, 0x0203, 0x027E, 0xBD, 0xE5
_TEXTS = (0xFD, 0x0204, 0xD6)
_CALCULATE_WHEN_OPENED = 2
_BOOL, _ERROR_RESULT, _EMPTY = 1, 2, 3


def sheets_of_xls(content: bytes) -> Sheets:
    """The cells of each sheet, in the order of the workbook. Raises OSError, LockedFile and ValueError."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            name = next((n for n in ("Workbook", "Book") if file.exists(n)), "")
            stream = file.openstream(name).read() if name else b""
    except Exception as error:  # whatever a directory that leads astray makes of it
        raise OSError from error
    if not stream:
        raise OSError
    offsets = list(_sheet_offsets(stream))
    read = [_xls_sheet(stream, offset) if kind == 0 else None for offset, kind in offsets]
    return _sheets(read)


_USUAL_NAMES = {name.casefold().encode("utf-16-le"): name.encode("utf-16-le") for name in ("Workbook", "Book")}
_ENTRY_NAME = re.compile(b"|".join(_USUAL_NAMES), re.I)
_ENTRY, _NAME = 128, 64
"""Bytes of an entry in the directory of a compound file, and of the name that it begins with."""


def with_usual_name(content: bytes) -> bytes:
    """An .xls whose stream is called as python-calamine knows it: other programs write the name in another case."""
    made = bytearray(content)
    for name in _ENTRY_NAME.finditer(content):
        start, end = name.span()
        if start % _ENTRY == 0 and not any(content[end : start + _NAME]):
            made[start:end] = _USUAL_NAMES[name[0].lower()]
    return bytes(made)


def _sheets(read: list[Reading | None]) -> Sheets:
    calculated = any(one is not None and one[1] for one in read)
    return Sheets([None if one is None else one[0] for one in read], calculated)


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Records up to the end of the substream that begins at `at`. Raises ValueError where it is cut off."""
    depth = 0
    while True:
        if at + 4 > len(stream):
            raise ValueError("cut off")
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        if len(body) < size:
            raise ValueError("cut off")
        depth += (kind in _BOF) - (kind == _EOF)
        if depth <= 1:  # a chart in a sheet is a substream of its own
            yield kind, body
        if depth <= 0:
            return
        at += 4 + size


def _sheet_offsets(stream: bytes) -> Iterator[tuple[int, int]]:
    """Where each sheet begins, and its kind: 0 has cells."""
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise LockedFile
        if kind == _BOUNDSHEET:
            offset, _, sheet_kind = _unpacked("<IBB", body)
            yield offset, sheet_kind


def _unpacked(form: str, body: bytes, at: int = 0) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, body, at)
    except struct.error:
        raise ValueError("record") from None


def _xls_sheet(stream: bytes, offset: int) -> Reading:
    found, calculated = Cells(), False
    for kind, body in _records(stream, offset):
        if kind in _FORMULA:
            calculated = _xls_formula(body, found) or calculated
        elif kind == _BOOLERR:
            row, column, _, value, is_error = _unpacked("<HHHBB", body)
            found.add(row, column, ERROR if is_error else VALUE, _error(value) if is_error else "")
        elif kind in (_NUMBER, _RK):
            row, column = _unpacked("<HH", body)
            found.add(row, column, VALUE)
        elif kind in _TEXTS:
            row, column = _unpacked("<HH", body)
            found.reach(row, column)
        elif kind == _MULRK:
            row, first = _unpacked("<HH", body)
            (last,) = _unpacked("<H", body, len(body) - 2)
            for column in range(first, min(last, 255) + 1):
                found.add(row, column, VALUE)
        elif kind == _MERGED:
            (count,) = _unpacked("<H", body)
            for one in range(count):
                top, bottom, left, right = _unpacked("<HHHH", body, 2 + 8 * one)
                found.merge(top, left, bottom, right)
    return found, calculated


def _xls_formula(body: bytes, found: Cells) -> bool:
    """Add a formula's cell; gives whether it has a result."""
    row, column, _ = _unpacked("<HHH", body)
    (options,) = _unpacked("<H", body, 14)
    asked, result = bool(options & _CALCULATE_WHEN_OPENED), body[6:14]
    if result[6:] != b"\xff\xff":
        never = asked and struct.unpack("<d", result)[0] == 0  # a program that can't calculate writes such a zero
        found.add(row, column, UNCALCULATED if never else VALUE)
        return not never
    kind = result[0]
    if kind == _ERROR_RESULT:
        found.add(row, column, ERROR, _error(result[2]))
    elif kind == _EMPTY:
        found.add(row, column, UNCALCULATED if asked else EMPTY_TEXT)
    elif kind == _BOOL:
        found.add(row, column, VALUE)
    else:  # its text is in the next record
        found.reach(row, column)
    return kind != _EMPTY


# ------------------------------------------------------------------------------------------------------------ .xlsb
_ROW, _CELL_RK, _CELL_ERROR, _CELL_BOOL, _CELL_REAL = 0, 2, 3, 4, 5
_CELL_TEXTS = (6, 7, 62)
_FMLA_STRING, _FMLA_NUM, _FMLA_BOOL, _FMLA_ERROR, _MERGE_CELL, _BUNDLE_SHEET = 8, 9, 10, 11, 176, 156


def sheets_of_xlsb(book: Workbook) -> Sheets:
    """The cells of each sheet, in the order of the workbook. Raises ValueError for a damaged file."""
    read: list[Reading | None] = []
    for kind, body in _records12(book.content):
        if kind == _BUNDLE_SHEET:
            (length,) = _unpacked("<I", body, 8)
            link = body[12 : 12 + 2 * length].decode("utf-16-le", "replace")
            part = book.sheets.get(link)
            read.append(None if part is None else _xlsb_sheet(part))
    return _sheets(read)


def _records12(part: bytes) -> Iterator[Record]:
    at, end = 0, len(part)
    while at < end:
        kind, at = _variable(part, at, 2)
        size, at = _variable(part, at, 4)
        if at + size > end:
            raise ValueError("cut off")
        yield kind, part[at : at + size]
        at += size


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends; a record's kind is one of two bytes."""
    number = 0
    for shift in range(most):
        if at >= len(part):
            raise ValueError("cut off")
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return number, at


def _xlsb_sheet(part: bytes) -> Reading:
    found = Cells()
    row, calculated = -1, False
    for kind, body in _records12(part):
        if kind == _ROW:
            (row,) = _unpacked("<I", body)
        elif kind in (_CELL_ERROR, _FMLA_ERROR):
            column, _, code = _unpacked("<IIB", body)
            found.add(row, column, ERROR, _error(code))
        elif kind in (_CELL_RK, _CELL_REAL, _CELL_BOOL, _FMLA_NUM, _FMLA_BOOL):
            found.add(row, _unpacked("<I", body)[0], VALUE)
        elif kind in _CELL_TEXTS:
            found.reach(row, _unpacked("<I", body)[0])
        elif kind == _FMLA_STRING:
            column, _, length = _unpacked("<III", body)
            found.add(row, column, VALUE if length else EMPTY_TEXT)
            calculated = calculated or length > 0
        elif kind == _MERGE_CELL:
            top, bottom, left, right = _unpacked("<IIII", body)
            found.merge(top, left, bottom, right)
        calculated = calculated or kind in (_FMLA_NUM, _FMLA_BOOL, _FMLA_ERROR)
    return found, calculated
