"""The table of investments beside the economy: one row per project, exact in öre, its own sums checked."""

from __future__ import annotations

import pandas as pd

from flows.steps.files.submission import sha256
from flows.steps.finance.amounts import to_ore
from flows.steps.finance.export import Export, open_export
from flows.steps.finance.read import missing, newest
from flows.steps.finance.rows import owned
from flows.steps.finance.totals import check_deviations, check_totals, total_rows
from flows.steps.job import Job
from flows.steps.texts import uniform
from schemas.columns import Column
from schemas.finance_settings import InvestmentColumns, Investments
from schemas.findings import Finding
from schemas.messages.message import Trouble

MONEY = ("total_budget", "total_actual", "budget", "actual", "forecast")
_DEVIATIONS = {
    "total_deviation": ("total_budget", ("total_actual",)),
    "deviation": ("budget", ("forecast", "actual")),
}


def investment_columns(named: InvestmentColumns) -> tuple[Column, ...]:
    """The table's columns under this program's names; those without a heading are not there."""
    heads = {name: str(getattr(named, name)) for name in ("unit", "project", *MONEY, *_DEVIATIONS)}
    texts = ("unit", "project")
    return tuple(Column(n, h, "", "text" if n in texts else "money", "given") for n, h in heads.items() if h)


def read_investments(job: Job, findings: list[Finding]) -> tuple[pd.DataFrame | None, dict[str, str]]:
    """Columns namnd, unit, project and MONEY (öre, spending positive) by row; None where no settings ask for it."""
    settings = job.settings.finance.investments
    if settings is None:
        return None, {}
    path = newest(job, settings.file)
    if path is None:
        findings.append(missing(job, settings.file))
        return None, {}
    content = path.read_bytes()
    source = {path.name: sha256(content)}
    columns, decimal = investment_columns(settings.columns), job.settings.finance.decimal
    export = open_export(path.name, content, columns, decimal, job.year)
    if isinstance(export, Trouble):
        findings.append(export.at(path.name))
        return None, source
    rows = _checked(job, settings, export).assign(digest=source[path.name])
    findings += export.findings
    return rows, source


def _checked(job: Job, settings: Investments, export: Export) -> pd.DataFrame:
    frame, unit = export.frame, settings.money_unit
    money = [name for name in frame.columns if name not in ("unit", "project")]
    amounts = pd.DataFrame({name: to_ore(export, name, unit, "plus") for name in money})
    project = uniform(frame["project"])
    code = uniform(frame["unit"]) if "unit" in frame else project
    is_total = total_rows(project, job.settings.finance.total) | total_rows(code, job.settings.finance.total)
    check_totals(export, amounts, is_total, unit)
    flip = settings.cost_sign == "minus"
    check_deviations(export, amounts, _DEVIATIONS, unit, negative=flip)
    sign = -1 if flip else 1
    rows = (amounts[[n for n in MONEY if n in amounts]] * sign).assign(unit=code, project=project)
    rows = owned(job, export, rows[~is_total.to_numpy() & (project != "").to_numpy()])  # some nämnder have none
    rows = rows.assign(**{n: pd.array([pd.NA] * len(rows), dtype="Int64") for n in MONEY if n not in rows})
    rows = rows.astype(dict.fromkeys(("namnd", "unit", "project"), "str"))
    rank = {n.id: number for number, n in enumerate(job.namnder)}
    rows = rows.sort_values("namnd", key=lambda ids: ids.map(rank), kind="stable")
    rows = rows.assign(cell=[f"{export.sheet}, rad {row}" for row in rows.index], file=export.file)
    rows.index = pd.Index([f"INV-{number}" for number in range(1, len(rows) + 1)], dtype="str", name="key")
    return rows.assign(deviation=rows["total_budget"] - rows["total_actual"])
