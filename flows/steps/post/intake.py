"""Taking in mail: kept first, then judged and entered, and only then moved out of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flows.steps.fence import Fault, Noted, fenced, log_faults
from flows.steps.files.archive import private_folder, sweep
from flows.steps.places import Places
from flows.steps.post.boxes import Box
from flows.steps.post.ledger import AGAIN, HELD, LETTER, TAKEN, Event, Ledger, is_to_read, mail_lock, open_ledger
from flows.steps.post.looking import UNFORESEEN, Looking, Seen, keep_and_look
from flows.steps.post.mail import came
from flows.steps.side_by_side import side_by_side
from schemas.settings import Settings

TOO_MANY = "Mer än {most} mejl från samma avsändare på en timme"
BEFORE = "Samma mejl har kommit förut"
MANY = 50
"""Mails at once that pay a second process which reads ahead."""


@dataclass(frozen=True)
class Intake:
    """For whom mail is taken in, and when."""

    home: Path
    settings: Settings
    now: dt.datetime

    @property
    def places(self) -> Places:
        """The kommun's folders."""
        return Places(self.home, self.settings.id)

    @property
    def archive(self) -> Path:
        """Where the originals lie."""
        return self.places.archive


def take_mail(intake: Intake, box: Box, say: Callable[[str], object] = lambda _: None) -> list[Event]:
    """All that waits in the box; gives the events of the mails that are new.

    Cut off anywhere it can be begun anew: what is kept is known by its content, and moved once more.
    """
    private_folder(intake.archive)
    private_folder(intake.places.post)
    new: list[Event] = []
    looking = Looking(intake.settings, intake.archive, intake.now.date(), box.from_server)
    with mail_lock(intake.home, intake.settings.id):
        ledger = open_ledger(intake.home, intake.settings.id)
        sweep(intake.archive, ledger.path.parent, ledger.path.parents[1])  # the kommun's own folder too
        for batch, looked in side_by_side(keep_and_look, looking, box.mails(), lambda batch: len(batch) >= MANY):
            for one, seen in zip(batch, looked, strict=True):
                if one.digest not in ledger.came:
                    faults = list(seen.faults)
                    new.append(_judged(intake, ledger, seen, one.digest, faults))
                    ledger.stage(new[-1], intake.now)
                    log_faults(intake.places.kept, faults, intake.now)
            fates = {one.ref: _folder(ledger.came[one.digest]) for one in batch}
            ledger.save()
            box.move(fates)
            say(f"✔ {len(new)} mejl är mottagna")
    return new


def _folder(event: Event) -> str:
    """By its fate, unless somebody should read it."""
    return LETTER if is_to_read(event) else event["öde"]


def _judged(intake: Intake, ledger: Ledger, seen: Seen, digest: str, faults: list[Noted]) -> Event:
    """What becomes of a mail that is safely kept. One that makes the judging fail is held, and its fault noted."""

    def failed(fault: Fault) -> Event:
        faults.append(Noted(digest[:12], seen.subject, fault))
        held = replace(seen, fate=HELD, why=UNFORESEEN.format(number=digest[:12]), sent=None)
        return _event(held, digest, (HELD, held.why), intake.now)

    return fenced(lambda: _judged_by_itself(intake, ledger, seen, digest), failed)


def _judged_by_itself(intake: Intake, ledger: Ledger, seen: Seen, digest: str) -> Event:
    """By what it is and what came before it."""
    return _event(seen, digest, _fate(intake, ledger, seen, digest), came(seen.sent, intake.now))


def _event(seen: Seen, digest: str, fate_and_why: tuple[str, str], sent: dt.datetime) -> Event:
    fate, why = fate_and_why
    return {
        "vad": "in",
        "sha256": digest,
        "id": seen.id,
        "från": seen.sender,
        "ämne": seen.subject,
        "daterat": sent.isoformat(),
        "fil": f"Mejl {sent:%Y-%m-%d %H.%M} från {seen.sender or 'okänd'}{seen.ending}".replace("/", "_"),
        "öde": fate,
        "skäl": why,
        "nämnd": seen.namnd,
        "omgångar": list(seen.rounds) if fate in (TAKEN, HELD) else [],
        "bilagor": [{"fil": name, "sha256": sha} for name, sha in seen.files],
        "text": seen.text,
    }


def _fate(intake: Intake, ledger: Ledger, seen: Seen, digest: str) -> tuple[str, str]:
    """What becomes of it, and why if it isn't taken in."""
    if ledger.knows(digest, seen.id, seen.sender):
        return AGAIN, BEFORE
    if seen.why and seen.fate != TAKEN:
        return seen.fate, seen.why
    most = intake.settings.mail.most_per_hour if intake.settings.mail else 20
    if ledger.within_an_hour(seen.sender, came(seen.sent, intake.now)) >= most:
        return HELD, TOO_MANY.format(most=most)
    return seen.fate, seen.why
