"""The finance system's export: found by its headings, exact in öre, compared with its own sums, nämnd by nämnd."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from flows.steps.files.formats import is_sie
from flows.steps.finance.account import RowAccount
from flows.steps.finance.choose import ECONOMY, Declared
from flows.steps.finance.details import absent_namnder, read_details
from flows.steps.finance.rows import AMOUNTS, empty_finance, grouped_rows
from flows.steps.finance.sie_rows import other_sie, read_sie_rows
from flows.steps.finance.unit_and_sign import check_unit_and_sign
from flows.steps.finance.which_file import choose_file
from flows.steps.job import Job
from schemas.columns import Column
from schemas.finance_settings import FinanceColumns, FinanceSettings
from schemas.findings import Finding

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

_ALIASES = {ours: str(FinanceColumns.model_fields[theirs].alias) for theirs, ours in _HEADINGS.items()}


def declared(finance: FinanceSettings, *, of_round: bool = True) -> Declared:
    """How the export looks by the settings: columns under this program's names; those without a heading are absent.

    A heading that unit and area have in common is the area's: it holds both. The file may be of any period unless it
    is to be `of_round`.
    """
    named = finance.columns
    heads = {ours: str(getattr(named, theirs)) for theirs, ours in _HEADINGS.items()}
    if heads["unit"] == heads["area"]:
        del heads["unit"]
    columns = tuple(
        Column(n, h, "", "text" if n in ("unit", "area") else "money", "given") for n, h in heads.items() if h
    )
    budget = "budget" if heads["budget"] else "original"
    deviations = {"deviation": (budget, ("system_forecast", "actual"))}
    how = Declared(ECONOMY, columns, _ALIASES, finance.money_unit, finance.cost_sign, deviations, of_round=of_round)
    return replace(how, sheet=finance.sheet, total=finance.total, decimal=finance.decimal)


@dataclass(frozen=True)
class Finance:
    """`rows` by key: namnd, unit, area and the AMOUNTS. `control`: the export's own sums in öre, where it has them.

    `account` says what became of each of the file's rows; None where the file could not be opened.
    """

    rows: pd.DataFrame
    control: dict[str, int] = field(default_factory=dict)
    account: RowAccount | None = None


def read_finance(job: Job, findings: list[Finding], before: int | None = None) -> tuple[Finance, dict[str, str]]:
    """The export's rows per ansvar and verksamhet; and the sha256 of each file that may be it.

    What doesn't add up (E1, E6), rows of no nämnd and nämnder without rows (E2), another unit or sign than the
    settings say (E5) go to `findings`; with E5, and with amounts that are unsure, there are no rows. `before` is the
    budget of an earlier round in öre.
    """
    path, sources = choose_file(job, job.settings.finance.file, findings)
    if path is None:
        return Finance(empty_finance()), sources
    found = read_as_declared(job, path.name, path.read_bytes(), findings)
    return checked_unit(job, path.name, found, findings, before), sources


def checked_unit(job: Job, name: str, found: Finance, findings: list[Finding], before: int | None = None) -> Finance:
    """What was found, or nothing where another unit or sign than the settings say is likelier (E5)."""
    if trouble := check_unit_and_sign(budgets(found.rows), job.settings.finance, before):
        findings.append(trouble.at(name))
        return Finance(empty_finance(), account=found.account)
    return found


def read_as_declared(job: Job, name: str, content: bytes, findings: list[Finding], *, of_round: bool = True) -> Finance:
    """The same whatever unit and sign look to be; also of another round's file unless it is to be `of_round`."""
    if is_sie(content) or other_sie(content):
        rows, account = read_sie_rows(job, name, content, findings)
        return Finance(rows, account=account)
    return _table(job, name, content, findings, declared(job.settings.finance, of_round=of_round))


def budgets(rows: pd.DataFrame) -> dict[str, int]:
    """Öre by nämnd, of the rows that belong to one."""
    return {str(k): int(v) for k, v in rows.groupby("namnd", sort=False)["budget"].sum().items() if k}


def _table(job: Job, name: str, content: bytes, findings: list[Finding], how: Declared) -> Finance:
    details = read_details(job, name, content, how, findings)
    if details.rows is None:
        return Finance(empty_finance(), account=details.account)
    rows = details.rows
    findings += [trouble.at(name, details.sheet, details.top) for trouble in absent_namnder(job, rows)]
    amounts = [n for n in AMOUNTS if n in rows]
    rows[amounts] = rows[amounts].fillna(0)
    control = dict(details.control)
    if "budget" not in control and "original" in control and "budget" not in rows:
        control["budget"] = control.pop("original")
    return Finance(grouped_rows(rows, name, details.sheet), control, details.account)
