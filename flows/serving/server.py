"""A Prefect server for a run: one that already answers, else one of our own on loopback, started beside the imports.

Standard library only, since it starts before anything heavy is imported.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

USUAL = "http://127.0.0.1:4200/api"
PATIENCE = 180.0
"""Seconds for the very first start, when Prefect sets up its database."""

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "malstyrning",
}
_UNUSED = (
    *("SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS"),
    *("TRIGGERS", "FOREMAN", "REPOSSESSOR", "CLEANUP_RECONCILER"),
)
_OWN = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _UNUSED},
}
"""A server for one run needs no pages and none of the services that watch over many; they delay its first answer."""


def answers(api: str, seconds: float) -> bool:
    """Whether a server is ready there."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=seconds) as reply:
            return bool(reply.status == 200 and reply.read(16).strip() == b"true")
    except (OSError, ValueError):
        return False


def answer_of(api: str) -> int:
    """The status with which the server answers a question that needs the login; 0 when nothing answers."""
    request = urllib.request.Request(f"{api}/admin/version")
    if login := os.environ.get("PREFECT_API_AUTH_STRING"):
        request.add_header("Authorization", f"Basic {base64.b64encode(login.encode()).decode()}")
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0


def free_port() -> int:
    """A port that no one has just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class OwnServer:
    """A Prefect API for the length of a `with`; `api` is its address, `own` whether it is ours to end."""

    def __init__(self, home: Path) -> None:
        os.environ.update({name: os.environ.get(name, value) for name, value in QUIET.items()})
        self._folder = home / ".prefect"
        self._process: subprocess.Popen[bytes] | None = None
        named = os.environ.get("PREFECT_API_URL", "")
        running = next((api for api in (named, USUAL) if api and answers(api, 0.5)), "")
        self.own = not running
        self.api = running or f"http://127.0.0.1:{free_port()}/api"
        os.environ["PREFECT_API_URL"] = self.api

    @property
    def first_time(self) -> bool:
        """Whether Prefect's database has still to be made, which takes a while."""
        return self.own and not (self._folder / "prefect.db").exists()

    def __enter__(self) -> OwnServer:
        if self.own:
            self._folder.mkdir(parents=True, exist_ok=True)
            os.environ["PREFECT_HOME"] = str(self._folder)
            port = self.api.rsplit(":", 1)[1].split("/")[0]
            module = ["-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
            flags = ["--host", "127.0.0.1", "--port", port, "--log-level", "critical"]
            with (self._folder / "server.log").open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, *module, *flags],
                    env=os.environ | _OWN,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        return self

    def ready(self) -> bool:
        """Wait until it answers; False when it ended or took too long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if answers(self.api, 5):
                return True
            if self._process is not None and self._process.poll() is not None:
                return False
            time.sleep(0.02)
        return False

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
