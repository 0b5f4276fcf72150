"""The command line, in Swedish. Each command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence

from flows.cli_groups import (
    KIND_COMMANDS,
    KOMMUN,
    beginning_commands,
    finance_commands,
    post_commands,
    round_arguments,
    service_commands,
    year_commands,
)

_SWEDISH = {
    "usage: ": "så här: ",
    "positional arguments": "Anges i ordning",
    "options": "Val",
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


class Parser(argparse.ArgumentParser):
    """The program's own parser, which knows the names of its `commands`."""

    commands: Collection[str] = ()


def build_parser() -> Parser:
    """All commands with their options."""
    setattr(argparse, "_", lambda text: _SWEDISH.get(text, text))  # noqa: B010
    parser = Parser(prog="malstyrning", description="Följ upp kommunens mål och pengar.")
    commands = parser.add_subparsers(
        dest="command", metavar="KOMMANDO", required=True, parser_class=argparse.ArgumentParser
    )
    parser.commands = commands.choices

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")

    beginning_commands(command)
    for name, text in KIND_COMMANDS.items():
        kind = command(name, text)
        round_arguments(kind, name)
        kind.add_argument("--direkt", action="store_true", help="kör utan Prefect")
        kind.add_argument("--tider", action="store_true", help="visa hur lång tid varje del tar")
    year_commands(command)
    mallar = command("mallar", "skriv en mall till varje nämnd")
    round_arguments(mallar)
    mallar.add_argument("--mejla", action="store_true", help="mejla också varje nämnd sin mall")
    status = command("status", "visa vilka nämnder som har svarat")
    round_arguments(status)
    pdf = command("pdf", "gör PDF-filer av kommunens och nämndernas sidor")
    round_arguments(pdf)
    undantag = command("undantag", "skriv formuläret där anmärkningar kan godkännas")
    round_arguments(undantag)
    handbok = command("handbok", "skriv handboken och tre snabbguider, för skärm och papper")
    handbok.add_argument("--ar", metavar="ÅR", type=int, help="året vars dagar handboken har; annars det som pågår")
    handbok.add_argument("--kommun", **KOMMUN)
    finance_commands(command)
    post_commands(command)
    service_commands(command)
    granska = command("granska", "kontrollera ifyllda mallar utan att ta emot dem")
    granska.add_argument("filer", metavar="FIL", nargs="+", help="ifylld mall, mejl eller zip-fil")
    granska.add_argument("--json", action="store_true", help="skriv resultatet som JSON")
    return parser


def _unknown(word: str, commands: Collection[str]) -> str:
    """Of a command that there isn't: the one that was meant, if that can be guessed."""
    import difflib  # only where something is misspelt

    likely = difflib.get_close_matches(word.casefold(), commands, 1)
    meant = f" Menade du {likely[0]}?" if likely else ""
    return f"▲ Kommandot {word} finns inte.{meant} Skriv malstyrning --help för att se alla kommandon.\n"


def _kept(error: Exception) -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="malstyrning-", encoding="utf-8", delete=False) as log:
        log.write("".join(traceback.format_exception(error)))
    return f"Skicka filen {log.name} till den som sköter programmet."


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command; what it needs is imported when it runs."""
    from flows import commands, commands_post, commands_year

    if name in KIND_COMMANDS:
        return commands.omgang
    places = (commands, commands_year, commands_post)
    found: Callable[[argparse.Namespace], int] = next(getattr(m, name) for m in places if hasattr(m, name))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code. What is foreseen is said in Swedish, with exit code 2."""
    parser, given = build_parser(), sys.argv[1:] if arguments is None else arguments
    if not given:
        parser.print_help()
        return 0
    if not given[0].startswith("-") and given[0] not in parser.commands:
        sys.stderr.write(_unknown(given[0], parser.commands))
        return 2
    options = parser.parse_args(given)
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
