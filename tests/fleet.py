"""Many municipalities on several workers: PostgreSQL, a server and workers as processes of their own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

from flows.serving.server import free_port
from tests.example.scaled import scaled
from tests.service import Service, environment, served, wait_for

APRIL = {"vad": "prognos", "omgang": "prognos april", "ar": "2026"}


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def postgres():
    """A server of its own on loopback; gives the address that Prefect wants. PostgreSQL refuses to be run by root.

    Its data lie outside pytest's folders, which another run of pytest closes to all users but its own.
    """
    programs = postgres_programs()
    assert programs is not None
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="malstyrning-pg-"))
    data, asking = folder / "pg", []
    data.mkdir()
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        folder.chmod(0o755)
        asking = ["runuser", "-u", "postgres", "--"]

    def ask(*words: str) -> None:
        subprocess.run([*asking, *words], check=True, capture_output=True, cwd="/")

    ask(str(programs / "initdb"), "-D", str(data), "-U", "prefect", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    ask(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(data / "log"), "-w", "start")
    try:
        yield f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"
    finally:
        ask(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def municipalities(home: Path, count: int) -> list[str]:
    """Made-up kommuner of three nämnder, each with another number of goals, with all their answers."""
    slugs = [f"kommun-{number:02d}" for number in range(1, count + 1)]
    for number, slug in enumerate(slugs):
        scaled(home, 3, 15 + number % 5, slug=slug, wrong=number % 2)
    return slugs


class Worker:
    """`malstyrning arbetare`, as on a machine of its own."""

    def __init__(self, home: Path, api: str, name: str) -> None:
        self.home = home
        own = {"PREFECT_API_URL": api, "PREFECT_HOME": str(home / f".{name}")}
        log = (home / f"{name}.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows", "arbetare"], env=environment(home, **own), stdout=log, stderr=log
        )
        log.close()

    def everything(self) -> list[psutil.Process]:
        try:
            mine = psutil.Process(self.process.pid)
            return [mine, *mine.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def does(self, run: dict) -> bool:
        """Whether it is this worker that does the run just now."""
        where = str(run.get("infrastructure_pid") or "").rsplit(":", 1)[-1]
        return where in {str(process.pid) for process in self.everything()}

    def caught(self, service: Service) -> bool:
        """Stand still, if it has a run that isn't done: as far as the server knows a little later, too."""
        self._signal(signal.SIGSTOP)
        time.sleep(1)
        if any(self.does(run) for run in children_of(service, "RUNNING")):
            return True
        self._signal(signal.SIGCONT)
        return False

    def _signal(self, number: int) -> None:
        for process in self.everything():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def lost(self) -> None:
        """The machine goes down: everything on it is gone at once."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.lost()


@contextmanager
def fleet(home: Path, workers: int, **more: str):
    """A server with PostgreSQL behind it, and that many workers; gives the service and the workers."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        more |= {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database}
        service = stack.enter_context(served(home, "--samtidigt", "0", **more))
        started = [Worker(home, service.api, f"arbetare-{n}") for n in range(workers)]
        for worker in started:
            stack.callback(worker.end)
        wait_for(lambda: len(online(service)) == workers)
        yield service, started


def online(service: Service) -> list[dict]:
    return [w for w in service.ask("work_pools/malstyrning/workers/filter") if w["status"] == "ONLINE"]


def start_all(service: Service) -> str:
    found = service.ask("deployments/name/alla-kommuner/alla-kommuner", method="GET")
    return service.ask(f"deployments/{found['id']}/create_flow_run", {"parameters": APRIL})["id"]


def children_of(service: Service, state: str = "") -> list[dict]:
    runs = service.ask("flow_runs/filter", {"flows": {"name": {"any_": ["omgang"]}}, "limit": 200})
    return [r for r in runs if state in ("", r["state_type"])]


def seconds_of(service: Service, run: str, patience: float = 900) -> tuple[dict, float]:
    """The parent's end, and the seconds from the first child's start to the last one's end."""
    import datetime as dt

    done = service.ended(run, patience)
    runs = children_of(service)
    first = min(dt.datetime.fromisoformat(r["start_time"]) for r in runs)
    last = max(dt.datetime.fromisoformat(r["end_time"]) for r in runs)
    return done, (last - first).total_seconds()


def outputs(home: Path) -> dict[str, bytes]:
    """Every output, archive included, without the locks and the hidden half file that a killed run may leave."""
    found = sorted((home / "output").rglob("*"))
    return {
        str(p.relative_to(home)): p.read_bytes()
        for p in found
        if p.is_file() and ".drift" not in p.parts and p.suffix != ".las" and not p.name.startswith(".ny-")
    }
