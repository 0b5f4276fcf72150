"""Sheets of the målförslag beside the goals: etappmål and mått (rules N3, M1)."""

from __future__ import annotations

from schemas.choices import QUANTITATIVE
from schemas.columns import Number, Table, Text, column
from schemas.conditions import Both, Either, Filled, Is
from schemas.findings import WARNING
from schemas.rules import proposals as broken
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.proposals import STARTED
from schemas.sheets.sheet import Sheet


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


_MEASURE = "Måttet är ifyllt, men"
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
            STARTED,
        ),
        Requirement("V2", ("measure_kind",), "Välj typ", Filled("indicator"), _MEASURE),
        Requirement(
            "M1",
            ("unit", "direction", "target"),
            "Skriv enhet, riktning och målvärde",
            Both(Filled("indicator"), Is("measure_kind", QUANTITATIVE)),
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
