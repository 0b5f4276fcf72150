"""What is said of sheets, headings and rows (rules T1, T2, L1, V2, C1)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

EMPTY_TEMPLATE = Message(
    "V2",
    "Mallen är inte ifylld.",
    "Fyll i alla blad och skicka filen igen. Skickade ni fel fil, skicka den rätta.",
)
SHEET_WITHOUT_ROWS = Message(
    "T1",
    "Bladet är inte läst: det som dess rader gäller är inte inläst hos mottagaren.",
    "Ni behöver inte göra något. Den som tar emot svaren läser bladet när uppgifterna finns.",
    NOTICE,
    where="Ekonomi",
)
SHEETS_MISSING = Message(
    "T1",
    "{sheets} saknas.",
    "Fyll i alla blad i filen som ni får tillbaka. Det som redan är läst finns kvar i den.",
    example={"sheets": "Bladen Mått och Ekonomi"},
)
SHEET_READ_AS = Message(
    "T1",
    "Bladet heter ”{title}” och är läst som ”{wanted}”.",
    "Ni behöver inte göra något.",
    NOTICE,
    where="Blad1",
    example={"title": "Blad1", "wanted": "Mål"},
)
SHEET_TWICE = Message(
    "T1",
    "Bladet är en kopia av ”{wanted}” med andra svar, och har inte lästs.",
    "Kontrollera att svaren i ”{wanted}” är de som ska gälla, och ta bort kopian.",
    WARNING,
    where="Mål (2)",
    example={"wanted": "Mål"},
)
SHEET_OF_ANOTHER = Message(
    "I1",
    "Bladet kommer från en annan mall: {template}.",
    "Fyll i bladet i filen som ni får tillbaka.",
    where="Mål, cell A4",
    example={"template": "prognos november 2025"},
)
NO_HEADINGS = Message(
    "T1",
    "Tabellens rubriker saknas.",
    "Kopiera in svaren i den mall som delades ut.",
    where="Mål, cell A1",
)
HEADING_READ_AS = Message(
    "T1",
    "Rubriken ”{value}” är läst som ”{heading}”.",
    "Ni behöver inte göra något.",
    NOTICE,
    where="Mål, cell E6",
    example={"value": "Bedömmning", "heading": "Bedömning"},
)
HEADING_EMPTY = Message(
    "T1",
    "Rubriken är borta. Kolumnen är läst som ”{heading}”.",
    "Stämmer det inte, skriv tillbaka rubriken.",
    NOTICE,
    where="Mål, cell E6",
    example={"heading": "Bedömning"},
)
HEADING_OTHER = Message(
    "T1",
    "Rubriken ”{value}” känns inte igen. Här ska det stå ”{heading}”.",
    "Rubriken är återställd i filen som ni får tillbaka. Kontrollera svaren i kolumnen där, och skicka den filen.",
    where="Mål, cell E6",
    example={"value": "Status i april", "heading": "Bedömning"},
)
HEADING_MISSING = Message(
    "T1",
    "Kolumnen ”{heading}” saknas.",
    "Fyll i kolumnen i filen som ni får tillbaka.",
    where="Mål, cell E6",
    example={"heading": "Bedömning"},
)
HEADING_TWICE = Message(
    "T1",
    "Rubriken ”{heading}” finns två gånger, också i cell {other}, med olika innehåll.",
    "Ta bort den kolumn som inte ska gälla.",
    where="Mål, cell L6",
    example={"heading": "Kommentar", "other": "F6"},
)
ROWS_MISSING = Message(
    "T2",
    "{rows} saknas.",
    "Fyll i det som saknas i filen som ni får tillbaka.",
    where="Mål, cell A6",
    example={"rows": "Raderna MBN-02 och MBN-03"},
)
ROW_TWICE = Message(
    "T2",
    "Raden {key} finns två gånger, också på rad {other}, med olika svar.",
    "Ta bort den rad som inte ska gälla.",
    where="Mål, cell A9",
    example={"key": "MBN-02", "other": 8},
)
ROW_COPY = Message(
    "T2",
    "Raden {key} finns två gånger med samma svar, och är läst en gång.",
    "Ni behöver inte göra något.",
    NOTICE,
    where="Mål, cell A9",
    example={"key": "MBN-02"},
)
ROW_READ_AS = Message(
    "T2",
    "{said}. Raden är läst som {key}, eftersom texten på raden hör dit.",
    "Stämmer det inte, skriv rätt nummer.",
    NOTICE,
    where="Mål, cell A9",
    example={"said": "Numret är borta", "key": "MBN-02"},
)
ROW_UNKNOWN = Message(
    "T2",
    "Raden ”{key}” hör inte till nämndens mall.",
    "Ta bort raden. Nya mål, mått och aktiviteter beslutas först.",
    where="Mål, cell A12",
    example={"key": "MBN-06"},
)
ROW_NAMELESS = Message(
    "T2",
    "Raden har svar men inget nummer, och har inte lästs.",
    "Flytta svaren till rätt rad, eller ta bort dem.",
    WARNING,
    where="Mål, cell F12",
)
NOTE_UNREAD = Message(
    "T2",
    "Texten står utanför tabellens rader och kolumner och läses inte.",
    "Ska den följa med, skriv den som kommentar på den rad som den gäller.",
    NOTICE,
    where="Mål, cell C14",
)
COMMENT_UNREAD = Message(
    "T2",
    "Cellen har en kommentar, och den läses inte.",
    "Ska den följa med, skriv den i tabellens kommentarskolumn på raden.",
    NOTICE,
    where="Mål, cell E7",
)
TEXT_BOX_UNREAD = Message(
    "T2",
    "Det ligger en textruta över bladet, och den läses inte.",
    "Ska texten följa med, skriv den i tabellens kommentarskolumn på den rad som den gäller.",
    NOTICE,
    where="Mål, cell F7",
)
GIVEN_CHANGED = Message(
    "L1",
    "”{heading}” är {value} i filen, men {known} i {place}. Det som står där gäller och visas.",
    "Ni behöver inte göra något. Är det fel, säg till oss.",
    WARNING,
    where="Ekonomi, cell C8",
    example={"heading": "Budget helår", "value": "480 000", "known": "490 000", "place": "ekonomisystemet"},
)
SUM_TYPED = Message(
    "C1",
    "Summan är {value} tkr, men raderna ger {ought} tkr. Raderna gäller.",
    "Kontrollera raderna. Är de rätt behöver inget göras: summan räknas ut ur dem.",
    WARNING,
    where="Ekonomi, cell G12",
    example={"value": "490 000", "ought": "498 500"},
)
TEXT_CHANGED = Message(
    "L1",
    "Texten under ”{heading}” är inte den som är beslutad. Den beslutade texten gäller och visas.",
    "Ni behöver inte göra något.",
    WARNING,
    where="Mål, cell C7",
    example={"heading": "Mål"},
)
VALUE_CHANGED = Message(
    "L1",
    "”{heading}” är {value} i filen, men {known} är beslutat. Det beslutade gäller och visas.",
    "Ni behöver inte göra något.",
    WARNING,
    where="Mått, cell H7",
    example={"heading": "Målvärde i år", "value": "80", "known": "92"},
)
TEXT_CLEARED = Message(
    "L1",
    "Innehållet under ”{heading}” är borta. Det beslutade gäller och visas.",
    "Ni behöver inte göra något.",
    NOTICE,
    where="Mål, cell C7",
    example={"heading": "Mål"},
)
REGISTER_CHANGED = Message(
    "L1",
    "Målregistret har ändrats sedan mallen delades ut.",
    "Kontrollera att svaren gäller målen och måtten som de nu lyder.",
    NOTICE,
)
OLDER_TEMPLATE = Message(
    "I2",
    "Mallen är en äldre version. Allt som går att läsa är läst.",
    "Använd mallen som delades ut senast, nästa gång ni skickar.",
    NOTICE,
)
