"""The table of investments beside the economy: one row per project, exact in öre, its own sums checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from flows.steps.files.submission import sha256
from flows.steps.finance.account import RowAccount
from flows.steps.finance.choose import Declared
from flows.steps.finance.details import read_details
from flows.steps.finance.which_file import choose_file
from flows.steps.job import Job
from schemas.columns import Column
from schemas.finance_settings import FinanceSettings, InvestmentColumns, Investments
from schemas.findings import Finding

MONEY = ("total_budget", "total_actual", "budget", "actual", "forecast")
_DEVIATIONS = {
    "total_deviation": ("total_budget", ("total_actual",)),
    "deviation": ("budget", ("forecast", "actual")),
}
_HEADINGS = {"unit": "unit", "project": "area", **{name: name for name in (*MONEY, *_DEVIATIONS)}}

_ALIASES = {ours: str(InvestmentColumns.model_fields[theirs].alias) for theirs, ours in _HEADINGS.items()}


def declared(finance: FinanceSettings, investments: Investments) -> Declared:
    """How the table looks by the settings: columns under this program's names; those without a heading are absent."""
    heads = {ours: str(getattr(investments.columns, theirs)) for theirs, ours in _HEADINGS.items()}
    texts = ("unit", "area")
    columns = tuple(Column(n, h, "", "text" if n in texts else "money", "given") for n, h in heads.items() if h)
    unit, sign = investments.money_unit, investments.cost_sign
    how = Declared("[ekonomi.investeringar]", columns, _ALIASES, unit, sign, _DEVIATIONS, investments.sheet)
    return replace(how, total=finance.total, decimal=finance.decimal)


class Projects(NamedTuple):
    """`table`: namnd, unit, project and MONEY (öre, spending positive, blanks NA) by row; None where it is not read.

    `sources` is the sha256 of each file that may be it, `account` what became of each of the file's rows.
    """

    table: pd.DataFrame | None = None
    sources: Mapping[str, str] = MappingProxyType({})
    account: RowAccount | None = None


def read_investments(job: Job, findings: list[Finding]) -> Projects:
    """The table of investments; none where no settings ask for it, or where the file can't be read for sure."""
    finance = job.settings.finance
    if finance.investments is None:
        return Projects()
    path, sources = choose_file(job, finance.investments.file, findings)
    if path is None:
        return Projects(None, sources)
    content = path.read_bytes()
    details = read_details(job, path.name, content, declared(finance, finance.investments), findings)
    if details.rows is None:
        return Projects(None, sources, details.account)
    rows = details.rows.rename(columns={"area": "project"})
    rows = rows.assign(**{n: pd.array([pd.NA] * len(rows), dtype="Int64") for n in MONEY if n not in rows})
    rows = rows.astype(dict.fromkeys(("namnd", "unit", "project"), "str"))
    rows["project"] = rows["project"].where(rows["project"] != "", rows["unit"])
    rank = {n.id: number for number, n in enumerate(job.namnder)}
    rows = rows.sort_values("namnd", key=lambda ids: ids.map(rank), kind="stable")
    cells = [f"{details.sheet}, rad {row}" for row in rows.index]
    rows = rows.assign(cell=cells, file=path.name, digest=sha256(content))
    rows.index = pd.Index([f"INV-{number}" for number in range(1, len(rows) + 1)], dtype="str", name="key")
    return Projects(rows.assign(deviation=rows["total_budget"] - rows["total_actual"]), sources, details.account)
