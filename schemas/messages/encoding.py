"""Messages about the characters of a text file from the finance system (rule E2)."""

from __future__ import annotations

from schemas.findings import WARNING
from schemas.messages.message import Message

UNREADABLE = Message(
    "E2",
    "Bokstäverna i filen går inte att läsa säkert. Rad {line} blir ”{text}”.",
    "Spara filen som UTF-8, eller hämta den på nytt ur ekonomisystemet.",
    example={"line": 15, "text": "Çldreomsorg och F”rskola"},
)
MIXED = Message(
    "E2",
    "Filen är sparad i UTF-8, men alla tecken i den är inte det. Det första står på rad {line}.",
    "Spara hela filen som UTF-8, eller hämta den på nytt ur ekonomisystemet.",
    example={"line": 118},
)
LETTERS_LOST = Message(
    "E2",
    "Bokstäver i filen är förstörda. På rad {line} står ”{text}”.",
    "Hämta filen på nytt ur ekonomisystemet, och öppna den inte i ett annat program på vägen.",
    example={"line": 15, "text": "Ã„ldreomsorg"},
)
NOT_TEXT = Message(
    "E2",
    "Filen har tecken som inte hör hemma i en textfil.",
    "Hämta filen på nytt ur ekonomisystemet.",
)
UNCERTAIN = Message(
    "E2",
    "Filen är läst som {encoding}. Då blir rad {line} ”{text}”, men det är osäkert.",
    "Kontrollera namnen. Är de fel, spara filen som UTF-8 och kör igen.",
    WARNING,
    example={"encoding": "Mac Roman", "line": 15, "text": "Äldreomsorg"},
)
