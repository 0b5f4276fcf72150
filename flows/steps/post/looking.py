"""What a mail is by itself, once it is kept: who sent it, what it brings, whether it may be taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flows.steps.fence import Fault, Noted, fenced
from flows.steps.files.archive import place, write_safely
from flows.steps.files.submission import sha256
from flows.steps.post.automatic import why_automatic
from flows.steps.post.boxes import Fetched
from flows.steps.post.ledger import AUTOMATIC, HELD, LETTER, TAKEN
from flows.steps.post.links import cloud_service
from flows.steps.post.mail import Mail, faults_in, read_mail
from flows.steps.post.outlook import is_msg
from flows.steps.post.placing import rounds_of
from flows.steps.post.senders import namnd_of, why_held
from schemas.settings import Settings

UNFORESEEN = "Mejlet eller något i det har ett innehåll som programmet inte klarar att läsa (nummer {number})"
T = TypeVar("T")
NO_ROUND = "Ingen omgång pågår som avsändaren ska svara i"


@dataclass(frozen=True)
class Looking:
    """For whom mail is looked at, where it is kept, on which day, and whether a server has judged its sender."""

    settings: Settings
    archive: Path
    today: dt.date
    from_server: bool


@dataclass(frozen=True)
class Seen:
    """A mail without its contents. `fate` is what should become of it, `why` if that isn't to be taken in.

    `files` are their names and sha256; `rounds` the rounds that it belongs to, as 'year/folder'.
    """

    id: str
    sender: str
    subject: str
    sent: dt.datetime | None
    namnd: str
    ending: str
    fate: str
    why: str
    rounds: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    faults: tuple[Noted, ...] = ()
    """What the mail raised that nobody foresaw."""


def keep_and_look(looking: Looking, mails: Sequence[Fetched]) -> list[Seen]:
    """Each of some mails, in their order; they are safe in the archive before any is looked at."""
    for mail in mails:
        original = looking.archive / place(mail.digest, f"mejl{_ending(mail.content)}")
        if not original.exists():
            write_safely(original, mail.content)
    return [look_at(looking, mail.content) for mail in mails]


def _ending(content: bytes) -> str:
    return ".msg" if is_msg(content) else ".eml"


def look_at(looking: Looking, content: bytes) -> Seen:
    """A mail. Never raises for what one may hold: one that makes any step fail is held, and its fault is logged."""
    faults: list[Fault] = []
    mail = fenced(lambda: read_mail(content), lambda fault: _failed(Mail(), fault, faults))
    faults += faults_in(mail)
    fate, why = fenced(lambda: _fate(looking, mail), lambda fault: _failed((HELD, ""), fault, faults))
    settings = looking.settings
    namnd = fenced(lambda: namnd_of(settings, mail.sender), lambda fault: _failed("", fault, faults))
    rounds = fenced(lambda: _rounds(looking, mail, namnd, fate), lambda fault: _failed([], fault, faults))
    number = sha256(content)[:12]
    if faults and (fate != HELD or not why):
        fate, why = HELD, UNFORESEEN.format(number=number)
    if fate == TAKEN and not rounds:
        fate, why = HELD, NO_ROUND
    return Seen(
        id=mail.id,
        sender=mail.sender,
        subject=mail.subject,
        sent=mail.sent,
        namnd=namnd,
        ending=_ending(content),
        fate=fate,
        why=why,
        rounds=tuple(rounds),
        files=tuple((f.name, f.digest) for f in mail.files),
        faults=tuple(Noted(number, mail.subject, fault) for fault in faults),
    )


def _failed(instead: T, fault: Fault, faults: list[Fault]) -> T:
    faults.append(fault)
    return instead


def _rounds(looking: Looking, mail: Mail, namnd: str, fate: str) -> list[str]:
    return rounds_of(looking.settings, mail.sheets, looking.today, namnd) if fate != AUTOMATIC else []


def _fate(looking: Looking, mail: Mail) -> tuple[str, str]:
    ours = looking.settings.mail
    if mail.trouble:
        return HELD, mail.trouble.what.rstrip(".")
    if why := why_automatic(mail, ours.address if ours else ""):
        return AUTOMATIC, why
    if why := why_held(looking.settings, mail, from_server=looking.from_server):
        return HELD, why
    if mail.is_reply and not mail.files and not mail.unopened and not cloud_service(mail.text):
        return LETTER, ""
    return TAKEN, ""
