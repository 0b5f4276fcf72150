"""Sheet Uppföljning: how it went with the åtgärder that the nämnd decided in the round before (rule P2)."""

from __future__ import annotations

from schemas.columns import Date, Table, Text, column
from schemas.conditions import IsIn
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.sheet import Sheet

"""Those that the next round asks about again."""


class Followup(Table):
    """One row per åtgärd that is still open; `due` is a day, all else text."""

    action_id: Text = column("Åtgärd-id", "Åtgärdens nummer. Ändras inte.", "key", width=14)
    concerns: Text = column("Gäller", "Målet eller ekonomin som åtgärden hör till.", width=46)
    action: Text = column("Åtgärd", "Åtgärden som nämnden beslutade om.", width=52)
    responsible: Text = column("Ansvarig", "Vem som ansvarar för åtgärden.", width=18)
    due: Date = column("Klar senast", "När åtgärden skulle vara klar.", "date", width=12)
    outcome: Text = column(
        "Så gick det",
        "Välj i listan hur det har gått med åtgärden.",
        "choice",
        "namnd",
        choices="action_state",
        width=15,
        ask="Välj i listan hur det har gått med åtgärden.",
    )
    comment: Text = column(
        "Kommentar",
        "Vad åtgärden ledde till, eller varför den inte är genomförd.",
        by="namnd",
        width=40,
        ask="Skriv varför åtgärden inte har påbörjats eller har avbrutits.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=14)


FOLLOWUP = Sheet(
    id="followup",
    title="Uppföljning",
    model=Followup,
    note="Åtgärder som nämnden har beslutat om tidigare och som inte var klara. Välj hur det har gått med var och en.",
    result="Så gick det med åtgärderna från förra omgången.",
    counted="åtgärder",
    source="followup",
    requirements=(
        Requirement("P2", ("outcome",), "Välj hur det gick"),
        Requirement(
            "P2",
            ("comment",),
            "Skriv kommentar",
            IsIn("outcome", "needs_reason"),
            "Åtgärden är inte genomförd, och",
        ),
    ),
)
