"""What the Word documents share: the round in words, values as text, explanations, proposals and sources."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from flows.steps.documents.look import LEAD, NOTICE
from flows.steps.documents.paper import Paper
from flows.steps.merging.merge import Merged
from flows.steps.merging.round_tables import about_of
from flows.steps.merging.tense import EXPECTED, Tense
from flows.steps.merging.wordings import file_told
from flows.steps.swedish import day, paragraph_told
from schemas.messages.message import listed
from schemas.sheets.sheet import TOTAL, is_total

Record = dict[str, Any]


def round_title(merged: Merged) -> str:
    """'prognos april 2026'."""
    return merged.job.title[:1].lower() + merged.job.title[1:]


def start(merged: Merged, subtitle: str) -> Paper:
    """A document with its title, its foot, and the mark of an example."""
    job = merged.job
    title = f"Uppföljning av mål och ekonomi, {round_title(merged)}"
    paper = Paper(f"{title}. {subtitle}", job.settings.contact.name, job.deadline)
    paper.foot(f"{job.settings.name}. {title}")
    paper.text(title, "Title")
    paper.text(subtitle, "Subtitle")
    if job.settings.example:
        paper.text("Exempel. Målen, beloppen och besluten är påhittade.", NOTICE)
    return paper


def leads(paper: Paper, sentences: list[str]) -> None:
    """The sentences that say the most, a paragraph each."""
    for sentence in sentences:
        paper.text(sentence, LEAD)


def records(merged: Merged, sheet: str, namnd: str) -> list[Record]:
    """A nämnd's rows of a table, each with its `key`."""
    return merged.rows.get((sheet, namnd), [])


def said(row: Record, name: str) -> str:
    """A value as text, a day as '30 september 2026'; empty for an unknown one."""
    unknown = bool(pd.isna(row[name]))
    value: object = "" if unknown else row[name]
    return day(value) if isinstance(value, dt.date) else str(value)


def explain(paper: Paper, row: Record, tense: Tense = EXPECTED) -> None:
    """Konsekvens, åtgärd, who is responsible and when it is done, each where it is said."""
    paper.labelled(tense.why, said(row, "consequence"))
    paper.labelled("Åtgärd", said(row, "action"))
    responsible, due = said(row, "responsible"), said(row, "due")
    if responsible:
        paper.labelled("Ansvarig", f"{responsible}, klar senast {due}" if due else responsible)
    else:
        paper.labelled("Klar senast", due)


def concerned(merged: Merged, action_id: str, text: str) -> str:
    """What an åtgärd concerns: the goal's number, 'Ekonomi', or the goal's text when it is no longer a goal."""
    number = about_of(action_id)
    if number in merged.tables["goals"].index:
        return number
    return "Ekonomi" if is_total(number) else text


def acting_on(merged: Merged, namnd: str) -> tuple[list[str], int | None]:
    """The nämnd's goals that have åtgärder because they aren't reached, and its deficit (öre) that has one."""
    mine = [d for d in merged.deviations if d.namnd == namnd and d.action]
    goals = sorted(d.row for d in mine if d.row in merged.tables["goals"].index)
    deficit = any(d.row.endswith(TOTAL) for d in mine)
    return goals, int(merged.tables["totals"].loc[[namnd], "deviation"].iloc[0]) if deficit else None


def actions_named(merged: Merged, goals: list[str]) -> str:
    """'åtgärden för målet KS-02', 'åtgärderna för målen KS-02 och KS-03'."""
    count = sum(about_of(str(action)) in goals for action in merged.tables["actions"].index)
    return f"{'åtgärden' if count == 1 else 'åtgärderna'} för {'målet' if len(goals) == 1 else 'målen'} {listed(goals)}"


def decision(merged: Merged, namnd: str) -> tuple[str, str, str]:
    """Day, paragraph and note of the nämnd's decision, each empty while it isn't known."""
    (row,) = records(merged, "minute", namnd)
    return said(row, "decided"), paragraph_told(said(row, "paragraph")), said(row, "note")


def answer_source(merged: Merged, namnd: str) -> str:
    """The file that the nämnd's words were read from, with its checksum and when it came; empty without any."""
    state = merged.state_of(namnd)
    shown = state.counted or (state.newest if state.right_sheets else None)
    if shown is None:
        return ""
    return file_told(shown.received)
