"""The tjänsteskrivelse to kommunstyrelsen, as a Word document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from flows.steps.documents.look import NOTICE
from flows.steps.documents.money import write_totals
from flows.steps.documents.paper import Paper
from flows.steps.documents.phrases import (
    acting_on,
    actions_named,
    concerned,
    decision,
    explain,
    leads,
    round_title,
    start,
)
from flows.steps.documents.table import Head
from flows.steps.look import STATUS
from flows.steps.merging.changes import changes_sentence
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import headline, kommun_money, no_deviations
from flows.steps.merging.standing import PRELIMINARY_MARK, READ, STANDING
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import NAMNDER_TOTAL, file_told, is_board, meeting_ahead, sources_told
from flows.steps.swedish import day, words
from schemas.choices import CANCELLED, DONE, NOT_BEGUN, ONGOING
from schemas.messages.message import listed
from schemas.settings import Namnd

_ACTIONS = (
    Head("Nämnd", 34), Head("Gäller", 17), Head("Åtgärd", 54), Head("Ansvarig", 34), Head("Klar senast", 21),
)  # fmt: skip
_ANSWERS = (
    Head("Nämnd", 40), Head("Läge", 20, "status"), Head("Nämndens beslut", 32), Head("Svar", 68),
)  # fmt: skip


def ks_document(merged: Merged) -> bytes:
    """The kommun's letter: what to decide, how the goals and the money stand, what deviates and what is done."""
    paper = start(merged, "Tjänsteskrivelse till kommunstyrelsen")
    _head(paper, merged)
    _preliminary(paper, merged)
    paper.heading("Förslag till beslut", 1)
    paper.items(proposals(merged), numbered=True)
    paper.heading("Sammanfattning", 1)
    leads(paper, [*headline(merged), *filter(None, [changes_sentence(merged.tables["goals"])])])
    _matter(paper, merged)
    _goals(paper, merged)
    _deviations(paper, merged)
    paper.heading("Ekonomi", 1)
    _money(paper, merged)
    _actions(paper, merged)
    _answers(paper, merged)
    return paper.finish()


def _head(paper: Paper, merged: Merged) -> None:
    contact = merged.job.settings.contact
    reached = ", ".join(filter(None, (contact.mail, contact.phone)))
    paper.fact("Avsändare", f"{contact.name}, {merged.job.settings.name}")
    paper.fact("Kontakt", reached, "Fyll i e-post eller telefon")
    paper.fact("Datum", day(merged.job.deadline))
    paper.fact("Diarienummer", "", "Fyll i diarienummer")


def _preliminary(paper: Paper, merged: Merged) -> None:
    names = [s.namnd.name for s in merged.states if s.state != READ]
    if names:
        paper.text(f"{PRELIMINARY_MARK}. Svar från {listed(names)} återstår.", NOTICE)


def proposals(merged: Merged) -> list[str]:
    """What kommunstyrelsen is asked to decide, a sentence for each thing."""
    about = f"uppföljningen av mål och ekonomi, {round_title(merged)}"
    acts = {n.id: acting_on(merged, n.id) for n in merged.job.namnder}
    goals = sorted(goal for own, _ in acts.values() for goal in own)
    deficits = [n for n in merged.job.namnder if acts[n.id][1] is not None]
    late = [s.namnd for s in merged.states if s.state != READ]
    found = [f"Kommunstyrelsen godkänner {about}."]
    against = f"{'åtgärden' if sum(not is_board(n) for n in deficits) == 1 else 'åtgärderna'} mot underskottet"
    found += _urged(deficits, f"att genomföra {against}", "genomför åtgärden mot sitt underskott")
    if goals:
        found.append(f"Kommunstyrelsen följer i nästa omgång upp {actions_named(merged, goals)}.")
    found += _urged(
        late, "att lämna ett fullständigt svar", "lämnar ett fullständigt svar om sina egna mål och sin ekonomi"
    )
    if merged.job.round.interim:
        found.append("Kommunstyrelsen överlämnar uppföljningen till kommunfullmäktige.")
    return found


def _urged(namnder: list[Namnd], to: str, itself: str) -> Iterator[str]:
    """What the others are urged to; of itself kommunstyrelsen decides that it does it."""
    others = [n.name for n in namnder if not is_board(n)]
    if others:
        yield f"Kommunstyrelsen uppmanar {listed(others)} {to}."
    if len(others) < len(namnder):
        yield f"Kommunstyrelsen {itself}."


def _matter(paper: Paper, merged: Merged) -> None:
    job = merged.job
    paper.heading("Ärendet", 1)
    paper.text(
        f"{_asked(merged)} Utfallet är räknat till "
        f"och med {job.through}. Bedömningar, kommentarer och åtgärder är nämndernas egna. Målen är de som "
        "kommunfullmäktige har beslutat."
    )


def _asked(merged: Merged) -> str:
    """What the nämnder were asked for, and whether they have answered."""
    read = sum(s.state == READ for s in merged.states)
    year, final = merged.job.year, merged.job.kind.final
    if not read:
        asked = f"redovisa om målen för {year} nåddes och hur ekonomin blev"
        asked = asked if final else f"bedöma om målen för {year} nås och lämna en prognos för ekonomin"
        return f"Nämnderna ska {asked}. Inget fullständigt svar har kommit in ännu."
    who = "Nämnderna" if read == len(merged.states) else "De nämnder som har svarat"
    if final:
        return f"{who} har redovisat om målen för {year} nåddes och hur ekonomin blev."
    return f"{who} har bedömt om målen för {year} nås och lämnat en prognos för ekonomin."


def _phrase(merged: Merged, meaning: str) -> str:
    """'● Målet nås', in the kommun's own words where it has a level of that meaning."""
    phrases = [level.said(final=merged.job.kind.final) for level in merged.job.model.levels if level.meaning == meaning]
    return f"{STATUS[meaning][0]} {(phrases or [tense_of(merged.job.kind).bar[meaning]])[0]}"


def _goals(paper: Paper, merged: Merged) -> None:
    """How many goals each nämnd has in each state."""
    paper.heading("Målen", 1)
    totals, shown = merged.tables["totals"], ("goals", *MEANINGS)
    columns = [Head("Nämnd", 52), Head("Antal mål", 16, "number")]
    columns += [Head(_phrase(merged, m), 23, "number") for m in MEANINGS]
    rows = [[str(row["name"]), *(str(int(row[m])) for m in shown)] for row in totals.to_dict("records")]
    rows.append([NAMNDER_TOTAL, *(str(int(totals[m].sum())) for m in shown)])
    paper.table("Antal mål per nämnd och bedömning.", columns, rows, summed=True)


def _deviations(paper: Paper, merged: Merged) -> None:
    paper.heading("Det här avviker", 1)
    if not merged.deviations:
        paper.text(no_deviations(merged))
    for deviation in merged.deviations:
        _deviation(paper, merged, deviation)


def _deviation(paper: Paper, merged: Merged, deviation: Deviation) -> None:
    goal = deviation.row in merged.tables["goals"].index
    paper.heading(f"{deviation.namnd_name}, {f'mål {deviation.row}' if goal else 'ekonomi'}", 2)
    paper.status(_phrase(merged, deviation.meaning) if goal else "▲ Underskott över gränsen", kept=True)
    paper.text(deviation.text)
    if deviation.comment:
        paper.text(deviation.comment)
    due = dt.date.fromisoformat(deviation.due) if deviation.due else None
    explain(paper, {**asdict(deviation), "due": due}, tense_of(merged.job.kind))


def _money(paper: Paper, merged: Merged) -> None:
    leads(paper, [kommun_money(merged)])
    if merged.tables["totals"]["deviation"].notna().any():
        write_totals(paper, merged)


def _actions(paper: Paper, merged: Merged) -> None:
    """This round's åtgärder in a table, and how it went with those of the round before."""
    paper.heading("Åtgärder", 1)
    names = {n.id: n.name for n in merged.job.namnder}
    rows = [
        [names[str(row["namnd"])], concerned(merged, row["action_id"], row["concerns"]), *_act(row)]
        for row in merged.tables["actions"].to_dict("records")
    ]
    if rows:
        paper.table("Åtgärder för mål som inte nås helt och för underskott.", _ACTIONS, rows)
    else:
        paper.text("Nämnderna har inte lämnat några åtgärder.")
    if earlier := _earlier(merged):
        paper.text(earlier)


def _act(row: Mapping[Any, Any]) -> list[str]:
    due = "" if pd.isna(row["due"]) else f"{row['due']:%Y-%m-%d}"
    return [*("" if pd.isna(row[name]) else str(row[name]) for name in ("action", "responsible")), due]


def _earlier(merged: Merged) -> str:
    """'Från förra omgången återstod fem åtgärder: två är genomförda …'; empty where there were none."""
    outcomes = list(merged.tables["followup"]["outcome"].fillna(""))
    if not outcomes:
        return ""
    kinds = [(outcomes.count(kind), one, more) for kind, (one, more) in _OUTCOMES.items()]
    parts = [f"{words(n, common=True)} {one if n == 1 else more}" for n, one, more in kinds if n]
    noun = "åtgärd" if len(outcomes) == 1 else "åtgärder"
    return f"Från förra omgången återstod {words(len(outcomes), common=True)} {noun}: {listed(parts)}."


_OUTCOMES = {
    DONE: ("är genomförd", "är genomförda"),
    ONGOING: ("pågår", "pågår"),
    NOT_BEGUN: ("är inte påbörjad", "är inte påbörjade"),
    CANCELLED: ("är avbruten", "är avbrutna"),
    "": ("är inte besvarad", "är inte besvarade"),
}


def _answers(paper: Paper, merged: Merged) -> None:
    """Who has answered, what each nämnd decided, and the files."""
    paper.heading("Underlag", 1)
    rows = []
    for state in merged.states:
        decided, paragraph, _ = decision(merged, state.namnd.id)
        shown = state.counted or state.newest
        item = shown.received if shown else None
        file = file_told(item) if item else "Inget svar."
        held = ", ".join(filter(None, (decided, paragraph)))
        held = f"Sammanträder {decided}" if meeting_ahead(merged, state.namnd.id) else held
        rows.append([state.namnd.name, STANDING[state.state], held, file])
    caption = "Alla nämnder har svarat." if not merged.preliminary else "Sammanställningen är preliminär."
    paper.table(f"Svar från nämnderna. {caption}", _ANSWERS, rows)
    paper.text(f"Dessutom bygger skrivelsen på {listed(sources_told(merged))}.")
