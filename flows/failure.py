"""What a failed run says, and which failures may pass by themselves."""

from __future__ import annotations

import errno
from typing import Any

from schemas.findings import ExpectedProblem
from schemas.personal import masked

_PASSING = {
    getattr(errno, name)
    for name in (
        *("EIO", "EBUSY", "EAGAIN", "ESTALE", "ETIMEDOUT", "ECONNRESET", "ECONNREFUSED", "ECONNABORTED", "EPIPE"),
        *("ENETDOWN", "ENETUNREACH", "ENETRESET", "EHOSTDOWN", "EHOSTUNREACH", "ENOTCONN", "EREMOTEIO", "ENOLCK"),
    )
    if hasattr(errno, name)
}
_DRIVE_AWAY = {51, 53, 54, 55, 59, 64, 121, 1231}
"""Windows' own numbers for a network drive that can't be reached now."""
DEFECT = (
    "Något gick fel i programmet. Det som gavs ut förut ligger kvar. "
    "Skicka körningens logg till den som sköter programmet, och kör igen när felet är rättat."
)
_SAID = {
    errno.ENOSPC: "Disken är full. Frigör plats, och kör igen.",
    errno.EROFS: "Mappen output går inte att skriva i. Be IT ge rätt att skriva där, och kör igen.",
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM),
        "{place} går inte att läsa eller skriva. Stäng filer som är öppna i andra program. "
        "Hjälper inte det, be IT ge programmet rätt att läsa input och skriva i output.",
    ),
}
if hasattr(errno, "EDQUOT"):
    _SAID[errno.EDQUOT] = _SAID[errno.ENOSPC]
AWAY = "En disk eller nätverksenhet gick inte att nå. Kontrollera att den är ansluten, och kör igen."


class PrefectLost(Exception):
    """Prefect failed, not the round, so the round may be run without it. Its cause is what happened."""


def passing(error: BaseException) -> bool:
    """Whether trying again may help: the network or a network drive was away. Never for faults in what came in."""
    if isinstance(error, TimeoutError | ConnectionError) or _store_is_away(error):
        return True
    if not isinstance(error, OSError):
        return False
    return error.errno in _PASSING or getattr(error, "winerror", None) in _DRIVE_AWAY


def _store_is_away(error: BaseException) -> bool:
    """Whether it is one of botocore's errors of connection, which have nothing in common with Python's own."""
    names = {kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "botocore.exceptions"}
    return bool(names & {"HTTPClientError", "ConnectionError", "EndpointConnectionError"})


def may_pass(state: Any) -> bool:
    """The same of the Prefect state in which a task failed."""
    error = getattr(state, "data", None)
    error = getattr(error, "result", error)
    return isinstance(error, BaseException) and passing(error)


def foreseen(error: BaseException) -> bool:
    """Whether it is a fault of disks, rights or network, that the controller or IT can mend."""
    return passing(error) or (isinstance(error, OSError) and error.errno in _SAID)


def swedish(error: BaseException) -> str:
    """What happened and what to do, for the controller."""
    if isinstance(error, ExpectedProblem):
        found = error.finding
        return f"{found.what} {found.todo}"
    if isinstance(error, OSError) and error.errno in _SAID:
        return masked(_SAID[error.errno].replace("{place}", str(error.filename or "En fil eller mapp")))
    return AWAY if foreseen(error) else DEFECT


def is_defect(error: BaseException) -> bool:
    """Whether only whoever mends the program can do anything about it."""
    return not isinstance(error, ExpectedProblem) and not foreseen(error)


def kept(error: BaseException) -> str:
    """Write the details to a file of their own; gives the sentence that says for whom it is."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="malstyrning-", encoding="utf-8", delete=False) as log:
        log.write(masked("".join(traceback.format_exception(error))))
    return f"Skicka filen {log.name} till den som sköter programmet."
