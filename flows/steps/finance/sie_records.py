"""The record syntax of SIE: encoding, a label, fields with or without quotes, lists of objects in braces, checksum."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
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
_AMOUNT = re.compile(r"[-+]?(?:[0-9]{1,18}(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})")
_YEAR = re.compile(r"-?[0-9]{1,3}")
_PERIOD = re.compile(r"[0-9]{4}(?:0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{8}")
_LABEL = re.compile(r"#[A-ZÅÄÖ_]{1,20}[0-9]{0,3}")
_ENDS = re.compile(r"\r\n|\r|\n")
_ASCII = bytes(range(128))
_SWEDISH = frozenset("åäöÅÄÖéÉüÜ")
_LIKELY = frozenset("èáíóúæøÆØß§½¼°–’´·€\xa0\xad")
"""Not Swedish letters, but no sign that a text is read wrongly."""


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


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding, told by what its high bytes become: #FORMAT PC8 is often there though it isn't so.

    A tie is cp437, the standard's own. What the encoding doesn't have becomes �.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace"), "utf-8"
    if content.isascii():
        return content.decode("ascii"), "ascii"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:  # some other encoding, or UTF-8 with a letter cut in two
        texts = {name: content.decode(name, "replace") for name in ("cp437", "cp1252", "utf-8")}
    best = max(texts, key=lambda name: _likelihood(content, texts[name], name))
    return texts[best], best


def _likelihood(content: bytes, text: str, encoding: str) -> int:
    """Swedish letters less box-drawing, mathematical and other signs that no name of an account has."""
    if encoding == "utf-8":
        counts = list(Counter(letter for letter in text if letter > "\x7f").items())
    else:  # a sign per byte: counting the bytes is faster
        high = Counter(content.translate(None, _ASCII))
        counts = [(bytes([byte]).decode(encoding, "replace"), n) for byte, n in high.items()]
    return sum(n if letter in _SWEDISH else -n for letter, n in counts if letter not in _LIKELY)


def records(text: str) -> Iterator[Record]:
    """Every line that isn't empty, in order, as a record."""
    for number, raw in enumerate(_ENDS.split(text), 1):
        line = raw.strip(" \t\x1a\x00")
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
    if '"' not in rest and "{" not in rest and "}" not in rest and rest.isascii():  # most records; faster
        return Record(number, label, tuple(rest.split()), line, first)
    fields = _fields(rest)
    return Record(number, label, fields or (), line, first, broken=fields is None)


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
    """A text, which may be empty. This and the following raise ValueError for what the field can't be."""
    if not isinstance(value, str):
        raise ValueError
    return value


def as_key(value: Field) -> str:
    """An account, a dimension, an object: a text that isn't empty."""
    if not (text := as_text(value)):
        raise ValueError
    return text


def as_ore(value: Field) -> int:
    """An amount with a point and at most two decimals that aren't nought, as whole öre."""
    exact = Decimal(_matched(_AMOUNT, value).replace(",", ".")) * 100
    if exact != (whole := int(exact)) or abs(whole) >= 2**62:
        raise ValueError
    return whole


def as_objects(value: Field) -> Objects:
    """A list of objects: braces with pairs, or with nothing."""
    if isinstance(value, str) or len(value) % 2:
        raise ValueError
    return value


@lru_cache(512)
def as_day(value: Field) -> date:
    """A day, YYYYMMDD."""
    text = _matched(_DAY, value)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


@lru_cache(512)
def as_period(value: Field) -> str:
    """A calendar month, YYYYMM."""
    return _matched(_PERIOD, value)


@lru_cache(512)
def as_year(value: Field) -> int:
    """The file's number of a year: 0, −1."""
    return int(_matched(_YEAR, value))


def _matched(pattern: re.Pattern[str], value: Field) -> str:
    if not pattern.fullmatch(text := as_text(value)):
        raise ValueError
    return text
