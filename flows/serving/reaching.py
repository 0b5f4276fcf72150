"""What the service needs on other machines, its database and a worker's server, told of when it is not there."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flows.serving.server import answer_of
from flows.steps.job import stop
from schemas.messages import running as say

_DATABASES = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
_USUAL_PORT, _SECONDS, _BETWEEN = 5432, 5.0, 10.0
_REFUSALS = ("InvalidPasswordError", "InvalidAuthorizationSpecificationError", "InvalidCatalogNameError")
_TAIL = 20_000
OTHER_NAME = 421
"""How the door answers to a name that the service isn't served under."""


def reach_database() -> None:
    """Raises ExpectedProblem where the database that the settings name doesn't answer at its address."""
    url = urlsplit(next((os.environ[name] for name in _DATABASES if os.environ.get(name)), ""))
    if not url.scheme.startswith("postgresql") or not url.hostname:
        return
    try:
        place = (url.hostname, url.port or _USUAL_PORT)
        socket.create_connection(place, _SECONDS).close()
    except (OSError, ValueError):
        raise stop(say.NO_DATABASE(address=url.netloc.rpartition("@")[2])) from None


def refused_by_database(log: Path) -> str:
    """What to say where the server's log ends with that the database didn't let it in; empty where it doesn't."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL))
        tail = file.read().decode("utf-8", "replace")
    found = say.DATABASE_REFUSES()
    return f"{found.what} {found.todo}" if any(word in tail for word in _REFUSALS) else ""


class Reached:
    """Whether a worker's server answers, looked at now and then; `tell` gets a line when that changes."""

    def __init__(self, api: str, tell: Callable[[str], None]) -> None:
        self._address = api.split("//")[-1].removesuffix("/api")
        self._api, self._tell = api, tell
        self._answer, self._next = 200, 0.0

    def look(self) -> bool:
        """Whether it answers, as far as is known; asked at most every tenth second."""
        if time.monotonic() >= self._next:
            before, self._answer = self._answer, answer_of(self._api)
            self._next = time.monotonic() + _BETWEEN
            if self._answer != before:
                self._tell(self._changed())
        return self._answer == 200

    def _changed(self) -> str:
        if self._answer == 200:
            return f"Servern på {self._address} svarar igen."
        if self._answer == OTHER_NAME:
            found = say.OTHER_NAME(address=self._address)
            return f"▲ {found.what} {found.todo}"
        if self._answer in (401, 403):
            found = say.SERVER_REFUSES(address=self._address)
            return f"▲ {found.what} {found.todo}"
        return f"▲ Servern på {self._address} svarar inte. Arbetaren väntar, och tar emot körningar när den svarar."
