"""The commands with their options, in Swedish, group by group."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import Any

Add = Callable[[str, str], argparse.ArgumentParser]
"""Makes a command of this name and help."""

_COLUMN = (
    "planens rubrik för registrets kolumn, till exempel 'Mål=Nämndens inriktning'; kolumnerna visas när planen läses"
)
KOMMUN: dict[str, Any] = {"metavar": "ID", "default": "", "help": "kommunens mapp; behövs bara när det finns flera"}


def _clock(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} är ingen tid. Skriv till exempel 2026-04-24T10:00") from None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} är ingen dag. Skriv till exempel 2026-06-15") from None


def _paragraph(text: str) -> str:
    """'§ 62', whether or not the sign was written."""
    return f"§ {text.strip()}" if text.strip()[:1].isdigit() else text.strip()


def round_arguments(parser: argparse.ArgumentParser, kind: str = "", nargs: str = "+") -> None:
    """The round's words; `kind` is known where the command itself names it."""
    said = "omgången: månad och år, till exempel april 2026"
    said = said if kind == "prognos" else "året, till exempel 2026; månaden före om det finns flera omgångar"
    said = said if kind else "omgången: slag, månad och år, till exempel prognos april 2026 eller årsbokslut 2026"
    parser.add_argument("omgang", metavar="OMGÅNG", nargs=nargs, help=said)
    parser.add_argument("--kommun", **KOMMUN)
    parser.add_argument(
        "--nu", metavar="TID", type=_clock, help="räkna som om klockan vore, till exempel 2026-04-24T10:00"
    )
    parser.set_defaults(slag=kind)


KIND_COMMANDS = {
    "prognos": "ta emot nämndernas svar och ge ut sammanställningen",
    "malomraden": "ta emot förslag till målområden och ge ut material till budgetupptakten",
    "malforslag": "ta emot förslag till mål, med etappmål och mått",
    "smartgranskning": "ta emot kvalitetskontrollgruppens granskning av målförslagen",
    "handlingsplan": "ta emot nämndernas handlingsplaner",
    "arsbokslut": "ta emot nämndernas årsbokslut och ge ut målbokslutet",
}
"""The commands that run a round, as the help lists them without importing what a kind is made of.

Any other kind of `KINDS` has its command all the same, with its purpose for help.
"""


def year_commands(command: Add) -> None:
    """What concerns a whole year: its decision, the model, its evaluation."""
    beslut = command("beslut", "skriv årets målregister efter kommunfullmäktiges beslut, eller registrera en ändring")
    beslut.add_argument("ar", metavar="ÅR", type=int, help="året som målen gäller, till exempel 2027")
    beslut.add_argument(
        "--datum", metavar="DAG", type=_day, required=True, help="beslutets dag, till exempel 2026-06-15"
    )
    beslut.add_argument(
        "--paragraf", metavar="§", type=_paragraph, required=True, help="beslutets paragraf, till exempel 62"
    )
    beslut.add_argument("--organ", metavar="ORGAN", default="Kommunfullmäktige", help="vem som beslutade")
    beslut.add_argument("--utom", metavar="MÅL", nargs="*", default=[], help="förslag som inte blev beslutade")
    beslut.add_argument("--kommun", **KOMMUN)
    beslut.add_argument("--nu", metavar="TID", type=_clock, help="räkna som om klockan vore, till exempel 2026-06-16")
    modell = command("modell", "kontrollera inställningarna och målregistret mot modellen")
    modell.add_argument("vad", metavar="VAD", choices=["kontroll"], help="kontroll: visa allt som inte stämmer")
    modell.add_argument("ar", metavar="ÅR", type=int, help="året, till exempel 2027")
    modell.add_argument("--kommun", **KOMMUN)
    utvardering = command("utvardering", "skriv årets sida om hur modellen har fungerat")
    utvardering.add_argument("ar", metavar="ÅR", type=int, help="året, till exempel 2026")
    utvardering.add_argument(
        "--kommun", metavar="ID", default="", help="kommunens mapp; behövs bara när det finns flera"
    )


def finance_commands(command: Add) -> None:
    """The finance system's file."""
    ekonomi = command("ekonomi", "koppla ekonomisystemets fil till inställningarna")
    ekonomi.add_argument("vad", metavar="VAD", choices=["koppla"], help="koppla: föreslå vilka rubriker som är vad")
    ekonomi.add_argument("fil", metavar="FIL", help="filen ur ekonomisystemet")
    ekonomi.add_argument("--kommun", **KOMMUN)
    ekonomi.add_argument("--kolumn", metavar="KOLUMN=RUBRIK", nargs="+", help="filens rubrik för en kolumn")
    ekonomi.add_argument("--investeringar", action="store_true", help="koppla tabellen över investeringar i filen")
    ekonomi.add_argument("--ja", action="store_true", help="skriv in förslaget utan att fråga")


def post_commands(command: Add) -> None:
    """Mail, and what is kept of it."""
    hamta = command("hamta", "hämta mejl, läs det som har kommit och svara nämnderna")
    skicka = command("skicka", "skicka det som ligger i utkorgen")
    skicka.add_argument("--ja", action="store_true", help="skicka utan att fråga")
    skicka.add_argument("--stryk", metavar="NR", type=int, nargs="+", default=[], help="skicka inte de här")
    karantan = command("karantan", "visa mejl som hålls kvar, och släpp in dem eller låt bli")
    karantan.add_argument("--slapp", metavar="NR", type=int, default=0, help="släpp in mejlet i sin omgång")
    karantan.add_argument("--behall", metavar="NR", type=int, default=0, help="låt mejlet stanna utanför")
    paminn = command("paminn", "påminn nämnder som inte har svarat, och berätta läget för controllern")
    round_arguments(paminn, nargs="*")
    diarium = command("diarium", "skriv listan över allt som har kommit in och gått ut")
    diarium.add_argument("ar", metavar="ÅR", type=int, help="året då det kom eller gick, till exempel 2026")
    paket = command("paket", "samla en hel omgång för arkivet, med kontrollsummor")
    round_arguments(paket, nargs="*")
    paket.add_argument("--kontrollera", metavar="MAPP", default="", help="räkna om kontrollsummorna i ett paket")
    losenord = command("losenord", "spara ett lösenord: till mejlservern, eller till tjänsten på en annan dator")
    losenord.add_argument(
        "vag",
        metavar="VÄG",
        choices=["in", "ut", "server"],
        help="in: hämta mejl, ut: skicka mejl, server: inloggningen som arbetaren använder, namn:lösenord",
    )
    for parser in (hamta, skicka, karantan, diarium, losenord):
        parser.add_argument("--kommun", **KOMMUN)
    for parser in (hamta, skicka, karantan, diarium):
        parser.add_argument("--nu", metavar="TID", type=_clock, help="räkna som om klockan vore den tiden")


def beginning_commands(command: Add) -> None:
    """The commands that begin a kommun, or a year. What isn't given is asked for."""
    ny = command("ny", "börja med en egen kommun: inställningar, målregister och mappar")
    for name, metavar, text in (
        ("--namn", "NAMN", "kommunens namn, till exempel 'Sjöstads kommun'"),
        ("--mapp", "ID", "mappens namn, till exempel sjostad"),
        ("--ar", "ÅR", "första året som följs upp"),
        ("--vision", "NAMN", "visionens namn"),
        ("--kontakt", "'NAMN; E-POST; TELEFON'", "vem nämnderna frågar"),
        ("--beslut", "'DAG §'", "kommunfullmäktiges beslut om fokusområdena, till exempel '2026-06-15 § 62'"),
        ("--antal-mal", "ANTAL", "så många mål har varje nämnd"),
        ("--delar", "MÅNAD", "prognosen som är delår"),
    ):
        ny.add_argument(name, metavar=metavar, help=text)
    for name, metavar, text in (
        ("--fokusomrade", "NAMN", "fokusområdena"),
        ("--undantag", "NÄMND=ANTAL", "nämnder med ett annat antal mål, till exempel KS=8"),
        ("--prognoser", "MÅNAD", "månaderna då prognoser görs"),
    ):
        ny.add_argument(name, metavar=metavar, nargs="+", help=text)
    said = (
        "en nämnd: id, namn, e-post och början på ansvarskoderna, till exempel "
        "'KS; Kommunstyrelsen; ks@kommun.se; 10, 11'; anges en gång för varje nämnd"
    )
    ny.add_argument("--namnd", metavar="'ID; NAMN; E-POST; KODER'", action="append", help=said)
    malregister = command("malregister", "skriv ett målregister att fylla i, tomt eller ur en plan i Excel")
    malregister.add_argument("ar", metavar="ÅR", type=int, help="året, till exempel 2027")
    malregister.add_argument("--kommun", **KOMMUN)
    for parser in (ny, malregister):
        parser.add_argument("--plan", metavar="FIL", help="en plan i Excel som blir målregister")
        parser.add_argument("--kolumn", metavar="KOLUMN=RUBRIK", nargs="+", help=_COLUMN)
        parser.add_argument("--malbeslut", metavar="'DAG §'", help="kommunfullmäktiges beslut om målen i planen")
        parser.add_argument("--ja", action="store_true", help="fråga inget: använd förslagen där inget är angivet")


def _port(text: str) -> int:
    return _within(text, 1, 65535)


def _count(text: str) -> int:
    return _within(text, 0, 64)


def _within(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"”{text}” går inte. Skriv ett tal från {least} till {most}.")
    return int(text)


def service_commands(command: Add) -> None:
    """The commands of whoever runs the server."""
    start = command("start", "starta Prefects server, allt som sker efter klockan och en arbetare")
    start.add_argument(
        "--adress", metavar="ADRESS", default="127.0.0.1", help="annat än den här datorn kräver en egen inloggning"
    )
    start.add_argument("--port", metavar="PORT", type=_port, default=4200, help="serverns port (4200)")
    arbetare = command("arbetare", "ta emot körningar från servern på en annan dator (PREFECT_API_URL)")
    for parser_of, zero in ((start, "; 0: bara server"), (arbetare, "")):
        parser_of.add_argument(
            "--samtidigt", metavar="ANTAL", type=_count, default=1, help=f"körningar samtidigt (1){zero}"
        )
    inloggning = command("inloggning", "visa en länk som loggar in webbläsaren i den tjänst som körs")
    inloggning.add_argument("--port", metavar="PORT", type=_port, default=4200, help="serverns port (4200)")
    tjanst = command("tjanst", "skriv filen som gör att servern eller arbetaren startar med datorn")
    tjanst.add_argument(
        "system", metavar="SYSTEM", choices=["systemd", "windows"], help="systemd (Linux) eller windows"
    )
    tjanst.add_argument("--arbetare", action="store_true", help="för en dator som bara tar emot körningar")
    tjanst.add_argument("--konto", metavar="KONTO", default="malstyrning", help="kontot som kör (malstyrning)")
    command("doktor", "kontrollera att datorn har allt som programmet behöver")
