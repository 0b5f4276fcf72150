"""Numbers as people write them: '1 234,5', '1.234,50', '−5', '85 %', '1,2 mnkr'. What may be read two ways is asked."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from flows.steps.texts import DASHES, clean
from schemas.messages import cells as say
from schemas.messages.message import Trouble

UNITS = {
    "%": ("%", "procent"),
    "%-enheter": ("%-enheter", "%-enhet", "procentenheter", "procentenhet"),
    "kr": ("kr", "kronor", "sek", ":-"),
    "tkr": ("tkr", "tusen kronor", "tusen kr", "tusen", "kkr"),
    "mnkr": ("mnkr", "mkr", "msek", "miljoner kronor", "miljoner", "milj", "milj."),
    "st": ("st", "st.", "stycken", "antal"),
    "dagar": ("dagar", "dag", "dgr"),
}
"""The unit's name, and how it is written."""
_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}

_BODY = r"[0-9][0-9 .,'’]*"
_WHOLE = re.compile(rf"(?P<lead>[^\d+\-(]*?)\s*(?P<number>[+-]? ?{_BODY}-?|\({_BODY}\))\s*(?P<unit>\D*)")
_SWEDISH = re.compile(r"(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:['’][0-9]{3})+|[0-9]+)(?P<rest>[.,][0-9]+)?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPS = re.compile(
    r"[0-9]{1,3}(?:(?P<dot>(?:\.[0-9]{3}){2,}|(?:\.[0-9]{3})+,[0-9]+)|(?:,[0-9]{3}){2,}|(?:,[0-9]{3})+\.[0-9]+)"
)


@dataclass(frozen=True)
class Number:
    """A number as written: its unit, if any, and whether it was written the Swedish way and nothing else."""

    value: Decimal
    unit: str
    plain: bool


@dataclass(frozen=True)
class Reading:
    """One way to read a written number. `decimal` is the decimal sign that this way takes for granted, '' for none."""

    value: Decimal
    decimal: str


def ways_to_read(digits: str) -> tuple[Reading, ...]:
    """Every way to read a number without sign and unit: none, one, or two for '1.234' and '1,234'.

    Thousands are parted by spaces, apostrophes, or the sign that isn't the decimal sign, always three by three.
    """
    if _ONE_GROUP.fullmatch(digits):
        sign = "." if "." in digits else ","
        whole, parts = digits.replace(sign, ""), digits.replace(sign, ".")
        return Reading(Decimal(whole), _OTHER[sign]), Reading(Decimal(parts), sign)
    if found := _PLAIN.fullmatch(digits):
        bare = re.sub("[ '’]", "", digits).replace(",", ".")
        return (Reading(Decimal(bare), found["rest"][0] if found["rest"] else ""),)
    if found := _GROUPS.fullmatch(digits):
        thousands = "." if found["dot"] else ","
        return (Reading(Decimal(digits.replace(thousands, "").replace(",", ".")), _OTHER[thousands]),)
    return ()


_OTHER = {".": ",", ",": "."}


def plain_number(value: Decimal) -> str:
    """'1 200' or '0,85': as a reader would type it again."""
    text = f"{value.normalize():,f}".replace(",", " ").replace(".", ",")
    return text.replace("-", "−")


def signed(text: str) -> tuple[str, bool]:
    """The digits and whether they are below zero: '-5', '5-' and '(5)'."""
    bare = text.strip("+-() ")
    return bare, text.startswith(("-", "(")) or text.endswith("-")


def _unread(word: str) -> Trouble:
    """The number that is in it may be what is meant; of several none is proposed."""
    numbers = re.findall(r"\d+(?:[.,]\d+)?", word)
    if len(numbers) > 1:
        return say.SEVERAL_NUMBERS(value=word)
    return say.NOT_NUMBER(value=word, example=numbers[0].replace(".", ",")) if numbers else say.NO_NUMBER(value=word)


def read_number(raw: object, heading: str, own: str = "") -> Number | Trouble:
    """The number in a cell; the column's heading may stand before it, and a known unit or the row's `own` after."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Number(Decimal(repr(raw)), "", True) if math.isfinite(raw) else say.ERROR_VALUE(value=clean(raw))
    word = clean(raw)
    if word.startswith("#"):
        return say.ERROR_VALUE(value=word)
    match = _WHOLE.fullmatch(re.sub(f"[{DASHES}]", "-", word))
    unit = _unit(match["unit"], own) if match else None
    if match is None or unit is None or match["lead"].strip(" :").casefold() not in ("", heading.casefold()):
        return _unread(word)
    text, negative = signed(match["number"].strip())
    text = text.strip(" .,") if unit else text
    ways = ways_to_read(text)
    if len(ways) > 1 and "." in text:
        return say.TWO_READINGS(value=word, one=text.replace(".", ""), other=text.replace(".", ","))
    if not ways:
        return _unread(word)
    value = ways[-1].value  # in a template a comma is the decimal sign
    odd = match["lead"].strip() or re.search(r"[(]|-$", match["number"])
    usual = _SWEDISH.fullmatch(text) is not None and not odd
    return Number(-value if negative else value, unit, usual)


def _unit(text: str, own: str) -> str | None:
    """The unit's name; '' for none, None for a word that is no unit."""
    word = re.sub(r"\s+", " ", text.strip().casefold())
    return own if word == own else _UNIT_OF.get(word, None if word else "")


def unit_name(text: str) -> str:
    """A mått's own unit by the name that `read_number` gives it."""
    return _UNIT_OF.get(text.strip().casefold(), text.strip().casefold())
