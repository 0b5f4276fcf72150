"""What a mail is by itself, once it is kept: who sent it, what it brings, whether it may be taken in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.steps.files.archive import place, write_safely
from flows.steps.files.scanner import threats
from flows.steps.files.submission import sha256
from flows.steps.post.automatic import why_automatic
from flows.steps.post.boxes import Fetched
from flows.steps.post.ledger import AUTOMATIC, HELD, LETTER, TAKEN
from flows.steps.post.links import cloud_service
from flows.steps.post.mail import Mail, read_mail
from flows.steps.post.outlook import is_msg
from flows.steps.post.placing import rounds_of
from flows.steps.post.senders import namnd_of, why_held
from schemas.settings import Settings

DAMAGED = "Mejlet är skadat och går inte att läsa"
INFECTED = "Viruskontrollen varnar för mejlet"
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


def keep_and_look(looking: Looking, mails: Sequence[Fetched]) -> list[Seen]:
    """Each of some mails, in their order; they are safe in the archive before any is looked at."""
    for mail in mails:
        original = looking.archive / place(mail.digest, f"mejl{_ending(mail.content)}")
        if not original.exists():
            write_safely(original, mail.content)
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
    """A mail. Never raises for what one may hold."""
    mail, settings = read_mail(content), looking.settings
    infected = any(threats(settings.security, [file.content for file in mail.files]))
    fate, why = (HELD, INFECTED) if infected else _fate(looking, mail)
    namnd = namnd_of(settings, mail.sender)
    rounds = rounds_of(settings, mail.sheets, looking.today, namnd) if fate != AUTOMATIC and not infected else []
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
        files=tuple((f.name, sha256(f.content)) for f in mail.files),
    )


def _fate(looking: Looking, mail: Mail) -> tuple[str, str]:
    ours = looking.settings.mail
    if mail.damaged:
        return HELD, DAMAGED
    if why := why_automatic(mail, ours.address if ours else ""):
        return AUTOMATIC, why
    if why := why_held(looking.settings, mail, from_server=looking.from_server):
        return HELD, why
    if mail.is_reply and not mail.files and not mail.encrypted and not cloud_service(mail.text):
        return LETTER, ""
    return TAKEN, ""
