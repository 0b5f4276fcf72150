"""Sheets of the årsbokslut: outcome per goal with analysis, åtgärdslista, and the year's money (rules B1, B2, U4)."""

from __future__ import annotations

from dataclasses import replace

from schemas.columns import Date, Money, Number, Table, Text, column
from schemas.conditions import Both, Either, Empty, Exceeds, Filled, IsIn
from schemas.findings import WARNING
from schemas.rules import final as broken
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.activities import ACTIVITIES, Activities
from schemas.sheets.economy import ECONOMY, Economy
from schemas.sheets.followup import FOLLOWUP
from schemas.sheets.minute import MINUTE
from schemas.sheets.sheet import Sheet

NOT_REACHED = "not_reached"


class FinalGoals(Table):
    """One row per goal with its outcome of the year; all text."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=9)
    focus_area: Text = column("Fokusområde", "De fokusområden som målet stödjer.", width=16, decided=True)
    goal: Text = column("Mål", "Målet som kommunfullmäktige har beslutat det.", width=40, decided=True)
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
    review: Text = column("Granskning", "Vad kvalitetskontrollgruppen kom fram till om förslaget.", by="tool", width=24)
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=15)


class ActionList(Table):
    """One row per åtgärd that a nämnd may write for a goal that it carries on with."""

    action_id: Text = column("Åtgärd-id", "Åtgärdens nummer. Ändras inte.", "key", width=12)
    goal_id: Text = column("Mål-id", "Målet som åtgärden hör till.", width=10)
    goal: Text = column("Mål", "Målet som kommunfullmäktige har beslutat det.", width=50)
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


class FinalIndicators(Table):
    """One row per indicator with the outcome of the year, in the row's own unit."""

    indicator_id: Text = column("Mått-id", "Måttets nummer. Ändras inte.", "key", width=11)
    goal_id: Text = column("Mål-id", "Målet som måttet hör till.", width=9)
    indicator: Text = column("Mått", "Måttet eller indikatorn som målet mäts med.", width=50, decided=True)
    measure_kind: Text = column("Typ", "Kvantitativt mått eller kvalitativ bedömning.", width=13, decided=True)
    unit: Text = column("Enhet", "Enheten för talen på raden.", width=11, decided=True)
    direction: Text = column("Riktning", "Vad som är bra: öka, minska eller behålla.", width=10, decided=True)
    baseline: Number = column("Basvärde", "Värdet när målet sattes.", "number", width=11, decided=True)
    target: Number = column("Målvärde", "Det värde som skulle nås.", "number", width=11, decided=True)
    actual: Number = column(
        "Utfall helår",
        "Årets värde. Lämna tomt om det inte går att mäta ännu, och skriv då när det mäts.",
        "number",
        "namnd",
        width=12,
        ask="Skriv bara talet, till exempel 40.",
    )
    previous_actual: Number = column(
        "Förra utfallet", "Det senaste mätta värdet i en tidigare omgång.", "number", "tool", width=12
    )
    trend: Text = column("Trend", "Utfallet jämfört med det förra, efter måttets riktning.", by="tool", width=14)
    comment: Text = column(
        "Kommentar",
        "Det som behövs för att förstå utfallet, eller den kvalitativa bedömningen.",
        by="namnd",
        width=50,
        ask="Skriv när måttet mäts, eller hur nämnden bedömer utfallet.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


class FinalActivities(Activities):
    """One row per activity with how it ended; money in öre."""

    cost: Money = column(
        "Utfall kostnad",
        "Vad aktiviteten kostade under året.",
        "money",
        "namnd",
        unit="tkr",
        width=12,
        ask="Skriv beloppet i tkr.",
    )


class FinalEconomy(Economy):
    """One row per verksamhet and a sum row; `forecast` is the year's outcome, so that one table fits all rounds."""

    actual: Money = column("Utfall i ekonomisystemet", "Årets nettokostnad.", "money", "tool", unit="tkr", width=12)
    ceiling: Money = column("Gräns", "Högre utfall än så kräver analys och åtgärd.", "money", unit="tkr", width=10)
    forecast: Money = column("Utfall helår", "Nettokostnad för hela året.", "money", unit="tkr", width=10)
    deviation: Money = column(
        "Avvikelse",
        "Budget minus utfall. Plus är överskott, minus underskott.",
        "money",
        "control",
        unit="tkr",
        width=10,
        difference=("budget", "forecast"),
    )
    comment: Text = column("Kommentar", "Varför utfallet avviker från budget.", by="namnd", width=32)


_NOT = IsIn("assessment", NOT_REACHED)
_DEFICIT = Exceeds("forecast", "ceiling")
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
)
_QUANTITATIVE = IsIn("measure_kind", "Kvantitativt")
FINAL_INDICATORS = Sheet(
    id="indicators",
    title="Mått",
    model=FinalIndicators,
    note="Fyll i årets utfall för varje mått.",
    result="Årets utfall för varje mått, i måttets egen enhet.",
    counted="mått",
    source="indicators",
    requirements=(
        Requirement(
            "M2",
            ("comment",),
            "Skriv när det mäts",
            Both(_QUANTITATIVE, Empty("actual")),
            "Måttet har inget utfall, och",
        ),
        Requirement(
            "S2",
            ("comment",),
            "Skriv bedömning",
            IsIn("measure_kind", "Kvalitativt"),
            "Måttet är en kvalitativ bedömning, men",
        ),
    ),
)
FINAL_ACTIVITIES = replace(
    ACTIVITIES,
    model=FinalActivities,
    note="Skriv hur det gick med varje aktivitet under året.",
    result="Hur det gick med nämndernas aktiviteter.",
)
FINAL_FOLLOWUP = replace(
    FOLLOWUP, note="Välj hur det har gått med de åtgärder som inte var klara i årets sista prognos."
)
FINAL_ECONOMY = replace(
    ECONOMY,
    model=FinalEconomy,
    note="Beloppen är årets utfall ur ekonomisystemet. Kommentera avvikelser och underskott över gränsen.",
    result="Nettokostnad per verksamhet i tkr, som positiva tal. Avvikelse plus är överskott, minus underskott.",
    source="final_economy",
    requirements=(
        Requirement(
            "U4",
            ("consequence", "action"),
            "Skriv konsekvens och åtgärd",
            _DEFICIT,
            "Utfallet visar ett underskott över gränsen, men",
        ),
        Requirement(
            "P1",
            ("responsible", "due"),
            "Skriv ansvarig och datum",
            Both(_DEFICIT, Filled("action")),
            "Underskottet har en åtgärd, men",
            WARNING,
        ),
    ),
    rules=(),
)
FINAL_MINUTE = replace(
    MINUTE,
    note="Årsbokslutet ska protokollföras. Fyll i nämndens beslut.",
    result="Nämndernas beslut om årsbokslutet.",
)
