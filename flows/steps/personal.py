"""Personnummer and samordningsnummer in free text, in every common spelling, by their checksum (rule Y1)."""

from __future__ import annotations

import re

from flows.steps.texts import DASHES, clean

_LIKELY = re.compile(
    r"(?<![\d-])(?P<date>(?:18|19|20)?\d{2}(?P<s>[-/. ]?)(?:0\d|1[0-2])(?P=s)\d\d)"
    rf"(?P<sign> ?[-+{DASHES}] ?| |)(?P<last>\d{{4}})(?![\d-])"
)

_SHORTEST = len("5001011239")


def has_personal_number(raw: str) -> bool:
    """Whether the text holds a valid personnummer or samordningsnummer."""
    return len(raw) >= _SHORTEST and any(_valid(match) for match in _LIKELY.finditer(clean(raw)))


def _valid(match: re.Match[str]) -> bool:
    from personnummer import personnummer  # only for texts with enough digits

    date = re.sub(r"\D", "", match["date"])
    sign = "+" if "+" in match["sign"] else "-"
    return bool(personnummer.valid(f"{date}{sign}{match['last']}"))
