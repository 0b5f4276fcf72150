"""Merge: the counted submissions joined to what was decided, goals beside economy, one row of state per nämnd."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from flows.steps.compared import all_actions, development, indicator_history, with_moves, with_trends
from flows.steps.deviations import Deviation, deviations_table, find_deviations
from flows.steps.earlier import Earlier
from flows.steps.frames import typed_frame
from flows.steps.job import Job
from flows.steps.known import Known
from flows.steps.merge_round import AllIn, actions_table, findings_table, submissions_table
from flows.steps.read import Read
from flows.steps.shown import in_whole_tkr
from flows.steps.standing import READ, State
from flows.steps.submission import Submission
from schemas.findings import Finding
from schemas.published import (
    ACCURACY,
    ACTIONS,
    ALL_ACTIONS,
    DEVELOPMENT,
    DEVIATIONS,
    FINDINGS,
    INDICATOR_HISTORY,
    INVESTMENTS,
    SUBMISSIONS,
    TOTALS,
    published_sheet,
)
from schemas.sheets.sheet import TOTAL, Sheet

PRELIMINARY = "Preliminärt"
"""The state of rows from a right sheet in an answer with errors in others."""


@dataclass(frozen=True)
class Merged:
    """All that is published, as tables by id (see schemas.published), with the states behind them.

    In `tables` money is whole tkr (in öre) whose sums add up, as people read it; `exact` has economy and totals to
    the öre.
    """

    job: Job
    known: Known
    earlier: Earlier
    states: tuple[State, ...]
    findings: tuple[Finding, ...]
    deviations: tuple[Deviation, ...]
    tables: dict[str, pd.DataFrame] = field(repr=False)
    exact: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def preliminary(self) -> bool:
        """Whether a nämnd is missing or wrong."""
        return any(s.state != READ for s in self.states)

    def state_of(self, namnd: str) -> State:
        """The state of one nämnd."""
        return {s.namnd.id: s for s in self.states}[namnd]


def merge(job: Job, known: Known, read: Read, standing: tuple[State, ...], all_in: AllIn) -> Merged:
    """Join everything. `all_in` is what came in, with every finding."""
    tables = {sheet.id: _sheet_table(job, known, read, sheet, standing) for sheet in job.kind.sheets}
    meanings = {level.word: level.meaning for level in job.model.levels}
    tables["goals"] = with_moves(tables["goals"], meanings)
    tables["indicators"] = with_trends(tables["indicators"], all_in.earlier)
    tables[TOTALS.id] = _totals(job, known, tables, standing)
    tables[ACTIONS.id] = actions_table(tables["goals"], tables["economy"], tables["followup"])
    tables[SUBMISSIONS.id] = submissions_table(standing, all_in)
    tables[FINDINGS.id] = findings_table(all_in.findings)
    if all_in.waivers is not None:
        known = replace(known, sources={**known.sources, all_in.waivers.file: all_in.waivers.digest})
    if known.investments is not None:
        tables[INVESTMENTS.id] = known.investments
    if len(all_in.earlier.accuracy):
        tables[ACCURACY.id] = all_in.earlier.accuracy
    exact = {name: tables[name] for name in ("economy", TOTALS.id)}
    tables |= in_whole_tkr(exact["economy"], exact[TOTALS.id])
    tables[ALL_ACTIONS.id] = all_actions(tables[ACTIONS.id], tables["followup"])
    period = f"{job.round.name} {job.year}"
    tables[INDICATOR_HISTORY.id] = indicator_history(tables["indicators"], all_in.earlier, period)
    tables[DEVELOPMENT.id] = development(all_in.earlier, tables[TOTALS.id], period)
    exact[DEVELOPMENT.id] = development(all_in.earlier, exact[TOTALS.id], period)
    found = find_deviations(tables, {n.id: n.name for n in job.namnder}, meanings)
    tables[DEVIATIONS.id] = deviations_table(found)
    return Merged(job, known, all_in.earlier, standing, tuple(all_in.findings), found, tables, exact)


def _sheet_table(job: Job, known: Known, read: Read, sheet: Sheet, standing: tuple[State, ...]) -> pd.DataFrame:
    """Every known row of a sheet by key, with the entries of the submission that is shown and where they stand.

    Other columns of the known table (partners, department, …) come along for the pages.
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
        one, other = column.difference or ("", "")
        table[column.name] = table[one] - table[other]
    state = {s.namnd.id: PRELIMINARY if s.shown(sheet.id) and not s.counted else s.state for s in standing}
    table["state"] = table["namnd"].map(state)
    for name, values in _origins(read, sheet, rows, counted).items():
        table[name] = pd.Series(values, index=rows.index, dtype="str").reindex(table.index)
    return _in_order(table, job, published_sheet(sheet).columns[0].name)


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


def _totals(job: Job, known: Known, tables: dict[str, pd.DataFrame], standing: tuple[State, ...]) -> pd.DataFrame:
    groups, goals = known.facts.groups, tables["goals"]
    economy = tables["economy"]
    records: list[dict[str, Any]] = []
    for state in standing:
        said = goals.loc[goals["namnd"] == state.namnd.id, "assessment"]
        counts = {m: int(said.isin(list(groups[m])).sum()) for m in ("reached", "partly", "missed")}
        row: dict[str, Any] = {
            "namnd": state.namnd.id,
            "name": state.namnd.name,
            "state": state.state,
            "goals": len(said),
        }
        row |= counts | {"open": len(said) - sum(counts.values())}
        key = f"{state.namnd.id}-{TOTAL}"
        if key in economy.index:
            row |= _money(economy.loc[[key]].iloc[0])
        records.append(row)
    index = pd.Index([s.namnd.id for s in standing], name="key")
    return typed_frame(TOTALS.columns, records, index)


def _money(total: pd.Series[Any]) -> dict[str, Any]:
    """A nämnd's sums; the finance system's forecast stands in, and is said to, where the nämnd's is not there."""
    own = not pd.isna(total["forecast"])
    forecast = total["forecast"] if own else total["system_forecast"]
    budget, known = total["budget"], not pd.isna(forecast)
    deviation = budget - forecast
    return {
        **{name: total[name] for name in ("original", "change", "budget", "actual", "last_year")},
        "forecast": forecast,
        "deviation": deviation,
        "forecast_change": forecast - total["previous_forecast"],
        "percent": round(float(deviation) * 100 / float(budget), 1) if budget and known else None,
        "forecast_from": "Nämnden" if own else "Ekonomisystemet" if known else "",
    }
