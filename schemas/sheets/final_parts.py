"""The other sheets of the årsbokslut, which differ from a prognosis' in what is asked (rules M2, S2, U4, U2)."""

from __future__ import annotations

from dataclasses import replace

from schemas.choices import QUANTITATIVE
from schemas.columns import Money, Number, Table, Text, column
from schemas.conditions import Both, Empty, Exceeds, Filled, Is
from schemas.findings import WARNING
from schemas.rules.kinds_of_rule import Requirement
from schemas.sheets.activities import ACTIVITIES, Activities
from schemas.sheets.economy import ECONOMY, Economy
from schemas.sheets.followup import FOLLOWUP
from schemas.sheets.minute import MINUTE
from schemas.sheets.sheet import Sheet


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
        "Förra utfallet",
        "Det senaste mätta värdet i år. Är måttet inte mätt i år: värdet i samma omgång i fjol, annars det senaste.",
        "number",
        "tool",
        width=12,
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
    ceiling: Money = column("Gräns", "Högre utfall än så kräver förklaring och åtgärd.", "money", unit="tkr", width=10)
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


_DEFICIT = Exceeds("forecast", "ceiling")
_QUANTITATIVE = Is("measure_kind", QUANTITATIVE)
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
            Is("measure_kind", "Kvalitativt"),
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
