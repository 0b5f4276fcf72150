"""What is said of a SIE file (rule E4)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

BROKEN_RECORD = Message(
    "E4",
    "Rad {line} i SIE-filen, ”{text}”, går inte att läsa.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
    example={"line": 214, "text": "#PSALDO 0 202603"},
)
NO_RECORDS = Message("E4", "SIE-filen har inga poster.", "Gör om exporten ur ekonomisystemet.")
UNKNOWN_LABELS = Message(
    "E4",
    "SIE-filen har poster som inte är kända, och de är inte lästa: {labels}.",
    "Ni behöver inte göra något.",
    NOTICE,
    example={"labels": "#BKOD och #PROSA"},
)
NO_OBJECTS = Message(
    "E4",
    "SIE-filen har inga belopp på dimensionen {dimension} för {year}.",
    "Ta med objekt i exporten, eller rätta dimension i [ekonomi.sie] i kommun.toml.",
    example={"dimension": "1", "year": 2026},
)
UNFINISHED = Message(
    "E4",
    "SIE-filens kontrollsumma saknar slut, så filen kan vara avkortad.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
)
MORE_BROKEN = Message(
    "E4",
    "Ytterligare {count} rader i SIE-filen går inte att läsa, den sista är rad {line}.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
    example={"count": 21, "line": 1042},
)
CHECKSUM_DIFFERS = Message(
    "E4",
    "SIE-filens innehåll stämmer inte med kontrollsumman på rad {line}. Filen kan ha ändrats efter exporten.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
    example={"line": 4180},
)
CHECKSUM_UNSTARTED = Message(
    "E4",
    "SIE-filens kontrollsumma på rad {line} saknar början och går inte att kontrollera.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
    example={"line": 4180},
)
VOUCHER_UNFINISHED = Message(
    "E4",
    "Verifikationen på rad {line} i SIE-filen saknar slut, så filen kan vara avkortad.",
    "Gör om exporten ur ekonomisystemet.",
    WARNING,
    example={"line": 3977},
)
