"""Sheets of the målförslag: goals, etappmål and mått that a nämnd proposes (rules N1-N3, M1, S2, X1, G1)."""

from __future__ import annotations

from schemas.columns import Number, Table, Text, column
from schemas.conditions import Both, Either, Filled, IsIn
from schemas.findings import WARNING
from schemas.rules import proposals as broken
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet

GOAL_KINDS = ("Nämndmål", broken.OPERATIONAL)
DIRECTIONS = ("Öka", "Minska", "Behålla")
MEASURES = ("Kvantitativt", broken.QUALITATIVE)


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
        "Förkortningar för nämnder som delar målet, skilda med semikolon.",
        by="namnd",
        width=12,
        ask="Skriv nämndernas förkortningar, skilda med semikolon.",
    )
    method: Text = column(
        "Kvalitativ uppföljning",
        "Fylls i när målet inte kan mätas i tal: hur ska det följas upp?",
        by="namnd",
        width=30,
        ask="Skriv hur målet följs upp när det inte mäts i tal.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=18)


class ProposedMilestones(Table):
    """One row per proposed goal and year from the proposal's year on."""

    milestone_id: Text = column("Etapp-id", "Etappmålets nummer. Ändras inte.", "key", width=14)
    goal_id: Text = column("Mål-id", "Målet som etappen hör till.", width=10)
    year: Number = column("År", "Året som etappmålet gäller.", "number", width=8, plain=True)
    milestone: Text = column(
        "Etappmål",
        "Bara för fleråriga mål: vad ska vara nått det året? Skriv så att det går att mäta.",
        by="namnd",
        width=110,
        ask="Skriv vad som ska vara nått det året.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=18)


class ProposedIndicators(Table):
    """One row per mått that a nämnd may propose; numbers in the row's own unit."""

    indicator_id: Text = column("Mått-id", "Måttets nummer. Ändras inte.", "key", width=12)
    goal_id: Text = column("Mål-id", "Målet som måttet hör till.", width=10)
    indicator: Text = column(
        "Mått",
        "Vad som mäts. Lämna rader tomma som inte behövs.",
        by="namnd",
        width=46,
        ask="Skriv vad som mäts, eller töm raden.",
    )
    measure_kind: Text = column(
        "Typ", "Välj typ.", "choice", "namnd", choices="measure_kind", width=14, ask="Välj en typ i listan."
    )
    unit: Text = column(
        "Enhet", "Till exempel %, antal eller dagar.", by="namnd", width=12, ask="Skriv enheten, till exempel antal."
    )
    direction: Text = column(
        "Riktning",
        "Vad är bra: öka, minska eller behålla?",
        "choice",
        "namnd",
        choices="direction",
        width=11,
        ask="Välj en riktning i listan.",
    )
    baseline: Number = column("Basvärde", "Värdet nu.", "number", "namnd", width=11, ask="Skriv värdet nu, bara talet.")
    baseline_year: Number = column(
        "Basår", "Året för basvärdet.", "number", "namnd", width=9, plain=True, ask="Skriv året, till exempel 2025."
    )
    target: Number = column(
        "Målvärde", "Värdet som ska nås det året.", "number", "namnd", width=11, ask="Skriv det värde som ska nås."
    )
    provider: Text = column(
        "Källa", "Varifrån värdet hämtas.", by="namnd", width=26, ask="Skriv varifrån värdet hämtas."
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=18)


_STARTED = "Raden är påbörjad, men"
_GOAL = "Målet är ifyllt, men"
_MEASURE = "Måttet är ifyllt, men"
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
            _STARTED,
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
            "Nämnden ska föreslå {wanted_told} nya mål, och det här är det första som saknas.",
            "Fyll i raden. {counted}",
        ),
        Rule(
            "N2",
            "goal",
            broken.too_many_goals,
            "Nämnden ska föreslå {wanted_told} nya mål, och det här är ett mål för mycket.",
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
            "Målets sista år är {last}, och förslaget gäller {first}.",
            "Skriv det sista året, till exempel {first}.",
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
            "Skriv det i kolumnen Kvalitativ uppföljning.",
        ),
        Rule(
            "G1",
            "partners",
            broken.unknown_partner,
            "”{partners}” är inte förkortningar för andra nämnder.",
            "Skriv de andra nämndernas förkortningar, skilda med semikolon, till exempel UN; SN.",
        ),
        _SAME_AREA,
    ),
)
PROPOSED_MILESTONES = Sheet(
    id="milestone_proposals",
    title="Etappmål",
    model=ProposedMilestones,
    note="Fyll i ett etappmål för varje år som ett flerårigt mål gäller. Ettåriga mål behöver inga.",
    result="Etappmål till de fleråriga målen.",
    counted="etappmål",
    source="milestone_proposals",
    optional=True,
    rules=(
        Rule(
            "N3",
            "milestone",
            broken.milestone_missing,
            "Målet {goal_id} är flerårigt, men etappmålet för {year} saknas.",
            "Skriv vad som ska vara nått {year}.",
        ),
    ),
)
PROPOSED_INDICATORS = Sheet(
    id="indicator_proposals",
    title="Mått",
    model=ProposedIndicators,
    note="Fyll i minst ett mått per mål, eller skriv på bladet Mål hur målet följs upp kvalitativt.",
    result="Mått till de föreslagna målen, i måttets egen enhet.",
    counted="mått",
    source="indicator_proposals",
    optional=True,
    requirements=(
        Requirement(
            "V2",
            ("indicator",),
            "Skriv måttet",
            Either(tuple(Filled(n) for n in ("measure_kind", "unit", "direction", "baseline", "target"))),
            _STARTED,
        ),
        Requirement("V2", ("measure_kind",), "Välj typ", Filled("indicator"), _MEASURE),
        Requirement(
            "M1",
            ("unit", "direction", "target"),
            "Skriv enhet, riktning och målvärde",
            Both(Filled("indicator"), IsIn("measure_kind", "Kvantitativt")),
            _MEASURE,
        ),
    ),
    rules=(
        Rule(
            "M1",
            "indicator",
            broken.indicator_without_goal,
            "Måttet hör till {goal_id}, men det målet är inte ifyllt.",
            "Skriv måttet på ett mål som är ifyllt.",
        ),
        Rule(
            "C1",
            "target",
            broken.target_not_better,
            "Målvärdet {target} är inte bättre än basvärdet {baseline}.",
            "Kontrollera talen och riktningen.",
            WARNING,
        ),
    ),
)
