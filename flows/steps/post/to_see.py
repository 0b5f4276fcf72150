"""Mail that a person must see: what is to be read, and words beside a file. The same in every summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flows.steps.post.ledger import HELD, TAKEN, UNANSWERED, Event, is_to_read
from flows.steps.swedish import capital, words
from flows.steps.texts import small

_DAYS = 30
_SHOWN = 20
"""Lines at most in a letter; the number says how many there are."""


def lately(events: Iterable[Event], now: dt.datetime) -> list[Event]:
    """Those of the last thirty days: nobody tells the program that a mail has been read."""
    first = now - dt.timedelta(days=_DAYS)
    return [e for e in events if dt.datetime.fromisoformat(e["daterat"]) >= first]


def counted(events: Iterable[Event], since: str = "") -> list[str]:
    """A sentence each for what is in quarantine, to be read, has words beside a file, or isn't answered.

    Nothing for none. `since` says in Swedish over which time the mails have come.
    """
    events = list(events)
    told = {
        "ligger i karantän. Skriv malstyrning karantan": sum(e["öde"] == HELD for e in events),
        f"ligger i mappen Att läsa{since}": len(letter_lines(events)),
        f"med fil har också en text{since}": len(word_lines(events)),
        f"är inläst men besvaras inte av programmet{since}": len(unanswered_lines(events)),
    }
    return [f"{_mails(count)} {what}." for what, count in told.items() if count]


def counted_lately(events: Iterable[Event], now: dt.datetime) -> list[str]:
    """As `counted`: all that is in quarantine, whenever it came, and the rest of the last thirty days."""
    events = list(events)
    recent = lately(events, now)
    return counted([e for e in events if e["öde"] == HELD or e in recent], " (de senaste 30 dagarna)")


def _mails(count: int) -> str:
    return "Ett mejl" if count == 1 else f"{capital(words(count))} mejl"


def letter_lines(events: Iterable[Event]) -> list[str]:
    """From whom each mail to be read is, about what, and why it is to be read."""
    return [_line(e) for e in events if is_to_read(e)]


def _line(event: Event) -> str:
    why = f" ({small(event['skäl'])})" if event["skäl"] else ""
    return f"{event['från'] or 'okänd avsändare'}: {event['ämne'] or 'utan ämne'}{why}"


def word_lines(events: Iterable[Event]) -> list[str]:
    """From whom each text beside a file is, and the text."""
    return [f"{e['från']}: ”{e['text']}”" for e in events if e["öde"] == TAKEN and e["bilagor"] and e.get("text")]


def unanswered_lines(events: Iterable[Event]) -> list[str]:
    """The mails that are taken in though a machine has marked them, and therefore not answered by mail."""
    return [_line(e) for e in events if e["öde"] == TAKEN and e["skäl"].startswith(UNANSWERED)]


def lines(events: Iterable[Event]) -> list[str]:
    """All of these, a line each."""
    events = list(events)
    return [*letter_lines(events), *unanswered_lines(events), *word_lines(events)]


def shown(found: list[str]) -> list[str]:
    """The last of them, and how many more there are."""
    rest = len(found) - _SHOWN
    return found if rest <= 0 else [f"… och {words(rest)} till", *found[-_SHOWN:]]
