"""What is said of the set-up: municipality, round, settings file, folders (rules R2, R3, H1)."""

from __future__ import annotations

from schemas.messages.message import Message

NO_KOMMUN = Message(
    "R2",
    "Kommunen ”{kommun}” finns inte.",
    "Välj med --kommun. Kommuner med inställningar: {known}.",
    example={"kommun": "annanstad", "known": "mariestad"},
)
NO_INPUT = Message(
    "R2",
    "I {folder} finns ingen kommun: mappen input med kommun.toml saknas.",
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
SETTINGS_UNREADABLE = Message(
    "R2",
    "Filen kommun.toml i mappen {kommun} går inte att läsa.",
    "Kontrollera att den är en vanlig fil som programmet har rätt att läsa, eller hämta den ur en säkerhetskopia.",
    example={"kommun": "mariestad"},
)
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
LOOKS_LIKE_INVESTMENTS = Message(
    "E2",
    "Filen {file} ser ut att vara tabellen över investeringar: den har {headings}, men ingen kolumn med verksamheter.",
    "Lägg till --investeringar. Är det driften, skriv vilken rubrik som är verksamhet, till exempel "
    '--kolumn "verksamhet={first}".',
    example={"file": "investeringar.xlsx", "headings": "Projekt, Budget och Utfall", "first": "Projekt"},
)
