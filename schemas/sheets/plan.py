"""Sheets of the handlingsplan: activities per goal, and what of it stands in internbudgeten (rules A1, A2)."""

from __future__ import annotations

from schemas.columns import Date, Money, Table, Text, column
from schemas.conditions import Either, Filled
from schemas.rules import plan as broken
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


class PlannedActivities(Table):
    """One row per activity that a nämnd may plan; money in öre (shown in tkr)."""

    activity_id: Text = column("Aktivitet-id", "Aktivitetens nummer. Ändras inte.", "key", width=13)
    goal_id: Text = column("Mål-id", "Målet som aktiviteten hör till.", width=10)
    goal: Text = column("Mål", "Målet så som kommunfullmäktige har beslutat det.", width=44, decided=True)
    activity: Text = column(
        "Aktivitet",
        "Vad nämnden gör för att nå målet. Lämna rader tomma som inte behövs.",
        by="namnd",
        width=52,
        ask="Skriv vad nämnden gör för att nå målet.",
    )
    owner: Text = column("Ansvarig", "Vem som ansvarar.", by="namnd", width=20, ask="Skriv vem som ansvarar.")
    starts: Date = column(
        "Startdatum",
        "Till exempel 2027-01-15.",
        "date",
        "namnd",
        width=12,
        ask="Skriv ett datum, till exempel 2027-01-15.",
    )
    ends: Date = column(
        "Slutdatum",
        "Till exempel 2027-11-30.",
        "date",
        "namnd",
        width=12,
        ask="Skriv ett datum, till exempel 2027-11-30.",
    )
    planned_cost: Money = column(
        "Kostnad",
        "Tomt när den inte kostar.",
        "money",
        "namnd",
        unit="tkr",
        width=11,
        low=0,
        ask="Skriv beloppet i tkr.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=20)


class InternalBudget(Table):
    """One row per planned activity with its amount in internbudgeten, in öre (shown in tkr)."""

    activity_id: Text = column("Aktivitet-id", "Aktivitetens nummer. Ändras inte.", "key", width=13)
    goal_id: Text = column("Mål-id", "Målet som aktiviteten hör till.", width=10)
    budget: Money = column(
        "Internbudget",
        "Beloppet i nämndens internbudget, för aktiviteter som kostar pengar.",
        "money",
        "namnd",
        unit="tkr",
        width=16,
        low=0,
        ask="Skriv beloppet i tkr.",
    )
    place: Text = column(
        "Var i internbudgeten", "Till exempel ansvar 1130. Får lämnas tomt.", by="namnd", width=60, ask="Skriv var."
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=20)


PLAN = Sheet(
    id="plan",
    title="Handlingsplan",
    model=PlannedActivities,
    note="Skriv minst en aktivitet för varje mål, med ansvarig, datum och kostnad.",
    result="Nämndernas handlingsplaner.",
    counted="aktiviteter",
    source="plan",
    optional=True,
    requirements=(
        Requirement(
            "V2",
            ("activity",),
            "Skriv aktivitet",
            Either(tuple(Filled(name) for name in ("owner", "starts", "ends", "planned_cost"))),
            "Raden är påbörjad, men",
        ),
        Requirement(
            "V2",
            ("owner", "starts", "ends"),
            "Skriv ansvarig och datum",
            Filled("activity"),
            "Aktiviteten är ifylld, men",
        ),
    ),
    rules=(
        Rule(
            "A1",
            "activity",
            broken.goal_without_activity,
            "Målet {goal_id} saknar aktivitet.",
            "Skriv minst en aktivitet för målet.",
        ),
        Rule(
            "V4",
            "ends",
            broken.ends_before_start,
            "Aktiviteten slutar {ends}, före startdatumet {starts}.",
            "Rätta ett av datumen.",
        ),
        Rule(
            "A2",
            "planned_cost",
            broken.cost_not_budgeted,
            "Aktiviteten kostar {planned_cost} tkr, men internbudgeten har ett annat belopp eller inget.",
            "Skriv samma belopp på bladet Internbudget.",
        ),
    ),
)
BUDGET = Sheet(
    id="internal_budget",
    title="Internbudget",
    model=InternalBudget,
    note="Skriv beloppet i internbudgeten för varje aktivitet som kostar pengar. Det ska vara samma som kostnaden.",
    result="Aktiviteternas pengar i nämndernas internbudgetar.",
    counted="belopp",
    source="internal_budget",
    optional=True,
    rules=(
        Rule(
            "A2",
            "budget",
            broken.budget_without_cost,
            "Internbudgeten har {budget} tkr för {activity_id}, men handlingsplanen har ingen kostnad där.",
            "Skriv kostnaden på bladet Handlingsplan, eller töm beloppet.",
        ),
    ),
)
