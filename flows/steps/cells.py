"""From what stands in a cell to the value that its column declares, or to what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from schemas.columns import Column
from schemas.findings import ERROR, NOTICE, Severity
from schemas.settings import MONTHS

ORE_PER_TKR = 100_000


@dataclass(frozen=True)
class Trouble:
    """Why a cell could not be read, or how it was read; becomes a finding when its place is known."""

    rule: str
    what: str
    todo: str
    severity: Severity = ERROR


Parsed = tuple[Any, Trouble | None]


def clean(raw: object) -> str:
    """The cell as text: NFC, no-break spaces as spaces, whole floats without '.0', ends trimmed."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    text = unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").replace("_x000D_", "")
    return re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text).strip()


def _text(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    return clean(raw), None


def _choice(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    word = clean(raw)
    known = {choice.casefold(): choice for choice in choices}
    bare = re.sub(r"^[●◐▲○✔]\s*", "", word).casefold()
    if bare in known:
        return known[bare], None
    import difflib  # only for what is misspelt

    close = difflib.get_close_matches(bare, known, 1, 0.7)
    hint = f"Menade ni ”{known[close[0]]}”? Välj i listan." if close else f"Välj i listan: {', '.join(choices)}."
    return None, Trouble("V3", f"”{word}” finns inte i listan.", hint)


_DIGITS = re.compile(r"[+-]?(\d{1,3}( \d{3})+|\d+)([.,]\d+)?")
_POINTED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


def _decimal(raw: object) -> Decimal | Trouble:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return (
            Decimal(repr(raw))
            if math.isfinite(raw)
            else Trouble("V1", "Cellen visar ett fel i stället för ett tal.", "Skriv talet.")
        )
    word = clean(raw)
    text = re.sub(r"^[−–]", "-", word).removesuffix("%").strip()
    if _POINTED.fullmatch(text):
        whole, point = text.replace(".", ""), text.replace(".", ",")
        return Trouble("V1", f"”{word}” kan betyda både {whole} och {point}.", f"Skriv {whole} eller {point}.")
    if not _DIGITS.fullmatch(text):
        number = re.search(r"\d+", text)
        todo = f"Skriv bara talet, till exempel {number[0] if number else 40}."
        return Trouble("V1", f"”{word}” går inte att läsa som ett tal.", todo)
    try:
        return Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return Trouble("V1", f"”{word}” går inte att läsa som ett tal.", "Skriv bara talet, till exempel 40.")


def _number(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    value = _decimal(raw)
    return (None, value) if isinstance(value, Trouble) else (float(value), None)


def _money(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    value = _decimal(raw)
    if isinstance(value, Trouble):
        return None, value
    ore = value * ORE_PER_TKR
    if abs(ore) >= 2**62:
        return None, Trouble("V4", f"”{clean(raw)}” är ett orimligt stort belopp.", "Skriv beloppet i tusental kronor.")
    return int(ore.to_integral_value()), None


def _percent(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    value = _decimal(raw)
    if isinstance(value, Trouble):
        return None, value
    if 0 < value < 1 and not isinstance(raw, str):
        read = int((value * 100).to_integral_value())
        what = f"{column.heading} {str(value).replace('.', ',')} är läst som {read} %."
        return read, Trouble("V1", what, "Stämmer det inte, skriv talet utan procenttecken.", NOTICE)
    if value != value.to_integral_value():
        return None, Trouble(
            "V1", f"”{clean(raw)}” är inte ett helt tal.", f"Skriv {round(value)} eller {round(value) + 1}."
        )
    return int(value), None


_MONTH_NUMBER = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[ /.](?P<y>\d{4})"),
    re.compile(r"(?:den )?(?P<d>\d{1,2}) (?P<word>[a-z]{3,9})\.? (?P<y>\d{4})"),
)


def _date_of(text: str) -> dt.date | None:
    for pattern in _DATES:
        if match := pattern.fullmatch(text.casefold()):
            part = match.groupdict()
            month = int(part["m"]) if "m" in part else _MONTH_NUMBER.get(part["word"][:3], 0)
            year = int(part["y"]) + (2000 if len(part["y"]) == 2 else 0)
            try:
                return dt.date(year, month, int(part["d"]))
            except ValueError:
                return None
    return None


def _date(raw: object, column: Column, choices: tuple[str, ...]) -> Parsed:
    word = clean(raw)
    if isinstance(raw, dt.datetime | dt.date):
        day: dt.date | None = raw.date() if isinstance(raw, dt.datetime) else raw
    else:
        day = _date_of(word)
    if day is None:
        return None, Trouble("V1", f"”{word}” går inte att läsa som ett datum.", "Skriv till exempel 2026-10-31.")
    if not 2000 <= day.year <= 2100:
        return None, Trouble(
            "V4", f"Datumet {day} är inte rimligt.", "Skriv år, månad och dag, till exempel 2026-10-31."
        )
    return day, None


_PARSERS = {
    "text": _text,
    "key": _text,
    "choice": _choice,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "date": _date,
}


def parse_cell(raw: object, column: Column, choices: tuple[str, ...] = ()) -> Parsed:
    """The value of a cell and, where something is to be said of it, a `Trouble`.

    Money comes back as whole öre (the cell is in tkr), per cent as whole per cent, a day as `date`, an empty cell as
    None. With an error the value is None; with a notice it is what was understood.
    """
    if raw is None or raw == "" or (isinstance(raw, str) and not clean(raw)):
        return None, None
    return _PARSERS[column.kind](raw, column, choices)
