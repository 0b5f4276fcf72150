"""A reply as data. At most a page long: what doesn't fit stands in the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.steps.files.submission import Received
from flows.steps.job import Job
from flows.steps.swedish import day, moment, words
from schemas.findings import Finding, Group, grouped
from schemas.personal import masked

MOST = 14
"""Items of a list; more than that is past a page."""


@dataclass(frozen=True)
class Section:
    """A list with its heading."""

    title: str
    entries: Sequence[str]


@dataclass(frozen=True)
class Letter:
    """A reply: paragraphs, lists of findings, and what the file was; `example` marks an invented kommun's."""

    subject: str
    lead: Sequence[str]
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]]
    contact: Sequence[str] = field(default_factory=tuple)
    example: bool = False

    def __post_init__(self) -> None:
        """Mask personnummer in the subject, which is a header of the mail; the rest is written by a template."""
        object.__setattr__(self, "subject", masked(self.subject))


def section(title: str, findings: Iterable[Finding], rest: str) -> list[Section]:
    """The findings as a list, equal ones together; nothing where there are none. `rest` says where more stand."""
    groups = grouped(findings)
    if not groups:
        return []
    entries = [_sentence(group) for group in groups[:MOST]]
    left = len(groups) - MOST
    return [Section(title, [*entries, f"Och {words(left)} till. {rest}"] if left > 0 else entries)]


def _sentence(group: Group) -> str:
    f = group.first
    accepted = f" {f.accepted}" if f.accepted else ""
    return f"{group.where}. {f.what} {f.todo if not accepted else ''}".rstrip() + f" (Regel {f.rule}){accepted}"


def facts_of(item: Received) -> list[tuple[str, str]]:
    """The file's name, when it came, and its sha256."""
    return [
        ("Fil", item.file),
        ("Mottagen", moment(item.received)),
        ("Filens kontrollsumma (sha256)", item.digest),
    ]


def send_again(job: Job, received: dt.datetime) -> str:
    """By when the file is to come again. Told from when it came, not from today: the same answer, the same letter."""
    if received.date() > job.deadline:
        return f"Sista dag var den {day(job.deadline)}. Skicka filen igen så snart ni kan."
    return f"Skicka filen igen senast den {day(job.deadline)}, eller så snart ni kan om den dagen har passerat."


def contact_of(job: Job) -> tuple[str, ...]:
    """Whom to ask."""
    contact = job.settings.contact
    return tuple(part for part in (contact.name, contact.mail, contact.phone) if part)
