"""A mail as it was saved or fetched, .eml or Outlook's .msg: who, when, what it says, and every file in it."""

from __future__ import annotations

import datetime as dt
import email
import re
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from flows.steps.files.formats import format_of
from flows.steps.files.submission import Received
from flows.steps.files.unpack import WORKBOOKS
from flows.steps.post.addresses import from_fields, message_id, sender_of
from flows.steps.post.attached import Attached
from flows.steps.post.automatic import why_automatic
from flows.steps.post.headers import header
from flows.steps.post.mail_files import files_in, is_encrypted, text_of
from schemas.times import ZONE

LOCAL = ZoneInfo(ZONE)
_UNKNOWN_ZONE = re.compile(r"-0000\b")
MOST_PARTS, _MOST_FILES = 5_000, 50
"""Parts and files; past these the library's time grows with their square."""
_PARAMETERS = re.compile(rb"^content-[a-z-]{1,40}:(?:(?:[^;\n]|\n[ \t])*+;){500}", re.IGNORECASE | re.MULTILINE)
"""More in one header than any program writes; for those too the library's time grows with their square."""
_FIRST_YEAR = 2020
"""No template is older. A year of one or two digits is read as 2001 and the like."""
_OUTLOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Mail:
    """What a mail says. `headers` are as they stand; a damaged mail has what could be read, perhaps nothing.

    `sender` is the mail's one plain address, '' where there is none; `unclear` then says why, in Swedish. `id` is its
    Message-ID, '' where it has none that is plainly one. `automatic` says in Swedish why it isn't to be answered, ''
    for a person's mail.
    `sent` is when the receiver's server took it, else the mail's own date, which is of its sender's clock; in Swedish
    time without zone, None where neither can be read.
    """

    id: str = ""
    sender: str = ""
    unclear: str = ""
    subject: str = ""
    sent: dt.datetime | None = None
    headers: Message[str, str] = field(default_factory=Message, repr=False)
    text: str = field(default="", repr=False)
    files: tuple[Attached, ...] = field(default=(), repr=False)
    automatic: str = ""
    encrypted: bool = False
    damaged: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it answers another mail."""
        return bool(self.headers.get("In-Reply-To"))

    @property
    def sheets(self) -> tuple[Attached, ...]:
        """The spreadsheets, by name or content."""
        return tuple(f for f in self.files if f.name.lower().endswith(WORKBOOKS) or format_of(f.content)[1] is None)


def read_mail(content: bytes) -> Mail:
    """The mail. Never raises for what a mail may hold: such a one is `damaged`."""
    try:
        return _outlook(content) if content.startswith(_OUTLOOK) else _internet(content)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except Exception:  # the parsers raise dozens of kinds for what a mail may hold
        return Mail(damaged=True)


def _internet(content: bytes) -> Mail:
    if content.count(b"\n--") > MOST_PARTS or (content.count(b";") > 500 and _PARAMETERS.search(content)):
        return Mail(damaged=True)
    message = email.message_from_bytes(content)
    if not message.keys():
        return Mail(damaged=True)
    found = about(message)
    return replace(
        found,
        text=text_of(message),
        files=tuple(islice(files_in(message), _MOST_FILES)),
        encrypted=is_encrypted(message),
        headers=message,
    )


def about(headers: Message[Any, Any]) -> Mail:
    """What the headers alone say."""
    sender, unclear = sender_of(headers)
    subject = header(headers, "Subject")
    return Mail(
        id=message_id(headers),
        sender=sender,
        unclear=unclear,
        subject=subject,
        sent=_moment(header(headers, "Received").rpartition(";")[2]) or _moment(header(headers, "Date")),
        headers=headers,
        automatic=why_automatic(headers, sender, subject),
    )


def _moment(date: str) -> dt.datetime | None:
    """Swedish time; a date without a zone is taken as it stands, but -0000 is the world's time (RFC 5322)."""
    try:
        sent = parsedate_to_datetime(_UNKNOWN_ZONE.sub("+0000", date))
        return sent.astimezone(LOCAL).replace(tzinfo=None) if sent.tzinfo else sent
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def came(sent: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When a mail came: as it says, unless that is nothing, or before there were templates, or after today."""
    possible = sent is not None and sent.year >= _FIRST_YEAR and sent.date() <= now.date()
    return sent if sent and possible else now


def _outlook(content: bytes) -> Mail:
    from flows.steps.post.outlook import read_msg  # needed for .msg only

    found = read_msg(content)
    headers = email.message_from_string(found.headers)
    said = about(headers)
    sender, unclear = (said.sender, said.unclear) if "From" in headers else from_fields([found.sender])
    subject = said.subject or found.subject
    return replace(
        said,
        sender=sender,
        unclear=unclear,
        subject=subject,
        automatic=why_automatic(headers, sender, subject),
        sent=said.sent or found.sent,
        text=found.text,
        files=tuple(found.files[:_MOST_FILES]),
    )


def attachments(name: str, content: bytes, now: dt.datetime) -> list[Received]:
    """The attached spreadsheets of a mail, in order; where there are none, whatever else was attached."""
    mail = read_mail(content)
    return [_received(mail, f"{name} › {a.name}", a.content, now) for a in mail.sheets or mail.files]


def envelope(name: str, content: bytes, now: dt.datetime) -> Received:
    """The mail itself, for the archive."""
    return _received(read_mail(content), name, content, now)


def _received(mail: Mail, name: str, content: bytes, now: dt.datetime) -> Received:
    about = (mail.sender, mail.subject, mail.id)
    return Received(name, content, came(mail.sent, now), *about, automatic=bool(mail.automatic))
