"""The ledger of all mail that came and went: a line per event, only ever added to. All state is read from it.

A line that was cut off by a crash has no line end; it is dropped, and what it would have told is done again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from filelock import FileLock

from flows.steps.places import Places

TAKEN, HELD, AUTOMATIC, LETTER, AGAIN = "mottaget", "karantän", "automatiskt", "att läsa", "dubblett"
WAITING, SENDING, SENT, FAILED, STRUCK = "väntar", "skickas", "skickat", "misslyckat", "struket"
UNANSWERED = "Besvaras inte: "
"""So begins the reason of a mail that is taken in, but bears the marks of a machine."""
MOST_TRIES = 5
"""So often a message that the server doesn't want is tried."""
_PATIENCE = 60.0


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
    came: dict[str, Event] = field(default_factory=dict)
    out: dict[str, Event] = field(default_factory=dict)
    ran: dict[str, int] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)
    number: int = 0
    whole: int = 0
    staged: list[Event] = field(default_factory=list)
    dates: dict[str, list[dt.datetime]] = field(default_factory=dict)

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
        """Write what is staged, safely on the disk."""
        if not self.staged:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.truncate(self.whole)
            file.write("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in self.staged).encode())
            file.flush()
            os.fsync(file.fileno())
            self.whole = file.tell()
        self.staged.clear()

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
    ledger = Ledger(folder_of(home, kommun) / "register.jsonl")
    if ledger.path.exists():
        content = ledger.path.read_bytes()
        ledger.whole = content.rfind(b"\n") + 1
        for line in content[: ledger.whole].splitlines():
            ledger.count(json.loads(line))
    return ledger


def mail_lock(home: Path, kommun: str) -> FileLock:
    """Held by whoever takes in mail or sends it: one at a time, from whatever machine."""
    path = folder_of(home, kommun)
    path.mkdir(parents=True, exist_ok=True)
    return FileLock(path / ".las", timeout=_PATIENCE, preserve_lock_file=True)
