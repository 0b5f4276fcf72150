"""The decision's rules on settings and register: fokusområden (F), nämndmål (N), kommunövergripande mål (K) and more.

Each rule is one small function that yields a `Breach` per place; `MODEL_CHECKS` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from schemas.register import KOMMUN
from schemas.settings import Model, Settings


@dataclass(frozen=True)
class Breach:
    """A broken rule at a row and column of a register's sheet, or (no sheet) in the settings."""

    rule: str
    what: str
    todo: str
    sheet: str = ""
    key: str = ""
    column: str = ""


@dataclass(frozen=True)
class Plan:
    """Settings, register (frames by sheet id, index is the key) and year."""

    settings: Settings
    model: Model
    register: Mapping[str, pd.DataFrame]
    year: int

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The year's goals."""
        goals = self.register["goals"]
        return goals[(goals["first"] <= self.year) & (goals["last"] >= self.year)]

    @cached_property
    def rows(self) -> list[tuple[str, dict[Any, Any]]]:
        """The same as (key, values)."""
        return [(str(key), row) for key, row in self.goals.to_dict("index").items()]


Check = Callable[[Plan], Iterator[Breach]]


def split(text: object) -> list[str]:
    """'Boende; Lärande' as a list; empty for an empty cell."""
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else []


def focus_area_count(plan: Plan) -> Iterator[Breach]:
    """F1: three to five fokusområden in force (the numbers are settings)."""
    count, model = len(plan.settings.areas_in(plan.year)), plan.model
    if not model.fewest_areas <= count <= model.most_areas:
        wanted = f"mellan {model.fewest_areas} och {model.most_areas}"
        yield Breach("F1", f"{count} fokusområden gäller {plan.year}.", f"Ändra i kommun.toml, så att de är {wanted}.")


def focus_area_length(plan: Plan) -> Iterator[Breach]:
    """F2: a fokusområde is valid for at least three years."""
    for area in plan.settings.areas_in(plan.year):
        years = plan.model.area_years if area.last is None else area.last - area.first + 1
        if years < plan.model.area_years:
            what = f"Fokusområdet {area.name} gäller bara {years} år."
            yield Breach("F2", what, f"Det ska gälla i minst {plan.model.area_years} år. Ändra ”till” i kommun.toml.")


def focus_area_decision(plan: Plan) -> Iterator[Breach]:
    """F3: decided by kommunfullmäktige, with date and paragraph."""
    for area in plan.settings.areas_in(plan.year):
        if area.decision is None or area.decision.body.casefold() != "kommunfullmäktige":
            what = f"Fokusområdet {area.name} saknar beslut av kommunfullmäktige."
            yield Breach("F3", what, "Skriv beslutets organ, datum och paragraf i kommun.toml.")


def supports_focus_area(plan: Plan) -> Iterator[Breach]:
    """N1, K1: every goal supports one or more fokusområden in force."""
    known = {area.name for area in plan.settings.areas_in(plan.year)}
    for key, goal in plan.rows:
        rule = "K1" if goal["namnd"] == KOMMUN else "N1"
        named = split(goal["focus_area"])
        for name in [n for n in named if n not in known] or ([""] if not named else []):
            what = f"Fokusområdet ”{name}” gäller inte {plan.year}." if name else "Målet saknar fokusområde."
            yield Breach(rule, what, f"Välj bland {', '.join(sorted(known))}.", "goals", key, "focus_area")


def goals_per_namnd(plan: Plan) -> Iterator[Breach]:
    """N2: five goals per nämnd; kommunstyrelsen eight, three of which concern two departments."""
    exceptions = {e.namnd: e for e in plan.model.exceptions}
    for namnd in plan.settings.namnder_in(plan.year):
        mine = plan.goals[plan.goals["namnd"] == namnd.id]
        special = exceptions.get(namnd.id)
        wanted = special.goals if special else plan.model.goals
        if len(mine) != wanted:
            what = f"{namnd.name} har {len(mine)} mål {plan.year} men ska ha {wanted}."
            yield Breach(
                "N2", what, "Rätta målregistret, eller antalet i kommun.toml om modellen har ändrats.", "goals"
            )
        if special and (count := int(mine["department"].isin(special.departments).sum())) != special.department_goals:
            names = " och ".join(special.departments)
            what = f"{count} av målen för {namnd.name} avser {names}, men det ska vara {special.department_goals}."
            yield Breach("N2", what, "Rätta kolumnen Avdelning i målregistret.", "goals")


def known_namnd(plan: Plan) -> Iterator[Breach]:
    """Every goal belongs to a nämnd of the year, or to the kommun."""
    ids = {n.id for n in plan.settings.namnder_in(plan.year)} | {KOMMUN}
    for key, goal in plan.rows:
        if goal["namnd"] not in ids:
            what = f"Nämnden ”{goal['namnd'] if isinstance(goal['namnd'], str) else ''}” finns inte {plan.year}."
            yield Breach("R1", what, f"Skriv ett av {', '.join(sorted(ids))}.", "goals", key, "namnd")


def milestones(plan: Plan) -> Iterator[Breach]:
    """N3: a multi-year goal has an etappmål for every year of its span."""
    steps = plan.register["milestones"]
    for key, goal in plan.rows:
        if goal["last"] > goal["first"]:
            have = set(steps.loc[steps["goal_id"] == key, "year"].dropna().astype(int))
            missing = [str(y) for y in range(int(goal["first"]), int(goal["last"]) + 1) if y not in have]
            if missing:
                what = f"Etappmål saknas för {', '.join(missing)}."
                yield Breach("N3", what, "Lägg till en rad på bladet Etappmål för varje år.", "goals", key, "last")


def decided(plan: Plan) -> Iterator[Breach]:
    """N4, K2: a goal is decided (who, date, §); a nämndmål by kommunfullmäktige."""
    for key, goal in plan.rows:
        rule = "K2" if goal["namnd"] == KOMMUN else "N4"
        by_council = str(goal["decided_by"]).casefold() == "kommunfullmäktige" or rule == "K2"
        for column, ok in (
            ("decided_by", by_council and isinstance(goal["decided_by"], str)),
            ("decided", not pd.isna(goal["decided"])),
            ("paragraph", isinstance(goal["paragraph"], str)),
        ):
            if not ok:
                todo = "Skriv organ, datum och paragraf. Ett mål utan beslut är ett förslag och följs inte upp."
                yield Breach(rule, "Målets beslut är inte fullständigt.", todo, "goals", key, column)


def measured(plan: Plan) -> Iterator[Breach]:
    """M1, S2: a goal has an indicator, or says how it is judged qualitatively."""
    have = set(plan.register["indicators"]["goal_id"].dropna())
    for key, goal in plan.rows:
        if key not in have and not isinstance(goal["method"], str):
            todo = "Lägg till ett mått, eller skriv hur målet följs upp kvalitativt."
            yield Breach("M1", "Målet saknar mått.", todo, "goals", key, "method")


def qualitative(plan: Plan) -> Iterator[Breach]:
    """S2: a goal with qualitative indicators says how it is followed up."""
    indicators = plan.register["indicators"]
    soft = set(indicators.loc[indicators["measure_kind"] == "Kvalitativt", "goal_id"])
    for key, goal in plan.rows:
        if key in soft and not isinstance(goal["method"], str):
            what = "Målet bedöms kvalitativt, men det står inte hur det följs upp."
            yield Breach("S2", what, "Fyll i kolumnen Kvalitativ uppföljning.", "goals", key, "method")


def active(plan: Plan) -> Iterator[Breach]:
    """A1: every nämndmål has at least one activity."""
    have = set(plan.register["activities"]["goal_id"].dropna())
    for key, goal in plan.rows:
        if key not in have and goal["namnd"] != KOMMUN:
            yield Breach(
                "A1", "Målet saknar aktiviteter.", "Lägg till dem på bladet Aktiviteter.", "goals", key, "goal_id"
            )


def budgeted(plan: Plan) -> Iterator[Breach]:
    """A2: an activity that costs money stands in internbudgeten with the same amount."""
    budget = plan.register["internal_budget"]["budget"]
    for key, activity in plan.register["activities"].to_dict("index").items():
        cost, amount = activity["planned_cost"], budget.get(key)
        if not pd.isna(cost) and cost > 0 and (amount is None or pd.isna(amount) or int(amount) != int(cost)):
            what = "Aktivitetens kostnad står inte med samma belopp i internbudgeten."
            yield Breach("A2", what, "Rätta beloppet på bladet Internbudget.", "activities", str(key), "planned_cost")


def shared(plan: Plan) -> Iterator[Breach]:
    """G1: a shared goal names partners that exist and are not its own nämnd."""
    ids = {n.id for n in plan.settings.namnder_in(plan.year)}
    for key, goal in plan.rows:
        for partner in split(goal["partners"]):
            if partner not in ids - {goal["namnd"]}:
                what = f"Målet delas med ”{partner}”, som inte är en annan nämnd i år."
                yield Breach("G1", what, "Skriv den andra nämndens id.", "goals", key, "partners")


MODEL_CHECKS: tuple[Check, ...] = (
    focus_area_count,
    focus_area_length,
    focus_area_decision,
    known_namnd,
    supports_focus_area,
    goals_per_namnd,
    milestones,
    decided,
    measured,
    qualitative,
    active,
    budgeted,
    shared,
)


def breaches(plan: Plan) -> list[Breach]:
    """Every breach of the model's rules in settings and register."""
    return [breach for check in MODEL_CHECKS for breach in check(plan)]
