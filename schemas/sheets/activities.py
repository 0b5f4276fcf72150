"""Sheet Aktiviteter: status, progress and cost of each activity (rules A2, P1, V4, C1)."""

from __future__ import annotations

import pandas as pd

from schemas.columns import Date, Money, Percent, Table, Text, column
from schemas.conditions import Filled, IsIn
from schemas.findings import WARNING
from schemas.rules import contradictions
from schemas.rules.kinds_of_rule import Facts, Requirement, Rule
from schemas.sheets.sheet import Sheet


class Activities(Table):
    """One row per activity; money in öre (shown in tkr), `progress` in whole per cent."""

    activity_id: Text = column("Aktivitet-id", "Aktivitetens nummer. Ändras inte.", "key", width=12)
    goal_id: Text = column("Mål-id", "Målet som aktiviteten hör till.", width=9)
    activity: Text = column("Aktivitet", "Aktiviteten enligt nämndens handlingsplan.", width=55, decided=True)
    owner: Text = column("Ansvarig", "Ansvarig enligt handlingsplanen.", width=21, known_in="handlingsplanen")
    ends: Date = column("Slutdatum", "När aktiviteten ska vara klar.", "date", width=12, known_in="handlingsplanen")
    budget: Money = column(
        "Internbudget",
        "Kostnad i internbudgeten. Tomt när den inte kostar.",
        "money",
        unit="tkr",
        width=12,
        known_in="internbudgeten",
    )
    status: Text = column(
        "Status",
        "Välj i listan hur det går.",
        "choice",
        "namnd",
        choices="status",
        width=17,
        ask="Välj en status i listan.",
    )
    progress: Percent = column(
        "Färdiggrad",
        "Hur stor del som är gjord, 0–100.",
        "percent",
        "namnd",
        unit="%",
        width=11,
        low=0,
        high=100,
        ask="Skriv ett tal mellan 0 och 100.",
    )
    cost: Money = column(
        "Prognos kostnad",
        "Väntad kostnad för hela året, i tusental kronor.",
        "money",
        "namnd",
        unit="tkr",
        width=12,
        low=0,
        ask="Skriv väntad kostnad för hela året i tusental kronor.",
    )
    comment: Text = column(
        "Kommentar",
        "Behövs när aktiviteten är försenad, stoppad eller kostar mer.",
        by="namnd",
        width=34,
        ask="Skriv varför och vad som händer nu.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=14)


def _outside_budget(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """It costs money but has no row in internbudgeten."""
    return ((rows["cost"] > 0) & rows["budget"].isna()).fillna(False).astype(bool)


def _above_budget(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """It is expected to cost more than internbudgeten has for it."""
    return (rows["cost"] > rows["budget"]).fillna(False).astype(bool)


ACTIVITIES = Sheet(
    id="activities",
    title="Aktiviteter",
    model=Activities,
    note="Ange status och färdiggrad för varje aktivitet, och väntad kostnad för dem som har pengar i internbudgeten.",
    result="Status, färdiggrad och kostnad för varje aktivitet, mot internbudgeten.",
    counted="aktiviteter",
    source="activities",
    requirements=(
        Requirement("V2", ("status",), "Välj status"),
        Requirement("V2", ("progress",), "Skriv färdiggrad"),
        Requirement("A2", ("cost",), "Skriv kostnad", Filled("budget"), "Aktiviteten har pengar i internbudgeten, men"),
        Requirement(
            "P1",
            ("comment",),
            "Skriv kommentar",
            IsIn("status", "needs_comment"),
            "Aktiviteten går inte enligt plan, men",
        ),
    ),
    rules=(
        Rule(
            "A2",
            "cost",
            _outside_budget,
            "Aktivitetens kostnad är {cost} tkr, men den finns inte i internbudgeten.",
            "Ta bort kostnaden, eller be controllern lägga in aktiviteten i internbudgeten.",
        ),
        Rule(
            "A2",
            "cost",
            _above_budget,
            "Aktivitetens kostnad är {cost} tkr, men i internbudgeten står {budget} tkr.",
            "Kontrollera beloppet. Stämmer det, förklara skillnaden i kommentaren.",
            WARNING,
        ),
        Rule(
            "C1",
            "progress",
            contradictions.done_but_not_whole,
            "Aktiviteten är avslutad, men färdiggraden är {progress} %.",
            "Skriv 100, eller välj en annan status.",
            WARNING,
        ),
        Rule(
            "C1",
            "progress",
            contradictions.begun_but_not_started,
            "Aktiviteten är inte påbörjad, men färdiggraden är {progress} %.",
            "Skriv 0, eller välj en annan status.",
            WARNING,
        ),
        Rule(
            "C1",
            "status",
            contradictions.overdue_but_on_plan,
            "Aktiviteten skulle vara klar {ends} men är det inte, och statusen är {status}.",
            "Välj Försenad och skriv varför, eller Avslutad om den är klar.",
            WARNING,
        ),
    ),
)
