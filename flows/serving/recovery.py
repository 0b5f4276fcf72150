"""A run whose worker died is taken up again: three automations of Prefect's own, made with the deployments.

A run tells of itself every half minute. When it has been silent for `SILENCE`, it counts as crashed; a crashed run is
scheduled again, for whichever worker is there, until it has been begun MOST_STARTS times. The same run does the same
work again and gives the same outputs, since it publishes whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from prefect.automations import Automation
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

MOST_STARTS = 3
SILENCE = dt.timedelta(seconds=int(os.environ.get("MALSTYRNING_TYSTNAD", "90")))
"""Three of Prefect's half minutes between two signs of life."""
_EDITION = f"Utgåva 1: högst {MOST_STARTS} försök, {SILENCE.seconds} sekunders tystnad."
"""Changed when the automations are, so that those made by an earlier version are made anew."""
_BEGUN = "prefect.flow-run.Running"
_SIGN = "prefect.flow-run.heartbeat"
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed", "AwaitingRetry")}
_RUNS = {"prefect.resource.id": "prefect.flow-run.*"}


def _silent(name: str, after: set[str], expect: set[str]) -> Automation:
    """Crash what has shown one of `after` and then nothing of what was expected."""
    trigger = EventTrigger(
        after=after,
        expect=expect | _ENDS,
        match=ResourceSpecification.model_validate(_RUNS),
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=SILENCE,
    )
    message = "Datorn som körde slutade svara. Körningen tas upp igen."
    crash = _change(StateType.CRASHED, None, message)
    return Automation(name=name, description=_EDITION, trigger=trigger, actions=[crash])


def _change(state: StateType, name: str | None, message: str) -> ChangeFlowRunState:
    return ChangeFlowRunState(state=state, name=name, message=message, force=False)


def automations() -> list[Automation]:
    """What is silent while it runs, what was taken and never begun, and what has crashed."""
    again: dict[str, Any] = {"prefect.run-count": [str(count) for count in range(MOST_STARTS)]}
    crashed = EventTrigger(
        expect={"prefect.flow-run.Crashed"},
        match=ResourceSpecification.model_validate(_RUNS | again),
        posture=Posture.Reactive,
        threshold=1,
    )
    retry = _change(StateType.SCHEDULED, "AwaitingRetry", "Körningen tas upp igen.")
    return [
        _silent("Målstyrning: tystnad under körning", {_BEGUN, _SIGN}, {_SIGN}),
        _silent("Målstyrning: körning som aldrig började", {"prefect.flow-run.Pending"}, {_BEGUN, _SIGN}),
        Automation(name="Målstyrning: ta upp igen", description=_EDITION, trigger=crashed, actions=[retry]),
    ]


def renew_automations(client: SyncPrefectClient) -> None:
    """See to it that there is one of each. One that is there as it should be is left: it may be counting silence."""
    found = client.request("POST", "/automations/filter", json={}).json()
    there = {automation["name"]: automation for automation in found}
    for automation in automations():
        former = there.get(automation.name)
        if former and former["description"] == automation.description:
            continue
        if former:
            client.request("DELETE", "/automations/{id}", path_params={"id": former["id"]})
        automation.create()
