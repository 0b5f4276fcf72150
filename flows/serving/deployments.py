"""What can be started from Prefect's pages or by its clock: one line per deployment, registered as a whole.

Runs of a round go to the work pool RUNS, whose workers may be on several machines; what leads them goes to LEADS,
which only the machine with the server works for, so that a leader never takes the place of those it waits for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.flows import load_flow_from_entrypoint
from prefect.states import Cancelled

from flows.clock import swedish_now
from flows.serving.forms import form, round_name
from flows.serving.recovery import renew_automations
from flows.steps.find_job import all_settings
from flows.steps.occasions import EVERYONE, HAND_OUT, REMIND, Occasion, occasions
from schemas.kinds import KINDS
from schemas.settings import Settings
from schemas.times import ZONE

RUNS, LEADS = "malstyrning", "malstyrning-samordning"
FETCH = "hamta"
_MOST = 200
_AHEAD = dt.timedelta(days=400)
JOB_TEMPLATE: dict[str, Any] = {
    "job_configuration": {"stream_output": True},
    "variables": {"type": "object", "properties": {}, "additionalProperties": False},
}
"""Neither command, environment nor folder: the server refuses every job variable, and our workers read none.

Prefect demands that the configuration is not empty.
"""
_SUPERSEDED = "Nästa hämtning tar det som har kommit."


@dataclass(frozen=True)
class Deployment:
    """A thing that can be started. `flow` is where its function is; `kind` keeps its form to that kind of round."""

    name: str
    flow: str
    text: str
    tags: tuple[str, ...]
    pool: str = RUNS
    kind: str = ""
    cron: str = ""


DEPLOYMENTS: tuple[Deployment, ...] = (
    *(Deployment(k.id, "flows.round_flow.omgang", k.purpose, ("omgång", k.id), kind=k.id) for k in KINDS.values()),
    Deployment(HAND_OUT, "flows.round_flow.mallar", "Skriver en mall till varje nämnd.", ("mallar",)),
    Deployment(REMIND, "flows.post_flow.paminnelser", "Påminner nämnder som inte har svarat.", ("mejl",)),
    Deployment(FETCH, "flows.post_flow.hamta", "Hämtar mejl och svarar nämnderna.", ("mejl",), LEADS),
    Deployment(EVERYONE, "flows.all_flow.alla_kommuner", "Gör samma sak för flera kommuner.", ("alla",), LEADS),
    Deployment("arshjul", "flows.all_flow.arshjul", "Läser om inställningarna.", ("årshjul",), LEADS, cron="0 5 * * *"),
)


def address(name: str) -> str:
    """'flow/deployment', as Prefect wants it."""
    return f"{flow_name(next(d for d in DEPLOYMENTS if d.name == name))}/{name}"


def flow_name(deployment: Deployment) -> str:
    """The flow's name in Prefect."""
    return deployment.flow.rsplit(".", 1)[1].replace("_", "-")


def register(home: Path, now: dt.datetime | None = None, tell: Callable[[str], object] = lambda _: None) -> list[str]:
    """Make or renew every deployment with its form and its schedules; gives their addresses.

    Prefect drops what the former schedules have planned for later, and keeps what was due and still waits.
    """
    settings = all_settings(home, tell)
    clock = now or swedish_now()
    names = {d.name for d in DEPLOYMENTS}
    ahead = occasions(settings, clock.date(), clock.date() + _AHEAD)
    coming = [o for o in ahead if o.when > clock and o.task in names]
    with get_client(sync_client=True) as client:
        for pool in (RUNS, LEADS):
            _pool(client, pool)
        for deployment in DEPLOYMENTS:
            _renew(client, deployment, settings, coming, clock.date())
        renew_automations(client)
    return [address(d.name) for d in DEPLOYMENTS]


def _pool(client: SyncPrefectClient, name: str) -> None:
    try:
        client.create_work_pool(WorkPoolCreate(name=name, type="process", base_job_template=JOB_TEMPLATE))
    except ObjectAlreadyExists:  # perhaps made by an earlier version, or changed since
        client.update_work_pool(name, WorkPoolUpdate(base_job_template=JOB_TEMPLATE))


def due_runs(client: SyncPrefectClient, deployment: Deployment) -> list[FlowRun]:
    """The runs that the clock should have started by now and that no worker has taken yet."""
    try:
        found = client.read_deployment_by_name(address(deployment.name))
    except ObjectNotFound:
        return []
    wanted = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[found.id]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": dt.datetime.now(dt.UTC)}),
    )
    return [run for run in every_run(client, wanted) if run.auto_scheduled]


def every_run(client: SyncPrefectClient, wanted: FlowRunFilter) -> list[FlowRun]:
    """All runs that fit the filter; Prefect gives at most `_MOST` at a time."""
    found: list[FlowRun] = []
    while True:
        some = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=_MOST, offset=len(found))
        found += some
        if len(some) < _MOST:
            return found


def _renew(
    client: SyncPrefectClient,
    deployment: Deployment,
    settings: list[Settings],
    coming: Iterable[Occasion],
    today: dt.date,
) -> None:
    """Upsert by Prefect's own rule: the same flow and name is the same deployment."""
    flow: Any = load_flow_from_entrypoint(deployment.flow)
    shape = form(flow.parameters.model_dump(), settings, today, deployment.kind)
    filled = {n: about["default"] for n, about in shape["properties"].items() if "default" in about}
    client.create_deployment(
        flow_id=client.create_flow_from_name(flow.name),
        name=deployment.name,
        description=f"{deployment.text}\n\n{flow.description or ''}",
        tags=list(deployment.tags),
        entrypoint=deployment.flow,
        work_pool_name=deployment.pool,
        parameters=filled,
        parameter_openapi_schema=shape,
        enforce_parameter_schema=True,
        schedules=_schedules(deployment, coming, settings),
        pull_steps=[],
    )


def _schedules(
    deployment: Deployment, coming: Iterable[Occasion], settings: Iterable[Settings]
) -> list[DeploymentScheduleCreate]:
    if deployment.name == FETCH:
        every = [s.mail.every for s in settings if s.mail and s.mail.incoming]
        return [_often(min(every))] if every else []
    if deployment.cron:
        cron = CronSchedule(cron=deployment.cron, timezone=ZONE)
        return [DeploymentScheduleCreate(schedule=cron, slug=deployment.name, active=True)]
    mine = [o for o in coming if deployment.name == (EVERYONE if len(o.kommuner) > 1 else o.task)]
    return [_once(occasion) for occasion in mine]


def _often(minutes: int) -> DeploymentScheduleCreate:
    """Every so many minutes of the office's hours, Monday to Friday: one run for all kommuner that have a mailbox."""
    cron = CronSchedule(cron=f"*/{minutes} 7-17 * * 1-5", timezone=ZONE)
    return DeploymentScheduleCreate(schedule=cron, slug=FETCH, active=True)


def _once(occasion: Occasion) -> DeploymentScheduleCreate:
    """A schedule of one time, with what is to be run then."""
    rule = f"DTSTART:{occasion.when:%Y%m%dT%H%M%S}\nRRULE:FREQ=DAILY;COUNT=1"
    given: dict[str, Any] = {"omgang": round_name(occasion.round), "ar": str(occasion.year)}
    given |= (
        {"kommun": occasion.kommuner[0]}
        if len(occasion.kommuner) == 1
        else {
            "vad": occasion.task,
            "kommuner": list(occasion.kommuner),
        }
    )
    slug = f"{occasion.task}-{occasion.year}-{occasion.round}-{occasion.when:%Y%m%d}-{occasion.kommuner[0]}"
    return DeploymentScheduleCreate(
        schedule=RRuleSchedule(rrule=rule, timezone=ZONE), slug=slug, parameters=given, active=True
    )


def report_missed(home: Path) -> list[str]:
    """What the clock should have started while the server was off, where the settings want it only reported.

    Those runs are cancelled and told of; the others are left to be run.
    """
    told = []
    only_report = {s.id for s in all_settings(home) if s.times.missed == "rapportera"}
    with get_client(sync_client=True) as client:
        for deployment in DEPLOYMENTS:
            for run in due_runs(client, deployment):
                if deployment.name == FETCH:  # the next one is minutes away and fetches all
                    client.set_flow_run_state(run.id, Cancelled(message=_SUPERSEDED), force=True)
                    continue
                kommuner = set(run.parameters.get("kommuner") or [run.parameters.get("kommun", "")])
                if kommuner <= only_report:
                    line = _missed(deployment, run)
                    client.set_flow_run_state(run.id, Cancelled(message=line), force=True)
                    told.append(line)
    return told


def _missed(deployment: Deployment, run: FlowRun) -> str:
    given, when = run.parameters, run.expected_start_time
    what = f"{deployment.name}, {given.get('omgang', '')} {given.get('ar', '')}".rstrip(", ")
    day = f"{when.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H.%M}" if when else ""
    return f"Missades medan servern var av: {what} ({day}). Starta den för hand om den fortfarande behövs."
