"""The archive of originals: named by their content, written once, never changed.

Each read compares the content with its name. A damaged file is never removed: it is set aside under another name when
the right content is stored again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.steps.files.submission import Received, sha256
from schemas.findings import ExpectedProblem
from schemas.messages import archive as say
from schemas.messages.message import Trouble
from schemas.times import ZONE

_FRESH, _ABANDONED = ".ny-", 3600.0
_MARK = ".skadad-"
_MASK = os.umask(0o022)
os.umask(_MASK)
_MODE = 0o666 & ~_MASK
"""Who may read what is written is for the account and the folders to say, as with any other program."""
ORIGINAL = re.compile(r"(?P<digest>[0-9a-f]{64})(?:\.[a-z0-9]{1,5})?")
NOTE = re.compile(r"(?P<digest>[0-9a-f]{64})\.(?P<round>[^.]+)\.json")
ASIDE = re.compile(rf"[0-9a-f]{{64}}.*{re.escape(_MARK)}.+")
"""Names of files in the archive: originals, notes of how they came, and damaged ones that have been set aside."""


def write_safely(path: Path, content: bytes) -> None:
    """Write with fsync and rename, so that a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_FRESH)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_MODE)  # a temporary file is its owner's alone
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def private_folder(folder: Path) -> None:
    """Make the folder, and close it to all but its owner, where the disk has such rights.

    On Windows and on network drives a folder's own rights decide; they are for whoever runs the program to set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        with suppress(OSError):  # it belongs to another account
            folder.chmod(0o700)


def sweep(*folders: Path) -> None:
    """Remove what a run that was ended in the middle of writing has left, an hour after."""
    for folder in folders:
        for left in (*folder.glob(f"{_FRESH}*"), *folder.glob(f"*/{_FRESH}*")):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    left.unlink()


def place(digest: str, file: str) -> str:
    """Where an original lies in the archive, by its checksum and its name's ending."""
    ending = re.fullmatch(r"\.[a-z0-9]+", Path(file).suffix.lower()[:6])
    return f"{digest[:2]}/{digest}{ending[0] if ending else ''}"


@dataclass(frozen=True)
class Kept:
    """An item that was stored: when its content was first seen in the round, and what was wrong in the archive."""

    received: dt.datetime
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Note:
    """How an original came in a round; `received` is Swedish time without zone. The fields are those of the file."""

    file: str
    sha256: str
    received: dt.datetime
    sender: str
    subject: str
    round: str
    summed: bool = True
    """Whether the note has a checksum of its own; those of earlier versions have none."""


def original(archive: Path, item: Received) -> bytes:
    """The bytes of an item that was stored, whether or not it holds them itself.

    Raises ExpectedProblem where the archive no longer has just these.
    """
    path = archive / place(item.digest, item.file)
    said = {"name": item.file, "place": path.name}
    try:
        content = b"" if path.is_symlink() else path.read_bytes()
    except FileNotFoundError:
        raise _stop(say.GONE(**said), path.name) from None
    except IsADirectoryError:
        raise _stop(say.ALTERED(**said), path.name) from None
    except OSError as error:
        if path.is_dir():  # Windows says that it may not be read
            raise _stop(say.ALTERED(**said), path.name) from None
        raise _stop(say.UNREADABLE(**said), path.name) from error
    if path.is_symlink() or sha256(content) != item.digest:
        raise _stop(say.ALTERED(**said), path.name)
    return content


def senders_of(archive: Path, digest: str) -> list[str]:
    """Who has sent this content, by its notes; '' for one that lay in a folder."""
    found = []
    for note in sorted((archive / digest[:2]).glob(f"{digest}.*.json")):
        with suppress(ValueError, KeyError, OSError):  # a damaged note is reported where it is read
            found.append(str(json.loads(note.read_bytes())["sender"]))
    return found


def _stop(trouble: Trouble, file: str) -> ExpectedProblem:
    return ExpectedProblem(trouble.at(file))


def found_again(folders: Iterable[Path], digest: str) -> bytes | None:
    """The content with this checksum, if any file of these folders (and those in them) has it."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if is_intact(path, digest):
                return path.read_bytes()
    return None


def is_intact(path: Path, digest: str) -> bool:
    """Whether it is an ordinary file with the content of this sha256."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def keep(archive: Path, item: Received) -> tuple[Trouble, ...]:
    """Store the original; what the archive had in its place is set aside where it is another content.

    Raises OSError where the archive can't be written.
    """
    path = archive / place(item.digest, item.file)
    if is_intact(path, item.digest):
        return ()
    aside = set_aside(path)
    write_safely(path, item.content)
    return _mended(archive, item, path, aside)


def _mended(archive: Path, item: Received, path: Path, aside: str) -> tuple[Trouble, ...]:
    """What is reported of an original that was stored just now, if it had been there before."""
    if aside:
        return (say.RESTORED(name=item.file, place=path.name, aside=aside),)
    if any(archive.glob(f"{item.digest[:2]}/{item.digest}.*.json")):
        return (say.REFOUND(name=item.file, place=path.name),)
    return ()


def set_aside(path: Path) -> str:
    """Give whatever has this name another one, beside; gives that name, or '' where nothing had it."""
    if not os.path.lexists(path):
        return ""
    try:
        mark = sha256(path.read_bytes())[:8]
    except OSError:
        mark = "oläslig"
    aside, number = path.with_name(f"{path.name}{_MARK}{mark}"), 2
    while os.path.lexists(aside):
        aside = path.with_name(f"{path.name}{_MARK}{mark}-{number}")
        number += 1
    path.rename(aside)
    return aside.name


def store(archive: Path, item: Received, folder: str) -> Kept:
    """Keep the original and how it came; gives the time at which this content was first seen in this round.

    The same content in the same round is kept once, with the first time, sender and name.
    """
    troubles = keep(archive, item)
    noted = _noted(archive, item, folder)
    return replace(noted, troubles=troubles + noted.troubles)


def store_large(archive: Path, item: Received, path: Path, folder: str) -> tuple[Received, tuple[Trouble, ...]]:
    """The same of a file that is too large to be held in memory; `item` is it without content."""
    archive.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=archive, prefix=_FRESH)
    try:
        with os.fdopen(handle, "wb") as copy, path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        Path(name).chmod(_MODE)
        kept = replace(item, sha=digest.hexdigest())
        troubles = _moved_in(archive, kept, Path(name))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    noted = _noted(archive, kept, folder)
    return replace(kept, received=noted.received), troubles + noted.troubles


def _moved_in(archive: Path, item: Received, fresh: Path) -> tuple[Trouble, ...]:
    """Let a whole copy take its place in the archive, unless the right content is there."""
    path = archive / place(item.digest, item.file)
    if is_intact(path, item.digest):
        fresh.unlink()
        return ()
    path.parent.mkdir(exist_ok=True)
    aside = set_aside(path)
    fresh.replace(path)
    return _mended(archive, item, path, aside)


def read_note(path: Path) -> Note | Trouble:
    """A note of how an original came; a Trouble where it can't be read or isn't what was written."""
    try:
        told = json.loads(path.read_bytes())
        checked = told.pop("kontroll", None)
        received = _swedish(dt.datetime.fromisoformat(told.pop("received")))
        note = Note(received=received, summed=checked is not None, **told)
        texts = (note.file, note.sha256, note.sender, note.subject, note.round)
        whole = path.name == f"{note.sha256}.{note.round}.json" and all(isinstance(text, str) for text in texts)
        if whole and checked in (None, _sum(note)):
            return note
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return say.NOTE_ALTERED(name=_name_in(path), place=path.name)


def notes(archive: Path, key: str = "") -> Iterator[tuple[Path, Note | Trouble]]:
    """Every note, or those of a round ('2026-prognos-april'), by their paths."""
    for path in sorted(archive.glob(f"*/*.{key or '*'}.json")):
        if NOTE.fullmatch(path.name):
            yield path, read_note(path)


def _noted(archive: Path, item: Received, folder: str) -> Kept:
    """Write how it came, unless that is written; gives when it was first seen."""
    path = archive / item.digest[:2] / f"{item.digest}.{folder}.json"
    if not os.path.lexists(path):
        note = Note(item.file, item.digest, item.received, item.sender, item.subject, folder)
        write_safely(path, _as_json(note))
        return Kept(item.received)
    found = read_note(path)
    if isinstance(found, Note):
        return Kept(found.received)
    received = min(_swedish(item.received), _written(archive / place(item.digest, item.file)))
    from flows.steps.swedish import moment  # only where something is wrong

    aside = set_aside(path)
    write_safely(path, _as_json(Note(item.file, item.digest, received, item.sender, item.subject, folder)))
    return Kept(received, (say.NOTE_RESTORED(name=item.file, moment=moment(received), aside=aside),))


def _as_json(note: Note) -> bytes:
    told = _told(note) | {"kontroll": _sum(note)}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _told(note: Note) -> dict[str, str]:
    told = asdict(note) | {"received": note.received.isoformat()}
    del told["summed"]
    return told


def _sum(note: Note) -> str:
    """A checksum of the note, which tells a change by accident; of one on purpose the published data tell."""
    return sha256(json.dumps(_told(note), ensure_ascii=False, sort_keys=True).encode())


def _name_in(path: Path) -> str:
    """The original's name, as far as a damaged note has it; else the beginning of its checksum."""
    with suppress(OSError):
        if found := re.search(r'"file": "([^"\\]{1,80})"', path.read_bytes().decode("utf-8", "replace")):
            return found[1]
    return f"{path.name[:12]}…"


def _swedish(time_: dt.datetime) -> dt.datetime:
    """Without zone, as this program writes times."""
    return time_.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None) if time_.tzinfo else time_


def _written(path: Path) -> dt.datetime:
    """When an original was written: it came no later."""
    return dt.datetime.fromtimestamp(int(path.stat().st_mtime), ZoneInfo(ZONE)).replace(tzinfo=None)
