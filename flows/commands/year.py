"""What the commands about a whole year do: its decision, and the model itself."""

from __future__ import annotations

import sys
from argparse import Namespace

from flows.clock import clock_at, clock_of
from flows.home import home_folder
from flows.steps.find_job import any_job, load_job, load_settings
from flows.steps.job import Job, stop
from schemas.messages import settings as say


def _year_job(options: Namespace) -> Job:
    """Any round of the year, for what is the same in all of them. Raises ExpectedProblem."""
    settings = load_settings(home_folder(), options.kommun)
    rounds = settings.rounds_in(options.ar)
    if not rounds:
        raise stop(say.NO_ROUND(round="", year=options.ar, known="inga"))
    now = clock_of(settings, getattr(options, "nu", None))
    return load_job(home_folder(), settings.id, rounds[-1].folder, options.ar, now)


def beslut(options: Namespace) -> int:
    """Write or record the year's register."""
    from flows.commands.decide import decide
    from schemas.settings import Decision

    job = _year_job(options)
    decision = Decision(organ=options.organ, datum=options.datum, paragraf=options.paragraf)
    path, digest, done = decide(job, decision, options.utom)
    sys.stderr.write(f"{done}: {path.relative_to(job.home)}. Kontrollsumma (sha256): {digest}\n")
    return 0


def modell(options: Namespace) -> int:
    """Show what in settings and register breaks the model, or is told of it; 0 nothing breaks it, 1 something."""
    from flows.commands.summary import print_findings
    from flows.steps.known.load import check_register, load_register

    job = _year_job(options)
    known = load_register(job)
    found = [*known.findings, *check_register(job, known)]
    wrong = any(f.stops for f in found)
    if not wrong:
        sys.stdout.write(f"Inställningarna och målregistret för {job.year} följer modellen.\n")
    if found:
        print_findings(found)
    return int(wrong)


def utvardering(options: Namespace) -> int:
    """Write the year's page about the model's own working."""
    from flows.steps.files.archive import write_safely
    from flows.steps.pages.evaluation import evaluation_page

    job = _year_job(options)
    path = job.outbox.parent / "utvardering.html"
    write_safely(path, evaluation_page(job))
    sys.stderr.write(f"Utvärderingen ligger i {path.relative_to(job.home)}\n")
    return 0


def ny(options: Namespace) -> int:
    """Begin with a kommun."""
    from flows.commands.new import new_kommun
    from flows.home import new_home

    return new_kommun(new_home(), options)


def malregister(options: Namespace) -> int:
    """A register to fill in."""
    from flows.commands.new import new_register

    return new_register(home_folder(), options)


def handbok(options: Namespace) -> int:
    """Write the handbok and its guides."""
    from flows.commands.printing import write_handbook

    home = home_folder()
    job = any_job(home, options.kommun, clock_at(home, options.kommun), options.ar)
    for path in write_handbook(job, sys.stderr.write):
        sys.stdout.write(f"{path.relative_to(job.home)}\n")
    return 0
