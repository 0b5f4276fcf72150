"""Saved mails: sender, date and what is attached, with the standard library's parser."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from flows.steps.formats import format_of
from flows.steps.submission import Received
from flows.steps.unpack import WORKBOOKS

LOCAL = ZoneInfo("Europe/Stockholm")
_SIGNATURE = 30_000
"""A smaller inline picture is a signature's logotype."""


def _sent(message: EmailMessage[Any, Any], otherwise: dt.datetime) -> dt.datetime:
    """The mail's date in Swedish time; a mail without a readable one counts as received now."""
    try:
        date: dt.datetime | None = message["Date"].datetime
    except (AttributeError, TypeError, ValueError):
        return otherwise
    return date.astimezone(LOCAL).replace(tzinfo=None) if date else otherwise


def attachments(name: str, content: bytes, now: dt.datetime) -> list[Received]:
    """The attached spreadsheets of a mail, in order; where there are none, whatever else was attached."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    sender = parseaddr(str(message.get("From", "")))[1]
    subject, sent = str(message.get("Subject", "")), _sent(message, now)
    sheets: list[Received] = []
    others: list[Received] = []
    for part in message.walk():
        payload = part.get_payload(decode=True)
        attached = part.get_filename() or ""
        if part.is_multipart() or not isinstance(payload, bytes) or not _is_file(part, attached, payload):
            continue
        item = Received(f"{name} › {attached or 'bilaga'}", payload, sent, sender, subject)
        is_sheet = attached.lower().endswith(WORKBOOKS) or format_of(payload)[1] is None
        (sheets if is_sheet else others).append(item)
    return sheets or others


def _is_file(part: EmailMessage[Any, Any], name: str, payload: bytes) -> bool:
    """Whether a part is something that was attached, and not the letter itself or a logotype in it."""
    if part.get_content_maintype() == "text" and not name:
        return False
    inline = part.get_content_disposition() != "attachment"
    return not (inline and part.get_content_maintype() == "image" and len(payload) < _SIGNATURE)


def envelope(name: str, content: bytes, now: dt.datetime) -> Received:
    """The mail itself, for the archive."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    sender = parseaddr(str(message.get("From", "")))[1]
    return Received(name, content, _sent(message, now), sender, str(message.get("Subject", "")))
