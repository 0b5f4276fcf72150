"""Examples with the kommun's own numbers and names, for the messages of rules whose numbers are settings."""

from __future__ import annotations

from typing import Any

from flows.steps.job import Job
from flows.steps.known.sources_planning import new_goals
from flows.steps.swedish import capital, words
from schemas.messages import model as say
from schemas.messages.message import listed
from schemas.rules.model_rules import areas_wanted
from schemas.settings import GoalCount


def own_examples(job: Job) -> dict[str, dict[str, Any]]:
    """By a message's wording, what stands in it in this kommun instead of in its declared example."""
    model, year = job.model, job.year
    area_names = [area.name for area in job.settings.areas_in(year)]
    areas = {"areas": listed(area_names), "year": year} if area_names else {}
    area = {"area": area_names[0]} if area_names else {}
    too_many = {"areas": f"{model.most_areas + 1} fokusområden", "year": year}
    return {
        say.AREA_COUNT.what: too_many | {"wanted": areas_wanted(model)},
        say.AREA_LENGTH.what: area | {"years": max(1, model.area_years - 1), "least": model.area_years},
        say.AREA_DECISION.what: area,
        say.AREA_NOT_IN_FORCE.what: areas,
        say.AREA_MISSING.what: areas,
        say.PROGNOSIS_COUNT.what: {"count": model.prognoses - 1, "year": year, "wanted": model.prognoses},
        say.GOAL_COUNT.what: _goal_count(job),
        say.DEPARTMENT_COUNT.what: _departments(job),
    }


def _goal_count(job: Job) -> dict[str, Any]:
    """A nämnd of the kommun with a goal too many."""
    special = {e.namnd: e.goals for e in job.model.exceptions}
    return next(
        (
            {"namnd": n.name, "year": job.year, "count": job.model.goals + 1, "wanted": job.model.goals}
            for n in job.settings.namnder_in(job.year)
            if n.id not in special
        ),
        {},
    )


def special_namnd(job: Job) -> GoalCount | None:
    """The first nämnd some of whose goals are to concern its departments, if the kommun has any such."""
    return next((e for e in job.model.exceptions if e.department_goals), None)


def _departments(job: Job) -> dict[str, Any]:
    special = special_namnd(job)
    if special is None:
        return {}
    names = {n.id: n.name for n in job.settings.namnder_in(job.year)}
    wanted, departments = special.department_goals, listed(special.departments)
    named = {"namnd": names.get(special.namnd, special.namnd), "departments": departments}
    return named | {"count": wanted - 1, "wanted": wanted}


def known_of(job: Job) -> dict[str, str]:
    """What a row of målförslag knows besides its sheet's columns, where the kommun's numbers and names stand in it."""
    special = special_namnd(job)
    areas = job.settings.areas_in(job.year)
    about = {
        "also": areas[-1].name if areas else "text",
        "wanted_told": new_goals(job.model.goals),
        "counted": "Inga tidigare mål fortsätter.",
    }
    if special:
        about["department_told"] = capital(words(special.department_goals))
        about["departments"] = listed(special.departments)
    return about
