"""How each answer about a new kommun is read: the value, or `Unfit` with what to write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection

import pandas as pd

from flows.commands.asking import Unfit
from flows.commands.terminal import is_no, is_yes
from flows.steps.reading.dates import read_date
from flows.steps.swedish import capital, words
from schemas.messages.message import listed, shortened
from schemas.settings import MONTHS, month_of, paragraph_of

_DECIDED = re.compile(
    r"(?:(?:kf|kommunfullmäktige)?[ ,:]*(?:den )?)(\d{4}-\d\d-\d\d|\d{1,2} [a-zå]+\.? \d{4})[ ,;]+((?:§|\d).*)",
    re.IGNORECASE,
)
_AND_LAST = re.compile(r"^([^;]*,[^;,]*?)\s+och\s+(?=[^;,]*$)")
"""The last of 'A, B och C'."""
_NUMBERS = {words(number): number for number in range(1, 13)} | {"en": 1}
_CODES = re.compile(r"[0-9]+\s*[-–]\s*[0-9]+(?![^\s,;])|[^\s,;]+")
_BULLET = re.compile(r"^\s*(?:[•–*-]|\d{1,2}[.)])\s+")
ID = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}")


def text(said: str) -> str:
    """Any text but an empty or a very long one."""
    if not said.strip():
        raise Unfit("Här behövs ett svar.")
    if len(said) > 80:
        raise Unfit(f"Skriv högst 80 tecken. Det här är {len(said)}.")
    return said.strip()


def yes_or_no(said: str) -> bool:
    """Whether it is a yes."""
    if not is_yes(said) and not is_no(said):
        raise Unfit("Skriv ja eller nej.")
    return is_yes(said)


def parts(said: str) -> tuple[str, ...]:
    """What stands between commas or semicolons, or on a line of its own."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", said) if part.strip())


def codes(said: str) -> tuple[str, ...]:
    """The beginnings of ansvar codes, between commas, spaces or 'och'; '20–29' is all that begin with 2."""
    found: list[str] = []
    for part in _CODES.findall(said):
        ends = re.fullmatch(r"([0-9]+)(?:\s*[-–]\s*([0-9]+))?", part)
        if ends is None and part != "och":
            odd = part if re.search("[0-9]", said) else shortened(said)
            raise Unfit(f"”{odd}” är ingen kod. Skriv bara siffror, till exempel 10, 11 eller 20–29.")
        found += _span(part, ends[1], ends[2] or ends[1]) if ends else ()
    return tuple(dict.fromkeys(found))


def _span(said: str, first: str, last: str) -> tuple[str, ...]:
    """The beginnings of all codes from the first to the last, as they were said."""
    if len(first) != len(last) or first > last:
        raise Unfit(f"”{said}” går inte att läsa. Skriv lika många siffror, det minsta först: 20–29.")
    if first.strip("0") == "" and last.strip("9") == "":
        raise Unfit(f"”{said}” är alla koder. Skriv nämndens egna.")
    return _beginnings(first, last)


def _beginnings(first: str, last: str) -> tuple[str, ...]:
    """The fewest beginnings of all codes from the first to the last: ('2',) of 20 and 29."""
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    start, low, high = first[:same], first[same:], last[same:]
    if low.strip("0") == "" and high.strip("9") == "":
        return (start,)
    middle = [f"{start}{digit}" for digit in range(int(low[0]) + 1, int(high[0]))]
    least = _beginnings(start + low, start + low[0] + "9" * len(low[1:]))
    most = _beginnings(start + high[0] + "0" * len(high[1:]), start + high)
    return (*least, *middle, *most)


def several(said: str) -> tuple[str, ...]:
    """At least one text, each once: between commas, or between semicolons or lines where there are such."""
    lines = [_BULLET.sub("", line) for line in said.split("\n")]
    apart = ";" in said or (len(lines) > 1 and not any(line.endswith(",") for line in lines))
    whole = ";".join(lines).split(";") if apart else parts(_AND_LAST.sub(r"\1, ", "\n".join(lines)))
    found = [part.strip() for part in whole if part.strip()]
    if not found:
        raise Unfit("Skriv minst ett, till exempel Boende, Lärande, Ungdomar.")
    return tuple(dict.fromkeys(capital(part) for part in found))


def addresses(said: str) -> tuple[str, ...]:
    """Addresses between commas or semicolons."""
    return tuple(address(part) for part in parts(said))


def address(said: str) -> str:
    """An e-mail address."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said.strip()):
        raise Unfit("Skriv en e-postadress, till exempel ekonomi@kommun.se.")
    return said.strip()


def telephone(said: str) -> str:
    """A telephone number, with what is said beside it; '' for none."""
    if said.strip() and (len(re.findall(r"\d", said)) < 3 or len(said) > 60):
        raise Unfit("Skriv ett telefonnummer, till exempel 0500-12 34 56, eller tryck bara Enter.")
    return said.strip()


def count(said: str) -> int:
    """A whole number above zero, in figures or in words up to twelve."""
    found = said.strip().casefold()
    if re.fullmatch(r"\d+\s*[-–]\s*\d+", found):
        raise Unfit("Skriv ett enda tal. Nämnder med ett annat antal anges i nästa fråga.")
    if found in _NUMBERS:
        return _NUMBERS[found]
    if not found.isdecimal() or not int(found):
        raise Unfit("Skriv ett heltal, till exempel 5.")
    return int(found)


def decision(said: str) -> tuple[dt.date, str] | None:
    """Day and paragraph; None for nothing."""
    if not said.strip():
        return None
    found = _DECIDED.fullmatch(said.strip())
    decided = read_date(found[1])[0] if found else None
    if found is None or decided is None:
        raise Unfit("Skriv dag och paragraf, till exempel 2026-06-15 § 62.")
    return pd.Timestamp(decided).date(), paragraph_of(found[2])


def month_list(said: str) -> tuple[int, ...]:
    """Months in order, each once."""
    found = {word: _month(word) for word in re.split(r"[\s,]+(?:och\s+)?", said.strip()) if word}
    odd = next((word for word, month in found.items() if not month), "")
    if odd or not found:
        what = f"”{odd}” är ingen månad. " if odd else ""
        raise Unfit(f"{what}Skriv månader, till exempel april juni september november.")
    return tuple(sorted(set(found.values())))


def _month(word: str) -> int:
    """By its name or its number; 0 for none."""
    return int(word) if re.fullmatch(r"0?[1-9]|1[0-2]", word) else month_of(word)


def one_of(months: tuple[int, ...]) -> Callable[[str], int]:
    """One of the months."""

    def read(said: str) -> int:
        if month_of(said) not in months:
            raise Unfit(f"Välj bland {listed(MONTHS[m - 1] for m in months)}.")
        return month_of(said)

    return read


def counts(ids: set[str]) -> Callable[[str], dict[str, int]]:
    """Numbers by nämnd, of those that there are."""

    def read(said: str) -> dict[str, int]:
        pairs = [part.partition("=")[::2] for part in re.split(r"[\s,]+", said.strip()) if part]
        if any(name not in ids or not number.isdecimal() for name, number in pairs):
            raise Unfit(f"Skriv till exempel KS=8. Nämnderna är {listed(sorted(ids))}.")
        return {name: int(number) for name, number in pairs}

    return read


def year(said: str) -> int:
    """A year."""
    if not re.fullmatch(r"20\d\d", said.strip()):
        raise Unfit("Skriv ett år, till exempel 2027.")
    return int(said)


def folder(said: str) -> str:
    """The name of a folder."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", said.strip()):
        raise Unfit("Skriv gemener a–z, siffror och bindestreck, till exempel sjostad.")
    return said.strip()


def new_id(taken: Collection[str]) -> Callable[[str], str]:
    """A short name that isn't taken."""

    def read(said: str) -> str:
        short = said.strip().upper()
        if short in taken:
            raise Unfit(f"{short} har en annan nämnd. Skriv ett annat id.")
        if not ID.fullmatch(short):
            raise Unfit("Skriv högst åtta bokstäver och siffror utan mellanrum, till exempel KS. Koderna frågas sedan.")
        return short

    return read


def new_name(taken: Collection[str]) -> Callable[[str], str]:
    """The name of a nämnd that isn't there already."""

    def read(said: str) -> str:
        if ";" in said or len(said) > 80:
            raise Unfit("Skriv en nämnd i taget, bara dess namn.")
        if "@" in said or not re.search(r"[^\W\d_]{2}", said):
            raise Unfit("Skriv nämndens namn, till exempel Socialnämnden.")
        if text(said).casefold() in {name.casefold() for name in taken}:
            raise Unfit(f"{said.strip()} är redan med.")
        return text(said)

    return read
