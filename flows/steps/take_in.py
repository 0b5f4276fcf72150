"""Take in: store every original, and what lies in mails and zips. Nothing else is done with it before it is safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.steps.fence import Fault, Noted, fenced, log_faults
from flows.steps.files.archive import place, store, store_large
from flows.steps.files.formats import format_of
from flows.steps.files.opening import file_finding
from flows.steps.files.submission import Identity, Received
from flows.steps.finance.read import newest
from flows.steps.job import Job, stop
from flows.steps.post.ledger import open_ledger
from flows.steps.texts import file_name, fits, is_mail_name, nobody_sent
from schemas.findings import Finding
from schemas.messages import files as say
from schemas.messages.message import Trouble
from schemas.waivers import WAIVERS_FILE

if TYPE_CHECKING:
    from flows.steps.post.mail import Mail


_BATCH, _AT_ONCE = 64, 4
_WORKBOOKS = ("xlsx", "xlsb", "ods")
"""What is certainly no wrapping. (Outlook's saved mails are of the same container as .xls.)"""
MOST_BYTES = 80_000_000
"""Of a file that is opened; a larger one is kept, and answered."""


@dataclass
class TakenIn:
    """`items` are what may be answers, `received` everything that came, `findings` about what has nothing in it.

    `waivers` is the controller's form with accepted findings, if there is one. Only the form has its content.
    """

    items: list[Received] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waivers: Received | None = None
    mails: dict[str, str] = field(default_factory=dict)
    """sha256 of each mail by its name."""
    beside: list[Finding] = field(default_factory=list)
    """About what came together with answers and isn't used; for the controller, and no reason for a reply."""
    faults: list[Noted] = field(default_factory=list)
    """What files and mails raised that nobody foresaw."""


def take_in(job: Job) -> TakenIn:
    """All that lies in the round's folder. A file that can't be used gives a finding and doesn't stop the rest.

    So does one that makes the program fail, whatever it raises; that is also logged.

    Raises ExpectedProblem for a file that may not be read.
    """
    _keep_sources(job)
    result = TakenIn()
    for batch in _batches(_incoming(job, result)):
        for item in _contents(job, batch, result):
            result.received.append(item.stored)
            result.items.append(item.stored)
    result.waivers = _waivers(job)
    log_faults(job.places.kept, result.faults, job.now)
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
    path = waiver_file(job)
    return _stored(job, Received(path.name, path.read_bytes(), job.now)) if path.is_file() else None


def waiver_file(job: Job) -> Path:
    """Where the form lies, by whatever way its name is written, or is to lie."""
    usual = job.inbox / WAIVERS_FILE
    others = sorted(job.inbox.iterdir()) if job.inbox.is_dir() and not usual.exists() else []
    return next((path for path in others if fits(path.name, WAIVERS_FILE)), usual)


def _incoming(job: Job, result: TakenIn) -> Iterator[Received]:
    """All that was sent in: the inbox's files by name, then the mails that were fetched."""
    for path in _files(job):
        content = _read(job, path, result)
        if content is not None:
            yield Received(file_name(path.name), content, job.now)
    for event in open_ledger(job.home, job.settings.id).of_round(job.address):
        content = (job.archive / place(event["sha256"], event["fil"])).read_bytes()
        yield Received(event["fil"], content, dt.datetime.fromisoformat(event["daterat"]))


def _batches(incoming: Iterable[Received]) -> Iterator[list[Received]]:
    """Files that are stored together, no more than memory holds; a mail by itself, as it knows how its files came."""
    batch: list[Received] = []
    for item in incoming:
        held = sum(len(other.content) for other in batch)
        by_itself = any(is_mail_name(one.file) for one in (item, *batch[:1]))
        if batch and (len(batch) == _BATCH or held > MOST_BYTES or by_itself):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _files(job: Job) -> list[Path]:
    """The inbox's ordinary files by name, without lock files, hidden ones and what is not sent in by anyone."""
    if not job.inbox.is_dir():
        return []

    def wanted(path: Path) -> bool:
        ours = any(fits(path.name, pattern) for pattern in (WAIVERS_FILE, *job.settings.finance.files))
        return path.is_file() and not path.is_symlink() and not ours and not nobody_sent(path.name)

    return sorted(filter(wanted, job.inbox.iterdir()), key=lambda path: path.name)


def _read(job: Job, path: Path, result: TakenIn) -> bytes | None:
    """What a file of the inbox holds; None for one that is too large, or has just been taken away.

    Raises ExpectedProblem for one that may not be read: it may be the answer of a nämnd that would be said to lack.
    """
    name = file_name(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            large = store_large(job.archive, Received(name, b"", job.now), path, job.key)
            _refuse([say.TOO_LARGE()], large, result)
            return None
        return path.read_bytes()
    except PermissionError:
        raise stop(say.NOT_OPENED(name=name), name) from None
    except FileNotFoundError:  # taken away since the folder was listed
        pass
    return None


def _contents(job: Job, batch: list[Received], result: TakenIn) -> Iterator[Received]:
    """The workbooks in what came: the files themselves, or what lies in mails, zips and other wrappings."""
    stored = batch if is_mail_name(batch[0].file) else _stored_together(job, batch)
    for item in stored:
        yield from _brought(job, item, result)


def _brought(job: Job, item: Received, result: TakenIn) -> list[Received]:
    opened = _attached if is_mail_name(item.file) else _opened
    return fenced(lambda: list(opened(job, item, result)), lambda fault: _failed(job, item, fault, result))


def _failed(job: Job, item: Received, fault: Fault, result: TakenIn) -> list[Received]:
    """It made the program fail, as nobody foresaw: that is said of it, and the others are taken in."""
    result.faults.append(Noted(item.short, item.file, fault))
    _refuse([say.UNFORESEEN(number=item.short)], _stored(job, item), result)
    return []


def _stored_together(job: Job, batch: list[Received]) -> list[Received]:
    """Several at a time, since storing is mostly waiting for the disk; each content once, under its first name."""
    first = {item.digest: item for item in reversed(batch)}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        kept = dict(zip(first, pool.map(lambda item: _stored(job, item), first.values()), strict=True))
    return [replace(item, received=kept[item.digest].received) for item in batch]


def _attached(job: Job, item: Received, result: TakenIn) -> Iterator[Received]:
    """What is in a mail."""
    from flows.steps.post import mail  # the standard library's mail takes 10 ms to import

    read = mail.read_mail(item.content)
    kept = _stored(job, mail.received(read, item.file, item.content, item.received))
    result.mails[kept.file] = kept.digest
    yield from _inside(job, kept, read, result)


def _opened(job: Job, item: Received, result: TakenIn) -> Iterator[Received]:
    """The item itself, or what is in it when it is a wrapping: a zip, a mail by another name."""
    if format_of(item.content)[0] in _WORKBOOKS:
        yield item
        return
    from flows.steps.post import mail

    read = mail.read_file(item.file, item.content)
    if [file.content for file in read.files] == [item.content]:
        yield item
    else:
        yield from _inside(job, item, read, result)


def _inside(job: Job, item: Received, read: Mail, result: TakenIn) -> Iterator[Received]:
    """The answers in a wrapping that has been read; what else is in it is listed."""
    from flows.steps.post import mail

    result.faults += [Noted(item.short, item.file, fault) for fault in mail.faults_in(read)]
    answers = _of_this_round(job, mail.answers_in(read, item))
    if not answers:
        _refuse(mail.why_nothing(read, item), item, result)
    result.beside += [trouble.at(item.file) for trouble in mail.left_in(read)]
    yield from (_stored(job, one) for one in answers)


def _of_this_round(job: Job, found: list[Received]) -> list[Received]:
    """Without what belongs to another round, where a mail has templates of this one and of others."""
    if len(found) < 2:
        return found
    here = job.address
    stated = [_rounds_in(item) for item in found]
    if not any(here in names for names in stated):
        return found
    return [item for item, names in zip(found, stated, strict=True) if not names or here in names]


def _rounds_in(item: Received) -> set[str]:
    from flows.steps.post.placing import identities_of

    found: list[Identity] = fenced(lambda: identities_of(item.content), lambda _: [])  # said when it is opened
    return {f"{one.year}/{one.folder}" for one in found}


def _refuse(troubles: Iterable[Trouble], item: Received, result: TakenIn) -> None:
    result.received.append(item.stored)
    result.findings += [file_finding(trouble, item) for trouble in troubles]


def _stored(job: Job, item: Received) -> Received:
    """The item with the time at which its content was first seen; the original is safe before anyone looks at it."""
    first = store(job.archive, item, job.key)
    return replace(item, received=first)
