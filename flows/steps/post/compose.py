"""A letter as a mail: text and HTML, what is attached, and its place in the thread. The same letter, the same bytes."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, MessageIDHeader, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flows.steps import render
from flows.steps.files.submission import sha256
from flows.steps.letter import Letter
from flows.steps.post.addresses import plain_id
from flows.steps.post.automatic import OURS
from schemas.times import ZONE

_ZONE = ZoneInfo(ZONE)
_IDS = ("In-Reply-To", "References", "Message-ID")
_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class Distorted(Exception):
    """A message that says something else once it is written as bytes; it is a defect, and it isn't sent."""


@dataclass(frozen=True)
class Reply:
    """A letter with what goes with it. `path` names its files among the outputs, without ending: 'svar/KS/svar'.

    `files` are attached, by name. `answers` is the Message-ID of the mail that it answers; a letter that answers no
    mail has none. `by_mail`: whether what it answers came by mail, so that the answer goes that way too.
    """

    path: str
    to: tuple[str, ...]
    letter: Letter
    files: Mapping[str, bytes] = field(default_factory=dict)
    answers: str = ""
    by_mail: bool = False


def text_of(letter: Letter) -> str:
    """The letter as plain text."""
    return render.text("brev.txt.j2", letter=letter)


def page_of(letter: Letter) -> str:
    """The letter as a page."""
    return render.environment("svar", escape=True).get_template("brev.html.j2").render(letter=letter)


def files_of(reply: Reply) -> dict[str, bytes]:
    """All its files among the outputs: text, page, what is attached, and the mail as a draft that Outlook opens."""
    folder = reply.path.rpartition("/")[0]
    beside = {f"{folder}/{name}": content for name, content in reply.files.items()}
    head = f"Ämne: {reply.letter.subject}\nTill: {', '.join(reply.to) or 'avsändaren'}\n\n"
    texts = {".txt": head + text_of(reply.letter), ".html": page_of(reply.letter)}
    made = {**{ending: text.encode() for ending, text in texts.items()}, ".eml": draft(reply)}
    return {**{f"{reply.path}{ending}": content for ending, content in made.items()}, **beside}


def key_of(reply: Reply) -> str:
    """Names the content: the same to the same people is never sent twice."""
    parts = [*reply.to, reply.answers, text_of(reply.letter), *(f"{n} {sha256(c)}" for n, c in reply.files.items())]
    return sha256("\0".join(parts).encode())[:32]


def draft(reply: Reply) -> bytes:
    """The mail without sender and time, marked as not yet sent: whoever opens it can change it and send it."""
    message = _message(reply)
    message["X-Unsent"] = "1"
    return _bytes(message, key_of(reply))


def composed(reply: Reply, sender: str, now: dt.datetime) -> bytes:
    """The mail as it is sent. Its Message-ID is made of its content: sent again, it is known again.

    Raises Distorted where the bytes, parsed again, aren't the message that was meant.
    """
    message, key = _message(reply), key_of(reply)
    message["From"] = sender
    message["Date"] = format_datetime(now.replace(tzinfo=_ZONE, microsecond=0))
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-replied" if reply.answers else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message[OURS] = "1"
    content = _bytes(message, key)
    _compare(message, content)
    return content


class _Subject(UnstructuredHeader):
    """A subject that is encoded as a whole: the library's own folding loses some spaces beside words with å."""

    def fold(self, *, policy: Policy[Any]) -> str:
        """The line or lines, as the library's generator wants them."""
        text = str(self)
        words = Header(text, "us-ascii" if text.isascii() else "utf-8", header_name="Subject")
        return f"Subject: {words.encode(linesep=policy.linesep)}{policy.linesep}"


def _policy() -> EmailPolicy[Any]:
    """The library's for SMTP, which would also write a long id as an encoded word: then no program finds the thread."""
    headers = HeaderRegistry()
    for name, kind in (("Subject", _Subject), *((name, MessageIDHeader) for name in _IDS)):
        headers.map_to_type(name, cast(type[BaseHeader], kind))  # the registry joins the two
    return email.policy.SMTP.clone(header_factory=headers)


def _message(reply: Reply) -> EmailMessage:
    message = EmailMessage(policy=_policy())
    message["To"] = ", ".join(reply.to)
    message["Subject"] = reply.letter.subject
    if answers := plain_id(reply.answers):
        message["In-Reply-To"] = message["References"] = answers
    message.set_content(text_of(reply.letter), cte="quoted-printable")
    message.add_alternative(page_of(reply.letter), subtype="html", cte="quoted-printable")
    for name, content in reply.files.items():
        main, sub = _WORKBOOK if name.endswith(".xlsx") else ("application", "octet-stream")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def _bytes(message: EmailMessage, key: str) -> bytes:
    """With boundaries made of the content, where the standard library would draw lots."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{key}_{number}")
    return message.as_bytes()


def _compare(message: EmailMessage, content: bytes) -> None:
    """Raise Distorted unless the bytes, parsed again, have the same headers, parts and contents, and nothing else."""
    again = email.message_from_bytes(content, policy=_policy())
    raw = email.message_from_bytes(content, policy=email.policy.compat32)
    if [_seen(part) for part in message.walk()] != [_seen(part) for part in again.walk()]:
        raise Distorted
    if any(part.defects or any(value.defects for value in part.values()) for part in again.walk()):
        raise Distorted
    if any(str(raw.get(name, "")).strip() != str(message.get(name, "")) for name in _IDS):
        raise Distorted


def _seen(part: Message[Any, Any]) -> tuple[list[tuple[str, str]], bytes]:
    """A part's headers and its content, whatever the line ends of a text."""
    payload = b"" if part.is_multipart() else part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if part.get_content_maintype() == "text":
        content = content.replace(b"\r\n", b"\n")
    return [(name, str(value).strip()) for name, value in part.items()], content
