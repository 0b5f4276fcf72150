"""What each key of `[ekonomi]` means, in Swedish."""

from __future__ import annotations

from schemas.finance_settings import (
    EarlierCoupling,
    FinanceColumns,
    FinanceSettings,
    InvestmentColumns,
    Investments,
    Sie,
)
from schemas.strict import Strict
from schemas.told import Told

_COUPLING = {
    "fil": "filens namn i omgångens mapp; * står för vad som helst",
    "flik": "bladets namn, när flera blad har rubrikerna",
    "enhet": "kr, tkr eller mnkr",
    "kostnad": "plus: kostnader är positiva tal i filen. minus: negativa",
    "summarad": "början på filens summarader",
    "decimaltecken": "behövs bara när filen själv inte visar det",
    "kolumner": "filens egna rubriker",
    "investeringar": "tabellen över investeringar",
    "sie": "för en SIE-fil",
}

FINANCE_TOLD: dict[type[Strict], Told] = {
    FinanceSettings: Told(
        "Filen ur ekonomisystemet",
        "En arbetsbok, en textfil eller en SIE-fil. Har ni filen, skriv: malstyrning ekonomi koppla FIL. "
        "Då föreslås rubrikerna nedan.",
        {
            **_COUPLING,
            "invanare": "antal invånare, för att se om enheten är rimlig",
            "utanfor_namnderna": "början på ansvarskoder som ingen nämnd har, till exempel finansförvaltningens",
            "tidigare": "hur tidigare omgångar läser sina filer",
        },
        {"flik": "Mars", "decimaltecken": ",", "invanare": 24500, "utanfor_namnderna": ["90"]},
    ),
    EarlierCoupling: Told(
        "Tidigare omgångars filer",
        "Skrivs av ”malstyrning ekonomi koppla” när en ny sorts fil kopplas: omgångar som redan har en fil läser den "
        "som förut.",
        {"omgangar": "omgångarnas mappar, till exempel 2026/prognos-april", **_COUPLING},
        by_program=True,
    ),
    FinanceColumns: Told(
        "Filens rubriker",
        "Nyckeln är det som programmet behöver, och värdet är filens egen rubrik.",
        {
            "ansvar": "ansvarskoden; utan den hittas nämnden på verksamhetens namn",
            "verksamhet": "benämningen på raden",
            "budget": "årets budget",
            "andrad_budget": "budget efter årets ändringar; då gäller den",
            "utfall": "utfallet hittills",
            "utfall_i_fjol": "utfallet samma tid i fjol",
            "prognos": "ekonomisystemets egen prognos",
            "avvikelse": "jämförs med budget och prognos eller utfall (regel E6)",
        },
        {
            "andrad_budget": "Budget efter ändring",
            "utfall_i_fjol": "Ack. utfall fg år",
            "prognos": "Helårsprognos",
            "avvikelse": "Avvikelse",
        },
    ),
    Investments: Told(
        "Investeringar",
        "Behövs bara när investeringarna ska visas.",
        {
            "fil": "filens namn i omgångens mapp",
            "flik": "bladets namn, när flera blad har rubrikerna",
            "enhet": "kr, tkr eller mnkr",
            "kostnad": "plus: utgifter är positiva tal i filen. minus: negativa",
            "kolumner": "filens egna rubriker",
        },
        {"fil": "investeringar*.xlsx", "flik": "Investeringar", "enhet": "kr", "kostnad": "plus"},
    ),
    InvestmentColumns: Told(
        "Investeringarnas rubriker",
        "",
        {
            "ansvar": "ansvarskoden",
            "projekt": "investeringens namn",
            "total_budget": "hela projektets budget",
            "totalt_utfall": "hela projektets utfall",
            "total_avvikelse": "jämförs med de två (regel E6)",
            "budget": "årets budget",
            "utfall": "årets utfall",
            "prognos": "årets prognos",
            "avvikelse": "jämförs med årets budget och prognos eller utfall (regel E6)",
        },
        {
            "ansvar": "Ansvar",
            "projekt": "Projekt",
            "total_budget": "Totalbudget",
            "totalt_utfall": "Totalt utfall",
            "total_avvikelse": "Total avvikelse",
            "budget": "Årsbudget",
            "utfall": "Ack. utfall",
            "prognos": "Helårsprognos",
            "avvikelse": "Avvikelse",
        },
    ),
    Sie: Told(
        "SIE-fil",
        "Behövs bara när filen ur ekonomisystemet är en SIE-fil.",
        {"dimension": "dimensionen vars objekt är ansvar", "konton": "första siffran i konton som räknas"},
    ),
}
"""By the model of the section."""
