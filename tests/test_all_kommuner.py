"""One task for every kommun: Prefect gives 200 runs at a time, and Sweden has 290 kommuner."""

from contextlib import nullcontext
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun
from prefect.states import Completed

from flows import all_flow
from flows.serving import deployments
from flows.serving.deployments import DEPLOYMENTS, due_runs

COUNT, CAP = 290, 200


class Server:
    """As much of Prefect's client as is asked here: the runs that fit, never more than its cap."""

    def __init__(self, runs: list[FlowRun]) -> None:
        self.runs = sorted(runs, key=lambda run: str(run.id), reverse=True)

    def read_flow_runs(self, *, flow_run_filter, limit, offset=0, **_more) -> list[FlowRun]:
        wanted = flow_run_filter.id.any_ if flow_run_filter.id else [run.id for run in self.runs]
        return [run for run in self.runs if run.id in wanted][offset : offset + min(limit, CAP)]

    def read_deployment_by_name(self, _name: str) -> FlowRun:
        return self.runs[0]


def test_the_leader_sees_the_end_of_every_run(monkeypatch):
    begun = {f"kommun{number}": FlowRun(id=uuid4(), flow_id=uuid4()) for number in range(COUNT)}
    state = Completed()
    ended = [run.model_copy(update={"state": state, "state_type": state.type}) for run in begun.values()]
    monkeypatch.setattr(all_flow, "get_client", lambda **_: nullcontext(Server(ended)))
    monkeypatch.setattr(all_flow, "create_progress_artifact", lambda *_, **_more: "bar")
    monkeypatch.setattr(all_flow.time, "sleep", lambda _: (_ for _ in ()).throw(AssertionError("waits for ever")))
    seen = all_flow._followed(begun, "alla")
    assert {all_flow._state(run) for run in seen.values()} == {"● Klar"}
    assert len(seen) == COUNT


def test_all_that_was_missed_is_found():
    runs = [FlowRun(id=uuid4(), flow_id=uuid4(), auto_scheduled=True) for _ in range(2 * CAP)]
    assert len(due_runs(Server(runs), DEPLOYMENTS[0])) == 2 * CAP
    assert deployments._MOST == CAP
