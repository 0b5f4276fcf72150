"""The command line, in Swedish. Each command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches

from flows.commands.archive import archive_commands
from flows.commands.groups import (
    KIND_COMMANDS,
    KOMMUN,
    beginning_commands,
    finance_commands,
    post_commands,
    round_arguments,
    service_commands,
    year_commands,
)
from schemas.letters import typed

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
    """One that knows the names of its commands, so that it can say which one was meant."""

    commands: Collection[str] = ()

    def unknown(self, word: str) -> str:
        """What is said of a word that is no command; empty for one that is, or for an option."""
        if typed(word) in self.commands or word.startswith("-"):
            return ""
        close = get_close_matches(typed(word.lower()), self.commands, 2, 0.6)
        meant = f"Menade du {' eller '.join(close)}?" if close else "malstyrning --help visar alla kommandon."
        return f"Kommandot {word} finns inte. {meant}"


def build_parser(kinds: Mapping[str, str] = KIND_COMMANDS) -> Parser:
    """All commands with their options; `kinds` are those that run a round, with their help."""
    setattr(argparse, "_", lambda text: _SWEDISH.get(text, text))  # noqa: B010
    parser = Parser(prog="malstyrning", description="Följ upp kommunens mål och pengar.")
    commands = parser.add_subparsers(dest="command", metavar="KOMMANDO", required=True)
    parser.commands = commands.choices

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")

    beginning_commands(command)
    for name, text in kinds.items():
        kind = command(name, text)
        round_arguments(kind, name)
        kind.add_argument("--direkt", action="store_true", help="kör utan Prefect")
        kind.add_argument("--ja", action="store_true", help="ge ut också om något som redan är utgivet försvinner")
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
    archive_commands(command)
    service_commands(command)
    granska = command("granska", "kontrollera ifyllda mallar utan att ta emot dem")
    granska.add_argument("filer", metavar="FIL", nargs="+", help="ifylld mall, mejl eller zip-fil")
    granska.add_argument("--json", action="store_true", help="skriv resultatet som JSON")
    return parser


def _parser_of(given: Sequence[str]) -> Parser:
    """The parser that knows the command that was given: a kind that the help doesn't list is looked for in KINDS."""
    parser = build_parser()
    if given[:1] and parser.unknown(given[0]):
        from schemas.kinds import KINDS

        new = {k.id: f"{k.purpose[:1].lower()}{k.purpose[1:].rstrip('.')}" for k in KINDS.values()}
        return build_parser(new | KIND_COMMANDS)
    return parser


def _as_commands(given: Sequence[str]) -> list[str]:
    """What was given with the command and the options' names without å, ä and ö: 'målförslag', '--år'."""
    words = [_without_dots(word) if word.startswith("--") else word for word in given]
    return [typed(words[0]), *words[1:]] if words else []


def _without_dots(option: str) -> str:
    name, sign, value = option.partition("=")
    return f"{typed(name)}{sign}{value}"


def _command(options: argparse.Namespace) -> Callable[[argparse.Namespace], int]:
    """The function of a command; what it needs is imported when it runs."""
    from flows.commands import archive, post, rounds, service, year

    name = str(options.command)
    if getattr(options, "slag", "") == name:
        return rounds.omgang
    places = (rounds, year, post, archive, service)
    found: Callable[[argparse.Namespace], int] = next(getattr(m, name) for m in places if hasattr(m, name))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code. What is foreseen is said in Swedish, with exit code 2."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # `malstyrning doktor | head`: who reads has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _failed(error)
    except KeyboardInterrupt:
        sys.stderr.write("Avbrutet. Inget har ändrats.\n")
        return 130


def _run(given: Sequence[str]) -> int:
    parser = _parser_of(given)
    if not given:
        parser.print_help()
        return 0
    if list(given) == ["--version"]:
        from importlib.metadata import version

        sys.stdout.write(f"malstyrning {version('malstyrning')}\n")
        return 0
    if said := parser.unknown(given[0]):
        sys.stderr.write(f"▲ {said}\n")
        return 2
    options = parser.parse_args(_as_commands(given))
    from flows.home import elsewhere

    if (folder := elsewhere()) and options.command != "ny":
        sys.stderr.write(f"Arbetar i {folder}, där kommunens mapp input ligger.\n")
    return int(_command(options)(options))


def _failed(error: Exception) -> int:
    """Say what happened; the details of a defect are kept for whoever mends it."""
    from flows.failure import foreseen, kept, swedish
    from schemas.findings import ExpectedProblem

    if isinstance(error, ExpectedProblem) or foreseen(error):
        sys.stderr.write(f"▲ {swedish(error)}\n")
        return 2
    sys.stderr.write(f"▲ Något gick fel i programmet. Inget som låg framme har ändrats. {kept(error)}\n")
    return 3
