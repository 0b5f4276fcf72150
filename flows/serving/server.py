"""A Prefect server for a run: one that already answers, else one of our own on loopback, started beside the imports.

Standard library only, since it starts before anything heavy is imported.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from flows.serving.login import (
    CLIENT_LOGIN,
    KEY,
    SERVER_LOGIN,
    basic,
    is_ours,
    kept_login,
    login_of,
    own_login,
    stored_secret,
    usable_folder,
)

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


def answer_of(api: str, login: str = "") -> int:
    """The status with which the server answers a question that needs the login; 0 when nothing answers."""
    request = urllib.request.Request(f"{api}/admin/version")
    if login := login or os.environ.get(CLIENT_LOGIN, ""):
        request.add_header("Authorization", basic(login))
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0


def login_for(home: Path, api: str) -> str:
    """The login that this account has for the server at `api`: that of the environment, of its own service (which has
    proved that it is ours), or the one that is kept for the server that PREFECT_API_URL names; empty where none.
    """
    if given := os.environ.get(CLIENT_LOGIN) or os.environ.get(SERVER_LOGIN):
        return given
    secret = stored_secret(home)
    if secret and is_ours(api, secret):
        return own_login(home)
    return kept_login(home) if api == os.environ.get("PREFECT_API_URL") else ""


def _running(home: Path) -> tuple[str, bool]:
    """The server that is to be used, with its login put in the environment, and whether a named one refused us.

    The address is empty where no server lets this account in.
    """
    named, secret, refused = os.environ.get("PREFECT_API_URL", ""), stored_secret(home), False
    for api in dict.fromkeys((named, USUAL)):
        if api and answers(api, 0.5) and (api == named or (secret and is_ours(api, secret))):
            login = login_for(home, api)
            if answer_of(api, login) == 200:
                os.environ |= {CLIENT_LOGIN: login} if login else {}
                return api, False
            refused |= api == named
    return "", refused


def free_port() -> int:
    """A port that no one has just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def uvicorn(host: str, port: str, level: str) -> list[str]:
    """The module and the words with which Prefect's server is started behind our door."""
    return ["uvicorn", "--factory", "flows.serving.door:create", "--host", host, "--port", port, "--log-level", level]


class OwnServer:
    """A Prefect API for the length of a `with`; `api` is its address, `own` whether it is ours to end."""

    def __init__(self, home: Path) -> None:
        os.environ.update({name: os.environ.get(name, value) for name, value in QUIET.items()})
        self._process: subprocess.Popen[bytes] | None = None
        named = os.environ.get("PREFECT_API_URL", "")
        running, refused = _running(home)
        self.refused = named.split("//")[-1].removesuffix("/api") if refused else ""
        """The address of a server that the settings name and that doesn't let this account in."""
        self.own = not running
        self.api = running or f"http://127.0.0.1:{free_port()}/api"
        os.environ["PREFECT_API_URL"] = self.api
        self._secret = secrets.token_urlsafe(32)
        self._folder = home / ".prefect"
        if self.own:
            os.environ[CLIENT_LOGIN] = login_of(self._secret)
            with suppress(OSError):  # then it is never ready, and the round is run without
                self._folder = usable_folder(home)

    @property
    def first_time(self) -> bool:
        """Whether Prefect's database has still to be made, which takes a while."""
        return self.own and not (self._folder / "prefect.db").exists()

    def __enter__(self) -> OwnServer:
        if self.own:
            os.environ["PREFECT_HOME"] = str(self._folder)
            with suppress(OSError):
                self._start()
        return self

    def _start(self) -> None:
        port = self.api.rsplit(":", 1)[1].split("/")[0]
        with (self._folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *uvicorn("127.0.0.1", port, "critical")],
                env=os.environ | _OWN | {SERVER_LOGIN: os.environ[CLIENT_LOGIN], KEY: self._secret},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def ready(self) -> bool:
        """Wait until it answers; False when it ended or took too long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.own and (self._process is None or self._process.poll() is not None):
                return False
            if is_ours(self.api, self._secret) if self.own else answers(self.api, 5):
                return True
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
