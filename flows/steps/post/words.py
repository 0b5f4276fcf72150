"""What people write in a mail beside its file: their own words, without what they quote and their signature."""

from __future__ import annotations

import html
import re

from schemas.personal import masked

_MOST = 600
_PAGE = re.compile(r"<(?:!doctype|html|head|body|meta|div|p|table|span|style)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"(?is)<(style|script|head|title)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|hr)\b[^<>]*>")
_QUOTED = re.compile(r"(?i)<(?:blockquote|hr)\b|<div[^<>]*\bid=[\"']?(?:divRplyFwdMsg|appendonsend)")
"""Where the page of a mail begins to quote another: Outlook, Gmail and Apple's Mail."""
_TAG = re.compile(r"<[^<>]*>")
_ENDS = re.compile(
    r"^(?:-- ?|_{10,}|-{3,} ?(?:ursprungligt|original|vidarebefordrat|forwarded).*|(?:från|from): .*"
    r"|(?=.{0,200}\d[:.]\d\d).{0,120}(?:skrev|wrote)(?: .{0,120})?:)$",
    re.IGNORECASE,
)
"""Lines that begin a signature or a quoted mail."""
_LONGEST = 60_000
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def own_words(text: str) -> str:
    """The words on one line, with personnummer masked and the rest cut with '…'; '' where nothing is written.

    `text` is the mail's text, its HTML or the one after the other, as `Mail.text` has it.
    """
    said = " ".join(" ".join(_own_lines(_plain(text[:_LONGEST]))).split())
    said = masked(said)
    return said if len(said) <= _MOST else f"{said[:_MOST].rsplit(' ', 1)[0]} …"


def _plain(text: str) -> str:
    """The plain text where there is one, else that of the page."""
    found = _PAGE.search(text)
    before = text[: found.start()] if found else text
    if not found or before.strip():
        return before
    page = _UNSEEN.sub("", text)
    page = page[: quoted.start()] if (quoted := _QUOTED.search(page)) else page
    return html.unescape(_TAG.sub(" ", _BREAK.sub("\n", page)))


def _own_lines(text: str) -> list[str]:
    kept: list[str] = []
    for line in _INVISIBLE.sub("", text).splitlines():
        stripped = line.strip()
        if _ENDS.match(stripped):
            break
        if not stripped.startswith(">"):
            kept.append(stripped)
    return kept
