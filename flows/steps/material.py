"""What a round that makes a material to discuss says of itself in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.merge import Merged
from flows.steps.standing import MISSING, READ, WRONG
from flows.steps.swedish import capital, listed, words


def headline(merged: Merged) -> list[str]:
    """How many have answered, what they have given, and who is missing."""
    return [_answered(merged), *_given(merged), *_waiting(merged)]


def _answered(merged: Merged) -> str:
    count, total = sum(s.state == READ for s in merged.states), len(merged.states)
    who = "granskare" if merged.job.kind.answered_by == "granskare" else "nämnder"
    if count == total:
        return f"Alla {words(total)} {who} har svarat."
    return f"{capital(words(count)) if count else 'Ingen'} av {words(total)} {who} har svarat."


def _given(merged: Merged) -> Iterator[str]:
    """'Tolv målområden är föreslagna.' is not said: a sheet's own noun and number is enough."""
    parts = [
        f"{words(len(merged.tables[s.id]))} {s.counted}" for s in merged.job.kind.sheets if len(merged.tables[s.id])
    ]
    if parts and merged.job.kind.answered_by == "namnder":
        yield f"Svaren innehåller {listed(parts)}."


def _waiting(merged: Merged) -> Iterator[str]:
    for state, one, more in (
        (MISSING, "har inte svarat", "har inte svarat"),
        (WRONG, "rättar sitt svar", "rättar sina svar"),
    ):
        names = [s.namnd.name for s in merged.states if s.state == state]
        if names:
            yield f"{listed(names)} {one if len(names) == 1 else more}."
