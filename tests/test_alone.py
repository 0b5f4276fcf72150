"""Two runs of a round never at once, and a lock that ends with its holder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows import alone
from schemas.findings import ExpectedProblem
from tests.conftest import ROOT, run

HOLD = """
import sys, datetime as dt
from pathlib import Path
from flows.alone import alone
from flows.steps.find_job import load_job
with alone(load_job(Path(sys.argv[1]), "mariestad", "prognos-april", 2026, dt.datetime(2026, 4, 24, 10))):
    print("holds", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(home: Path) -> Iterator[subprocess.Popen]:
    """Another process that has the round, from the first line until it is killed or the test is done."""
    line = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "holds\n"
        yield process
        process.kill()


@pytest.fixture
def holder(job):
    with held(job.home) as process:
        yield process


def test_a_second_run_is_told_who_runs(job, holder):
    done = subprocess.run(
        [sys.executable, "-m", "flows", "prognos", "april", "2026", "--direkt"],
        cwd=job.home,
        env=os.environ | {"MALSTYRNING_HEM": str(job.home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 2
    assert "▲ Prognos april 2026 körs redan av " in done.stderr
    assert "Vänta tills den körningen är klar" in done.stderr
    assert not job.outbox.exists(), "nothing was written"


def test_a_holder_that_dies_holds_nothing(job, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert run(job).states
    assert not job.lock.with_suffix(".json").exists()


def test_another_round_is_not_kept_waiting(job, holder, monkeypatch):
    monkeypatch.setattr(alone, "_PATIENCE", 0.1)
    from flows.steps.find_job import load_job

    june = load_job(job.home, "mariestad", "prognos-juni", 2026, job.now)
    started = time.monotonic()
    with alone.alone(june):
        pass
    with pytest.raises(ExpectedProblem, match="körs redan"), alone.alone(job):
        pass
    assert time.monotonic() - started < 30
