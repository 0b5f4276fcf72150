"""Rows of the finance system, whatever they were read from: whose they are, and one row per ansvar and verksamhet."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd

from flows.steps.finance.export import Export
from flows.steps.job import Job
from schemas.messages import economy as say

AMOUNTS = ("original", "change", "budget", "actual", "last_year", "system_forecast")
"""Öre, cost positive; `budget` is the one in force: the original and its changes."""


def _with_name(name: str, area: str) -> str:
    """'Förskola, Utbildning'; each once."""
    return ", ".join(dict.fromkeys(filter(None, (name, area))))


_CODE_AND_NAME = re.compile(r"(\d[\w.-]*)\s+(\D.*)")


def coded(units: pd.Series[str], areas: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """The units' codes alone where they stand with their name ('1001 Kommunledning'), and the areas with that name.

    An area that says the same as its unit, or as the name, is the name.
    """
    parts = {unit: found.groups() for unit in units.unique() if (found := _CODE_AND_NAME.fullmatch(unit))}
    if not parts:
        return units, areas
    codes = {unit: code for unit, (code, _) in parts.items()}
    names = {unit: name for unit, (_, name) in parts.items()}
    pairs = list(zip(units, areas, strict=True))
    named = [_with_name(names.get(unit, ""), area if area != unit else "") or area for unit, area in pairs]
    alone = [codes.get(unit, unit) for unit, _ in pairs]
    return pd.Series(alone, units.index, dtype="str"), pd.Series(named, areas.index, dtype="str")


def owned(job: Job, export: Export, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `namnd`: by the longest beginning of the unit's code that a nämnd claims; '' for none.

    One that isn't claimed is told (E2), unless the settings say that it stands outside the nämnder.
    """
    claims = sorted(((code, n.id) for n in job.namnder for code in n.units), key=lambda claim: len(claim[0]))
    units = {str(unit): "" for unit in rows["unit"].unique()}
    for code, namnd in claims:
        units |= {unit: namnd for unit in units if unit.startswith(code)}
    owner = rows["unit"].map(units).astype("category")
    outside = job.settings.finance.outside
    unclaimed = [u for u, namnd in units.items() if not namnd and not u.startswith(outside)]
    codes = json.dumps([*outside, *filter(None, unclaimed)], ensure_ascii=False)
    for unit in unclaimed:
        row = int(rows.index[(rows["unit"] == unit).to_numpy()][0])
        export.say(say.UNCLAIMED(unit=unit, outside=codes) if unit else say.WITHOUT_UNIT(), "unit", row)
    return rows.assign(namnd=owner)


def tell_absent(job: Job, export: Export, rows: pd.DataFrame) -> None:
    """Which nämnder have no rows (E2): each of them has a budget."""
    present = set(rows["namnd"].unique())
    for n in job.namnder:
        if n.id not in present:
            export.say(say.WITHOUT_ROWS(namnd=n.name), "unit", export.found.heading_row)


def grouped_rows(rows: pd.DataFrame, file: str, sheet: str = "") -> pd.DataFrame:
    """One row per ansvar and verksamhet, by key; amounts that the export lacks are unknown.

    `system_source` says where in the export: file, sheet and the rows (the index of `rows`); `system_line` is the
    first of them. Without a sheet (SIE) it names the ansvar.
    """
    if "budget" not in rows:
        rows = rows.rename(columns={"original": "budget"})
    given = [name for name in AMOUNTS if name in rows]
    owned_by = rows.groupby(["namnd", "unit", "area"], sort=False, observed=True)
    sums = owned_by[given].sum(min_count=1).reset_index()
    lines = rows.assign(line=rows.index).groupby(["namnd", "unit", "area"], sort=False, observed=True)["line"]
    sums["system_line"] = lines.min().to_numpy()
    sums["system_source"] = _sources(sums, lines.size().to_numpy(), file, sheet)
    sums = sums.astype(dict.fromkeys(("namnd", "unit", "area"), "str"))
    for name in AMOUNTS:
        if name not in given:
            sums[name] = pd.array([pd.NA] * len(sums), dtype="Int64")
    sums["change"] = sums["budget"] - sums["original"]
    owners = sums["namnd"].where(sums["namnd"] != "", "INGEN")
    keys = owners + "-" + sums["unit"]
    again = keys.groupby(keys).cumcount()
    sums.index = pd.Index(keys.where(again == 0, keys + "-" + (again + 1).astype("str")), dtype="str", name="key")
    return sums


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
