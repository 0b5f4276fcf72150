"""What is reported of the data of earlier rounds, as they are in their CSV files (rule D9)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

_BACK = "Hämta filen ur en säkerhetskopia, eller kör den omgången igen. Till dess saknas uppgifterna i jämförelserna."

UNREADABLE = Message("D9", "Filen med uppgifter ur en tidigare omgång går inte att läsa.", _BACK, WARNING)
EMPTY = Message("D9", "Filen med uppgifter ur en tidigare omgång är tom.", _BACK, WARNING)
NO_HEADINGS = Message(
    "D9",
    "Filen med uppgifter ur en tidigare omgång har ingen av tabellens rubriker på första raden.",
    _BACK,
    WARNING,
)
NO_KEY = Message(
    "D9",
    "Filen med uppgifter ur en tidigare omgång saknar rubriken {headings}. Utan den går raderna inte att använda.",
    _BACK,
    WARNING,
    example={"headings": "Mål-id"},
)
RESAVED = Message(
    "D9",
    "Filen med uppgifter ur en tidigare omgång har sparats på nytt, troligen i Excel. Den är läst som {how}.",
    "Ingenting behöver göras om siffrorna i jämförelserna är rätt.",
    NOTICE,
    example={"how": "kodat som Windows-1252 och åtskilt med semikolon"},
)
ROWS = Message(
    "D9",
    "I filen med uppgifter ur en tidigare omgång har {lines} inte lika många kolumner som rubrikraden. Det som står "
    "där är inte läst.",
    _BACK,
    WARNING,
    example={"lines": "raderna 14 och 15"},
)
VALUES = Message(
    "D9",
    "I filen med uppgifter ur en tidigare omgång går tal eller datum på {lines} inte att läsa, till exempel ”{value}”.",
    _BACK,
    WARNING,
    example={"lines": "rad 14", "value": "########"},
)
