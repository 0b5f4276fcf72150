"""A mail as it was saved or fetched, .eml or Outlook's .msg: who, when, what it says, and every file in it."""

from __future__ import annotations

import datetime as dt
import email
import re
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.steps.fence import Fault, fenced
from flows.steps.files.formats import format_of
from flows.steps.files.submission import Received, sha256
from flows.steps.post.addresses import from_fields, message_id, sender_of
from flows.steps.post.attached import Attached, CannotOpen, Heavy, Piece, Unopened, Warns
from flows.steps.post.automatic import why_automatic
from flows.steps.post.bounds import check_bytes
from flows.steps.post.headers import header
from flows.steps.post.mail_files import parsed, text_of
from flows.steps.post.wrappings import SEPARATOR, is_sheet, unwrap
from schemas.messages import files as say
from schemas.messages.message import Trouble, listed
from schemas.times import ZONE

LOCAL = ZoneInfo(ZONE)
_UNKNOWN_ZONE = re.compile(r"-0000\b")
_MOST_HEADERS = 200_000
"""Bytes of the headers that are read of a mail that can't be read as a whole."""
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
    unopened: tuple[Unopened, ...] = ()
    automatic: str = ""
    trouble: Trouble | None = None
    fault: Fault | None = None

    @property
    def damaged(self) -> bool:
        """Whether it could not be read; `trouble` says why, `fault` what the program met that it didn't foresee."""
        return self.trouble is not None

    @property
    def encrypted(self) -> bool:
        """Whether it, or something in it, can only be read by someone with a key."""
        return any(one.trouble == say.ENCRYPTED_MAIL() for one in self.unopened)

    @property
    def is_reply(self) -> bool:
        """Whether it answers another mail."""
        return bool(self.headers.get("In-Reply-To"))

    @property
    def sheets(self) -> tuple[Attached, ...]:
        """The spreadsheets, by name or content."""
        return tuple(f for f in self.files if is_sheet(f))


def read_mail(content: bytes, warns: Warns | None = None) -> Mail:
    """The mail. Never raises for what a mail may hold: one that can't be read has `trouble`.

    `warns` is asked about each wrapping in it. Raises ExpectedProblem where it gives no answer.
    """
    try:
        return fenced(lambda: read_here(content, warns), lambda fault: unread(content, fault))
    except Heavy:
        from flows.steps.post.sandbox import read_apart  # a process of its own is for few

        fields = read_apart(content, warns=warns)
        return Mail(**fields) if fields else replace(of_headers(content), trouble=say.HEAVY_MAIL())


def read_file(name: str, content: bytes, warns: Warns | None = None) -> Mail:
    """What lies in a file of any kind, as of a mail without sender or headers. Never raises for what it may hold.

    `warns` as for `read_mail`.
    """
    try:
        return fenced(lambda: files_here(name, content, warns), lambda fault: unread(content, fault))
    except Heavy:
        from flows.steps.post.sandbox import read_apart

        fields = read_apart(content, name, warns)
        return Mail(**fields) if fields else Mail(trouble=say.TOO_SLOW())


def files_here(name: str, content: bytes, warns: Warns | None = None) -> Mail:
    """The same, in this process. Raises Heavy for what is to be read in another."""
    found = unwrap(Piece(name, content), content, warns)
    return Mail(files=tuple(found.files), unopened=tuple(found.unopened))


def read_here(content: bytes, warns: Warns | None = None) -> Mail:
    """The mail, read in this process. Raises Heavy for one to be read in another, and whatever the parsers raise."""
    check_bytes(content)
    try:
        return _outlook(content, warns) if content.startswith(_OUTLOOK) else _internet(content, warns)
    except CannotOpen as why:
        return replace(of_headers(content), trouble=why.trouble)


def unread(content: bytes, fault: Fault) -> Mail:
    """What can be said of a mail that made a parser raise."""
    trouble = say.DAMAGED_MAIL() if fault.foreseen else say.UNFORESEEN_MAIL(number=sha256(content)[:12])
    return replace(of_headers(content), trouble=trouble, fault=None if fault.foreseen else fault)


def of_headers(content: bytes) -> Mail:
    """What the headers alone say of a mail that can't be read as a whole; nothing where they can't be either."""
    if content.startswith(_OUTLOOK):
        return Mail()
    head = content[:_MOST_HEADERS].replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
    return fenced(lambda: about(email.message_from_bytes(head)), lambda _: Mail())


def _internet(content: bytes, warns: Warns | None) -> Mail:
    message = parsed(content)
    found = unwrap(Piece("", b"", message=message), content, warns)
    return replace(
        about(message), text=text_of(message), files=tuple(found.files), unopened=tuple(found.unopened), headers=message
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


def _outlook(content: bytes, warns: Warns | None) -> Mail:
    from flows.steps.post.outlook import read_msg  # needed for .msg only

    found = read_msg(content)
    headers = email.message_from_string(found.headers)
    said = about(headers)
    sender, unclear = (said.sender, said.unclear) if "From" in headers else from_fields([found.sender])
    subject = said.subject or found.subject
    inside = unwrap(Piece("", content), content, warns)
    return replace(
        said,
        sender=sender,
        unclear=unclear,
        subject=subject,
        automatic=why_automatic(headers, sender, subject),
        sent=said.sent or found.sent,
        text=found.text,
        files=tuple(inside.files),
        unopened=tuple(inside.unopened),
    )


def answers_in(mail: Mail, item: Received) -> list[Received]:
    """The spreadsheets in what was received, in order; where there are none, the only file of another kind."""
    only = mail.files if len(mail.files) == 1 and not mail.unopened else ()
    found = mail.sheets or only
    return [replace(item, file=f"{item.file}{SEPARATOR}{one.name}", content=one.content, sha="") for one in found]


def left_in(mail: Mail) -> list[Trouble]:
    """What is to be said of what else came with spreadsheets: files that aren't used, and what could not be opened."""
    if not mail.sheets:
        return []
    names, closed = [], [(one.name or "en bilaga", one.trouble.what) for one in mail.unopened]
    for file in mail.files:
        if not is_sheet(file):
            what = format_of(file.content)[1]
            if what in _CLOSED:
                closed.append((file.name, what.what))
            else:
                names.append(file.name)
    said = [say.NOT_USED(names=listed(names))] if names else []
    return said + [say.NOT_OPENED_INSIDE(name=name, why=why) for name, why in closed]


def without_bulk(mail: Mail) -> Mail:
    """With the checksum alone of large files that nobody will open, since there are spreadsheets."""
    if not mail.sheets:
        return mail
    return replace(
        mail, files=tuple(file if _is_wanted(file) else Attached(file.name, b"", file.digest) for file in mail.files)
    )


def _is_wanted(file: Attached) -> bool:
    return len(file.content) < _BULK or is_sheet(file) or format_of(file.content)[1] in _CLOSED


_BULK = 1_000_000
_CLOSED = (say.DAMAGED(), say.PASSWORD(), say.TOO_LARGE())
"""What is said of files that may be answers, although no one can tell."""


def why_nothing(mail: Mail, item: Received) -> list[Trouble]:
    """What is to be said of a mail or another wrapping that has no spreadsheet and no single file of another kind."""
    from flows.steps.post.links import cloud_service

    if mail.trouble:
        return [mail.trouble]
    others = [say.ONLY_OTHERS(names=listed(file.name for file in mail.files))] if mail.files else []
    if mail.unopened or others:
        return [*map(_named, mail.unopened), *others]
    if item.content.startswith(b"PK"):
        return [say.EMPTY_ARCHIVE()]
    service = cloud_service(mail.text)
    return [say.CLOUD_LINK(service=service) if service else say.NO_ATTACHMENT()]


def _named(one: Unopened) -> Trouble:
    """What is said of a file in a mail is said by the file's name."""
    if not one.name or not one.trouble.what.startswith("Filen "):
        return one.trouble
    return replace(one.trouble, what=f"Filen {one.name} {one.trouble.what.removeprefix('Filen ')}")


def received(mail: Mail, name: str, content: bytes, now: dt.datetime) -> Received:
    """The mail itself, for the archive."""
    about = (mail.sender, mail.subject, mail.id)
    return Received(name, content, came(mail.sent, now), *about, automatic=bool(mail.automatic))


def is_infected(mail: Mail) -> bool:
    """Whether the scanner warned of a wrapping in the mail, which is then not opened."""
    infected = say.INFECTED()
    return infected in (mail.trouble, *(one.trouble for one in mail.unopened))


def faults_in(mail: Mail) -> list[Fault]:
    """What the program met in the mail, or in something in it, that it didn't foresee."""
    return [fault for fault in (mail.fault, *(one.fault for one in mail.unopened)) if fault is not None]
