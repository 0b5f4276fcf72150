"""Sheet Beslut: the nämnd's minute of the prognosis (rule U2)."""

from __future__ import annotations

from schemas.columns import Date, Table, Text, column
from schemas.findings import WARNING
from schemas.rules import plausible
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


class Minute(Table):
    """One row per nämnd: the day and paragraph of the decision."""

    minute_id: Text = column("Rad-id", "Radens nummer. Ändras inte.", "key", width=12)
    body: Text = column("Beslutande", "Nämnden som beslutar.", width=32)
    decided: Date = column(
        "Sammanträdesdatum",
        "Dagen då nämnden behandlade uppföljningen. Skriv till exempel 2026-04-14.",
        "date",
        "namnd",
        width=19,
        ask="Skriv dagen då nämnden behandlade uppföljningen, till exempel 2026-04-14.",
    )
    paragraph: Text = column(
        "Paragraf",
        "Paragrafen i protokollet, till exempel §\u00a047.",
        by="namnd",
        width=12,
        ask="Skriv paragrafen i protokollet, till exempel §\u00a047.",
    )
    note: Text = column("Anteckning", "Annat som hör till beslutet. Får lämnas tomt.", by="namnd", width=70)
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=18)


MINUTE = Sheet(
    id="minute",
    title="Beslut",
    model=Minute,
    note="Prognosen ska protokollföras. Fyll i nämndens beslut.",
    result="Nämndernas beslut om prognosen.",
    counted="beslut",
    source="minute",
    requirements=(
        Requirement("U2", ("decided",), "Skriv datum"),
        Requirement("U2", ("paragraph",), "Skriv paragraf"),
    ),
    rules=(
        Rule(
            "U2",
            "decided",
            plausible.decided_too_early,
            "Mötet den {decided} hölls innan perioden som prognosen gäller var slut.",
            "Kontrollera datumet.",
            WARNING,
        ),
        Rule(
            "U2",
            "decided",
            plausible.decided_after_answer,
            "Mötet den {decided} ligger efter den dag då svaret kom.",
            "Kontrollera datumet. Är mötet inte hållet, skicka svaret igen när nämnden har beslutat.",
            WARNING,
            {"decided": "2026-05-20"},
        ),
        Rule(
            "U2",
            "paragraph",
            plausible.paragraph_without_number,
            "Paragrafen ”{paragraph}” har inget nummer.",
            "Skriv paragrafens nummer i protokollet, till exempel §\u00a047. Annat skrivs under ”Anteckning”.",
            example={"paragraph": "Ej protokollfört ännu"},
        ),
    ),
)
