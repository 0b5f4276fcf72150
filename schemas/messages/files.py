"""What is said of whole files and mails (rules H1, H2, I1, I2, I3)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

EMPTY_FILE = Message("H1", "Filen är tom.", "Spara mallen och skicka den igen.")
PASSWORD = Message("H1", "Filen är låst med lösenord.", "Ta bort lösenordet och skicka filen igen.")
PICTURE = Message("H1", "Filen är en bild.", "Skicka den ifyllda mallen som kalkylfil.")
TEXT = Message("H1", "Filen är en textfil.", "Skicka den ifyllda mallen som kalkylfil.")
OTHER_FORMAT = Message(
    "H1", "Filen är {kind}.", "Skicka den ifyllda mallen som kalkylfil.", example={"kind": "ett Word-dokument"}
)
NOT_WORKBOOK = Message("H1", "Filen är ingen kalkylfil.", "Skicka den ifyllda mallen som kalkylfil.")
DAMAGED = Message("H1", "Filen är skadad och går inte att öppna.", "Spara mallen igen och skicka den på nytt.")
TOO_LARGE = Message("H1", "Filen är orimligt stor.", "Kopiera svaren till en ny mall och skicka den.")
TOO_WIDE = Message(
    "H1", "Filen har innehåll långt utanför tabellerna.", "Kopiera svaren till en ny mall och skicka den."
)
TOO_SLOW = Message(
    "H1",
    "Filen tar för lång tid eller för mycket minne att öppna.",
    "Spara mallen som Excel-arbetsbok (.xlsx) och skicka den igen.",
)
UNFORESEEN = Message(
    "H1",
    "Filen har ett innehåll som programmet inte klarar att läsa.",
    "Kopiera svaren till en ny mall och skicka den. Går det inte heller, säg till och ange nummer {number}.",
    example={"number": "3f2a9c01b7d4"},
)
TOO_DEEP = Message(
    "H1",
    "Filen är ett mejl eller en zip-fil som har packats in i andra mer än {most} gånger.",
    "Bifoga den ifyllda mallen direkt i ett mejl och skicka igen.",
    example={"most": 10},
)
TOO_MUCH_INSIDE = Message(
    "H1",
    "Filen innehåller så många eller så stora filer att inte alla har öppnats.",
    "Skicka den ifyllda mallen i ett eget mejl.",
)
PACKED_OTHERWISE = Message(
    "H1",
    "Filen är packad på ett sätt som Excel och LibreOffice inte använder, så den öppnas inte.",
    "Öppna mallen i Excel, spara den som Excel-arbetsbok (.xlsx) och skicka den igen.",
)
UNSURE = Message(
    "H1",
    "Filen är ofullständig, så det går inte att säga vilka celler i den som är tomma och vilka som har fel.",
    "Öppna mallen i Excel, spara den som Excel-arbetsbok (.xlsx) och skicka den igen.",
)
INFECTED = Message(
    "H1",
    "Viruskontrollen varnar för filen, så den öppnas inte.",
    "Kontakta er IT-avdelning. Skicka sedan svaret på nytt i en nedladdad, tom mall.",
)
SCANNER_NOT_RUN = Message(
    "H1",
    "Viruskontrollen {program} går inte att köra, så inga filer öppnas.",
    "Be IT kontrollera granska_med under [sakerhet] i kommun.toml, och kör igen. Det som gavs ut förut ligger kvar.",
    example={"program": "clamdscan"},
)
SCANNER_FAILED = Message(
    "H1",
    "Viruskontrollen {program} avslutades med kod {code} utan att lämna besked, så inga filer öppnas.",
    "Be IT kontrollera att den är igång, och att kod_vid_fynd under [sakerhet] i kommun.toml stämmer. Kör sedan igen.",
    example={"program": "clamdscan", "code": 2},
)
CAME_BY_MAIL = Message(
    "H1",
    "Filen {name} kom i ett mejl från {sender}, så den får inte gälla som er egen.",
    "Flytta bort den ur mappen {folder}. Är innehållet ändå ert: öppna filen, granska den och spara den på nytt.",
    example={"name": "undantag.xlsx", "sender": "namnden@kommun.example", "folder": "2026/prognos-april"},
)
EMPTY_ARCHIVE = Message(
    "H1", "Zip-filen innehåller ingen kalkylfil.", "Lägg den ifyllda mallen i zip-filen, eller skicka den som den är."
)
NO_ATTACHMENT = Message("H2", "Mejlet har ingen kalkylfil som bilaga.", "Bifoga den ifyllda mallen och skicka igen.")
CLOUD_LINK = Message(
    "H2",
    "Mejlet har en länk till en fil i {service} men ingen bifogad fil.",
    "Spara filen på datorn, bifoga den i ett mejl och skicka igen.",
    example={"service": "OneDrive"},
)
ENCRYPTED_MAIL = Message("H2", "Mejlet är krypterat och går inte att öppna här.", "Skicka det igen utan kryptering.")
DAMAGED_MAIL = Message(
    "H2", "Mejlet är skadat och går inte att läsa.", "Skicka den ifyllda mallen igen i ett nytt mejl."
)
UNFORESEEN_MAIL = Message(
    "H2",
    "Mejlet har ett innehåll som programmet inte klarar att läsa.",
    "Skicka den ifyllda mallen igen i ett nytt mejl. Går det inte heller, säg till och ange nummer {number}.",
    example={"number": "3f2a9c01b7d4"},
)
HEAVY_MAIL = Message(
    "H2",
    "Mejlet är så stort eller så ovanligt uppbyggt att det tar för lång tid eller för mycket minne att läsa.",
    "Skicka den ifyllda mallen igen i ett nytt mejl, utan andra bilagor.",
)
ONLY_OTHERS = Message(
    "H2",
    "Ingen av de bifogade filerna är en kalkylfil: {names}.",
    "Bifoga den ifyllda mallen och skicka igen.",
    example={"names": "protokoll.pdf och bild.png"},
)
NOT_USED = Message(
    "H2",
    "Det här följde också med men är inga svar och har inte använts: {names}.",
    "Inget behöver göras om svaret är det rätta. Annars: skicka den ifyllda mallen i ett eget mejl.",
    NOTICE,
    example={"names": "protokoll.pdf och bilder.zip › karta.png"},
)
NOT_OPENED_INSIDE = Message(
    "H2",
    "Svaret är läst, men {name} följde också med och gick inte att öppna. {why}",
    "Fanns det ett svar även där, skicka det i ett eget mejl.",
    WARNING,
    example={"name": "fler svar.zip", "why": "Filen är låst med lösenord."},
)
NO_IDENTITY = Message("I1", "Mall-id saknas, så filen känns inte igen.", "Fyll i den mall som delades ut.")
SEVERAL = Message("I1", "Filen har blad från flera mallar.", "Skicka en fil för varje nämnd och omgång.")
OTHER_KOMMUN = Message(
    "I2",
    "Mallen hör till {namnd} i {kommun}.",
    "Skicka den mall som delades ut till er.",
    example={"namnd": "XN", "kommun": "annanstad"},
)
OTHER_ROUND = Message(
    "I2",
    "Det här är mallen för {theirs}, men nu pågår {ours}.",
    "Fyll i rätt mall. Den är bifogad.",
    example={"theirs": "prognos november 2025", "ours": "prognos april 2026"},
)
NEWER_TEMPLATE = Message(
    "I2", "Mallen är av en nyare version än programmet.", "Uppdatera programmet, eller fyll i den mall som delades ut."
)
OTHER_SENDER = Message(
    "I3",
    "Det här är mallen för {namnd}, men mejlet kommer från {sender}.",
    "Skicka er egen mall. Är det rätt mall, låt {namnd} skicka den.",
    example={"namnd": "Tekniska nämnden", "sender": "Utbildningsnämnden"},
)
NO_FILE = Message(
    "H1",
    "Filen {name} går inte att läsa: det är en mapp, eller en länk som inte leder till någon fil.",
    "Lägg filen själv där, och kör igen.",
    example={"name": "ekonomi-2603.xlsx"},
)
SAME_MOMENT = Message(
    "I4",
    "Nämndens två olika svar {counted} och {other} kom i samma ögonblick. {counted} räknas.",
    "Är det andra det senaste: ta bort {counted} ur omgångens mapp och kör igen.",
    WARNING,
    example={"counted": "MBN prognos april.xlsx", "other": "MBN prognos april (1).xlsx"},
)
NOT_OPENED = Message(
    "H1",
    "Filen {name} går inte att läsa, så det går inte att säga vilka nämnder som har svarat.",
    "Stäng den i andra program, eller be IT ge programmet rätt att läsa den, och kör igen. "
    "Det som gavs ut förut ligger kvar.",
    example={"name": "KS prognos april.xlsx"},
)
EMPTY_FOLDER = Message(
    "H1",
    "Mappen ”{folder}” har inga filer att granska.",
    "Välj en annan mapp.",
    example={"folder": "mallar"},
)
NOT_FOUND = Message(
    "H1", "Filen {file} finns inte eller går inte att läsa.", "Kontrollera namnet.", example={"file": "MBN april.xlsx"}
)
IS_REGISTER = Message(
    "I1",
    "Det här är ett målregister och inte en ifylld mall.",
    "Kontrollera det med {command}.",
    example={"command": "malstyrning modell kontroll 2027"},
)
