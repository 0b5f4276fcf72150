"""Sheets of the årsbokslut: outcome per goal with analysis, åtgärdslista, and the year's money (rules B1, B2, U4)."""

from __future__ import annotations

from schemas.columns import Date, Table, Text, column
from schemas.conditions import Either, Filled, IsIn
from schemas.rules import final as broken
from schemas.rules.explained import DUE, one_word
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.goals import decision_column, review_column
from schemas.sheets.sheet import Sheet

NOT_REACHED = "not_reached"


class FinalGoals(Table):
    """One row per goal with its outcome of the year; all text."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=9)
    focus_area: Text = column("Fokusområde", "De fokusområden som målet stödjer.", width=16, decided=True)
    goal: Text = column("Mål", "Målet så som kommunfullmäktige har beslutat det.", width=40, decided=True)
    previous: Text = column("Sista prognosen", "Bedömning och åtgärd i årets sista prognos.", width=22)
    assessment: Text = column(
        "Bedömning",
        "Välj i listan: nåddes målet?",
        "choice",
        "namnd",
        choices="assessment",
        width=12,
        ask="Välj en bedömning i listan.",
    )
    move: Text = column("Ändring", "Bedömningen jämförd med den i årets sista prognos.", by="tool", width=14)
    comment: Text = column(
        "Resultat",
        "Beskriv kort vad som har uppnåtts.",
        by="namnd",
        width=38,
        ask="Beskriv vad som har uppnåtts.",
    )
    consequence: Text = column(
        "Analys",
        "Fylls i när målet inte nåddes: varför blev det som det blev?",
        by="namnd",
        width=38,
        ask="Skriv varför det blev som det blev.",
    )
    carried: Text = column(
        "Arbetar ni vidare?",
        "Fylls i när målet inte nåddes: arbetar ni vidare med det?",
        "choice",
        "namnd",
        choices="yes_no",
        width=12,
        ask="Välj ja eller nej i listan.",
    )
    action: Text = column("Åtgärd", "Ur åtgärdslistan.", by="tool", width=36)
    responsible: Text = column("Ansvarig", "Ur åtgärdslistan.", by="tool", width=20)
    due: Date = column("Klar senast", "Den sista dagen i åtgärdslistan.", "date", "tool", width=13)
    review: Text = review_column()
    decision: Text = decision_column()
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=15)


class ActionList(Table):
    """One row per åtgärd that a nämnd may write for a goal that it carries on with."""

    action_id: Text = column("Åtgärd-id", "Åtgärdens nummer. Ändras inte.", "key", width=12)
    goal_id: Text = column("Mål-id", "Målet som åtgärden hör till.", width=10)
    goal: Text = column("Mål", "Målet så som kommunfullmäktige har beslutat det.", width=50)
    action: Text = column(
        "Åtgärd",
        "Vad ska göras för att målet ska nås? Lämna rader tomma som inte behövs.",
        by="namnd",
        width=60,
        ask="Skriv vad som ska göras.",
    )
    responsible: Text = column("Ansvarig", "Vem?", by="namnd", width=20, ask="Skriv vem som ansvarar.")
    due: Date = column(
        "Klar senast",
        "När? Skriv till exempel 2027-10-31.",
        "date",
        "namnd",
        width=13,
        ask="Skriv ett datum, till exempel 2027-10-31.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=20)


_NOT = IsIn("assessment", NOT_REACHED)
FINAL_GOALS = Sheet(
    id="goals",
    title="Mål",
    model=FinalGoals,
    note="Skriv för varje mål om det nåddes och vad som uppnåddes. För mål som inte nåddes behövs en analys.",
    result="Nämndernas redovisning av varje mål, med analys av dem som inte nåddes.",
    counted="mål",
    source="goals",
    requirements=(
        Requirement("V2", ("assessment",), "Välj bedömning"),
        Requirement("V2", ("comment",), "Skriv resultat"),
        Requirement("B1", ("consequence",), "Skriv analys", _NOT, "Målet nåddes inte, men"),
        Requirement("B2", ("carried",), "Välj om ni arbetar vidare", _NOT, "Målet nåddes inte, men svaret på"),
    ),
    rules=(
        Rule(
            "B2",
            "carried",
            broken.no_action,
            "Ni arbetar vidare med målet, men åtgärdslistan har ingen åtgärd för {goal_id}.",
            "Skriv minst en åtgärd på bladet Åtgärdslista.",
        ),
        Rule(
            "V2",
            "assessment",
            broken.not_judged,
            "Målet är inte bedömt, men det här är årets slut.",
            "Välj om målet nåddes, nåddes delvis eller inte nåddes.",
        ),
        one_word("comment", "Resultatet"),
        one_word("consequence", "Analysen"),
    ),
)
ACTION_LIST = Sheet(
    id="action_list",
    title="Åtgärdslista",
    model=ActionList,
    note="För mål som inte nåddes och som ni arbetar vidare med: skriv vad som ska göras, vem som gör det och när.",
    result="Åtgärder för mål som inte nåddes och som nämnden arbetar vidare med.",
    counted="åtgärder",
    source="action_list",
    optional=True,
    requirements=(
        Requirement(
            "V2", ("action",), "Skriv åtgärd", Either((Filled("responsible"), Filled("due"))), "Raden är påbörjad, men"
        ),
        Requirement(
            "B2",
            ("responsible", "due"),
            "Skriv ansvarig och datum",
            Filled("action"),
            "Åtgärden är ifylld, men",
        ),
    ),
    rules=(*DUE, one_word("action", "Åtgärden")),
)
