"""Prefect flows of a round of any kind: the movement's steps as tasks, Swedish log lines, and what the pages show."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Failed

from flows.alone import wait_until_free
from flows.clock import clock_at
from flows.failure import PrefectLost, may_pass, swedish
from flows.home import home_folder
from flows.movement import IN_TABLE, LOG, Journal, P, R, hand_out, run_round
from flows.serving.artifacts import Progress, show_files, show_outcome
from flows.steps import render
from flows.steps.find_job import load_job
from flows.steps.job import Job
from flows.steps.merging.merge import Merged
from schemas.findings import ExpectedProblem

_DELAYS = [2, 10, 30]
_PATIENCE = 120.0


class Outcome:
    """What was published, and the seconds of each step. No dataclass: Prefect would walk through every table in it."""

    def __init__(self, merged: Merged, seconds: dict[str, float]) -> None:
        self.merged, self.seconds = merged, seconds


def as_tasks(journal: Journal) -> Callable[[str, Callable[P, R]], Callable[P, R]]:
    """Each step as a Prefect task of its name, which takes and returns nothing: the tables stay in memory, unseen.

    A step is tried again only after what may pass by itself, such as a network drive that is away for a while.
    """

    def step(name: str, function: Callable[P, R], /) -> Callable[P, R]:
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            kept: list[R] = []

            def run() -> None:
                kept.append(journal.plainly(name, function)(*args, **kwargs))

            again: dict[str, Any] = {"retries": len(_DELAYS), "retry_delay_seconds": _DELAYS}
            again["retry_condition_fn"] = lambda _task, _run, state: may_pass(state)
            task(name=name, cache_policy=NO_CACHE, persist_result=False, **again)(run)()
            return kept[0]

        return call

    return step


_BEFORE = {"mallar": "Mallar till ", "paminnelser": "Påminnelser om "}


def run_name() -> str:
    """'Prognos april 2026 – Mariestad', or 'Mallar till …'; what was asked for, when there is no such round."""
    given = runtime.flow_run.parameters
    handing = _BEFORE.get(str(runtime.flow_run.flow_name), "")
    try:
        job = _job(given["kommun"], given["omgang"], given["ar"], given.get("hem", ""), "")
    except ExpectedProblem:
        return f"{handing}{given['omgang']} {given['ar']} – {given['kommun']}"
    title = job.title[:1].lower() + job.title[1:] if handing else job.title
    return f"{handing}{title} – {job.settings.short or job.settings.name}"


def _job(kommun: str, omgang: str, ar: str, hem: str, nu: str) -> Job:
    home = Path(hem) if hem else home_folder()
    now = clock_at(home, kommun, dt.datetime.fromisoformat(nu) if nu else None)
    return load_job(home, kommun, omgang.replace(" ", "-", 1), int(ar), now)


@flow(name="omgang", flow_run_name=run_name, persist_result=False, validate_parameters=False)
def omgang(kommun: str, omgang: str, ar: str, hem: str = "", nu: str = "", ja: bool = False) -> Outcome | State[Any]:
    """Ta emot nämndernas svar, kontrollera dem, svara nämnderna och ge ut sammanställningen.

    The log lines go to Prefect by PREFECT_LOGGING_EXTRA_LOGGERS. What is foreseen ends the run as failed, in Swedish.
    """
    try:
        job = _job(kommun, omgang, ar, hem, nu)
        journal = _journal(job)
        merged = run_round(job, as_tasks(journal), sure=ja)
    except Exception as error:
        return failed(error)
    for state in merged.states:
        level = logging.INFO if not state.errors else logging.WARNING
        LOG.log(level, "%s: %s", state.namnd.name, state.state.lower(), extra={IN_TABLE: True})
    show_outcome(job, merged)
    return Outcome(merged, journal.seconds)


@flow(name="mallar", flow_run_name=run_name, persist_result=False, validate_parameters=False)
def mallar(kommun: str, omgang: str, ar: str, hem: str = "", nu: str = "") -> list[str] | State[Any]:
    """Skriv en mall till varje nämnd."""
    try:
        job = _job(kommun, omgang, ar, hem, nu)
        files = hand_out(job, as_tasks(_journal(job)))
    except Exception as error:
        return failed(error)
    show_files(job, "mallar", files)
    if job.settings.mail and job.settings.mail.outgoing:
        from flows.mailing import mail_templates  # where there is a server to send by

        mail_templates(job, LOG.info)
    return files


def _journal(job: Job) -> Journal:
    """Log lines; and, for a run of a deployment, progress in Prefect's pages, after waiting for whoever runs it now."""
    if runtime.deployment.id is None:
        return Journal(LOG.info)
    wait_until_free(job, _PATIENCE)
    return Journal(Progress(job, LOG.info).say)


def failed(error: Exception) -> State[Any]:
    """The end of a run that failed: Swedish in the pages, the details in the log for whoever mends it."""
    if not isinstance(error, ExpectedProblem):
        LOG.exception("Programfel")
    message = swedish(error)
    LOG.error(message)
    return Failed(message=message, data=error)


LATE = (
    "prefect.flow_engine",
    "prefect.task_engine",
    "anyio._backends._asyncio",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.container",
    "flows.steps.post.mail",
    "flows.commands.summary",
)
"""What a run needs and its start doesn't."""


@contextmanager
def warmed_up() -> Iterator[None]:
    """Import, while the server starts, what would else be imported in the middle of the first run.

    No heartbeats inside: ending their thread takes up to a second, and whoever started the command sees it end.
    """
    for name in LATE:
        import_module(name)
    render.prepare()
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def run_now(job: Job, *, sure: bool = False) -> Outcome:
    """The round as a flow run of this process. Raises what stopped the round, or PrefectLost where that was Prefect."""
    given = (job.settings.id, job.round.folder, str(job.year), str(job.home), job.now.isoformat())
    try:
        state = omgang(*given, sure, return_state=True)
        ended = state.result(raise_on_failure=False)
    except Exception as error:  # a run that failed by itself has a state
        raise PrefectLost from error
    finally:
        send_everything()
    if isinstance(ended, Outcome):
        return ended
    if isinstance(ended, Exception) and type(ended).__module__.split(".")[0] not in _PREFECTS:
        raise ended
    raise PrefectLost from ended if isinstance(ended, BaseException) else None


def send_everything() -> None:
    """Let log lines and events reach the server before it is ended; they are sent in the background."""
    APILogWorker.drain_all(timeout=_SENDING)
    EventsWorker.drain_all(timeout=_SENDING)


_PREFECTS = ("prefect", "httpx", "httpcore", "anyio")
"""Where the errors come from that say that its server is gone."""
_SENDING = 5.0
