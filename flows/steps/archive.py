"""The archive of originals: named by their content, written once, never changed."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from flows.steps.submission import Received, sha256

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


def sweep(folder: Path) -> None:
    """Take away what a run that was killed had begun to write below the folder; hours old, so that no one writes it."""
    for path in folder.glob(f"**/{_FRESH}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def place(digest: str, file: str) -> str:
    """Where an original lies in the archive, by its checksum and its name's ending."""
    return f"{digest[:2]}/{digest}{Path(file).suffix.lower()[:6]}"


def store(archive: Path, item: Received, folder: str) -> dt.datetime:
    """Keep the original and how it came; gives the time at which this content was first seen in this round.

    The same content in the same round is kept once, with the first time, sender and name.
    """
    digest = sha256(item.content)
    original = archive / place(digest, item.file)
    if not original.exists():
        write_safely(original, item.content)
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
