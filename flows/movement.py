"""The movement of every kind of round, written once; Prefect or not only decides how a step is called.

hand out -> take in -> examine (open, read, check) -> answer -> merge -> publish
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, Protocol, TypeVar

from flows.alone import one_at_a_time
from flows.steps.answer import answer, answer_unusable
from flows.steps.examine import examine
from flows.steps.index.kommun_index import write_index
from flows.steps.job import Job, stop
from flows.steps.known.earlier import read_earlier
from flows.steps.known.load import check_register, load_known
from flows.steps.losses import less_than_before
from flows.steps.merging.merge import Merged, merge
from flows.steps.merging.round_tables import AllIn
from flows.steps.merging.standing import states
from flows.steps.post.compose import Reply, files_of
from flows.steps.post.ledger import trouble_in
from flows.steps.publish import outputs, swap_in
from flows.steps.take_in import take_in
from flows.steps.template.make import templates
from flows.steps.waivers import accept
from schemas.personal import masked

LOG = logging.getLogger("malstyrning")
"""Swedish lines about the work: to the console, and to Prefect when it runs there."""


def _gate(record: logging.LogRecord) -> bool:
    """Lines and tracebacks go on without personnummer (Y1): an error may quote what somebody has written."""
    record.msg, record.args = masked(record.getMessage()), None
    if record.exc_info and not record.exc_text:
        record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
    return True


LOG.addFilter(_gate)
IN_TABLE = "in_table"
"""Marks a line that a command's own table says too, so that its console doesn't repeat it."""
P = ParamSpec("P")
R = TypeVar("R")


class Step(Protocol):
    """How a step is called: gives a function that does the same, and says or records that it ran."""

    def __call__(self, name: str, function: Callable[P, R], /) -> Callable[P, R]:
        """The function, wrapped."""


@dataclass
class Journal:
    """Tells of each step as it ends and keeps its seconds."""

    say: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)

    def plainly(self, name: str, function: Callable[P, R], /) -> Callable[P, R]:
        """The step as an ordinary call."""

        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            started = time.perf_counter()
            result = function(*args, **kwargs)
            self.seconds[name] = time.perf_counter() - started
            self.say(f"✔ {name}")
            return result

        return call


@one_at_a_time
def hand_out(job: Job, step: Step) -> list[str]:
    """Write the nämnder's templates to the round's folder `mallar`; gives the files' names. Raises ExpectedProblem."""
    known = step("Läser målregister och ekonomi", load_known)(job)
    made = step("Skriver mallar", templates)(job, known)
    step("Lägger ut mallarna", swap_in)(job.templates, made)
    return list(made)


@one_at_a_time
def run_round(job: Job, step: Step, *, sure: bool = False) -> Merged:
    """Take in, examine, answer, merge and publish a round; the result lies in the round's folder `resultat`.

    `sure`: publish although something that is published already would disappear. Raises ExpectedProblem.
    """
    taken = step("Tar emot filer och mejl", take_in)(job)
    known = step("Läser målregister och ekonomi", load_known)(job)
    register = step("Kontrollerar målregistret", check_register)(job, known)
    seen = step("Läser och kontrollerar svaren", examine)(job, known.facts, taken)
    mine = [*known.findings, *register]
    asked, about_waivers = step("Lägger på undantag", accept)(taken.waivers, [*mine, *seen.findings], job.deadline.year)
    mine, findings = asked[: len(mine)], asked[len(mine) :]
    standing = states(job, seen.submissions, findings)
    replies = step("Skriver svar till nämnderna", answer)(job, known, seen.read, standing)
    replies += answer_unusable(job, known, taken.received, seen.refused)
    earlier = step("Läser tidigare omgångar", read_earlier)(job)
    told = [*taken.archive, *taken.beside, *mine, *earlier.findings, *about_waivers, *seen.refused, *findings]
    everything = AllIn(taken.received, told, job.deadline, taken.waivers, earlier, taken.mails)
    merged = step("Ställer samman mål och ekonomi", merge)(job, known, seen.read, standing, everything)
    step("Ger ut sammanställningen", publish)(merged, replies, sure)
    queue_answers(job, replies)
    return merged


def publish(merged: Merged, replies: list[Reply], sure: bool = False) -> None:
    """Make every output and swap the whole folder in; then the index over all rounds, which now has this one.

    Raises ExpectedProblem where less would be published than before (D8), unless someone is `sure`.
    """
    letters = {name: content for reply in replies for name, content in files_of(reply).items()}
    files = outputs(merged, letters)
    if not sure and (less := less_than_before(merged.job, files)):
        raise stop(less)
    swap_in(merged.job.result, files)
    write_index(merged.job)


def queue_answers(job: Job, replies: list[Reply]) -> None:
    """Once all is published: what answers a mail goes into the outbox, where the kommun has a server to send by.

    Nothing goes there while the ledger is damaged, which `take_in` has reported.
    """
    if job.settings.mail and job.settings.mail.outgoing and not trouble_in(job.home, job.settings.id):
        from flows.steps.post.outbox import queue

        queue(job.home, job.settings, [r for r in replies if r.by_mail], job.about, job.now)
