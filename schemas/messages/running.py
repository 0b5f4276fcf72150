"""What is said of running: who holds a round, and what `malstyrning doktor` finds (rules D1, D2, D3, D8)."""

from __future__ import annotations

from schemas.findings import WARNING
from schemas.messages.message import Message

BUSY = Message(
    "D1",
    "{round} körs redan av {who} på {machine} (började {since}).",
    "Vänta tills den körningen är klar, och kör sedan igen.",
    example={"round": "Prognos april 2026", "who": "anna", "machine": "DATOR7", "since": "10.12"},
)
LESS_THAN_BEFORE = Message(
    "D8",
    "Sammanställningen skulle innehålla mindre än den som redan är utgiven. Det här skulle försvinna: {lost}. "
    "Den utgivna ligger kvar, och inga svar har skickats.",
    "Kontrollera filerna i omgångens mapp, registret och inställningarna. Är det rätt att det försvinner, kör "
    "{command} --ja.",
    example={"lost": "bladet Ekonomi (28 rader)", "command": "malstyrning prognos april 2026"},
)
NO_API = Message(
    "D3",
    "Arbetaren vet inte vilken server den ska arbeta för.",
    "Ange serverns adress i miljövariabeln PREFECT_API_URL, till exempel http://server:4200/api, och kör igen.",
)
PORT_TAKEN = Message(
    "D3",
    "Porten {port} är upptagen. Kanske körs målstyrning redan på den här datorn.",
    "Avsluta den andra körningen, eller välj en annan port med --port.",
    example={"port": 4200},
)
NO_STORE = Message(
    "D2",
    "Lagringen {url} i MALSTYRNING_LAGRING går inte att använda.",
    "Skriv en adress som s3://hink/mapp. Bara lagring som följer S3 kan användas. "
    'Tillägget s3 ska vara installerat: pip install ".[s3]".',
    example={"url": "s3://malstyrning"},
)
NO_PROMISE = Message(
    "D2",
    "Lagringen {url} skriver över filer fast den har ombetts att låta bli, så två datorer kan förstöra för varandra.",
    "Be IT om en lagring som följer S3 och som klarar villkorad skrivning.",
    example={"url": "s3://malstyrning"},
)
STORE_BUSY = Message(
    "D1",
    "Andra datorer ändrar samma filer i lagringen {url}, gång på gång.",
    "Kör igen om en stund.",
    example={"url": "s3://malstyrning"},
)
LEASE_LOST = Message(
    "D1",
    "{round} har tagits över av en annan dator, eftersom den här inte nådde lagringen i tid. Det som inte hann "
    "sparas där är inte utgivet.",
    "Kör igen.",
    example={"round": "Prognos april 2026"},
)
NO_RIGHTS = Message(
    "D2",
    "Programmet får inte {what} i mappen {folder}.",
    "Be IT ge kontot {who} rätt att läsa och skriva där.",
    example={"what": "skriva", "folder": "output", "who": "malstyrning"},
)
NO_LOCKS = Message(
    "D2",
    "Mappen {folder} kan inte låsas, så två körningar av samma omgång kan störa varandra.",
    "Lägg mappen på en disk eller nätverksenhet som har låsning, eller kör alltid från samma dator.",
    WARNING,
    example={"folder": "output"},
)
LITTLE_ROOM = Message(
    "D2",
    "Det finns bara {room} MB ledigt där mappen output ligger.",
    "Frigör plats. Räkna med minst {least} MB.",
    example={"room": 120, "least": 500},
)
CLOCK_OFF = Message(
    "D2",
    "Datorns klocka skiljer sig {minutes} minuter från klockan där mappen output ligger.",
    "Be IT ställa klockan. Svarens ordning beror på när de kom.",
    WARNING,
    example={"minutes": 14},
)
NO_ZONE = Message(
    "D2",
    "Datorn känner inte till svensk tid.",
    "Installera programmet på nytt, så följer tidszonerna med.",
)
OTHER_VERSION = Message(
    "D2",
    "Biblioteket {name} är av version {version}, men programmet är provat med {tried}.",
    "Installera med filen constraints.txt, så kommer de versioner som är provade tillsammans.",
    WARNING,
    example={"name": "fastapi", "version": "0.165.0", "tried": "0.150.0"},
)
OLD_PYTHON = Message(
    "D2",
    "Python {version} saknar rättelser av hur mejl läses och skrivs: {lacks}.",
    "Programmet har egna spärrar och litar inte på dem, men be IT uppgradera till Python {fixed} eller senare.",
    WARNING,
    example={"version": "3.11.7", "lacks": "CVE-2023-27043 och CVE-2024-6923", "fixed": "3.11.15"},
)
NOT_INSTALLED = Message(
    "D2",
    "Biblioteket {name} är inte installerat.",
    "Installera programmet på nytt med filen constraints.txt.",
    example={"name": "prefect"},
)
NO_SERVER = Message(
    "D2",
    "Prefects server svarar inte på {address}.",
    "Starta den med malstyrning start. Utan den startas inga omgångar efter klockan, men kommandona fungerar.",
    WARNING,
    example={"address": "127.0.0.1:4200"},
)
SERVER_REFUSES = Message(
    "D2",
    "Prefects server på {address} släpper inte in programmet.",
    "Lägg in samma inloggning här som på servern, med malstyrning losenord server eller i PREFECT_API_AUTH_STRING.",
    example={"address": "10.0.0.5:4200"},
)
NO_LOGIN = Message(
    "D2",
    "Det här kontot har ingen inloggning till tjänsten på {address}, eller så är tjänsten inte startad.",
    "Starta den med malstyrning start, och kör kommandot med samma konto som tjänsten, i samma mapp.",
    example={"address": "127.0.0.1:4200"},
)
OTHER_NAME = Message(
    "D2",
    "Servern vill inte nås under adressen {address}.",
    "Lägg till namnet i miljövariabeln MALSTYRNING_VARDNAMN på servern, och starta om den.",
    example={"address": "malstyrning.kommun.se"},
)
NO_DATABASE = Message(
    "D3",
    "Databasen på {address} svarar inte.",
    "Starta den, eller rätta dess adress i serverns miljövariabler, och kör igen.",
    example={"address": "db.kommun.se:5432"},
)
DATABASE_REFUSES = Message(
    "D3",
    "Databasen släpper inte in servern.",
    "Kontrollera konto, lösenord och databasens namn i serverns miljövariabler, och kör igen.",
)
OPEN_SERVER = Message(
    "D3",
    "Servern skulle kunna nås från andra datorer på {host} utan inloggning.",
    "Ange inloggning i PREFECT_SERVER_API_AUTH_STRING, till exempel namn:lösenord, eller ta bort --adress.",
    example={"host": "0.0.0.0"},
)
LOGIN_CHARACTERS = Message(
    "D3",
    "Inloggningen i PREFECT_SERVER_API_AUTH_STRING har tecken som inte kan användas.",
    "Skriv den med a till z, siffror och vanliga skiljetecken, utan å, ä och ö.",
)
NO_PRIVATE_FILE = Message(
    "D3",
    "Det går inte att spara inloggningen så att bara ditt konto kan läsa den, varken i {folder} eller i din egen mapp.",
    "Be IT om en mapp som bara kontot får läsa, eller ange inloggningen i PREFECT_SERVER_API_AUTH_STRING.",
    example={"folder": "/srv/malstyrning"},
)
WEAK_LOGIN = Message(
    "D3",
    "Inloggningen i PREFECT_SERVER_API_AUTH_STRING är för kort.",
    "Skriv namn, kolon och ett lösenord på minst tolv tecken.",
)
