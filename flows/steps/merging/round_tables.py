"""The round's own tables: åtgärder, all that came in, and findings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from flows.steps.files.submission import Received, Submission
from flows.steps.known.earlier import Earlier
from flows.steps.merging.compared import action_standing
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.standing import State
from flows.steps.reading.frames import typed_frame
from flows.steps.swedish import moment
from schemas.findings import WARNING, Finding, by_submission
from schemas.published import ACTIONS, FINDINGS, SUBMISSIONS
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import TOTAL, is_total

ACTION, _ECONOMY = "-Å", "-EKONOMI"
_HOLDS, _ACCEPTED, _REPLACED = "Gäller", "Godkänd", "Ersatt"
"""Ends of an åtgärd's id: after the goal's, and before that where it is for the nämnd's economy."""


def about_of(action_id: str) -> str:
    """The row that an åtgärd is for: 'KS-02' of 'KS-02-Å' and of 'KS-02-Å1' (which stands on an åtgärdslista).

    For the economy it is the nämnd's sum row.
    """
    return re.sub(f"{ACTION}\\d*$", "", action_id).replace(_ECONOMY, f"-{TOTAL}")


@dataclass(frozen=True)
class AllIn:
    """Every file that came in, every finding, the controller's form of accepted ones, and what earlier rounds said."""

    received: Sequence[Received]
    findings: Sequence[Finding]
    deadline: dt.date
    waivers: Received | None = None
    earlier: Earlier = field(default_factory=Earlier)
    mails: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A round's tables by id, those that are kept to the öre in `exact`, and what deviates."""

    tables: dict[str, pd.DataFrame]
    exact: dict[str, pd.DataFrame] = field(default_factory=dict)
    deviations: tuple[Deviation, ...] = ()


def actions_table(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """This round's åtgärder, for goals and for deficits, nämnd by nämnd as the tables have them."""
    goals, economy, followup = (tables[name] for name in ("goals", ECONOMY.id, "followup"))
    sums = economy.drop(without_totals(economy).index)
    many = tables.get("action_list")
    parts = [
        _listed(many, goals) if many is not None else goals.assign(key=goals.index + ACTION, concerns=goals["goal"]),
        sums.assign(key=sums["namnd"] + f"{_ECONOMY}{ACTION}", concerns="Nämndens ekonomi"),
    ]
    found = pd.concat(parts).dropna(subset="action")
    records = [{str(n): v for n, v in row.items()} | {"action_id": row["key"]} for row in found.to_dict("records")]
    table = typed_frame(ACTIONS.columns, records, pd.Index(found["key"], dtype="str", name="key"))
    return table.assign(standing=action_standing(table, followup))


def _listed(actions: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """The åtgärdslista's rows, with the analysis of the goal that they are for."""
    why = actions["goal_id"].map(goals["consequence"].to_dict())
    return actions.assign(key=actions.index, concerns=actions["goal"], consequence=why)


def _lines(texts: pd.Series[str]) -> str:
    return "\n".join(dict.fromkeys(texts.dropna()))


def _commas(texts: pd.Series[str]) -> str:
    return ", ".join(dict.fromkeys(texts.dropna()))


def with_action_list(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The goals with `action`, `responsible` and `due`; at årsbokslut put together from the åtgärdslista."""
    goals, actions = tables["goals"], tables.get("action_list")
    if actions is None:
        return goals
    by_goal = actions.groupby("goal_id", sort=False)
    found = goals.assign(action=by_goal["action"].agg(_lines).reindex(goals.index).astype("str"))
    found["responsible"] = by_goal["responsible"].agg(_commas).reindex(goals.index).astype("str")
    return found.assign(due=by_goal["due"].max().reindex(goals.index))


def submissions_table(standing: tuple[State, ...], all_in: AllIn) -> pd.DataFrame:
    """Every file, nämnd by nämnd; then what belongs to none; a nämnd without any has a row that says so."""
    records: list[dict[str, Any]] = []
    placed: set[str] = set()
    found = by_submission(all_in.findings)
    for state in standing:
        for submission in state.submissions:
            placed.add(submission.received.digest)
            mine = found.get(submission.id, [])
            records.append(_file_row(submission.received, mine, all_in.deadline) | _whose(state, submission, mine))
        if not state.submissions:
            records.append({"namnd": state.namnd.id, "name": state.namnd.name, "outcome": "○ Saknas"})
    for item in all_in.received:
        if item.digest not in placed:
            mine = [f for f in found.get(item.short, []) if f.file == item.file]
            whose = next((f.namnd for f in mine if f.namnd), "")
            outcome = "▲ Går inte att använda" if mine else "○ Samma fil en gång till"
            records.append(_file_row(item, mine, all_in.deadline) | {"namnd": whose, "outcome": outcome})
    return typed_frame(SUBMISSIONS.columns, records, pd.RangeIndex(len(records)))


def _file_row(item: Received, findings: list[Finding], deadline: dt.date) -> dict[str, Any]:
    return {
        "received": moment(item.received),
        "sender": item.sender,
        "file": item.file,
        "late": max(0, (item.received.date() - deadline).days),
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


def findings_table(findings: Sequence[Finding], standing: Sequence[State]) -> pd.DataFrame:
    """Findings as a table for workbook and data; those of an answer that a later one has replaced are told so."""
    kept = {s.id for state in standing for s in (state.counted, state.newest) if s is not None}
    replaced = {s.id for state in standing for s in state.submissions} - kept
    records = [
        {
            "severity": f"{f.severity.symbol} {f.severity.swedish}",
            "standing": _ACCEPTED if f.accepted else _REPLACED if f.submission in replaced else _HOLDS,
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
