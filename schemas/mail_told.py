"""What each key of the section `[mejl]` means, in Swedish."""

from __future__ import annotations

from schemas.mail_settings import Incoming, MailSettings, Microsoft365, Outgoing
from schemas.strict import Strict
from schemas.told import Told

MAIL_SYSTEMS = (
    (
        "Microsoft 365",
        "Microsoft 365",
        "Behöver inte skrivas när servern är outlook.office365.com eller [mejl.microsoft365] är ifyllt. Mejl inom "
        "organisationen känns igen på raden X-MS-Exchange-Organization-AuthAs. Går posten först genom en annan server, "
        "slå på utökad filtrering för kopplingen.",
    ),
    (
        "Google Workspace",
        "mx.google.com",
        "Behöver inte skrivas när servern är imap.gmail.com.",
    ),
    (
        "Exchange på egen server",
        "Exchange",
        "Exchange skriver inga resultat: bara mejl från inloggade i organisationen tas in. Prövar en annan server det "
        "som kommer utifrån, skriv båda: Exchange, mx.kommun.se.",
    ),
    (
        "Postfix med OpenDKIM och OpenDMARC",
        "mx.kommun.se",
        "Namnet är AuthservID i opendmarc.conf. OpenDMARC ska stå sist av filtren, så att dess resultat hamnar överst. "
        "Har en domän ingen DMARC-post hålls dess mejl kvar: publicera en, p=none räcker.",
    ),
    (
        "rspamd",
        "mx.kommun.se",
        "Slå på authentication-results i modulen milter_headers. Namnet står först i raden Authentication-Results.",
    ),
    (
        "Annat system",
        "mx.kommun.se",
        "Öppna ett mejl som har kommit utifrån och visa dess rubriker. Namnet står först i den översta raden "
        "Authentication-Results, före det första semikolonet.",
    ),
)
"""Mail system, what to write in `mottagande_server`, and what to know about it."""

_SERVER = {
    "server": "serverns namn",
    "port": "serverns port",
    "sakerhet": "tls eller starttls; ingen går bara till en server på den här datorn",
    "anvandare": "kontot som loggar in; lösenordet läggs in med ”malstyrning losenord”",
}

MAIL_TOLD: dict[type[Strict], Told] = {
    MailSettings: Told(
        "Brevlådan (för ”malstyrning hamta” och ”malstyrning skicka”)",
        "Utan avsnitten [mejl.in] och [mejl.ut] läggs mejl som filer i mappen inkommande, och svaren blir utkast som "
        "öppnas i Outlook. Lösenord skrivs aldrig här.",
        {
            "adress": "avsändare i det som går ut",
            "visa_forst": "true: det som ska ut väntar tills ni har sett det och kör ”malstyrning skicka”",
            "andra_avsandare": "får skicka in utöver nämndernas adresser och kontakten",
            "mottagande_server": "servern som prövar avsändare, se handboken; utan den hålls hämtade mejl kvar",
            "hogst_per_timme": "mejl från en avsändare; fler läggs i karantän",
            "hamta_var": "minuter mellan hämtningarna på arbetstid",
            "in": "servern som mejl hämtas från",
            "ut": "servern som mejl skickas genom",
            "microsoft365": "appen som öppnar brevlådan i Microsoft 365",
        },
        {"adress": "prognos@kommun.se", "andra_avsandare": ["kansliet@kommun.se"], "mottagande_server": "mx.kommun.se"},
    ),
    Incoming: Told(
        "Hämta mejl (IMAP)",
        "Mapparna i brevlådan skapas när de behövs.",
        {
            **_SERVER,
            "inkorg": "mappen som mejlen kommer till",
            "behandlat": "dit läggs det som har tagits in",
            "karantan": "dit läggs det som hålls kvar tills någon har sett det",
            "att_lasa": "dit läggs mejl utan fil, som någon behöver läsa",
        },
        {"server": "imap.kommun.se", "anvandare": "prognos@kommun.se"},
    ),
    Outgoing: Told(
        "Skicka mejl (SMTP)",
        "",
        _SERVER,
        {"server": "smtp.kommun.se", "anvandare": "prognos@kommun.se"},
    ),
    Microsoft365: Told(
        "Microsoft 365",
        "I stället för lösenord, när brevlådan ligger i Microsoft 365. Appens hemlighet läggs in som lösenord.",
        {"katalog": "katalogens id (tenant)", "klient": "appens id (client)"},
        {"katalog": "00000000-0000-0000-0000-000000000000", "klient": "00000000-0000-0000-0000-000000000000"},
    ),
}
