"""What more is said of a SIE file: cut, changed on its way, or with many broken records (rule E4)."""

from __future__ import annotations

from schemas.findings import WARNING
from schemas.messages.message import Message

_AGAIN = "Gör om exporten ur ekonomisystemet."

MORE_BROKEN = Message(
    "E4",
    "Ytterligare {count} rader i SIE-filen går inte att läsa, den sista är rad {line}.",
    _AGAIN,
    WARNING,
    example={"count": 21, "line": 1042},
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
    "Verifikationen på rad {line} i SIE-filen saknar slut, så filen kan vara avkortad.",
    _AGAIN,
    WARNING,
    example={"line": 3977},
)
