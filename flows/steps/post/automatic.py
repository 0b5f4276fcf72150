"""Mails that a machine sent: bounces, out-of-office, lists, our own. They are kept and never answered (RFC 3834)."""

from __future__ import annotations

import re

from flows.steps.post.mail import Mail, header

_SENDERS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|noreply|do-?not-?reply|.*bounces?)(\+.*)?@", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"^\s*(autosvar|automatiskt? svar|frånvaromeddelande|frånvarande|out of office|automatic reply|auto:|undeliver|"
    r"ej levererbart|delivery status|leveransstatus|mail delivery|returned mail|läst:|read:|not read:|oläst:)",
    re.IGNORECASE,
)
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients", "List-Id", "List-Unsubscribe")
OURS = "X-Malstyrning"
"""Stands in all that we send: a mail that bears it has come round in a circle."""


def why_automatic(mail: Mail, address: str) -> str:
    """In words why the mail is taken for a machine's; empty for a person's. `address` is our own."""
    return next((why for why, is_so in _reasons(mail, address) if is_so), "")


def is_bounce(mail: Mail) -> bool:
    """Whether it says that something we sent didn't arrive."""
    kind = str(mail.headers.get_content_type())
    return (
        kind == "multipart/report"
        or _is_null(header(mail.headers, "Return-Path"))
        or bool(re.match(r"^(mailer-daemon|postmaster)@", mail.sender, re.IGNORECASE))
    )


def _reasons(mail: Mail, address: str) -> list[tuple[str, bool]]:
    headers = mail.headers
    submitted = header(headers, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = header(headers, "Precedence").lower()
    return [
        ("Ett meddelande om att ett mejl inte kom fram", is_bounce(mail)),
        ("Vårt eget mejl, som har kommit tillbaka", OURS in headers or mail.sender.casefold() == address.casefold()),
        ("Ett automatiskt svar", submitted not in ("", "no") or bool(_SUBJECTS.match(mail.subject))),
        ("Ett utskick till många", precedence in ("bulk", "junk", "list") or any(m in headers for m in _MARKS)),
        ("En adress som inte går att svara", bool(_SENDERS.match(mail.sender)) or not mail.sender),
    ]


def _is_null(path: str) -> bool:
    return path.replace(" ", "") == "<>"
