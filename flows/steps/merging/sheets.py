"""A sheet's known rows with what the nämnder answered, and where each was read."""

from __future__ import annotations

import pandas as pd

from flows.steps.files.submission import Submission
from flows.steps.job import Job
from flows.steps.known.load import Known
from flows.steps.merging.standing import State
from flows.steps.reading.read import Read
from schemas.columns import Column
from schemas.published import published_sheet
from schemas.sheets.sheet import Sheet, is_total

PRELIMINARY = "Preliminärt"
"""The state of rows from a right sheet in an answer with errors in others."""


def sheet_table(job: Job, known: Known, read: Read, sheet: Sheet, standing: tuple[State, ...]) -> pd.DataFrame:
    """Every known row of a sheet by key, with the entries of the submission that is shown and where they stand.

    Other columns of the known table (partners, department, …) come along for the pages. Of rows that need not be
    used, those that are come along.
    """
    source = known.facts.known[sheet.source]
    rows = read.tables[sheet.id]
    counted = {shown.id: shown for s in standing if (shown := s.shown(sheet.id))}
    rows = rows[rows.index.get_level_values("submission").isin(list(counted))]
    rows = rows.reset_index().set_index(sheet.key)
    table = source.assign(**{sheet.key: source.index})
    for name in sheet.entries:
        table[name] = rows[name].reindex(table.index)
    for column in (c for c in sheet.published if c.difference):
        table[column.name] = differences(table, column, sheet)
    state = {s.namnd.id: PRELIMINARY if s.shown(sheet.id) and not s.counted else s.state for s in standing}
    table["state"] = table["namnd"].map(state)
    for name, values in _origins(read, sheet, rows, counted).items():
        table[name] = pd.Series(values, index=rows.index, dtype="str").reindex(table.index)
    if sheet.optional:
        table = table[table[list(sheet.entries)].notna().any(axis=1)]
    return _in_order(table, job, published_sheet(sheet).columns[0].name)


def differences(table: pd.DataFrame, column: Column, sheet: Sheet) -> pd.Series[int]:
    """The column's first amount minus its second, by row.

    A sum row's, where the sheet sums the column up, is known only when every row above that has one of the amounts
    has the other too: a project without forecast would otherwise make a surplus of its whole budget.
    """
    one, other = column.difference or ("", "")
    found = table[one] - table[other]
    if column.name in sheet.summed:
        totals = pd.Series([is_total(str(key)) for key in table.index], index=table.index)
        half = (table[one].isna() != table[other].isna()) & ~totals
        found = found.mask(totals & table["namnd"].isin(list(table.loc[half, "namnd"])))
    return found


def _origins(read: Read, sheet: Sheet, rows: pd.DataFrame, counted: dict[str, Submission]) -> dict[str, list[str]]:
    """Where each row was read: sheet and row, file, and the file's sha256."""
    submissions = [counted[i] for i in rows["submission"]]
    titles = [read.titles[s.id, sheet.id] for s in submissions]
    return {
        "cell": [f"{title}, rad {row}" for title, row in zip(titles, rows["row"], strict=True)],
        "file": [s.file for s in submissions],
        "digest": [s.received.digest for s in submissions],
    }


def _in_order(table: pd.DataFrame, job: Job, by: str) -> pd.DataFrame:
    """The settings' order of nämnder; within a nämnd as the register has them."""
    rank = {n.id: number for number, n in enumerate(job.namnder)}
    return table.sort_values(by, key=lambda ids: ids.map(rank), kind="stable")
