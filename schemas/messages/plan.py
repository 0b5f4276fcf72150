"""What is said of a plan that lies in Excel and becomes the register: how it is read, and what isn't (rule R1)."""

from __future__ import annotations

from schemas.findings import NOTICE
from schemas.messages.message import Message

YEAR = Message(
    "R1",
    "”{value}” går inte att läsa som ett år. I målregistret står {year} i stället.",
    "Stämmer det inte, rätta det i målregistret.",
    where="Plan, cell D4",
    example={"value": "på sikt", "year": 2027},
)
READ_AS = Message(
    "R1",
    "”{value}” är läst som {read}.",
    "Stämmer det inte, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell A4",
    example={"value": "Tekniska", "read": "Tekniska nämnden (TN)"},
)
NUMBER = Message(
    "R1",
    "Numret ”{value}” går inte att använda. Målet har fått numret {key}.",
    "Ska det ha ett annat, ändra det på alla blad i målregistret.",
    NOTICE,
    where="Plan, cell C4",
    example={"value": "1.2", "key": "KS-01"},
)
NUMBER_TAKEN = Message(
    "R1",
    "Numret ”{value}” har redan ett annat mål. Målet har fått numret {key}.",
    "Ska det ha ett annat, ändra det på alla blad i målregistret.",
    NOTICE,
    where="Plan, cell C4",
    example={"value": "KS-01", "key": "KS-02"},
)
SEVERAL = Message(
    "R1",
    "”{value}” är flera värden i samma cell.",
    "Skriv varje värde på en egen rad i målregistret.",
    where="Plan, cell G4",
    example={"value": "72; 80"},
)
LIST = Message(
    "R1",
    "Cellen är läst som {count} {what}: {items}.",
    "Stämmer det inte, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell I4",
    example={"count": "två", "what": "aktiviteter", "items": "Ansök om bidrag – Samråd med byalagen"},
)
EACH = Message(
    "R1",
    "Cellen är läst som ett värde för varje {what}: {items}.",
    "Stämmer det inte, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell G4",
    example={"what": "mått", "items": "Andel behöriga elever: 72 % – Frånvaro: 8 %"},
)
ALL = Message(
    "R1",
    "Raden har {count} {many}, och ”{value}” är taget för varje {what}.",
    "Gäller det inte alla, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell G4",
    example={"count": "två", "many": "aktiviteter", "value": "100", "what": "aktivitet"},
)
ALONE = Message(
    "R1",
    "”{value}” hör inte till något, eftersom raden inte har {what}.",
    "Hör det till en annan rad, skriv det på den raden i målregistret.",
    where="Plan, cell G4",
    example={"value": "72", "what": "mått"},
)
NO_GOAL = Message(
    "R1",
    "”{value}” har inget mål på sin rad eller ovanför.",
    "Lägg till det i målregistret, med målets nummer.",
    where="Plan, cell E4",
    example={"value": "Andel behöriga elever"},
)
NAMND = Message(
    "R1",
    "Ingen nämnd heter ”{value}”.",
    "Skriv nämndens id i målregistret, också i målens nummer: {ids}.",
    where="Plan, cell A4",
    example={"value": "Miljönämnden", "ids": "KS, BUN eller BMN"},
)
LONE = Message(
    "R1",
    "Raden är inte läst: där står bara ”{value}”, som inte är en nämnd.",
    "Är det en nämnd, skriv dess id där och ta in planen igen.",
    NOTICE,
    where="Plan, cell A4",
    example={"value": "* Nuläge avser 2025"},
)
NAMNDER = Message(
    "R1",
    "”{value}” är flera nämnder.",
    "I målregistret: skriv den som ansvarar under ”Nämnd” och i målens nummer, och den andra under ”Delas med”: {ids}.",
    where="Plan, cell A4",
    example={"value": "KS och BUN", "ids": "KS och BUN"},
)
UNHEADED = Message(
    "R1",
    "Kolumn {column} har ingen rubrik och är inte läst.",
    "Behövs den, ge den en rubrik och ta in planen igen, eller skriv uppgifterna i målregistret.",
    NOTICE,
    where="Plan, cell L4",
    example={"column": "L"},
)
SHEET = Message(
    "R1",
    "Bladet är inte läst, eftersom det inte har planens rubriker.",
    "Finns det mål där, ge dem samma rubriker och ta in planen igen, eller skriv dem i målregistret.",
    NOTICE,
    where="Anteckningar",
)
UNREADABLE = Message(
    "R1",
    "Planen {file} går inte att läsa. {why}",
    "Spara den som Excel-arbetsbok (.xlsx) utan lösenord, eller som CSV-fil, och kör igen.",
    example={"file": "plan.pdf", "why": "Filen är en PDF."},
)
