"""The finance system's export: found by its headings, exact in öre, held against its own total."""

from __future__ import annotations

import fnmatch
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from flows.steps.cells import clean, parse_cell
from flows.steps.frames import typed_frame
from flows.steps.grid import table_rows
from flows.steps.headings import Found, find_table
from flows.steps.job import Job
from flows.steps.opening import open_workbook
from flows.steps.submission import sha256
from schemas.columns import Column
from schemas.findings import ERROR, WARNING, Finding, Severity
from schemas.messages.message import Trouble

_TKR_PER = {"kr": Decimal("0.001"), "tkr": Decimal(1), "mnkr": Decimal(1000)}
AMOUNTS = ("budget", "actual", "last_year", "system_forecast")
_KEPT = tuple(
    Column(name, name, "", "text" if name in ("namnd", "area", "unit") else "money", "given")
    for name in ("namnd", "unit", "area", *AMOUNTS)
)


def _columns(job: Job) -> tuple[Column, ...]:
    """The export's columns under this program's names."""
    named = job.settings.finance.columns
    heads = {
        "unit": named.unit,
        "area": named.area,
        "budget": named.budget,
        "actual": named.actual,
        "last_year": named.last_year,
        "system_forecast": named.forecast,
    }
    return tuple(Column(n, h, "", "text" if n in ("unit", "area") else "money", "given") for n, h in heads.items())


def finance_file(job: Job) -> Path | None:
    """The newest-named export in the round's folder, if any."""
    if not job.inbox.is_dir():
        return None
    names = sorted(p for p in job.inbox.iterdir() if fnmatch.fnmatch(p.name, job.settings.finance.file))
    return names[-1] if names else None


def read_finance(job: Job, findings: list[Finding]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Rows per ansvar with columns namnd, unit, area, budget, actual, last_year, system_forecast (öre, cost positive).

    Differences from the export's total row (E1), rows of no nämnd and nämnder without rows (E2) go to `findings`.
    """
    path = finance_file(job)
    if path is None:
        what = f"Ekonomifilen ({job.settings.finance.file}) saknas."
        findings.append(_say("E2", what, "Lägg ekonomisystemets fil i omgångens mapp.", "", severity=WARNING))
        return _frame([]), {}
    content = path.read_bytes()
    source = {path.name: sha256(content)}
    opened = open_workbook(content)
    if isinstance(opened, Trouble):
        findings.append(_say(opened.rule, opened.what, opened.todo, path.name))
        return _frame([]), source
    for title, grid in opened[0].items():
        if found := find_table(grid, _columns(job)):
            rows = list(table_rows(grid, found))
            return _frame(_reconciled(job, _Export(path.name, title, found, findings), rows)), source
    headings = ", ".join(c.heading for c in _columns(job))
    findings.append(
        _say("E2", f"Rubrikerna {headings} hittas inte.", "Rätta [ekonomi.kolumner] i kommun.toml.", path.name)
    )
    return _frame([]), source


class _Export:
    """Where the export is read from, and where what is wrong with it goes."""

    def __init__(self, file: str, sheet: str, found: Found, findings: list[Finding]) -> None:
        self.file, self.sheet, self.found, self.findings = file, sheet, found, findings

    def say(self, rule: str, what: str, todo: str, column: str, row: int) -> None:
        """Add a finding at a cell of the export."""
        found = _say(rule, what, todo, self.file)
        self.findings.append(replace(found, sheet=self.sheet, cell=self.found.cell(column, row)))


def _say(rule: str, what: str, todo: str, file: str, *, severity: Severity = ERROR) -> Finding:
    return Finding(rule=rule, severity=severity, what=what, todo=todo, file=file)


def _reconciled(job: Job, export: _Export, rows: list[tuple[int, dict[str, object]]]) -> list[dict[str, Any]]:
    """The rows with their nämnd; each total row is compared with the sum of all rows above it."""
    read: list[dict[str, Any]] = []
    word = job.settings.finance.total.casefold()
    for number, cells in rows:
        amounts = _amounts(job, export, number, cells)
        if word in (clean(cells.get("unit", "")).casefold(), clean(cells.get("area", "")).casefold()):
            _compare_total(export, number, amounts, read)
        else:
            read.append(_row(job, export, number, cells) | amounts)
    present = {row["namnd"] for row in read}
    for namnd in job.namnder:
        if namnd.id not in present:
            export.say("E2", f"{namnd.name} har inga rader.", "Kontrollera filen eller nämndens ansvar.", "unit", 1)
    return read


def _amounts(job: Job, export: _Export, number: int, cells: dict[str, object]) -> dict[str, int]:
    finance = job.settings.finance
    factor = _TKR_PER[finance.money_unit] * (1 if finance.cost_sign == "plus" else -1)
    amounts: dict[str, int] = {}
    for column in _columns(job):
        if column.kind == "money":
            value, trouble = parse_cell(cells.get(column.name), column)
            if isinstance(trouble, Trouble):
                export.say(trouble.rule, trouble.what, "Rätta beloppet i filen.", column.name, number)
            amounts[column.name] = int(Decimal(value or 0) * factor)
    return amounts


def _row(job: Job, export: _Export, number: int, cells: dict[str, object]) -> dict[str, Any]:
    unit = clean(cells.get("unit", ""))
    owner = next((n.id for n in job.namnder if any(unit.startswith(u) for u in n.units)), "")
    if not owner:
        what = f"Ansvar {unit or 'utan nummer'} hör inte till någon nämnd."
        export.say("E2", what, "Lägg till ansvaret hos rätt nämnd i kommun.toml.", "unit", number)
    return {"namnd": owner, "unit": unit, "area": clean(cells.get("area", ""))}


def _compare_total(export: _Export, number: int, total: dict[str, int], rows: list[dict[str, Any]]) -> None:
    for name, stated in total.items():
        summed = sum(row[name] for row in rows)
        if summed != stated:
            kr = f"{Decimal(summed - stated) / 100:+,.2f}".replace(",", " ").replace(".", ",").replace("-", "−")
            what = f"Raderna ger en annan summa än filens summarad: skillnaden är {kr} kr."
            export.say("E1", what, "Hämta filen på nytt ur ekonomisystemet.", name, number)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    keys = [f"{row['namnd'] or 'INGEN'}-{row['unit']}" for row in rows]
    return typed_frame(_KEPT, rows, pd.Index(keys, dtype="str", name="key"))
