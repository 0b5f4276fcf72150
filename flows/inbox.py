"""What lies in a round's folder now: where each nämnd stands, and the form in which findings may be accepted."""

from __future__ import annotations

from pathlib import Path

from flows.steps.examine import examine
from flows.steps.files.archive import write_safely
from flows.steps.job import Job, stop
from flows.steps.known.load import check_register, load_known
from flows.steps.merging.standing import State, states
from flows.steps.take_in import take_in, waiver_file
from flows.steps.template.waiver_form import make_form
from flows.steps.waivers import accept, form_rows, read_waivers
from schemas.findings import Finding
from schemas.messages import settings as say


def standing_of(job: Job) -> tuple[State, ...]:
    """Where each nämnd stands now, from what lies in the inbox."""
    return standing_and_refused(job)[0]


def standing_and_refused(job: Job) -> tuple[tuple[State, ...], list[Finding]]:
    """Where each nämnd stands now, and what is to be said of the files that can't be used."""
    taken = take_in(job)
    seen = examine(job, load_known(job).facts, taken)
    findings, _ = accept(taken.waivers, seen.findings, job.deadline.year)
    return states(job, seen.submissions, findings), seen.refused


def write_waiver_form(job: Job) -> tuple[Path, int]:
    """Write the round's `undantag.xlsx`, what is filled in kept; gives its path and its number of rows."""
    taken = take_in(job)
    known = load_known(job)
    seen = examine(job, known.facts, taken)
    newest = {s.newest.id for s in states(job, seen.submissions, []) if s.newest}
    waivers, _ = read_waivers(taken.waivers, job.deadline.year)
    mine = [*known.findings, *check_register(job, known)]
    rows = form_rows(waivers, [*mine, *(f for f in seen.findings if f.submission in newest)])
    path = waiver_file(job)
    try:
        write_safely(path, make_form(job, rows))
    except PermissionError:
        raise stop(say.FILE_IN_USE(file=path.name), path.name) from None
    return path, len(rows)
