"""Personnummer and samordningsnummer in free text, in every common spelling (rule Y1).

One that is written as such, day, hyphen and four digits, is known by its looks, also when a digit is wrong or hidden
('811218-98XX'); others by their checksum.
"""

from __future__ import annotations

import re

from flows.steps.texts import DASHES

_LIKELY = re.compile(
    r"(?<![\d-])(?P<date>(?:18|19|20)?\d{2}(?P<s>[-/. ]?)(?:0\d|1[0-2])(?P=s)\d\d)"
    rf"(?P<sign> ?[-+{DASHES}] ?| |)(?P<last>\d\d(?P=s)?\d\d)(?![\d-])"
)
_HIDDEN = re.compile(
    r"(?<![\d-])(?:18|19|20)?\d{2}(?:0\d|1[0-2])[0-36-9]\d"
    rf" ?[-+{DASHES}] ?(?:\d\d[xX*#]{{2}}|\d{{3}}[xX*#]|[xX*#]{{4}})(?![\w*#])"
)

_ENDING = re.compile(rf"\d\d[-/. ]?\d\d(?!\d)|\d[-+{DASHES} ]{{0,3}}[xX*#]")
"""Hardly any text has this, and it is looked for much faster than the rest."""


_SIGNS = {"-", "+", *DASHES}
_HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
"""A day and an hour, as in '260424-0930', are no personnummer unless their checksum says so."""
_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])$")


def has_personal_number(text: str) -> bool:
    """Whether a cleaned text holds a valid personnummer or samordningsnummer, or the greater part of one."""
    return bool(_ENDING.search(text)) and without_personal_numbers(text) != text


REMOVED = "[personnummer]"


def without_personal_numbers(text: str) -> str:
    """The text with each such number replaced by `REMOVED`."""
    whole = _LIKELY.sub(lambda match: REMOVED if _valid(match) else match[0], text)
    return _HIDDEN.sub(REMOVED, whole)


def _valid(match: re.Match[str]) -> bool:
    from personnummer import personnummer  # only for texts with enough digits

    written = match["s"] == "" and match["sign"] in _SIGNS and _DAY.search(match["date"])
    if written and not _HOUR.fullmatch(match["last"]):
        return True
    date, last = (re.sub(r"\D", "", match[part]) for part in ("date", "last"))
    sign = "+" if "+" in match["sign"] else "-"
    return bool(personnummer.valid(f"{date}{sign}{last}"))
