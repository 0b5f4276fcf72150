"""What is said of `undantag.xlsx`, in which the controller accepts findings (rule G2)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

UNREADABLE = Message(
    "G2",
    "Filen med undantag går inte att läsa. {why}",
    "Skapa den på nytt med kommandot undantag.",
    example={"why": "Filen är låst med lösenord."},
)
INCOMPLETE = Message(
    "G2",
    "Undantaget saknar {missing}, och gäller inte.",
    "Fyll i {missing}.",
    where="Undantag, cell F5",
    example={"missing": "skäl"},
)
UNMATCHED = Message(
    "G2",
    "Undantaget passar inte på någon anmärkning.",
    "Ta bort raden, om felet är rättat. Annars kontrollera nämnd, fil, regel, blad och cell.",
    NOTICE,
    where="Undantag, cell A5",
)
CHANGED = Message(
    "G2",
    "Anmärkningen är en annan än den som godkändes. Den lyder nu: {now}",
    "Kör kommandot undantag, och godkänn den nya anmärkningen om den också är i sin ordning.",
    WARNING,
    where="Undantag, cell F6",
    example={"now": "Raderna ger summan 62 051, men i filen står 62 079. Skillnaden är 28 tkr."},
)
