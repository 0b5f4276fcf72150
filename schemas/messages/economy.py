"""What is said of the finance system's export (rules E1, E2, E5, E6)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

MISSING = Message(
    "E2",
    "Ekonomifilen ({pattern}) saknas.",
    "Lägg den i mappen {folder}. Utan den saknas dess belopp i mallar och sammanställning.",
    WARNING,
    example={"pattern": "ekonomi*.xlsx", "folder": "input/sjostad/2026/prognos-april"},
)
OTHER_FORMAT = Message(
    "E2",
    "{what}",
    "Ta ut rapporten ur ekonomisystemet som Excel, csv eller SIE.",
    example={"what": "Filen är en bild."},
)
NO_HEADINGS = Message(
    "E2",
    "De här rubrikerna hittas inte: {headings}.",
    "Kör kommandot ekonomi koppla med filen, eller rätta [ekonomi.kolumner] i kommun.toml.",
    example={"headings": "Ansvar, Årsbudget och Utfall"},
)
PERIOD_READ_AS = Message(
    "E2",
    "Kolumnen ”{read}” är läst som ”{heading}”, som står i kommun.toml.",
    "Stämmer det inte, kör kommandot ekonomi koppla med filen.",
    NOTICE,
    where="Blad1, cell D4",
    example={"heading": "Utfall 2601-2604", "read": "Utfall 2601-2608"},
)
NOT_AMOUNT = Message(
    "V1",
    "”{value}” går inte att läsa som ett belopp.",
    "Rätta beloppet i filen.",
    where="Blad1, cell D14",
    example={"value": "se not 4"},
)
DECIMAL_UNCLEAR = Message(
    "V1",
    "Beloppen i filen kan läsas både med punkt och med komma som decimaltecken.",
    "Skriv decimaltecken i [ekonomi] i kommun.toml.",
)
UNCLAIMED = Message(
    "E2",
    "Ansvar {unit} hör inte till någon nämnd.",
    "Lägg till ansvaret hos rätt nämnd i kommun.toml. Ska det inte räknas till någon, skriv "
    "utanfor_namnderna = {outside} under [ekonomi], utan # framför.",
    where="Blad1, cell A22",
    example={"unit": "9900", "outside": '["9900"]'},
)
WITHOUT_UNIT = Message(
    "E2",
    "Raden har inget ansvar och hör därför inte till någon nämnd.",
    "Rätta raden i ekonomisystemet, och hämta filen på nytt.",
    where="Blad1, cell A23",
)
WITHOUT_ROWS = Message(
    "E2",
    "{namnd} har inga rader.",
    "Kontrollera filen och nämndens ansvar i kommun.toml.",
    where="Blad1, cell A1",
    example={"namnd": "Socialnämnden"},
)
TOTAL_DIFFERS = Message(
    "E1",
    "Raderna ger summan {summed}, men i filen står {stated}. Skillnaden är {difference} {unit}.",
    "Hämta filen på nytt ur ekonomisystemet, eller fråga den som har gjort den.",
    where="Blad1, cell C40",
    example={"summed": "−62 051", "stated": "−62 079", "difference": "28", "unit": "tkr"},
)
DEVIATION_DIFFERS = Message(
    "E6",
    "Avvikelsen är {stated}, men av budget och {other} blir den {computed}.",
    "Den uträknade används. Fråga den som har gjort filen om skillnaden är mer än avrundning.",
    WARNING,
    where="Blad1, cell E8",
    example={"stated": "49", "other": "utfall", "computed": "48"},
)
FORECAST_BELOW_SPENT = Message(
    "C2",
    "Prognosen för ”{project}” är {forecast} tkr för hela året, men redan nu har {actual} tkr förbrukats.",
    "Fråga den som har gjort filen vilket belopp som är rätt.",
    WARNING,
    where="Blad1, cell A9",
    example={"project": "Ny idrottshall", "forecast": "4 200", "actual": "4 900"},
)
WRONG_UNIT = Message(
    "E5",
    "Beloppen ser ut att vara i {seen}, men i kommun.toml står {declared}. {why}",
    "Rätta enhet i [ekonomi] i kommun.toml. Ekonomin visas inte förrän enheten stämmer.",
    example={
        "seen": "kr",
        "declared": "tkr",
        "why": "Med tkr blir budgeten 72 000 000 kr per invånare.",
    },
)
WRONG_SIGN = Message(
    "E5",
    "Kostnader ser ut att vara {seen} tal i filen, men i kommun.toml står {declared}. {why}",
    "Rätta kostnad i [ekonomi] i kommun.toml. Ekonomin visas inte förrän tecknet stämmer.",
    example={
        "seen": "negativa",
        "declared": "plus",
        "why": "Fem av fem nämnder skulle annars ha större intäkter än kostnader.",
    },
)
