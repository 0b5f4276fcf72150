"""What the controller is to know of templates that have been written: what they lack, and why."""

from __future__ import annotations

from collections.abc import Iterator

from flows.commands.summary import sentences_of
from flows.steps.files.submission import Received
from flows.steps.job import Job
from flows.steps.known.load import Known, check_register, load_known
from flows.steps.known.sources import SOURCES
from flows.steps.swedish import day
from flows.steps.take_in import waiver_file
from flows.steps.template.make import without
from flows.steps.waivers import accepted, read_waivers
from schemas.messages.message import listed


def lacking(job: Job) -> Iterator[str]:
    """Sentences with signs: a last day that has passed, nämnder without a template, a sheet left out, what is wrong."""
    if job.deadline < job.now.date():
        yield f"▲ Sista dagen, {day(job.deadline)}, har passerat. Gäller en annan dag, ändra ”sista_dag” i kommun.toml."
    if job.kind.register == "year":
        known = load_known(job)
        yield from _left_out(job, known)
        yield from _wrong(job, known)


def _left_out(job: Job, known: Known) -> Iterator[str]:
    """The nämnder that have no template, and those whose template has no sheet for the money."""
    goalless = without(job.kind.sheets[0], job, known)
    if goalless:
        names = listed(n.name for n in goalless)
        yield f"▲ Ingen mall är skriven till {names}: målregistret har inga mål för {job.year}."
    for sheet in (s for s in job.kind.sheets if SOURCES[s.source].money and not s.voluntary):
        others = [n.name for n in without(sheet, job, known) if n not in goalless]
        if others:
            who = "någon av mallarna" if len(others) == len(job.namnder) else f"mallen till {listed(others)}"
            yield (
                f"▲ Bladet {sheet.title} är inte med i {who}: uppgifter om pengarna saknas. "
                "Rätta det som står nedan, och skriv mallarna igen innan de delas ut."
            )


def _wrong(job: Job, known: Known) -> Iterator[str]:
    """What is wrong with register, settings and finance export, where the templates are made from them."""
    form = waiver_file(job)
    item = Received(form.name, form.read_bytes(), job.now) if form.is_file() else None
    waivers, _ = read_waivers(item, job.deadline.year)
    found = accepted(waivers, [*known.findings, *check_register(job, known)])
    yield from sentences_of([f for f in found if not f.accepted], job.command)
