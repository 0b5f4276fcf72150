"""The finance system's export: found by its headings, exact in öre, held against its own sums, nämnd by nämnd."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from flows.steps.files.formats import is_sie
from flows.steps.files.submission import sha256
from flows.steps.finance.amounts import to_ore
from flows.steps.finance.export import Export, open_export
from flows.steps.finance.rows import coded, empty_finance, grouped_rows, owned, tell_absent
from flows.steps.finance.sie_rows import other_sie, read_sie_rows
from flows.steps.finance.totals import check_deviations, check_totals, total_rows
from flows.steps.finance.unit_and_sign import check_unit_and_sign
from flows.steps.job import Job
from flows.steps.texts import fits, nobody_sent, uniform
from schemas.columns import Column
from schemas.finance_settings import FinanceColumns
from schemas.findings import Finding
from schemas.messages import economy as say
from schemas.messages.message import Trouble

_HEADINGS = {
    "unit": "unit",
    "area": "area",
    "budget": "original",
    "revised": "budget",
    "actual": "actual",
    "last_year": "last_year",
    "forecast": "system_forecast",
    "deviation": "deviation",
}


def export_columns(named: FinanceColumns) -> tuple[Column, ...]:
    """The export's columns under this program's names; those without a heading are not there.

    A heading that unit and area have in common is the area's: it holds both.
    """
    heads = {ours: str(getattr(named, theirs)) for theirs, ours in _HEADINGS.items()}
    if heads["unit"] == heads["area"]:
        del heads["unit"]
    kinds = {name: "text" if name in ("unit", "area") else "money" for name in heads}
    return tuple(Column(n, h, "", kinds[n], "given") for n, h in heads.items() if h)  # type: ignore[arg-type]


def missing(job: Job, pattern: str) -> Finding:
    """What is said where there is no such file."""
    return say.MISSING(pattern=pattern, folder=job.inbox.relative_to(job.home).as_posix()).at()


def newest(job: Job, pattern: str) -> Path | None:
    """The newest-named file of the round's folder that fits the pattern, if any."""
    if not job.inbox.is_dir():
        return None
    names = sorted(p for p in job.inbox.iterdir() if fits(p.name, pattern) and not nobody_sent(p.name))
    return names[-1] if names else None


@dataclass(frozen=True)
class Finance:
    """`rows` by key: namnd, unit, area and the AMOUNTS. `control`: the export's own sums in öre, where it has them."""

    rows: pd.DataFrame
    control: dict[str, int] = field(default_factory=dict)


def read_finance(job: Job, findings: list[Finding], before: int | None = None) -> tuple[Finance, dict[str, str]]:
    """The export's rows per ansvar and verksamhet; and the file's sha256.

    What doesn't add up (E1, E6), rows of no nämnd and nämnder without rows (E2), another unit or sign than the
    settings say (E5, then there are no rows) go to `findings`. `before` is the budget of an earlier round in öre.
    """
    path = newest(job, job.settings.finance.file)
    if path is None:
        findings.append(missing(job, job.settings.finance.file))
        return Finance(empty_finance()), {}
    content = path.read_bytes()
    return read_content(job, path.name, content, findings, before), {path.name: sha256(content)}


def read_content(job: Job, name: str, content: bytes, findings: list[Finding], before: int | None = None) -> Finance:
    """The same of a file wherever it lies."""
    found = read_as_declared(job, name, content, findings)
    if trouble := check_unit_and_sign(budgets(found.rows), job.settings.finance, before):
        findings.append(trouble.at(name))
        return Finance(empty_finance())
    return found


def read_as_declared(job: Job, name: str, content: bytes, findings: list[Finding]) -> Finance:
    """The same whatever unit and sign look to be."""
    return (_sie if is_sie(content) or other_sie(content) else _table)(job, name, content, findings)


def budgets(rows: pd.DataFrame) -> dict[str, int]:
    """Öre by nämnd, of the rows that belong to one."""
    return {str(k): int(v) for k, v in rows.groupby("namnd", sort=False)["budget"].sum().items() if k}


def _table(job: Job, name: str, content: bytes, findings: list[Finding]) -> Finance:
    finance = job.settings.finance
    export = open_export(name, content, export_columns(finance.columns), finance.decimal, job.year)
    if isinstance(export, Trouble):
        findings.append(export.at(name))
        return Finance(empty_finance())
    rows, control = checked(job, export)
    findings += export.findings
    return Finance(grouped_rows(rows, name, export.sheet), control)


def checked(job: Job, export: Export) -> tuple[pd.DataFrame, dict[str, int]]:
    """The export's detail rows with nämnd and öre, and its last total row; sums and deviations checked on the way."""
    finance, frame = job.settings.finance, export.frame
    money = [name for name in frame.columns if name not in ("unit", "area")]
    amounts = pd.DataFrame({name: to_ore(export, name, finance.money_unit, "plus") for name in money})
    texts = {name: uniform(frame[name]) for name in ("unit", "area") if name in frame}
    unit, texts["area"] = coded(texts.get("unit", texts["area"]), texts["area"])
    is_total = total_rows(unit, finance.total) | total_rows(texts["area"], finance.total)
    check_totals(export, amounts, is_total, finance.money_unit)
    parts = {"deviation": ("budget" if "budget" in amounts else "original", ("system_forecast", "actual"))}
    check_deviations(export, amounts, parts, finance.money_unit, negative=finance.cost_sign == "minus")
    sign = 1 if finance.cost_sign == "plus" else -1
    amounts = amounts[[n for n in money if n != "deviation"]]
    signed = amounts if sign == 1 else -amounts
    control = {str(n): int(v) for n, v in signed[is_total.to_numpy()].iloc[-1].items()} if is_total.any() else {}
    if "budget" not in control and "original" in control:
        control["budget"] = control.pop("original")
    rows = signed.assign(unit=unit, area=texts["area"])
    details = ~is_total.to_numpy() & ((unit != "") | (texts["area"] != "")).to_numpy()
    rows = rows if details.all() else rows[details]
    rows = owned(job, export, rows)
    tell_absent(job, export, rows)
    return rows, control


def _sie(job: Job, name: str, content: bytes, findings: list[Finding]) -> Finance:
    return Finance(read_sie_rows(job, name, content, findings).rows)
