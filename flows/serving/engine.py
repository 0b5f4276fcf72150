"""`python -m flows.serving.engine`: one flow run in a process of its own, as a worker starts it.

Prefect's own engine loads what the deployment names on the server; this one knows the project's flows by their names.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from prefect._internal.control_listener import configure_from_env
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.engine import handle_engine_signals
from prefect.exceptions import ObjectNotFound
from prefect.flow_engine import load_flow_run, run_flow
from prefect.flows import load_flow_from_entrypoint
from prefect.logging.loggers import flow_run_logger
from prefect.states import Failed

from flows.serving.allowed import found, refusal


def run(number: UUID) -> None:
    """Run the flow run of this number, or end it as failed with the reason why it is refused."""
    configure_from_env()
    with handle_engine_signals(number):
        flow_run = load_flow_run(number)
        with get_client(sync_client=True) as client:
            name = client.read_flow(flow_run.flow_id).name
            why = refusal(name, _deployment(client, flow_run), flow_run)
            if why:
                client.set_flow_run_state(number, Failed(message=why), force=True)
                flow_run_logger(flow_run).error(why)
                return
        known = found(name)
        assert known is not None
        flow: Any = load_flow_from_entrypoint(known.flow, use_placeholder_flow=False)
        logger: Any = flow_run_logger(flow_run)
        run_flow(flow, flow_run=flow_run, error_logger=logger)


def _deployment(client: SyncPrefectClient, flow_run: FlowRun) -> Any:
    try:
        return client.read_deployment(flow_run.deployment_id) if flow_run.deployment_id else None
    except ObjectNotFound:
        return None


if __name__ == "__main__":
    run(UUID(os.environ["PREFECT__FLOW_RUN_ID"]))
