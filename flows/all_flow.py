"""Prefect flows over many: one task for all kommuner, fanned out to the workers, and the årshjul kept up to date."""

from __future__ import annotations

import time
from typing import Any, Literal

from prefect import flow, get_client, runtime
from prefect.artifacts import create_progress_artifact, create_table_artifact
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State
from prefect.deployments import run_deployment
from prefect.states import Failed

from flows.home import home_folder
from flows.movement import LOG
from flows.serving.deployments import address, every_run, register
from flows.serving.recovery import MOST_STARTS
from flows.steps.find_job import all_settings

_EVERY = 4.0
_ENDED = {"COMPLETED": "● Klar", "FAILED": "▲ Misslyckades", "CANCELLED": "○ Avbruten", "CRASHED": "▲ Avbröts"}
_WAITING: Literal["◐ Pågår"] = "◐ Pågår"


def _run_name() -> str:
    given = runtime.flow_run.parameters
    count = len(given.get("kommuner") or [])
    return f"{given['vad'].capitalize()} – {given['omgang']} {given['ar']} – {count or 'alla'} kommuner"


@flow(name="alla-kommuner", flow_run_name=_run_name, persist_result=False, validate_parameters=False)
def alla_kommuner(vad: str, omgang: str, ar: str, kommuner: list[str] = []) -> dict[str, str] | State[Any]:  # noqa: B006
    """Gör samma sak för flera kommuner: en körning för varje, fördelad på de datorer som finns."""
    wrong: list[str] = []
    chosen = [s for s in all_settings(home_folder(), wrong.append) if s.id in kommuner or not kommuner]
    names = {s.id: s.short or s.name for s in chosen}
    runs = {kommun: _start(vad, kommun, omgang, ar) for kommun in names}
    ended = _followed(runs, f"{vad}-{ar}-{omgang}".replace(" ", "-"))
    rows = [{"Kommun": names[k], "Läge": _state(run), "Meddelande": _message(run)} for k, run in ended.items()]
    key = f"alla-{vad}-{ar}-{omgang}".replace(" ", "-")
    create_table_artifact(key=key, table=rows, description=f"{vad.capitalize()}, {omgang} {ar}")
    late = [names[k] for k, run in ended.items() if run.state_type != "COMPLETED"]
    if late:
        wrong.insert(0, f"{len(late)} av {len(names)} kommuner blev inte klara: {', '.join(late)}.")
    if wrong:
        return Failed(message=" ".join(wrong))
    return {kommun: _state(run) for kommun, run in ended.items()}


def _start(task: str, kommun: str, omgang: str, ar: str) -> FlowRun:
    """A run of its own, to be taken by any worker; the same one when this parent is itself taken up again."""
    again = f"{runtime.flow_run.id}-{kommun}"
    given = {"kommun": kommun, "omgang": omgang, "ar": ar}
    run = run_deployment(address(task), parameters=given, timeout=0, idempotency_key=again)
    assert isinstance(run, FlowRun)
    return run


def _followed(runs: dict[str, FlowRun], key: str) -> dict[str, FlowRun]:
    """The runs when all have ended. A run whose worker died is waited for: it is taken up again by another."""
    bar = create_progress_artifact(0.0, key=f"framsteg-{key}", description="Påbörjad") if runs else None
    told = 0
    while True:
        now = _read(runs)
        done = sum(_has_ended(run) for run in now.values())
        if bar is not None and done != told:
            told = done
            LOG.info("%s av %s kommuner är klara", done, len(runs))
            create_progress_artifact(round(100 * done / len(runs)), key=f"framsteg-{key}", description=f"{done} klara")
        if done == len(runs):
            return now
        time.sleep(_EVERY)


def _read(runs: dict[str, FlowRun]) -> dict[str, FlowRun]:
    if not runs:
        return {}
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[run.id for run in runs.values()]))
    with get_client(sync_client=True) as client:
        found = {run.id: run for run in every_run(client, wanted)}
    return {kommun: found.get(run.id, run) for kommun, run in runs.items()}


def _has_ended(run: FlowRun) -> bool:
    """Whether it won't go on. A crash is an end only when it has been taken up as often as it may."""
    return run.state_type in _ENDED and not (run.state_type == "CRASHED" and run.run_count < MOST_STARTS)


def _state(run: FlowRun) -> str:
    return _ENDED.get(str(run.state_type.value if run.state_type else ""), _WAITING)


def _message(run: FlowRun) -> str:
    return (run.state.message or "") if run.state and run.state_type != "COMPLETED" else ""


@flow(name="arshjul", flow_run_name="Läs om årshjulet", persist_result=False)
def arshjul() -> State[Any] | None:
    """Läs kommunernas inställningar på nytt, och lägg upp det som ska göras efter klockan."""
    wrong: list[str] = []
    register(home_folder(), tell=wrong.append)
    return Failed(message=" ".join(wrong)) if wrong else None
