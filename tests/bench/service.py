"""Prefect's cost over the plain steps for the example: starting the service, and each run against it.

Run as `python tests/bench/service.py`; prints the median of several runs.
"""

import datetime as dt
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from flows.movement import Journal, run_round  # noqa: E402
from flows.steps.find_job import load_job  # noqa: E402
from tests.service import served  # noqa: E402

TIMES = 5
APRIL = {"kommun": "mariestad", "omgang": "prognos april", "ar": "2026"}


def row(what: str, seconds: list[float]) -> None:
    print(f"| {what} | {statistics.median(seconds):.2f} |", flush=True)


def between(run: dict, first: str, last: str) -> float:
    return (dt.datetime.fromisoformat(run[last]) - dt.datetime.fromisoformat(run[first])).total_seconds()


def main() -> None:
    print("| what | seconds |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "input", home / "input")
        for name in ("the very first time", "after that"):
            started = time.perf_counter()
            with served(home) as service:
                row(
                    f"`malstyrning start` until its pages answer and all is registered, {name}",
                    [time.perf_counter() - started],
                )
                if name == "after that":
                    runs = [service.run("omgang/prognos", **APRIL) for _ in range(TIMES)]
        row("a run: from Submit until it begins (waiting for the worker's next look, process, imports)",
            [between(r, "created", "start_time") for r in runs])  # fmt: skip
        row("a run: from its beginning to its end, ten steps as tasks, tables and progress shown",
            [between(r, "start_time", "end_time") for r in runs])  # fmt: skip
        job, plain = load_job(home, "mariestad", "prognos-april", 2026, dt.datetime(2026, 4, 24, 10)), []
        for _ in range(TIMES + 1):
            started = time.perf_counter()
            run_round(job, Journal(lambda _: None).plainly)
            plain.append(time.perf_counter() - started)
        row("the same steps, plainly: the first time in a process", plain[:1])
        row("the same steps, plainly: again in that process", plain[1:])


if __name__ == "__main__":
    main()
