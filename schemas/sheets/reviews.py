"""Sheet Granskning: kvalitetskontrollgruppen's SMART review of the proposed goals (rule S1)."""

from __future__ import annotations

from schemas.columns import Table, Text, column
from schemas.conditions import Either, IsIn
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.sheet import Sheet

YES, NO = "Ja", "Nej"
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
    goal: Text = column("Mål", "Målet som nämnden föreslår det.", width=40)
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
            Either(tuple(IsIn(name, NO) for name in CRITERIA)),
            "Något av svaren är nej, men",
        ),
    ),
)
