"""Saved mails: sender, date and what is attached, with the standard library's parser."""

from __future__ import annotations

import datetime as dt
import email
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from itertools import islice
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from flows.steps.formats import format_of
from flows.steps.submission import Received
from flows.steps.texts import clean, file_name
from flows.steps.unpack import WORKBOOKS

LOCAL = ZoneInfo("Europe/Stockholm")
_SIGNATURE = 30_000
"""A smaller inline picture is a signature's logotype."""
_LONGEST, _MOST_PARTS, _MOST_FILES = 4_000, 2_000, 50
"""Letters of a header, parts and attachments; past these the library's time grows with their square."""
Mail: TypeAlias = "EmailMessage[Any, Any]"


class _Short(EmailPolicy):
    """The standard library's own, with headers cut to a sane length before they are understood."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Name and value of a header, from its lines."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:_LONGEST]


def _read(content: bytes) -> Mail:
    """The mail; one without anything where it can't be read (the library fails on some that are made to hurt it)."""
    if content.count(b"\n--") <= _MOST_PARTS:
        try:
            mail: Mail = email.message_from_bytes(content, policy=_Short())  # type: ignore[arg-type]
            list(mail.walk())
            return mail
        except Exception:  # RecursionError, AttributeError, LookupError and whatever comes
            pass
    return EmailMessage()


def _header(mail: Mail, name: str) -> str:
    """A header's text; '' where it can't be understood."""
    try:
        return clean(str(mail.get(name, "")))
    except Exception:
        return ""


def _sent(message: Mail, otherwise: dt.datetime) -> dt.datetime:
    """The mail's date in Swedish time; a mail without a readable one counts as received now."""
    try:
        date: dt.datetime | None = message["Date"].datetime
        return date.astimezone(LOCAL).replace(tzinfo=None) if date else otherwise
    except Exception:  # no date, no sane one, or none that the library understands
        return otherwise


def attachments(name: str, content: bytes, now: dt.datetime) -> list[Received]:
    """The attached spreadsheets of a mail, in order; where there are none, whatever else was attached."""
    mail = _read(content)
    sender, subject, sent = _sender(mail), _header(mail, "Subject"), _sent(mail, now)
    sheets: list[Received] = []
    others: list[Received] = []
    for attached, payload in islice(_files(mail), _MOST_FILES):
        item = Received(f"{name} › {attached or 'bilaga'}", payload, sent, sender, subject)
        is_sheet = attached.lower().endswith(WORKBOOKS) or format_of(payload)[1] is None
        (sheets if is_sheet else others).append(item)
    return sheets or others


def _sender(mail: Mail) -> str:
    return parseaddr(_header(mail, "From"))[1]


def _files(mail: Mail) -> Iterator[tuple[str, bytes]]:
    """Name and content of what is attached."""
    for part in mail.walk():
        try:
            payload = part.get_payload(decode=True)
            name = file_name(part.get_filename() or "")
            attached = not part.is_multipart() and isinstance(payload, bytes) and _is_file(part, name, payload)
        except Exception:  # a part that the library can't make out
            continue
        if attached and isinstance(payload, bytes):
            yield name, payload


def _is_file(part: Mail, name: str, payload: bytes) -> bool:
    """Whether a part is something that was attached, and not the letter itself or a logotype in it."""
    if part.get_content_maintype() == "text" and not name:
        return False
    inline = part.get_content_disposition() != "attachment"
    return not (inline and part.get_content_maintype() == "image" and len(payload) < _SIGNATURE)


def envelope(name: str, content: bytes, now: dt.datetime) -> Received:
    """The mail itself, for the archive."""
    mail = _read(content)
    return Received(name, content, _sent(mail, now), _sender(mail), _header(mail, "Subject"))
