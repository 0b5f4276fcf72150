"""Marks of mails that machines send: bounces, out-of-office, lists, our own. They decide whether to answer (RFC 3834).

They don't decide whether to read: a list, a shared mailbox or a rule puts the same marks on a nämnd's right answer.
"""

from __future__ import annotations

import re
from email.message import Message
from typing import Any

from flows.steps.post.headers import header

_SENDERS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|noreply|do-?not-?reply|.*bounces?)(\+.*)?@", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"^\s*(autosvar|automatiskt? svar|frånvaromeddelande|frånvarande|out of office|automatic reply|auto:|undeliver|"
    r"ej levererbart|delivery status|leveransstatus|mail delivery|returned mail|läst:|read:|not read:|oläst:)",
    re.IGNORECASE,
)
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients", "List-Id", "List-Unsubscribe")
OURS = "X-Malstyrning"
"""Stands in all that we send: a mail that bears it has come round in a circle."""
OUR_OWN = "Vårt eget mejl, som har kommit tillbaka"


def why_automatic(headers: Message[Any, Any], sender: str, subject: str) -> str:
    """In words why the mail is taken for a machine's; empty for a person's."""
    return next((why for why, is_so in _reasons(headers, sender, subject) if is_so), "")


def _is_bounce(headers: Message[Any, Any], sender: str) -> bool:
    """Whether a mail server says that something we sent didn't arrive, or a mail program that it was read."""
    server = re.match(r"^(mailer-daemon|postmaster)@", sender, re.IGNORECASE)
    return str(headers.get_content_type()) == "multipart/report" or bool(server)


def _reasons(headers: Message[Any, Any], sender: str, subject: str) -> list[tuple[str, bool]]:
    submitted = header(headers, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = header(headers, "Precedence").lower()
    returned = _is_bounce(headers, sender) or _is_null(header(headers, "Return-Path"))
    return [
        ("Ett meddelande om att ett mejl inte kom fram", returned),
        (OUR_OWN, OURS in headers),
        ("Ett automatiskt svar", submitted not in ("", "no") or bool(_SUBJECTS.match(subject))),
        ("Ett utskick till många", precedence in ("bulk", "junk", "list") or any(m in headers for m in _MARKS)),
        ("En adress som inte går att svara", bool(_SENDERS.match(sender))),
    ]


def _is_null(path: str) -> bool:
    return path.replace(" ", "") == "<>"
