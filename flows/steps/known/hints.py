"""What the program sees in a proposed goal, criterion by criterion of SMART. The reviewers may think otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.choices import QUANTITATIVE

VAGUE = ("verka för", "främja", "stärka", "stödja", "utveckla", "arbeta för", "bidra till", "sträva", "förbättra")
"""Verbs that say in which direction and not how far."""
_YEAR = re.compile(r"\b20\d\d\b")
_FAR = 2.0
"""A target so many times the baseline asks for a second look."""


def hint(goal: Mapping[Any, Any], measures: Sequence[Mapping[Any, Any]], year: int) -> str:
    """'Tidsatt: målet nämner inget år framåt.', a line for each thing seen; empty where there is nothing to say.

    `goal` and `measures` are rows of the published målförslag, by our names; `year` is the goals' first.
    """
    text = str(goal["goal"]).casefold()
    seen = [
        *_specific(text),
        *_measurable(goal, measures),
        *(_accepted(goal)),
        *_realistic(measures),
        *([] if _timed(text, year) else ["Tidsatt: målet nämner inget år framåt."]),
    ]
    return "\n".join(seen)


def _timed(text: str, year: int) -> bool:
    """The year that the goal is for or a later one is named; one that it is compared with says nothing."""
    return "årets slut" in text or any(int(named) >= year for named in _YEAR.findall(text))


def _specific(text: str) -> list[str]:
    found = [verb for verb in VAGUE if re.search(rf"\b{verb}", text)]
    return [f"Specifikt: ”{found[0]}” säger inte hur långt."] if found else []


def _measurable(goal: Mapping[Any, Any], measures: Sequence[Mapping[Any, Any]]) -> list[str]:
    if not measures:
        soft = isinstance(goal["method"], str)
        return [f"Mätbart: målet har {'bara kvalitativ uppföljning' if soft else 'inget mått'}."]
    numbers = [m for m in measures if m["measure_kind"] == QUANTITATIVE]
    if any(not isinstance(m["unit"], str) for m in numbers):
        return ["Mätbart: ett mått saknar enhet."]
    return ["Mätbart: ett mått saknar basvärde."] if any(_number(m["baseline"]) is None for m in numbers) else []


def _accepted(goal: Mapping[Any, Any]) -> list[str]:
    partners = goal["partners"]
    return [f"Accepterat: har {partners} sagt ja?"] if isinstance(partners, str) else []


def _realistic(measures: Sequence[Mapping[Any, Any]]) -> list[str]:
    for m in measures:
        base, target = _number(m["baseline"]), _number(m["target"])
        if base and target is not None and (target / base >= _FAR or target / base <= 1 / _FAR):
            return [f"Realistiskt: från {m['baseline']} till {m['target']} är ett långt steg."]
    return []


def _number(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return None if value != value else value
