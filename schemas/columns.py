"""One description of a column, from which template, reading, checks, messages, headings and data package come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import get_annotations
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

pd.set_option("mode.string_storage", "python")  # with pyarrow at hand pandas would choose another, slower for few rows

Kind = Literal["text", "number", "money", "percent", "date", "choice", "key"]
By = Literal["given", "namnd", "control", "tool"]

Text = Series[str]
"""Free text, an id or a choice."""
Number = Series[pd.Float64Dtype]
"""A number in the row's own unit."""
Money = Series[pd.Int64Dtype]
"""Money as whole öre; shown in tkr."""
Percent = Series[pd.Int64Dtype]
"""Whole per cent, 0-100."""
Date = Series[pd.Timestamp]
"""A day, without time."""


_EXAMPLE_DAY = re.compile(r"\b20\d\d(?=-\d\d-\d\d)")


def in_year(text: str, year: int) -> str:
    """What is told with a day for example, the day being of the reader's own year."""
    return _EXAMPLE_DAY.sub(str(year), text)


@dataclass(frozen=True)
class Column:
    """A column as people and program know it.

    `by` says who fills it in: the register (`given`, locked), the nämnd, a live formula (`control`) or this tool
    in what it publishes (`tool`). `choices` names a list of the settings. `ask` is what a message tells the reader
    to do when the cell is empty. A `decided` text stands as decided, and another one as it is `known_in`
    'ekonomisystemet' or elsewhere, whatever the file says (L1). A column with a `difference` is the first minus the
    second; a `plain` number, as a year, has no mark for thousands. `width` is in characters of the default font.
    """

    name: str
    heading: str
    help: str
    kind: Kind
    by: By
    unit: str = ""
    width: int = 12
    choices: str = ""
    ask: str = ""
    low: float | None = None
    high: float | None = None
    decided: bool = False
    known_in: str = ""
    difference: tuple[str, str] | None = None
    plain: bool = False

    @property
    def entry(self) -> bool:
        """Whether the nämnd fills it in."""
        return self.by == "namnd"

    @property
    def look(self) -> str:
        """Its kind as a format: a plain number is written without a mark for thousands."""
        return "plain" if self.plain else self.kind

    @property
    def title(self) -> str:
        """The heading with its unit, as it stands in workbooks and pages."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


def column(heading: str, help: str, kind: Kind = "text", by: By = "given", **more: Any) -> Any:
    """A pandera field that carries a whole `Column`; `more` are the other fields of `Column`.

    Raises ValueError where Excel would silently drop the help (a message over 255, a title over 32 characters).
    """
    if len(help) > 255 or len(heading) > 32:
        raise ValueError(f"{heading}: at most 32 characters of heading and 255 of help")
    bounds = {"ge": more.get("low"), "le": more.get("high")}
    limits = {name: limit for name, limit in bounds.items() if limit is not None}
    info = {"heading": heading, "help": help, "kind": kind, "by": by, **more}
    return pa.Field(title=heading, description=help, nullable=True, metadata=info, **limits)


class Table(pa.DataFrameModel):
    """Base of every sheet's model: columns in the order of declaration, the types are there already (see reading)."""

    class Config:
        """Pandera's settings."""

        coerce = False
        strict = False


@cache
def columns_of(model: type[pa.DataFrameModel]) -> tuple[Column, ...]:
    """The columns of a model in the order in which they are declared, those of a model that it builds on first.

    Read from the fields themselves: making the schema takes pandera 4 ms, and most tables are never validated.
    """
    bases = [base for base in reversed(model.__mro__) if issubclass(base, Table)]
    fields = {name: vars(b)[name] for b in bases for name in get_annotations(b) if name in vars(b)}
    return tuple(Column(name=name, **field.metadata) for name, field in fields.items())


def pick(columns: tuple[Column, ...], test: Callable[[Column], bool]) -> tuple[str, ...]:
    """Names of the columns that pass the test."""
    return tuple(c.name for c in columns if test(c))
