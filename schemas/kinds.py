"""Kinds of round as data: which sheets a template has; everything else follows from the sheets."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.sheets.activities import ACTIVITIES
from schemas.sheets.economy import ECONOMY
from schemas.sheets.followup import FOLLOWUP
from schemas.sheets.goals import GOALS
from schemas.sheets.indicators import INDICATORS
from schemas.sheets.minute import MINUTE
from schemas.sheets.sheet import Sheet

TEMPLATE_VERSION = 2
"""Raised when a template's sheets or columns change, so that an old template is known as such."""


@dataclass(frozen=True)
class RoundKind:
    """A kind of round in the årshjul: `id` as in settings and commands, `title` as in headings."""

    id: str
    title: str
    sheets: tuple[Sheet, ...]
    purpose: str

    def sheet(self, sheet_id: str) -> Sheet:
        """The sheet with this id; KeyError where the kind has none."""
        return {s.id: s for s in self.sheets}[sheet_id]


PROGNOS = RoundKind(
    id="prognos",
    title="Prognos",
    sheets=(GOALS, INDICATORS, ACTIVITIES, FOLLOWUP, ECONOMY, MINUTE),
    purpose="Nämnden bedömer sina mål tillsammans med den ekonomiska prognosen.",
)

KINDS: dict[str, RoundKind] = {PROGNOS.id: PROGNOS}
