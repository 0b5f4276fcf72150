"""What of a plan is read as something else than what stands there: a name that is nearly one, a number, a unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from flows.steps.reading.headings import plain
from flows.steps.reading.numbers import UNITS, Number, plain_number, read_number
from flows.steps.texts import clean
from schemas.choices import DIRECTIONS
from schemas.messages import plan as say
from schemas.messages.message import Trouble, listed
from schemas.register import KOMMUN

OWN_NUMBER = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}-\d{1,3}")
"""A Mål-id, as KS-01."""
_BETWEEN = re.compile(r"(?<!\w)(?:och|samt)(?!\w)|[\s;,/&+]")
_UNIT_AFTER = re.compile(r"\D{0,3}\d[\d\s.,]*(?P<unit>[^\W\d_][^\d;\n]{0,19})")
_WHOLE_KOMMUN = ("kommunövergripande", "kommunövergripande mål", "hela kommunen")


def read_as(said: str, read: str) -> Trouble:
    """What was written, and as what it is read."""
    return say.READ_AS(value=said, read=read)


def namnder_read_as(said: str, ids: Iterable[str], names: Mapping[str, str]) -> Trouble | None:
    """What is told of nämnder by their ids; None where each stands by its id or its whole name."""
    found = [id_ for id_ in ids if id_ in names or id_ == KOMMUN]
    forms = [form for id_ in found for form in (_WHOLE_KOMMUN if id_ == KOMMUN else (names[id_],))]
    shown = [f"{names[id_]} ({id_})" if id_ in names else KOMMUN for id_ in found]
    return read_as(said, listed(shown)) if found and not _stand_in(said, [*found, *forms]) else None


def areas_read_as(said: str, areas: Collection[str]) -> Trouble | None:
    """What is told of fokusområden; None where each stands by its whole name."""
    return None if _stand_in(said, areas) else read_as(said, listed(f"”{area}”" for area in areas))


def _stand_in(said: str, names: Iterable[str]) -> bool:
    """Whether there is nothing but whole names in what is said, and what stands between them."""
    rest = plain(said)
    for name in sorted(map(plain, names), key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", rest)
    return not _BETWEEN.sub("", rest)


def with_unit(raw: object, heading: str = "") -> Number | None:
    """A number that has its unit after it, known ('45 %') or not ('142 kWh'); None for what has none."""
    found = read_number(raw, heading)
    if not isinstance(found, Number) and (match := _UNIT_AFTER.fullmatch(clean(raw))):
        found = read_number(raw, heading, match["unit"].casefold())
        found = replace(found, unit=match["unit"]) if isinstance(found, Number) else found
    return found if isinstance(found, Number) and found.unit else None


def unit_read_as(raw: object) -> Trouble | None:
    """What is told of a value that has its unit with it, where no other cell says which it is."""
    found = with_unit(raw)
    return None if found is None else read_as(clean(raw), f"{plain_number(found.value)} med enheten {found.unit}")


def unit_in_name(said: object) -> str:
    """The unit in brackets at the end of a mått's name, 'Sjukfrånvaro (%)'; never another word, as its source."""
    found = _BRACKETS.search(clean(said or ""))
    unit = found["unit"] if found else ""
    return unit if unit and unit.casefold().split()[0] in _UNIT_WORDS else ""


_BRACKETS = re.compile(r"\((?P<unit>[^()]{1,20})\)$")
_UNIT_WORDS = {
    *(word.split()[0] for words in UNITS.values() for word in words),
    *("ton", "kg", "kwh", "mwh", "gwh", "km", "meter", "m", "m2", "m²", "kvm", "ha", "hektar", "liter", "m3", "m³"),
    *("timmar", "minuter", "veckor", "månader", "år", "index", "poäng", "personer", "elever", "andel"),
}


def direction_of(said: object) -> str | None:
    """The direction that begins as the word does."""
    start = str(said or "").casefold()[:3]
    return next((d for d in DIRECTIONS if d.casefold()[:3] == start), None)


def own_number(said: str, ids: Iterable[str]) -> str:
    """The Mål-id that is meant: 'KS-1' as it stands, 'KS1' and 'ks 01' as KS-01; '' for none or two."""
    if OWN_NUMBER.fullmatch(said):
        return said
    parted = {id_: re.fullmatch(rf"{re.escape(id_)}[\s.:_/–-]*(\d{{1,3}})", said, re.IGNORECASE) for id_ in ids}
    found = [f"{id_}-{int(match[1]):02d}" for id_, match in parted.items() if match]
    return found[0] if len(found) == 1 else ""
