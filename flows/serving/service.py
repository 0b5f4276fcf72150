"""`malstyrning start` and `malstyrning arbetare`: Prefect's own server and workers, as child processes.

Nothing here does the work: the server keeps time and the pages, the workers take the runs. It all ends together.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from flows.serving.reaching import Reached, reach_database, refused_by_database
from flows.serving.server import PATIENCE, QUIET, answers
from flows.steps.job import stop
from schemas.messages import running as say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LEAST_PASSWORD = 12
_ENDING = 20.0
SERVICE = {
    "PREFECT_SERVER_UI_API_URL": "/api",  # so that the pages work by whatever name a browser reaches them
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_CLI_COLORS": "false",
}


@dataclass(frozen=True)
class Layout:
    """Where the server is to be reached."""

    host: str = "127.0.0.1"
    port: int = 4200

    @property
    def api(self) -> str:
        """The address that this machine uses."""
        near = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://{f'[{near}]' if ':' in near else near}:{self.port}/api"


def settle(home: Path, place: Layout) -> None:
    """Set Prefect's settings for this process and its children. Raises ExpectedProblem for an open server."""
    login = os.environ.get("PREFECT_SERVER_API_AUTH_STRING", "")
    if place.host not in LOOPBACK and not login:
        raise stop(say.OPEN_SERVER(host=place.host))
    if login and len(login.partition(":")[2]) < _LEAST_PASSWORD:
        raise stop(say.WEAK_LOGIN())
    if login:
        os.environ.setdefault("PREFECT_API_AUTH_STRING", login)
    given = {"PREFECT_HOME": str(home / ".prefect"), "PREFECT_API_URL": place.api, "MALSTYRNING_HEM": str(home)}
    for name, value in (QUIET | SERVICE | given).items():
        os.environ.setdefault(name, value)
    os.environ["PREFECT_API_URL"] = place.api


@dataclass
class Children:
    """The processes that make the service, each with its log in Prefect's folder."""

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str, **more: str) -> None:
        """Start Prefect's command with these words."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "prefect", *words],
                env=os.environ | more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def ended(self) -> list[str]:
        """Those that no longer run."""
        return [name for name, process in self.running.items() if process.poll() is not None]

    def end(self) -> None:
        """End all, the last started first: workers before their server. A run in progress is told and waited for."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(_ENDING)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


@contextmanager
def children(home: Path) -> Iterator[Children]:
    """Ended whatever happens, also by the service manager's SIGTERM."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    started = Children(home / ".prefect")
    try:
        yield started
    finally:
        started.end()


def start(home: Path, place: Layout, at_once: int, tell: Callable[[str], None]) -> int:
    """Server, deployments and workers, until it is ended. Raises ExpectedProblem when it can't be reached safely."""
    if _taken(place):
        raise stop(say.PORT_TAKEN(port=place.port))
    settle(home, place)
    reach_database()
    with children(home) as service:
        web = place.api.removesuffix("/api")
        service.start("server", "server", "start", "--host", place.host, "--port", str(place.port))
        if not _ready(service, place.api):
            log = service.folder / "server.log"
            tell(refused_by_database(log) or f"Servern startade inte. Se {log}.")
            return 1
        from flows.serving.deployments import LEADS, RUNS, register, report_missed

        for line in report_missed(home):
            tell(line)
        register(home, tell=tell)
        workers = {LEADS: 4} | ({RUNS: at_once} if at_once else {})
        for pool, count in workers.items():
            _work(service, pool, count)
        tell(f"Öppna {web} i webbläsaren. Avsluta med Ctrl+C.")
        return _watch(service, workers, tell)


def _taken(place: Layout) -> bool:
    """Whether something listens at the port already."""
    with socket.socket(socket.AF_INET6 if ":" in place.host else socket.AF_INET) as trying:
        if os.name != "nt":  # there the option would let in a second one
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((place.host, place.port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def work(home: Path, at_once: int, tell: Callable[[str], None]) -> int:
    """A worker for a server on another machine, which PREFECT_API_URL names, until it is ended.

    Raises ExpectedProblem where no server is named.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise stop(say.NO_API())
    from flows.serving.deployments import RUNS

    for name, value in (QUIET | SERVICE | {"MALSTYRNING_HEM": str(home)}).items():
        os.environ.setdefault(name, value)
    api = os.environ["PREFECT_API_URL"]
    reached = Reached(api, tell)
    with children(home) as service:
        _work(service, RUNS, at_once)
        if reached.look():
            tell(f"Tar emot körningar från {api}. Avsluta med Ctrl+C.")
        return _watch(service, {RUNS: at_once}, tell, reached.look)


def _work(service: Children, pool: str, at_once: int) -> None:
    name = f"{os.uname().nodename if hasattr(os, 'uname') else 'dator'}-{os.getpid()}"
    service.start(pool, "worker", "start", "--pool", pool, "--type", "process", "--limit", str(at_once), "--name", name)


def _watch(
    service: Children,
    workers: Mapping[str, int],
    tell: Callable[[str], None],
    look: Callable[[], object] = lambda: None,
) -> int:
    """Wait; a worker that ended is started again, a server that ended ends the service (whose manager restarts it)."""
    try:
        while "server" not in service.ended():
            for name in service.ended():
                tell(f"{name} avbröts och startas igen.")
                _work(service, name, workers[name])
            look()
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    tell(f"Servern avbröts. Se {service.folder / 'server.log'}.")
    return 1


def _ready(service: Children, api: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and "server" not in service.ended():
        if answers(api, 2):
            return True
        time.sleep(0.1)
    return False
