"""The years of a goal as a plan has them: '2027', '2027–2028', '2027/28', 'senast 2028'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flows.steps.texts import clean, is_blank
from schemas.messages import plan as say
from schemas.messages.message import Trouble

_TO = r"\s*(?:[-–—/]|till(?: och med)?|t\.?\s?o\.?\s?m\.?)\s*"
_SPAN = re.compile(rf"\b(20\d\d){_TO}((?:20)?\d\d)\b", re.IGNORECASE)
_PLAIN = re.compile(rf"(?:fr\.?\s?o\.?\s?m\.?\s*)?20\d\d(?:{_TO}20\d\d)?", re.IGNORECASE)
"""Whole years, and nothing else."""
_UNTIL = re.compile(rf"(?:senast|före utgången av|{_TO.strip()})\s*(20\d\d)", re.IGNORECASE)
_SINCE = re.compile(r"(?:fr\.?\s?o\.?\s?m\.?|från(?: och med)?)\s*(20\d\d)|(20\d\d)\s*[-–—]", re.IGNORECASE)
"""A span of which one end is said; the other is the plan's own year."""
_YEAR = re.compile(r"\b20\d\d\b")


def years_of(cells: Mapping[str, object], year: int) -> tuple[dict[str, Any], dict[str, Trouble]]:
    """First and last year of a row; and, by column, what is said of how they are read. A span fills in both.

    Of a span with one end said ('senast 2028', 'från 2026') the other is `year`, the plan's.
    """
    found: dict[str, Any] = {}
    troubles: dict[str, Trouble] = {}
    for name in ("first", "last"):
        said = clean(cells.get(name) or "")
        single, read = _YEAR.findall(said), ""
        open_ended = _open_span(said, year) if name == "first" and is_blank(cells.get("last")) else None
        span = open_ended or _span(said)
        if span:
            ends = dict(zip(("first", "last"), map(float, span), strict=True))
            found = ends | found if name == "last" else ends
            read = f"{span[0]}–{span[1]}"
        elif len(single) == 1:
            found[name], read = float(single[0]), single[0]
        elif not is_blank(cells.get(name)):
            troubles[name] = say.YEAR(value=said, year=year)
        if read and (open_ended or not _PLAIN.fullmatch(said)):
            troubles[name] = say.READ_AS(value=said, read=read)
    return found, troubles


def _span(said: str) -> tuple[int, int] | None:
    """Both years of what has two, the second perhaps without its century."""
    match = _SPAN.search(said)
    return (int(match[1]), int(match[1][: 4 - len(match[2])] + match[2])) if match else None


def _open_span(said: str, year: int) -> tuple[int, int] | None:
    """From or to the plan's year; None where it isn't said, or the plan's year lies outside."""
    until, since = _UNTIL.fullmatch(said), _SINCE.fullmatch(said)
    if until and int(until[1]) >= year:
        return year, int(until[1])
    first = int(since[1] or since[2]) if since else year + 1
    return (first, year) if first <= year else None
