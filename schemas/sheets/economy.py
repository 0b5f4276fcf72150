"""Sheet Ekonomi: the nämnd's forecast per verksamhet, with a sum row (rules U4, V2, E3, P1, V4, C2)."""

from __future__ import annotations

import pandas as pd

from schemas.columns import Date, Money, Table, Text, column
from schemas.conditions import Both, Exceeds, Filled
from schemas.findings import WARNING
from schemas.money import HALF_TKR
from schemas.rules import plausible
from schemas.rules.explained import EXPLAINED
from schemas.rules.kinds_of_rule import Facts, Requirement, Rule
from schemas.sheets.sheet import Sheet, is_total


class Economy(Table):
    """One row per verksamhet and a sum row; net cost as positive öre (shown in tkr), deviation plus = surplus.

    `budget` is the one in force: the original and its changes.
    """

    economy_id: Text = column("Rad-id", "Radens nummer. Ändras inte.", "key", width=13)
    area: Text = column("Verksamhet", "Verksamheten enligt ekonomisystemet.", width=24)
    original: Money = column(
        "Ursprunglig budget",
        "Budget enligt kommunfullmäktiges beslut före året.",
        "money",
        "tool",
        unit="tkr",
        width=12,
    )
    change: Money = column(
        "Ändring av budget", "Kommunfullmäktiges ändringar under året.", "money", "tool", unit="tkr", width=12
    )
    budget: Money = column(
        "Budget helår", "Nettokostnad enligt årets budget.", "money", unit="tkr", width=10, known_in="ekonomisystemet"
    )
    actual: Money = column(
        "Utfall hittills", "Nettokostnad till och med periodens slut.", "money", unit="tkr", width=10
    )
    last_year: Money = column("Utfall i fjol", "Nettokostnad samma period förra året.", "money", unit="tkr", width=10)
    ceiling: Money = column("Gräns", "Högre prognos än så kräver förklaring och åtgärd.", "money", unit="tkr", width=10)
    forecast: Money = column(
        "Prognos helår",
        "Väntad nettokostnad för hela året, i tusental kronor. Kostnad skrivs utan minus.",
        "money",
        "namnd",
        unit="tkr",
        width=10,
        ask="Skriv väntad nettokostnad för hela året i tusental kronor.",
    )
    deviation: Money = column(
        "Avvikelse",
        "Budget minus prognos. Plus är överskott, minus underskott.",
        "money",
        "control",
        unit="tkr",
        width=10,
        difference=("budget", "forecast"),
    )
    previous_forecast: Money = column(
        "Förra prognosen", "Nämndens prognos i omgången före.", "money", "tool", unit="tkr", width=12
    )
    forecast_change: Money = column(
        "Ändring av prognos",
        "Prognosen minus den förra. Plus är högre kostnad.",
        "money",
        "tool",
        unit="tkr",
        width=12,
        difference=("forecast", "previous_forecast"),
    )
    system_forecast: Money = column(
        "Prognos i ekonomisystemet", "Ekonomisystemets egen prognos.", "money", "tool", unit="tkr", width=18
    )
    system_source: Text = column(
        "Källa i ekonomisystemet", "Rader i ekonomisystemets fil, med budget och utfall.", by="tool", width=24
    )
    comment: Text = column("Kommentar", "Varför prognosen avviker från budget.", by="namnd", width=27)
    consequence: Text = column(
        "Konsekvensbeskrivning",
        "Fylls i på summaraden när underskottet är större än gränsen tillåter.",
        by="namnd",
        width=21,
        ask="Skriv på summaraden vad underskottet får för följder.",
    )
    action: Text = column(
        "Åtgärd",
        "Fylls i på summaraden när underskottet är större än gränsen tillåter.",
        by="namnd",
        width=21,
        ask="Skriv på summaraden vad nämnden gör för att hålla budgeten.",
    )
    responsible: Text = column(
        "Ansvarig", "Vem ansvarar för åtgärden?", by="namnd", width=12, ask="Skriv vem som ansvarar för åtgärden."
    )
    due: Date = column(
        "Klar senast",
        "När är åtgärden klar? Skriv till exempel 2026-10-31.",
        "date",
        "namnd",
        width=11,
        ask="Skriv ett datum, till exempel 2026-10-31.",
    )
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=14)


def _differs(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """The forecast differs from the finance system's by more than half a tkr (the template has whole tkr)."""
    system = facts.known[ECONOMY.source]["system_forecast"].reindex(rows["economy_id"]).to_numpy()
    gap = (rows["forecast"] - pd.Series(system, index=rows.index, dtype="Int64")).abs()
    return (gap > HALF_TKR).fillna(False).astype(bool)


def _below_spent(rows: pd.DataFrame, facts: Facts) -> pd.Series[bool]:
    """The year's net cost is forecast to be less than it is so far. A sum row only follows of the rows above it."""
    spent = (rows["actual"] > 0) & ~rows["economy_id"].map(is_total).astype(bool)
    return (spent & (rows["forecast"] < rows["actual"] - HALF_TKR)).fillna(False).astype(bool)


_DEFICIT = Exceeds("forecast", "ceiling")

ECONOMY = Sheet(
    id="economy",
    title="Ekonomi",
    model=Economy,
    note="Fyll i prognosen för helåret i tusental kronor (tkr). Beloppen är nettokostnader: kostnad skrivs utan minus.",
    result="Nettokostnad per verksamhet i tkr, som positiva tal. Avvikelse plus är överskott, minus underskott.",
    counted="rader",
    source="economy",
    summed=("budget", "actual", "last_year", "forecast"),
    requirements=(
        Requirement("V2", ("forecast",), "Skriv prognos"),
        Requirement(
            "U4",
            ("consequence", "action"),
            "Skriv konsekvens och åtgärd",
            _DEFICIT,
            "Prognosen visar ett underskott över gränsen, men",
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
    rules=(
        Rule(
            "E3",
            "forecast",
            _differs,
            "Prognosen är {forecast} tkr, men i ekonomisystemet står {system_forecast} tkr.",
            "Kontrollera vilken som är rätt.",
            WARNING,
        ),
        Rule(
            "V4",
            "forecast",
            plausible.kronor_for_tkr,
            "Prognosen {forecast} tkr är mer än hundra gånger budgeten. Är beloppet skrivet i kronor?",
            "Skriv beloppet i tusental kronor.",
            example={"forecast": "25 300 000"},
        ),
        Rule(
            "V4",
            "forecast",
            plausible.millions_for_tkr,
            "Prognosen {forecast} tkr är mindre än en femhundradel av budgeten. Är beloppet skrivet i miljoner?",
            "Skriv beloppet i tusental kronor.",
            example={"forecast": "25"},
        ),
        Rule(
            "V4",
            "forecast",
            plausible.turned_sign,
            "Prognosen är {forecast} tkr, men budgeten är {budget} tkr. Är tecknet rätt?",
            "Skriv nettokostnaden utan minus, och en nettointäkt med minus.",
            example={"forecast": "−25 300", "budget": "25 000"},
        ),
        Rule(
            "C2",
            "forecast",
            _below_spent,
            "Prognosen för helåret är {forecast} tkr, men redan nu har {actual} tkr förbrukats.",
            "Kontrollera prognosen. Är den rätt behöver ni inte göra något mer, men kommentera den gärna.",
            WARNING,
            example={"forecast": "4 200", "actual": "4 900"},
        ),
        *EXPLAINED,
    ),
)
