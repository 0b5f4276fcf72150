"""What is said of mail servers, passwords and the package (rules D4, D5)."""

from __future__ import annotations

from schemas.findings import WARNING
from schemas.messages.message import Message

NOT_RUN = Message(
    "D5",
    "{round} är inte körd, så det finns inget att samla i ett paket.",
    "Kör omgången först.",
    example={"round": "Prognos juni 2026"},
)
NO_SECRET = Message(
    "D4",
    "Lösenordet till mejlservern ({way}) saknas.",
    "Skriv malstyrning losenord {way}, eller lägg det i miljövariabeln {variable}.",
    example={"way": "in", "variable": "MALSTYRNING_LOSENORD_SJOSTAD_IN"},
)
NO_KEYRING = Message(
    "D4",
    "Datorn har ingen nyckelring där lösenordet kan läggas.",
    "Be IT lägga det i miljövariabeln {variable}.",
    example={"variable": "MALSTYRNING_LOSENORD_SJOSTAD_IN"},
)
NO_TOKEN = Message(
    "D4",
    "Microsoft 365 släpper inte in programmet ({code}).",
    "Be IT kontrollera katalog och klient under [mejl.microsoft365], appens hemlighet och att den får läsa brevlådan.",
    example={"code": "invalid_client"},
)
NOT_LET_IN = Message(
    "D4",
    "Mejlservern {host} godtar inte användaren eller lösenordet.",
    "Kontrollera anvandare i kommun.toml och lägg in lösenordet igen med malstyrning losenord {way}.",
    example={"host": "imap.sjostad.example", "way": "in"},
)
UNREACHABLE = Message(
    "D4",
    "Mejlservern {host} svarar inte.",
    "Kontrollera server, port och sakerhet i kommun.toml och att datorn når nätet. Inget mejl har gått förlorat.",
    example={"host": "imap.sjostad.example"},
)
NO_JUDGE = Message(
    "D4",
    "Ingen mejlserver är angiven som prövar avsändare, så alla hämtade mejl läggs i karantän.",
    "Skriv mottagande_server i kommun.toml. Handbokens kapitel om inställningar säger vad för varje mejlsystem.",
    WARNING,
)
NO_MAIL = Message(
    "D4",
    "Kommunen har inget avsnitt [mejl] i kommun.toml.",
    'Lägg till det med minst adress, till exempel adress = "prognos@kommunen.se".',
)
NO_SUCH_MAIL = Message(
    "D4",
    "Inget mejl i karantänen har nummer {number}.",
    "Skriv malstyrning karantan, så visas numren.",
    example={"number": 17},
)
MAIL_OF_NO_ROUND = Message(
    "D4",
    "Mejlet med nummer {number} hör inte till någon omgång och kan inte släppas in.",
    "Spara bilagan i mappen för den omgång som den gäller, och skriv malstyrning karantan --behall {number}.",
    example={"number": 17},
)
NOT_A_MAIL = Message(
    "D4",
    "Filen {file} i mappen inkommande är inget mejl.",
    "Lägg mallar i omgångens mapp, och mejl (.eml eller .msg) i inkommande.",
    WARNING,
    example={"file": "KS prognos april.xlsx"},
)
NOT_SENT = Message(
    "D4",
    "Mejlet till {to} gick inte att skicka.",
    "Kontrollera adressen. Det ligger kvar i utkorgen och prövas igen nästa gång.",
    WARNING,
    example={"to": "utbildningsnamnden@sjostad.example"},
)
BAG_BROKEN = Message(
    "D5",
    "Paketet {folder} stämmer inte med sina kontrollsummor: {files}.",
    "Gör om paketet. Ändra inget i det: originalen ligger i arkivet.",
    example={"folder": "prognos-april-2026", "files": "data/svar/KS/svar.txt"},
)
NOT_A_BAG = Message(
    "D5",
    "Mappen {folder} är inget paket.",
    "Ange en mapp som malstyrning paket har skrivit.",
    example={"folder": "resultat"},
)
