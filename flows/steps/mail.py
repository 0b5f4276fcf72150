"""Saved mails: sender, date and attached workbooks, with the standard library's parser."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from flows.steps.submission import Received

LOCAL = ZoneInfo("Europe/Stockholm")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


def _sent(message: EmailMessage[Any, Any], otherwise: dt.datetime) -> dt.datetime:
    """The mail's date in Swedish time; a mail without a readable one counts as received now."""
    try:
        date: dt.datetime | None = message["Date"].datetime
    except (AttributeError, TypeError, ValueError):
        return otherwise
    return date.astimezone(LOCAL).replace(tzinfo=None) if date else otherwise


def attachments(name: str, content: bytes, now: dt.datetime) -> list[Received]:
    """The attached workbooks of a mail, in order; an empty list where there are none."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    sender = parseaddr(str(message.get("From", "")))[1]
    subject, sent = str(message.get("Subject", "")), _sent(message, now)
    found: list[Received] = []
    for part in message.walk():
        attached = part.get_filename() or ""
        if attached.lower().endswith(_WORKBOOKS):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found.append(Received(f"{name} › {attached}", payload, sent, sender, subject))
    return found


def envelope(name: str, content: bytes, now: dt.datetime) -> Received:
    """The mail itself, for the archive."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    sender = parseaddr(str(message.get("From", "")))[1]
    return Received(name, content, _sent(message, now), sender, str(message.get("Subject", "")))
