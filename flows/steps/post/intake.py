"""Taking in mail: kept first, then judged and registered, and only then moved out of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flows.steps.archive import place, sweep, write_safely
from flows.steps.post.automatic import why_automatic
from flows.steps.post.boxes import Box
from flows.steps.post.links import cloud_service
from flows.steps.post.mail import Mail, read_mail
from flows.steps.post.outlook import is_msg
from flows.steps.post.placing import rounds_of
from flows.steps.post.register import (
    AGAIN,
    AUTOMATIC,
    HELD,
    LETTER,
    TAKEN,
    Event,
    Register,
    mail_lock,
    open_register,
)
from flows.steps.post.senders import namnd_of, why_held
from flows.steps.submission import sha256
from schemas.settings import Settings

DAMAGED = "Mejlet är skadat och går inte att läsa"
TOO_MANY = "Mer än {most} mejl från samma avsändare på en timme"
BEFORE = "Samma mejl har kommit förut"
_AT_ONCE = 8


@dataclass(frozen=True)
class Intake:
    """For whom mail is taken in, and when. `safe` is called before mails leave the inbox, where copies go elsewhere."""

    home: Path
    settings: Settings
    now: dt.datetime
    safe: Callable[[], None] = lambda: None

    @property
    def archive(self) -> Path:
        """Where the originals lie."""
        return self.home / "output" / self.settings.id / "arkiv"


def take_mail(intake: Intake, box: Box, say: Callable[[str], object] = lambda _: None) -> list[Event]:
    """All that waits in the box; gives the events of the mails that are new.

    Cut off anywhere it can be begun anew: what is kept is known by its content, and moved once more.
    """
    new: list[Event] = []
    with mail_lock(intake.home, intake.settings.id):
        register = open_register(intake.home, intake.settings.id)
        sweep(intake.archive, register.path.parent)
        for batch in box.mails():
            contents = {sha256(one.content): one.content for one in batch}
            fresh = {digest: content for digest, content in contents.items() if digest not in register.came}
            _keep(intake, fresh)
            for digest, content in fresh.items():
                event = _judged(intake, register, content, digest, from_server=box.from_server)
                register.stage(event, intake.now)
                new.append(event)
            fates = {one.ref: _folder(register.came[sha256(one.content)]) for one in batch}
            register.save()
            intake.safe()
            box.move(fates)
            say(f"✔ {len(new)} mejl är mottagna")
    return new


def _folder(event: Event) -> str:
    """By its fate; a mail that brought no file is one that somebody should read."""
    return LETTER if event["öde"] == TAKEN and not event["bilagor"] else str(event["öde"])


def _keep(intake: Intake, fresh: Mapping[str, bytes]) -> None:
    """Put the mails in the archive, several at once: most of the time is waiting for the disk."""

    def keep(digest: str) -> None:
        original = intake.archive / place(digest, f"mejl{_ending(fresh[digest])}")
        if not original.exists():
            write_safely(original, fresh[digest])

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(keep, fresh))


def _ending(content: bytes) -> str:
    return ".msg" if is_msg(content) else ".eml"


def _judged(intake: Intake, register: Register, content: bytes, digest: str, *, from_server: bool) -> Event:
    """Read a mail that is safely kept, and say what becomes of it."""
    mail = read_mail(content)
    fate, why = _fate(intake, register, mail, digest, from_server=from_server)
    sent = mail.sent or intake.now
    namnd, today = namnd_of(intake.settings, mail.sender), intake.now.date()
    rounds = rounds_of(intake.settings, mail.sheets, today, namnd) if fate in (TAKEN, HELD) else []
    return {
        "vad": "in",
        "sha256": digest,
        "id": mail.id,
        "från": mail.sender,
        "ämne": mail.subject,
        "daterat": sent.isoformat(),
        "fil": f"Mejl {sent:%Y-%m-%d %H.%M} från {mail.sender or 'okänd'}{_ending(content)}".replace("/", "_"),
        "öde": fate,
        "skäl": why,
        "nämnd": namnd,
        "omgångar": rounds,
        "bilagor": [{"fil": f.name, "sha256": sha256(f.content)} for f in mail.files],
    }


def _fate(intake: Intake, register: Register, mail: Mail, digest: str, *, from_server: bool) -> tuple[str, str]:
    """What becomes of a mail, and why if it isn't taken in."""
    ours = intake.settings.mail
    if register.knows(digest, mail.id, mail.sender):
        return AGAIN, BEFORE
    if mail.damaged:
        return HELD, DAMAGED
    if why := why_automatic(mail, ours.address if ours else ""):
        return AUTOMATIC, why
    if why := why_held(intake.settings, mail, from_server=from_server):
        return HELD, why
    most = ours.most_per_hour if ours else 20
    if register.within_an_hour(mail.sender, mail.sent or intake.now) >= most:
        return HELD, TOO_MANY.format(most=most)
    if mail.is_reply and not mail.files and not mail.encrypted and not cloud_service(mail.text):
        return LETTER, ""
    return TAKEN, ""
