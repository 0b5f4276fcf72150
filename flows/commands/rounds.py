"""What the commands about a round, and about the program itself, do.

Heavy imports stand inside, so that a command pays only for what it uses.
"""

from __future__ import annotations

import logging
import sys
import time
from argparse import Namespace
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from flows.commands.terminal import say
from flows.home import home_folder

if TYPE_CHECKING:
    from flows.serving.server import OwnServer
    from flows.steps.job import Job
    from flows.steps.merging.merge import Merged


class Clock:
    """Seconds of each part of a command, for `--tider`."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Add what has passed since the last lap."""
        now = time.perf_counter()
        self.parts[name] = self.parts.get(name, 0) + now - self._last
        self._last = now


def _job(options: Namespace) -> Job:
    from flows.clock import clock_at
    from flows.steps.find_job import named_job

    home, words = home_folder(), [*([options.slag] if options.slag else []), *options.omgang]
    return named_job(home, options.kommun, words, clock_at(home, options.kommun, options.nu))


def mallar(options: Namespace) -> int:
    """Hand out: a template per nämnd."""
    from flows.commands.lacking import lacking
    from flows.movement import Journal, hand_out

    job = _job(options)
    files = hand_out(job, Journal(say).plainly)
    count = "En mall" if len(files) == 1 else f"{len(files)} mallar"
    say(f"\n{count} för {job.title.lower()} ligger i {shown(job, 'mallar')}")
    for line in lacking(job):
        say(line)
    if options.mejla:
        from flows.commands.post import say_dispatched
        from flows.mailing import mail_templates

        say_dispatched(job, mail_templates(job, say))
    return 0


def shown(job: Job, part: str) -> str:
    """A folder of the round as the controller sees it, from where the input and output lie."""
    return str((job.outbox / part).relative_to(job.home))


def omgang(options: Namespace) -> int:
    """Run a round of any kind, with Prefect unless asked not to or it can't be had."""
    clock = Clock()
    if options.direkt:
        job, merged, seconds = _directly(options, clock)
    else:
        job, merged, seconds = _with_prefect(options, clock)
    from flows.commands.summary import print_summary, print_times

    print_summary(job, merged)
    if options.tider:
        print_times(clock.parts, seconds)
    return 0


def _directly(options: Namespace, clock: Clock) -> tuple[Job, Merged, dict[str, float]]:
    from flows.movement import Journal, run_round

    job = _job(options)
    clock.lap("importer")
    journal = Journal(say)
    merged = run_round(job, journal.plainly, sure=options.ja)
    clock.lap("arbetet")
    return job, merged, journal.seconds


def _with_prefect(options: Namespace, clock: Clock) -> tuple[Job, Merged, dict[str, float]]:
    """Start a server beside the imports. Whatever is wrong with Prefect, the round is run without it instead.

    What is wrong with the round is told as it is: it would be so without Prefect too.
    """
    from flows.failure import PrefectLost
    from flows.serving.server import OwnServer

    with OwnServer(home_folder()) as server:
        job = _job(options)
        if server.refused:
            from schemas.messages import running

            found = running.SERVER_REFUSES(address=server.refused)
            say(f"▲ {found.what} Omgången körs utan den. {found.todo}")
        say("Förbereder Prefect första gången. Det tar ungefär en halv minut." if server.first_time else "Startar.")
        try:
            merged, seconds = _flow_run(job, server, clock, sure=options.ja)
        except PrefectLost as lost:
            _note_failure(job, lost)
            say("Prefect kunde inte användas. Omgången körs utan, med samma resultat.")
            job, merged, seconds = _directly(options, clock)
    clock.lap("avslut")
    return job, merged, seconds


def _flow_run(job: Job, server: OwnServer, clock: Clock, *, sure: bool) -> tuple[Merged, dict[str, float]]:
    from flows.failure import PrefectLost
    from flows.movement import LOG

    LOG.addHandler(_Console())
    LOG.setLevel(logging.INFO)
    with ExitStack() as warm:
        try:
            from flows.round_flow import run_now, warmed_up

            warm.enter_context(warmed_up())
            clock.lap("importer")
            if not server.ready():
                raise TimeoutError
        except Exception as error:
            raise PrefectLost from error
        clock.lap("väntan på Prefects server")
        outcome = run_now(job, sure=sure)
    clock.lap("flödet i Prefect, arbetet inräknat")
    return outcome.merged, outcome.seconds


class _Console(logging.Handler):
    """The program's own lines on standard error; what ends the command is said by the command."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line as it is."""
        from flows.movement import IN_TABLE

        if record.levelno < logging.ERROR and not hasattr(record, IN_TABLE):
            say(record.getMessage())


def _note_failure(job: Job, error: Exception) -> None:
    """Keep the reason for the IT department, in Prefect's own folder."""
    import traceback

    from flows.serving.login import usable_folder
    from schemas.personal import masked

    with suppress(OSError):
        path = usable_folder(job.home) / "fel.log"
        path.write_text(masked("".join(traceback.format_exception(error))), encoding="utf-8")


def status(options: Namespace) -> int:
    """Who has sent what."""
    from flows.commands.summary import print_states, print_unusable
    from flows.inbox import standing_and_refused

    job = _job(options)
    standing, refused = standing_and_refused(job)
    print_states(job, standing)
    print_unusable(refused)
    return 0


def pdf(options: Namespace) -> int:
    """Make PDFs of the round's pages."""
    from flows.commands.printing import FOLDER, write_pdfs

    job = _job(options)
    names = write_pdfs(job, say)
    say(f"\n{len(names)} PDF-filer för {job.title.lower()} ligger i {shown(job, FOLDER)}")
    return 0


def ekonomi(options: Namespace) -> int:
    """Propose how the export's headings are to be read, and write it into the settings when confirmed."""
    from flows.commands.connect import connect

    given = options.kolumn or ()
    return connect(
        home_folder(), options.fil, options.kommun, given, sure=options.ja, investments=options.investeringar
    )


def undantag(options: Namespace) -> int:
    """Write the form in which findings are accepted."""
    from flows.inbox import write_waiver_form

    job = _job(options)
    path, count = write_waiver_form(job)
    if not count:
        say("Inget av det som har kommit har någon anmärkning att godkänna. Blanketten är tom.")
        return 0
    rows = "En anmärkning" if count == 1 else f"{count} anmärkningar"
    say(f"{rows} står i {path.relative_to(job.home)}. Fyll i skäl, namn och datum på dem som ska godkännas, och spara.")
    return 0


def granska(options: Namespace) -> int:
    """Check files; 0 clean, 1 findings, 2 unreadable."""
    from flows.commands.review import review

    return review([*options.filer], as_json=options.json)


def doktor(_: Namespace) -> int:
    """Check the set-up; 0 when nothing is wrong."""
    from flows.commands.doctor import examine

    return 0 if examine(home_folder(), sys.stdout.write) else 1
