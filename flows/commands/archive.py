"""`malstyrning arkiv kontroll`: whether every original is as it came."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable

from flows.commands.terminal import say
from flows.home import home_folder


def archive_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The command and its options."""
    arkiv = command("arkiv", "kontrollera att alla original i arkivet finns kvar och är oförändrade")
    arkiv.add_argument("vad", metavar="VAD", choices=["kontroll"], help="kontroll: visa allt som inte stämmer")
    arkiv.add_argument(
        "--aterstall",
        action="store_true",
        help="spara originalen på nytt där filerna finns kvar i mappen input, och gå vidare utan skadade rader i "
        "registret över mejl; det skadade blir kvar bredvid",
    )
    arkiv.add_argument("--kommun", metavar="ID", default="", help="kommunens mapp; behövs bara när det finns flera")


def arkiv(options: Namespace) -> int:
    """Report on the archive; 0 where all is as it came, 1 where something is to be done about it."""
    from flows.commands.summary import print_findings
    from flows.steps.find_job import load_settings
    from flows.steps.post.archive_check import check_archive
    from flows.steps.post.ledger import leave_out_damaged, mail_lock
    from flows.steps.swedish import number
    from schemas.findings import NOTICE

    home = home_folder()
    kommun = load_settings(home, options.kommun).id
    if options.aterstall:
        with mail_lock(home, kommun, mending=True):
            if leave_out_damaged(home, kommun):
                say("Registret över mejl är skrivet på nytt utan de skadade raderna. Det förra ligger kvar bredvid.")
    found = check_archive(home, kommun, restore=options.aterstall)
    if options.aterstall:
        say(f"Original som har sparats på nytt: {number(found.restored, 0)}.")
    wrong = any(f.severity != NOTICE for f in found.findings)
    count = f"Original: {number(found.originals, 0)}. Anteckningar: {number(found.notes, 0)}."
    say(f"{count} {'Allt stämmer inte.' if wrong else 'Alla finns kvar och är oförändrade.'}")
    if found.findings:
        print_findings(found.findings)
    return int(wrong)
