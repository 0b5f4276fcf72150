"""`python -m flows.serving.worker POOL COUNT NAME`: Prefect's process worker, which starts our own engine only.

Prefect's starts whatever command, environment and folder the pool, the deployment and the run name, and loads hooks
from the deployment's entrypoint in the worker itself. Here none of them is read.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun
from prefect.flows import Flow
from prefect.runner._flow_run_executor import FlowRunExecutor, FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle
from prefect.runner._starter_engine import EngineCommandStarter
from prefect.utilities.processutils import command_to_string, setup_signal_handlers_worker
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker, ProcessWorkerResult

from flows.serving.deployments import JOB_TEMPLATE

_ENGINE = command_to_string([sys.executable, "-m", "flows.serving.engine"])


class OwnConfiguration(ProcessJobConfiguration):
    """How a run is started: always in the same way."""

    @classmethod
    async def from_template_and_values(cls, *_: Any, **__: Any) -> OwnConfiguration:
        """Nothing is read: neither the pool's template nor any job variable."""
        return cls(command=_ENGINE, env={}, labels={}, name=None, stream_output=True, working_dir=None)


class OwnWorker(ProcessWorker):
    """A worker for the pools that the service makes."""

    job_configuration = OwnConfiguration

    @classmethod
    def __dispatch_key__(cls) -> str:
        """Its own place in Prefect's list of kinds of worker, though it works for pools of the kind process."""
        return "malstyrning"

    async def run(
        self,
        flow_run: FlowRun,
        configuration: ProcessJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> ProcessWorkerResult:
        """Start our engine for the run in an empty folder, and wait for its end."""
        with tempfile.TemporaryDirectory(prefix="malstyrning-") as folder:
            async with FlowRunExecutorContext() as context:
                starter = EngineCommandStarter(
                    command=_ENGINE,
                    cwd=Path(folder),
                    env=dict(configuration.env),
                    stream_output=True,
                    control_channel=context.control_channel,
                )
                executor = context.create_executor(
                    flow_run, starter, resolve_flow=_without_hooks, propose_submitting=False
                )
                return await _watched(executor, task_status or anyio.TASK_STATUS_IGNORED)


async def _watched(executor: FlowRunExecutor, task_status: anyio.abc.TaskStatus[int]) -> ProcessWorkerResult:
    ended: list[Any] = []

    async def execute(*, task_status: anyio.abc.TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED) -> None:
        ended.append(await executor.submit(task_status=task_status))

    async with anyio.create_task_group() as group:
        handle = await group.start(execute)
        if handle.pid is None:
            raise RuntimeError("the run's process has no number")
        task_status.started(handle.pid)
    if not ended or ended[0] is None or ended[0].status_code is None:
        raise RuntimeError("the run's process could not be started")
    return ProcessWorkerResult(status_code=ended[0].status_code, identifier=str(ended[0].handle.pid))


async def _without_hooks(_: FlowRun) -> Flow[..., Any]:
    """Stands for the run's flow where Prefect looks for hooks: ours have none."""
    return Flow(lambda: None, name="utan-krokar")


def main(pool: str, count: int, name: str) -> None:
    """Work for the pool until ended; a first SIGTERM waits for what is running."""
    setup_signal_handlers_worker(os.getpid(), "worker", print)
    worker = OwnWorker(work_pool_name=pool, name=name, limit=count, base_job_template=JOB_TEMPLATE)
    try:
        asyncio.run(worker.start())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
