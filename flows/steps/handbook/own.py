"""What the kommun's settings say of a rule besides the numbers in its sentence."""

from __future__ import annotations

from flows.steps.job import Job
from flows.steps.swedish import capital, number, words
from schemas.kinds import PROGNOS
from schemas.messages.message import listed
from schemas.settings import Round


def own_facts(job: Job) -> dict[str, str]:
    """By the rule's id, what holds in this kommun this year."""
    rounds = [held for held in job.settings.rounds_in(job.year) if held.kind == PROGNOS.id]
    areas = len(job.settings.areas_in(job.year))
    explained = [f"”{level.word}”" for level in job.model.levels if level.explain]
    return {
        "F1": f"{capital(words(areas))} fokusområde{'' if areas == 1 else 'n'} gäller.",
        "K3": _held([held for held in rounds if held.interim], "Delår är prognosen i", "Ingen prognos är delår."),
        "U1": _held(rounds, "Prognoserna görs i", "Inga prognoser är inlagda."),
        "U3": _explained(explained),
        "U4": f"Konsekvensbeskrivning och åtgärd krävs när underskottet är större än "
        f"{number(job.model.deficit_percent)} procent av budgeten.",
    }


def _held(rounds: list[Round], told: str, none: str) -> str:
    """In which months."""
    return f"{told} {listed(held.name for held in rounds)}." if rounds else none


def _explained(levels: list[str]) -> str:
    """Which assessments need a consequence and an åtgärd."""
    if not levels:
        return "Ingen bedömning kräver konsekvensbeskrivning och åtgärd."
    which = f"bedömningen {levels[0]}" if len(levels) == 1 else f"bedömningarna {listed(levels)}"
    return f"Konsekvensbeskrivning och åtgärd krävs vid {which}."
