"""Ratios of the commands to what they can't do without, each pair in turn, the median of several.

Run as `make bench`. Prints a table; asserts nothing, since machines differ.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
ANSWER = ROOT / "input/mariestad/2026/prognos-april/KS prognos april.xlsx"
PYTHON = sys.executable
TRIVIAL = """
from prefect import flow, task
@task
def step(i): return i
@flow
def trivial():
    for i in range(7): step(i)
trivial()
"""

SERVER = """
import subprocess, sys, time
sys.path.insert(0, ".")
from flows.serving.server import answers, free_port
port = str(free_port())
line = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
while not answers(f"http://127.0.0.1:{port}/api", 1):
    time.sleep(0.02)
print(time.perf_counter())
process.terminate()
process.wait()
"""


def seconds(command: list[str], **more: str) -> float:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | more
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=kept, check=True, capture_output=True)
    return time.perf_counter() - started


def compare(name: str, one: Callable[[], float], other: Callable[[], float], times: int = 7) -> None:
    one(), other()
    pairs = [(one(), other()) for _ in range(times)]
    a, b, ratio = (statistics.median(v) for v in zip(*((x, y, x / y) for x, y in pairs), strict=True))
    print(f"| {name} | {a:.2f} | {b:.2f} | {ratio:.2f} |", flush=True)


def module(*words: str) -> list[str]:
    return [PYTHON, "-m", "flows", *words]


def started_server(home: str) -> float:
    """Prefect's own server command until it answers, and then importing Prefect."""
    started = time.perf_counter()
    env = os.environ | {
        "PREFECT_HOME": f"{home}/.prefect",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run([PYTHON, "-c", SERVER], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return float(done.stdout) - started + seconds([PYTHON, "-c", "import prefect"])


def main() -> None:
    from flows.serving.server import OwnServer

    print("| what | seconds | beside | ratio |\n|---|---|---|---|")
    compare(
        "`--help` : `python -c pass`", lambda: seconds(module("--help")), lambda: seconds([PYTHON, "-c", "pass"]), 15
    )
    libraries = [PYTHON, "-c", "import pandas, pandera.pandas"]
    compare(
        "`granska` one file : import pandas and pandera",
        lambda: seconds(module("granska", str(ANSWER))),
        lambda: seconds(libraries),
    )
    with tempfile.TemporaryDirectory() as home:
        Path(home, "input").symlink_to(ROOT / "input")
        own = module("prognos", "april", "2026")
        compare("`prognos` with its own server : server start + import", lambda: seconds(own, MALSTYRNING_HEM=home),
                lambda: started_server(home), 5)  # fmt: skip
        direct = module("prognos", "april", "2026", "--direkt")
        compare(
            "`prognos --direkt` : import pandas and pandera",
            lambda: seconds(direct, MALSTYRNING_HEM=home),
            lambda: seconds(libraries),
        )
        with OwnServer(Path(home)) as server:
            server.ready()
            running = {"MALSTYRNING_HEM": home, "PREFECT_API_URL": server.api, "PREFECT_HOME": f"{home}/.prefect"}
            compare("`prognos` : seven empty tasks, a server running", lambda: seconds(own, **running),
                    lambda: seconds([PYTHON, "-c", TRIVIAL], **running), 5)  # fmt: skip


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
