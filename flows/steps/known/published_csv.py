"""A table of an earlier round as it is in its CSV file, also when somebody has opened it in Excel and saved it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from flows.steps.texts import DASHES
from schemas.kinds import KINDS, RoundKind
from schemas.messages import earlier as say
from schemas.messages.message import Trouble
from schemas.published import ACTIONS, published_tables
from schemas.published_data import as_data, names_by_heading

_SIGNS = ",;\t|"
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_SPACES = "\u00a0\u202f\u2009 "
_NAMED = 5
_WHOSE = {ACTIONS.name: ("namnd", "concerns", "action", "responsible")}
"""Columns that åtgärder have besides their key, or they can't be asked about."""
Read = tuple[pd.DataFrame, tuple[Trouble, ...]]


def read_table(path: Path, kind: RoundKind) -> Read:
    """The table, all text and its columns by our names, and what could not be read of it.

    Empty, without troubles, where there is no such file. A number or a day that can't be read is empty.
    """
    if not os.path.lexists(path):
        return pd.DataFrame(), ()
    try:
        stat = path.stat()
        return _read(path, stat.st_mtime_ns, stat.st_size, kind.id) if kind.id in KINDS else _read_now(path, kind)
    except OSError:  # a folder, a link that leads nowhere, a file that may not be read
        return pd.DataFrame(), (say.UNREADABLE(),)


def is_readable(path: Path) -> bool:
    """Whether it is a file that can be opened."""
    return path.is_file() and os.access(path, os.R_OK)


@lru_cache(maxsize=256)
def _read(path: Path, _written: int, _size: int, kind: str) -> Read:
    """Kept while the file is as it was: a round reads the same tables for several ends."""
    return _read_now(path, KINDS[kind])


def _read_now(path: Path, kind: RoundKind) -> Read:
    text, how = _text(path.read_bytes())
    names = names_by_heading(kind).get(path.stem, {})
    if text is None or (text.strip() and not names):
        return pd.DataFrame(), (say.UNREADABLE(),)
    if not text.strip():
        return pd.DataFrame(), (say.EMPTY(),)
    try:
        sign, rows = _rows(text, names)
    except csv.Error:
        return pd.DataFrame(), (say.UNREADABLE(),)
    headings = [cell.strip() for cell in rows[0][1]] if rows else []
    if not set(headings) & set(names):
        return pd.DataFrame(), (say.NO_HEADINGS(),)
    how += [] if sign == "," else [f"åtskilt med {_SPOKEN[sign]}"]
    return _frame(headings, rows[1:], path.stem, kind, how)


_SPOKEN = {";": "semikolon", "\t": "tabb", "|": "lodstreck"}


def _text(content: bytes) -> tuple[str | None, list[str]]:
    """The text, and in which other way than ours it was encoded; None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16").removeprefix("\ufeff"), ["kodat som UTF-16"]
        except UnicodeDecodeError:
            return None, []
    if b"\0" in content:
        return None, []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), ["kodat som Windows-1252"]


def _rows(text: str, names: dict[str, str]) -> tuple[str, list[tuple[int, list[str]]]]:
    """The sign that parts the cells, and all rows that have anything, each with its line. Raises csv.Error."""
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    first = text.lstrip().partition("\n")[0].strip("\r")
    cells = {sign: {cell.strip() for cell in next(csv.reader([first], delimiter=sign), [])} for sign in _SIGNS}
    sign = max(_SIGNS, key=lambda one: len(cells[one] & names.keys()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    found = []
    for row in reader:
        if len(row) == 1 and sign == "," and "," in row[0]:  # Excel had all in its first column
            row = next(csv.reader(io.StringIO(row[0], newline="")))
        if any(cell.strip() for cell in row):
            found.append((reader.line_num, row))
    return sign, found


def _frame(
    headings: Sequence[str], rows: Sequence[tuple[int, list[str]]], table: str, kind: RoundKind, how: list[str]
) -> Read:
    count, kinds = len(headings), _kinds(kind.id, table)
    whole = [(line, row) for line, row in rows if len(row) >= count and not any(row[count:])]
    short = [line for line, row in rows if not (len(row) >= count and not any(row[count:]))]
    columns: dict[str, list[str | None]] = {}
    odd: list[tuple[int, str]] = []
    for at, heading in enumerate(headings):
        if heading in columns or not heading:
            continue
        columns[heading] = []
        for line, row in whole:
            value = _value(row[at], kinds.get(heading, "text"))
            odd += [(line, row[at])] if value is None else []
            columns[heading].append(value or None)
    lacking = [heading for heading in _keys(kind.id, table) if heading not in columns]
    troubles = [say.NO_KEY(headings=", ".join(lacking))] if lacking else []
    troubles += [say.RESAVED(how=" och ".join(how))] if how else []
    troubles += [say.ROWS(lines=_lines(short))] if short else []
    troubles += [say.VALUES(lines=_lines([line for line, _ in odd]), value=odd[0][1])] if odd else []
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    return frame.rename(columns=names_by_heading(kind).get(table, {})), tuple(troubles)


@cache
def _keys(kind: str, table: str) -> tuple[str, ...]:
    """The headings without which the table's rows say nothing."""
    found = (t for t in published_tables(KINDS[kind]) if t.name == table) if kind in KINDS else ()
    return tuple(c.heading for t in found for c in t.columns if c.name in (*t.key, *_WHOSE.get(table, ())))


@cache
def _kinds(kind: str, table: str) -> dict[str, str]:
    """'number' or 'date' by the headings of the columns that have nothing else."""
    found: dict[str, str] = {}
    for one in KINDS.values():
        for published in (as_data(t) for t in published_tables(one) if t.name == table):
            for column in published.columns:
                found[column.heading] = _SORTS.get(column.kind, "text")
    return found


_SORTS = {"number": "number", "money": "number", "percent": "number", "date": "date"}


def _value(cell: str, sort: str) -> str | None:
    """The cell as we write it; None for one that can't be read, '' for an empty one."""
    text = cell.strip(_SPACES + "\r\n")
    if not text or sort == "text":
        return cell if text else ""
    if sort == "date":
        try:
            return dt.date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            return None
    for space in _SPACES:
        text = text.replace(space, "")
    for dash in DASHES:
        text = text.replace(dash, "-")
    return text.replace(",", ".") if _NUMBER.fullmatch(text) else None


def _lines(numbers: Sequence[int]) -> str:
    """'rad 4', 'raderna 4 och 7', or the first of many."""
    named = [str(n) for n in dict.fromkeys(numbers)]
    if len(named) > _NAMED:
        return f"{len(named)} rader (de första är {', '.join(named[:_NAMED])})"
    return f"rad {named[0]}" if len(named) == 1 else f"raderna {', '.join(named[:-1])} och {named[-1]}"
