"""Take in: store every original first, then guard, open and identify it. The only step that reads the inbox."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.steps.archive import store
from flows.steps.cells import Trouble
from flows.steps.grid import open_grids
from flows.steps.guard import guard
from flows.steps.identify import identify
from flows.steps.job import Job
from flows.steps.submission import Received, Submission
from schemas.findings import Finding


@dataclass
class TakenIn:
    """`submissions` in the order in which they came; `received` everything that came; `findings` about whole files."""

    submissions: list[Submission] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def take_in(job: Job) -> TakenIn:
    """All that lies in the round's folder. A file that can't be used gives a finding and doesn't stop the rest."""
    result = TakenIn()
    for path in _files(job):
        for item in _contents(job, path, result):
            result.received.append(item)
            _admit(job, item, result)
    result.submissions.sort(key=lambda s: (s.received.received, s.received.digest))
    return result


def _files(job: Job) -> list[Path]:
    """The inbox's ordinary files by name, without lock files, hidden ones and the finance export."""
    if not job.inbox.is_dir():
        return []

    def wanted(path: Path) -> bool:
        name = unicodedata.normalize("NFC", path.name)
        ours = name.startswith((".", "~$")) or fnmatch.fnmatch(name, job.settings.finance.file)
        return path.is_file() and not path.is_symlink() and not ours

    return sorted(filter(wanted, job.inbox.iterdir()), key=lambda path: path.name)


def _contents(job: Job, path: Path, result: TakenIn) -> Iterator[Received]:
    from flows.steps.mail import attachments, envelope  # the standard library's mail takes 10 ms to import

    name, content = unicodedata.normalize("NFC", path.name), path.read_bytes()
    if path.suffix.lower() != ".eml":
        yield _stored(job, Received(name, content, job.now))
        return
    mail = _stored(job, envelope(name, content, job.now))
    found = attachments(name, content, mail.received)
    if not found:
        result.received.append(mail)
        trouble = Trouble("H2", "Mejlet har ingen kalkylfil som bilaga.", "Bifoga den ifyllda mallen och skicka igen.")
        result.findings.append(file_finding(trouble, mail))
    yield from (_stored(job, item) for item in found)


def _stored(job: Job, item: Received) -> Received:
    """The item with the time at which its content was first seen; the original is safe before anyone looks at it."""
    first = store(job.archive, item, f"{job.year}-{job.round.folder}")
    return Received(item.file, item.content, first, item.sender, item.subject)


def _admit(job: Job, item: Received, result: TakenIn) -> None:
    submission = open_submission(job, item)
    if isinstance(submission, Finding):
        result.findings.append(submission)
    elif all(s.received.digest != item.digest for s in result.submissions):
        result.submissions.append(submission)


def open_submission(job: Job, item: Received) -> Submission | Finding:
    """The file as a submission of this round, or the finding that says why it isn't one."""
    if trouble := guard(item.content):
        return file_finding(trouble, item)
    try:
        grids = open_grids(item.content)
    except BaseException as error:  # the parser's panics are no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        trouble = Trouble("H1", "Filen är skadad och går inte att öppna.", "Spara mallen igen och skicka den på nytt.")
        return file_finding(trouble, item)
    namnd, problem = identify(grids, job)
    return file_finding(problem, item, namnd) if problem else Submission(item, namnd, grids)


def file_finding(trouble: Trouble, item: Received, namnd: str = "") -> Finding:
    """A finding about a whole file."""
    return Finding(
        rule=trouble.rule,
        severity=trouble.severity,
        what=trouble.what,
        todo=trouble.todo,
        namnd=namnd,
        submission=item.digest[:12],
        file=item.file,
    )
