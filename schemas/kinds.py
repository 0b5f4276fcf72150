"""Kinds of round as data: which sheets a template has, who answers, what comes out; the rest follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from schemas.derived import AREA_SUPPORT, SHARED_AREAS, VERDICTS, Derived
from schemas.rules import model_rules
from schemas.sheets.activities import ACTIVITIES
from schemas.sheets.areas import AREAS
from schemas.sheets.economy import ECONOMY
from schemas.sheets.final import ACTION_LIST, FINAL_GOALS
from schemas.sheets.final_parts import (
    FINAL_ACTIVITIES,
    FINAL_ECONOMY,
    FINAL_FOLLOWUP,
    FINAL_INDICATORS,
    FINAL_MINUTE,
)
from schemas.sheets.followup import FOLLOWUP
from schemas.sheets.goals import GOALS
from schemas.sheets.indicators import INDICATORS
from schemas.sheets.investments import FINAL_INVESTMENTS, INVESTMENTS
from schemas.sheets.kommun_goals import KOMMUN_GOALS
from schemas.sheets.minute import MINUTE
from schemas.sheets.plan import BUDGET, PLAN
from schemas.sheets.proposal_parts import PROPOSED_INDICATORS, PROPOSED_MILESTONES
from schemas.sheets.proposals import PROPOSED_GOALS
from schemas.sheets.reviews import REVIEWS
from schemas.sheets.sheet import Sheet

TEMPLATE_VERSION = 2
"""Raised when a template's sheets or columns change, so that an old template is known as such."""


@dataclass(frozen=True)
class RoundKind:
    """A kind of round in the årshjul: `id` as in settings and commands, `title` as in headings.

    `word` is the id as people write it, where that has å, ä or ö.
    `heading` and `named` are the round in a title and in a sentence, with {month} and {year}; `received` are words
    that agree with the sentence. `answered_by`: every nämnd, or every member of kvalitetskontrollgruppen. `register`:
    the year's own målregister, or (for proposals) the one of the year before. `publishes`: what comes out, a follow-up
    of goals and money or a material to discuss. `checks`: what of the register is held against the model.
    `may_be_empty`: nothing is an answer too. `final`: outcomes and no forecasts. `derived`: tables made of the answers.
    """

    id: str
    title: str
    sheets: tuple[Sheet, ...]
    purpose: str
    heading: str = "{title} {month} {year}"
    named: str = "prognosen för {month} {year}"
    received: tuple[str, str] = ("mottagen", "läst")
    answered_by: Literal["namnder", "granskare"] = "namnder"
    register: Literal["year", "before"] = "year"
    publishes: Literal["followup", "material"] = "followup"
    may_be_empty: bool = False
    final: bool = False
    checks: str = model_rules.ALL
    derived: tuple[Derived, ...] = ()
    word: str = ""

    def title_of(self, month: str, year: int, *, interim: bool = False) -> str:
        """'Prognos september 2026 (delår)'."""
        heading = self.heading.format(title=self.title, month=month, year=year)
        return f"{' '.join(heading.split())}{' (delår)' if interim else ''}"

    def sheet(self, sheet_id: str) -> Sheet:
        """The sheet with this id; KeyError where the kind has none."""
        return {s.id: s for s in self.sheets}[sheet_id]

    def without(self, sheet_id: str) -> RoundKind:
        """The kind for a kommun that has nothing to put in the sheet."""
        return replace(self, sheets=tuple(s for s in self.sheets if s.id != sheet_id))


PROGNOS = RoundKind(
    id=model_rules.PROGNOSIS,
    title="Prognos",
    sheets=(GOALS, INDICATORS, ACTIVITIES, FOLLOWUP, ECONOMY, INVESTMENTS, MINUTE),
    purpose="Nämnden bedömer sina mål tillsammans med den ekonomiska prognosen.",
)
MALOMRADEN = RoundKind(
    id="malomraden",
    word="målområden",
    title="Målområden",
    sheets=(AREAS,),
    purpose="Nämnden föreslår områden att sätta mål för, inför budgetupptakten.",
    heading="{title} för {year}",
    named="målområdena för {year}",
    received=("mottagna", "lästa"),
    register="before",
    checks=model_rules.AREAS,
    publishes="material",
    may_be_empty=True,
    derived=(AREA_SUPPORT, SHARED_AREAS),
)
MALFORSLAG = RoundKind(
    id="malforslag",
    word="målförslag",
    title="Målförslag",
    sheets=(PROPOSED_GOALS, PROPOSED_MILESTONES, PROPOSED_INDICATORS),
    purpose="Nämnden föreslår sina mål, med etappmål och mått.",
    heading="{title} för {year}",
    named="målförslaget för {year}",
    received=("mottaget", "läst"),
    register="before",
    checks=model_rules.AREAS,
    publishes="material",
)
SMARTGRANSKNING = RoundKind(
    id="smartgranskning",
    title="Granskning av målförslag",
    sheets=(REVIEWS,),
    purpose="Kvalitetskontrollgruppen granskar varje förslag utifrån SMART.",
    heading="{title} för {year}",
    named="granskningen av målförslag för {year}",
    answered_by="granskare",
    register="before",
    checks=model_rules.AREAS,
    publishes="material",
    derived=(VERDICTS,),
)
HANDLINGSPLAN = RoundKind(
    id="handlingsplan",
    title="Handlingsplan",
    sheets=(PLAN, BUDGET),
    purpose="Nämnden skriver aktiviteter till målen och tar med deras kostnad i internbudgeten.",
    heading="{title} för {year}",
    named="handlingsplanen för {year}",
    checks=model_rules.GOALS,
    publishes="material",
)

ARSBOKSLUT = RoundKind(
    id="arsbokslut",
    word="årsbokslut",
    title="Årsbokslut",
    sheets=(
        *(FINAL_GOALS, ACTION_LIST, KOMMUN_GOALS, FINAL_INDICATORS, FINAL_ACTIVITIES),
        *(FINAL_FOLLOWUP, FINAL_ECONOMY, FINAL_INVESTMENTS, FINAL_MINUTE),
    ),
    purpose="Nämnden redovisar årets mål och ekonomi.",
    heading="{title} {year}",
    named="årsbokslutet för {year}",
    received=("mottaget", "läst"),
    final=True,
)
DELAR = replace(PROGNOS, sheets=(GOALS, KOMMUN_GOALS, *PROGNOS.sheets[1:]))
"""The prognosis that is the interim report too: with the kommunövergripande mål (K3)."""

KINDS: dict[str, RoundKind] = {
    kind.id: kind for kind in (MALOMRADEN, MALFORSLAG, SMARTGRANSKNING, HANDLINGSPLAN, PROGNOS, ARSBOKSLUT)
}
"""In the order of the årshjul."""


def round_told(folder: str) -> str:
    """'malomraden-januari' as people read it: 'målområden januari'."""
    kind, _, month = folder.partition("-")
    word = KINDS[kind].word if kind in KINDS else ""
    return f"{word or kind} {month}".strip()


def kind_of(kind: str, interim: bool) -> RoundKind:
    """The kind of a round; KeyError where there is no such kind."""
    return DELAR if interim and kind == PROGNOS.id else KINDS[kind]
