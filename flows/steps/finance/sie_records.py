"""The record syntax of SIE: lines, labels, fields with or without quotes, lists of objects in braces, checksum.

Fields are read strictly, as the standard (4B) writes them. Any other is an `Unreadable` with its reason: an amount is
never guessed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.messages import sie
from schemas.messages.message import Trouble

Objects = tuple[str, ...]
"""Dimension and object by turns."""
Field = str | Objects
Fields = tuple[Field, ...]
"""A record's fields; an object list is a tuple of texts."""

_QUOTED = r'"((?:[^"\\]|\\"|\\(?!"))*)"(?=[ \t{]|$)'
_OBJECTS = r'\{((?:[^"{}]|"(?:[^"\\]|\\"|\\(?!"))*")*)\}(?=[ \t]|$)'
_FIELD = re.compile(rf'[ \t]*(?:{_QUOTED}|{_OBJECTS}|([^ \t"{{}}]+)(?=[ \t{{]|$))')
_AMOUNT = re.compile(r"(-?)(?:([0-9]+)(?:\.([0-9]{1,2}))?|\.([0-9]{1,2}))")
_QUANTITY = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]{1,2})?")
"""A field that may be the next three digits of an amount with spaces, rather than a quantity."""
_DIGITS = 12
"""Digits of the kronor of one record. A kommun has less in all; sums of longer ones could be too large to be exact."""
_YEAR = re.compile(r"0|-[1-9][0-9]?")
_PERIOD = re.compile(r"[0-9]{4}(?:0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{8}")
_LABEL = re.compile(r"#[A-ZÅÄÖ_]{1,20}[0-9]{0,3}")
_ENDS = re.compile(r"\r\n|\r|\n|\f")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_OUTSIDE = " \t\x1a\x00"
"""Characters around a line that are no part of it; some programs end a file with one."""


class Unreadable(ValueError):
    """A field or a record that is not as the standard writes it; `why` is the reason, a sentence for the user."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Record(NamedTuple):
    """A line: its number in the file, its label in upper case, its fields; `broken` where the syntax is not held.

    `written` is the label as the file has it. The label is { or } for the braces around a voucher's rows.
    """

    line: int
    label: str
    fields: Fields
    text: str
    written: str = ""
    broken: bool = False


def lines_of(text: str) -> list[str]:
    """The physical lines, ended by CR LF, CR, LF or a form feed; the last one may lack its end."""
    lines = _ENDS.split(text)
    return lines if lines[-1] else lines[:-1]


def records(lines: list[str]) -> Iterator[Record]:
    """Every line that isn't empty, in order, as a record."""
    for number, raw in enumerate(lines, 1):
        line = raw.strip(_OUTSIDE)
        if line in ("{", "}"):
            yield Record(number, line, (), line)
        elif line:
            yield _record(number, line)


def _record(number: int, line: str) -> Record:
    first, _, rest = line.partition(" ")
    if "\t" in first:
        first, _, rest = line.partition("\t")
    if not (label := _label(first)):
        return Record(number, "", (), line, first, broken=True)
    if (fields := _simple(rest)) is None and not _CONTROL.search(rest):
        fields = _fields(rest)
    return Record(number, label, fields or (), line, first, broken=fields is None)


def _simple(rest: str) -> Fields | None:
    """The fields of most records, which have one object list and no other quotes; faster. None for any other."""
    before, brace, tail = rest.partition("{")
    if not rest.isprintable() or '"' in before or "}" in before:
        return None
    if not brace:
        return tuple(before.split())
    inside, end, after = tail.partition("}")
    if not end or before[-1:] != " " or after[:1] not in ("", " ") or '"' in after or "{" in after or "}" in after:
        return None
    objects = _object_list(inside)
    return None if objects is None else (*before.split(), objects, *after.split())


@lru_cache(256)  # a file has few labels, and a hundred thousand lines
def _label(written: str) -> str:
    """The label in upper case; '' for what is none."""
    label = written.upper()
    return label if _LABEL.fullmatch(label) else ""


def _fields(rest: str) -> Fields | None:
    """The fields of the rest of a line; None where quotes or braces don't match."""
    fields: list[Field | None] = []
    at = 0
    while match := _FIELD.match(rest, at):
        at = match.end()
        quoted, objects, bare = match.groups()
        if bare is not None:
            fields.append(bare)
        else:
            fields.append(_object_list(objects) if quoted is None else quoted.replace('\\"', '"'))
    read = tuple(value for value in fields if value is not None)
    return None if len(read) < len(fields) or rest[at:].strip(" \t") else read


@lru_cache(4096)  # the same objects come again and again
def _object_list(inside: str) -> Objects | None:
    fields = _fields(inside)
    return None if fields is None else tuple(text for text in fields if isinstance(text, str))


def checksum_troubles(found: list[Record], encoding: str) -> list[Trouble]:
    """Whether #KSUMMA has its begin (without a value) and its end, and what is between them has that sum.

    A file with a record whose fields aren't known can't be summed: that record is told of itself.
    """
    marks = [at for at, record in enumerate(found) if record.label == "#KSUMMA"]
    if not marks:
        return []
    first, last = marks[0], marks[-1]
    value, line = "".join(f for f in found[last].fields if isinstance(f, str)), found[last].line
    if first == last or not value:
        return [sie.CHECKSUM_UNSTARTED(line=line) if value else sie.UNFINISHED()]
    summed = found[first + 1 : last]
    if any(record.broken for record in summed):
        return []
    # Some programs write the sum as a signed number.
    right = re.fullmatch(r"-?[0-9]{1,10}", value) and int(value) % 2**32 in _checksums(summed, encoding)
    return [] if right else [sie.CHECKSUM_DIFFERS(line=line)]


def _checksums(summed: list[Record], encoding: str) -> set[int]:
    """CRC-32 over labels and fields, without blanks, braces and the quotes around fields (SIE 4B, section 10).

    The standard sums characters as CP437 has them. Programs that write another encoding may have summed the bytes
    that they wrote, so both sums are given.
    """
    parts = (p for r in summed if r.fields or r.label.startswith("#") for p in (r.written, *r.fields))
    text = "".join(part if isinstance(part, str) else "".join(part) for part in parts)
    return {zlib.crc32(text.encode(name, "replace")) for name in ("cp437", encoding)}


def as_text(value: Field) -> str:
    """A text, which may be empty. This and the following raise Unreadable for a field that isn't as it should be."""
    if not isinstance(value, str):
        raise Unreadable(sie.WHY_FIELDS)
    return value


def as_key(value: Field) -> str:
    """An account, a dimension, an object: a text that isn't empty, without spaces around it."""
    if not isinstance(value, str) or not (text := value.strip()):
        raise Unreadable(sie.WHY_FIELDS)
    return text


def as_ore(value: Field) -> int:
    """An amount as whole öre: a point and at most two decimals, minus first, no plus and no spaces (SIE 4B, 5.9)."""
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise Unreadable(sie.WHY_AMOUNT)
    minus, whole, rest, alone = found.groups("")
    if len(whole) > _DIGITS:
        raise Unreadable(sie.WHY_LARGE)
    ore = int(whole or "0") * 100 + int((rest or alone).ljust(2, "0"))
    return -ore if minus else ore


def as_quantity(fields: Fields, at: int, *, has_unit: bool) -> str:
    """The quantity after the amount in `fields[at]`; '' for none.

    An amount with spaces between its thousands looks like a whole amount and a quantity of three digits. It is one only
    where the account `has_unit` (#ENHET) and nothing more follows.
    """
    rest = fields[at + 1 :]
    if not rest or not (quantity := as_text(rest[0])):
        return ""
    if "." not in as_text(fields[at]) and _GROUP.fullmatch(quantity):
        if not has_unit or quantity.startswith("0") or len(rest) > 1:
            raise Unreadable(sie.WHY_SPACES)
    elif not _QUANTITY.fullmatch(quantity):
        raise Unreadable(sie.WHY_QUANTITY)
    return quantity


@lru_cache(4096)
def as_objects(value: Field) -> Objects:
    """A list of objects: braces with pairs of dimension and object ('' for none), no dimension twice; or with nothing.

    The pairs are in the order of their dimensions, so that the same objects are equal.
    """
    if isinstance(value, str) or len(value) % 2:
        raise Unreadable(sie.WHY_OBJECTS)
    texts = tuple(text.strip() for text in value)
    pairs = dict(zip(texts[::2], texts[1::2], strict=True))
    if "" in pairs or len(pairs) * 2 < len(value):
        raise Unreadable(sie.WHY_OBJECTS)
    return tuple(text for pair in sorted(pairs.items()) for text in pair)


@lru_cache(512)
def as_day(value: Field) -> date:
    """A day, YYYYMMDD."""
    text = _matched(_DAY, value, sie.WHY_DAY)
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise Unreadable(sie.WHY_DAY) from None


@lru_cache(512)
def as_period(value: Field) -> str:
    """A calendar month, YYYYMM."""
    return _matched(_PERIOD, value, sie.WHY_PERIOD)


@lru_cache(512)
def as_year(value: Field) -> int:
    """The file's number of a year: 0, −1."""
    return int(_matched(_YEAR, value, sie.WHY_YEAR))


def _matched(pattern: re.Pattern[str], value: Field, why: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Unreadable(why)
    return value
