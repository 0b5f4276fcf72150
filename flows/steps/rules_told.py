"""The rules' sentences as they hold in a kommun: the numbers of its own settings stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.steps.job import Job
from flows.steps.swedish import words
from schemas.messages.message import listed
from schemas.rules.catalogue import CATALOGUE, RuleEntry
from schemas.settings import GoalCount, Model


def rules_told(job: Job) -> dict[str, RuleEntry]:
    """Every rule of the catalogue by its id, with the numbers of the job's kommun and year."""
    model = job.model
    numbers = {
        "areas": _areas(model),
        "area_years": words(model.area_years),
        "goals": words(model.goals),
        "exceptions": "".join(_exceptions(job)),
        "times": "en gång" if model.prognoses == 1 else f"{words(model.prognoses)} gånger",
    }
    return {id_: replace(rule, sentence=rule.sentence.format_map(numbers)) for id_, rule in CATALOGUE.items()}


def _areas(model: Model) -> str:
    """'3–5 fokusområden', or 'fyra fokusområden' where no other number will do."""
    if model.fewest_areas != model.most_areas:
        return f"{model.fewest_areas}–{model.most_areas} fokusområden"
    return f"{words(model.most_areas)} fokusområde{'' if model.most_areas == 1 else 'n'}"


def _exceptions(job: Job) -> Iterator[str]:
    """'. Kommunstyrelsen ska upprätta åtta mål varav tre avser …', for each nämnd with another number than the rest."""
    names = {n.id: n.name for n in job.settings.namnder_in(job.year)}
    for special in job.model.exceptions:
        if special.namnd in names:
            yield f". {names[special.namnd]} ska upprätta {words(special.goals)} mål{_departments(special)}"


def _departments(special: GoalCount) -> str:
    """' varav tre avser kulturavdelningen och fritidsavdelningen'; names with more large letters keep theirs."""
    named = (name.lower() if name[1:].islower() else name for name in special.departments)
    if not special.department_goals or not special.departments:
        return ""
    return f" varav {words(special.department_goals)} avser {listed(named)}"
