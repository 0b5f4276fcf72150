"""The record syntax of SIE: a label, fields with or without quotes, and lists of objects in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Fields = tuple[str | tuple[str, ...], ...]
"""A record's fields; an object list is a tuple of texts."""

_FIELD = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|\{([^}]*)\}|([^ \t"{}]+))')
_ESCAPED = re.compile(r"\\(.)")
_SWEDISH = "åäöÅÄÖéÉüÜ"


@dataclass(frozen=True)
class Record:
    """A line: its number in the file, its label in upper case, its fields; `broken` where the syntax is not held."""

    line: int
    label: str
    fields: Fields
    text: str
    broken: bool = False


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: what makes the most Swedish letters of the high bytes (#FORMAT PC8 is often wrong)."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace"), "utf-8"
    try:
        return content.decode("utf-8"), "ascii" if content.isascii() else "utf-8"
    except UnicodeDecodeError:
        pass
    texts = {name: content.decode(name, "replace") for name in ("cp437", "cp1252")}
    best = max(texts, key=lambda name: sum(texts[name].count(letter) for letter in _SWEDISH))
    return texts[best], best


def records(text: str) -> Iterator[Record]:
    """Every record in order; braces that hold the rows of a voucher, and empty lines, are no records."""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip(" \t\x1a\x00")
        if line and line not in "{}":
            yield _record(number, line)


def _record(number: int, line: str) -> Record:
    label, _, rest = line.replace("\t", " ").partition(" ")
    if not label.startswith("#"):
        return Record(number, "", (), line, broken=True)
    if '"' not in rest and "{" not in rest and "}" not in rest:  # most records; ten times as fast
        return Record(number, label.upper(), tuple(rest.split()), line)
    fields: list[str | tuple[str, ...]] = []
    at = 0
    while match := _FIELD.match(rest, at):
        at = match.end()
        fields.append(_field(match))
    return Record(number, label.upper(), tuple(fields), line, broken=bool(rest[at:].strip()))


def _field(match: re.Match[str]) -> str | tuple[str, ...]:
    quoted, objects, bare = match.groups()
    if quoted is not None:
        return _ESCAPED.sub(r"\1", quoted)
    if objects is not None:
        inside = (_field(m) for m in _FIELD.finditer(objects))
        return tuple(text for text in inside if isinstance(text, str))
    return str(bare)
