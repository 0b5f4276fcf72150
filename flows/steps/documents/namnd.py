"""A nämnd's underlag for its protocol, as a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.steps.documents.look import NOTICE, TEXT_WIDTH
from flows.steps.documents.money import write_economy
from flows.steps.documents.paper import Paper
from flows.steps.documents.phrases import (
    Record,
    acting_on,
    actions_named,
    answer_source,
    concerned,
    decision,
    explain,
    leads,
    records,
    round_title,
    said,
    start,
)
from flows.steps.documents.table import Head
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import assessment_words, namnd_headline
from flows.steps.merging.standing import MISSING, READ
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import (
    ACCEPTED_NOTE,
    accepted_told,
    areas_in_order,
    faults_told,
    first_area,
    is_board,
    partners_told,
    right_sheets_told,
    sources_told,
)
from flows.steps.reading.frames import rows_of
from flows.steps.swedish import amount, field_text
from schemas.rules.model_rules import split
from schemas.settings import Namnd

_INDICATORS = (
    Head("Mål", 14), Head("Mått", 42), Head("Basvärde", 16, "number"), Head("Mål i år", 16, "number"),
    Head("Utfall hittills", 15, "number"), Head("Prognos helår", 16, "number"), Head("Kommentar", 41, "note"),
)  # fmt: skip
_NUMBERS = ("baseline", "target", "actual", "forecast")
_FOLLOWUP = (
    Head("Mål", 15),
    Head("Åtgärd", 60),
    Head("Så gick det", 23),
    Head("Kommentar", 62),
)


def namnd_document(merged: Merged, namnd: Namnd) -> bytes:
    """The nämnd's underlag: what it is to decide, its goals, indicators and money, and what came of earlier åtgärder.

    Where the answer is missing or wrong it says so, and has what is decided and known.
    """
    paper = start(merged, f"Underlag för protokoll, {namnd.name}")
    _head(paper, merged, namnd)
    waiting = _waiting(merged, namnd.id)
    if waiting:
        paper.text(waiting, NOTICE)
    _proposals(paper, merged, namnd)
    paper.heading("Sammanfattning", 1)
    leads(paper, [*namnd_headline(merged, namnd.id)])
    _goals(paper, merged, namnd.id)
    _indicators(paper, records(merged, "indicators", namnd.id), merged)
    write_economy(paper, merged, namnd.id)
    _followup(paper, merged, namnd.id)
    _accepted(paper, merged, namnd.id)
    _sources(paper, merged, namnd.id)
    return paper.finish()


def _head(paper: Paper, merged: Merged, namnd: Namnd) -> None:
    decided, paragraph, _ = decision(merged, namnd.id)
    paper.fact("Nämnd", namnd.name)
    paper.fact("Sammanträdesdatum", decided, "Fyll i sammanträdesdatum")
    paper.fact("Paragraf", paragraph, "Fyll i paragraf")
    paper.fact("Diarienummer", "", "Fyll i diarienummer")


def _waiting(merged: Merged, namnd: str) -> str:
    """Why the document isn't whole; empty when it is."""
    state = merged.state_of(namnd)
    if state.state == READ:
        return ""
    if state.state == MISSING:
        return "○ Nämndens svar saknas. Här står det som är beslutat och känt. Resten fylls på när svaret är inläst."
    if state.awaits_decision:
        return "◐ Nämndens beslut saknas. Allt annat är klart. Datum och paragraf fylls på när nämnden har beslutat."
    known = right_sheets_told(merged, state) or "Här står det som är beslutat och känt."
    return f"▲ Nämndens svar ska rättas: {faults_told(state)}. {known} Resten fylls på när svaret är rättat."


def _proposals(paper: Paper, merged: Merged, namnd: Namnd) -> None:
    paper.heading("Förslag till beslut", 1)
    state = merged.state_of(namnd.id)
    if state.state != READ and not state.awaits_decision:
        when = "inläst" if state.state == MISSING else "rättat"
        paper.text(f"Förslaget kan skrivas först när nämndens svar är {when}.")
        return
    paper.items(proposals(merged, namnd), numbered=True)
    note = decision(merged, namnd.id)[2]
    paper.labelled("Anteckning om nämndens beslut", note)


def proposals(merged: Merged, namnd: Namnd) -> list[str]:
    """What the nämnd is asked to decide, a sentence for each thing."""
    goals, deficit = acting_on(merged, namnd.id)
    tense = tense_of(merged.job.kind)
    found = [f"{namnd.name} godkänner uppföljningen av mål och ekonomi, {round_title(merged)}."]
    if goals:
        found.append(f"{namnd.name} beslutar om {actions_named(merged, goals)}, som inte {tense.reach} helt.")
    if deficit is not None:
        found.append(f"{namnd.name} beslutar om åtgärden mot underskottet, som {tense.become} {amount(deficit)}.")
    if not is_board(namnd):
        found.append(f"{namnd.name} överlämnar uppföljningen till kommunstyrelsen.")
    return found


def _goals(paper: Paper, merged: Merged, namnd: str) -> None:
    paper.heading("Mål", 1)
    by_area: dict[str, list[Record]] = {}
    for row in records(merged, "goals", namnd):
        by_area.setdefault(first_area(row), []).append(row)
    for area in areas_in_order(merged, by_area):
        paper.heading(area, 2)
        for row in by_area[area]:
            _goal(paper, merged, row)
    if not by_area:
        paper.text("Inga mål är beslutade.")
    _shared_goals(paper, merged, namnd)


def _goal(paper: Paper, merged: Merged, row: Record) -> None:
    text, _, more = said(row, "goal").partition("\n")
    paper.heading(f"{row['key']}. {text}", 3)
    before = said(row, "previous_assessment")
    beside = [f"{tense_of(merged.job.kind).before}: {before.lower()}." if before else "", _partners(merged, row)]
    texts = [*filter(None, (more, said(row, "comment")))]
    paper.status(assessment_words(merged, row["assessment"]), " ".join(filter(None, beside)), kept=bool(texts))
    for paragraph in texts:
        paper.text(paragraph)
    explain(paper, row, tense_of(merged.job.kind))


def _partners(merged: Merged, row: Record) -> str:
    told = partners_told(merged, row)
    return f"{told}." if told else ""


def _shared_goals(paper: Paper, merged: Merged, namnd: str) -> None:
    """The goals of other nämnder that this one has a part in."""
    goals = merged.tables["goals"]
    shared = zip(goals["namnd"], goals["partners"], strict=True)
    rows = rows_of(goals.loc[[owner != namnd and namnd in split(partners) for owner, partners in shared]])
    if rows:
        paper.heading("Mål som delas med andra nämnder", 2)
    for row in rows:
        paper.heading(f"{row['key']}. {said(row, 'goal').partition(chr(10))[0]}", 3)
        paper.status(assessment_words(merged, row["assessment"]), _partners(merged, row))


def _indicators(paper: Paper, rows: Iterable[Record], merged: Merged) -> None:
    """A table of all the nämnd's indicators, each with its unit after its name."""
    known = merged.job.kind.sheet("indicators").by_name
    table = [
        [
            row["goal_id"],
            f"{said(row, 'indicator')}{f' ({unit})' if (unit := said(row, 'unit')) else ''}",
            *(field_text(row.get(name), known.get(name)) for name in _NUMBERS),
            said(row, "comment"),
        ]
        for row in rows
    ]
    if table:
        paper.heading("Mått", 1)
        paper.table("Målens mått, med utfall hittills och nämndens prognos för helåret.", *_filled(table))


def _filled(table: list[list[str]]) -> tuple[list[Head], list[list[str]]]:
    """The columns in which anything is said, their room given to the indicators' names; '–' for a number unknown."""
    said_in = [at for at in range(len(_INDICATORS)) if any(row[at] for row in table)]
    columns = [_INDICATORS[at] for at in said_in]
    columns[1] = replace(columns[1], width=columns[1].width + TEXT_WIDTH - sum(c.width for c in columns))
    rows = [[row[at] or ("–" if _INDICATORS[at].kind == "number" else "") for at in said_in] for row in table]
    return columns, rows


def _followup(paper: Paper, merged: Merged, namnd: str) -> None:
    rows = [
        [
            concerned(merged, row["key"], said(row, "concerns")),
            said(row, "action"),
            said(row, "outcome") or "Inte besvarat",
            said(row, "comment"),
        ]
        for row in records(merged, "followup", namnd)
    ]
    paper.heading("Åtgärder från förra omgången", 1)
    if rows:
        paper.table("Åtgärder som nämnden har beslutat om tidigare, och hur det har gått.", _FOLLOWUP, rows)
    else:
        paper.text("Inga åtgärder återstod från förra omgången.")


def _accepted(paper: Paper, merged: Merged, namnd: str) -> None:
    if found := accepted_told(merged, namnd):
        paper.heading("Godkända anmärkningar", 1)
        paper.text(ACCEPTED_NOTE)
        paper.items(found)


def _sources(paper: Paper, merged: Merged, namnd: str) -> None:
    paper.heading("Källor", 1)
    paper.text("Underlaget bygger på de här filerna. Originalen finns i kommunens arkiv för uppföljningen.")
    answer = answer_source(merged, namnd)
    paper.items([*([f"Nämndens svar: {answer}"] if answer else []), *sources_told(merged)])
