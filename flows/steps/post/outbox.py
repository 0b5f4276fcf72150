"""What goes out: written before it is sent, marked before and after, so that a crash neither loses nor repeats it.

A message that was being sent when a run was cut off is sent once more, with the same Message-ID, and that it may have
arrived twice stands in the ledger. Every other one is sent exactly once per content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from flows.steps.files.archive import write_safely
from flows.steps.files.submission import sha256
from flows.steps.post.compose import Distorted, Reply, composed, key_of
from flows.steps.post.ledger import (
    FAILED,
    SENDING,
    SENT,
    STRUCK,
    WAITING,
    Event,
    Ledger,
    folder_of,
    mail_lock,
    open_ledger,
)
from schemas.settings import Settings

TWICE = "Kan ha kommit fram två gånger: sändningen avbröts"
REPLACED = "Ersatt av ett senare svar innan det skickades"
_BOX = "utkorg"


class Rejected(Exception):
    """The server won't have this message; another one may go."""


class Carrier(Protocol):
    """What takes a message to its receivers. Raises Rejected, or OSError where the server is away."""

    def __call__(self, sender: str, to: Sequence[str], content: bytes, /) -> Collection[str]:
        """Hand the message over; gives those of the addresses that the server didn't want."""


def path_of(home: Path, kommun: str, key: str) -> Path:
    """Where a message lies, before it is sent and after."""
    return folder_of(home, kommun) / _BOX / f"{key}.eml"


def queue(home: Path, settings: Settings, replies: Iterable[Reply], what: str, now: dt.datetime) -> int:
    """Write the messages that have receivers and aren't there already, and enter them; gives how many are new.

    `what` says what they are about, as 'prognos-april 2026'. Raises Distorted for one that would say something else as
    bytes, once the others are entered.
    """
    mail = settings.mail
    if mail is None or mail.outgoing is None:
        return 0
    with mail_lock(home, settings.id):
        ledger = open_ledger(home, settings.id)
        new = {key_of(r): r for r in replies if r.to}
        fresh = {key: reply for key, reply in new.items() if key not in ledger.out}
        distorted: list[Distorted] = []
        for key, reply in fresh.items():
            try:
                content = composed(reply, mail.address, now)
            except Distorted as error:
                distorted.append(error)
                continue
            write_safely(path_of(home, settings.id, key), content)
            for older in _outdated(ledger, reply, what):
                ledger.stage({"vad": STRUCK, "nyckel": older, "skäl": REPLACED}, now)
            ledger.stage(_event(key, reply, content, what), now)
        ledger.save()
    if distorted:
        raise distorted[0]
    return len(fresh)


def _outdated(ledger: Ledger, reply: Reply, what: str) -> list[str]:
    """What waits to be sent to the same nämnd about the same round, and was never tried."""
    about = (what, reply.path.rpartition("/")[0], list(reply.to))
    waiting = [e for e in ledger.waiting() if e["läge"] == WAITING and not e["försök"]]
    return [e["nyckel"] for e in waiting if (e["gäller"], e["om"], e["till"]) == about and e["om"].startswith("svar/")]


def _event(key: str, reply: Reply, content: bytes, what: str) -> Event:
    return {
        "vad": "ut",
        "nyckel": key,
        "till": list(reply.to),
        "ämne": reply.letter.subject,
        "svar_på": reply.answers,
        "sha256": sha256(content),
        "gäller": what,
        "om": reply.path.rpartition("/")[0],
        "bilagor": [{"fil": n, "sha256": sha256(c)} for n, c in reply.files.items()],
    }


def send_all(
    home: Path,
    settings: Settings,
    carrier: Carrier,
    now: dt.datetime,
    say: Callable[[str], object] = lambda _: None,
) -> tuple[int, list[Event]]:
    """Send all that waits; gives how many went, and those that the server didn't want.

    Raises OSError where the server goes away: what is left waits for the next time.
    """
    assert settings.mail is not None
    sent, refused = 0, []
    with mail_lock(home, settings.id):
        ledger = open_ledger(home, settings.id)
        for event in ledger.waiting():
            if _one(home, settings, ledger, event, carrier, now):
                sent += 1
                say(f"✔ Skickat till {', '.join(event['till'])}: {event['ämne']}")
            else:
                refused.append(event)
    return sent, refused


def _one(home: Path, settings: Settings, ledger: Ledger, event: Event, carrier: Carrier, now: dt.datetime) -> bool:
    """Send one message. One mark is on the disk before the first byte leaves, another as soon as it has arrived."""
    assert settings.mail is not None
    key, again = event["nyckel"], event["läge"] == SENDING
    content = path_of(home, settings.id, key).read_bytes()
    ledger.add({"vad": SENDING, "nyckel": key}, now=now)
    try:
        lost = carrier(settings.mail.address, event["till"], content)
    except Rejected as error:
        ledger.add({"vad": FAILED, "nyckel": key, "skäl": str(error)}, now=now)
        return False
    except OSError:
        ledger.add({"vad": WAITING, "nyckel": key, "skäl": "Servern svarade inte"}, now=now)
        raise
    notes = [TWICE] if again else []
    notes += [f"Kom inte fram till {', '.join(lost)}"] if lost else []
    ledger.add({"vad": SENT, "nyckel": key, "skäl": ". ".join(notes)}, now=now)
    return True


def strike(home: Path, settings: Settings, numbers: Collection[int], now: dt.datetime) -> int:
    """Take what waits, by its numbers in the ledger, out of what is to be sent; gives how many. It is kept."""
    with mail_lock(home, settings.id):
        ledger = open_ledger(home, settings.id)
        chosen = [e["nyckel"] for e in ledger.waiting() if e["nr"] in numbers]
        struck: list[Event] = [{"vad": STRUCK, "nyckel": k, "skäl": "Ströks innan det skickades"} for k in chosen]
        ledger.add(*struck, now=now)
    return len(chosen)
