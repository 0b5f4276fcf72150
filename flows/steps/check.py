"""Check: pandera judges each stacked sheet once; its failures become findings with file, sheet and cell."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from flows.steps.files.submission import Submission
from flows.steps.follow_on import with_follow_on
from flows.steps.reading.read import Origin, Read
from flows.steps.swedish import field_text
from schemas.columns import in_year
from schemas.findings import ERROR, Finding, Severity, in_order
from schemas.kinds import RoundKind
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.rules.kinds_of_rule import Facts, Requirement, Rule
from schemas.sheets.sheet import Sheet, is_total


@dataclass(frozen=True)
class Checker:
    """What a named check of a sheet's schema says of a row that fails it."""

    rule: str
    column: str
    severity: Severity
    what: str
    todo: str
    depends: tuple[str, ...] = ()
    """Other columns of the row that must have been read, for there to be anything to say."""


def check(read: Read, kind: RoundKind, facts: Facts, submissions: list[Submission]) -> list[Finding]:
    """Every finding about the submissions' contents, in order. The tables are not changed."""
    received = {s.id: s.received.received.date() for s in submissions}
    facts = replace(facts, read=read.tables, received=received)
    files = {s.id: s for s in submissions}
    empty = set() if kind.may_be_empty else _empty(read, kind, submissions)
    found = [f for f in read.findings if f.submission not in empty]
    found += [files[i].finding(say.EMPTY_TEMPLATE()) for i in sorted(empty)]
    unread = {(f.submission, f.sheet, f.cell) for f in found if f.severity == ERROR}
    for sheet in kind.sheets:
        for origin, checker in _failures(sheet, read.tables[sheet.id], facts):
            if origin[0] in empty or not read.has(sheet, origin[0], checker.column):
                continue
            finding = _finding(read, sheet, facts, (origin, checker), files[origin[0]])
            cells = {read.cell(sheet, origin, name) for name in (checker.column, *checker.depends)}
            if not any((finding.submission, finding.sheet, cell) in unread for cell in cells):
                found.append(finding)
        found = _first_causes(found, sheet)
    found = list(with_follow_on(found, read, kind, facts))
    return in_order(found, tuple(sheet.id for sheet in kind.sheets))


def _first_causes(found: list[Finding], sheet: Sheet) -> list[Finding]:
    """Without what only follows of an error: doubts about the same cell, and what a sum of wrong parts says."""
    errors = [f for f in found if f.sheet_id == sheet.id and f.severity == ERROR and f.cell]
    cells = {(f.submission, f.cell) for f in errors}
    parts = {f.submission for f in errors if f.column in sheet.summed and not is_total(f.key)}

    def follows(f: Finding) -> bool:
        if f.sheet_id != sheet.id:
            return False
        doubted = f.severity != ERROR and (f.submission, f.cell) in cells
        computed = is_total(f.key) and f.rule != say.SUM_TYPED.rule
        own = f.column not in sheet.summed and f.value  # what stands in the row's own cell
        return doubted or (computed and not own and (f.column in sheet.summed or f.submission in parts))

    return [f for f in found if not follows(f)]


def _empty(read: Read, kind: RoundKind, submissions: list[Submission]) -> set[str]:
    """Submissions whose templates nobody has filled in: one thing to say, and not a hundred."""
    said: set[str] = {f.submission for f in read.findings if f.severity == ERROR}
    for sheet in kind.sheets:
        filled = read.tables[sheet.id][list(sheet.entries)].notna().any(axis=1)
        said |= set(filled.index.get_level_values("submission")[filled])
    return {s.id for s in submissions} - said


def _failures(sheet: Sheet, table: pd.DataFrame, facts: Facts) -> Iterator[tuple[Origin, Checker]]:
    """Each failing row with what it fails, once (pandera reports a frame-wide check once per column).

    Raises RuntimeError for a rule that fails itself: pandera tells of it as of a failure without a row.
    """
    checkers, schema = _schema(sheet, facts)
    try:
        schema.validate(table.reset_index(), lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check", "index"]]
        if cases["index"].isna().any():
            raise RuntimeError(f"{sheet.id}: {errors.failure_cases.to_dict('records')}") from errors
        seen = set()
        for column, name, position in cases.itertuples(index=False):
            checker = checkers.get(str(name)) or _bounds(sheet, str(column))
            origin = (str(table.index[int(position)][0]), int(table.index[int(position)][1]))
            if (origin, checker) not in seen:
                seen.add((origin, checker))
                yield origin, checker


def _schema(sheet: Sheet, facts: Facts) -> tuple[dict[str, Checker], pa.DataFrameSchema]:
    """The model's schema with the sheet's requirements and rules as named checks."""
    schema = copy.copy(sheet.model.to_schema())  # pandera keeps one per model
    # Reading made the types from the same description, and a column costs pandera 1 ms: only those with a check
    schema.columns = {name: column for name, column in schema.columns.items() if column.checks}
    checkers: dict[str, Checker] = {}
    checks: list[pa.Check] = []
    for number, requirement in enumerate(sheet.requirements):
        for column in requirement.columns:
            name = f"krav {number} {column}"
            checkers[name] = _asks(sheet, requirement, column, facts.example_year)
            checks.append(pa.Check(partial(_filled, requirement, facts, column), name=name, ignore_na=False))
    for number, rule in enumerate(sheet.rules):
        name = f"regel {number}"
        checkers[name] = Checker(rule.rule, rule.column, rule.severity, rule.what, rule.todo)
        checks.append(pa.Check(partial(_holds, rule, facts), name=name, ignore_na=False))
    schema.checks = checks
    return checkers, schema


def _filled(requirement: Requirement, facts: Facts, column: str, rows: pd.DataFrame) -> pd.Series[bool]:
    return ~requirement.missing(rows, facts, column)


def _holds(rule: Rule, facts: Facts, rows: pd.DataFrame) -> pd.Series[bool]:
    return ~rule.broken(rows, facts)


def _asks(sheet: Sheet, requirement: Requirement, name: str, year: int) -> Checker:
    """'Målet bedöms inte nås, men ”Konsekvensbeskrivning” saknas.' with the column's own advice."""
    column = sheet.by_name[name]
    depends = requirement.when.columns
    return Checker(
        requirement.rule, name, requirement.severity, requirement.says(column), in_year(column.ask, year), depends
    )


def _bounds(sheet: Sheet, name: str) -> Checker:
    """A value outside the limits that its column declares."""
    column = sheet.by_name[name]
    low, high = column.low, column.high
    if low is not None and high is not None:
        todo = f"Skriv ett tal mellan {low:g} och {high:g}."
    else:
        todo = f"Skriv ett tal som är minst {low:g}." if low is not None else f"Skriv ett tal som är högst {high:g}."
    return Checker("V4", name, ERROR, f"”{column.heading}” är {{{name}}}, vilket inte är rimligt.", todo)


def _row(table: pd.DataFrame, key: Any) -> dict[str, Any]:
    """One row's values by column."""
    return {str(name): table.at[key, name] for name in table.columns}


def _finding(
    read: Read, sheet: Sheet, facts: Facts, failure: tuple[Origin, Checker], submission: Submission
) -> Finding:
    origin, checker = failure
    row = _row(read.tables[sheet.id], origin)
    key = str(row[sheet.key])
    known = _row(facts.known[sheet.source], key)
    texts = {n: field_text(v, sheet.by_name.get(n)) for n, v in (known | row).items()}
    title, cell = read.titles[submission.id, sheet.id], read.cell(sheet, origin, checker.column)
    said = Trouble(checker.rule, checker.what.format_map(texts), checker.todo.format_map(texts), checker.severity)
    trouble = submission.oddities.get(title, {}).get(cell, said)  # a merged cell is empty for that reason
    place = {"sheet_id": sheet.id, "key": key, "column": checker.column, "value": texts[checker.column]}
    return submission.finding(trouble, title, cell, **place)
