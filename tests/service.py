"""`malstyrning start` as a child process of a test, and what its server knows."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from flows.serving.login import CLIENT_LOGIN, basic, one_time_link, own_login
from flows.serving.recovery import MOST_STARTS
from flows.serving.server import free_port
from tests.conftest import ROOT

PATIENCE = 600


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return kept | {"MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "110"} | more


def wait_for(what, seconds: float = PATIENCE):
    """The first true answer."""
    until = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.3)
    return answer


class Service:
    def __init__(self, home: Path, *words: str, **more: str) -> None:
        self.port, self.home = free_port(), home
        self.api, self.log = f"http://127.0.0.1:{self.port}/api", home / "start.log"
        line = [sys.executable, "-m", "flows", "start", "--port", str(self.port), *words]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                line, cwd=home, env=environment(home, **more), stdout=log, stderr=log, start_new_session=True
            )

    def ready(self) -> "Service":
        wait_for(lambda: "Öppna" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def login(self) -> str:
        """What the service's own account has."""
        return own_login(self.home)

    def ask(self, path: str, body: dict | None = None, method: str = "POST", login: str = ""):
        return ask(self.api, path, body, method, login or self.login)

    @property
    def link(self) -> str:
        """What logs a browser in, once."""
        return one_time_link(self.api, self.login)

    def run(self, deployment: str, **parameters) -> dict:
        """Start a run and wait for its end."""
        found = self.ask(f"deployments/name/{deployment}", method="GET")
        run = self.ask(f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return self.ended(run["id"])

    def ended(self, run: str, patience: float = PATIENCE) -> dict:
        def end() -> dict | None:
            now = self.ask(f"flow_runs/{run}", method="GET")
            return now if over(now) else None

        return wait_for(end, patience)


def over(run: dict) -> bool:
    """Whether the run will do no more: one that crashed is begun again, as when a machine has stood still."""
    again = run["state_type"] == "CRASHED" and run["run_count"] < MOST_STARTS
    return run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} and not again


def ask(api: str, path: str, body: dict | None = None, method: str = "POST", login: str = ""):
    """The server's answer to one who has the login (that of the environment, if no other is given)."""
    data = json.dumps(body or {}).encode() if method in {"POST", "PATCH"} else None
    request = urllib.request.Request(f"{api}/{path}", data, {"Content-Type": "application/json"}, method=method)
    if login := login or os.environ.get(CLIENT_LOGIN, ""):
        request.add_header("Authorization", basic(login))
    if method != "GET":
        for name, value in csrf(api, login).items():
            request.add_header(name, value)
    for left in reversed(range(6)):
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return json.loads(reply.read() or b"null")
        except urllib.error.HTTPError as error:
            if error.code != 503 or not left:  # SQLite is busy: Prefect's own client asks again too
                raise
            time.sleep(1)
        except TimeoutError:
            if path.endswith("create_flow_run") or not left:  # twice would be two runs
                raise
    return None


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    text: str


def call(address: str, body: dict | None = None, method: str = "POST", login: str = "", **headers: str) -> Reply:
    """The server's answer to whoever asks, with just these headers ('_' in a name is '-')."""
    data = json.dumps(body or {}).encode() if method in {"POST", "PATCH"} else None
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    if login:
        request.add_header("Authorization", basic(login))
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return Reply(reply.status, reply.headers, reply.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.headers, error.read().decode("utf-8", "replace"))


def csrf(api: str, login: str) -> dict[str, str]:
    """The headers with which Prefect's client shows that it isn't a page elsewhere; none where that isn't asked for."""
    request = urllib.request.Request(f"{api}/csrf-token?client=test")
    if login:
        request.add_header("Authorization", basic(login))
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return {"Prefect-Csrf-Token": json.loads(reply.read())["token"], "Prefect-Csrf-Client": "test"}
    except urllib.error.HTTPError:
        return {}


@contextmanager
def served(home: Path, *words: str, **more: str):
    service = Service(home, *words, **more)
    try:
        yield service.ready()
    finally:
        service.end()


def logs(home: Path) -> str:
    files = [*(home / ".prefect").glob("*.log"), home / "start.log"]
    return re.sub(r"\s+", " ", " ".join(f.read_text(encoding="utf-8", errors="replace") for f in files if f.exists()))
