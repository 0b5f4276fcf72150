"""The rows of the sheet Investeringar: each nämnd's projects with a sum row, and what is asked about them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from flows.steps.finance.investments import MONEY
from flows.steps.known.inputs import Inputs
from flows.steps.swedish import tkr
from flows.steps.texts import clean
from schemas.messages import economy as say
from schemas.money import HALF_TKR
from schemas.sheets.sheet import TOTAL

_COLUMNS = ("namnd", "project", *MONEY, "system_source")


def investments(inputs: Inputs) -> pd.DataFrame:
    """One row per project of a nämnd and one that sums them up, by key; amounts in öre, unknown where left empty.

    A forecast that is below what is spent already is asked about (C2).
    """
    found = inputs.investments.table
    if found is None:
        return _rows([])
    names = {n.id: n.name for n in inputs.job.namnder}
    mine = found[found["namnd"].isin(list(names))]
    if not inputs.job.kind.final:
        _ask(inputs, mine)
    parts = []
    for namnd in dict.fromkeys(mine["namnd"]):
        rows = mine[mine["namnd"] == namnd]
        source = [f"{file}, {cell}" for file, cell in zip(rows["file"], rows["cell"], strict=True)]
        rows = rows.assign(system_source=source).reindex(columns=list(_COLUMNS))
        rows.index = pd.Index(_keys(str(namnd), rows["project"], mine.loc[rows.index, "unit"]), dtype="str")
        sums = {name: rows[name].sum(min_count=1) for name in MONEY}
        about = {"namnd": namnd, "project": f"{names[namnd]} totalt", "system_source": "Summan av projekten"}
        total = pd.DataFrame(about | sums, index=[f"{namnd}-INV-{TOTAL}"])
        parts += [rows, total]
    return _rows(parts)


def _rows(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    frame = pd.concat(parts) if parts else pd.DataFrame(columns=list(_COLUMNS))
    kinds = {name: "Int64" if name in MONEY else "str" for name in _COLUMNS}
    frame = frame.astype(kinds)
    frame.index = pd.Index(frame.index, dtype="str", name="key")
    return frame


def _keys(namnd: str, projects: pd.Series[str], units: pd.Series[str]) -> list[str]:
    """Keys that follow the project and not its row: a comment stays with it when the export has got more rows."""
    found: list[str] = []
    for unit, project in zip(units, projects, strict=True):
        said = f"{clean(unit)}\n{clean(project)}".casefold()
        key = f"{namnd}-INV-{hashlib.sha256(said.encode()).hexdigest()[:6].upper()}"
        again = sum(one == key or one.startswith(f"{key}-") for one in found)
        found.append(f"{key}-{again + 1}" if again else key)
    return found


def _ask(inputs: Inputs, rows: pd.DataFrame) -> None:
    below = (rows["actual"] > 0) & (rows["forecast"] < rows["actual"] - HALF_TKR)
    for row in rows[below.fillna(False).astype(bool)].to_dict("records"):
        amounts = {name: tkr(row[name]) for name in ("forecast", "actual")}
        trouble = say.FORECAST_BELOW_SPENT(project=row["project"], **amounts)
        sheet, _, line = str(row["cell"]).rpartition(", rad ")
        inputs.findings.append(trouble.at(row["file"], sheet, f"A{line}"))
