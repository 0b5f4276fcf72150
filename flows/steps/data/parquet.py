"""A published table as Parquet: the same rows as the CSV with their types, money exact."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.columns import Column
from schemas.published import PublishedTable
from schemas.published_data import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

_DIGITS, _DECIMALS = 18, 5
"""Tkr with öre: five decimals, and room for more than any kommun has."""


def parquet(table: PublishedTable, frame: pd.DataFrame) -> bytes:
    """The file's bytes, the same for the same rows. Headings as in the CSV; help and unit stand with each field."""
    import pyarrow as pa  # only where Parquet is written
    from pyarrow import parquet as files

    schema = pa.schema([_field(c) for c in table.columns], {"title": table.title, "description": table.note})
    pairs = zip(table.columns, schema, strict=True)
    columns = [pa.array(_values(frame[c.name], c), field.type) for c, field in pairs]
    out = pa.BufferOutputStream()
    files.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    found: bytes = out.getvalue().to_pybytes()
    return found


def _field(column: Column) -> pa.Field[Any]:
    import pyarrow as pa

    types: dict[str, Any] = {"money": pa.decimal128(_DIGITS, _DECIMALS), "number": pa.float64(), "date": pa.date32()}
    kind = pa.int32() if is_whole(column) else types.get(column.kind, pa.string())
    about = {"title": column.title, "description": column.help, "unit": column.unit}
    return pa.field(column.heading, kind, metadata={name: text for name, text in about.items() if text})


def _values(values: pd.Series[Any], column: Column) -> list[Any]:
    """As Python has them: tkr as exact decimals, days without time, None for what is empty."""
    empty = values.isna().to_numpy() | (values.to_numpy() == "")
    return [None if none else _value(value, column) for value, none in zip(values, empty, strict=True)]


def _value(value: Any, column: Column) -> Any:
    if column.kind == "money":
        return Decimal(int(value)).scaleb(-_DECIMALS)
    if is_whole(column):
        return int(value)
    return value.date() if column.kind == "date" else value
