"""Mails that Outlook saved as .msg: an OLE file, read with python-oxmsg and, for what is nested in it, olefile."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from olefile import OleFileIO
from oxmsg import Message

from flows.steps.post.attached import Attached
from schemas.times import ZONE

_LOCAL = ZoneInfo(ZONE)
_DATA, _LONG, _SHORT = "__substg1.0_37010102", "__substg1.0_3707001F", "__substg1.0_3704001F"
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
    files: list[Attached]


def is_msg(content: bytes) -> bool:
    """Whether it is Outlook's format and not a workbook of the same container."""
    return content.startswith(b"\xd0\xcf\x11\xe0") and "__properties_version1.0".encode("utf-16-le") in content


def read_msg(content: bytes) -> Outlook:
    """The mail. Raises what olefile and oxmsg raise for a damaged one, and ValueError for what is none."""
    if not is_msg(content) or _overlong(content):
        raise ValueError
    found = Message.load(content)
    sent = found.sent_date.astimezone(_LOCAL).replace(tzinfo=None) if found.sent_date else None
    headers = found.properties.str_prop_value(_HEADERS) or ""
    text = found.body or found.html_body or ""
    return Outlook(headers, found.sender or "", found.subject, sent, text, list(files_of(content)))


def _overlong(content: bytes) -> bool:
    """Whether a part says that it is longer than the file: olefile would look for all of it, sector by sector."""
    with OleFileIO(io.BytesIO(content)) as ole:
        return any(entry is not None and entry.size > len(content) for entry in ole.direntries)


def files_of(content: bytes) -> Iterator[Attached]:
    """Every attached file, also those of mails within the mail, in the order of the container."""
    if _overlong(content):
        return
    with OleFileIO(io.BytesIO(content)) as ole:
        for path in ole.listdir():
            if path[-1] != _DATA:
                continue
            folder = path[:-1]
            name = next((_string(ole, [*folder, s]) for s in (_LONG, _SHORT) if ole.exists([*folder, s])), "bilaga")
            yield Attached(" ".join(name.split()), ole.openstream(path).read())


def _string(ole: OleFileIO, path: list[str]) -> str:
    return str(ole.openstream(path).read().decode("utf-16-le", "replace"))
