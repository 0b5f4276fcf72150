"""What is said of the set-up: municipality, round, settings file, folders (rules R2, R3, H1)."""

from __future__ import annotations

from schemas.findings import NOTICE
from schemas.messages.message import Message

NO_KOMMUN = Message(
    "R2",
    "Kommunen ”{kommun}” finns inte.",
    "Välj med --kommun. Kommuner med inställningar: {known}.",
    example={"kommun": "annanstad", "known": "mariestad"},
)
NO_INPUT = Message(
    "R2",
    "I {folder} finns ingen kommun: mappen input med kommun.toml saknas, också i mapparna ovanför.",
    "Gå till mappen där input ligger och kör igen, eller börja med malstyrning ny.",
    example={"folder": "C:\\Användare\\eva\\Dokument"},
)
SEVERAL_KOMMUNER = Message(
    "R2",
    "Det finns flera kommuner: {known}.",
    "Lägg till --kommun och kommunens mapp, till exempel --kommun {first}.",
    example={"known": "mariestad och sjostad", "first": "mariestad"},
)
ENCODING = Message("R2", "Filen kommun.toml har fel teckenkodning.", "Spara den som UTF-8.")
NO_ROUND = Message(
    "R2",
    "Omgången ”{round} {year}” finns inte.",
    "Omgångar {year}: {known}.",
    example={"round": "prognos maj", "year": 2026, "known": "prognos april och prognos juni"},
)
NO_MODEL = Message(
    "R2",
    "Ingen modell gäller {year} i kommun.toml.",
    "Lägg till ett avsnitt [[modell]] för året.",
    example={"year": 2026},
)
FOLDER_IN_USE = Message(
    "H1",
    "Mappen {folder} går inte att ersätta.",
    "Stäng filer därifrån som är öppna i andra program, och kör igen.",
    example={"folder": "resultat"},
)
FILE_IN_USE = Message(
    "H1",
    "Filen {file} går inte att skriva.",
    "Stäng den i andra program, och kör igen.",
    example={"file": "undantag.xlsx"},
)
NOT_RUN = Message(
    "R3",
    "Det finns inga sidor för {round}.",
    "Kör först {command}.",
    example={"round": "prognos april 2026", "command": "malstyrning prognos april 2026"},
)
NOTHING_TO_ANSWER = Message(
    "R3",
    "Inga mallar är skrivna: målregistret {file} har inga mål som {round} kan gälla.",
    "Fyll i målregistret, eller låt nämnderna föreslå mål med malstyrning mallar malforslag, och kör igen.",
    example={"file": "input/sjostad/2027/malregister.xlsx", "round": "prognosen för april 2027"},
)
NO_PANGO = Message(
    "R3",
    "PDF-filer går inte att göra, eftersom biblioteket Pango saknas på datorn.",
    "Be IT installera Pango. Utan det: öppna sidan i webbläsaren, välj Skriv ut och spara som PDF.",
)
NOT_PUBLISHED = Message(
    "R3",
    "Det finns inget publicerat för {round} {year}.",
    "Kör först malstyrning {kind} {year}.",
    example={"round": "målförslag", "kind": "malforslag", "year": 2027},
)
ROUND_WORDS = Message(
    "R2",
    "”{round}” säger inte vilken omgång det är.",
    "Skriv slag, månad och år. Omgångar {year}: {known}.",
    example={"round": "april", "year": 2026, "known": "prognos april, prognos juni, årsbokslut mars"},
)
KOMMUN_EXISTS = Message(
    "R2",
    "Mappen {folder} finns redan.",
    "Inget skrivs över. Ändra i filerna som ligger där, eller välj en annan mapp med --mapp.",
    example={"folder": "input/sjostad"},
)
REGISTER_EXISTS = Message(
    "R3",
    "Målregistret {file} finns redan.",
    "Inget skrivs över. Ändra i filen, eller flytta undan den först.",
    example={"file": "input/sjostad/2027/malregister.xlsx"},
)
ANSWER_MISSING = Message(
    "R2",
    "Uppgiften {option} saknas.",
    "Ange den på kommandoraden, eller kör utan --ja och svara på frågorna.",
    example={"option": "--namn"},
)
NOBODY_ANSWERS = Message(
    "R2",
    "Frågan ”{question}” har inte fått något svar, och inget är skrivet.",
    "Kör kommandot i ett fönster där det går att svara, eller lägg till {option}.",
    example={"question": "Vad heter kommunen", "option": "--namn"},
)
ANSWER_UNFIT = Message(
    "R2",
    "”{value}” går inte att använda för {option}.",
    "{wanted}",
    example={"value": "april 31", "option": "--prognoser", "wanted": "Skriv månader, till exempel april juni."},
)
HEADINGS_LACKING = Message(
    "R1",
    "Filen {file} har ingen rubrik som känns igen som {columns}. Dess rubriker är {headings}.",
    'Säg vilken det är, till exempel --kolumn "{example}".',
    example={
        "file": "plan.xlsx",
        "columns": "Mål",
        "headings": "Nämndens inriktning och Mått",
        "example": "Mål=Nämndens inriktning",
    },
)
WITHOUT_HEADINGS = Message(
    "R1",
    "Filen {file} har inga rubriker.",
    "Rubrikerna ska stå på en egen rad, minst tre bredvid varandra, bland filens första {most} rader.",
    example={"file": "plan.xlsx", "most": 60},
)
SIE_NEEDS_NOTHING = Message(
    "R1",
    "Filen {file} är en SIE-fil, som läses utan att rubriker kopplas.",
    "Skriv bara dess namn under ”fil” i [ekonomi] i kommun.toml, till exempel *.se.",
    example={"file": "bokslut.se"},
)
NO_SIGN = Message(
    "R1",
    "”{value}” säger inte vilken kolumn som är vad.",
    "Skriv kolumnen, likhetstecken och filens rubrik, till exempel {example}.",
    example={"value": "inriktning", "example": "Mål=Nämndens inriktning"},
)
NO_COLUMN = Message(
    "R1",
    "Det finns ingen kolumn ”{value}”.",
    "Kolumnerna är {columns}.",
    example={"value": "Syfte", "columns": "Mål, Mål: Nämnd och Mål: Fokusområde"},
)
NO_HEADING = Message(
    "R1",
    "Filen har ingen rubrik ”{value}”.",
    "Dess rubriker är {headings}.",
    example={"value": "Pil", "headings": "Nämndens inriktning och Mått"},
)
PLAN_YEAR = Message(
    "R1",
    "”{value}” går inte att läsa som ett år. I målregistret står {year} i stället.",
    "Stämmer det inte, rätta det i målregistret.",
    where="Plan, cell D4",
    example={"value": "på sikt", "year": 2027},
)
PLAN_READ_AS = Message(
    "R1",
    "”{value}” är läst som {read}.",
    "Stämmer det inte, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell A4",
    example={"value": "Tekniska", "read": "Tekniska nämnden (TN)"},
)
PLAN_NUMBER = Message(
    "R1",
    "Numret ”{value}” går inte att använda. Målet har fått numret {key}.",
    "Ska det ha ett annat, ändra det på alla blad i målregistret.",
    NOTICE,
    where="Plan, cell C4",
    example={"value": "1.2", "key": "KS-01"},
)
PLAN_NUMBER_TAKEN = Message(
    "R1",
    "Numret ”{value}” har redan ett annat mål. Målet har fått numret {key}.",
    "Ska det ha ett annat, ändra det på alla blad i målregistret.",
    NOTICE,
    where="Plan, cell C4",
    example={"value": "KS-01", "key": "KS-02"},
)
PLAN_SEVERAL = Message(
    "R1",
    "”{value}” är flera värden i samma cell.",
    "Skriv varje värde på en egen rad i målregistret.",
    where="Plan, cell G4",
    example={"value": "72; 80"},
)
PLAN_LIST = Message(
    "R1",
    "Cellen är läst som {count} {what}: {items}.",
    "Stämmer det inte, rätta det i målregistret.",
    NOTICE,
    where="Plan, cell I4",
    example={"count": "två", "what": "aktiviteter", "items": "Ansök om bidrag – Samråd med byalagen"},
)
PLAN_ALONE = Message(
    "R1",
    "”{value}” hör inte till något, eftersom raden inte har {what}.",
    "Hör det till en annan rad, skriv det på den raden i målregistret.",
    where="Plan, cell G4",
    example={"value": "72", "what": "mått"},
)
PLAN_NO_GOAL = Message(
    "R1",
    "”{value}” har inget mål på sin rad eller ovanför.",
    "Lägg till det i målregistret, med målets nummer.",
    where="Plan, cell E4",
    example={"value": "Andel behöriga elever"},
)
PLAN_NAMND = Message(
    "R1",
    "Ingen nämnd heter ”{value}”.",
    "Skriv nämndens id i målregistret, också i målens nummer: {ids}.",
    where="Plan, cell A4",
    example={"value": "Miljönämnden", "ids": "KS, BUN eller BMN"},
)
PLAN_NAMNDER = Message(
    "R1",
    "”{value}” är flera nämnder.",
    "I målregistret: skriv den som ansvarar under ”Nämnd” och i målens nummer, och den andra under ”Delas med”: {ids}.",
    where="Plan, cell A4",
    example={"value": "KS och BUN", "ids": "KS och BUN"},
)
PLAN_UNHEADED = Message(
    "R1",
    "Kolumn {column} har ingen rubrik och är inte läst.",
    "Behövs den, ge den en rubrik och ta in planen igen, eller skriv uppgifterna i målregistret.",
    NOTICE,
    where="Plan, cell L4",
    example={"column": "L"},
)
PLAN_SHEET = Message(
    "R1",
    "Bladet är inte läst, eftersom det inte har planens rubriker.",
    "Finns det mål där, ge dem samma rubriker och ta in planen igen, eller skriv dem i målregistret.",
    NOTICE,
    where="Anteckningar",
)
PLAN_UNREADABLE = Message(
    "R1",
    "Planen {file} går inte att läsa. {why}",
    "Spara den som Excel-arbetsbok (.xlsx) utan lösenord, eller som CSV-fil, och kör igen.",
    example={"file": "plan.pdf", "why": "Filen är en PDF."},
)
