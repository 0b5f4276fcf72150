"""What a plan that was written before this program calls the register's columns, the likeliest word first."""

from __future__ import annotations

from typing import NamedTuple

from schemas.columns import Column
from schemas.register import REGISTER

PLAN_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "goals": {
        "goal": (
            *("mål", "nämndmål", "målformulering", "måltext", "nämndens mål", "kommunövergripande mål"),
            *("nämndens inriktning/mål", "inriktning/mål", "mål/inriktning", "inriktningsmål", "målsättning"),
        ),
        "namnd": ("nämnd", "nämnd/styrelse", "ansvarig nämnd", "förvaltning"),
        "goal_id": ("mål-id", "målnummer", "målnr", "nr", "id"),
        "focus_area": ("fokusområde", "fokusområden", "prioriterat område", "strategiskt område", "inriktning"),
        "first": ("från år", "startår", "från och med år", "gäller från", "gäller", "period", "planperiod", "år"),
        "last": ("till år", "slutår", "till och med år", "gäller till"),
        "department": ("avdelning",),
        "partners": ("delas med", "samarbete med", "samverkan med"),
        "method": ("kvalitativ uppföljning", "så följs målet upp", "uppföljningsmetod"),
    },
    "milestones": {"milestone": ("etappmål", "delmål", "årets etappmål")},
    "indicators": {
        "indicator": ("mått", "indikator", "mått/indikator", "nyckeltal", "måtten"),
        "unit": ("enhet", "måttenhet"),
        "direction": ("riktning", "önskad riktning"),
        "baseline": ("basvärde", "utgångsvärde", "nuläge", "startvärde", "utfall", "resultat"),
        "baseline_year": ("basår", "mätår"),
        "target": ("målvärde", "målnivå", "önskat värde", "årets målvärde", "mål"),
        "provider": ("källa", "datakälla", "uppgifterna hämtas från"),
    },
    "activities": {
        "activity": ("aktivitet", "aktiviteter", "insats", "åtgärd", "vad ska göras"),
        "owner": ("ansvarig", "ansvarig tjänsteperson", "ansvarig för aktiviteten", "vem"),
        "starts": ("startdatum", "start", "påbörjas"),
        "ends": ("slutdatum", "klar senast", "klart", "färdigt"),
        "planned_cost": ("kostnad", "kostnad tkr", "beräknad kostnad"),
    },
}
"""Words by column, by the register's sheet."""

COLUMNS: dict[str, Column] = {
    name: next(s for s in REGISTER if s.id == sheet).by_name[name]
    for sheet, words in PLAN_WORDS.items()
    for name in words
}
"""The register's columns that a plan may have."""
WORDS: dict[str, tuple[str, ...]] = {name: found for words in PLAN_WORDS.values() for name, found in words.items()}


class Belonging(NamedTuple):
    """What belongs to a goal: the register's sheet, the column that says what it is, and what many and one are called.

    `listed`: a row of a plan may have several of them, in one cell.
    """

    sheet: str
    column: str
    many: str
    one: str
    listed: bool = True


BELONGING = (
    Belonging("milestones", "milestone", "etappmål", "etappmål", listed=False),
    Belonging("indicators", "indicator", "mått", "mått"),
    Belonging("activities", "activity", "aktiviteter", "aktivitet"),
)
