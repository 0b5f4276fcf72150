"""Prefect flow of a round: the movement's steps as tasks, Swedish log lines, and a table of where each nämnd stands."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.movement import LOG, Journal, P, R, run_round
from flows.steps import render
from flows.steps.job import Job, load_job
from flows.steps.merge import Merged


class Outcome:
    """What was published, and the seconds of each step. No dataclass: Prefect would walk through every table in it."""

    def __init__(self, merged: Merged, seconds: dict[str, float]) -> None:
        self.merged, self.seconds = merged, seconds


def as_tasks(journal: Journal) -> Callable[[str, Callable[P, R]], Callable[P, R]]:
    """Each step as a Prefect task of its name, which takes and returns nothing: the tables stay in memory, unseen."""

    def step(name: str, function: Callable[P, R], /) -> Callable[P, R]:
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            kept: list[R] = []

            def run() -> None:
                kept.append(journal.plainly(name, function)(*args, **kwargs))

            task(name=name, cache_policy=NO_CACHE, persist_result=False)(run)()
            return kept[0]

        return call

    return step


@flow(name="prognos", flow_run_name="{omgang} {ar} – {kommun}", persist_result=False, validate_parameters=False)
def prognos(kommun: str, omgang: str, ar: int, hem: str, nu: str = "") -> Outcome:
    """Run one round of one kommun: take in, read, check, answer, merge, publish.

    The log lines go to Prefect by PREFECT_LOGGING_EXTRA_LOGGERS.
    """
    job = load_job(Path(hem), kommun, omgang, ar, dt.datetime.fromisoformat(nu) if nu else None)
    journal = Journal(LOG.info)
    merged = run_round(job, as_tasks(journal))
    for state in merged.states:
        LOG.log(logging.INFO if not state.errors else logging.WARNING, "%s: %s", state.namnd.name, state.state.lower())
    _artifact(job, merged)
    return Outcome(merged, journal.seconds)


_LATE = (
    "prefect.flow_engine",
    "prefect.task_engine",
    "anyio._backends._asyncio",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.container",
    "flows.steps.mail",
    "flows.summary",
)


@contextmanager
def warmed_up() -> Iterator[None]:
    """Import, while the server starts, what would else be imported in the middle of the first run.

    No heartbeats inside: ending their thread takes up to a second, and whoever started the command sees it end.
    """
    for name in _LATE:
        import_module(name)
    render.prepare()
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def run_now(job: Job) -> Outcome:
    """The round as a flow run of this process."""
    outcome = prognos(job.settings.id, job.round.folder, job.year, str(job.home), job.now.isoformat())
    send_everything()
    return outcome


def send_everything() -> None:
    """Let log lines and events reach the server before it is ended; they are sent in the background."""
    APILogWorker.drain_all(timeout=_PATIENCE)
    EventsWorker.drain_all(timeout=_PATIENCE)


_PATIENCE = 5.0


def _artifact(job: Job, merged: Merged) -> None:
    """Where each nämnd stands, with links to the outputs, to be seen in Prefect's own pages."""
    result = (job.outbox / "resultat").resolve()
    rows = [
        {
            "Nämnd": state.namnd.name,
            "Läge": state.state,
            "Fel": len(state.errors),
            "Fil": state.newest.file if state.newest else "",
            "Sida": f"[{state.namnd.id}]({(result / 'namnder' / f'{state.namnd.id.lower()}.html').as_uri()})",
        }
        for state in merged.states
    ]
    book, page = (result / "sammanstallning.xlsx").as_uri(), (result / "index.html").as_uri()
    links = f"[Sammanställning]({book}), [kommunens sida]({page})"
    key = f"lage-{job.settings.id}-{job.year}-{job.round.folder}"
    create_table_artifact(key=key, table=rows, description=f"{job.title} – {job.settings.name}. {links}")
