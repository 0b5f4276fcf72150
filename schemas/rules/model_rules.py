"""The decision's rules on settings and register: fokusområden (F), nämndmål (N), kommunövergripande mål (K) and more.

Each rule is one small function that yields a `Breach` per place; `MODEL_CHECKS` lists them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from schemas.messages import model as say
from schemas.messages.message import listed
from schemas.register import KOMMUN
from schemas.rules.model_measures import measurable, measured, qualitative, shares
from schemas.rules.model_plan import Breach, Plan, lacking
from schemas.settings import Model

PROGNOSIS = "prognos"
"""The kind of round in which nämndmål are followed up together with the money."""
OPERATIONAL = "verksamhet"
"""Beginning of what stands where the nämnd should, for a goal of neither a nämnd nor the kommun."""
_BY_YEAR = re.compile(r"\b(?:senast|till och med|fram till)(?: \S+){0,3}? (20\d\d)\b", re.IGNORECASE)
"""'Senast 2028', 'fram till utgången av 2028'."""
Check = Callable[[Plan], Iterator[Breach]]


def split(text: object) -> list[str]:
    """'Boende; Lärande' as a list; empty for an empty cell."""
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else []


def areas_wanted(model: Model) -> str:
    """How many fokusområden there may be: 'mellan 3 och 5', or '3' where no other number will do."""
    fewest, most = model.fewest_areas, model.most_areas
    return str(most) if fewest == most else f"mellan {fewest} och {most}"


def focus_area_count(plan: Plan) -> Iterator[Breach]:
    """F1: three to five fokusområden in force (the numbers are settings)."""
    count, model = len(plan.settings.areas_in(plan.year)), plan.model
    if not model.fewest_areas <= count <= model.most_areas:
        areas = "1 fokusområde" if count == 1 else f"{count} fokusområden"
        yield Breach(say.AREA_COUNT(areas=areas, year=plan.year, wanted=areas_wanted(model)))


def focus_area_length(plan: Plan) -> Iterator[Breach]:
    """F2: a fokusområde is valid for at least three years."""
    for area in plan.settings.areas_in(plan.year):
        years = plan.model.area_years if area.last is None else area.last - area.first + 1
        if years < plan.model.area_years:
            yield Breach(say.AREA_LENGTH(area=area.name, years=years, least=plan.model.area_years))


def is_council(body: str) -> bool:
    """Whether it is kommunfullmäktige, also as it is shortened."""
    return body.strip().rstrip(".").casefold() in ("kommunfullmäktige", "kf")


def focus_area_decision(plan: Plan) -> Iterator[Breach]:
    """F3: decided by kommunfullmäktige, with date and paragraph."""
    for area in plan.settings.areas_in(plan.year):
        if area.decision is None or not is_council(area.decision.body):
            yield Breach(say.AREA_DECISION(area=area.name))


def prognoses(plan: Plan) -> Iterator[Breach]:
    """U1: goals and money are followed up four times a year (the number is a setting)."""
    count = sum(r.kind == PROGNOSIS for r in plan.settings.rounds_in(plan.year))
    if count < plan.model.prognoses:
        yield Breach(say.PROGNOSIS_COUNT(count=count, year=plan.year, wanted=plan.model.prognoses))


def supports_focus_area(plan: Plan) -> Iterator[Breach]:
    """N1, K1: every goal supports one or more fokusområden in force."""
    known = {area.name for area in plan.settings.areas_in(plan.year)}
    areas = ", ".join(sorted(known))
    for key, goal in plan.rows:
        named = split(goal["focus_area"])
        wrong = [say.AREA_NOT_IN_FORCE(area=n, year=plan.year, areas=areas) for n in named if n not in known]
        for trouble in wrong if named else [say.AREA_MISSING(areas=areas)]:
            rule = "K1" if goal["namnd"] == KOMMUN else "N1"
            yield Breach(replace(trouble, rule=rule), "goals", key, "focus_area")


def goals_per_namnd(plan: Plan) -> Iterator[Breach]:
    """N2: five goals per nämnd; kommunstyrelsen eight, three of which concern two departments."""
    exceptions = {e.namnd: e for e in plan.model.exceptions}
    for namnd in plan.settings.namnder_in(plan.year):
        mine = plan.goals[plan.goals["namnd"] == namnd.id]
        special = exceptions.get(namnd.id)
        wanted = special.goals if special else plan.model.goals
        if len(mine) != wanted:
            counts = {"count": len(mine), "wanted": wanted}
            yield Breach(say.GOAL_COUNT(namnd=namnd.name, year=plan.year, **counts), "goals")
        if special and (count := int(mine["department"].isin(special.departments).sum())) != special.department_goals:
            names = listed(special.departments)
            wanted = special.department_goals
            said = say.DEPARTMENT_COUNT(count=count, namnd=namnd.name, departments=names, wanted=wanted)
            yield Breach(said, "goals")


def known_namnd(plan: Plan) -> Iterator[Breach]:
    """Every goal belongs to a nämnd of the year, or to the kommun; X1: a verksamhetsmål is turned away."""
    ids = {n.id for n in plan.settings.namnder_in(plan.year)} | {KOMMUN}
    for key, goal in plan.rows:
        if goal["namnd"] not in ids:
            name = goal["namnd"] if isinstance(goal["namnd"], str) else ""
            unknown = say.NO_SUCH_NAMND(namnd=name, year=plan.year, ids=", ".join(sorted(ids)))
            unknown = unknown if name else say.NAMND_MISSING(ids=", ".join(sorted(ids)))
            said = say.OPERATIONAL_GOAL() if name.casefold().startswith(OPERATIONAL) else unknown
            yield Breach(said, "goals", key, "namnd")


def milestones(plan: Plan) -> Iterator[Breach]:
    """N3: a multi-year goal has an etappmål for every year of its span; years that have passed are other registers'."""
    steps = plan.register["milestones"]
    for key, goal in plan.rows:
        if goal["last"] > goal["first"]:
            have = set(steps.loc[steps["goal_id"] == key, "year"].dropna().astype(int))
            left = range(max(int(goal["first"]), plan.year), int(goal["last"]) + 1)
            missing = [str(year) for year in left if year not in have]
            if missing:
                yield Breach(say.MILESTONES_MISSING(years=listed(missing)), "goals", key, "last")


def said_to_last(plan: Plan) -> Iterator[Breach]:
    """N3: it is asked whether a goal whose own words have a later year than it is valid for is one of several years."""
    for key, goal in plan.rows:
        years = [int(year) for year in _BY_YEAR.findall(goal["goal"])] if isinstance(goal["goal"], str) else []
        if years and max(years) > goal["last"]:
            said = say.LATER_IN_WORDS(said=max(years), last=int(goal["last"]))
            yield Breach(said, "goals", key, "last")


def decided(plan: Plan) -> Iterator[Breach]:
    """N4, K2: a goal is decided (who, date, §); a nämndmål by kommunfullmäktige. Said once for a goal."""
    for key, goal in plan.rows:
        rule = "K2" if goal["namnd"] == KOMMUN else "N4"
        body = str(goal["decided_by"]).casefold() if isinstance(goal["decided_by"], str) else ""
        lacks = {
            "decided_by": ("organ", not body),
            "decided": ("datum", pd.isna(goal["decided"])),
            "paragraph": ("paragraf", not isinstance(goal["paragraph"], str)),
        }
        yield from lacking(say.NOT_DECIDED, "goals", key, lacks, rule)
        if rule == "N4" and body and not is_council(body):
            yield Breach(say.DECIDED_BY_OTHER(), "goals", key, "decided_by")


def active(plan: Plan) -> Iterator[Breach]:
    """A1: every nämndmål has at least one activity. Said once while the plan with all of them isn't there yet."""
    have = set(plan.register["activities"]["goal_id"].dropna())
    if plan.rows and not have:
        yield Breach(say.NO_ACTIVITIES(), "activities", "", "activity_id")
        return
    for key, goal in plan.rows:
        if key not in have and goal["namnd"] != KOMMUN:
            yield Breach(say.NO_ACTIVITY(), "goals", key, "goal_id")


def budgeted(plan: Plan) -> Iterator[Breach]:
    """A2: an activity that costs money stands in internbudgeten with the same amount."""
    budget = plan.register["internal_budget"]["budget"]
    for key, activity in plan.register["activities"].to_dict("index").items():
        cost, amount = activity["planned_cost"], budget.get(key)
        if not pd.isna(cost) and cost > 0 and (amount is None or pd.isna(amount) or int(amount) != int(cost)):
            yield Breach(say.OTHER_AMOUNT(), "activities", str(key), "planned_cost")


def shared(plan: Plan) -> Iterator[Breach]:
    """G1: a shared goal names partners that exist and are not its own nämnd."""
    ids = {n.id for n in plan.settings.namnder_in(plan.year)}
    for key, goal in plan.rows:
        for partner in split(goal["partners"]):
            if partner not in ids - {goal["namnd"]}:
                yield Breach(say.OTHER_PARTNER(partner=partner), "goals", key, "partners")


MODEL_CHECKS: tuple[Check, ...] = (
    focus_area_count,
    focus_area_length,
    focus_area_decision,
    prognoses,
    known_namnd,
    supports_focus_area,
    goals_per_namnd,
    milestones,
    said_to_last,
    decided,
    measured,
    measurable,
    shares,
    qualitative,
    active,
    budgeted,
    shared,
)


AREAS, GOALS, ALL = "areas", "goals", "all"
CHECKS: dict[str, tuple[Check, ...]] = {
    AREAS: (focus_area_count, focus_area_length, focus_area_decision, prognoses),
    GOALS: tuple(check for check in MODEL_CHECKS if check not in (active, budgeted)),
    ALL: MODEL_CHECKS,
}
"""What can be held against the model: the fokusområden before any goal is decided, then goals, then activities."""


def breaches(plan: Plan, checks: str = ALL) -> list[Breach]:
    """Every breach of the model's rules in settings and register, of those that can be checked as yet."""
    return [breach for check in CHECKS[checks] for breach in check(plan)]
