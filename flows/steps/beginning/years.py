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
_YEAR = re.compile(r"\b20\d\d\b")


def years_of(cells: Mapping[str, object], year: int) -> tuple[dict[str, Any], dict[str, Trouble]]:
    """First and last year of a row; and, by column, what is said of how they are read. A span fills in both."""
    found: dict[str, Any] = {}
    troubles: dict[str, Trouble] = {}
    for name in ("first", "last"):
        said = clean(cells.get(name) or "")
        span, single, read = _SPAN.search(said), _YEAR.findall(said), ""
        if span:
            ends = {"first": float(span[1]), "last": float(span[1][: 4 - len(span[2])] + span[2])}
            found = ends | found if name == "last" else ends
            read = f"{ends['first']:.0f}–{ends['last']:.0f}"
        elif len(single) == 1:
            found[name], read = float(single[0]), single[0]
        elif not is_blank(cells.get(name)):
            troubles[name] = say.YEAR(value=said, year=year)
        if read and not _PLAIN.fullmatch(said):
            troubles[name] = say.READ_AS(value=said, read=read)
    return found, troubles
