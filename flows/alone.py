"""One run at a time of each round, also from two machines that share the folders.

The lock is the operating system's own on a file beside the outputs, so it is gone when its holder dies. On a network
drive it holds between machines where the drive has locks (SMB, NFS); `malstyrning doktor` tries that it can be had.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from filelock import FileLock, Timeout

from flows.clock import swedish_now
from flows.failure import swedish
from flows.steps.files.archive import sweep, write_safely
from flows.steps.index.overview import refresh, trouble_note
from flows.steps.job import Job, stop
from flows.storage import shared
from schemas.findings import ExpectedProblem
from schemas.messages import running as say

P = ParamSpec("P")
R = TypeVar("R")
_PATIENCE = 2.0
"""Seconds to wait for a holder that is about to end."""


@contextmanager
def alone(job: Job) -> Iterator[None]:
    """Hold the round. Raises ExpectedProblem that names the holder when someone else does."""
    path = job.lock
    path.parent.mkdir(parents=True, exist_ok=True)
    note = path.with_suffix(".json")
    lock = FileLock(path, timeout=_PATIENCE, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout:
        raise stop(say.BUSY(round=job.title, **_holder(note))) from None
    try:
        write_safely(note, _ourselves(job))
        sweep(job.archive, path.parent, path.parents[1])
        with shared(job):
            yield
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


def wait_until_free(job: Job, seconds: float) -> None:
    """Wait for whoever runs the round now, such as a run whose worker died and that ends by itself."""
    path = job.lock
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(Timeout), FileLock(path, timeout=seconds, preserve_lock_file=True):
        pass


def one_at_a_time(work: Callable[Concatenate[Job, P], R]) -> Callable[Concatenate[Job, P], R]:
    """The same work, done with the round held; how it went stands in the page of all rounds afterwards."""

    @wraps(work)
    def call(job: Job, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with alone(job):
            try:
                result = work(job, *args, **kwargs)
            except Exception as error:
                _ended(job, swedish(error))
                raise
            _ended(job, "")
            return result

    return call


def _ended(job: Job, trouble: str) -> None:
    """Note what went wrong, or that nothing did. That the page can't be written now is no reason to stop."""
    with suppress(OSError, Timeout, ExpectedProblem):
        if trouble:
            write_safely(trouble_note(job), trouble.encode())
        else:
            trouble_note(job).unlink(missing_ok=True)
        refresh(job)


def _ourselves(job: Job) -> bytes:
    who = {"vem": getpass.getuser(), "dator": socket.gethostname(), "process": os.getpid()}
    since = swedish_now().isoformat()
    return json.dumps(who | {"sedan": since, "omgang": job.title}, ensure_ascii=False).encode()


def _holder(note: Path) -> dict[str, str]:
    """Who holds it, as far as it is told; a holder that has only just begun hasn't written it yet."""
    try:
        told = json.loads(note.read_bytes())
        return {"who": told["vem"], "machine": told["dator"], "since": told["sedan"][11:16]}
    except (OSError, ValueError, KeyError):
        return {"who": "någon annan", "machine": "en annan dator", "since": "nyss"}
