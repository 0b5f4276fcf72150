"""Personnummer and samordningsnummer in free text, in every common spelling, by their checksum (rule Y1)."""

from __future__ import annotations

import re

from flows.steps.texts import DASHES

_LIKELY = re.compile(
    r"(?<![\d-])(?P<date>(?:18|19|20)?\d{2}(?P<s>[-/. ]?)(?:0\d|1[0-2])(?P=s)\d\d)"
    rf"(?P<sign> ?[-+{DASHES}] ?| |)(?P<last>\d{{4}})(?![\d-])"
)

_ENDING = re.compile(r"[0-9]\d{3}(?!\d)")
"""Hardly any text has these four digits, and they are looked for much faster than the rest."""


def has_personal_number(text: str) -> bool:
    """Whether a cleaned text holds a valid personnummer or samordningsnummer."""
    return bool(_ENDING.search(text)) and any(_valid(match) for match in _LIKELY.finditer(text))


def _valid(match: re.Match[str]) -> bool:
    from personnummer import personnummer  # only for texts with enough digits

    date = re.sub(r"\D", "", match["date"])
    sign = "+" if "+" in match["sign"] else "-"
    return bool(personnummer.valid(f"{date}{sign}{match['last']}"))
