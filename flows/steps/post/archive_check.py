"""The whole archive compared with all that says what should be in it: notes, the ledger of mail, published rounds."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.steps.files.archive import ASIDE, NOTE, ORIGINAL, is_intact, keep, notes, place
from flows.steps.files.submission import Received, sha256
from flows.steps.places import MANIFEST, RESULT, SETTINGS_FILE, YEARS, Places
from flows.steps.post.ledger import Ledger, open_ledger
from flows.steps.post.outbox import path_of
from flows.steps.texts import nobody_sent
from schemas.findings import ExpectedProblem, Finding, in_order
from schemas.kinds import round_told
from schemas.messages import archive as say
from schemas.messages.message import Trouble

_EARLIER = re.compile(r"\d{4}/[^/]+/[^/]+\.csv")
"""Published tables of earlier rounds, which a manifest lists among its inputs; they aren't in the archive."""

_NEVER = dt.datetime.min


@dataclass
class Checked:
    """How many originals and notes the archive has, how many were stored again, and what is wrong."""

    originals: int = 0
    notes: int = 0
    restored: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Wanted:
    """`files`: how an original came, by its place. `digests`: those that something else refers to."""

    files: dict[str, Received] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)


def check_archive(home: Path, kommun: str, *, restore: bool = False) -> Checked:
    """Check every original, note and sent message.

    With `restore` the originals that the input folder still has are stored again first.
    """
    places, found = Places(home, kommun), Checked()
    wanted = _Wanted()
    _read_notes(places, found, wanted)
    ledger = _read_ledger(home, kommun, found, wanted)
    _read_manifests(places, found, wanted)
    if restore:
        found.restored = _restore(places, wanted)
    _compare(places.archive, found, wanted)
    for key, event in ledger.out.items() if ledger else ():
        if not is_intact(path_of(home, kommun, key), event["sha256"]):
            name = path_of(home, kommun, key).relative_to(places.post).as_posix()
            found.findings.append(say.MESSAGE_ALTERED(place=name).at(name))
    found.findings = in_order(found.findings)
    return found


def _read_notes(places: Places, found: Checked, wanted: _Wanted) -> None:
    unsummed = 0
    for path, note in notes(places.archive):
        found.notes += 1
        wanted.digests.add(path.name[:64])
        if isinstance(note, Trouble):
            found.findings.append(note.at(path.name))
            continue
        unsummed += not note.summed
        wanted.files[place(note.sha256, note.file)] = Received(note.file, b"", note.received, sha=note.sha256)
    if unsummed:
        found.findings.append(say.NOTE_LACKS_SUM(count=unsummed).at(places.archive.name))


def _read_ledger(home: Path, kommun: str, found: Checked, wanted: _Wanted) -> Ledger | None:
    try:
        ledger = open_ledger(home, kommun)
    except ExpectedProblem as problem:
        found.findings.append(problem.finding)
        return None
    found.findings += [ledger.trouble] if ledger.trouble else []
    for event in ledger.came.values():
        item = Received(event["fil"], b"", _NEVER, sha=event["sha256"])
        wanted.files.setdefault(place(item.digest, item.file), item)
        wanted.digests |= {str(file.get("sha256")) for file in event["bilagor"]}
    return ledger


def _read_manifests(places: Places, found: Checked, wanted: _Wanted) -> None:
    for path in sorted(places.output.glob(f"{YEARS}/*/{RESULT}/{MANIFEST}")):
        name = path.relative_to(places.output).as_posix()
        try:
            inputs = manifest_inputs(path)
        except (OSError, ValueError):
            year, folder = path.parts[-4], path.parts[-3]
            trouble = say.PUBLISHED_ALTERED(place=name, round=f"{round_told(folder)} {year}")
            found.findings.append(trouble.at(name))
            continue
        for file, digest in inputs.items():
            note = f"{digest}.{path.parts[-4]}-{path.parts[-3]}.json"
            if not os.path.lexists(places.archive / digest[:2] / note):
                found.findings.append(say.NOTE_GONE(name=file, place=note).at(note))
            if not any(places.archive.glob(f"{digest[:2]}/{digest}*")):
                wanted.files.setdefault(place(digest, file), Received(file, b"", _NEVER, sha=digest))
            wanted.digests.add(digest)


def manifest_inputs(path: Path) -> dict[str, str]:
    """sha256 by name of the originals that a published round was made of. Raises ValueError for no such manifest."""
    said = json.loads(path.read_bytes())
    inputs = said.get("in") if isinstance(said, dict) else None
    if not isinstance(inputs, dict) or not all(re.fullmatch("[0-9a-f]{64}", str(sha)) for sha in inputs.values()):
        raise ValueError(path.name)
    return {n: sha for n, sha in inputs.items() if n != SETTINGS_FILE and not _EARLIER.fullmatch(n)}


def _compare(archive: Path, found: Checked, wanted: _Wanted) -> None:
    """What is there with what should be there."""
    there = {path.relative_to(archive).as_posix(): path for path in _entries(archive)}
    for name, item in wanted.files.items():
        if name not in there:
            found.findings.append(say.GONE(name=item.file, place=name).at(name))
    for name, path in there.items():
        trouble = _trouble(name, path, wanted, found)
        found.findings += [trouble.at(name)] if trouble else []


def _entries(archive: Path) -> Iterator[Path]:
    """Everything in the archive but its own folders and what a run is writing just now."""
    for path in sorted(archive.rglob("*")):
        own = path.is_dir() and not path.is_symlink() and re.fullmatch("[0-9a-f]{2}", path.name)
        if not own and not path.name.startswith(".ny-") and path.parent.parent in (archive, archive.parent):
            yield path


def _trouble(name: str, path: Path, wanted: _Wanted, found: Checked) -> Trouble | None:
    """What is wrong with one entry of the archive, if anything."""
    right_folder = name == f"{path.name[:2]}/{path.name}"
    if right_folder and (match := ORIGINAL.fullmatch(path.name)):
        found.originals += 1
        item = wanted.files.get(name)
        if not is_intact(path, match["digest"]):
            return say.ALTERED(name=item.file if item else "en fil", place=name)
        known = item or match["digest"] in wanted.digests
        return None if known else say.UNREFERENCED(place=name)
    if right_folder and NOTE.fullmatch(path.name):
        return None
    if right_folder and ASIDE.fullmatch(path.name):
        return say.SET_ASIDE(place=name)
    return None if nobody_sent(path.name) else say.FOREIGN(place=name)


def _restore(places: Places, wanted: _Wanted) -> int:
    """Store what is missing or altered again, where a file in the input folder has the content; gives how many."""
    broken = {n: item for n, item in wanted.files.items() if not is_intact(places.archive / n, item.digest)}
    if not broken:
        return 0
    here = {sha: path for path, sha in _sums(places.input.rglob("*"))}
    count = 0
    for item in broken.values():
        if item.digest in here:
            content = here[item.digest].read_bytes()
            keep(places.archive, Received(item.file, content, item.received))
            count += 1
    return count


def _sums(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in sorted(paths):
        try:
            if path.is_file():
                yield path, sha256(path.read_bytes())
        except OSError:
            continue
