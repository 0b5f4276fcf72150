"""Rows of the finance system, whatever they were read from: one row per ansvar and verksamhet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

AMOUNTS = ("original", "change", "budget", "actual", "last_year", "system_forecast")
"""Öre, cost positive; `budget` is the one in force: the original and its changes."""


def grouped_rows(rows: pd.DataFrame, file: str, sheet: str = "") -> pd.DataFrame:
    """One row per ansvar and verksamhet, by key; amounts that the export lacks are unknown.

    `system_source` says where in the export: file, sheet and the rows (the index of `rows`); `system_line` is the
    first of them. Without a sheet (SIE) it names the ansvar.
    """
    if "budget" not in rows:
        rows = rows.rename(columns={"original": "budget"})
    given = [name for name in AMOUNTS if name in rows]
    columns = ["namnd", "unit", "area"]
    numbers, firsts = _groups([rows[name] for name in columns])
    sizes = np.bincount(numbers, minlength=len(firsts))
    sums = rows[given].groupby(numbers, sort=True).sum(min_count=1).reset_index(drop=True)
    for name in columns:
        sums[name] = rows[name].iloc[firsts].astype("str").to_numpy()
    sums["system_line"] = rows.index.to_numpy()[firsts]
    sums["system_source"] = _sources(sums, sizes, file, sheet)
    sums = sums.astype(dict.fromkeys(columns, "str"))[[*columns, *given, "system_line", "system_source"]]
    for name in AMOUNTS:
        if name not in given:
            sums[name] = pd.array([pd.NA] * len(sums), dtype="Int64")
    sums = sums.astype(dict.fromkeys(given, "Int64"))
    sums["change"] = sums["budget"] - sums["original"]
    owners = sums["namnd"].where(sums["namnd"] != "", "INGEN")
    keys = owners + "-" + sums["unit"]
    again = keys.groupby(keys).cumcount()
    sums.index = pd.Index(keys.where(again == 0, keys + "-" + (again + 1).astype("str")), dtype="str", name="key")
    return sums


def _groups(columns: list[pd.Series[Any]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The number of each row's combination of texts, in order of appearance, and where each is first."""
    combined = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        as_category = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
        combined = combined * (len(as_category.cat.categories) + 1) + as_category.cat.codes.to_numpy()
    numbers, found = pd.factorize(combined)
    firsts = np.empty(len(found), np.int64)
    firsts[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return numbers, firsts


def _sources(sums: pd.DataFrame, sizes: np.ndarray[Any, Any], file: str, sheet: str) -> pd.Series[str]:
    """'ekonomi.xlsx, Rapport, rad 5', or with 'och 2 rader till' for a row that was put together."""
    if not sheet:
        return pd.Series([f"{file}, ansvar {unit}" for unit in sums["unit"]], index=sums.index, dtype="str")
    more = ["" if n == 1 else f" och {n - 1} {'rad' if n == 2 else 'rader'} till" for n in sizes]
    said = [f"{file}, {sheet}, rad {line}{rest}" for line, rest in zip(sums["system_line"], more, strict=True)]
    return pd.Series(said, index=sums.index, dtype="str")


def empty_finance() -> pd.DataFrame:
    """No rows, with the columns."""
    texts = {name: pd.Series(dtype="str") for name in ("namnd", "unit", "area", "system_source")}
    frame = pd.DataFrame(texts | {name: pd.Series(dtype="Int64") for name in (*AMOUNTS, "system_line")})
    frame.index = pd.Index([], dtype="str", name="key")
    return frame
