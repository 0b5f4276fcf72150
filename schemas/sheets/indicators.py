"""Sheet Mått: outcome and forecast of each indicator (rules M2, S2, C2, V4)."""

from __future__ import annotations

from functools import partial

from schemas.choices import QUANTITATIVE
from schemas.columns import Number, Table, Text, column
from schemas.conditions import Both, Empty, Is
from schemas.findings import WARNING
from schemas.rules import contradictions, plausible
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet


class Indicators(Table):
    """One row per indicator; numbers in the row's own unit."""

    indicator_id: Text = column("Mått-id", "Måttets nummer. Ändras inte.", "key", width=11)
    goal_id: Text = column("Mål-id", "Målet som måttet hör till.", width=9)
    indicator: Text = column("Mått", "Måttet eller indikatorn som målet mäts med.", width=44, decided=True)
    measure_kind: Text = column("Typ", "Kvantitativt mått eller kvalitativ bedömning.", width=13, decided=True)
    unit: Text = column("Enhet", "Enheten för talen på raden.", width=11, decided=True)
    direction: Text = column("Riktning", "Vad som är bra: öka, minska eller behålla.", width=10, decided=True)
    baseline: Number = column("Basvärde", "Värdet när målet sattes.", "number", width=11, decided=True)
    target: Number = column("Målvärde i år", "Det värde som ska nås i år.", "number", width=12, decided=True)
    actual: Number = column(
        "Utfall hittills",
        "Senaste mätta värdet. Lämna tomt om måttet inte har mätts i år, och skriv då när det mäts.",
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
    forecast: Number = column(
        "Prognos helår",
        "Det värde som nämnden räknar med vid årets slut.",
        "number",
        "namnd",
        width=12,
        ask="Skriv det värde som nämnden räknar med vid årets slut.",
    )
    comment: Text = column(
        "Kommentar",
        "När måttet mäts, varför prognosen avviker, eller den kvalitativa bedömningen.",
        by="namnd",
        width=44,
        ask="Skriv när måttet mäts, eller hur nämnden bedömer läget.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


_QUANTITATIVE = Is("measure_kind", QUANTITATIVE)

INDICATORS = Sheet(
    id="indicators",
    title="Mått",
    model=Indicators,
    note="Fyll i utfall och prognos för varje mått. Har måttet inte mätts än: skriv i kommentaren när det mäts.",
    result="Utfall och prognos för varje mått, i måttets egen enhet.",
    counted="mått",
    source="indicators",
    requirements=(
        Requirement("M2", ("forecast",), "Skriv prognos", _QUANTITATIVE),
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
    rules=(
        Rule(
            "C2",
            "forecast",
            contradictions.forecast_below_actual,
            "Prognosen {forecast} är sämre än utfallet hittills, som är {actual}.",
            "Kontrollera talen, eller skriv i kommentaren varför det väntas bli sämre.",
            WARNING,
        ),
        *(
            Rule(
                "V4",
                name,
                partial(plausible.share_for_percent, name),
                f"Måttet är i procent, och {{{name}}} ligger långt från målvärdet {{target}}. Menar ni {{{name}}} %?",
                "Skriv talet i procent, till exempel 85 och inte 0,85.",
            )
            for name in ("actual", "forecast")
        ),
        *(
            Rule(
                "V4",
                name,
                partial(plausible.far_off, name),
                f"{word} {{{name}}} ligger långt från basvärdet och målvärdet.",
                "Kontrollera talet och enheten. Stämmer de behöver ni inte göra något.",
                WARNING,
            )
            for name, word in (("actual", "Utfallet"), ("forecast", "Prognosen"))
        ),
    ),
)
