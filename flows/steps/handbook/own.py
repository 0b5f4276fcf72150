"""What the kommun's own settings say of the rules whose numbers are settings."""

from __future__ import annotations

from flows.steps.job import Job
from flows.steps.swedish import capital, listed, number, words
from schemas.kinds import PROGNOS


def own_numbers(job: Job) -> dict[str, str]:
    """By the rule's id, the numbers that hold in this kommun this year."""
    model, settings, year = job.model, job.settings, job.year
    explained = [f"”{level.word}”" for level in model.levels if level.explain]
    months = [held.name for held in settings.rounds_in(year) if held.kind == PROGNOS.id]
    return {
        "F1": f"{_between(model.fewest_areas, model.most_areas)} fokusområden. "
        f"{capital(words(len(settings.areas_in(year))))} gäller {year}.",
        "F2": f"Minst {words(model.area_years)} år.",
        "N2": _goals(job),
        "U1": f"{capital(words(model.prognoses, common=True))} prognoser om året: {listed(months)}.",
        "U3": _explained(explained),
        "U4": f"Konsekvensbeskrivning och åtgärd krävs när underskottet är större än "
        f"{number(model.deficit_percent)} procent av budgeten.",
    }


def _between(fewest: int, most: int) -> str:
    return capital(words(fewest)) if fewest == most else f"{capital(words(fewest))} till {words(most)}"


def _explained(levels: list[str]) -> str:
    """Which assessments need a consequence and an åtgärd."""
    if not levels:
        return "Ingen bedömning kräver konsekvensbeskrivning och åtgärd."
    which = f"bedömningen {levels[0]}" if len(levels) == 1 else f"bedömningarna {listed(levels)}"
    return f"Konsekvensbeskrivning och åtgärd krävs vid {which}."


def _goals(job: Job) -> str:
    """'Fem mål för varje nämnd, utom Kommunstyrelsen som har åtta. Tre av dem är för Kulturavdelningen.'."""
    names = {n.id: n.name for n in job.settings.namnder_in(job.year)}
    special = [e for e in job.model.exceptions if e.namnd in names]
    others = listed(f"{names[e.namnd]} som har {words(e.goals)}" for e in special)
    told = [f"{capital(words(job.model.goals))} mål för varje nämnd{f', utom {others}' if special else ''}."]
    for e in (e for e in special if e.department_goals):
        whose = "dem" if len(special) == 1 else f"målen för {names[e.namnd]}"
        told.append(f"{capital(words(e.department_goals))} av {whose} avser {listed(e.departments)}.")
    return " ".join(told)
