"""Amount columns of a finance file: every cell is read in one certain way, or reported; exact öre.

The same strict parsing as in templates (`flows/steps/reading/numbers.py`). A cell that can be read in two ways
('814.178') is settled only by the other amounts of its column, then of the file, or by `decimaltecken` in the settings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.steps.reading.numbers import Reading, ways_to_read
from flows.steps.swedish import to_tkr
from flows.steps.texts import DASHES, cited, clean
from schemas.finance_settings import Unit
from schemas.messages import economy as say
from schemas.messages.message import Trouble
from schemas.money import ORE, TKR

Ore = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_EXACT = 2**52
"""Below this a double is exact enough for its nearest whole öre to be the one that was written."""
_LARGEST = 2**62
_SWEDISH = r"^-?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,[0-9]{1,2})?$"
_POINT = r"^-?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?$"
_ODD_SPACES, _ODD_DASHES = "[\u00a0\u2000-\u200a\u202f\u205f\u3000\f\v\r\n]", f"[{DASHES}]"
_WRITTEN = re.compile(
    r"(?P<before>[+-]?) ?(?P<digits>[0-9][0-9 .,'’]*)(?P<after>-?)(?P<unit> ?[^\W\d_]+\.?|:-)?(?P<last>-?)"
)
_IN_BRACKETS = re.compile(r"\((?P<digits>[0-9][0-9 .,'’]*)(?P<unit>[^\W\d_]+\.?)?\)")
_GROUPED = re.compile(r"\d([ .,'’])\d{3}(?!\d)")
_FORMULA_TEXT = re.compile(r'="(.*)"|\'(.*)', re.S)
_UNIT_WORDS: Mapping[str, Unit] = {
    **dict.fromkeys(("kr", "kr.", "kronor", "sek", ":-"), "kr"),
    **dict.fromkeys(("tkr", "tkr.", "kkr", "ksek"), "tkr"),
    **dict.fromkeys(("mnkr", "mkr", "mnkr.", "mkr.", "msek", "milj.", "milj"), "mnkr"),
}


def unwrapped(text: str) -> str:
    """What stands in `="1110"` and `'1110`, with which programs keep a text from becoming a number."""
    found = _FORMULA_TEXT.fullmatch(text) if text[:1] in "='" else None
    return (found[1] if found[1] is not None else found[2]) if found else text


@dataclass
class Amounts:
    """One column: öre as signed in the file, which cells are blank, and which could not be read (0 öre here).

    `odd` says why, by position. `dashes` are positions of lone dashes, read as zero; `rounded` of amounts that have
    fractions of an öre; `settled` of amounts that only the file's other columns could settle; `minus` of those
    below zero by a sign after them or brackets around them.
    """

    ore: Ore
    blank: Mask
    odd: dict[int, Trouble] = field(default_factory=dict)
    dashes: list[int] = field(default_factory=list)
    rounded: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    minus: list[int] = field(default_factory=list)


@dataclass
class _Column:
    """A column being read: what is settled, and what can be read in two ways."""

    read: Amounts
    signs: set[str] = field(default_factory=set)
    """Decimal signs that its unambiguous amounts take for granted."""
    thousandths: set[str] = field(default_factory=set)
    """Those of them with three decimals, as in 0,850."""
    groups: set[str] = field(default_factory=set)
    """What stands between its thousands; '' where some amount of a thousand or more has nothing there."""
    unsure: dict[int, tuple[str, int, tuple[Reading, ...]]] = field(default_factory=dict)
    """Text, sign (1 or −1) and the ways to read, by position."""


def read_amounts(columns: Mapping[str, Any], unit: Unit, decimal: str = "") -> dict[str, Amounts]:
    """The amount columns of one file, together: Arrow texts, or lists of what cells hold.

    `decimal` is what the settings say; '' where the amounts themselves must show it.
    """
    started = {name: _column(cells, unit, decimal) for name, cells in columns.items()}
    file = _Column(Amounts(np.empty(0, np.int64), np.empty(0, bool)))
    for column in started.values():
        file.signs |= column.signs
        file.thousandths |= column.thousandths
        file.groups |= column.groups
    for column in started.values():
        _settle(column, unit, decimal, file)
    return {name: column.read for name, column in started.items()}


def _settle(column: _Column, unit: Unit, decimal: str, file: _Column) -> None:
    """Read what is unsure by the one decimal sign that the column has, else the file; report it where none decides.

    Three decimals are taken for such only where others have three, and a sign between thousands where others have
    the same or none has any.
    """
    signs = column.signs or file.signs
    thousandths = column.thousandths or file.thousandths
    groups = column.groups or file.groups
    sign = decimal or (next(iter(signs)) if len(signs) == 1 else "")
    read = column.read
    for at, (text, minus, ways) in column.unsure.items():
        fits = [way for way in ways if way.decimal == sign]
        if fits and fits[0].decimal in text:
            usual = sign in thousandths and fits[0].value * ORE[unit] % 1 == 0
        else:
            usual = not groups or bool((groups - {"", " "}) & set(text))
        if len(fits) == 1 and (usual or decimal):
            _put(read, at, minus * fits[0].value, unit)
            if not decimal and not column.signs:
                read.settled.append(at)
        else:
            one, other = sorted((way.value for way in ways), reverse=True)
            read.odd[at] = say.TWO_AMOUNTS(value=text, one=_shown(one), other=_shown(other))


def _shown(value: Decimal) -> str:
    return f"{value:,f}".replace(",", " ").replace(".", ",")


def _column(cells: Any, unit: Unit, decimal: str) -> _Column:
    if not isinstance(cells, list):
        return _texts(cells, unit, decimal)
    kinds = set(map(type, cells))
    if kinds <= {float, int}:
        return _Column(_of_numbers(np.array(cells, dtype=np.float64), np.zeros(len(cells), bool), unit, cells))
    numbers = np.array([c if type(c) in (float, int) else 0.0 for c in cells], dtype=np.float64)
    others = [at for at, c in enumerate(cells) if type(c) not in (float, int)]
    blank = np.zeros(len(cells), bool)
    blank[[at for at in others if cells[at] is None or (isinstance(cells[at], str) and not clean(cells[at]))]] = True
    column = _Column(_of_numbers(numbers, blank, unit, cells))
    for at in others:
        if not blank[at]:
            _single(column, at, cells[at], unit, decimal)
    return column


def _of_numbers(numbers: npt.NDArray[np.float64], blank: Mask, unit: Unit, cells: Sequence[Any] | None) -> Amounts:
    """Doubles as öre; those too large to be exact are read again one by one."""
    scaled = np.where(np.isfinite(numbers), numbers, 0) * ORE[unit]
    whole = np.rint(scaled)
    large = np.abs(scaled) >= _EXACT
    read = Amounts(np.where(large, 0, whole).astype(np.int64), blank)
    gap = np.abs(scaled - whole) > np.maximum(1e-4, np.abs(scaled) * 1e-12)
    read.rounded = np.flatnonzero(gap & ~large).tolist()
    for at in np.flatnonzero(large | ~np.isfinite(numbers)).tolist():
        value = cells[at] if cells is not None else float(numbers[at])
        if isinstance(value, float | int) and np.isfinite(value) and abs(Decimal(repr(value))) * ORE[unit] < _LARGEST:
            _put(read, at, Decimal(repr(value)), unit)
        else:
            read.odd[at] = say.NOT_AMOUNT(value=cited(value))
    return read


def _texts(cells: Any, unit: Unit, decimal: str) -> _Column:
    """Arrow texts: those of the usual form all at once, the others one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    usual = _POINT if decimal == "." else _SWEDISH
    if not len(cells):
        return _Column(Amounts(np.empty(0, np.int64), np.empty(0, bool)))
    fits = pc.match_substring_regex(cells, usual)
    if not pc.all(fits).as_py():
        cells = pc.replace_substring_regex(pc.replace_substring_regex(cells, _ODD_SPACES, " "), _ODD_DASHES, "-")
        cells = pc.utf8_trim_whitespace(cells)
        fits = pc.match_substring_regex(cells, usual)
        if not decimal and pc.sum(pc.match_substring_regex(cells, _POINT)).as_py() > pc.sum(fits).as_py():
            usual = _POINT
            fits = pc.match_substring_regex(cells, usual)
    plain = fits.to_numpy(zero_copy_only=False)
    all_plain = bool(plain.all())
    blank = np.zeros(len(plain), bool) if all_plain else pc.equal(cells, "").to_numpy(zero_copy_only=False)
    own = "." if usual == _POINT else ","
    digits = cells if all_plain else pc.if_else(fits, cells, "0")
    written = np.frombuffer(digits.buffers()[2], np.uint8).copy()
    has_spaces = bool((written == ord(" ")).any())
    if has_spaces:
        digits = pc.replace_substring(digits, " ", "")
        written = np.frombuffer(digits.buffers()[2], np.uint8).copy()
    has_decimals = bool((written == ord(own)).any())
    written[written == ord(",")] = ord(".")
    buffers = [None, digits.buffers()[1], pa.py_buffer(written)]
    pointed = pa.Array.from_buffers(pa.string(), len(digits), buffers, offset=digits.offset)
    values = pc.cast(pointed, pa.float64()).to_numpy(zero_copy_only=False)
    column = _Column(_of_numbers(values, blank, unit, None))
    if has_decimals:
        column.signs.add(own)
    if has_spaces:
        column.groups.add(" ")
    elif (np.abs(values) >= 1000).any():
        column.groups.add("")
    large = np.abs(values) >= _EXACT / ORE[unit]
    for at in np.flatnonzero(large | (~plain & ~blank)).tolist():
        column.read.odd.pop(at, None)
        _single(column, at, cells[at].as_py(), unit, decimal)
    return column


def _single(column: _Column, at: int, raw: Any, unit: Unit, decimal: str) -> None:
    """One cell that isn't of the usual form."""
    read = column.read
    if isinstance(raw, bool | dt.date | dt.time | dt.timedelta):
        read.odd[at] = say.NOT_AMOUNT(value=cited(raw))
        return
    text = clean(raw)
    minus, ways, ours = _ways(text, unit)
    if minus < 0 and ways and ours and not text.startswith(tuple(f"-{DASHES}–")):
        read.minus.append(at)
    if text and not re.sub(r"\b(?:kr|tkr|kkr|mnkr|sek)\b", "", text).strip(f"{DASHES}-– —?"):
        read.dashes.append(at)
    elif not ways or not ours:
        read.odd[at] = say.NOT_AMOUNT(value=cited(raw))
    elif len(ways) == 1 and decimal and ways[0].decimal not in ("", decimal):
        read.odd[at] = say.OTHER_DECIMAL(value=text, decimal=decimal)
    elif len(ways) == 1:
        _put(read, at, minus * ways[0].value, unit)
        column.signs |= {ways[0].decimal} - {""}
        if ways[0].value.as_tuple().exponent == -3:
            column.thousandths.add(ways[0].decimal)
        if found := _GROUPED.search(text):
            column.groups |= {found[1]} - {ways[0].decimal}
        elif ways[0].value >= 1000:
            column.groups.add("")
    else:
        column.unsure[at] = (text, minus, ways)


@lru_cache(50_000)
def _ways(text: str, unit: Unit) -> tuple[int, tuple[Reading, ...], bool]:
    """Sign, ways to read it, and whether the unit that may stand after it is the file's."""
    written = re.sub(f"[{DASHES}–]", "-", unwrapped(text)).strip()
    if found := _IN_BRACKETS.fullmatch(written):
        said = (found["unit"] or "").casefold()
        return -1, ways_to_read(found["digits"].strip()), not said or _UNIT_WORDS.get(said) == unit
    found = _WRITTEN.fullmatch(written)
    if found is None or sum(bool(found[name]) for name in ("before", "after", "last")) > 1:
        return 1, (), True
    said = (found["unit"] or "").strip().casefold()
    minus = -1 if "-" in (found["before"], found["after"], found["last"]) else 1
    return minus, ways_to_read(found["digits"].strip()), not said or _UNIT_WORDS.get(said) == unit


def _put(read: Amounts, at: int, value: Decimal, unit: Unit) -> None:
    ore = value * ORE[unit]
    if abs(ore) >= _LARGEST:
        read.odd[at] = say.NOT_AMOUNT(value=_shown(value))
        return
    read.ore[at] = int(ore.to_integral_value())
    if ore % 1:
        read.rounded.append(at)


def apportioned(ore: Sequence[int], total: int | None = None) -> list[int]:
    """Whole tkr, each within one of its exact value, whose sum is `total` tkr or the exact sum's own rounding.

    Largest remainder: all are rounded down, and the tkr that are left go to those that lost the most.
    """
    wanted = to_tkr(sum(ore)) if total is None else total
    down = [value // TKR for value in ore]
    order = sorted(range(len(ore)), key=lambda n: (-(ore[n] % TKR), n))
    left = wanted - sum(down)
    for n in order[: max(0, min(left, len(order)))]:
        down[n] += 1
    return down


def exact(ore: int, unit: Unit) -> str:
    """'−62 051' or '1 234,50' in the file's own unit, with what decimals it has."""
    value = Decimal(int(ore)) / ORE[unit]
    ore = value != value.to_integral_value() and unit == "kr"
    text = f"{value:,.2f}" if ore else f"{value.normalize():,f}" if value else "0"
    return text.replace(",", " ").replace(".", ",").replace("-", "−")
