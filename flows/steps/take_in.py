"""Take in: store every original, and what lies in mails and zips. Nothing else is done with it before it is safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.steps.fence import Fault, Noted, fenced, log_faults
from flows.steps.files.archive import found_again, original, place, private_folder, senders_of, store, store_large
from flows.steps.files.formats import format_of
from flows.steps.files.opening import file_finding
from flows.steps.files.scanner import scanned_by, threats
from flows.steps.files.submission import Identity, Received, sha256
from flows.steps.finance.which_file import fitting_files
from flows.steps.job import Job, stop
from flows.steps.post.ledger import Event, open_ledger, trouble_in
from flows.steps.texts import file_name, fits, is_mail_name, nobody_sent
from schemas.findings import ExpectedProblem, Finding, in_order
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
    archive: list[Finding] = field(default_factory=list)
    """About originals and notes that were missing or altered in the archive; for the controller alone."""


def take_in(job: Job) -> TakenIn:
    """All that lies in the round's folder. A file that can't be used gives a finding and doesn't stop the rest.

    So does one that makes the program fail, whatever it raises; that is also logged.

    Raises ExpectedProblem for a file that may not be read.
    """
    private_folder(job.archive)
    stop_at_mailed(job)
    result = TakenIn()
    _keep_sources(job, result)
    for batch in _batches(_incoming(job, result)):
        for item in _contents(job, _without_threats(job, batch, result), result):
            result.received.append(item.stored)
            result.items.append(item.stored)
    result.waivers = _waivers(job, result)
    result.archive = in_order(result.archive)
    log_faults(job.places.kept, result.faults, job.now)
    return result


def stop_at_mailed(job: Job) -> None:
    """Raise ExpectedProblem for a file in the place of one of the controller's own that came by mail.

    Such a file decides which findings are accepted, or what the money is: only the controller puts it there.
    """
    mailed = {file["sha256"]: event["från"] for event in _came(job) for file in event["bilagor"]}
    inbox = sorted(job.inbox.iterdir()) if job.inbox.is_dir() else []
    names = (WAIVERS_FILE, *job.settings.finance.files)
    own = [path for path in inbox if any(fits(path.name, name) for name in names)]
    for path in (*own, job.register_file, job.beside_file):
        if path.is_file() and (sender := _sender_of(job, sha256(path.read_bytes()), mailed)):
            folder = path.parent.relative_to(job.places.input).as_posix()
            raise stop(say.CAME_BY_MAIL(name=path.name, sender=sender, folder=folder), path.name)


def _came(job: Job) -> list[Event]:
    """The mails that came, as the ledger has them; none where it can't be read, which is told as they are taken in."""
    try:
        return list(open_ledger(job.home, job.settings.id).came.values())
    except ExpectedProblem:
        return []


def _sender_of(job: Job, digest: str, mailed: Mapping[str, str]) -> str:
    """Who has sent a file by mail: by the ledger, or by the archive where a mail was saved in the round's folder."""
    return mailed.get(digest) or next(filter(None, senders_of(job.archive, digest)), "")


def _keep_sources(job: Job, result: TakenIn) -> None:
    """The register, what lies beside it and the finance system's files, stored: figures lead back to them."""
    finance = job.settings.finance
    patterns = (finance.file, *([finance.investments.file] if finance.investments else []))
    exports = (path for pattern in patterns for path in fitting_files(job, pattern))
    for path in (job.register_file, job.beside_file, *exports):
        if path.is_file():
            _stored(job, Received(path.name, path.read_bytes(), job.now), result)


def _waivers(job: Job, result: TakenIn) -> Received | None:
    """The form, stored like all that decides what is published."""
    path = waiver_file(job)
    return _stored(job, Received(path.name, path.read_bytes(), job.now), result) if path.is_file() else None


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
    for event in _mails(job, result):
        item = Received(event["fil"], b"", dt.datetime.fromisoformat(event["daterat"]), sha=event["sha256"])
        content = _mail_kept(job, item, result)
        if content is not None:
            yield replace(item, content=content)


def _mails(job: Job, result: TakenIn) -> list[Event]:
    """The round's mails as the ledger has them; where it can't be read the files go on without."""
    if trouble := trouble_in(job.home, job.settings.id):
        result.archive.append(trouble)
    try:
        return open_ledger(job.home, job.settings.id).of_round(job.address)
    except ExpectedProblem:
        return []


def _mail_kept(job: Job, item: Received, result: TakenIn) -> bytes | None:
    """A mail out of the archive, or from the folder where it was saved; None, and a finding, where neither has it."""
    try:
        return original(job.archive, item)
    except ExpectedProblem as problem:
        content = found_again((job.places.incoming,), item.digest)
        if content is None:
            result.archive.append(problem.finding)
        return content


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
            large, troubles = store_large(job.archive, Received(name, b"", job.now), path, job.key)
            _report(job, large, troubles, result)
            _refuse([say.TOO_LARGE()], large, result)
            return None
        return path.read_bytes()
    except PermissionError:
        raise stop(say.NOT_OPENED(name=name), name) from None
    except FileNotFoundError:  # taken away since the folder was listed
        pass
    return None


def _without_threats(job: Job, batch: list[Received], result: TakenIn) -> list[Received]:
    """Those that the scanner, if there is one, doesn't warn of; the others are kept and refused, and never opened."""
    warned = threats(job.settings.security, [item.content for item in batch])
    for item, threat in zip(batch, warned, strict=True):
        if threat:
            _refuse([say.INFECTED()], _stored(job, item, result), result)
    return [item for item, threat in zip(batch, warned, strict=True) if not threat]


def _contents(job: Job, batch: list[Received], result: TakenIn) -> Iterator[Received]:
    """The workbooks in what came: the files themselves, or what lies in mails, zips and other wrappings."""
    by_itself = bool(batch) and is_mail_name(batch[0].file)
    for item in batch if by_itself else _stored_together(job, batch, result):
        yield from _brought(job, item, result)


def _brought(job: Job, item: Received, result: TakenIn) -> list[Received]:
    opened = _attached if is_mail_name(item.file) else _opened
    return fenced(lambda: list(opened(job, item, result)), lambda fault: _failed(job, item, fault, result))


def _failed(job: Job, item: Received, fault: Fault, result: TakenIn) -> list[Received]:
    """It made the program fail, as nobody foresaw: that is said of it, and the others are taken in."""
    result.faults.append(Noted(item.short, item.file, fault))
    _refuse([say.UNFORESEEN(number=item.short)], _stored(job, item, result), result)
    return []


def _stored_together(job: Job, batch: list[Received], result: TakenIn) -> list[Received]:
    """Several at a time, since storing is mostly waiting for the disk; each content once, under its first name."""
    first = {item.digest: item for item in reversed(batch)}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        kept = dict(zip(first, pool.map(lambda item: _stored(job, item, result), first.values()), strict=True))
    return [replace(item, received=kept[item.digest].received) for item in batch]


def _attached(job: Job, item: Received, result: TakenIn) -> Iterator[Received]:
    """What is in a mail."""
    from flows.steps.post import mail  # the standard library's mail takes 10 ms to import

    read = mail.read_mail(item.content, scanned_by(job.settings.security))
    kept = _stored(job, mail.received(read, item.file, item.content, item.received), result)
    result.mails[kept.file] = kept.digest
    yield from _inside(job, kept, read, result)


def _opened(job: Job, item: Received, result: TakenIn) -> Iterator[Received]:
    """The item itself, or what is in it when it is a wrapping: a zip, a mail by another name."""
    if format_of(item.content)[0] in _WORKBOOKS:
        yield item
        return
    from flows.steps.post import mail

    read = mail.read_file(item.file, item.content, scanned_by(job.settings.security))
    if [file.content for file in read.files] == [item.content]:
        yield item
    else:
        yield from _inside(job, item, read, result)


def _inside(job: Job, item: Received, read: Mail, result: TakenIn) -> Iterator[Received]:
    """The answers in a wrapping that has been read; what else is in it is listed."""
    from flows.steps.post import mail

    result.faults += [Noted(item.short, item.file, fault) for fault in mail.faults_in(read)]
    answers = mail.answers_in(read, item)
    if not answers:
        _refuse(mail.why_nothing(read, item), item, result)
    result.beside += [trouble.at(item.file) for trouble in mail.left_in(read)]
    sound = _of_this_round(job, _without_threats(job, answers, result))
    yield from (_stored(job, one, result) for one in sound)


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


def _stored(job: Job, item: Received, result: TakenIn) -> Received:
    """The item with the time at which its content was first seen; the original is safe before anyone looks at it."""
    kept = store(job.archive, item, job.key)
    _report(job, item, kept.troubles, result)
    return replace(item, received=kept.received)


def _report(job: Job, item: Received, troubles: Iterable[Trouble], result: TakenIn) -> None:
    """What was wrong in the archive with an item that has just been stored."""
    named = place(item.digest, item.file)
    result.archive += [trouble.at(f"{job.archive.name}/{named}") for trouble in troubles]
