"""The words that are chosen in lists, the same in every kommun; the lists by the name that a column has in `choices`.

The levels of assessment are the kommun's own, in its settings.
"""

from __future__ import annotations

STATUSES = NOT_STARTED, ON_PLAN, DELAYED, FINISHED, STOPPED = (
    "Ej påbörjad",
    "Pågår enligt plan",
    "Försenad",
    "Avslutad",
    "Stoppad",
)
"""Where an activity stands."""
ACTION_STATES = DONE, ONGOING, NOT_BEGUN, CANCELLED = "Genomförd", "Pågår", "Inte påbörjad", "Avbruten"
"""How it went with an åtgärd."""
OPEN_STATES = (ONGOING, NOT_BEGUN)
"""Those that the next round asks about again."""
YES_NO = YES, NO = "Ja", "Nej"
GOAL_KINDS = GOAL_OF_NAMND, OPERATIONAL = "Nämndmål", "Verksamhetsmål"
MEASURES = QUANTITATIVE, QUALITATIVE = "Kvantitativt", "Kvalitativt"
DIRECTIONS = INCREASE, DECREASE, KEEP = "Öka", "Minska", "Behålla"
"""What is good."""
CONTROL_OUTCOMES = ("Utan anmärkning", "Brist", "Ej utförd")

SAME_MEANING = (
    (FINISHED, DONE, "klar", "klart", "färdig", "färdigt", "slutförd", "utförd", "genomfört", "avslutat"),
    (ON_PLAN, ONGOING, "pågående", "påbörjad", "påbörjat", "igång", "på gång", "enligt plan"),
    (NOT_STARTED, NOT_BEGUN, "ej startad", "inte startad", "ej påbörjat", "inte påbörjat", "inte börjat"),
    (STOPPED, CANCELLED, "nedlagd", "inställd", "avbrutet", "stoppat", "utgår"),
    (DELAYED, "sen", "försenat", "senarelagd"),
)
"""Words that people type for a choice, beside the choices that they may mean: suggested, never taken for granted."""

CHOICES: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "action_state": ACTION_STATES,
    "yes_no": YES_NO,
    "goal_kind": GOAL_KINDS,
    "measure_kind": MEASURES,
    "direction": DIRECTIONS,
    "control_outcome": CONTROL_OUTCOMES,
}
