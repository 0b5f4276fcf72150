"""Mails that Outlook saved as .msg: an OLE file, read with python-oxmsg and, for what is nested in it, olefile."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from olefile import OleFileIO
from oxmsg import Message

from flows.steps.post.attached import Piece, each
from schemas.times import ZONE

_LOCAL = ZoneInfo(ZONE)
_DATA = "__substg1.0_37010102"
_NAMES = ("__substg1.0_3707001F", "__substg1.0_3704001F", "__substg1.0_3707001E", "__substg1.0_3704001E")
"""Long and short name, in Unicode and then in the sender's own characters (ANSI)."""
_HEADERS = 0x007D
"""PidTagTransportMessageHeaders: the headers as they came, if the mail came from outside."""


@dataclass(frozen=True)
class Outlook:
    """What a .msg says; `headers` as text, empty for a mail within one's own Exchange or a draft."""

    headers: str
    sender: str
    subject: str
    sent: dt.datetime | None
    text: str


def is_msg(content: bytes) -> bool:
    """Whether it is Outlook's format and not a workbook of the same container."""
    return content.startswith(b"\xd0\xcf\x11\xe0") and "__properties_version1.0".encode("utf-16-le") in content


def read_msg(content: bytes) -> Outlook:
    """The mail. Raises what olefile and oxmsg raise for a damaged one, and ValueError for what is none."""
    if not is_msg(content) or _overlong(content):
        raise ValueError
    found = Message.load(content)
    sent = found.sent_date.astimezone(_LOCAL).replace(tzinfo=None) if found.sent_date else None
    headers = _read(lambda: found.properties.str_prop_value(_HEADERS))
    text = _read(lambda: found.body) or _read(lambda: found.html_body)
    return Outlook(headers, _read(lambda: found.sender), _read(lambda: found.subject), sent, text)


def _read(text: Callable[[], str | None]) -> str:
    """The text; empty where it is in characters that aren't known, which costs no file."""
    with suppress(ValueError, LookupError):
        return text() or ""
    return ""


def _overlong(content: bytes) -> bool:
    """Whether a part says that it is longer than the file: olefile would look for all of it, sector by sector."""
    with OleFileIO(io.BytesIO(content)) as ole:
        return any(entry is not None and entry.size > len(content) for entry in ole.direntries)


def pieces_of(content: bytes) -> Iterator[Piece]:
    """Every attached file, also those of mails within the mail, in the order of the container. Raises ValueError."""
    if _overlong(content):
        raise ValueError
    with OleFileIO(io.BytesIO(content)) as ole:
        paths = [path for path in ole.listdir() if path[-1] == _DATA]
        yield from each(paths, lambda path: _name(ole, path), lambda path: [_piece(ole, path)])


def _piece(ole: OleFileIO, path: list[str]) -> Piece:
    return Piece(_name(ole, path) or "bilaga", ole.openstream(path).read())


def _name(ole: OleFileIO, path: list[str]) -> str:
    for stream in _NAMES:
        if ole.exists([*path[:-1], stream]):
            raw = ole.openstream([*path[:-1], stream]).read()
            return str(raw.decode("utf-16-le" if stream.endswith("F") else "cp1252", "replace")).strip("\0")
    return ""
