"""What a round that makes a material to discuss says of itself in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import asked, waiting_sentences
from flows.steps.merging.standing import READ
from flows.steps.swedish import alike, capital, words
from schemas.messages.message import listed


def headline(merged: Merged) -> list[str]:
    """How many have answered, what they have given, and who is missing."""
    return [_answered(merged), *_given(merged), *waiting_sentences(merged)]


def _answered(merged: Merged) -> str:
    count, total = sum(s.state == READ for s in merged.states), len(merged.states)
    who = asked(merged.job.kind)[1]
    if count == total:
        return f"Alla {words(total)} {who} har svarat."
    return f"{capital(alike(total)(count)) if count else 'Ingen'} av {alike(total)(total)} {who} har svarat."


def _given(merged: Merged) -> Iterator[str]:
    """'Svaren innehåller 22 mål och 53 mått.'; of a review it would say nothing."""
    parts = [
        f"{words(len(merged.tables[s.id]))} {s.counted}" for s in merged.job.kind.sheets if len(merged.tables[s.id])
    ]
    if parts and merged.job.kind.answered_by == "namnder":
        yield f"Svaren innehåller {listed(parts)}."
