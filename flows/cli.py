"""The command line, in Swedish. Each command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import Any

_SWEDISH = {
    "usage: ": "så här: ",
    "positional arguments": "anges i ordning",
    "options": "val",
    "show this help message and exit": "visa den här hjälpen",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\nSkriv %(prog)s --help för hjälp.\n",
    "the following arguments are required: %s": "det här saknas: %s",
    "unrecognized arguments: %s": "det här känns inte igen: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)s finns inte. Välj bland %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": "%(value)s finns inte. "
    "Menade du %(closest)s? Välj bland %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)s går inte att läsa",
    "expected one argument": "ett värde saknas",
    "expected at least one argument": "minst ett värde saknas",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s kan betyda %(matches)s",
}


_KOMMUN: dict[str, Any] = {"metavar": "ID", "default": "", "help": "kommunens mapp; behövs bara när det finns flera"}


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


def _round_arguments(parser: argparse.ArgumentParser, kind: str = "") -> None:
    """The round's words; `kind` is known where the command itself names it."""
    said = "omgången: månad och år" if kind == "prognos" else "året, och månaden före om det finns flera omgångar"
    said = said if kind else "omgången: slag, månad och år, till exempel prognos april 2026 eller arsbokslut 2026"
    parser.add_argument("omgang", metavar="OMGÅNG", nargs="+", help=said)
    parser.add_argument("--kommun", **_KOMMUN)
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
"""The commands that run a round, one for each kind."""


def _year_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """What concerns a whole year: its decision, the model, its evaluation."""
    beslut = command("beslut", "skriv årets målregister efter kommunfullmäktiges beslut, eller registrera en ändring")
    beslut.add_argument("ar", metavar="ÅR", type=int, help="året som målen gäller, till exempel 2027")
    beslut.add_argument(
        "--datum", metavar="DAG", type=_day, required=True, help="beslutets dag, till exempel 2026-06-15"
    )
    beslut.add_argument("--paragraf", metavar="§", required=True, help="beslutets paragraf, till exempel '§ 62'")
    beslut.add_argument("--organ", metavar="ORGAN", default="Kommunfullmäktige", help="vem som beslutade")
    beslut.add_argument("--utom", metavar="MÅL", nargs="*", default=[], help="förslag som inte blev beslutade")
    beslut.add_argument("--kommun", **_KOMMUN)
    beslut.add_argument("--nu", metavar="TID", type=_clock, help="räkna som om klockan vore, till exempel 2026-06-16")
    modell = command("modell", "kontrollera inställningarna och målregistret mot modellen")
    modell.add_argument("vad", metavar="VAD", choices=["kontroll"], help="kontroll: visa allt som inte stämmer")
    modell.add_argument("ar", metavar="ÅR", type=int, help="året, till exempel 2027")
    modell.add_argument("--kommun", **_KOMMUN)
    utvardering = command("utvardering", "skriv årets sida om hur modellen har fungerat")
    utvardering.add_argument("ar", metavar="ÅR", type=int, help="året, till exempel 2026")
    utvardering.add_argument(
        "--kommun", metavar="ID", default="", help="kommunens mapp; behövs bara när det finns flera"
    )


def _service(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The commands of whoever runs the server."""
    start = command("start", "starta Prefects server, allt som sker efter klockan och en arbetare")
    start.add_argument(
        "--adress", metavar="ADRESS", default="127.0.0.1", help="annat än den här datorn kräver inloggning"
    )
    start.add_argument("--port", metavar="PORT", type=int, default=4200, help="serverns port (4200)")
    arbetare = command("arbetare", "ta emot körningar från servern på en annan dator (PREFECT_API_URL)")
    for parser_of in (start, arbetare):
        parser_of.add_argument(
            "--samtidigt", metavar="ANTAL", type=int, default=1, help="körningar samtidigt (1); 0: bara server"
        )
    tjanst = command("tjanst", "skriv filen som gör att servern eller arbetaren startar med datorn")
    tjanst.add_argument(
        "system", metavar="SYSTEM", choices=["systemd", "windows"], help="systemd (Linux) eller windows"
    )
    tjanst.add_argument("--arbetare", action="store_true", help="för en dator som bara tar emot körningar")
    tjanst.add_argument("--konto", metavar="KONTO", default="malstyrning", help="kontot som kör (malstyrning)")
    command("doktor", "kontrollera att datorn har allt som programmet behöver")


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    setattr(argparse, "_", lambda text: _SWEDISH.get(text, text))  # noqa: B010
    parser = argparse.ArgumentParser(prog="malstyrning", description="Följ upp kommunens mål och pengar.")
    commands = parser.add_subparsers(dest="command", metavar="KOMMANDO", required=True)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")

    for name, text in KIND_COMMANDS.items():
        kind = command(name, text)
        _round_arguments(kind, name)
        kind.add_argument("--direkt", action="store_true", help="kör utan Prefect")
        kind.add_argument("--tider", action="store_true", help="visa hur lång tid varje del tar")
    _year_commands(command)
    mallar = command("mallar", "skriv en mall till varje nämnd")
    _round_arguments(mallar)
    status = command("status", "visa vilka nämnder som har svarat")
    _round_arguments(status)
    pdf = command("pdf", "gör PDF-filer av kommunens och nämndernas sidor")
    _round_arguments(pdf)
    undantag = command("undantag", "skriv formuläret där anmärkningar kan godkännas")
    _round_arguments(undantag)
    handbok = command("handbok", "skriv sidan med alla regler och meddelanden")
    handbok.add_argument("--kommun", **_KOMMUN)
    ekonomi = command("ekonomi", "koppla ekonomisystemets fil till inställningarna")
    ekonomi.add_argument("vad", metavar="VAD", choices=["koppla"], help="koppla: föreslå vilka rubriker som är vad")
    ekonomi.add_argument("fil", metavar="FIL", help="filen ur ekonomisystemet")
    ekonomi.add_argument("--kommun", **_KOMMUN)
    ekonomi.add_argument("--ja", action="store_true", help="skriv in förslaget utan att fråga")
    _service(command)
    granska = command("granska", "kontrollera ifyllda mallar utan att ta emot dem")
    granska.add_argument("filer", metavar="FIL", nargs="+", help="ifylld mall (.xlsx)")
    granska.add_argument("--json", action="store_true", help="skriv resultatet som JSON")
    return parser


def _kept(error: Exception) -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="malstyrning-", encoding="utf-8", delete=False) as log:
        log.write("".join(traceback.format_exception(error)))
    return f"Skicka filen {log.name} till den som sköter programmet."


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command; what it needs is imported when it runs."""
    from flows import commands, commands_year

    if name in KIND_COMMANDS:
        return commands.omgang
    found: Callable[[argparse.Namespace], int] = getattr(commands, name, None) or getattr(commands_year, name)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code. What is foreseen is said in Swedish, with exit code 2."""
    options = build_parser().parse_args(arguments)
    from schemas.findings import ExpectedProblem

    try:
        return int(_command(options.command)(options))
    except ExpectedProblem as problem:
        found = problem.finding
        sys.stderr.write(f"▲ {found.what} {found.todo}\n")
        return 2
    except OSError as error:
        from flows.failure import foreseen, swedish

        sys.stderr.write(f"▲ {swedish(error)}{'' if foreseen(error) else f' {_kept(error)}'}\n")
        return 2 if foreseen(error) else 3
    except Exception as error:  # a defect: say so plainly, and keep the details for whoever mends it
        sys.stderr.write(f"▲ Något gick fel i programmet. Inget som låg framme har ändrats. {_kept(error)}\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("Avbrutet. Inget har ändrats.\n")
        return 130
