"""Sheet Målområden: what a nämnd proposes for the coming year's goals (rules N1, G1)."""

from __future__ import annotations

from schemas.columns import Table, Text, column
from schemas.conditions import Either, Filled
from schemas.findings import WARNING
from schemas.rules import proposals
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


class ProposedAreas(Table):
    """One row per målområde that a nämnd may propose; all text."""

    area_id: Text = column("Område-id", "Radens nummer. Ändras inte.", "key", width=12)
    area: Text = column(
        "Målområde",
        "Vad nämnden vill sätta mål för. Skriv ett område per rad, och lämna de rader tomma som inte behövs.",
        by="namnd",
        width=50,
        ask="Skriv vad nämnden vill sätta mål för, eller töm raden.",
    )
    focus_area: Text = column(
        "Fokusområde",
        "Välj det fokusområde som området främst stödjer.",
        "choice",
        "namnd",
        choices="focus_area",
        width=18,
        ask="Välj ett fokusområde i listan.",
    )
    also: Text = column(
        "Stödjer även",
        "Välj ett till, om området stödjer två.",
        "choice",
        "namnd",
        choices="focus_area",
        width=18,
        ask="Välj ett fokusområde i listan, eller töm cellen.",
    )
    why: Text = column(
        "Motivering",
        "Beskriv kort behovet: vad ska bli bättre, och för vem?",
        by="namnd",
        width=58,
        ask="Beskriv kort behovet.",
    )
    partners: Text = column(
        "Delas med",
        "Id för de nämnder som ni vill dela målet med, skilda med semikolon. Till exempel: KS; SN.",
        by="namnd",
        width=16,
        ask="Skriv nämndernas id, skilda med semikolon.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=20)


AREAS = Sheet(
    id="areas",
    title="Målområden",
    model=ProposedAreas,
    note="Föreslå målområden inför budgetupptakten. Rader som inte behövs lämnas tomma.",
    result="Nämndernas förslag till målområden.",
    counted="målområden",
    source="areas",
    optional=True,
    requirements=(
        Requirement(
            "V2",
            ("area",),
            "Skriv målområde",
            Either((Filled("focus_area"), Filled("also"), Filled("why"), Filled("partners"))),
            "Raden är påbörjad, men",
        ),
        Requirement("N1", ("focus_area",), "Välj fokusområde", Filled("area"), "Målområdet är ifyllt, men"),
        Requirement("V2", ("why",), "Skriv motivering", Filled("area"), "Målområdet är ifyllt, men"),
    ),
    rules=(
        Rule(
            "G1",
            "partners",
            proposals.unknown_partner,
            "”{partners}” är inte andra nämnders id.",
            "Skriv de andra nämndernas id, skilda med semikolon, till exempel KS; SN.",
        ),
        Rule(
            "N1",
            "also",
            proposals.same_area_twice,
            "{also} är valt två gånger.",
            "Välj ett annat fokusområde, eller töm cellen.",
            WARNING,
        ),
    ),
)
