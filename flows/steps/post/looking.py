"""What a mail is by itself, once it is kept: who sent it, what it brings, whether it may be taken in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from flows.steps.fence import Fault, Noted, fenced
from flows.steps.files.archive import keep
from flows.steps.files.scanner import scanned_by, threats
from flows.steps.files.submission import Received, sha256
from flows.steps.post.addresses import same_address
from flows.steps.post.automatic import OUR_OWN
from flows.steps.post.boxes import Fetched
from flows.steps.post.ledger import AUTOMATIC, HELD, LETTER, TAKEN, UNANSWERED
from flows.steps.post.links import cloud_service
from flows.steps.post.mail import Mail, faults_in, is_infected, read_mail, unread
from flows.steps.post.outlook import is_msg
from flows.steps.post.placing import rounds_of
from flows.steps.post.senders import is_known, namnd_of, why_held
from flows.steps.post.words import own_words
from flows.steps.texts import small
from schemas.settings import Settings

UNFORESEEN = "Mejlet eller något i det har ett innehåll som programmet inte klarar att läsa (nummer {number})"
FROM_OURS = "Mejlet är skickat från den egna adressen"
INFECTED = "Viruskontrollen varnar för mejlet"
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

    `files` are their names and sha256; `text` is what is written beside them; `rounds` the rounds that it belongs to,
    as 'year/folder'.
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
    text: str
    faults: tuple[Noted, ...] = ()
    """What the mail raised that nobody foresaw."""


def keep_and_look(looking: Looking, mails: Sequence[Fetched]) -> list[Seen]:
    """Each of some mails, in their order; they are safe in the archive before any is looked at."""
    for mail in mails:
        keep(looking.archive, Received(f"mejl{_ending(mail.content)}", mail.content, dt.datetime.min, sha=mail.digest))
    warned = threats(looking.settings.security, [mail.content for mail in mails])
    pairs = zip(mails, warned, strict=True)
    return [_unopened(looking, m.content) if threat else look_at(looking, m.content) for m, threat in pairs]


def _unopened(looking: Looking, content: bytes) -> Seen:
    """A mail that the scanner warns of, by its headers alone: what is in it is never looked at."""
    headers = b"" if is_msg(content) else re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0] + b"\r\n\r\n"
    return replace(look_at(looking, headers), ending=_ending(content), fate=HELD, why=INFECTED, rounds=())


def _ending(content: bytes) -> str:
    return ".msg" if is_msg(content) else ".eml"


def look_at(looking: Looking, content: bytes) -> Seen:
    """A mail. Never raises for what one may hold: one that makes any step fail is held, and its fault is logged."""
    faults: list[Fault] = []
    settings = looking.settings
    mail = fenced(lambda: read_mail(content, scanned_by(settings.security)), lambda fault: unread(content, fault))
    faults += faults_in(mail)
    infected = is_infected(mail) or any(threats(settings.security, [file.content for file in mail.files]))
    fate, why = HELD, INFECTED
    namnd = fenced(lambda: namnd_of(settings, mail.sender), lambda fault: _failed("", fault, faults))
    rounds: list[str] = []
    if not infected:
        fate, why = fenced(lambda: _fate(looking, mail), lambda fault: _failed((HELD, ""), fault, faults))
        rounds = fenced(lambda: _rounds(looking, mail, namnd, fate), lambda fault: _failed([], fault, faults))
    text = fenced(lambda: own_words(mail.text) if mail.files else "", lambda fault: _failed("", fault, faults))
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
        text=text,
        faults=tuple(Noted(number, mail.subject, fault) for fault in faults),
    )


def _failed(instead: T, fault: Fault, faults: list[Fault]) -> T:
    faults.append(fault)
    return instead


def _rounds(looking: Looking, mail: Mail, namnd: str, fate: str) -> list[str]:
    return rounds_of(looking.settings, mail.sheets, looking.today, namnd) if fate != AUTOMATIC else []


def _fate(looking: Looking, mail: Mail) -> tuple[str, str]:
    """What should become of a mail by itself, and why; of one that is taken in, why it isn't answered.

    The marks of a machine never decide whether a mail is read: one with a spreadsheet, or with something that can't be
    opened, is taken in or quarantined, the rest is for a person to read. Only what we have sent ourselves is filed
    without more.
    """
    if mail.trouble:
        return HELD, mail.trouble.what.rstrip(".")
    if ours := _of_ours(looking.settings, mail):
        return ours
    brought = mail.sheets or mail.unopened
    if why := why_held(looking.settings, mail, from_server=looking.from_server):
        for_a_person = mail.automatic and not brought and not is_known(looking.settings, mail.sender)
        return (LETTER, mail.automatic) if for_a_person else (HELD, why)
    if mail.automatic:
        return (TAKEN, f"{UNANSWERED}{small(mail.automatic)}") if brought else (LETTER, mail.automatic)
    if mail.is_reply and not mail.files and not mail.unopened and not cloud_service(mail.text):
        return LETTER, ""
    return TAKEN, ""


def _of_ours(settings: Settings, mail: Mail) -> tuple[str, str] | None:
    """What should become of a mail from our own address, and why; None for others'.

    What we have sent bears our mark. Without it, somebody has written from the mailbox, or forged it.
    """
    if settings.mail is None or not same_address(mail.sender, settings.mail.address):
        return None
    if mail.automatic == OUR_OWN:
        return AUTOMATIC, OUR_OWN
    if namnd_of(settings, mail.sender):
        return None
    return (HELD if mail.sheets or mail.unopened else LETTER), FROM_OURS
