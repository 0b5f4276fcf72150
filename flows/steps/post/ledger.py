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
from typing import Any, TypedDict

from filelock import FileLock

from flows.steps.places import LEDGER, Places
from flows.steps.swedish import words
from schemas.findings import ExpectedProblem, Finding
from schemas.messages import archive as say

TAKEN, HELD, AUTOMATIC, LETTER, AGAIN = "mottaget", "karantän", "automatiskt", "att läsa", "dubblett"
WAITING, SENDING, SENT, FAILED, STRUCK = "väntar", "skickas", "skickat", "misslyckat", "struket"
MOST_TRIES = 5
"""So often a message that the server doesn't want is tried."""
_PATIENCE = 60.0
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
        self.staged.append({"nr": self.number + 1, "tid": now.isoformat(), **event})
        self.count(self.staged[-1])

    def save(self) -> None:
        """Write what is staged, safely on the disk.

        Raises ExpectedProblem where lines are lost: what has been answered may stand on one of them.
        """
        if not self.staged:
            return
        if self.trouble:
            raise ExpectedProblem(self.trouble)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.truncate(self.whole)
            file.write("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in self.staged).encode())
            file.flush()
            os.fsync(file.fileno())
            self.whole = file.tell()
        self.staged.clear()
        with suppress(OSError):  # that it lags behind does no harm
            mark = _mark(self.path)
            mark.parent.mkdir(exist_ok=True)
            mark.write_text(str(self.number), encoding="ascii")

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
            self.ids.add((event["id"], event["från"].casefold()))
            if event["öde"] == TAKEN:
                self.dates.setdefault(event["från"].casefold(), []).append(dt.datetime.fromisoformat(event["daterat"]))
        elif what in ("släppt", "behålls"):
            self.came[event["sha256"]] |= {"öde": event["öde"], "skäl": event["skäl"], "beslut": event["nr"]}
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


def _may_go(event: Event) -> bool:
    return event["läge"] == FAILED and event["försök"] < MOST_TRIES


def folder_of(home: Path, kommun: str) -> Path:
    """Where the ledger and what goes out lie."""
    return Places(home, kommun).post


def open_ledger(home: Path, kommun: str) -> Ledger:
    """The ledger as it stands. Whoever adds to it holds `mail_lock`; reading needs no lock."""
    ledger = Ledger(folder_of(home, kommun) / LEDGER)
    content = _content(ledger.path)
    ledger.whole = content.rfind(b"\n") + 1
    for number, line in enumerate(content[: ledger.whole].split(b"\n")[:-1], 1):
        event = event_in(line)
        if event is None or not _follows(ledger, event):
            ledger.damaged += [number] if line.strip() else []
        else:
            ledger.count(event)
    ledger.lost = max(0, _last_written(ledger.path) - ledger.number)
    return ledger


def trouble_in(home: Path, kommun: str) -> Finding | None:
    """What is wrong with the ledger, if anything."""
    try:
        return open_ledger(home, kommun).trouble
    except ExpectedProblem as problem:
        return problem.finding


def _content(path: Path) -> bytes:
    """The file, or nothing where there is none. Raises ExpectedProblem for one that can't be read as a ledger."""
    file = "/".join(path.parts[-4:])
    try:
        content = path.read_bytes() if os.path.lexists(path) else b""
    except OSError:
        raise ExpectedProblem(say.LEDGER_UNREADABLE(file=file).at(file)) from None
    lines = content.split(b"\n")
    if content.strip() and len(lines) > 1 and not any(map(event_in, lines)):
        raise ExpectedProblem(say.LEDGER_UNREADABLE(file=file).at(file))
    return content


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
    from flows.steps.files.archive import set_aside, write_safely

    path = folder_of(home, kommun) / LEDGER
    with suppress(OSError):
        _mark(path).unlink(missing_ok=True)
    try:
        if not open_ledger(home, kommun).damaged:
            return False
    except ExpectedProblem:
        pass
    content = path.read_bytes() if path.is_file() else b""
    lines = [line for line in content.split(b"\n") if event_in(line)]
    set_aside(path)
    write_safely(path, b"".join(line + b"\n" for line in lines))
    return True


@contextmanager
def mail_lock(home: Path, kommun: str, *, mending: bool = False) -> Iterator[None]:
    """Held by whoever takes in mail or sends it: one at a time, from whatever machine.

    Raises ExpectedProblem where the ledger is damaged, unless it is to be mended.
    """
    path = folder_of(home, kommun)
    path.mkdir(parents=True, exist_ok=True)
    with FileLock(path / ".las", timeout=_PATIENCE, preserve_lock_file=True):
        if not mending and (trouble := trouble_in(home, kommun)):
            raise ExpectedProblem(trouble)
        yield
