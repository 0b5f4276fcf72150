"""Sheet Granskning: kvalitetskontrollgruppen's SMART review of the proposed goals (rule S1)."""

from __future__ import annotations

import pandas as pd

from schemas.choices import NO, YES
from schemas.columns import Table, Text, column
from schemas.conditions import Either, Is
from schemas.findings import WARNING
from schemas.rules.kinds_of_rule import Facts, Requirement, Rule
from schemas.sheets.sheet import Sheet

CRITERIA = {
    "specific": ("Specifikt", "Är det tydligt vad som ska uppnås?"),
    "measurable": ("Mätbart", "Går det att mäta, eller att bedöma kvalitativt?"),
    "accepted": ("Accepterat", "Är det förankrat hos dem som ska göra det?"),
    "realistic": ("Realistiskt", "Går det att nå med de pengar och den tid som finns?"),
    "timed": ("Tidsatt", "Står det när det ska vara nått?"),
}
"""The five letters of SMART, as columns."""


def _criterion(name: str) -> Text:
    heading, asked = CRITERIA[name]
    ask = f"Välj {YES.lower()} eller {NO.lower()} i listan."
    found: Text = column(heading, asked, "choice", "namnd", choices="yes_no", width=10, ask=ask)
    return found


class Reviews(Table):
    """One row per reviewer and proposed goal; all text."""

    review_id: Text = column("Rad-id", "Radens nummer. Ändras inte.", "key", width=13)
    owner: Text = column("Nämnd", "Nämnden som föreslår målet.", width=9)
    goal: Text = column("Mål", "Målet så som nämnden föreslår det.", width=40)
    measured_by: Text = column("Mått", "Måtten som nämnden föreslår, eller den kvalitativa uppföljningen.", width=28)
    hint: Text = column("Att tänka på", "Vad programmet har sett. Ni avgör själva.", width=24)
    specific: Text = _criterion("specific")
    measurable: Text = _criterion("measurable")
    accepted: Text = _criterion("accepted")
    realistic: Text = _criterion("realistic")
    timed: Text = _criterion("timed")
    comment: Text = column(
        "Kommentar",
        "Behövs när något är nej: vad ska ändras?",
        by="namnd",
        width=28,
        ask="Skriv vad som behöver ändras.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=15)


def measurable_without_method(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """S2: said to be measurable, though the proposal says neither how it is measured nor how it is judged."""
    return (rows["measurable"] == YES).fillna(False).astype(bool) & (rows["measured_by"].fillna("") == "")


REVIEWS = Sheet(
    id="reviews",
    title="Granskning",
    model=Reviews,
    note="Granska varje mål utifrån SMART: specifikt, mätbart, accepterat, realistiskt och tidsatt.",
    result="Varje granskares bedömning av varje mål.",
    counted="mål",
    source="reviews",
    requirements=(
        Requirement("S1", tuple(CRITERIA), "Välj ja eller nej"),
        Requirement(
            "S1",
            ("comment",),
            "Skriv kommentar",
            Either(tuple(Is(name, NO) for name in CRITERIA)),
            "Något av svaren är nej, men",
        ),
    ),
    rules=(
        Rule(
            "S2",
            "measurable",
            measurable_without_method,
            "Målet har varken mått eller kvalitativ uppföljning, men Mätbart är ja.",
            "Välj nej och skriv vad som ska ändras, eller behåll ja om ni har fått veta hur målet följs upp.",
            WARNING,
        ),
    ),
)
