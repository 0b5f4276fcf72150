"""The commands about mail. Heavy imports stand inside, so that a command pays only for what it uses."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from flows.commands.terminal import say, yes
from flows.home import home_folder
from flows.steps.places import Places
from schemas.messages.message import listed

if TYPE_CHECKING:
    from flows.mailing import MailRun
    from flows.steps.job import Job
    from flows.steps.post.ledger import Event


def _mails(count: int) -> str:
    return "Ett mejl" if count == 1 else f"{count or 'Inga'} mejl"


def hamta(options: Namespace) -> int:
    """Fetch, read, answer; 1 when something needs the controller."""
    from flows.clock import clock_of
    from flows.mailing import MailRun, fetch, mail_of
    from flows.steps.find_job import load_settings

    settings, done = load_settings(home_folder(), options.kommun), MailRun()
    mail_of(settings)
    try:
        fetch(home_folder(), settings, clock_of(settings, options.nu), say, done)
    finally:
        _tell(done)
    return 1 if done.troubles else 0


def _tell(done: MailRun) -> None:
    """What came, what was run, and what waits for the controller."""
    from flows.failure import kept
    from flows.steps.post.to_see import counted, lines

    say(f"\n{_mails(len(done.mails))} hämtade." if len(done.mails) != 1 else "\nEtt mejl hämtat.")
    for title in done.rounds:
        say(f"{title} är körd.")
    for sentence in counted(done.mails):
        say(sentence)
    for line in lines(done.mails):
        say(f"  {line}")
    if done.sent:
        say(f"{_mails(done.sent)} skickat." if done.sent == 1 else f"{_mails(done.sent)} skickade.")
    if done.waiting:
        say(f"{_mails(done.waiting)} väntar i utkorgen. Skriv malstyrning skicka.")
    for trouble in done.troubles:
        say(f"▲ {trouble}")
    for defect in done.defects:
        say(kept(defect))


def say_dispatched(job: Job, count: int) -> None:
    """Where the letters went."""
    mail = job.settings.mail
    if mail is None or mail.outgoing is None:
        say(f"{_mails(count)} ligger som utkast i {(job.outbox / 'utkast').relative_to(job.home)}")
    elif mail.show_first:
        say(f"{_mails(count)} väntar i utkorgen. Skriv malstyrning skicka.")
    else:
        say(f"{_mails(count)} till nämnderna.")


def skicka(options: Namespace) -> int:
    """Show what waits, ask, and send."""
    from flows.clock import clock_of
    from flows.mailing import deliver
    from flows.steps.find_job import load_settings
    from flows.steps.post.ledger import folder_of, open_ledger
    from flows.steps.post.outbox import strike

    home = home_folder()
    settings = load_settings(home, options.kommun)
    now = clock_of(settings, options.nu)
    if options.stryk:
        say(f"{_mails(strike(home, settings, options.stryk, now))} skickas inte.")
    waiting = open_ledger(home, settings.id).waiting()
    _list(waiting)
    if not waiting or (options.stryk and not options.ja):
        return 0
    say(f"\nMejlen ligger i {(folder_of(home, settings.id) / 'utkorg').relative_to(home)} och går att öppna.")
    if not options.ja and not yes("Skicka nu?"):
        say("Inget skickades.")
        return 0
    sent, refused = deliver(home, settings, now, say)
    say(f"\n{_mails(sent)} skickade." if sent != 1 else "\nEtt mejl skickat.")
    for event in refused:
        say(f"▲ Mejlet till {', '.join(event['till'])} gick inte att skicka. {event['skäl']}.")
    return 1 if refused else 0


def _list(waiting: list[Event]) -> None:
    from flows.commands.summary import print_table

    if not waiting:
        say("Inget väntar i utkorgen.")
        return
    rows = [(str(e["nr"]), ", ".join(e["till"]), e["ämne"], _state(e)) for e in waiting]
    print_table(("Nr", "Till", "Ämne", "Läge"), rows)


def _state(event: Event) -> str:
    why = event.get("skäl", "")
    return f"{event['läge']}: {why}" if why else event["läge"]


def karantan(options: Namespace) -> int:
    """List what is held back, or decide about one mail."""
    from flows.clock import clock_of
    from flows.commands.summary import print_table
    from flows.mailing import decide, held
    from flows.steps.find_job import load_settings

    home = home_folder()
    settings = load_settings(home, options.kommun)
    if number := options.slapp or options.behall:
        event = decide(home, settings, number, clock_of(settings, options.nu), release=bool(options.slapp))
        done = "tas in vid nästa malstyrning hamta" if options.slapp else "stannar utanför. Det är kvar i arkivet"
        say(f"Mejlet från {event['från'] or 'okänd avsändare'} {done}.")
        return 0
    found = held(home, settings.id)
    if not found:
        say("Inget mejl ligger i karantän.")
        return 0
    print_table(
        ("Nr", "Kom", "Från", "Ämne", "Varför"),
        [
            (str(e["nr"]), e["daterat"][:16].replace("T", " "), e["från"] or "okänd", e["ämne"], e["skäl"])
            for e in found
        ],
    )
    say("\nSläpp in ett mejl med malstyrning karantan --slapp NR, eller låt det vara med --behall NR.")
    return 0


def paminn(options: Namespace) -> int:
    """Remind for the round that is named, or for those whose day it is."""
    from flows.clock import clock_of
    from flows.mailing import due, remind
    from flows.steps.find_job import load_settings, named_job

    home = home_folder()
    settings = load_settings(home, options.kommun)
    now = clock_of(settings, options.nu)
    jobs = [named_job(home, options.kommun, options.omgang, now)] if options.omgang else due(home, settings, now)
    if not jobs:
        say("I dag är ingen av dagarna för påminnelser i kommun.toml. Ange en omgång för att påminna ändå.")
    for job in jobs:
        say(f"{job.title}:")
        say_dispatched(job, remind(job, say))
    return 0


def diarium(options: Namespace) -> int:
    """Write the diarium as CSV and workbook."""
    from flows.clock import clock_of
    from flows.steps.files.archive import write_safely
    from flows.steps.find_job import load_settings
    from flows.steps.post.diary import as_csv, as_workbook, diary

    home = home_folder()
    settings = load_settings(home, options.kommun)
    rows = diary(home, settings, options.ar)
    folder = Places(home, settings.id).output / "diarium"
    write_safely(folder / f"diarium-{options.ar}.csv", as_csv(rows))
    made = as_workbook(rows, settings, options.ar, clock_of(settings, options.nu))
    write_safely(folder / f"diarium-{options.ar}.xlsx", made)
    count = "Ett dokument" if len(rows) == 1 else f"{len(rows)} dokument" if rows else "Inget dokument"
    place = folder.relative_to(home)
    say(f"{count} kom in eller gick ut {options.ar}. Listan ligger i {place}, som CSV och arbetsbok.")
    if not rows and (years := sorted({row[0][:4] for row in diary(home, settings)})):
        say(f"Dokument finns från {listed(years)}. Året är när dokumentet kom in eller gick ut.")
    return 0


def paket(options: Namespace) -> int:
    """Make the package of a round, or verify one."""
    from pathlib import Path

    from flows.clock import clock_at
    from flows.steps.find_job import named_job
    from flows.steps.post.package import is_preliminary, make_package, verify

    if options.kontrollera:
        verify(Path(options.kontrollera))
        say("Paketet är helt: alla filer finns och stämmer med sina kontrollsummor.")
        return 0
    home = home_folder()
    job = named_job(home, options.kommun, options.omgang, clock_at(home, options.kommun, options.nu))
    folder = make_package(job)
    say(f"{job.title} ligger i {folder.relative_to(job.home)}, kontrollerad mot sina kontrollsummor.")
    if is_preliminary(job):
        say("Omgången är preliminär: svar saknas eller ska rättas. Gör om paketet när den är klar.")
    return 0


def _asked() -> str:
    """Not shown while it is typed; a script may give it on standard input."""
    from getpass import getpass

    if sys.stdin.isatty():
        return getpass("Lösenord (visas inte): ")
    return sys.stdin.readline().rstrip("\r\n")


def _server_login() -> int:
    from flows.serving.login import keep_login
    from flows.steps.job import stop
    from schemas.messages import running

    home = home_folder()
    try:
        keep_login(home, _asked())
    except OSError:
        raise stop(running.NO_PRIVATE_FILE(folder=home)) from None
    say("Inloggningen är sparad i en fil som bara ditt konto kan läsa.")
    return 0


def losenord(options: Namespace) -> int:
    """Ask for a password without showing it, and keep it."""
    if options.vag == "server":
        return _server_login()
    from flows.steps.find_job import load_settings
    from flows.steps.post.secrets import keep

    settings = load_settings(home_folder(), options.kommun)
    keep(settings.id, options.vag, _asked())
    say("Lösenordet ligger i datorns nyckelring.")
    return 0
