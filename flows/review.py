"""`granska` and `status`: the same reading and checking, without answering, merging or Prefect."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from flows.home import home_folder
from flows.steps.check import check
from flows.steps.examine import examine
from flows.steps.files.archive import write_safely
from flows.steps.files.formats import format_of
from flows.steps.files.identify import identities, stated_in
from flows.steps.files.opening import open_submission, open_workbook
from flows.steps.files.submission import Received, Submission
from flows.steps.files.unpack import unpacked
from flows.steps.finance.export import finding
from flows.steps.job import Job, any_job, load_job, stop
from flows.steps.known.load import load_known
from flows.steps.merging.standing import State, states
from flows.steps.reading.read import read
from flows.steps.take_in import take_in
from flows.steps.template.waiver_form import make_form
from flows.steps.waivers import accept, form_rows, read_waivers
from schemas.findings import NOTICE, ExpectedProblem, Finding
from schemas.messages import files
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.waivers import WAIVERS_FILE

CLEAN, FOUND, UNREADABLE = 0, 1, 2


def standing_of(job: Job) -> tuple[State, ...]:
    """Where each nämnd stands now, from what lies in the inbox."""
    taken = take_in(job)
    seen = examine(job, load_known(job).facts, taken)
    findings, _ = accept(taken.waivers, seen.findings, job.deadline.year)
    return states(job, seen.submissions, findings)


def write_waiver_form(job: Job) -> tuple[Path, int]:
    """Write the round's `undantag.xlsx`, what is filled in kept; gives its path and its number of rows."""
    taken = take_in(job)
    seen = examine(job, load_known(job).facts, taken)
    newest = {s.newest.id for s in states(job, seen.submissions, []) if s.newest}
    waivers, _ = read_waivers(taken.waivers, job.deadline.year)
    rows = form_rows(waivers, [f for f in seen.findings if f.submission in newest])
    path = job.inbox / WAIVERS_FILE
    try:
        write_safely(path, make_form(job, rows))
    except PermissionError:
        raise stop(say.FILE_IN_USE(file=path.name), path.name) from None
    return path, len(rows)


def review(files: Sequence[str], *, as_json: bool) -> int:
    """Check each file against the round that its Mall-id names; print the findings; give the exit code."""
    found: list[Finding] = []
    unreadable = False
    for name in files:
        findings, opened = review_file(Path(name))
        found += findings
        unreadable |= not opened
    if as_json:
        rows = [asdict(f) | {"severity": f.severity.swedish} for f in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif not found:
        sys.stdout.write("Inga anmärkningar.\n" if len(files) == 1 else f"Inga anmärkningar i {len(files)} filer.\n")
    else:
        from flows.summary import print_findings

        print_findings(found)
    if unreadable:
        return UNREADABLE
    return FOUND if any(f.severity < NOTICE for f in found) else CLEAN


def review_file(path: Path) -> tuple[list[Finding], bool]:
    """The findings of one file, and whether it could be opened as a template of a round that is known here."""
    try:
        content = path.read_bytes()
    except OSError:
        return [finding(files.NOT_FOUND(file=path.name), path.name)], False
    inside = _inside(path.name, content)
    if isinstance(inside, Trouble):
        return [finding(inside, path.name)], False
    reviewed = [_review_one(item) for item in inside]
    return [f for findings, _ in reviewed for f in findings], all(opened for _, opened in reviewed)


def _inside(name: str, content: bytes) -> list[Received] | Trouble:
    """The file itself, or the workbooks in a mail or a zip."""
    item = Received(name, content, dt.datetime.now())
    if name.lower().endswith((".eml", ".msg")):
        from flows.steps.post.mail import attachments

        return attachments(name, content, item.received) or files.NO_ATTACHMENT()
    return unpacked(item) if format_of(content) == ("zip", None) else [item]


def _review_one(item: Received) -> tuple[list[Finding], bool]:
    try:
        job = _job_of(item.content)
    except ExpectedProblem as problem:
        return [problem.finding], False
    submission = open_submission(job, replace(item, received=job.now))
    if isinstance(submission, Finding):
        return [submission], False
    return _checked(job, submission), True


def _checked(job: Job, submission: Submission) -> list[Finding]:
    known = load_known(job)
    tables = read([submission], job.kind, known.facts)
    return check(tables, job.kind, known.facts, [submission])


def _job_of(content: bytes) -> Job:
    """The round that the workbook's Mall-id names; for a file without one any round will do to say so."""
    home = home_folder()
    opened = open_workbook(content)
    if not isinstance(opened, Trouble):
        for identity in identities(stated_in(opened[0])):
            return load_job(home, identity.kommun, identity.folder, identity.year)
    return any_job(home)
