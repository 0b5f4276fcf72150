"""Tables of the pages, as plain texts with a look, from the published columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from flows.steps.swedish import field_text
from schemas.columns import Column
from schemas.sheets.sheet import is_total

_NUMERIC = ("money", "number", "percent")


@dataclass(frozen=True)
class Heading:
    """A column's heading; `number` aligns it right."""

    text: str
    number: bool


@dataclass(frozen=True)
class Cell:
    """A cell's text and its classes, and where it leads if it is a link."""

    text: str
    look: str = ""
    href: str = ""


@dataclass(frozen=True)
class Row:
    """A row; `total` for a sum row."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class PageTable:
    """Caption, headings and rows; the first cell of a row is its heading."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]


def page_table(caption: str, columns: Sequence[Column], frame: pd.DataFrame) -> PageTable:
    """The frame's rows in these columns, formatted as Swedes read them; an empty cell says nothing."""
    values = zip(*(frame[c.name] for c in columns), strict=True)
    rows = tuple(_row(str(key), columns, cells) for key, cells in zip(frame.index, values, strict=True))
    return PageTable(caption, headings_of(columns), rows)


def rows_by(group: str, columns: Sequence[Column], frame: pd.DataFrame) -> dict[str, tuple[Row, ...]]:
    """The rows of `page_table`, by the value of another column; much quicker than a table for each value."""
    found: dict[str, list[Row]] = {}
    for value, row in zip(frame[group], page_table("", columns, frame).rows, strict=True):
        found.setdefault(str(value), []).append(row)
    return {value: tuple(rows) for value, rows in found.items()}


def headings_of(columns: Sequence[Column]) -> tuple[Heading, ...]:
    """The headings with their units."""
    return tuple(Heading(c.title, c.kind in _NUMERIC) for c in columns)


def _row(key: str, columns: Sequence[Column], values: tuple[Any, ...]) -> Row:
    cells = (Cell(field_text(value, column), look(column)) for column, value in zip(columns, values, strict=True))
    return Row(tuple(cells), is_total(key))


def linked(row: Row, href: str) -> Row:
    """The row with its heading as a link."""
    return replace(row, cells=(replace(row.cells[0], href=href), *row.cells[1:]))


def look(column: Column) -> str:
    """Classes of a column's cells."""
    if column.kind in _NUMERIC:
        return "num"
    return "wide pre" if column.width >= 27 else ""


def listing(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> PageTable:
    """A table of texts; its last `numbers` columns are aligned right."""
    first = len(headings) - numbers
    heads = tuple(Heading(text, n >= first) for n, text in enumerate(headings))
    body = tuple(Row(tuple(Cell(text, "num" if n >= first else "") for n, text in enumerate(row))) for row in rows)
    return PageTable(caption, heads, body)
