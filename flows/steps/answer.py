"""Answer: for each nämnd a receipt, or a reply with its corrected workbook; for an unusable file a reply too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps import render
from flows.steps.correction_sheet import CORRECTIONS
from flows.steps.filled import Filled
from flows.steps.grid import plain
from flows.steps.job import Job
from flows.steps.known import Known
from flows.steps.read import Read
from flows.steps.standing import State
from flows.steps.submission import Received, Submission
from flows.steps.swedish import capital, day, field_text, listed, moment, tkr, words
from flows.steps.template import make_template
from schemas.findings import ERROR, Finding, Group, grouped
from schemas.sheets.sheet import TOTAL


@dataclass(frozen=True)
class Answering:
    """What the answers are made from."""

    job: Job
    known: Known
    read: Read


def answer(job: Job, known: Known, read: Read, standing: Sequence[State]) -> dict[str, bytes]:
    """The nämnder's replies by path under `svar/`: a text, and for a submission with errors the corrected workbook."""
    base = Answering(job, known, read)
    replies: dict[str, bytes] = {}
    for state in standing:
        if state.newest is not None:
            replies |= _correction(base, state, state.newest) if state.errors else _receipt(base, state, state.newest)
    return replies


def answer_unusable(job: Job, received: Sequence[Received], findings: Sequence[Finding]) -> dict[str, bytes]:
    """A reply for each file that could not be used, numbered by the file's digest."""
    replies: dict[str, bytes] = {}
    for item in received:
        mine = [f for f in findings if f.submission == item.digest[:12]]
        if mine:
            values = _common(job, item) | {"to": item.sender or "avsändaren", "findings": mine}
            replies[f"svar/ovrigt/{item.digest[:12]}.txt"] = render.text("oanvandbar.txt.j2", **values).encode()
    return replies


def _common(job: Job, item: Received) -> dict[str, Any]:
    contact = job.settings.contact
    return {
        "title": job.title,
        "round": f"{job.kind.title.lower()}en för {job.round.name} {job.year}",
        "file": item.file,
        "received": moment(item.received),
        "digest": item.digest,
        "deadline": day(job.deadline),
        "contact": "\n".join(part for part in (contact.name, contact.mail, contact.phone) if part),
    }


def _to(state: State, submission: Submission) -> str:
    return submission.received.sender or ", ".join(state.namnd.mail)


def _receipt(base: Answering, state: State, submission: Submission) -> dict[str, bytes]:
    values = _common(base.job, submission.received) | {
        "namnd": state.namnd.name,
        "to": _to(state, submission),
        "goals": goals_sentence(base, submission.id),
        "money": money_sentence(base, state.namnd.id, submission.id),
        "decision": _decision(base, submission.id),
        "groups": grouped(state.findings),
    }
    return {f"svar/{state.namnd.id}/kvittens.txt": render.text("kvittens.txt.j2", **values).encode()}


def _rows(base: Answering, sheet_id: str, submission: str) -> pd.DataFrame:
    table = base.read.tables[sheet_id]
    return table[table.index.get_level_values("submission") == submission]


def goals_sentence(base: Answering, submission: str) -> str:
    """'Fem mål: tre nås, ett nås delvis och ett nås inte.'."""
    said = _rows(base, "goals", submission)["assessment"]
    counts = [(int((said == word).sum()), word.lower()) for word in base.known.facts.choices["assessment"]]
    parts = listed(f"{words(count)} {word}" for count, word in counts if count)
    return f"{capital(words(len(said)))} mål: {parts}."


def money_sentence(base: Answering, namnd: str, submission: str) -> str:
    """'Ekonomi: underskott 1 200 tkr mot budget 250 000 tkr.'."""
    rows = _rows(base, "economy", submission).set_index("economy_id")
    key = f"{namnd}-{TOTAL}"
    sums = rows[rows.index == key][["budget", "forecast"]].dropna()
    if sums.empty:
        return "Ekonomi: ingen prognos."
    budget, forecast = (int(value) for value in sums.iloc[0])
    if tkr(budget) == tkr(forecast):
        return f"Ekonomi: prognosen är lika med budget, {tkr(budget)} tkr."
    word = "överskott" if forecast < budget else "underskott"
    return f"Ekonomi: {word} {tkr(abs(budget - forecast))} tkr mot budget {tkr(budget)} tkr."


def _decision(base: Answering, submission: str) -> str:
    rows = _rows(base, "minute", submission)
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return f"Beslut: {row['paragraph']}, {field_text(row['decided'], None)}."


def _correction(base: Answering, state: State, submission: Submission) -> dict[str, bytes]:
    job = base.job
    name = f"{job.round.folder}-{job.year}-{state.namnd.id}-rattelse.xlsx"
    workbook = make_template(job, base.known, state.namnd, filled(base.read, submission, state.findings))
    count = len(state.errors)
    noun = "uppgift" if count == 1 else "uppgifter"
    values = _common(job, submission.received) | {
        "namnd": state.namnd.name,
        "to": _to(state, submission),
        "progress": progress_sentence(base, state),
        "left": f"{capital(words(count, common=True))} {noun} behöver rättas.",
        "earlier": state.counted is not None,
        "extra": extra_sheets(base, submission),
        "corrected": name,
        "groups": _of(state.findings, error=True),
        "others": _of(state.findings, error=False),
    }
    text = render.text("rattelse.txt.j2", **values).encode()
    return {f"svar/{state.namnd.id}/svar.txt": text, f"svar/{state.namnd.id}/{name}": workbook}


def _of(findings: Sequence[Finding], *, error: bool) -> list[Group]:
    return grouped(f for f in findings if (f.severity == ERROR) == error)


def extra_sheets(base: Answering, submission: Submission) -> str:
    """Sheets that the nämnd has added itself, which the corrected workbook doesn't have; empty when there are none."""
    ours = {plain(t) for t in ("Start", CORRECTIONS, "_listor", "_meta", *(s.title for s in base.job.kind.sheets))}
    added = [f"”{title}”" for title in submission.grids if plain(title) not in ours]
    if not added:
        return ""
    lead = "Bladet" if len(added) == 1 else "Bladen"
    return f"{lead} {listed(added)} hör inte till mallen och följer inte med, men finns i er egen fil."


def progress_sentence(base: Answering, state: State) -> str:
    """Which sheets are right already."""
    wrong = {f.sheet for f in state.errors}
    right = [sheet.title for sheet in base.job.kind.sheets if sheet.title not in wrong]
    if not right:
        return ""
    noun = "Bladet" if len(right) == 1 else "Bladen"
    return f"{noun} {listed(right)} är {'klart' if len(right) == 1 else 'klara'}."


def filled(read: Read, submission: Submission, findings: Sequence[Finding]) -> Filled:
    """A submission's values by key, for its corrected workbook, with its findings, errors first."""
    tables: dict[str, pd.DataFrame] = {}
    raw: dict[tuple[str, str, str], object] = {}
    for sheet_id, table in read.tables.items():
        rows = table[table.index.get_level_values("submission") == submission.id]
        key = str(rows.columns[0])
        tables[sheet_id] = rows.set_index(key)
        for origin, row_key in zip(rows.index, rows[key], strict=True):
            raw |= {(sheet_id, str(row_key), name): cell for name, cell in read.raw[sheet_id][origin].items()}
    shown = sorted(findings, key=lambda f: f.severity != ERROR)
    return Filled(tables, raw, tuple(shown))
