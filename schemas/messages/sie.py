"""What is said of a SIE file (rule E4)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

_AGAIN = "Gör om exporten ur ekonomisystemet."
_STOPS = f"{_AGAIN} Ekonomin visas inte förrän det är rättat."

WHY_AMOUNT = "Ett belopp skrivs i SIE bara med siffror, punkt och högst två decimaler, till exempel 20000020.00."
WHY_LARGE = "Beloppet är större än någon kommuns ekonomi."
WHY_SPACES = "Det kan vara ett belopp med mellanslag, eller ett belopp och en kvantitet."
WHY_QUANTITY = "Det som står efter beloppet är ingen kvantitet."
WHY_OBJECTS = "Objekten ska stå inom klamrar, med dimension och objekt parvis och varje dimension en gång."
WHY_DAY = "En dag skrivs i SIE som ÅÅÅÅMMDD, till exempel 20260331."
WHY_PERIOD = "En period skrivs i SIE som ÅÅÅÅMM, till exempel 202603."
WHY_YEAR = "Årsnumret ska vara 0, −1, −2 och så vidare."
WHY_FIELDS = "Ett fält saknas eller är tomt."
WHY_SYNTAX = "Citationstecken, klamrar eller andra tecken står inte som i SIE."
WHY_LABEL = "En post i SIE börjar med # och postens namn."
WHY_ROW = "Transaktionen står utanför en verifikation, eller så saknas dag."
WHY_TWICE = "Uppgiften finns två gånger i filen, med olika innehåll."
"""Why a record can't be read."""

UNREADABLE = Message(
    "E4",
    "I SIE-filen går {where} inte att läsa. {why}",
    _STOPS,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 20000 020.00”)", "why": WHY_SPACES},
)
UNREADABLE_UNUSED = Message(
    "E4",
    "I SIE-filen går {where} inte att läsa. {why} Ekonomin behöver inte posten.",
    "Är namnen på ansvaren rätt behöver ni inte göra något.",
    WARNING,
    example={"where": "rad 14 (”#KONTO”)", "why": WHY_FIELDS},
)
CUT_AMOUNT = Message(
    "E4",
    "SIE-filen slutar mitt i rad {line}, ”{text}”. Beloppet kan vara avkortat.",
    _STOPS,
    example={"line": 4180, "text": "#PSALDO 0 202603 5010 2000"},
)
EXTRA_FIELDS = Message(
    "E4",
    "I SIE-filen har {where} fler fält än standarden. Beloppet är läst, men inte det som står sist.",
    "Kontrollera beloppet. Är det rätt behöver ni inte göra något.",
    WARNING,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 200.00 0 x”)"},
)
NO_RECORDS = Message("E4", "SIE-filen har inga poster.", _AGAIN)
UNKNOWN_LABELS = Message(
    "E4",
    "SIE-filen har poster som inte är kända, och de är inte lästa: {labels}.",
    "Ni behöver inte göra något.",
    NOTICE,
    example={"labels": "#EGEN och #PERIOD"},
)
SIE_5 = Message(
    "E4",
    "Filen är i formatet SIE 5, som är XML och inte läses.",
    "Ta ut filen som SIE typ 3, det äldre formatet i text.",
)
ZIPPED = Message(
    "E4",
    "Filen är en zip-fil med SIE-filen {file}.",
    "Packa upp den, och lägg SIE-filen i mappen i stället.",
    example={"file": "ekonomi.se"},
)
NO_OBJECTS = Message(
    "E4",
    "SIE-filen har inga belopp på dimensionen {dimension} för {year}.",
    "Ta ut filen som SIE typ 3, med objekt, eller rätta dimension i [ekonomi.sie] i kommun.toml.",
    example={"dimension": "1", "year": 2026},
)
WITHOUT_OBJECTS = Message(
    "E4",
    "SIE-filen är av typ {kind}, som inte har några belopp per ansvar.",
    "Ta ut filen som SIE typ 3.",
    example={"kind": "2"},
)
VOUCHERS_ONLY = Message(
    "E4",
    "SIE-filen har bara verifikationer, och varken räkenskapsår eller saldon. Den är gjord för att läsas in i ett "
    "ekonomisystem.",
    "Ta ut filen som SIE typ 3.",
)
NO_ACTUAL = Message(
    "E4",
    "SIE-filen har budget per ansvar för {year}, men inget utfall (#PSALDO).",
    "Ta ut filen som SIE typ 3, med periodsaldon per objekt.",
    example={"year": 2026},
)
NO_BUDGET = Message(
    "E4",
    "SIE-filen har ingen budget per ansvar (#PBUDGET) för {year}.",
    "Ta med budgeten i exporten. Ekonomin visas inte utan den.",
    example={"year": 2026},
)
SUMMED_VOUCHERS = Message(
    "E4",
    "SIE-filen har inga periodsaldon per ansvar. Utfallet är summan av verifikationerna.",
    "Kontrollera att exporten har alla verifikationer för året, eller ta ut filen som SIE typ 3.",
    WARNING,
)
VOUCHERS_DIFFER = Message(
    "E4",
    "På konto {account} ger SIE-filens verifikationer {summed} kr, men årets saldo (#RES) är {stated} kr.",
    "Ta med alla verifikationer för året i exporten, eller ta ut filen som SIE typ 3. Ekonomin visas inte förrän det "
    "stämmer.",
    example={"account": "5010", "summed": "1 200,00", "stated": "1 300,00"},
)
UNBALANCED = Message(
    "E4",
    "I SIE-filen går verifikationer inte jämnt upp: {where}. En rad kan saknas.",
    _AGAIN,
    WARNING,
    example={"where": "rad 3977 (”#VER A 12 20260115 Hyra”)"},
)
REPEATED = Message(
    "E4",
    "Samma post finns två gånger i SIE-filen, och är räknad en gång: {where}.",
    "Kontrollera att exporten är rätt.",
    WARNING,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
CONFLICT = Message(
    "E4",
    "Samma post finns två gånger i SIE-filen, med olika belopp: rad {line} och {where}.",
    _STOPS,
    example={"line": 210, "where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
CONFLICT_UNUSED = Message(
    "E4",
    "Samma post finns två gånger i SIE-filen, med olika belopp: rad {line} och {where}. Ekonomin behöver dem inte.",
    "Kontrollera att exporten är rätt.",
    WARNING,
    example={"line": 210, "where": "rad 214 (”#PSALDO 0 202603 1930 200.00”)"},
)
PARTS = Message(
    "E4",
    "Belopp för ansvar och annat objekt tillsammans ingår i ansvarets belopp, och är inte räknade igen: {where}.",
    "Ni behöver inte göra något.",
    NOTICE,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
APART = Message(
    "E4",
    "Belopp för ansvar och annat objekt tillsammans är räknade för sig, eftersom kontots saldo (#RES) då stämmer: "
    "{where}.",
    "Ni behöver inte göra något.",
    NOTICE,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
OVERLAP = Message(
    "E4",
    "Samma konto, period och ansvar har flera belopp i SIE-filen, och det går inte att se om det ena ingår i det "
    "andra: rad {line} och {where}.",
    "Ta ut filen med bara ansvar som objekt. Ekonomin visas inte förrän det är rättat.",
    example={"line": 210, "where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
WITHOUT_UNIT = Message(
    "E4",
    "Utfallet per konto i SIE-filen är {total} kr, men per ansvar {summed} kr. {missing} kr har inget ansvar.",
    "Kontrollera i ekonomisystemet vad som saknar ansvar. Beloppet är inte med hos någon nämnd.",
    WARNING,
    example={"total": "1 200,00", "summed": "1 000,00", "missing": "200,00"},
)
NOT_SUMMED = Message(
    "E4",
    "I SIE-filen har {where} inget ansvar, och kontona har ingen egen summa att jämföra med. Beloppen är inte räknade.",
    "Kontrollera att beloppen också står per ansvar.",
    WARNING,
    example={"where": "rad 214 (”#PSALDO 0 202603 5010 200.00”)"},
)
NO_YEAR = Message(
    "E4",
    "SIE-filen säger inte vilket räkenskapsår den gäller (#RAR).",
    "Kontrollera att filen gäller {year}.",
    WARNING,
    example={"year": 2026},
)
OTHER_YEAR = Message(
    "E4",
    "SIE-filen gäller räkenskapsåret {stated}, men omgången gäller {year}.",
    "Ta ut filen för rätt år.",
    example={"stated": "2025-01-01–2025-12-31", "year": 2026},
)
PERIOD_OUTSIDE = Message(
    "E4",
    "I SIE-filen har {where} en period utanför sitt räkenskapsår.",
    _STOPS,
    example={"where": "rad 214 (”#PSALDO 0 202503 5010 200.00”)"},
)
TOO_EARLY = Message(
    "E4",
    "SIE-filens saldon går till och med {stated} (#OMFATTN), men omgången till och med {through}.",
    "Ta ut filen på nytt, till och med rätt månad. Ekonomin visas inte förrän den stämmer.",
    example={"stated": "2026-02-28", "through": "mars 2026"},
)
NO_MONTH = Message(
    "E4",
    "SIE-filen har inget utfall för {through}, som är omgångens sista månad. Den säger inte heller vilken tid den "
    "omfattar (#OMFATTN).",
    "Ta ut filen på nytt, till och med rätt månad. Ekonomin visas inte förrän den stämmer.",
    example={"through": "mars 2026"},
)
EMPTY_MONTH = Message(
    "E4",
    "SIE-filen har inget utfall för {through}, som är omgångens sista månad.",
    "Kontrollera att månaden är bokförd.",
    WARNING,
    example={"through": "mars 2026"},
)
SHORT_BUDGET = Message(
    "E4",
    "Budgeten i SIE-filen slutar i {through}. Är den delad på månader saknas resten av året.",
    "Kontrollera att budgeten är hela årets.",
    WARNING,
    example={"through": "mars 2026"},
)
CURRENCY = Message(
    "E4",
    "Beloppen i SIE-filen är i {currency}, inte i kronor.",
    "Ta ut filen i svenska kronor.",
    example={"currency": "EUR"},
)
UNFINISHED = Message(
    "E4",
    "SIE-filens kontrollsumma saknar slut, så filen är avkortad.",
    _STOPS,
)
CHECKSUM_DIFFERS = Message(
    "E4",
    "SIE-filens innehåll stämmer inte med kontrollsumman på rad {line}. Filen kan ha ändrats efter exporten.",
    _AGAIN,
    WARNING,
    example={"line": 4180},
)
CHECKSUM_UNSTARTED = Message(
    "E4",
    "SIE-filens kontrollsumma på rad {line} saknar början och går inte att kontrollera.",
    _AGAIN,
    WARNING,
    example={"line": 4180},
)
VOUCHER_UNFINISHED = Message(
    "E4",
    "Verifikationen på rad {line} i SIE-filen saknar slut, så filen är avkortad.",
    _STOPS,
    example={"line": 3977},
)
