"""What is said of `undantag.xlsx`, in which the controller accepts findings (rule G2)."""

from __future__ import annotations

from schemas.findings import NOTICE
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
    "Ta bort raden, om felet är rättat. Annars kontrollera nämnd, regel, blad och cell.",
    NOTICE,
    where="Undantag, cell A5",
)
