"""Sheet Kommunövergripande mål: followed up at delår and årsbokslut, by the nämnd that the settings name (rule K3)."""

from __future__ import annotations

from schemas.columns import Table, Text, column
from schemas.conditions import IsIn
from schemas.rules.explained import one_word
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.goals import decision_column
from schemas.sheets.sheet import Sheet


class KommunGoals(Table):
    """One row per kommunövergripande mål; all text."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=12)
    focus_area: Text = column("Fokusområde", "De fokusområden som målet stödjer.", width=18, decided=True)
    goal: Text = column("Mål", "Målet så som det är beslutat.", width=48, decided=True)
    assessment: Text = column(
        "Bedömning",
        "Välj i listan: nås målet?",
        "choice",
        "namnd",
        choices="assessment",
        width=14,
        ask="Välj en bedömning i listan.",
    )
    comment: Text = column(
        "Kommentar",
        "Beskriv kort läget för hela kommunen.",
        by="namnd",
        width=50,
        ask="Beskriv läget för hela kommunen.",
    )
    action: Text = column(
        "Åtgärd",
        "Fylls i när målet inte nås: vad gör kommunen?",
        by="namnd",
        width=40,
        ask="Skriv vad kommunen gör åt det.",
    )
    decision: Text = decision_column()
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


KOMMUN_GOALS = Sheet(
    id="kommun_goals",
    title="Kommunövergripande mål",
    model=KommunGoals,
    note="Kommunövergripande mål följs upp vid delår och årsbokslut. Bedöm varje mål för hela kommunen.",
    result="Uppföljning av de kommunövergripande målen.",
    counted="mål",
    source="kommun_goals",
    requirements=(
        Requirement("K3", ("assessment",), "Välj bedömning"),
        Requirement("K3", ("comment",), "Skriv kommentar"),
        Requirement("K3", ("action",), "Skriv åtgärd", IsIn("assessment", "needs_explanation"), "Målet nås inte, men"),
    ),
    rules=(one_word("comment", "Kommentaren"), one_word("action", "Åtgärden")),
)
