"""Sheet Investeringar: the finance system's projects with the year's deviation, and the nämnd's comment on each."""

from __future__ import annotations

from dataclasses import replace

from schemas.columns import Money, Table, Text, column
from schemas.rules.explained import one_word
from schemas.sheets.sheet import Sheet


class InvestmentRows(Table):
    """One row per project and a sum row; spending as positive öre (shown in tkr), deviation plus = less than budget.

    An amount that the finance system leaves empty is unknown, and so is what is computed from it.
    """

    investment_id: Text = column("Rad-id", "Radens nummer. Ändras inte.", "key", width=18)
    project: Text = column("Projekt", "Investeringen enligt ekonomisystemet.", width=34)
    total_budget: Money = column("Total budget", "Hela projektets budget.", "money", unit="tkr", width=11)
    total_actual: Money = column("Totalt utfall", "Hela projektets utfall hittills.", "money", unit="tkr", width=11)
    remaining: Money = column(
        "Återstår",
        "Total budget minus totalt utfall.",
        "money",
        "control",
        unit="tkr",
        width=11,
        difference=("total_budget", "total_actual"),
    )
    budget: Money = column("Budget helår", "Årets budget.", "money", unit="tkr", width=11)
    actual: Money = column(
        "Utfall hittills", "Årets utfall till och med periodens slut.", "money", unit="tkr", width=11
    )
    forecast: Money = column("Prognos helår", "Årets prognos.", "money", unit="tkr", width=11)
    deviation: Money = column(
        "Avvikelse",
        "Årets budget minus prognos. Tomt när någon av dem saknas, i summan när den saknas för något projekt.",
        "money",
        "control",
        unit="tkr",
        width=11,
        difference=("budget", "forecast"),
    )
    system_source: Text = column("Källa i ekonomisystemet", "Raden i ekonomisystemets fil.", by="tool", width=34)
    comment: Text = column("Kommentar", "Varför avviker projektet? Frivilligt.", by="namnd", width=40)
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=14)


class FinalInvestments(InvestmentRows):
    """The same at the end of the year: the outcome is compared with the budget, and a forecast is not asked for."""

    actual: Money = column("Utfall helår", "Årets utfall.", "money", unit="tkr", width=11)
    forecast: Money = column("Prognos helår", "Årets sista prognos.", "money", "tool", unit="tkr", width=11)
    deviation: Money = column(
        "Avvikelse",
        "Årets budget minus utfall. Tomt när någon av dem saknas, i summan när den saknas för något projekt.",
        "money",
        "control",
        unit="tkr",
        width=11,
        difference=("budget", "actual"),
    )


_AMOUNTS = ("total_budget", "total_actual", "remaining", "budget", "actual", "forecast", "deviation")
INVESTMENTS = Sheet(
    id="investments",
    title="Investeringar",
    model=InvestmentRows,
    note="Projekten i ekonomisystemet, i tusental kronor (tkr). Kommentera gärna dem som avviker från budget.",
    result="En rad per projekt och en summa per nämnd, i tkr. Utgifter som positiva tal. Avvikelse är årets budget "
    "minus prognos, och plus betyder att pengar blir över. En summa är av de belopp som finns.",
    counted="projekt",
    source="investments",
    summed=_AMOUNTS,
    voluntary=True,
    rules=(one_word("comment", "Kommentaren"),),
)
FINAL_INVESTMENTS = replace(
    INVESTMENTS,
    model=FinalInvestments,
    result="En rad per projekt och en summa per nämnd, i tkr. Utgifter som positiva tal. Avvikelse är årets budget "
    "minus utfall, och plus betyder att pengar blev över. En summa är av de belopp som finns.",
)
