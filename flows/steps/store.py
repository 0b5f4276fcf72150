"""An object store for input and output: MALSTYRNING_LAGRING names it by URL, as s3://malstyrning.

Every write is conditional on the object being as it was when it was read (If-Match, If-None-Match), so that no machine
overwrites what another has written unseen. Only stores that refuse such a write are used: `Storage.lease` tries it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import getpass
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.steps.files.archive import ORIGINAL, is_intact, write_safely
from flows.steps.job import stop
from flows.steps.places import LEDGER, MANIFEST, ROUNDS
from schemas.messages import running as say

VARIABLE = "MALSTYRNING_LAGRING"
LEASE, RENEWED = 120.0, 20.0
"""Seconds after which a holder that no longer renews its lease is gone, and between renewals."""
_POLL, _TRIES = 1.0, 20
_PROTOCOLS = {"s3", "s3a", "memory"}
"""Stores whose conditional writes have been tried; `memory` is one process's own, for tests."""
_REFUSED = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
_AT_ONCE = 5 * 2**30
"""The largest object that is written by one request, which alone can be conditional."""
Tags = dict[str, list[Any]]
_proven: set[str] = set()


class Conflict(Exception):
    """An object is no longer as it was when it was read; the name says which."""


class Storage:
    """A store and the local folder that stands for it. Raises ExpectedProblem for one that can't be used."""

    def __init__(self, url: str, home: Path) -> None:
        import fsspec  # with its store, half a second that only those who use one pay

        if url.partition("://")[0] not in _PROTOCOLS:
            raise stop(say.NO_STORE(url=url))
        try:
            self.fs, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        except (ImportError, ValueError):
            raise stop(say.NO_STORE(url=url)) from None
        self.url, self.root, self.home = url, root.rstrip("/"), home
        self._note = home / ".lagring.json"
        self._by_tag = url.startswith("s3")

    def tag(self, name: str) -> str | None:
        """What changes whenever the object does; None where there is none."""
        try:
            return _tag(self.fs.info(f"{self.root}/{name}", **({"refresh": True} if self._by_tag else {})))
        except FileNotFoundError:
            return None

    def read(self, name: str) -> tuple[bytes, str] | None:
        """An object's content and its tag; None where there is none."""
        while (tag := self.tag(name)) is not None:
            with suppress(FileNotFoundError):
                content = self.fs.cat_file(f"{self.root}/{name}")
                if self.tag(name) == tag:
                    return content, tag
        return None

    def write(self, name: str, content: bytes, tag: str | None) -> str:
        """Write an object that has this tag, or that isn't there (None); gives its new tag. Raises Conflict."""
        path = f"{self.root}/{name}"
        one_request = max(len(content), 1)
        try:
            if tag is None:
                done = self.fs.pipe_file(path, content, mode="create", chunksize=one_request)
            elif self._by_tag:
                done = self.fs.pipe_file(path, content, IfMatch=tag, chunksize=one_request)
            elif self.tag(name) == tag:
                done = self.fs.pipe_file(path, content)
            else:
                raise Conflict(name)
        except OSError as error:
            code = getattr(error.__cause__, "response", {}).get("Error", {}).get("Code", "")
            if isinstance(error, FileExistsError) or code in _REFUSED or (tag and isinstance(error, FileNotFoundError)):
                return self._written_already(name, content)
            raise
        return str(done["ETag"]) if done else str(self.tag(name))

    def _written_already(self, name: str, content: bytes) -> str:
        """The tag of an object that has this content: a request is repeated when its answer was lost."""
        found = self.read(name)
        if found is None or found[0] != content:
            raise Conflict(name)
        return found[1]

    def now(self, beside: str) -> dt.datetime:
        """The time by the store's own clock, as the answer to a small write tells it."""
        path = f"{self.root}/{beside}.klocka.las"
        done = self.fs.pipe_file(path, b"")
        told = ((done or {}).get("ResponseMetadata") or {}).get("HTTPHeaders", {}).get("date")
        return email.utils.parsedate_to_datetime(told) if told else _changed(self.fs.info(path))

    def changed(self, name: str) -> dt.datetime:
        """When an object was last written, by the store's clock. Raises FileNotFoundError."""
        return _changed(self.fs.info(f"{self.root}/{name}", **({"refresh": True} if self._by_tag else {})))

    def pull(self, *parts: str, busy: Callable[[str], bool] = lambda name: False) -> None:
        """Fetch what has changed in these folders, and drop what the store had and no longer has.

        What this machine has and the store never had is left: it may be all there is of it. So is what is changed here
        where `busy` says of its name that another run on this machine is at it.
        """
        tags = self._tags()
        for part in parts:
            found = self.listed(part)
            for name, tag in found.items():
                stamp = _stamp(self.home / name)
                if tags.get(name, [None])[0] == tag and stamp == tags[name][1]:
                    continue
                if stamp and stamp != tags.get(name, [None, None])[1] and busy(name):
                    continue
                with suppress(FileNotFoundError):  # another machine has taken it away since
                    self._fetch(name)
                    tags[name] = [tag, _stamp(self.home / name)]
            for name in files_here(self.home, part):
                if name in tags and name not in found and not is_original(name) and not busy(name):
                    (self.home / name).unlink()
                    del tags[name]
        write_safely(self._note, json.dumps(tags).encode())

    def _fetch(self, name: str) -> None:
        """Fetch an object; the file is the former one or the new one, whole."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".ny-{secrets.token_hex(4)}")
        try:
            self.fs.get_file(f"{self.root}/{name}", str(fresh))
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise

    def push(self, part: str, lease: Lease | None = None, own: str = "") -> None:
        """Send what has changed here in a folder or file, and remove what is gone here.

        In the folder `own`, which the lease is for, the lease's holder decides: what another holder has written there
        since is replaced. Raises Conflict for any other object that another machine has changed, and ExpectedProblem
        when the lease is lost.
        """
        tags, here, there = self._tags(), files_here(self.home, part), self.listed(part)
        try:
            for name in sorted(here, key=_order):
                ours = bool(own) and name.startswith(f"{own}/")
                known, stamp = tags.get(name, [None, None])
                foreign = ours and there.get(name) != known
                if (stamp != _stamp(self.home / name) or foreign) and not _is_damaged(self.home / name):
                    _check(lease)
                    tags[name] = self._sent(name, there.get(name) if foreign else known, lease if ours else None)
            for name in [n for n in tags if n.startswith(f"{part}/") and n not in here and not is_original(n)]:
                _check(lease)
                if there.get(name) == tags[name][0]:
                    with suppress(FileNotFoundError):
                        self.fs.rm_file(f"{self.root}/{name}")
                del tags[name]
        finally:
            write_safely(self._note, json.dumps(tags).encode())

    def _sent(self, name: str, tag: str | None, lease: Lease | None) -> list[Any]:
        """Send one file; gives its tag and its stamp here."""
        path, stamp = self.home / name, _stamp(self.home / name)
        if is_original(name) and stamp and stamp[0] > _AT_ONCE:
            self.fs.put_file(str(path), f"{self.root}/{name}")
            return [self.tag(name), stamp]
        content = path.read_bytes()
        for _ in range(_TRIES):
            try:
                return [self.write(name, content, tag), stamp]
            except Conflict:
                if lease is None and not is_original(name):
                    raise
                if lease is not None:
                    lease.confirm()
                tag = self.tag(name)
        raise Conflict(name)

    @contextmanager
    def lease(self, name: str, title: str, patience: float = 0.0) -> Iterator[Lease]:
        """Hold something between machines. Raises ExpectedProblem that names the holder where someone else does."""
        lease = Lease(self, name, title)
        lease.acquire(patience)
        try:
            self._prove(name)
            yield lease
        finally:
            lease.release()

    def _prove(self, name: str) -> None:
        """See that the store refuses what must be refused. Raises ExpectedProblem where it doesn't."""
        if self.url in _proven:
            return
        for tag in (None, f'"{"0" * 32}"'):
            with suppress(Conflict):
                self.write(name, secrets.token_bytes(16), tag)
                raise stop(say.NO_PROMISE(url=self.url))
        _proven.add(self.url)

    def listed(self, part: str) -> dict[str, str]:
        """The tags of all objects in a folder (or of one object), by their names."""
        found = self.fs.find(f"{self.root}/{part}", detail=True)
        names = {path[len(self.root) :].lstrip("/"): info for path, info in found.items()}
        tags = {name: _tag(info) if info else self.tag(name) for name, info in names.items() if not _is_apart(name)}
        return {name: tag for name, tag in tags.items() if tag}

    def _tags(self) -> Tags:
        try:
            return dict(json.loads(self._note.read_bytes()))
        except (OSError, ValueError):
            return {}


class Lease:
    """A round, or a kommun's mail, held by one machine at a time; `token` grows with each holder.

    The holder renews it while it works. By the store's clock alone it is judged whether a holder is gone, so machines'
    clocks may differ. A holder that couldn't renew in time finds out by a clock that only counts, and stops writing.
    """

    def __init__(self, store: Storage, name: str, title: str) -> None:
        self._store, self.name, self.title = store, name, title
        self.token, self._tag, self._times = 0, "", 0
        self._since = self._renewed = 0.0
        self._lost, self._ended = False, threading.Event()
        self._nonce = secrets.token_hex(8)
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def acquire(self, patience: float) -> None:
        """Take it, at the latest after so many seconds. Raises ExpectedProblem that names the holder."""
        deadline = time.monotonic() + patience
        while (busy := self._tried()) is not None:
            if time.monotonic() > deadline:
                raise busy
            self._ended.wait(_POLL)
        self._thread.start()

    def _tried(self) -> Exception | None:
        """None once it is ours, else who has it."""
        started = time.monotonic()
        found = self._store.read(self.name)
        theirs = _decoded(found[0]) if found else {}
        if found and not theirs.get("fri") and not self._is_gone(theirs):
            since = _ago(float(theirs.get("sekunder", 0)))
            who, machine = (str(theirs.get(k) or "någon annan") for k in ("vem", "dator"))
            return stop(say.BUSY(round=self.title, who=who, machine=machine, since=since))
        self.token, self._since = int(theirs.get("nummer", 0)) + 1, started
        try:
            self._tag = self._store.write(self.name, self._content(), found[1] if found else None)
        except Conflict:
            return stop(say.BUSY(round=self.title, who="någon annan", machine="en annan dator", since="nyss"))
        self._renewed = started
        return None

    def _is_gone(self, theirs: dict[str, Any]) -> bool:
        """Whether its holder is: a run of Prefect's that is taken up again, or one that hasn't renewed it."""
        if theirs.get("korning") and theirs["korning"] == os.environ.get("PREFECT__FLOW_RUN_ID"):
            return True
        try:
            age = self._store.now(self.name) - self._store.changed(self.name)
        except FileNotFoundError:
            return True
        return age.total_seconds() > LEASE

    def _content(self) -> bytes:
        who = {"vem": getpass.getuser(), "dator": socket.gethostname(), "nummer": self.token, "nyckel": self._nonce}
        run = os.environ.get("PREFECT__FLOW_RUN_ID", "")  # set by Prefect's worker
        held = {"korning": run, "fornyad": self._times, "sekunder": round(time.monotonic() - self._since)}
        return json.dumps(who | held, ensure_ascii=False).encode()

    def _keep(self) -> None:
        """Renew it until it is released or lost."""
        while not self._ended.wait(RENEWED):
            started, self._times = time.monotonic(), self._times + 1
            try:
                self._tag = self._store.write(self.name, self._content(), self._tag)
                self._renewed = started
            except Conflict:
                self._lost = True
                return
            except Exception:  # the store is away for a while; `check` knows for how long
                continue

    def check(self) -> None:
        """Raises ExpectedProblem where another machine may have taken over."""
        if self._lost or time.monotonic() - self._renewed > LEASE * 0.75:
            raise stop(say.LEASE_LOST(round=self.title))

    def confirm(self) -> None:
        """The same, but asks the store."""
        self.check()
        found = self._store.read(self.name)
        theirs = _decoded(found[0]) if found else {}
        if (theirs.get("nummer"), theirs.get("nyckel")) != (self.token, self._nonce):
            self._lost = True
            self.check()

    def release(self) -> None:
        """Let go of it; its number stays, so that the next holder's is higher."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        if not self._lost:
            free = json.dumps({"fri": True, "nummer": self.token, "nyckel": self._nonce}).encode()
            with suppress(Exception):  # one that can't be let go of is gone when it isn't renewed
                self._store.write(self.name, free, self._tag)


def _check(lease: Lease | None) -> None:
    if lease is not None:
        lease.check()


def storage_of(home: Path) -> Storage | None:
    """The store that is named, if any."""
    url = os.environ.get(VARIABLE)
    return Storage(url, home) if url else None


def part_of(home: Path, path: Path) -> str:
    """A path as it is named in the store."""
    return path.relative_to(home).as_posix()


def files_here(home: Path, part: str) -> list[str]:
    """The files in a folder (or one file) by their names in the store; without what isn't shared."""
    base = home / part
    found = [base] if base.is_file() else [p for p in base.rglob("*") if p.is_file()]
    names = (p.relative_to(home).as_posix() for p in found)
    return [n for n in names if not _is_apart(n) and not (n.count("/.drift/") and not n.endswith(ROUNDS))]


def is_original(name: str) -> bool:
    """Whether it is in an archive, from which the program takes nothing away, here or in the store."""
    return "/arkiv/" in name


def _is_damaged(path: Path) -> bool:
    """Whether it is an original that has been altered here: the store keeps what it has."""
    named = ORIGINAL.fullmatch(path.name)
    return named is not None and is_original(path.as_posix()) and not is_intact(path, named["digest"])


def _is_apart(name: str) -> bool:
    """Locks, files being written, and the ledger of mail, which `post.ledger` alone reads and writes."""
    last = name.rsplit("/", 1)[-1]
    return last.endswith(".las") or last.startswith(".ny-") or name.endswith(f"/post/{LEDGER}")


def _order(name: str) -> tuple[int, str]:
    """Originals, then what is made of them, then the manifest, then the state."""
    last = {MANIFEST: 2, ROUNDS: 3}.get(name.rsplit("/", 1)[-1], 1)
    return (0 if is_original(name) else last), name


def _tag(info: dict[str, Any]) -> str:
    return str(info.get("ETag") or info.get("mtime") or info.get("created"))


def _changed(info: dict[str, Any]) -> dt.datetime:
    time_: dt.datetime = info.get("LastModified") or info["created"]
    return time_


def _stamp(path: Path) -> list[int]:
    try:
        stat = path.stat()
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns]


def _decoded(content: bytes) -> dict[str, Any]:
    """A lease as it was written; one that can't be read belongs to someone."""
    with suppress(ValueError):
        found = json.loads(content)
        if isinstance(found, dict):
            return found
    return {"vem": ""}


def _ago(seconds: float) -> str:
    return "nyss" if seconds < 60 else f"för {seconds / 60:.0f} min sedan"
