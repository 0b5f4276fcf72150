"""Merge: the counted submissions joined to what was decided, goals beside economy, one row of state per nämnd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from flows.steps.frames import typed_frame
from flows.steps.job import Job
from flows.steps.known import Known
from flows.steps.read import Read
from flows.steps.shown import in_whole_tkr
from flows.steps.standing import READ, State
from flows.steps.submission import Received, Submission
from flows.steps.swedish import moment
from schemas.findings import WARNING, Finding
from schemas.published import ACCURACY, ACTIONS, FINDINGS, INVESTMENTS, SUBMISSIONS, TOTALS, published_sheet
from schemas.sheets.sheet import TOTAL, Sheet, is_total

ACTION = "-Å"
"""End of an åtgärd's id, after the goal's."""
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
    states: tuple[State, ...]
    findings: tuple[Finding, ...]
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
    tables[TOTALS.id] = _totals(job, known, tables, standing)
    tables[ACTIONS.id] = actions_table(tables["goals"], tables["economy"])
    tables[SUBMISSIONS.id] = _submissions(standing, all_in)
    tables[FINDINGS.id] = findings_table(all_in.findings)
    if all_in.waivers is not None:
        known = replace(known, sources={**known.sources, all_in.waivers.file: all_in.waivers.digest})
    if known.investments is not None:
        tables[INVESTMENTS.id] = known.investments
    if len(known.accuracy):
        tables[ACCURACY.id] = known.accuracy
    exact = {name: tables[name] for name in ("economy", TOTALS.id)}
    tables |= in_whole_tkr(exact["economy"], exact[TOTALS.id])
    return Merged(job, known, standing, tuple(all_in.findings), tables, exact)


@dataclass(frozen=True)
class AllIn:
    """Every file that came in, every finding of the round, and the controller's form of accepted ones."""

    received: Sequence[Received]
    findings: Sequence[Finding]
    waivers: Received | None = None


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


def actions_table(goals: pd.DataFrame, economy: pd.DataFrame) -> pd.DataFrame:
    """This round's åtgärder, for goals and for deficits, nämnd by nämnd as the tables have them."""
    sums = economy.drop(without_totals(economy).index)
    parts = [
        goals.assign(key=goals.index + ACTION, concerns=goals["goal"]),
        sums.assign(key=sums["namnd"] + f"-EKONOMI{ACTION}", concerns="Nämndens ekonomi"),
    ]
    found = pd.concat(parts).dropna(subset="action")
    records = [{str(n): v for n, v in row.items()} | {"action_id": row["key"]} for row in found.to_dict("records")]
    return typed_frame(ACTIONS.columns, records, pd.Index(found["key"], dtype="str", name="key"))


def _submissions(standing: tuple[State, ...], all_in: AllIn) -> pd.DataFrame:
    """Every file, nämnd by nämnd; then what belongs to none; a nämnd without any has a row that says so."""
    records: list[dict[str, Any]] = []
    placed: set[str] = set()
    for state in standing:
        for submission in state.submissions:
            placed.add(submission.received.digest)
            mine = [f for f in all_in.findings if f.submission == submission.id]
            records.append(_file_row(submission.received, mine) | _whose(state, submission, mine))
        if not state.submissions:
            records.append({"namnd": state.namnd.id, "name": state.namnd.name, "outcome": "○ Saknas"})
    for item in all_in.received:
        if item.digest not in placed:
            mine = [f for f in all_in.findings if f.submission == item.digest[:12]]
            whose = next((f.namnd for f in mine if f.namnd), "")
            outcome = "▲ Går inte att använda" if mine else "○ Samma fil en gång till"
            records.append(_file_row(item, mine) | {"namnd": whose, "outcome": outcome})
    return typed_frame(SUBMISSIONS.columns, records, pd.RangeIndex(len(records)))


def _file_row(item: Received, findings: list[Finding]) -> dict[str, Any]:
    return {
        "received": moment(item.received),
        "sender": item.sender,
        "file": item.file,
        "errors": sum(f.stops for f in findings),
        "warnings": sum(f.severity == WARNING for f in findings),
        "digest": item.digest,
    }


def _whose(state: State, submission: Submission, findings: list[Finding]) -> dict[str, Any]:
    if submission is state.counted:
        outcome = "● Inläst"
    elif any(f.stops for f in findings):
        outcome = "▲ Rättas" if submission is state.newest else "▲ Hade fel"
    else:
        outcome = "○ Ersatt av en senare"
    return {"namnd": state.namnd.id, "name": state.namnd.name, "outcome": outcome}


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Findings as a table for workbook and data."""
    records = [
        {
            "severity": f"{f.severity.symbol} {f.severity.swedish}",
            "namnd": f.namnd,
            "where": f.where,
            "what": f.what,
            "todo": f.todo,
            "rule": f.rule,
            "accepted": f.accepted,
            "file": f.file,
        }
        for f in findings
    ]
    return typed_frame(FINDINGS.columns, records, pd.RangeIndex(len(records)))


def without_totals(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not sums."""
    return table.loc[[not is_total(str(key)) for key in table.index]]
