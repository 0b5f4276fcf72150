"""Rounds and mail in an object store (`flows.steps.store`): what is fetched before, and what is sent afterwards.

A run works in a local folder: what the kommun has there is fetched first and what has changed is sent afterwards, the
originals first and each round's `korning.json` last. Where nothing is named the folders are plain ones, also on a
network drive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from flows.steps.job import Job, stop
from flows.steps.places import OUTPUT, ROUNDS, Places, kommuner
from flows.steps.store import Conflict, Lease, Storage, part_of, storage_of
from schemas.messages import running as say

_TRIES = 20


def fetch_settings(home: Path) -> None:
    """Every kommun's `kommun.toml`, which tells what there is to run."""
    store = storage_of(home)
    assert store is not None
    found = store.fs.glob(f"{store.root}/{part_of(home, Places(home, '*').settings)}")
    store.pull(*(path[len(store.root) :].lstrip("/") for path in found))


@contextmanager
def shared(job: Job) -> Iterator[None]:
    """The kommun's folders as they are in the store, and the store as the work leaves them.

    Raises ExpectedProblem where another machine has the round, or took it over before all was sent.
    """
    store = storage_of(job.home)
    if store is None:
        yield
        return
    with store.lease(part_of(job.home, job.lock), job.title) as lease:
        _pull(store, job)
        try:
            yield
        finally:
            _push(store, job, lease)


def _pull(store: Storage, job: Job) -> None:
    """All that a round reads: what came in, what the kommun has made, and the state of the others."""
    others = sorted(set(kommuner(job.home)) - {job.settings.id})
    notes = [part_of(job.home, Places(job.home, kommun).kept / ROUNDS) for kommun in others]
    store.pull(part_of(job.home, job.places.input))
    store.pull(part_of(job.home, job.places.output), *notes, busy=lambda name: _other_round_runs(job, name))


def _other_round_runs(job: Job, name: str) -> bool:
    """Whether an output is of another round that this machine runs now, so that it is newer here than in the store."""
    mine = f"{part_of(job.home, job.places.output)}/"
    parts = name.removeprefix(mine).split("/") if name.startswith(mine) else []
    if len(parts) < 3 or "/".join(parts[:2]) == job.address or not parts[0].isdecimal():
        return False
    lock = job.places.kept / f"{parts[0]}-{parts[1]}.las"
    try:
        with FileLock(lock, timeout=0, preserve_lock_file=True) if lock.exists() else _free():
            return False
    except Timeout:
        return True


@contextmanager
def _free() -> Iterator[None]:
    yield


def _push(store: Storage, job: Job, lease: Lease) -> None:
    """Send what the run made. The pages of all rounds are made anew where another machine has changed them since."""
    from flows.steps.index.kommun_index import write_index
    from flows.steps.index.overview import refresh

    mine, own = part_of(job.home, job.places.output), part_of(job.home, job.outbox)
    store.push(part_of(job.home, job.archive), lease)
    store.push(own, lease, own)
    for _ in range(_TRIES):
        try:
            store.push(mine, lease, own)
            store.push(f"{OUTPUT}/index.html", lease)
            return
        except Conflict:
            store.pull(f"{OUTPUT}/index.html")
            _pull(store, job)
            write_index(job)
            refresh(job)
    raise stop(say.STORE_BUSY(url=store.url))


def fetch_mail(home: Path, kommun: str) -> None:
    """Fetch the kommun's mail from the store, if there is one; `mail_lock` sends what comes of it."""
    store = storage_of(home)
    if store is not None:
        places = Places(home, kommun)
        store.pull(*(part_of(home, path) for path in (places.archive, places.post, places.incoming)))
