"""Prefect flows of the mail: fetching by the clock, and reminders on the days that the settings name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State

from flows.clock import clock_at, clock_of
from flows.failure import passing, swedish
from flows.home import home_folder
from flows.mailing import MailRun, fetch, mail_of, remind
from flows.movement import LOG
from flows.round_flow import failed, run_name
from flows.serving.forms import ALL
from flows.steps.find_job import all_settings, load_job, load_settings
from flows.steps.places import Places
from flows.steps.post.to_see import counted, lines
from schemas.settings import Settings

_AGAIN: dict[str, Any] = {"retries": 3, "retry_delay_seconds": 60}
"""A mail server that is away for a while comes back by itself."""


def _fetch_name() -> str:
    kommun = runtime.flow_run.parameters.get("kommun", ALL)
    return f"Hämta mejl – {'alla kommuner' if kommun == ALL else kommun}"


def _say(line: str) -> None:
    LOG.info(line.strip())


@flow(name="hamta", flow_run_name=_fetch_name, persist_result=False, validate_parameters=False, **_AGAIN)
def hamta(kommun: str = "alla", hem: str = "", nu: str = "") -> list[str] | State[Any]:
    """Hämta mejl, läs det som har kommit och svara nämnderna: för en kommun, eller för alla som har en brevlåda."""
    home = Path(hem) if hem else home_folder()
    now = dt.datetime.fromisoformat(nu) if nu else None
    rounds: list[str] = []
    wrong: list[Exception] = []
    try:
        chosen = _of_all(home) if kommun == ALL else [load_settings(home, kommun)]
        for settings in chosen:
            try:
                rounds += _fetched(home, settings, now)
            except Exception as error:  # one kommun's trouble stops no other
                wrong.append(error)
                LOG.error("%s: %s", settings.short or settings.name, swedish(error))
    except Exception as error:
        wrong.append(error)
    if wrong and passing(wrong[0].__cause__ or wrong[0]) and runtime.flow_run.run_count <= _AGAIN["retries"]:
        raise wrong[0]
    return failed(wrong[0]) if wrong else rounds


def _of_all(home: Path) -> list[Settings]:
    return [s for s in all_settings(home, LOG.warning) if _has_mailbox(home, s)]


def _has_mailbox(home: Path, settings: Settings) -> bool:
    saved = Places(home, settings.id).incoming.is_dir()
    return settings.mail is not None and (settings.mail.incoming is not None or saved)


def _fetched(home: Path, settings: Settings, now: dt.datetime | None) -> list[str]:
    done = MailRun()
    try:
        fetch(home, settings, clock_of(settings, now), _say, done)
    finally:
        for defect in done.defects:
            LOG.error("Programfel", exc_info=defect)
        for trouble in done.troubles:
            LOG.warning(trouble)
        for line in (*counted(done.mails), *lines(done.mails)):
            LOG.info(line)
        LOG.info("%s mejl hämtade, %s skickade, %s väntar i utkorgen", len(done.mails), done.sent, done.waiting)
    return done.rounds


@flow(name="paminnelser", flow_run_name=run_name, persist_result=False, validate_parameters=False)
def paminnelser(kommun: str, omgang: str, ar: str, hem: str = "", nu: str = "") -> int | State[Any]:
    """Påminn nämnder som inte har svarat, och berätta läget för controllern."""
    home = Path(hem) if hem else home_folder()
    try:
        now = clock_at(home, kommun, dt.datetime.fromisoformat(nu) if nu else None)
        job = load_job(home, kommun, omgang.replace(" ", "-", 1), int(ar), now)
        mail_of(job.settings)
        return remind(job, _say)
    except Exception as error:
        return failed(error)
