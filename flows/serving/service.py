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

from flows.serving.login import (
    CLIENT_LOGIN,
    KEY,
    NAMES,
    SERVER_LOGIN,
    is_ours,
    login_of,
    made_secret,
    note_given,
    one_time_link,
    private_folder,
)
from flows.serving.reaching import Reached, reach_database, refused_by_database
from flows.serving.server import PATIENCE, QUIET, login_for, uvicorn
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
_ALWAYS = {
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT__SERVER_FINAL": "1",
}
"""What no setting of the environment turns off."""


@dataclass(frozen=True)
class Layout:
    """Where the server is to be reached."""

    host: str = "127.0.0.1"
    port: int = 4200

    @property
    def web(self) -> str:
        """The address that this machine's browsers use."""
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{near}]' if ':' in near else near}:{self.port}"

    @property
    def api(self) -> str:
        """The address that this machine's programs use."""
        return f"{self.web}/api"


def settle(home: Path, place: Layout) -> str:
    """Set Prefect's settings for this process and its children; gives the secret with which the server proves itself.

    There is always a login: that of the environment, else one made of the secret. Raises ExpectedProblem where the
    login is too weak, or where a server that other machines reach has none that they can be given.
    """
    login = os.environ.get(SERVER_LOGIN, "")
    if place.host not in LOOPBACK and not login:
        raise stop(say.OPEN_SERVER(host=place.host))
    if login and len(login.partition(":")[2]) < _LEAST_PASSWORD:
        raise stop(say.WEAK_LOGIN())
    if not login.isascii():
        raise stop(say.LOGIN_CHARACTERS())
    try:
        secret = made_secret(home)
        note_given(home, login)
    except OSError:
        raise stop(say.NO_PRIVATE_FILE(folder=home)) from None
    login = login or login_of(secret)
    given = {"PREFECT_HOME": str(home / ".prefect"), "MALSTYRNING_HEM": str(home)}
    for name, value in (QUIET | SERVICE | given).items():
        os.environ.setdefault(name, value)
    os.environ |= _ALWAYS | {"PREFECT_SERVER_CORS_ALLOWED_ORIGINS": place.web, "PREFECT_API_URL": place.api}
    os.environ |= {SERVER_LOGIN: login, CLIENT_LOGIN: login}
    if place.host not in LOOPBACK:
        names = {os.environ.get(NAMES, ""), place.host, socket.gethostname(), socket.getfqdn()}
        os.environ[NAMES] = ",".join(sorted(names - {"", "0.0.0.0", "::"}))
    return secret


@dataclass
class Children:
    """The processes that make the service, each with its log in Prefect's folder."""

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str, **more: str) -> None:
        """Start a Python module with its words; `more` is only in its environment."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *words],
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
    started = Children(private_folder(home))
    try:
        yield started
    finally:
        started.end()


def start(home: Path, place: Layout, at_once: int, tell: Callable[[str], None]) -> int:
    """Server, deployments and workers, until it is ended. Raises ExpectedProblem when it can't be reached safely."""
    if _taken(place):
        raise stop(say.PORT_TAKEN(port=place.port))
    secret = settle(home, place)
    reach_database()
    with children(home) as service:
        service.start("server", *uvicorn(place.host, str(place.port), "warning"), **{KEY: secret})
        if not _ready(service, place.api, secret):
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
        tell(_opened(place))
        return _watch(service, workers, tell)


def _opened(place: Layout) -> str:
    """Where the pages are. The link that logs in is shown to a person at a screen, never written to a service's log."""
    if not sys.stdout.isatty():
        return f"Öppna {place.web} i webbläsaren. Med malstyrning inloggning får du en länk som loggar in."
    link = one_time_link(place.api, os.environ[CLIENT_LOGIN])
    return (
        f"Öppna {link}\ni webbläsaren. Länken loggar in en gång, inom tio minuter; malstyrning inloggning ger en ny. "
        "Avsluta med Ctrl+C."
    )


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
    if login := login_for(home, api):
        os.environ[CLIENT_LOGIN] = login
    reached = Reached(api, tell)
    with children(home) as service:
        _work(service, RUNS, at_once)
        if reached.look():
            tell(f"Tar emot körningar från {api}. Avsluta med Ctrl+C.")
        return _watch(service, {RUNS: at_once}, tell, reached.look)


def _work(service: Children, pool: str, at_once: int) -> None:
    name = f"{os.uname().nodename if hasattr(os, 'uname') else 'dator'}-{os.getpid()}"
    service.start(pool, "flows.serving.worker", pool, str(at_once), name)


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


def _ready(service: Children, api: str, secret: str) -> bool:
    """Whether our own server answers, and not one that another account put at the port before it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and "server" not in service.ended():
        if is_ours(api, secret, 2):
            return True
        time.sleep(0.1)
    return False
