"""What is said of a single cell: numbers, dates and choices (rules V1, V2, V3, V4, Y1)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

NOT_NUMBER = Message(
    "V1",
    "”{value}” går inte att läsa som ett tal.",
    "Skriv bara talet, till exempel {example}.",
    where="Mått, cell J8",
    example={"value": "ca 40", "example": 40},
)
NO_NUMBER = Message(
    "V1",
    "”{value}” är inget tal.",
    "Skriv talet i siffror. Är det inte känt, skriv det som ni räknar med, och varför i kommentaren.",
    where="Mått, cell J8",
    example={"value": "ingen uppgift"},
)
SEVERAL_NUMBERS = Message(
    "V1",
    "”{value}” är mer än ett tal.",
    "Skriv ett tal, det som ni räknar med.",
    where="Mått, cell J8",
    example={"value": "40–50"},
)
TWO_READINGS = Message(
    "V1",
    "”{value}” kan betyda både {one} och {other}.",
    "Skriv {one} eller {other}.",
    where="Ekonomi, cell G7",
    example={"value": "1.234", "one": "1234", "other": "1,234"},
)
NUMBER_READ_AS = Message(
    "V1",
    "”{value}” är läst som {read}.",
    "Stämmer det inte, skriv bara talet.",
    NOTICE,
    where="Ekonomi, cell G7",
    example={"value": "1,2 mnkr", "read": "1 200 tkr"},
)
OTHER_UNIT = Message(
    "V1",
    "”{value}” är skrivet i en annan enhet än måttets, som är {unit}.",
    "Skriv talet i {unit}.",
    where="Mått, cell J8",
    example={"value": "3 %-enheter", "unit": "%"},
)
ERROR_VALUE = Message(
    "V1",
    "Cellen visar felet {value}.",
    "Skriv värdet i stället för formeln.",
    where="Ekonomi, cell G7",
    example={"value": "#REF!"},
)
UNREAD = Message(
    "V1",
    "Cellen har ett innehåll som inte går att läsa.",
    "Skriv värdet på nytt i cellen.",
    where="Ekonomi, cell G7",
)
UNCALCULATED = Message(
    "V1",
    "Cellen har en formel vars resultat inte är sparat.",
    "Skriv värdet, eller öppna filen i ert kalkylprogram, spara den och skicka den igen.",
    where="Ekonomi, cell G7",
)
NOT_WHOLE = Message(
    "V1",
    "”{value}” är inte ett helt tal.",
    "Skriv {one} eller {other}.",
    where="Aktiviteter, cell H9",
    example={"value": "12,5", "one": 12, "other": 13},
)
SHARE_READ_AS = Message(
    "V1",
    "”{heading}” {value} är läst som {read} %.",
    "Stämmer det inte, skriv talet i procent, till exempel 40.",
    NOTICE,
    where="Aktiviteter, cell H9",
    example={"heading": "Färdiggrad", "value": "0,4", "read": 40},
)
ONE_OR_HUNDRED = Message(
    "V1",
    "”{heading}” 1 kan betyda både 1 % och 100 %.",
    "Skriv 100 om allt är klart. Är det en procent, skriv 1 %.",
    where="Aktiviteter, cell H9",
    example={"heading": "Färdiggrad"},
)
TOO_LARGE = Message(
    "V4",
    "”{value}” är ett orimligt stort tal.",
    "Kontrollera talet och skriv det igen.",
    where="Ekonomi, cell G7",
    example={"value": "99999999999999999999"},
)
NOT_DATE = Message(
    "V1",
    "”{value}” går inte att läsa som ett datum.",
    "Skriv år, månad och dag, till exempel {example}.",
    where="Mål, cell J8",
    example={"value": "efter sommaren", "example": "2026-10-31"},
)
NO_DAY = Message(
    "V1",
    "”{value}” saknar dag.",
    "Skriv år, månad och dag, till exempel {example}.",
    where="Mål, cell J8",
    example={"value": "september 2026", "example": "2026-09-30"},
)
DATE_READ_AS = Message(
    "V1",
    "”{value}” är läst som {read}.",
    "Stämmer det inte, skriv år, månad och dag.",
    NOTICE,
    where="Mål, cell J8",
    example={"value": "30 sept", "read": "2026-09-30"},
)
DATE_UNREASONABLE = Message(
    "V4",
    "Datumet {value} är inte rimligt.",
    "Skriv år, månad och dag, till exempel {example}.",
    where="Mål, cell J8",
    example={"value": "2126-10-31", "example": "2026-10-31"},
)
NOT_CHOICE = Message(
    "V3",
    "”{value}” finns inte i listan.",
    "Välj i listan: {choices}.",
    where="Mål, cell E7",
    example={"value": "Kanske", "choices": "Nås, Nås delvis, Nås inte eller Ej bedömt"},
)
CHOICE_MISSPELT = Message(
    "V3",
    "”{value}” finns inte i listan. Menade ni ”{guess}”?",
    "Välj i listan.",
    where="Mål, cell E7",
    example={"value": "Nåss", "guess": "Nås"},
)
CHOICE_READ_AS = Message(
    "V3",
    "”{value}” är läst som ”{read}”.",
    "Stämmer det inte, välj i listan.",
    NOTICE,
    where="Mål, cell E7",
    example={"value": "x", "read": "Ja"},
)
SAID_ELSEWHERE = Message(
    "V2",
    "”{heading}” hänvisar bara till något annat: ”{value}”.",
    "Skriv det viktigaste i cellen. Den som läser sammanställningen ser inget annat.",
    WARNING,
    where="Mål, cell F7",
    example={"heading": "Kommentar", "value": "se bilaga"},
)
PERSONAL_NUMBER = Message(
    "Y1",
    "Texten verkar innehålla ett personnummer eller samordningsnummer.",
    "Ta bort numret; i filen som ni får tillbaka står [personnummer] i stället. "
    "Svaret visas inte förrän det är borta eller controllern har godkänt texten. Numret visas aldrig.",
    where="Mål, cell F7",
)
MERGED = Message(
    "T3",
    "Cellen är sammanslagen med en annan, så det går inte att se vad som gäller här.",
    "Dela cellerna och fyll i var och en.",
    where="Mål, cell E8",
)
