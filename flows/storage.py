"""Input and output in an object store: MALSTYRNING_LAGRING names it by URL, as s3://malstyrning, in fsspec's words.

A run works in a local folder: what the kommun has there is fetched first and what has changed is sent afterwards, the
originals first and each round's `korning.json` last. Where nothing is named the folders are plain ones, also on a
network drive.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.steps.files.archive import write_safely
from flows.steps.job import Job, stop
from flows.steps.places import MANIFEST, ROUNDS, Places, kommuner
from schemas.messages import running as say

VARIABLE = "MALSTYRNING_LAGRING"
_STALE = dt.timedelta(minutes=30)
"""No run takes this long: whoever held the round is gone."""
Tags = dict[str, list[Any]]


class Storage:
    """A store and the local folder that stands for it. Raises ExpectedProblem for one of an unknown kind."""

    def __init__(self, url: str, home: Path) -> None:
        import fsspec  # with its store, half a second that only those who use one pay

        try:
            self.fs, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        except (ImportError, ValueError):
            raise stop(say.NO_STORE(url=url)) from None
        self.root, self.home = root.rstrip("/"), home
        self._note = home / ".lagring.json"

    def pull(self, *parts: str) -> None:
        """Fetch what has changed in these folders, and drop what the store had and no longer has.

        What this machine has and the store never had is left: it may be all there is of it.
        """
        tags = self._tags()
        for part in parts:
            found = self._listed(part)
            for name, tag in found.items():
                if tags.get(name, [None])[0] != tag or _stamp(self.home / name) != tags[name][1]:
                    (self.home / name).parent.mkdir(parents=True, exist_ok=True)
                    self.fs.get_file(f"{self.root}/{name}", str(self.home / name))
                    tags[name] = [tag, _stamp(self.home / name)]
            for name in _files(self.home, part):
                if name in tags and name not in found and not _is_original(name):
                    (self.home / name).unlink()
                    del tags[name]
        write_safely(self._note, json.dumps(tags).encode())

    def push(self, part: str) -> None:
        """Send what has changed in a folder or file, and remove what is gone here."""
        tags, here = self._tags(), _files(self.home, part)
        for name in sorted(here, key=_order):
            if tags.get(name, [None, None])[1] != _stamp(self.home / name):
                self.fs.put_file(str(self.home / name), f"{self.root}/{name}")
                tags[name] = [_tag(self.fs.info(f"{self.root}/{name}")), _stamp(self.home / name)]
        gone = [n for n in tags if n.startswith(f"{part}/") and n not in here and not _is_original(n)]
        for name in gone:
            with suppress(FileNotFoundError):
                self.fs.rm_file(f"{self.root}/{name}")
            del tags[name]
        write_safely(self._note, json.dumps(tags).encode())

    @contextmanager
    def held(self, job: Job) -> Iterator[None]:
        """Hold the round between machines, by an object that only one can create. Raises ExpectedProblem."""
        path = f"{self.root}/{_part(job.home, job.lock)}"
        ours = _ourselves()
        try:
            self.fs.pipe_file(path, json.dumps(ours).encode(), mode="create")
        except OSError:
            theirs = self._holder(path)
            if not _gone(theirs, ours):
                raise stop(
                    say.BUSY(round=job.title, who=theirs["who"], machine=theirs["machine"], since="nyss")
                ) from None
            self.fs.pipe_file(path, json.dumps(ours).encode())
        try:
            yield
        finally:
            self.fs.rm_file(path)

    def _holder(self, path: str) -> dict[str, str]:
        try:
            return dict(json.loads(self.fs.cat_file(path)))
        except FileNotFoundError:  # let go of just now
            return {"who": "", "machine": "", "at": "2000-01-01T00:00:00+00:00", "run": ""}

    def _listed(self, part: str) -> dict[str, str]:
        found = self.fs.find(f"{self.root}/{part}", detail=True)
        names = {path[len(self.root) :].lstrip("/"): _tag(info) for path, info in found.items()}
        return {name: tag for name, tag in names.items() if not name.endswith(".las")}

    def _tags(self) -> Tags:
        try:
            return dict(json.loads(self._note.read_bytes()))
        except (OSError, ValueError):
            return {}


def storage_of(home: Path) -> Storage | None:
    """The store that is named, if any."""
    url = os.environ.get(VARIABLE)
    return Storage(url, home) if url else None


def fetch_settings(home: Path) -> None:
    """Every kommun's `kommun.toml`, which tells what there is to run."""
    store = storage_of(home)
    assert store is not None
    found = store.fs.glob(f"{store.root}/{_part(home, Places(home, '*').settings)}")
    store.pull(*(path[len(store.root) :].lstrip("/") for path in found))


@contextmanager
def shared(job: Job) -> Iterator[None]:
    """The kommun's folders as they are in the store, and the store as the work leaves them."""
    store = storage_of(job.home)
    if store is None:
        yield
        return
    mine, theirs = _part(job.home, job.places.output), set(kommuner(job.home)) - {job.settings.id}
    with store.held(job):
        others = [_part(job.home, Places(job.home, kommun).kept / ROUNDS) for kommun in sorted(theirs)]
        store.pull(_part(job.home, job.places.input), mine, *others)
        try:
            yield
        finally:
            store.push(mine)
            store.push("output/index.html")


def mail_kept(home: Path, kommun: str) -> Callable[[], None]:
    """Fetch the kommun's mail from the store; gives what sends the archive and the register back, originals first."""
    store = storage_of(home)
    if store is None:
        return lambda: None
    places = Places(home, kommun)
    parts = [_part(home, path) for path in (places.archive, places.post, places.incoming)]
    store.pull(*parts)

    def send() -> None:
        for part in parts:
            store.push(part)

    return send


def _ourselves() -> dict[str, str]:
    now = dt.datetime.now(dt.UTC).isoformat()
    run = os.environ.get("PREFECT__FLOW_RUN_ID", "")  # set by Prefect's worker; the same when a run is taken up again
    return {"who": getpass.getuser(), "machine": socket.gethostname(), "at": now, "run": run}


def _gone(theirs: dict[str, str], ours: dict[str, str]) -> bool:
    if theirs["run"] and theirs["run"] == ours["run"]:
        return True
    return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(theirs["at"]) > _STALE


def _tag(info: dict[str, Any]) -> str:
    return str(info.get("ETag") or info.get("mtime") or info.get("created"))


def _stamp(path: Path) -> list[int]:
    try:
        stat = path.stat()
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns]


def _part(home: Path, path: Path) -> str:
    """A path as it is named in the store."""
    return path.relative_to(home).as_posix()


def _files(home: Path, part: str) -> list[str]:
    base = home / part
    found = [base] if base.is_file() else [p for p in base.rglob("*") if p.is_file()]
    names = (p.relative_to(home).as_posix() for p in found)
    return [n for n in names if not n.endswith(".las") and not (n.count("/.drift/") and not n.endswith(ROUNDS))]


def _order(name: str) -> tuple[int, str]:
    """Originals, then what is made of them, then the manifest, then the state."""
    last = {MANIFEST: 2, ROUNDS: 3}.get(name.rsplit("/", 1)[-1], 1)
    return (0 if _is_original(name) else last), name


def _is_original(name: str) -> bool:
    """Whether it lies in an archive, from which the program takes nothing away, here or in the store."""
    return "/arkiv/" in name
