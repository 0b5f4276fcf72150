"""What the kommun's own settings say of the rules whose numbers are settings."""

from __future__ import annotations

from flows.steps.job import Job
from flows.steps.swedish import capital, listed, number, words
from schemas.kinds import PROGNOS


def own_numbers(job: Job) -> dict[str, str]:
    """By the rule's id, the numbers that hold in this kommun this year."""
    model, settings, year = job.model, job.settings, job.year
    explained = listed(level.word for level in model.levels if level.explain)
    months = [held.name for held in settings.rounds_in(year) if held.kind == PROGNOS.id]
    return {
        "F1": f"{capital(words(model.fewest_areas))} till {words(model.most_areas)} fokusområden. "
        f"{capital(words(len(settings.areas_in(year))))} gäller {year}.",
        "F2": f"Minst {words(model.area_years)} år.",
        "N2": _goals(job),
        "U1": f"{capital(words(model.prognoses, common=True))} prognoser om året: {listed(months)}.",
        "U3": f"Det krävs vid bedömningen {explained}." if explained else "Ingen bedömning kräver det.",
        "U4": f"Det krävs när underskottet är större än {number(model.deficit_percent)} procent av budgeten.",
    }


def _goals(job: Job) -> str:
    """'Fem mål. Kommunstyrelsen: åtta mål, varav tre för …'."""
    names = {n.id: n.name for n in job.settings.namnder_in(job.year)}
    told = [f"{capital(words(job.model.goals))} mål för varje nämnd."]
    for special in job.model.exceptions:
        if special.namnd in names:
            part = f", varav {words(special.department_goals)} för {listed(special.departments)}"
            told.append(
                f"{names[special.namnd]}: {words(special.goals)} mål{part if special.department_goals else ''}."
            )
    return " ".join(told)
