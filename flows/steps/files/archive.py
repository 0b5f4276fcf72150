"""The archive of originals: named by their content, written once, never changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from flows.steps.files.submission import Received

_FRESH, _ABANDONED = ".ny-", 3600.0
_MASK = os.umask(0o022)
os.umask(_MASK)
_MODE = 0o666 & ~_MASK
"""Who may read what is written is for the account and the folders to say, as with any other program."""


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


def original(archive: Path, item: Received) -> bytes:
    """The bytes of an item that was stored, whether or not it holds them itself."""
    return (archive / place(item.digest, item.file)).read_bytes()


def senders_of(archive: Path, digest: str) -> list[str]:
    """Who has sent this content, by its notes; '' for one that lay in a folder."""
    found = []
    for note in sorted((archive / digest[:2]).glob(f"{digest}.*.json")):
        with suppress(ValueError, KeyError, OSError):  # a damaged note is reported where it is read
            found.append(str(json.loads(note.read_bytes())["sender"]))
    return found


def store(archive: Path, item: Received, folder: str) -> dt.datetime:
    """Keep the original and how it came; gives the time at which this content was first seen in this round.

    The same content in the same round is kept once, with the first time, sender and name.
    """
    original = archive / place(item.digest, item.file)
    if not original.exists():
        write_safely(original, item.content)
    return _noted(archive, item, folder)


def store_large(archive: Path, item: Received, path: Path, folder: str) -> Received:
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
        original = archive / place(kept.digest, item.file)
        original.parent.mkdir(exist_ok=True)
        Path(name).replace(original)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return replace(kept, received=_noted(archive, kept, folder))


def _noted(archive: Path, item: Received, folder: str) -> dt.datetime:
    """Write how it came, unless that is written; gives when it was first seen."""
    digest = item.digest
    note = archive / digest[:2] / f"{digest}.{folder}.json"
    if not note.exists():
        written = {
            "file": item.file,
            "sha256": digest,
            "received": item.received.isoformat(),
            "sender": item.sender,
            "subject": item.subject,
            "round": folder,
        }
        write_safely(note, (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode())
    return dt.datetime.fromisoformat(json.loads(note.read_bytes())["received"])
