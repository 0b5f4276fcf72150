"""Sheets of the målförslag: goals, etappmål and mått that a nämnd proposes (rules N1-N3, M1, S2, X1, G1)."""

from __future__ import annotations

from schemas.columns import Number, Table, Text, column
from schemas.conditions import Either, Filled
from schemas.findings import WARNING
from schemas.rules import proposals as broken
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


class ProposedGoals(Table):
    """One row per goal that a nämnd may propose; `last` is a year."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=9)
    goal: Text = column(
        "Mål",
        "Målet i en mening: vad ska vara uppnått, för vem och när? Lämna rader tomma som inte behövs.",
        by="namnd",
        width=48,
        ask="Skriv målet i en mening, eller töm raden.",
    )
    goal_kind: Text = column(
        "Slag", "Välj slag av mål.", "choice", "namnd", choices="goal_kind", width=15, ask="Välj ett slag i listan."
    )
    focus_area: Text = column(
        "Fokusområde",
        "Välj det fokusområde som målet främst stödjer.",
        "choice",
        "namnd",
        choices="focus_area",
        width=16,
        ask="Välj ett fokusområde i listan.",
    )
    also: Text = column(
        "Stödjer även",
        "Välj ett till, om målet stödjer två.",
        "choice",
        "namnd",
        choices="focus_area",
        width=16,
        ask="Välj ett fokusområde i listan, eller töm cellen.",
    )
    last: Number = column(
        "Till år",
        "Sista året som målet gäller. Ett flerårigt mål behöver etappmål.",
        "number",
        "namnd",
        plain=True,
        width=10,
        ask="Skriv det sista året, till exempel 2027.",
    )
    department: Text = column(
        "Avdelning",
        "Fylls i bara när målet avser en viss avdelning.",
        by="namnd",
        width=17,
        ask="Skriv avdelningens namn, eller töm cellen.",
    )
    partners: Text = column(
        "Delas med",
        "Id för de nämnder som delar målet, skilda med semikolon.",
        by="namnd",
        width=12,
        ask="Skriv nämndernas id, skilda med semikolon.",
    )
    method: Text = column(
        "Kvalitativ uppföljning",
        "Fylls i när målet inte kan mätas i tal: hur ska det följas upp?",
        by="namnd",
        width=30,
        ask="Skriv hur målet följs upp när det inte mäts i tal.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=18)


STARTED = "Raden är påbörjad, men"
_GOAL = "Målet är ifyllt, men"
_SAME_AREA = Rule(
    "N1",
    "also",
    broken.same_area_twice,
    "{also} är valt två gånger.",
    "Välj ett annat fokusområde, eller töm cellen.",
    WARNING,
)
PROPOSED_GOALS = Sheet(
    id="proposals",
    title="Mål",
    model=ProposedGoals,
    note="Föreslå nämndens nya mål. Mål som redan är beslutade och fortsätter ska inte föreslås igen.",
    result="Nämndernas förslag till mål.",
    counted="mål",
    source="proposals",
    optional=True,
    requirements=(
        Requirement(
            "V2",
            ("goal",),
            "Skriv målet",
            Either(tuple(Filled(n) for n in ("goal_kind", "focus_area", "also", "last", "department", "method"))),
            STARTED,
        ),
        Requirement("V2", ("goal_kind",), "Välj slag", Filled("goal"), _GOAL),
        Requirement("N1", ("focus_area",), "Välj fokusområde", Filled("goal"), _GOAL),
        Requirement("N3", ("last",), "Skriv sista år", Filled("goal"), _GOAL),
    ),
    rules=(
        Rule(
            "X1",
            "goal_kind",
            broken.operational_goal,
            "Ett verksamhetsmål ingår inte i målstyrningsmodellen.",
            "Ta bort raden. Verksamhetsmål beslutas i särskild ordning.",
        ),
        Rule(
            "N2",
            "goal",
            broken.too_few_goals,
            "Nämnden ska föreslå {wanted_told}, och det här är det första som saknas.",
            "Fyll i raden. {counted}",
        ),
        Rule(
            "N2",
            "goal",
            broken.too_many_goals,
            "Nämnden ska föreslå {wanted_told}, och det här är ett mål för mycket.",
            "Töm en rad. {counted}",
        ),
        Rule(
            "N2",
            "department",
            broken.wrong_departments,
            "{department_told} av nämndens nya mål ska avse {departments}.",
            "Skriv avdelningen på de mål som avser den.",
        ),
        Rule(
            "V4",
            "last",
            broken.last_before_first,
            "Målets sista år är {last}, vilket inte är mellan {first} och {latest}.",
            "Skriv ett år mellan {first} och {latest}. Ett mål som gäller längre beslutas på nytt.",
        ),
        Rule(
            "M1",
            "goal",
            broken.not_measured,
            "Målet saknar mått.",
            "Lägg till ett på bladet Mått, eller skriv hur målet följs upp kvalitativt.",
        ),
        Rule(
            "S2",
            "method",
            broken.method_missing,
            "Målet har ett kvalitativt mått, men det står inte hur målet följs upp.",
            "Skriv det i kolumnen ”Kvalitativ uppföljning”.",
        ),
        Rule(
            "G1",
            "partners",
            broken.unknown_partner,
            "”{partners}” är inte andra nämnders id.",
            "Skriv de andra nämndernas id, skilda med semikolon, till exempel KS; SN.",
        ),
        _SAME_AREA,
    ),
)
