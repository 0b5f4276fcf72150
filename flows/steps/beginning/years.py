"""The years of a goal as a plan has them: '2027', '2027–2028', '2027/28', 'senast 2028'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flows.steps.texts import clean, is_blank
from schemas.messages import settings as say
from schemas.messages.message import Trouble

_SPAN = re.compile(r"\b(20\d\d)\s*(?:[-–—/]|till(?: och med)?|t\.?\s?o\.?\s?m\.?)\s*((?:20)?\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")


def years_of(cells: Mapping[str, object], year: int) -> tuple[dict[str, Any], dict[str, Trouble]]:
    """First and last year of a row; and, by column, what is said of those that can't be read. A span fills in both."""
    found: dict[str, Any] = {}
    troubles: dict[str, Trouble] = {}
    for name in ("first", "last"):
        said = clean(cells.get(name))
        span, single = _SPAN.search(said), _YEAR.findall(said)
        if span:
            ends = {"first": float(span[1]), "last": float(span[1][: 4 - len(span[2])] + span[2])}
            found = ends | found if name == "last" else ends
        elif len(single) == 1:
            found[name] = float(single[0])
        elif not is_blank(cells.get(name)):
            troubles[name] = say.PLAN_YEAR(value=said, year=year)
    return found, troubles
