"""Read: each submission's cells become typed values, stacked into one table per sheet, or findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from flows.steps.cells import Trouble, clean, parse_cell
from flows.steps.frames import typed_frame
from flows.steps.grid import Found, Grid, find_table, plain, table_rows
from flows.steps.submission import Submission
from schemas.columns import Column
from schemas.findings import NOTICE, WARNING, Finding, Severity
from schemas.kinds import RoundKind
from schemas.rules.kinds_of_rule import Facts
from schemas.sheets.sheet import Sheet, is_total

Origin = tuple[str, int]
"""(submission, row): the index of every stacked table."""


@dataclass
class Read:
    """All submissions of a round.

    `tables`: per sheet id a table with the sheet's columns and index (submission, row); money in öre.
    `raw`: the same cells as the user wrote them. `places`: where each submission's table lies. `titles`: what the
    tab is called in that file. `findings`: what could not be read.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    raw: dict[str, dict[Origin, dict[str, object]]] = field(default_factory=dict)
    places: dict[tuple[str, str], Found] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def cell(self, sheet: Sheet, origin: Origin, column: str) -> str:
        """The address of a value in the file that it came from."""
        return self.places[origin[0], sheet.id].cell(column, origin[1])


@dataclass(frozen=True)
class _Reader:
    """One submission's sheet while it is read."""

    submission: Submission
    sheet: Sheet
    expected: pd.DataFrame
    facts: Facts
    into: Read

    def note(self, trouble: Trouble, cell: str, key: str = "", column: str = "", value: str = "") -> None:
        """Add a finding at this sheet."""
        title = self.into.titles.get((self.submission.id, self.sheet.id), self.sheet.title)
        self.into.findings.append(
            Finding(
                rule=trouble.rule,
                severity=trouble.severity,
                what=trouble.what,
                todo=trouble.todo,
                namnd=self.submission.namnd,
                submission=self.submission.id,
                file=self.submission.file,
                sheet=title,
                cell=cell,
                key=key,
                column=column,
                value=value,
            )
        )


def read(submissions: Sequence[Submission], kind: RoundKind, facts: Facts) -> Read:
    """Read every sheet of every identified submission. Pure: the bytes are already in the submissions."""
    result = Read()
    records: dict[str, dict[Origin, dict[str, Any]]] = {sheet.id: {} for sheet in kind.sheets}
    result.raw = {sheet.id: {} for sheet in kind.sheets}
    for submission in submissions:
        for sheet in kind.sheets:
            known = facts.known[sheet.source]
            given = [name for name in sheet.given if name != sheet.key]
            expected = known.loc[known["namnd"] == submission.namnd, given]
            reader = _Reader(submission, sheet, expected, facts, result)
            records[sheet.id].update(_read_sheet(reader))
    result.tables = {sheet.id: _stack(sheet, records[sheet.id]) for sheet in kind.sheets}
    return result


def _grid_of(reader: _Reader) -> tuple[str, Grid] | None:
    wanted = plain(reader.sheet.title)
    return next(((title, grid) for title, grid in reader.submission.grids.items() if plain(title) == wanted), None)


def _read_sheet(reader: _Reader) -> dict[Origin, dict[str, Any]]:
    named = _grid_of(reader)
    sheet = reader.sheet
    if named is None:
        what = f"Bladet ”{sheet.title}” saknas."
        reader.note(Trouble("T1", what, "Fyll i den mall som delades ut, och behåll alla blad."), "")
        return {}
    title, grid = named
    place = (reader.submission.id, sheet.id)
    reader.into.titles[place] = title
    found = find_table(grid, sheet.columns)
    if found is None:
        reader.note(Trouble("T1", "Tabellens rubriker saknas.", "Kopiera in svaren i den mall som delades ut."), "A1")
        return {}
    reader.into.places[place] = found
    for column in sheet.columns:
        if column.name not in found.at and (column.entry or column.name == sheet.key):
            todo = "Återställ rubriken, så att kolumnen känns igen."
            reader.note(Trouble("T1", f"Rubriken ”{column.title}” saknas.", todo), f"A{found.heading_row}")
    return _read_rows(reader, grid, found)


def _read_rows(reader: _Reader, grid: Grid, found: Found) -> dict[Origin, dict[str, Any]]:
    sheet, rows = reader.sheet, dict[Origin, dict[str, Any]]()
    seen: dict[str, int] = {}
    known = reader.expected.to_dict("index")
    for number, cells in table_rows(grid, found):
        key = clean(cells.get(sheet.key, ""))
        if key not in known or key in seen:
            _odd_row(reader, found, (number, key, cells), seen)
            continue
        seen[key] = number
        origin = (reader.submission.id, number)
        rows[origin] = _values(reader, found, (number, key, cells), known[key])
        reader.into.raw[sheet.id][origin] = cells
    for key in reader.expected.index:
        if key not in seen:
            what = f"Raden {key} saknas."
            cell = found.cell(sheet.key, found.heading_row)
            reader.note(Trouble("T2", what, "Lägg tillbaka raden, eller använd den rättade filen."), cell, key)
    return rows


def _odd_row(reader: _Reader, found: Found, row: tuple[int, str, dict[str, object]], seen: dict[str, int]) -> None:
    """A row whose key is unknown or comes twice; notes beside the table and empty rows say nothing."""
    number, key, cells = row
    cell = found.cell(reader.sheet.key, number)
    entered = [cells[c] for c in reader.sheet.entries if cells.get(c) not in ("", None)]
    if key in seen:
        what = f"Raden {key} finns två gånger, också på rad {seen[key]}."
        reader.note(Trouble("T2", what, "Ta bort den rad som inte ska gälla."), cell, key)
    elif key and entered:
        reader.note(Trouble("T2", f"Raden ”{key}” hör inte till nämndens mall.", "Ta bort raden."), cell, key)
    elif entered:
        what = "Raden har text men inget nummer, och har inte lästs."
        reader.note(Trouble("T2", what, "Flytta texten till rätt rad.", WARNING), cell)


def _values(
    reader: _Reader, found: Found, at: tuple[int, str, Mapping[str, object]], decided: Mapping[Any, Any]
) -> dict[str, Any]:
    """Entry columns from the file; given ones from what was decided, with a finding where the file says otherwise."""
    sheet, row, (number, key, cells) = reader.sheet, {}, at
    for column in sheet.columns:
        cell = found.cell(column.name, number)
        if column.name == sheet.key:
            row[column.name] = key
        elif column.by == "given":
            row[column.name] = decided[column.name]
            _compare(reader, column, (key, cell, cells.get(column.name)), decided[column.name])
        elif column.entry and not (is_total(key) and column.name in sheet.summed):
            choices = reader.facts.choices.get(column.choices, ())
            value, trouble = parse_cell(cells.get(column.name), column, choices)
            row[column.name] = value
            if trouble:
                reader.note(trouble, cell, key, column.name, clean(cells.get(column.name, "")))
    return row


def _compare(reader: _Reader, column: Column, at: tuple[str, str, object], decided: Any) -> None:
    """Say so when a locked text was reworded (L1); the decided one stands. Numbers are ours and are not compared."""
    key, cell, raw = at
    if raw is None or not column.decided:
        return
    written, known = clean(raw), "" if pd.isna(decided) else clean(decided)
    if written.split() != known.split():
        what = f"{column.heading} är ändrat. Beslutet gäller, och texten är återställd."
        severity: Severity = NOTICE if not written else WARNING
        reader.note(Trouble("L1", what, "Ni behöver inte göra något.", severity), cell, key, column.name, written)


def _stack(sheet: Sheet, records: dict[Origin, dict[str, Any]]) -> pd.DataFrame:
    """One table of the sheet's columns, with each sum row computed from the rows of its own submission."""
    index = pd.MultiIndex.from_tuples(list(records), names=["submission", "row"]) if records else EMPTY_ORIGIN
    return _with_sums(sheet, typed_frame(sheet.columns, list(records.values()), index))


EMPTY_ORIGIN = pd.MultiIndex.from_arrays([[], []], names=["submission", "row"])


def _with_sums(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """Fill the entry columns of sum rows; a sum with an unknown part stays unknown."""
    if table.empty or not sheet.summed:
        return table
    total = table[sheet.key].map(is_total).astype(bool)
    for name in (n for n in sheet.summed if n in sheet.entries):
        parts = table.loc[~total, name].groupby(level="submission").agg(lambda part: part.sum(skipna=False))
        submissions = table.index.get_level_values("submission")[total]
        table.loc[total, name] = parts.reindex(submissions).to_numpy()
    return table
