"""A mail's headers: decoded, as people read them, or raw, as rules of safety need them."""

from __future__ import annotations

import re
from email.message import Message
from typing import Any

from flows.steps.post.mail_files import decoded

_LONGEST = 4_000
"""Letters of a header; past these the library's time grows with their square."""
FOLDED = re.compile(r"\r?\n(?=[ \t])")


def header(message: Message[Any, Any], name: str) -> str:
    """A header on one line, without lone surrogates or control characters; empty where it can't be read."""
    value = decoded(str(message.get(name, ""))[:_LONGEST])
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", value.encode("utf-8", "replace").decode("utf-8")).strip()


def raw_fields(headers: Message[Any, Any], name: str) -> list[str]:
    """The texts of all headers of that name, the topmost first, on one line each and with nothing decoded."""
    found = (str(value) for key, value in headers.raw_items() if key.strip().lower() == name.lower())
    return [FOLDED.sub("", v.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).strip() for v in found]
