"""Mail, as the commands and the flows do it: fetch, run the rounds that got something, answer, remind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.failure import is_defect, swedish
from flows.inbox import standing_of
from flows.movement import Journal, run_round
from flows.steps.files.archive import write_safely
from flows.steps.find_job import load_job
from flows.steps.job import Job, stop
from flows.steps.known.load import load_known
from flows.steps.occasions import REMIND, occasions
from flows.steps.post.boxes import Folder
from flows.steps.post.compose import Reply, files_of
from flows.steps.post.intake import Intake, take_mail
from flows.steps.post.ledger import HELD, TAKEN, Event, mail_lock, open_ledger
from flows.steps.post.notices import digest, handed_out, reminders
from flows.steps.post.outbox import queue, send_all
from flows.steps.template.make import templates
from flows.storage import fetch_mail
from schemas.mail_settings import MailSettings
from schemas.messages import post as say
from schemas.settings import Settings

Tell = Callable[[str], None]


@dataclass
class MailRun:
    """What a fetch came to: the new mails, the rounds that were run, what was sent, what waits, what went wrong.

    `troubles` are told to the controller; `defects` are those of them that whoever mends the program needs to see.
    """

    mails: list[Event] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)
    sent: int = 0
    waiting: int = 0
    troubles: list[str] = field(default_factory=list)
    defects: list[Exception] = field(default_factory=list)


def mail_of(settings: Settings) -> MailSettings:
    """The section `[mejl]`. Raises ExpectedProblem where there is none."""
    if settings.mail is None:
        raise stop(say.NO_MAIL())
    return settings.mail


def fetch(home: Path, settings: Settings, now: dt.datetime, tell: Tell, done: MailRun | None = None) -> MailRun:
    """Take in all mail, run each round that got some, and send the answers unless they are to be shown first.

    A round that fails doesn't keep another from being run; it is run again at the next fetch. That a mailbox or a
    server is away is raised when all else is done; what was done is then in the `done` that was given.
    """
    mail = mail_of(settings)
    fetch_mail(home, settings.id)
    done = MailRun() if done is None else done
    stopped: list[Exception] = []
    _take_in(Intake(home, settings, now), tell, done, stopped)
    _run_rounds(home, settings, now, tell, done)
    if mail.outgoing and not mail.show_first:
        with _put_off(stopped):
            done.sent, refused = deliver(home, settings, now, tell)
            done.troubles += [_text(say.NOT_SENT(to=", ".join(e["till"]))) for e in refused]
    done.waiting = len(open_ledger(home, settings.id).waiting())
    done.troubles += [swedish(error) for error in stopped[1:]]
    if stopped:
        raise stopped[0]
    return done


@contextmanager
def _put_off(stopped: list[Exception]) -> Iterator[None]:
    """Keep what goes wrong inside, to be raised when the rest is done."""
    try:
        yield
    except Exception as error:
        stopped.append(error)


def _text(trouble: object) -> str:
    return f"{getattr(trouble, 'what', '')} {getattr(trouble, 'todo', '')}"


def _take_in(intake: Intake, tell: Tell, done: MailRun, stopped: list[Exception]) -> None:
    """What lies in the folder, then in the mailbox; trouble with one is kept and doesn't stop the other."""
    folder = Folder(intake.places.incoming)
    with _put_off(stopped):
        done.mails += take_mail(intake, folder, tell)
        done.troubles += [_text(say.NOT_A_MAIL(file=name)) for name in folder.others()]
    if mail_of(intake.settings).incoming:
        from flows.steps.post.imap import mailbox

        with _put_off(stopped), mailbox(intake.settings) as box:
            done.mails += take_mail(intake, box, tell)


def _run_rounds(home: Path, settings: Settings, now: dt.datetime, tell: Tell, done: MailRun) -> None:
    for name in open_ledger(home, settings.id).unread_rounds():
        newest = open_ledger(home, settings.id).number
        year, _, folder = name.partition("/")
        try:
            job = load_job(home, settings.id, folder, int(year), now)
            tell(f"{job.title}:")
            run_round(job, Journal(tell).plainly)
        except Exception as error:  # one round's trouble stops no other
            done.troubles.append(f"{folder.replace('-', ' ', 1).capitalize()} {year}: {swedish(error)}")
            done.defects += [error] if is_defect(error) else []
            continue
        with mail_lock(home, settings.id):
            open_ledger(home, settings.id).add({"vad": "kört", "omgång": name, "till_och_med": newest}, now=now)
        done.rounds.append(job.title)


def deliver(home: Path, settings: Settings, now: dt.datetime, tell: Tell) -> tuple[int, list[Event]]:
    """Send what waits. Nothing is opened where nothing waits. Raises ExpectedProblem where the server is away."""
    if mail_of(settings).outgoing is None or not open_ledger(home, settings.id).waiting():
        return 0, []
    from flows.steps.post.smtp import carrier

    try:
        with carrier(settings) as carry:
            return send_all(home, settings, carry, now, tell)
    except OSError as error:
        outgoing = mail_of(settings).outgoing
        raise stop(say.UNREACHABLE(host=outgoing.host if outgoing else "")) from error


def dispatch(job: Job, replies: list[Reply], tell: Tell) -> int:
    """Put letters in the outbox and send them, or write them as drafts where there is no server; gives how many."""
    mail = mail_of(job.settings)
    if mail.outgoing is None:
        for reply in replies:
            for name, content in files_of(reply).items():
                if name.endswith(".eml"):
                    write_safely(job.outbox / "utkast" / name.replace("/", "-"), content)
        return len(replies)
    count = queue(job.home, job.settings, replies, job.about, job.now)
    if not mail.show_first:
        deliver(job.home, job.settings, job.now, tell)
    return count


def mail_templates(job: Job, tell: Tell) -> int:
    """Send every nämnd the template that lies in the round's folder `mallar`; gives how many are new."""
    made = {path.name: path.read_bytes() for path in sorted(job.templates.glob("*.xlsx"))}
    return dispatch(job, handed_out(job, made), tell)


def remind(job: Job, tell: Tell) -> int:
    """Remind those who haven't answered, and tell the controller where things stand; gives how many letters."""
    standing = standing_of(job)
    made = templates(job, load_known(job))
    letters = reminders(job, standing, made)
    return dispatch(job, [*letters, digest(job, standing, open_ledger(job.home, job.settings.id))], tell)


def due(home: Path, settings: Settings, now: dt.datetime) -> list[Job]:
    """The rounds whose reminders go out today."""
    today = occasions([settings], now.date(), now.date())
    return [load_job(home, settings.id, o.round, o.year, now) for o in today if o.task == REMIND]


def held(home: Path, kommun: str) -> list[Event]:
    """The mails in quarantine, in order."""
    return [e for e in open_ledger(home, kommun).came.values() if e["öde"] == HELD]


def decide(home: Path, settings: Settings, number: int, now: dt.datetime, *, release: bool) -> Event:
    """Release a mail into its round, or leave it out for good; it is kept either way. Raises ExpectedProblem."""
    with mail_lock(home, settings.id):
        ledger = open_ledger(home, settings.id)
        found = [e for e in ledger.came.values() if e["nr"] == number and e["öde"] == HELD]
        if not found:
            raise stop(say.NO_SUCH_MAIL(number=number))
        if release and not found[0]["omgångar"]:
            raise stop(say.MAIL_OF_NO_ROUND(number=number))
        fate = (TAKEN, "Släppt ur karantänen") if release else ("behålls", "Togs inte in")
        what = "släppt" if release else "behålls"
        event: Event = {"vad": what, "sha256": found[0]["sha256"], "öde": fate[0], "skäl": fate[1]}
        ledger.add(event, now=now)
    return found[0]
