"""The handbok: one page, and guides of one A4, from the same descriptions as templates, rules and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows.steps.handbook.own import own_facts
from flows.steps.handbook.rules import chapters
from flows.steps.handbook.settings import settings_shown
from flows.steps.handbook.sheets import templates_shown
from flows.steps.handbook.year import later, moments, wheel
from flows.steps.job import Job
from flows.steps.known.hints import VAGUE, hint
from flows.steps.pages.frame import Page, framed, style
from flows.steps.pages.tables import PageTable, listing
from flows.steps.swedish import capital, number, words
from schemas.choices import CHOICES, QUANTITATIVE
from schemas.columns import Column, columns_of
from schemas.kinds import PROGNOS
from schemas.published import PublishedTable, published_tables
from schemas.published_rows import Origin, Source
from schemas.rules.catalogue import CATALOGUE, DECISION

HANDBOOK = "handbok.html"
GUIDES = {
    "snabbguide-namndsekreterare.html": "Snabbguide för nämndsekreteraren",
    "snabbguide-controller.html": "Snabbguide för controllern",
    "snabbguide-kvalitetskontrollgruppen.html": "Snabbguide för kvalitetskontrollgruppen",
}
CHAPTERS = (
    ("modellen", "Modellen och beslutet"),
    ("arshjulet", "Årshjulet"),
    ("roller", "Vem gör vad, och när"),
    ("mal", "Så skriver ni ett mål"),
    ("mallar", "Mallarna"),
    ("sammanstallningen", "Så läser ni sammanställningen"),
    ("regler", "Regler och meddelanden"),
    ("installningar", "Inställningarna"),
    ("fragor", "Frågor och svar"),
    ("personuppgifter", "Personuppgifter och arkiv"),
    ("tillganglighet", "Tillgänglighetsredogörelse"),
)
"""The chapters' anchors and headings; the text of each lies in `templates/sidor/handbok`."""


def handbook(job: Job) -> bytes:
    """The handbok as one HTML page: of the year that the job is about, with the kommun's own names and days."""
    return _page(job, "handbok.html.j2", "Handbok för målstyrning", {"chapters": CHAPTERS, **_told(job)})


def guides(job: Job) -> dict[str, bytes]:
    """The guides by file name."""
    values = _told(job)
    return {
        name: _page(job, f"handbok/{name}.j2", heading, values | {"guide": True}) for name, heading in GUIDES.items()
    }


def _page(job: Job, template: str, heading: str, values: Mapping[str, Any]) -> bytes:
    settings = job.settings
    page = Page(str(job.year), settings.name, settings.vision, job.through, settings.example, ())
    return framed(template, page, heading, {**values, "style": style("handbok.css")})


def _told(job: Job) -> dict[str, Any]:
    """All that the chapters say of this kommun."""
    choices = CHOICES | {
        "assessment": tuple(level.word for level in job.model.levels),
        "focus_area": tuple(area.name for area in job.settings.areas_in(job.year)),
    }
    year, rounds = moments(job.settings, job.year), job.settings.rounds_in(job.year)
    tables = published_tables(PROGNOS)
    own = {sheet.id for sheet in PROGNOS.sheets}
    names = {n.id: n.name for n in job.settings.namnder_in(job.year)}
    return {
        "job": job,
        "settings": job.settings,
        "model": job.model,
        "area_count": capital(words(len(job.settings.areas_in(job.year)))),
        "percent": number(job.model.deficit_percent),
        "moments": year,
        "wheel": wheel(year, job.year),
        "later": later(job.settings, job.year),
        "goal_counts": _goal_counts(job),
        "kommun_goals_by": names.get(job.model.kommun_goals_by, job.model.kommun_goals_by),
        "kinds": templates_shown(choices),
        "rules": chapters(job),
        "own": dict.fromkeys(CATALOGUE, "") | own_facts(job),
        "decision": DECISION,
        "published": [(table, _columns(table, whole=table.id not in own)) for table in tables],
        "origin": _listed("Kolumner på varje rad", columns_of(Origin)),
        "settings_tables": settings_shown(),
        "vague": VAGUE,
        "bad": [(text, why, hint(goal, measures, job.year + 1)) for text, why, goal, measures in _bad()],
        "first": next((held for held in rounds if held.kind == PROGNOS.id), job.round),
    }


def _goal_counts(job: Job) -> dict[str, int]:
    special = {e.namnd: e.goals for e in job.model.exceptions}
    return {n.id: special.get(n.id, job.model.goals) for n in job.settings.namnder_in(job.year)}


def _columns(table: PublishedTable, *, whole: bool) -> PageTable:
    """The table's columns but for where a row came from; of a template's sheet only those that the program adds."""
    everywhere = {column.name for column in columns_of(Origin)} if not whole else {c.name for c in columns_of(Source)}
    shown = (c for c in table.columns if c.name not in everywhere and (whole or c.by == "tool"))
    return _listed(f"Sammanställningen: kolumner i bladet {table.title}", shown)


def _listed(caption: str, columns: Iterable[Column]) -> PageTable:
    return listing(caption, ("Kolumn", "Vad som står där"), [[c.title, c.help] for c in columns])


def _bad() -> list[tuple[str, str, dict[str, object], list[dict[str, object]]]]:
    """Goals that should be written otherwise, why, and as the review's sheet has them."""
    goal: dict[str, object] = {"method": None, "partners": None}
    share: dict[str, object] = {"measure_kind": QUANTITATIVE, "unit": "%", "baseline": 20, "target": 95}
    return [
        (
            "Nämnden ska verka för ökad trygghet.",
            "Ingen kan se om målet är nått. Vilka ska känna sig trygga, hur många och när?",
            goal | {"goal": "Nämnden ska verka för ökad trygghet."},
            [],
        ),
        (
            "Alla ska cykla mer.",
            "Målet säger inte hur mycket. Måttet säger från 20 till 95 procent, och det når ingen på ett år.",
            goal | {"goal": "Alla ska cykla mer."},
            [share],
        ),
        (
            "Biblioteket ska ha öppet 40 timmar i veckan.",
            "Det är en aktivitet eller ett verksamhetsmål. Skriv vad invånarna ska få ut av det.",
            goal | {"goal": "Biblioteket ska ha öppet 40 timmar i veckan."},
            [share | {"unit": "timmar", "baseline": 36, "target": 40}],
        ),
    ]
