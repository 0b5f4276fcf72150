"""The ledger of all mail that came and went: a line per event, only ever added to. All state is read from it.

A line that was cut off by a crash has no line end; it is dropped, and what it would have told is done again. Any other
line that can't be read is skipped and reported, and nothing is added until someone has decided what to do about it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, TypedDict

from filelock import FileLock

from flows.steps.files.archive import set_aside, write_safely
from flows.steps.places import LEDGER, Places
from flows.steps.store import Conflict, Storage, part_of, storage_of
from flows.steps.swedish import words
from schemas.findings import ExpectedProblem, Finding
from schemas.messages import archive as say
from schemas.messages import running as say_running

TAKEN, HELD, AUTOMATIC, LETTER, AGAIN = "mottaget", "karantän", "automatiskt", "att läsa", "dubblett"
WAITING, SENDING, SENT, FAILED, STRUCK = "väntar", "skickas", "skickat", "misslyckat", "struket"
UNANSWERED = "Besvaras inte: "
"""So begins the reason of a mail that is taken in, but bears the marks of a machine."""
MOST_TRIES = 5
"""So often a message that the server doesn't want is tried."""
_PATIENCE = 60.0
_TRIES = 20
_WITH_FILES = ("in", "ut")
"""Events that refer to files, which are in the store before the event is."""
_NAMED = 5
"""Damaged lines that are named."""


class Attachment(TypedDict):
    """A file in a mail: its name and checksum."""

    fil: str
    sha256: str


class Event(TypedDict, total=False):
    """A line of the ledger, with what later lines have changed; in Swedish, since an auditor reads the file.

    `vad` says which of the others are there: 'in' (a mail that came), 'släppt' or 'behålls' (decided of one in
    quarantine), 'kört' (a round's run), 'ut' (a message to send), else a message's new state.
    """

    nr: int
    tid: str
    händelse: str
    vad: str
    sha256: str
    skäl: str
    ämne: str
    bilagor: list[Attachment]
    # a mail that came
    id: str
    från: str
    daterat: str
    fil: str
    öde: str
    nämnd: str
    omgångar: list[str]
    text: str
    beslut: int
    # a round's run
    omgång: str
    till_och_med: int
    # a message that goes out
    nyckel: str
    till: list[str]
    svar_på: str
    gäller: str
    om: str
    läge: str
    försök: int
    senast: str


@dataclass
class Ledger:
    """What is known of the mail of a kommun.

    `came` has the event of each mail by its sha256, in order, with what was decided about it later; `out` the event of
    each message that goes out by its key, with `state` 'väntar', 'skickas', 'skickat' or 'misslyckat'.
    """

    path: Path
    home: Path = field(default_factory=Path)
    content: bytes = b""
    """All whole lines, as they are in the store where there is one."""
    tag: str | None = None
    """The store's mark of the ledger that was read there."""
    came: dict[str, Event] = field(default_factory=dict)
    out: dict[str, Event] = field(default_factory=dict)
    ran: dict[str, int] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)
    number: int = 0
    whole: int = 0
    staged: list[Event] = field(default_factory=list)
    dates: dict[str, list[dt.datetime]] = field(default_factory=dict)
    damaged: list[int] = field(default_factory=list)
    """Lines that can't be read, by their numbers in the file from 1."""
    lost: int = 0
    """Events at the end that this machine has written and the file no longer has."""

    def add(self, *events: Event, now: dt.datetime) -> None:
        """Count the events in and write them, all or as many as a crash lets through."""
        for event in events:
            self.stage(event, now)
        self.save()

    def stage(self, event: Event, now: dt.datetime) -> None:
        """Count an event in; it is written with the next `save`."""
        made: Event = {"nr": self.number + 1, "tid": now.isoformat(), "händelse": token_hex(8), **event}
        self.staged.append(made)
        self.count(self.staged[-1])

    def save(self) -> None:
        """Write what is staged, safely on the disk.

        Raises ExpectedProblem where lines are lost: what has been answered may stand on one of them.
        """
        if not self.staged:
            return
        if self.trouble:
            raise ExpectedProblem(self.trouble)
        store = storage_of(self.home)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if store:
            self._send(store)
        else:
            self._append()
        self.staged.clear()
        with suppress(OSError):  # that it lags behind does no harm
            mark = _mark(self.path)
            mark.parent.mkdir(exist_ok=True)
            mark.write_text(str(self.number), encoding="ascii")

    def _append(self) -> None:
        with self.path.open("ab") as file:
            file.truncate(self.whole)
            file.write(_lines_of(self.staged))
            file.flush()
            os.fsync(file.fileno())
            self.whole = file.tell()

    def _send(self, store: Storage) -> None:
        """Write what is staged to the store, after what it refers to, and then here.

        Where another machine has written meanwhile, what it wrote stays and ours follows. Raises ExpectedProblem, and
        writes nothing, where that other one may have sent the message that was to be sent now.
        """
        name, places = part_of(self.home, self.path), self.path.parents[1]
        for folder in (places / "arkiv", self.path.parent):
            if any(event["vad"] in _WITH_FILES for event in self.staged):
                store.push(part_of(self.home, folder))
        for _ in range(_TRIES):
            content = self.content + _lines_of(self.staged)
            try:
                self.tag = store.write(name, content, self.tag)
                break
            except Conflict:
                self._follow(store, name)
        else:
            raise ExpectedProblem(say_running.STORE_BUSY(url=store.url).at(name))
        self.content = content
        write_safely(self.path, content)

    def _follow(self, store: Storage, name: str) -> None:
        """Let the ledger be as the store has it now, and what is staged follow what is there."""
        staged, self.staged = self.staged, []
        found = store.read(name)
        self._read(found[0] if found else b"", found[1] if found else None)
        written = {event["händelse"] for event in events_in(self.content) if "händelse" in event}
        for event in staged:
            if event["händelse"] in written:
                continue
            if event["vad"] == SENDING:
                raise ExpectedProblem(say_running.LEASE_LOST(round="Mejlet").at(name))
            for made in _following(self, [event]):
                self.staged.append(made)
                self.count(made)

    def _read(self, content: bytes, tag: str | None = None) -> None:
        """Begin anew with what the file holds; a line that was cut off is dropped."""
        fresh = Ledger(self.path, self.home)
        self.__dict__.update(fresh.__dict__)
        self.whole, self.tag = content.rfind(b"\n") + 1, tag
        self.content = content[: self.whole]
        for number, line in enumerate(self.content.split(b"\n")[:-1], 1):
            event = event_in(line)
            if event is None or not _follows(self, event):
                self.damaged += [number] if line.strip() else []
            else:
                self.count(event)

    @property
    def trouble(self) -> Finding | None:
        """What is wrong with the file, if anything."""
        file = "/".join(self.path.parts[-4:])
        if self.lost:
            return say.LEDGER_SHORT(file=file, count=words(self.lost)).at(file)
        if self.damaged:
            return say.LEDGER_LINES(file=file, lines=_lines(self.damaged)).at(file)
        return None

    def count(self, event: Event) -> None:
        """Let an event change the state."""
        self.number = event["nr"]
        what = event["vad"]
        if what == "in":
            self.came[event["sha256"]] = event
            if event["öde"] != HELD:  # else a forged mail would make a genuine one with its id a duplicate
                self.ids.add((event["id"], event["från"].casefold()))
            if event["öde"] == TAKEN:
                self.dates.setdefault(event["från"].casefold(), []).append(dt.datetime.fromisoformat(event["daterat"]))
        elif what in ("släppt", "behålls"):
            decided = self.came[event["sha256"]]
            if what == "släppt":
                self.ids.add((decided["id"], decided["från"].casefold()))
            decided |= {"öde": event["öde"], "skäl": event["skäl"], "beslut": event["nr"]}
        elif what == "kört":
            self.ran[event["omgång"]] = event.get("till_och_med", 0)  # older ledgers lack it: the round runs once more
        elif what == "ut":
            self.out[event["nyckel"]] = event | {"läge": WAITING, "försök": 0}
        else:
            known = self.out[event["nyckel"]]
            known |= {"läge": what, "senast": event["tid"], "skäl": event.get("skäl", "")}
            known["försök"] += what == SENDING

    def knows(self, digest: str, mail_id: str, sender: str) -> bool:
        """Whether this content, or the same sender's mail of that id by another road, has come before."""
        return digest in self.came or (bool(mail_id) and (mail_id, sender.casefold()) in self.ids)

    def within_an_hour(self, sender: str, sent: dt.datetime) -> int:
        """How many mails of that sender have been taken in that were sent within an hour of this time."""
        hour = dt.timedelta(hours=1)
        dates = self.dates.get(sender.casefold(), [])
        return sum(abs(date - sent) < hour for date in dates)

    def of_round(self, name: str) -> list[Event]:
        """The mails of a round ('2026/prognos-april') that have been taken in, in order."""
        return [e for e in self.came.values() if e["öde"] == TAKEN and name in e["omgångar"]]

    def unread_rounds(self) -> list[str]:
        """The rounds that have mail which no run has read yet."""
        newest: dict[str, int] = {}
        for event in self.came.values():
            if event["öde"] == TAKEN:
                number = event["beslut"] if "beslut" in event else event["nr"]
                newest |= {name: max(number, newest.get(name, 0)) for name in event["omgångar"]}
        return sorted(name for name, number in newest.items() if number > self.ran.get(name, 0))

    def waiting(self) -> list[Event]:
        """What is to go out, in order; first what was in flight when a run was cut off."""
        left = [e for e in self.out.values() if e["läge"] in (WAITING, SENDING) or _may_go(e)]
        return sorted(left, key=lambda e: (e["läge"] != SENDING, e["nr"]))


def is_to_read(event: Event) -> bool:
    """Whether a person must read a mail that came: what brought no file is put with those that are only to be read."""
    return event["öde"] == LETTER or (event["öde"] == TAKEN and not event["bilagor"])


def _may_go(event: Event) -> bool:
    return event["läge"] == FAILED and event["försök"] < MOST_TRIES


def folder_of(home: Path, kommun: str) -> Path:
    """Where the ledger and what goes out lie."""
    return Places(home, kommun).post


def open_ledger(home: Path, kommun: str) -> Ledger:
    """The ledger as it stands. Whoever adds to it holds `mail_lock`; reading needs no lock."""
    ledger = Ledger(folder_of(home, kommun) / LEDGER, home)
    store = storage_of(home)
    if store is None:
        ledger._read(_content(ledger.path))
    else:
        found = store.read(part_of(home, ledger.path))
        ledger._read(_checked(ledger.path, found[0]) if found else _content(ledger.path), found[1] if found else None)
        if extra := _following(ledger, _only_here(ledger)):
            ledger._read(ledger.content + _lines_of(extra), ledger.tag)
    ledger.lost = max(0, _last_written(ledger.path) - ledger.number)
    return ledger


def _only_here(ledger: Ledger) -> list[Event]:
    """What this machine has written and the store doesn't have, as before there was a store."""
    try:
        here = list(events_in(_content(ledger.path)))
    except ExpectedProblem:  # it is only a copy of what the store has
        return []
    there = {_identity(event) for event in events_in(ledger.content)}
    return [event for event in here if _identity(event) not in there]


def _identity(event: Event) -> str:
    """What tells an event from any other; those of earlier versions have no id and are known by all they say."""
    return event.get("händelse") or json.dumps(event, ensure_ascii=False, sort_keys=True)


def _following(ledger: Ledger, events: list[Event]) -> list[Event]:
    """Events of another history as they follow the ledger's: numbered anew, without what it knows already.

    A round counts as run only up to the mails that both histories have.
    """
    made: list[Event] = []
    came, out, number = set(ledger.came), set(ledger.out), ledger.number
    for event in events:
        what, digest, key = event["vad"], event.get("sha256", ""), event.get("nyckel", "")
        known = (what == "in" and digest in came) or (what == "ut" and key in out)
        unknown = (what in ("släppt", "behålls") and digest not in came) or (what in _STATES and key not in out)
        done = ledger.out[key]["läge"] in (SENT, STRUCK) if key in ledger.out else False
        if known or unknown or (what in _STATES and what != SENT and done):
            continue
        number += 1
        upto = (
            {"till_och_med": min(event.get("till_och_med", 0), event["nr"] - 1, ledger.number)}
            if what == "kört"
            else {}
        )
        made.append({**event, "nr": number, **upto})  # type: ignore[typeddict-item]
        came |= {digest} if what == "in" else set()
        out |= {key} if what == "ut" else set()
    return made


def _lines_of(events: list[Event]) -> bytes:
    return "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in events).encode()


def events_in(content: bytes) -> Iterator[Event]:
    """The events of all lines that can be read."""
    for line in content.split(b"\n"):
        if (event := event_in(line)) is not None:
            yield event


def trouble_in(home: Path, kommun: str) -> Finding | None:
    """What is wrong with the ledger, if anything."""
    try:
        return open_ledger(home, kommun).trouble
    except ExpectedProblem as problem:
        return problem.finding


def _content(path: Path) -> bytes:
    """The file, or nothing where there is none. Raises ExpectedProblem for one that can't be read as a ledger."""
    try:
        return _checked(path, path.read_bytes() if os.path.lexists(path) else b"")
    except OSError:
        raise _unreadable(path) from None


def _checked(path: Path, content: bytes) -> bytes:
    lines = content.split(b"\n")
    if content.strip() and len(lines) > 1 and not any(map(event_in, lines)):
        raise _unreadable(path)
    return content


def _unreadable(path: Path) -> ExpectedProblem:
    file = "/".join(path.parts[-4:])
    return ExpectedProblem(say.LEDGER_UNREADABLE(file=file).at(file))


def event_in(line: bytes) -> Event | None:
    """The event of a line; None for one that is not as it was written."""
    with suppress(ValueError, RecursionError):
        event = json.loads(_text(line))
        if isinstance(event, dict) and _is_whole(event):
            return event  # type: ignore[return-value]
    return None


def _text(line: bytes) -> str:
    """UTF-8, or what an editor on Windows made of it."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252")


_STATES = (WAITING, SENDING, SENT, FAILED, STRUCK)
_TEXTS: dict[str, tuple[str, ...]] = {
    "in": ("sha256", "id", "från", "ämne", "daterat", "fil", "öde", "skäl", "nämnd"),
    "släppt": ("sha256", "öde", "skäl"),
    "behålls": ("sha256", "öde", "skäl"),
    "kört": ("omgång",),
    "ut": ("nyckel", "ämne", "svar_på", "sha256", "gäller", "om"),
    **dict.fromkeys(_STATES, ("nyckel",)),
}
_LISTS = {"in": ("omgångar", "bilagor"), "ut": ("till", "bilagor")}


def _is_whole(event: dict[str, Any]) -> bool:
    """Whether an event has all that one of its kind has."""
    what = event.get("vad")
    if type(event.get("nr")) is not int or not isinstance(what, str) or what not in _TEXTS:
        return False
    if not all(isinstance(event.get(name), str) for name in ("tid", *_TEXTS[what])):
        return False
    for time in ("tid", *(["daterat"] if what == "in" else [])):
        dt.datetime.fromisoformat(event[time])
    return all(isinstance(event.get(name), list) for name in _LISTS.get(what, ()))


def _follows(ledger: Ledger, event: Event) -> bool:
    """Whether what an event changes is known."""
    if event["vad"] in ("släppt", "behålls"):
        return event["sha256"] in ledger.came
    return event["vad"] not in _STATES or event["nyckel"] in ledger.out


def _mark(path: Path) -> Path:
    """Where the number of the last event that this machine wrote is kept."""
    return path.parents[1] / ".drift" / "register.nr"


def _last_written(path: Path) -> int:
    with suppress(OSError, ValueError):
        return int(_mark(path).read_text(encoding="ascii"))
    return 0


def _lines(numbers: list[int]) -> str:
    """'rad 14', 'raderna 14, 15 och 17', or the first of many."""
    named = [str(n) for n in numbers[:_NAMED]]
    if len(numbers) > _NAMED:
        return f"{len(numbers)} rader (de första är {', '.join(named)})"
    return f"rad {named[0]}" if len(named) == 1 else f"raderna {', '.join(named[:-1])} och {named[-1]}"


def leave_out_damaged(home: Path, kommun: str) -> bool:
    """Go on without the lines that can't be read; the file as it was is kept beside. Whoever does it holds `mail_lock`.

    Gives whether there was anything to leave out.
    """
    path, store = folder_of(home, kommun) / LEDGER, storage_of(home)
    with suppress(OSError):
        _mark(path).unlink(missing_ok=True)
    try:
        if not open_ledger(home, kommun).damaged:
            return False
    except ExpectedProblem:
        pass
    found = store.read(part_of(home, path)) if store else None
    if found:
        write_safely(path, found[0])
    content = path.read_bytes() if path.is_file() else b""
    whole = _lines_of(list(events_in(content)))
    if store:
        store.write(part_of(home, path), whole, found[1] if found else None)
    set_aside(path)
    write_safely(path, whole)
    return True


@contextmanager
def mail_lock(home: Path, kommun: str, *, mending: bool = False) -> Iterator[None]:
    """Held by whoever takes in mail or sends it: one at a time, from whatever machine.

    Raises ExpectedProblem where the ledger is damaged, unless it is to be mended.
    """
    path = folder_of(home, kommun)
    path.mkdir(parents=True, exist_ok=True)
    store = storage_of(home)
    with FileLock(path / ".las", timeout=_PATIENCE, preserve_lock_file=True), _leased(store, home, kommun):
        if not mending and (trouble := trouble_in(home, kommun)):
            raise ExpectedProblem(trouble)
        yield


@contextmanager
def _leased(store: Storage | None, home: Path, kommun: str) -> Iterator[None]:
    """The kommun's mail in the store, held between machines; what lies in folders is fetched before and sent after."""
    if store is None:
        yield
        return
    places = Places(home, kommun)
    parts = [part_of(home, path) for path in (places.post, places.incoming)]
    with store.lease(f"{parts[0]}/mejl.las", "Mejlet", _PATIENCE) as lease:
        store.pull(*parts)
        try:
            yield
        finally:
            try:
                for part in parts:
                    store.push(part, lease)
            except Conflict:
                raise ExpectedProblem(say_running.STORE_BUSY(url=store.url).at()) from None
