"""From what stands in a cell to the value that its column declares, or to what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flows.steps.reading.choices import choose
from flows.steps.reading.dates import read_date
from flows.steps.reading.numbers import Number, plain_number, read_number, unit_name
from flows.steps.texts import Parsed, Reading, cited, clean, is_blank
from schemas.columns import Column
from schemas.conditions import SAY_NOTHING
from schemas.messages import cells as say
from schemas.money import TKR

__all__ = ["Parsed", "clean", "parse_cell"]

_LARGEST = Decimal(10) ** 13
_LARGEST_PLAIN = 1e13
_THINGS = (
    r"(?:fil|dokument|bilaga|blad|flik|mejl|mail|pm|rapport|underlag|redovisning|text|kommentar|rad|prognos"
    r"|åtgärdsplan|handlingsplan)\w*"
)
_POINTS = (
    r"bilag(?:a|an|or|orna)|bif|bifog(?:at|ad|ade)|(?:ovan|nedan)(?:stående)?|(?:mejl|mail|dokument)(?:et|en)?|pm"
    rf"|flik(?:en|ar|arna)?|kommentar(?:en|er|erna)?|(?:separata?|särskil(?:d|t|da)|föregående)(?=\W*$|\s+{_THINGS})"
)
_ELSEWHERE = re.compile(
    r"\W*(?:(?:se|jfr|jämför|enligt|(?:samma\s+)?som|framgår\s+av|redovisas\s+i)\s+(?:\w+\s+)?"
    rf"(?:{_POINTS})\b|bilag(?:a|or)\b:?|bifogas\b)\.?(?:\s+[^\s,:;]+){{0,2}}\W*$",
    re.IGNORECASE,
)
"""'Se bilaga', 'enligt bifogat dokument', 'se ovan': a few words that point elsewhere."""
_UNITS = {"money": "tkr", "percent": "%"}
_SCALES = {"kr": Decimal("0.001"), "tkr": Decimal(1), "mnkr": Decimal(1000)}


def _key(raw: object, reading: Reading) -> Parsed:
    return clean(raw), None


def _text(raw: object, reading: Reading) -> Parsed:
    """Dashes or a question mark alone say nothing; what only refers to something else is told: others can't see it."""
    text = clean(raw)
    if not text.strip(f"{SAY_NOTHING} "):
        return None, None
    if reading.column.entry and _ELSEWHERE.match(text):
        return text, say.SAID_ELSEWHERE(heading=reading.column.heading, value=text)
    return text, None


def _choice(raw: object, reading: Reading) -> Parsed:
    return choose(cited(raw), reading.choices)


def _scaled(raw: object, reading: Reading) -> tuple[Decimal | None, Any]:
    """The number in the column's own unit, with what is to be said of it."""
    own = unit_name(reading.unit or reading.column.unit or _UNITS.get(reading.column.kind, ""))
    found = read_number(raw, reading.column.heading, own)
    if not isinstance(found, Number):
        return None, found
    if abs(found.value) > _LARGEST:
        return None, say.TOO_LARGE(value=cited(raw))
    if not found.unit or found.unit == own:
        trouble = None if found.plain else say.NUMBER_READ_AS(value=clean(raw), read=plain_number(found.value))
        return found.value, trouble
    if reading.column.kind == "money" and found.unit in _SCALES:
        value = found.value * _SCALES[found.unit]
        return value, say.NUMBER_READ_AS(value=clean(raw), read=f"{plain_number(value)} tkr")
    if own:
        return None, say.OTHER_UNIT(value=cited(raw), unit=own)
    return found.value, say.NUMBER_READ_AS(value=clean(raw), read=plain_number(found.value))  # of a mått without unit


def _plain(raw: object) -> float | None:
    """A number that is one in the file and needs no exact decimals to be read: whole, and not too large."""
    return raw if isinstance(raw, float) and raw.is_integer() and abs(raw) <= _LARGEST_PLAIN else None


def _number(raw: object, reading: Reading) -> Parsed:
    if (whole := _plain(raw)) is not None:
        return whole, None
    value, trouble = _scaled(raw, reading)
    return None if value is None else float(value), trouble


def _money(raw: object, reading: Reading) -> Parsed:
    if (whole := _plain(raw)) is not None:
        return int(whole) * TKR, None
    value, trouble = _scaled(raw, reading)
    return None if value is None else int((value * TKR).to_integral_value()), trouble


def _percent(raw: object, reading: Reading) -> Parsed:
    """Whole per cent. A bare 0.4 comes of a cell in per cent format; a bare 1 may be 1 % or such a cell's 100 %."""
    if (whole := _plain(raw)) is not None and whole != 1:
        return int(whole), None
    value, trouble = _scaled(raw, reading)
    heading = reading.column.heading
    if value is None:
        return None, trouble
    if not isinstance(raw, str) and 0 < value < 1:
        read = int((value * 100).to_integral_value())
        return read, say.SHARE_READ_AS(heading=heading, value=plain_number(value), read=read)
    if value == 1 and "%" not in clean(raw):
        return None, say.ONE_OR_HUNDRED(heading=heading)
    if value != value.to_integral_value():
        below = int(value.to_integral_value(rounding="ROUND_FLOOR"))
        return None, say.NOT_WHOLE(value=cited(raw), one=below, other=below + 1)
    return int(value), trouble


def _date(raw: object, reading: Reading) -> Parsed:
    if isinstance(raw, dt.time | dt.timedelta):
        raw = clean(raw)
    return read_date(raw, reading.year, reading.shown)


_PARSERS: dict[str, Callable[[object, Reading], Parsed]] = {
    "text": _text,
    "key": _key,
    "choice": _choice,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "date": _date,
}


def parse_cell(
    raw: object, column: Column, choices: tuple[str, ...] = (), *, unit: str = "", year: int = 0, shown: int = 0
) -> Parsed:
    """The value of a cell and, where something is to be said of it, a `Trouble`.

    `unit` is the row's own unit, where rows differ; `year` completes a date without one, and a date for
    example is of that year or the one `shown`. Money comes back as whole
    öre (the cell is in tkr), per cent as whole per cent, a day as `date`, an empty cell as None. With an error the
    value is None; with a notice it is what was understood.
    """
    if is_blank(raw):
        return None, None
    return _PARSERS[column.kind](raw, Reading(column, choices, unit, year, shown))
