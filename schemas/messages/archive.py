"""What is reported of originals in the archive, of the notes beside them, and of the ledger of mail (rules D6, D7)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

_SHA = "3f5a…c1.xlsx"
_DECIDE = (
    "Inget mejl hämtas eller skickas nu. Hämta filen ur en säkerhetskopia, eller skriv malstyrning arkiv kontroll "
    "--aterstall för att gå vidare utan det som saknas. Då kan ett svar gå ut två gånger."
)
_AGAIN = "Lägg filen i omgångens mapp, eller mejlet i inkommande, och kör igen: då sparas originalet på nytt."

ALTERED = Message(
    "D6",
    "Originalet av {name} i arkivet är inte längre som det kom in: filen {place} är ändrad.",
    f"{_AGAIN} Den ändrade filen blir kvar under ett annat namn.",
    example={"name": "KS prognos april.xlsx", "place": _SHA},
)
GONE = Message(
    "D6",
    "Originalet av {name} saknas i arkivet: filen {place} är borta.",
    f"{_AGAIN} Finns filen inte kvar, be IT hämta arkivet ur en säkerhetskopia.",
    example={"name": "KS prognos april.xlsx", "place": _SHA},
)
UNREADABLE = Message(
    "D6",
    "Originalet av {name} i arkivet går inte att läsa: {place}.",
    "Be IT ge programmet rätt att läsa filen, och kör igen.",
    example={"name": "KS prognos april.xlsx", "place": _SHA},
)
RESTORED = Message(
    "D6",
    "Originalet av {name} i arkivet var ändrat. Rätt innehåll är sparat på nytt i {place}, och den ändrade filen "
    "ligger kvar bredvid som {aside}.",
    "Ta reda på vad som ändrade filen. Filerna i arkivet ska aldrig ändras.",
    WARNING,
    example={"name": "KS prognos april.xlsx", "place": _SHA, "aside": f"{_SHA}.skadad-5d1e"},
)
REFOUND = Message(
    "D6",
    "Originalet av {name} saknades i arkivet och är sparat på nytt i {place}.",
    "Ta reda på varför filen försvann. Filer i arkivet ska aldrig tas bort.",
    WARNING,
    example={"name": "KS prognos april.xlsx", "place": _SHA},
)
NOTE_ALTERED = Message(
    "D6",
    "Anteckningen {place} i arkivet om när och från vem {name} kom är ändrad eller skadad.",
    "Hämta anteckningen ur en säkerhetskopia, eller kör omgången så att den skrivs på nytt.",
    example={"name": "KS prognos april.xlsx", "place": "3f5a…c1.2026-prognos-april.json"},
)
NOTE_GONE = Message(
    "D6",
    "Anteckningen {place} i arkivet om när och från vem {name} kom är borta.",
    "Hämta anteckningen ur en säkerhetskopia, eller kör omgången så att den skrivs på nytt.",
    example={"name": "KS prognos april.xlsx", "place": "3f5a…c1.2026-prognos-april.json"},
)
NOTE_RESTORED = Message(
    "D6",
    "Anteckningen i arkivet om när {name} kom in var ändrad eller skadad. Den är skriven på nytt med tiden {moment}, "
    "och den förra ligger kvar bredvid som {aside}.",
    "Kontrollera tiden. Har nämnden skickat flera filer avgör den vilken som gäller.",
    WARNING,
    example={
        "name": "KS prognos april.xlsx",
        "moment": "24 april 2026 kl. 10.00",
        "aside": "3f5a…c1.2026-prognos-april.json.skadad-77ab",
    },
)
NOTE_LACKS_SUM = Message(
    "D6",
    "{count} anteckningar i arkivet är gjorda med en äldre version av programmet och har ingen kontrollsumma.",
    "Det går inte att säga om de är ändrade. Nya anteckningar har kontrollsumma.",
    NOTICE,
    example={"count": "14"},
)
FOREIGN = Message(
    "D6",
    "Filen {place} i arkivet är inte lagd där av programmet.",
    "Flytta filen någon annanstans. I arkivet ska bara det ligga som har kommit in.",
    WARNING,
    example={"place": "ab/anteckningar.docx"},
)
UNREFERENCED = Message(
    "D6",
    "Originalet {place} finns i arkivet, men ingen anteckning och inget mejl säger hur det kom in.",
    "Lägg tillbaka anteckningen ur en säkerhetskopia. Filen ska ligga kvar.",
    WARNING,
    example={"place": _SHA},
)
SET_ASIDE = Message(
    "D6",
    "Filen {place} i arkivet är en skadad fil som har ersatts med rätt innehåll.",
    "Den ligger kvar så att det går att se vad som har hänt.",
    NOTICE,
    example={"place": f"{_SHA}.skadad-5d1e"},
)
MESSAGE_ALTERED = Message(
    "D6",
    "Mejlet {place} i utkorgen är borta, eller inte längre som när det skrevs.",
    "Hämta det ur en säkerhetskopia. Det som redan är skickat har inte ändrats.",
    example={"place": "utkorg/5d1e….eml"},
)
PUBLISHED_ALTERED = Message(
    "D6",
    "Filen {place} gick inte att läsa, så det går inte att säga vilka original som {round} bygger på.",
    "Kör omgången igen, så skrivs den på nytt.",
    WARNING,
    example={"place": "2026/prognos-april/resultat/korning.json", "round": "prognos april 2026"},
)
NOT_PACKED = Message(
    "D6",
    "Paketet är inte gjort, eftersom original i arkivet saknas eller är ändrade: {files}.",
    "Skriv malstyrning arkiv kontroll, så står det för varje fil vad som har hänt och vad som behöver göras.",
    example={"files": _SHA},
)
LEDGER_LINES = Message(
    "D7",
    "I registret över mejl, {file}, går {lines} inte att läsa. Resten är läst.",
    _DECIDE,
    example={"file": "output/sjostad/post/register.jsonl", "lines": "rad 14 och 15"},
)
LEDGER_UNREADABLE = Message(
    "D7",
    "Registret över mejl, {file}, går inte att läsa.",
    _DECIDE,
    example={"file": "output/sjostad/post/register.jsonl"},
)
LEDGER_SHORT = Message(
    "D7",
    "I registret över mejl, {file}, saknas det som skrevs sist (händelser: {count}).",
    _DECIDE,
    example={"file": "output/sjostad/post/register.jsonl", "count": "två"},
)
