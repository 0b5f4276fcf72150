"""The lists of choices that are the same in every kommun, by the name that a column has in `choices`."""

from __future__ import annotations

from schemas.sheets.beside import CONTROL_OUTCOMES
from schemas.sheets.followup import ACTION_STATES
from schemas.sheets.proposals import DIRECTIONS, GOAL_KINDS, MEASURES
from schemas.sheets.reviews import NO, YES

CHOICES: dict[str, tuple[str, ...]] = {
    "status": ("Ej påbörjad", "Pågår enligt plan", "Försenad", "Avslutad", "Stoppad"),
    "action_state": ACTION_STATES,
    "yes_no": (YES, NO),
    "goal_kind": GOAL_KINDS,
    "measure_kind": MEASURES,
    "direction": DIRECTIONS,
    "control_outcome": CONTROL_OUTCOMES,
}
