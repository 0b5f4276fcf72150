"""A SIE file as the finance system's export: actuals and budget per ansvar, nämnd by the object of the dimension."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date
from typing import NamedTuple

import pandas as pd

from flows.steps.finance.account import RowAccount
from flows.steps.finance.amounts import exact
from flows.steps.finance.codes import lost_zeros, other_lengths, owners_of, two_claims, unclaimed
from flows.steps.finance.details import absent_namnder
from flows.steps.finance.rows import empty_finance, grouped_rows
from flows.steps.finance.sie import Balance, LineKind, SieFile, read_sie
from flows.steps.finance.sie_chosen import Chosen, Scope, choose, dated_rows
from flows.steps.job import Job
from schemas.finance_settings import Sie
from schemas.findings import ERROR, Finding
from schemas.messages import sie as say
from schemas.messages.message import Trouble
from schemas.settings import MONTHS

_KRONOR = ("", "SEK", "KR")
_SIE_5 = b"www.sie.se/sie5"
_ENDINGS = (".se", ".si", ".sie")

_LINES = {
    "counted": ("post med belopp för ansvar", "poster med belopp för ansvar"),
    "later": ("post för en annan period", "poster för andra perioder"),
    "elsewhere": ("post på ett annat konto", "poster på andra konton"),
    "without": ("post utan ansvar", "poster utan ansvar"),
    "parts": ("post som ingår i en annan", "poster som ingår i andra"),
    "repeated": ("upprepad post", "upprepade poster"),
    "other": ("rad av annat slag", "rader av annat slag"),
    "empty": ("tom rad", "tomma rader"),
    "rejected": ("rad som inte gick att läsa", "rader som inte gick att läsa"),
}
"""What a line of the file ends as: one and several, in the order in which they are shown."""


class SieRows(NamedTuple):
    """`rows` as `finance.read_finance` gives them, and what each line of the file is; None where it has no lines."""

    rows: pd.DataFrame
    account: RowAccount | None


def other_sie(content: bytes) -> Trouble | None:
    """What is said of SIE in a form that isn't read: SIE 5 (XML), or a SIE file in a zip; None for anything else."""
    if _SIE_5 in content[:8000].replace(b"\0", b""):
        return say.SIE_5()
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = [name for name in archive.namelist() if name.lower().endswith(_ENDINGS)]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return None
        return say.ZIPPED(file=names[0]) if names else None
    return None


def read_sie_rows(job: Job, name: str, content: bytes, findings: list[Finding]) -> SieRows:
    """Rows with `actual` through the round's month, `budget` for the whole year, and what each line of the file is.

    SIE has costs above zero, and no forecast: that comes from the nämnder alone. There are no rows where a record that
    the amounts need can't be read, says two things, or may be part of another, or where the file is of another time:
    `findings` (E4) say what and where.
    """
    if trouble := other_sie(content):
        findings.append(trouble.at(name))
        return SieRows(empty_finance(), None)
    file = read_sie(content)
    settings = job.settings.finance.sie or Sie.model_validate({})
    scope = Scope(settings.dimension, settings.accounts, job.year)
    chosen = choose(file, scope)
    troubles = [*file.troubles_for(vouchers=chosen.needs_vouchers), *chosen.troubles]
    if not _stops(troubles):
        unusable = _unusable(file, scope, chosen)
        troubles += [unusable] if unusable else [*_of_time(job, file, chosen), *_without_unit(job, file, scope, chosen)]
    findings += [trouble.at(name) for trouble in troubles]
    account = _account(job, name, file, scope, chosen) if file.kinds else None
    return SieRows(empty_finance() if _stops(troubles) else _rows(job, name, file, chosen, findings), account)


def _stops(troubles: list[Trouble]) -> bool:
    return any(trouble.severity == ERROR for trouble in troubles)


def _unusable(file: SieFile, scope: Scope, chosen: Chosen) -> Trouble | None:
    """Why nothing of a file can be used though all of it can be read; None where it can."""
    years = file.years.values()
    if file.currency not in _KRONOR:
        return say.CURRENCY(currency=file.currency)
    if years and not any(start.year <= scope.year <= end.year for start, end in years):
        start, end = file.years.get(0) or next(iter(years))
        return say.OTHER_YEAR(stated=f"{start}–{end}", year=scope.year)
    if file.vouchers and not (years or file.results or file.balances or file.period_balances or file.period_budgets):
        return say.VOUCHERS_ONLY()
    actual, budget = (any(scope.is_current(row) for row in rows) for rows in (chosen.actual, chosen.budget))
    if not actual and not budget:
        if file.sie_type in ("1", "2"):
            return say.WITHOUT_OBJECTS(kind=file.sie_type)
        return say.NO_OBJECTS(dimension=scope.dimension, year=scope.year)
    if not actual:
        return say.NO_ACTUAL(year=scope.year)
    return None if budget else say.NO_BUDGET(year=scope.year)


def _of_time(job: Job, file: SieFile, chosen: Chosen) -> list[Trouble]:
    """What is said of the file's years and periods: against each other, and against the round's."""
    troubles = [] if file.years else [say.NO_YEAR(year=job.year)]
    if chosen.from_vouchers:
        troubles.append(say.SUMMED_VOUCHERS())
    rows = [r for r in (*chosen.actual, *chosen.budget) if file.kinds[r.line - 1] is LineKind.BALANCE]
    strange = {pair for pair in {row[:2] for row in rows} if _is_outside(*pair, file)}
    if strange:
        outside = [row.line for row in rows if row[:2] in strange]
        troubles.append(say.PERIOD_OUTSIDE(where=file.where(outside)))
    through = _period(job)
    if file.until and file.until < job.period_end:
        troubles.append(say.TOO_EARLY(stated=file.until, through=job.through))
    elif not any(row.period == through for row in chosen.actual):
        troubles.append((say.EMPTY_MONTH if file.until else say.NO_MONTH)(through=job.through))
    months = {int(row.period[4:]) for row in chosen.budget if row.period[:4] == through[:4]}
    if len(months) > 1 and max(months) < 12:
        troubles.append(say.SHORT_BUDGET(through=f"{MONTHS[max(months) - 1]} {job.year}"))
    return troubles


def _is_outside(year: int, period: str, file: SieFile) -> bool:
    """Whether a period isn't in the year whose number its record has, or is in one with another number."""
    inside = {number for number, days in file.years.items() if _month(days[0]) <= period <= _month(days[1])}
    return year not in inside if year in file.years else bool(inside)


def _month(day: date) -> str:
    return f"{day:%Y%m}"


def _without_unit(job: Job, file: SieFile, scope: Scope, chosen: Chosen) -> list[Trouble]:
    """The actual that no ansvar has: what the accounts' own records have besides, or what stands alone."""
    through = _period(job)

    def counts(row: Balance) -> bool:
        return scope.has(row) and through[:4] <= row.period <= through

    summed = sum(row.ore for row in chosen.actual if counts(row))
    rows = dated_rows(file) if chosen.from_vouchers else file.period_balances
    skipped = {*chosen.repeated, *chosen.parts}
    without = [r for r in rows if counts(r) and not scope.object_of(r.objects) and r.line not in skipped]
    if chosen.from_vouchers or chosen.apart:
        missing = sum(row.ore for row in without)
    else:
        whole = [row.ore for row in without if not row.objects]
        if without and not whole:
            return [say.NOT_SUMMED(where=file.where(row.line for row in without))]
        missing = sum(whole) - summed if whole else 0
    if not missing:
        return []
    texts = {"total": summed + missing, "summed": summed, "missing": missing}
    return [say.WITHOUT_UNIT(**{key: exact(ore, "kr") for key, ore in texts.items()})]


def _period(job: Job) -> str:
    """The last month of the round's outcome, YYYYMM."""
    return f"{job.year}{job.round.through:02d}"


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def _in_time(job: Job, chosen: Chosen) -> tuple[list[Balance], list[Balance], list[Balance]]:
    """The rows that make up the actual, the budget and last year's actual."""
    through = _period(job)
    before = _year_before(through)
    actual = [row for row in chosen.actual if through[:4] <= row.period <= through]
    budget = [row for row in chosen.budget if row.period[:4] == through[:4]]
    return actual, budget, [row for row in chosen.actual if row.period[:4] == before[:4] and row.period <= before]


def _rows(job: Job, name: str, file: SieFile, chosen: Chosen, findings: list[Finding]) -> pd.DataFrame:
    """One row per ansvar, with its nämnd. An ansvar that the year has without an amount has zero: SIE omits it."""
    settings = job.settings.finance.sie or Sie.model_validate({})
    scope = Scope(settings.dimension, settings.accounts, job.year)
    actual, budget, last = _in_time(job, chosen)
    later = [row._replace(ore=0) for row in chosen.actual if scope.is_current(row) and row.period > _period(job)]
    rows = [*actual, *later, *budget, *last]
    units = [scope.object_of(row.objects) for row in rows]
    ore = pd.array([row.ore for row in rows], dtype="Int64")
    frame = pd.DataFrame({"unit": pd.Series(units, dtype="str"), "original": ore, "actual": ore, "last_year": ore})
    is_budget = (frame.index >= len(actual) + len(later)) & (frame.index < len(rows) - len(last))
    is_last = frame.index >= len(rows) - len(last)
    frame["original"] = frame["original"].where(is_budget, 0).mask(is_last)
    frame["actual"] = frame["actual"].where(~is_budget, 0).mask(is_last)
    frame["last_year"] = frame["last_year"].where(is_last)
    names = {key: text for (dimension, key), text in file.objects.items() if dimension == scope.dimension and text}
    frame["area"] = pd.Series([names.get(unit, unit) for unit in units], dtype="str")
    frame.index = pd.Index([row.line for row in rows])
    codes = list(dict.fromkeys(units))
    owners = owners_of(job, codes)
    frame["namnd"] = frame["unit"].map(dict(zip(codes, owners.ids, strict=True)))
    lost = [trouble for trouble, _ in lost_zeros(job, codes, owners)]
    others = [*two_claims(job, codes), *unclaimed(job, codes, owners), *other_lengths(codes, owners)]
    said = [*lost, *(trouble for trouble, _ in others), *absent_namnder(job, frame)]
    findings += [trouble.at(name) for trouble in said]
    return empty_finance() if lost else grouped_rows(frame, name)


def _account(job: Job, name: str, file: SieFile, scope: Scope, chosen: Chosen) -> RowAccount:
    """How many lines there are of each kind."""
    counted = {row.line for rows in _in_time(job, chosen) for row in rows}
    repeated, parts = set(chosen.repeated), set(chosen.parts)
    amounts = [*file.period_balances, *file.period_budgets, *(dated_rows(file) if chosen.from_vouchers else [])]

    def kind(row: Balance) -> str:
        if row.line in repeated or row.line in parts:
            return "repeated" if row.line in repeated else "parts"
        if not row.account.startswith(scope.accounts):
            return "elsewhere"
        if not scope.object_of(row.objects):
            return "without"
        return "counted" if row.line in counted else "later"

    of_lines = Counter(_PLAIN[kind] for kind in file.kinds if kind in _PLAIN)
    if not chosen.from_vouchers:
        of_lines["other"] += file.kinds.count(LineKind.ROW)
    of_lines.update(kind(row) for row in amounts)
    counts = {_LINES[key][of_lines[key] != 1]: of_lines[key] for key in _LINES if of_lines[key]}
    return RowAccount(name, "", len(file.texts), counts)


_PLAIN = {LineKind.EMPTY: "empty", LineKind.OTHER: "other", LineKind.REJECTED: "rejected"}
