"""Sheets beside the model: intern kontroll and interna uppdrag, followed up and shown, never counted as goals (O1)."""

from __future__ import annotations

from schemas.columns import Table, Text, column
from schemas.conditions import Is, IsIn
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.sheet import Sheet


class InternalControls(Table):
    """One row per control that a nämnd has decided on; all text."""

    control_id: Text = column("Kontroll-id", "Radens nummer. Ändras inte.", "key", width=12)
    risk: Text = column("Risk", "Risken enligt nämndens plan för intern kontroll.", width=50)
    check: Text = column("Kontrollmoment", "Vad som kontrolleras.", width=50)
    outcome: Text = column(
        "Resultat",
        "Välj i listan.",
        "choice",
        "namnd",
        choices="control_outcome",
        width=18,
        ask="Välj ett resultat i listan.",
    )
    comment: Text = column(
        "Kommentar",
        "Behövs vid brist: vad är fel, och vad gör ni åt det?",
        by="namnd",
        width=50,
        ask="Skriv vad som är fel.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


class Assignments(Table):
    """One row per internal assignment of a nämnd; all text."""

    assignment_id: Text = column("Uppdrag-id", "Radens nummer. Ändras inte.", "key", width=12)
    assignment: Text = column("Uppdrag", "Uppdraget som nämnden har fått eller gett.", width=60)
    given_by: Text = column("Beslut", "Vem som gav uppdraget, datum och paragraf.", width=34)
    status: Text = column(
        "Status", "Välj i listan.", "choice", "namnd", choices="status", width=20, ask="Välj en status."
    )
    comment: Text = column(
        "Kommentar", "Behövs när uppdraget är försenat eller stoppat.", by="namnd", width=56, ask="Skriv varför."
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


CONTROLS = Sheet(
    id="internal_controls",
    title="Intern kontroll",
    model=InternalControls,
    note="Intern kontroll följs upp vid sidan av målen. Välj resultatet av varje kontroll.",
    result="Nämndernas interna kontroll. Den följs upp vid sidan av målen och räknas inte med bland dem.",
    counted="kontroller",
    source="internal_controls",
    requirements=(
        Requirement("O1", ("outcome",), "Välj resultat"),
        Requirement("O1", ("comment",), "Skriv kommentar", Is("outcome", "Brist"), "Kontrollen visar en brist, men"),
    ),
)
ASSIGNMENTS = Sheet(
    id="assignments",
    title="Interna uppdrag",
    model=Assignments,
    note="Interna uppdrag följs upp vid sidan av målen. Välj hur det går med varje uppdrag.",
    result="Nämndernas interna uppdrag. De följs upp vid sidan av målen och räknas inte med bland dem.",
    counted="uppdrag",
    source="assignments",
    requirements=(
        Requirement("O1", ("status",), "Välj status"),
        Requirement(
            "O1",
            ("comment",),
            "Skriv kommentar",
            IsIn("status", "needs_comment"),
            "Uppdraget går inte som planerat, men",
        ),
    ),
)
BESIDE = (CONTROLS, ASSIGNMENTS)
