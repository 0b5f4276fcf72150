"""Take in: store every original first, then open and identify it. The only step that reads the inbox."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.steps.archive import store, store_large
from flows.steps.finance import newest
from flows.steps.formats import format_of
from flows.steps.job import Job
from flows.steps.opening import file_finding, open_submission
from flows.steps.submission import Received, Submission
from flows.steps.texts import file_name
from flows.steps.unpack import unpacked
from schemas.findings import Finding
from schemas.messages import files as say
from schemas.messages.message import Trouble
from schemas.waivers import WAIVERS_FILE

MOST_BYTES = 80_000_000
"""Of a file that is opened; a larger one is kept, and answered."""


@dataclass
class TakenIn:
    """`submissions` in the order in which they came; `received` everything that came; `findings` about whole files.

    `waivers` is the controller's form with accepted findings, if there is one.
    """

    submissions: list[Submission] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waivers: Received | None = None


def take_in(job: Job) -> TakenIn:
    """All that lies in the round's folder. A file that can't be used gives a finding and doesn't stop the rest."""
    _keep_sources(job)
    result = TakenIn()
    for path in _files(job):
        for item in _contents(job, path, result):
            result.received.append(item)
            _admit(job, item, result)
    result.waivers = _waivers(job)
    result.submissions.sort(key=lambda s: (s.received.received, s.received.digest))
    return result


def _keep_sources(job: Job) -> None:
    """The register, what lies beside it and the finance system's files, stored: figures lead back to them."""
    finance = job.settings.finance
    patterns = (finance.file, *([finance.investments.file] if finance.investments else []))
    for path in (job.register_file, job.beside_file, *(newest(job, pattern) for pattern in patterns)):
        if path is not None and path.is_file():
            _stored(job, Received(path.name, path.read_bytes(), job.now))


def _waivers(job: Job) -> Received | None:
    """The form, stored like all that decides what is published."""
    path = job.inbox / WAIVERS_FILE
    return _stored(job, Received(path.name, path.read_bytes(), job.now)) if path.is_file() else None


def _files(job: Job) -> list[Path]:
    """The inbox's ordinary files by name, without lock files, hidden ones and what is not sent in by anyone."""
    if not job.inbox.is_dir():
        return []

    def wanted(path: Path) -> bool:
        name = unicodedata.normalize("NFC", path.name)
        ours = name.casefold() == WAIVERS_FILE or any(fnmatch.fnmatch(name, p) for p in job.settings.finance.files)
        return path.is_file() and not path.is_symlink() and not ours and not name.startswith((".", "~$"))

    return sorted(filter(wanted, job.inbox.iterdir()), key=lambda path: path.name)


def _contents(job: Job, path: Path, result: TakenIn) -> Iterator[Received]:
    """The workbooks in a file: itself, a mail's attachments, what lies in a zip."""
    from flows.steps.mail import attachments, envelope  # the standard library's mail takes 10 ms to import

    name = file_name(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            large = store_large(job.archive, Received(name, b"", job.now), path, f"{job.year}-{job.round.folder}")
            _refuse(say.TOO_LARGE(), large, result)
            return
        content = path.read_bytes()
    except PermissionError:
        finding = file_finding(say.NOT_OPENED(), Received(name, b"", job.now))
        result.findings.append(replace(finding, submission=""))
        return
    except FileNotFoundError:  # taken away since the folder was listed
        return
    if path.suffix.lower() != ".eml":
        yield from _opened(job, _stored(job, Received(name, content, job.now)), result)
        return
    mail = _stored(job, envelope(name, content, job.now))
    found = attachments(name, content, mail.received)
    if not found:
        _refuse(say.NO_ATTACHMENT(), mail, result)
    for item in found:
        yield from _opened(job, _stored(job, item), result)


def _opened(job: Job, item: Received, result: TakenIn) -> Iterator[Received]:
    """The item itself, or the spreadsheets in it when it is a zip."""
    if format_of(item.content) != ("zip", None):
        yield item
        return
    inside = unpacked(item)
    if isinstance(inside, Trouble):
        _refuse(inside, item, result)
    else:
        yield from (_stored(job, one) for one in inside)


def _refuse(trouble: Trouble, item: Received, result: TakenIn) -> None:
    result.received.append(item)
    result.findings.append(file_finding(trouble, item))


def _stored(job: Job, item: Received) -> Received:
    """The item with the time at which its content was first seen; the original is safe before anyone looks at it."""
    first = store(job.archive, item, f"{job.year}-{job.round.folder}")
    return replace(item, received=first)


def _admit(job: Job, item: Received, result: TakenIn) -> None:
    submission = open_submission(job, item)
    if isinstance(submission, Finding):
        result.findings.append(submission)
    elif all(s.received.digest != item.digest for s in result.submissions):
        result.submissions.append(submission)
