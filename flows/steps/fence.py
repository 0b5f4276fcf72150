"""The fence around each mail and each file: whatever one raises is a fault of that one, and the others go on.

Problems of the machine (a full disk, a missing right) and what the program raises on purpose go through.
"""

from __future__ import annotations

import datetime as dt
import errno
import struct
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.errors import MessageError
from pathlib import Path
from typing import TypeVar

from schemas.findings import ExpectedProblem
from schemas.personal import masked

T = TypeVar("T")
_OF_DAMAGED_FILES = (
    *(ValueError, LookupError, EOFError, OSError, RecursionError, struct.error, zlib.error),
    *(zipfile.BadZipFile, MessageError),
)
_OF_THE_MACHINE = {
    getattr(errno, name)
    for name in (
        *("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "ESTALE", "EBUSY"),
        *("EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ETIMEDOUT", "ENETDOWN", "ENETUNREACH", "EHOSTUNREACH"),
    )
    if hasattr(errno, name)
}
_PANIC = "PanicException"
"""What libraries written in Rust raise; it is no Exception."""
_MOST_DETAILS = 8_000
LOG = "fel.log"
"""In the folder of the program's own notes (`Places.kept`): faults, for whoever looks after the program."""


@dataclass(frozen=True)
class Fault:
    """What was raised: `kind` is its class and place ('LZMAError, lzma.py rad 118'), `details` the traceback.

    `foreseen` is whether it is what the libraries raise for damaged files, so that the program is not to be blamed.
    """

    kind: str
    details: str
    foreseen: bool = False


@dataclass(frozen=True)
class Noted:
    """A fault to be logged: `number` begins the sha256 of what came and is what users are shown, `name` its name."""

    number: str
    name: str
    fault: Fault


class Passing(Exception):
    """Raised on purpose by what is inside a fence, for what is outside it."""


def fenced(work: Callable[[], T], instead: Callable[[Fault], T]) -> T:
    """The result of `work`, or of `instead` when it raises.

    Raises ExpectedProblem, Passing and the OSErrors of the machine, which are no fault of the file.
    """
    try:
        return work()
    except (ExpectedProblem, Passing):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            raise
        fault = fault_of(error)
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        fault = fault_of(error)
    return instead(fault)


def fault_of(error: BaseException) -> Fault:
    """The fault, with the place in the code where it was raised. Same input, same fault: no time, no address."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name} rad {frames[-1].lineno}" if frames else ""
    details = "".join(traceback.format_exception(error))[-_MOST_DETAILS:]
    return Fault(f"{type(error).__name__}{place}", details, isinstance(error, _OF_DAMAGED_FILES))


def log_faults(folder: Path, noted: Iterable[Noted], now: dt.datetime) -> None:
    """Write the faults to the log in the folder, each once: a round meets the same file in every run."""
    log = folder / LOG
    known = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    for one in noted:
        heading = f"{one.number} {one.fault.kind}"
        if heading not in known:
            known += heading
            folder.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{now:%Y-%m-%d %H.%M} {heading}\n{masked(one.name)}\n{masked(one.fault.details)}\n")
