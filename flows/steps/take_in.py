"""Take in: store every original first, then open and identify it. The only step that reads what was sent in."""

from __future__ import annotations

import datetime as dt
import fnmatch
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.steps.archive import place, store, store_large
from flows.steps.finance import newest
from flows.steps.formats import format_of
from flows.steps.job import Job
from flows.steps.opening import file_finding, open_submission
from flows.steps.post.register import open_register
from flows.steps.submission import Received, Submission
from flows.steps.texts import file_name
from flows.steps.unpack import unpacked
from schemas.findings import Finding
from schemas.messages import files as say
from schemas.messages.message import Trouble
from schemas.waivers import WAIVERS_FILE

if TYPE_CHECKING:
    from flows.steps.post.mail import Mail


_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")
MOST_BYTES = 80_000_000
"""Of a file that is opened; a larger one is kept, and answered."""


@dataclass
class TakenIn:
    """`submissions` in the order in which they came; `received` everything that came; `findings` about whole files.

    `waivers` is the controller's form with accepted findings, if there is one; `seen` the submissions' checksums.
    """

    submissions: list[Submission] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waivers: Received | None = None
    seen: set[str] = field(default_factory=set)


def take_in(job: Job) -> TakenIn:
    """All that lies in the round's folder. A file that can't be used gives a finding and doesn't stop the rest."""
    _keep_sources(job)
    result = TakenIn()
    for name, content, came in _incoming(job, result):
        for item in _contents(job, name, content, came, result):
            result.received.append(item)
            _admit(job, item, result)
    result.waivers = _waivers(job)
    result.submissions.sort(key=lambda s: s.received.received)  # of the same time: by name, then as the mails came
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


def _incoming(job: Job, result: TakenIn) -> Iterator[tuple[str, bytes, dt.datetime]]:
    """Name, content and time of all that was sent in: the inbox's files by name, then the mails that were fetched."""
    for path in _files(job):
        content = _read(job, path, result)
        if content is not None:
            yield file_name(path.name), content, job.now
    for event in open_register(job.home, job.settings.id).of_round(f"{job.year}/{job.round.folder}"):
        content = (job.archive / place(event["sha256"], event["fil"])).read_bytes()
        yield event["fil"], content, dt.datetime.fromisoformat(event["daterat"])


def _files(job: Job) -> list[Path]:
    """The inbox's ordinary files by name, without lock files, hidden ones and what is not sent in by anyone."""
    if not job.inbox.is_dir():
        return []

    def wanted(path: Path) -> bool:
        name = unicodedata.normalize("NFC", path.name)
        ours = name.casefold() == WAIVERS_FILE or any(fnmatch.fnmatch(name, p) for p in job.settings.finance.files)
        hidden = name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM
        return path.is_file() and not path.is_symlink() and not ours and not hidden

    return sorted(filter(wanted, job.inbox.iterdir()), key=lambda path: path.name)


def _read(job: Job, path: Path, result: TakenIn) -> bytes | None:
    """What a file of the inbox holds; None for one that is too large, may not be read, or has just been taken away."""
    name = file_name(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            large = store_large(job.archive, Received(name, b"", job.now), path, f"{job.year}-{job.round.folder}")
            _refuse(say.TOO_LARGE(), large, result)
            return None
        return path.read_bytes()
    except PermissionError:
        finding = file_finding(say.NOT_OPENED(), Received(name, b"", job.now))
        result.findings.append(replace(finding, submission=""))
    except FileNotFoundError:  # taken away since the folder was listed
        pass
    return None


def _contents(job: Job, name: str, content: bytes, came: dt.datetime, result: TakenIn) -> Iterator[Received]:
    """The workbooks in a file: itself, a mail's attachments, what lies in a zip."""
    if not name.lower().endswith((".eml", ".msg")):
        yield from _opened(job, _stored(job, Received(name, content, came)), result)
        return
    from flows.steps.post import mail  # the standard library's mail takes 10 ms to import

    kept = _stored(job, mail.envelope(name, content, came))
    found = _of_this_round(job, mail.attachments(name, content, kept.received))
    if not found:
        _refuse(_why_nothing(mail.read_mail(content)), kept, result)
    for item in found:
        yield from _opened(job, _stored(job, item), result)


def _of_this_round(job: Job, found: list[Received]) -> list[Received]:
    """Without what belongs to another round, where a mail has templates of this one and of others."""
    from flows.steps.post.placing import identities_of

    if len(found) < 2:
        return found
    here = f"{job.year}/{job.round.folder}"
    stated = [{f"{i.year}/{i.folder}" for i in identities_of(item.content)} for item in found]
    if not any(here in names for names in stated):
        return found
    return [item for item, names in zip(found, stated, strict=True) if not names or here in names]


def _why_nothing(mail: Mail) -> Trouble:
    """What to say of a mail without any file."""
    from flows.steps.post.links import cloud_service

    if mail.damaged:
        return say.DAMAGED_MAIL()
    if mail.encrypted:
        return say.ENCRYPTED_MAIL()
    service = cloud_service(mail.text)
    return say.CLOUD_LINK(service=service) if service else say.NO_ATTACHMENT()


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
    elif item.digest not in result.seen:
        result.seen.add(item.digest)
        result.submissions.append(submission)
