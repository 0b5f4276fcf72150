"""How much of a mail is read in the program's own process; more is read in one with limits of time and memory."""

from __future__ import annotations

from flows.steps.post.attached import Heavy

_MOST_LINES, _MOST_TEXT, _MOST_BYTES = 50_000, 1_000_000, 20_000_000
_here = [True]


def check_lines(text: bytes) -> None:
    """Raise Heavy for a mail of so much text, its long attachments not counted, that it takes long."""
    if _here[0] and (len(text) > _MOST_TEXT or max(text.count(b"\n"), text.count(b"\r")) > _MOST_LINES):
        raise Heavy


def check_bytes(content: bytes) -> None:
    """Raise Heavy for what is so large that it takes much memory."""
    if _here[0] and len(content) > _MOST_BYTES:
        raise Heavy


def lift() -> None:
    """Read anything in this process: it has its own limits."""
    _here[0] = False
