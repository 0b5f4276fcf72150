"""What kind of file a content is, told by its bytes and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from flows.steps.files.guard import BROKEN, crowded, part
from flows.steps.files.package import ROOT_LINKS, Parts, in_utf8, is_xml, main_part
from schemas.messages import files as say
from schemas.messages.message import Trouble

Format = Literal["xlsx", "xlsb", "ods", "xls", "zip", "other"]

_BMP = b"BM"
"""Begins a text as well as a picture."""
_STARTS = (
    (b"%PDF", say.OTHER_FORMAT(kind="en PDF")),
    (b"\x89PNG", say.PICTURE()),
    (b"\xff\xd8\xff", say.PICTURE()),
    (b"GIF8", say.PICTURE()),
    (b"II*\0", say.PICTURE()),
    (b"MM\0*", say.PICTURE()),
    (_BMP, say.PICTURE()),
    (b"{\\rtf", say.OTHER_FORMAT(kind="ett textdokument")),
    (b"<!DOCTYPE html", say.OTHER_FORMAT(kind="en webbsida")),
    (b"<html", say.OTHER_FORMAT(kind="en webbsida")),
)
_PARTS = (
    ("word/document.xml", "ett Word-dokument"),
    ("ppt/presentation.xml", "en presentation"),
    ("Index/Document.iwa", "en fil från Numbers i dess eget format"),
)
_ENCRYPTED, _WORD = "encryptedpackage".encode("utf-16-le"), "worddocument".encode("utf-16-le")
_WORKBOOKS = ("workbook".encode("utf-16-le"), "book".encode("utf-16-le"))
_ROOT_OF_BOOK = re.compile(rb"<(?:[\w.-]{1,40}:)?workbook[\s>]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_XLS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


def format_of(content: bytes) -> tuple[Format, Trouble | None]:
    """The format and, for what is no spreadsheet, what it is."""
    if not content:
        return "other", say.EMPTY_FILE()
    if content.startswith(b"PK"):
        return _zipped(content)
    if content.startswith(_OLE):
        return _ole(content)
    if content.startswith(_OLD_XLS):
        return "xls", None
    start = content[:600].lstrip(b"\xef\xbb\xbf \r\n\t")
    known = next((trouble for sign, trouble in _STARTS if start.lower().startswith(sign.lower())), None)
    if known is None and content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        known = say.PICTURE()
    if (known is None or content.startswith(_BMP)) and _is_text(content):
        known = say.TEXT()
    return "other", known or say.NOT_WORKBOOK()


def is_sie(content: bytes) -> bool:
    """Whether it is an SIE file: its first records are #FLAGGA, #SIETYP, #PROGRAM or the like, in any order."""
    head = content[:4000].replace(b"\0", b"").upper()  # in UTF-16 every second byte is a NUL
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\f").startswith(b"#") and any(t in head for t in _SIE)


_SIE = (b"#FLAGGA", b"#SIETYP", b"#PROGRAM")


def _is_text(content: bytes) -> bool:
    sample = content[:4000]
    return b"\0" not in sample and sum(byte < 9 for byte in sample) == 0 and any(c in sample for c in b";,\t\n ")


def _ole(content: bytes) -> tuple[Format, Trouble | None]:
    """An OLE file's directory names its streams in UTF-16, in any case. An encrypted .xlsx is such a file."""
    lowered = content.lower()
    if _ENCRYPTED in lowered:
        return "other", say.PASSWORD()
    if _WORD in lowered:
        return "other", say.OTHER_FORMAT(kind="ett Word-dokument")
    if any(name in lowered for name in _WORKBOOKS):
        return "xls", None
    return "other", say.NOT_WORKBOOK()


def _workbook_in(archive: zipfile.ZipFile, names: set[str]) -> Literal["xlsx", "xlsb", ""]:
    """Which kind of workbook a package is, by its part's usual name or by its relation."""
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if ROOT_LINKS not in names or any(name.lower() in names for name, _ in _PARTS):
        return ""
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    parts = Parts(sizes, lambda name: part(archive, archive.getinfo(name)) if sizes[name] <= _MOST_OF_A_PART else b"")
    try:
        content = parts[main_part(parts[ROOT_LINKS])]
        if not is_xml(content):
            return "xlsb" if content[:2] == _BEGIN_BOOK else ""
        return "xlsx" if _ROOT_OF_BOOK.search(in_utf8(content)[:4000]) else ""
    except ValueError:
        return ""


_MOST_OF_A_PART = 10_000_000
_BEGIN_BOOK = b"\x83\x01"
"""The record that begins a workbook in an .xlsb."""


def _zipped(content: bytes) -> tuple[Format, Trouble | None]:
    if crowded(content):
        return "other", say.TOO_LARGE()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            book = _workbook_in(archive, names)
    except BROKEN:
        return "other", say.DAMAGED()
    if book:
        return book, None
    if "content.xml" in names and "mimetype" in names:
        text = b"opendocument.text" in content[:200]
        return ("other", say.OTHER_FORMAT(kind="ett textdokument")) if text else ("ods", None)
    kind = next((kind for name, kind in _PARTS if name.lower() in names), "")
    return ("other", say.OTHER_FORMAT(kind=kind)) if kind else ("zip", None)
