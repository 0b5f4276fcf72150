"""What is asked of consequence and åtgärd wherever they stand: more than a word, and a likely day (P1)."""

from __future__ import annotations

from functools import partial

from schemas.findings import WARNING
from schemas.rules import plausible
from schemas.rules.kinds_of_rule import Rule


def one_word(column: str, name: str) -> Rule:
    """The column has a text of a single word; `name` is what the text is called in a sentence."""
    what, todo = f"{name} är bara ett ord.", "Skriv så att en utomstående förstår."
    return Rule("P1", column, partial(plausible.one_word, column), what, todo, WARNING)


DUE = (
    Rule(
        "P1",
        "due",
        plausible.due_in_the_past,
        "Åtgärden skulle vara klar {due}, och den dagen har passerat.",
        "Skriv när åtgärden är klar, eller en åtgärd som gäller framåt.",
        WARNING,
    ),
    Rule(
        "P1",
        "due",
        plausible.due_far_ahead,
        f"Åtgärden ska vara klar först {{due}}, mer än {plausible.FAR_AHEAD} år efter omgångens år.",
        "Kontrollera årtalet.",
        WARNING,
        {"due": "2062-10-31"},
    ),
)
"""When an åtgärd is to be ready."""

EXPLAINED = (*DUE, one_word("consequence", "Konsekvensbeskrivningen"), one_word("action", "Åtgärden"))
"""Of a sheet that has consequence, action and due."""
