"""Sheet Mål: the nämnd's assessment of each goal (rules U3, V2, P1, C1, C3, C4)."""

from __future__ import annotations

from functools import partial
from typing import Any

from schemas.columns import Date, Table, Text, column
from schemas.conditions import Both, Filled, IsIn
from schemas.findings import WARNING
from schemas.rules import contradictions
from schemas.rules.explained import EXPLAINED, one_word
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


def review_column() -> Any:
    """What the reviewers said of the goal when it was proposed."""
    return column("Granskning", "Vad kvalitetskontrollgruppen kom fram till om förslaget.", by="tool", width=24)


def decision_column() -> Any:
    """The decision that the goal rests on (N4, K2), as the register has it."""
    return column("Beslut", "Vem som beslutade målet, dagen och paragrafen.", by="tool", width=20)


class Goals(Table):
    """One row per goal; `due` is a day, all else text."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=8)
    focus_area: Text = column("Fokusområde", "De fokusområden som målet stödjer.", width=16, decided=True)
    goal: Text = column("Mål", "Målet så som kommunfullmäktige har beslutat det.", width=33, decided=True)
    previous: Text = column("Förra prognosen", "Bedömning och åtgärd i förra prognosen.", width=20)
    assessment: Text = column(
        "Bedömning",
        "Välj i listan: bedömer nämnden att målet nås i år?",
        "choice",
        "namnd",
        choices="assessment",
        width=12,
        ask="Välj en bedömning i listan.",
    )
    move: Text = column("Ändring", "Bedömningen jämförd med den förra.", by="tool", width=14)
    comment: Text = column(
        "Kommentar",
        "Beskriv kort läget och varför nämnden gör sin bedömning.",
        by="namnd",
        width=35,
        ask="Beskriv läget och varför nämnden gör sin bedömning.",
    )
    consequence: Text = column(
        "Konsekvensbeskrivning",
        "Fylls i när målet inte bedöms nås: vad blir följden?",
        by="namnd",
        width=23,
        ask="Skriv vad det får för följder om målet inte nås.",
    )
    action: Text = column(
        "Åtgärd",
        "Fylls i när målet inte bedöms nås: vad gör nämnden?",
        by="namnd",
        width=23,
        ask="Skriv vad nämnden gör åt det.",
    )
    responsible: Text = column(
        "Ansvarig", "Vem ansvarar för åtgärden?", by="namnd", width=12, ask="Skriv vem som ansvarar för åtgärden."
    )
    due: Date = column(
        "Klar senast",
        "När är åtgärden klar? Skriv till exempel 2026-10-31.",
        "date",
        "namnd",
        width=12,
        ask="Skriv ett datum, till exempel 2026-10-31.",
    )
    review: Text = review_column()
    decision: Text = decision_column()
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=14)


GOALS = Sheet(
    id="goals",
    title="Mål",
    model=Goals,
    note="Bedöm varje mål och kommentera. När ett mål inte bedöms nås behövs även konsekvensbeskrivning och åtgärd.",
    result="Nämndernas bedömning av varje mål, efter fokusområde, med kommentar, konsekvensbeskrivning och åtgärd.",
    counted="mål",
    source="goals",
    requirements=(
        Requirement("V2", ("assessment",), "Välj bedömning"),
        Requirement("V2", ("comment",), "Skriv kommentar"),
        Requirement(
            "U3",
            ("consequence", "action"),
            "Skriv konsekvens och åtgärd",
            IsIn("assessment", "needs_explanation"),
            "Målet bedöms inte nås, men",
        ),
        Requirement(
            "P1",
            ("responsible", "due"),
            "Skriv ansvarig och datum",
            Both(IsIn("assessment", "needs_explanation"), Filled("action")),
            "Målet har en åtgärd, men",
            WARNING,
        ),
    ),
    rules=(
        Rule(
            "C1",
            "assessment",
            contradictions.reached_but_stopped,
            "Målet bedöms nås, men aktiviteter som hör till det är stoppade eller försenade.",
            "Kontrollera bedömningen. Stämmer den, behöver ni inte göra något.",
            WARNING,
        ),
        Rule(
            "C1",
            "assessment",
            contradictions.reached_but_off_target,
            "Målet bedöms nås, men enligt prognosen når inget av målets mått sitt målvärde.",
            "Kontrollera bedömningen och prognosen. Stämmer de, behöver ni inte göra något.",
            WARNING,
        ),
        Rule(
            "C1",
            "assessment",
            contradictions.missed_but_on_target,
            "Målet bedöms inte nås, men enligt prognosen når målets alla mått sina målvärden.",
            "Kontrollera bedömningen och prognosen. Stämmer de, behöver ni inte göra något.",
            WARNING,
        ),
        Rule(
            "C3",
            "comment",
            contradictions.two_steps,
            "Bedömningen har ändrats från {previous_assessment} till {assessment}, men kommentaren är mycket kort.",
            "Beskriv vad som har hänt sedan förra prognosen.",
            WARNING,
        ),
        *(
            Rule(
                "C4",
                name,
                partial(contradictions.same_text, name),
                f"Samma {word} står på flera mål.",
                "Skriv vad som gäller för just det här målet.",
                WARNING,
            )
            for name, word in (("comment", "kommentar"), ("consequence", "konsekvensbeskrivning"), ("action", "åtgärd"))
        ),
        one_word("comment", "Kommentaren"),
        *EXPLAINED,
    ),
)
