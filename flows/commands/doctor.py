"""`malstyrning doktor`: is everything here that the program needs? A line per check, and what to do where it isn't."""

from __future__ import annotations

import datetime as dt
import getpass
import inspect
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filelock import FileLock, Timeout

from flows.clock import clock_at
from flows.serving.reaching import OTHER_NAME
from flows.serving.server import USUAL, answer_of, login_for
from flows.steps.find_job import all_settings, any_job
from flows.steps.places import INPUT, OUTPUT, kommuner
from schemas.findings import ERROR, ExpectedProblem
from schemas.messages import post as say_post
from schemas.messages import running as say
from schemas.messages.message import Trouble, listed
from schemas.settings import Settings
from schemas.times import ZONE

LEAST_ROOM = 500
"""Megabytes: a round of a large kommun writes some tens, and the former result stays until the new one is whole."""
_TRIED = ("prefect", "fastapi", "pandas", "pandera", "pydantic", "xlsxwriter")
_MINUTES = 5
Check = Callable[[Path], Iterator[Trouble]]


def versions(_: Path) -> Iterator[Trouble]:
    """The libraries that have broken each other before."""
    pins = Path(__file__).resolve().parents[2] / "constraints.txt"
    lines = pins.read_text(encoding="utf-8").splitlines() if pins.exists() else []
    tried = dict(line.split("==") for line in lines if "==" in line)
    for name in _TRIED:
        try:
            here = version(name)
        except PackageNotFoundError:
            yield say.NOT_INSTALLED(name=name)
            continue
        if here != tried.get(name, here):
            yield say.OTHER_VERSION(name=name, version=here, tried=tried[name])


def python(_: Path) -> Iterator[Trouble]:
    """Python's own fixes of its mail library. Looked for as such: a distribution may have them in an older version."""
    lacks = [name for name, there in _FIXES.items() if not there()]
    if lacks:
        fixed = _FIXED.get(sys.version_info[:2], min(_FIXED.values()))
        yield say.OLD_PYTHON(version=platform.python_version(), lacks=listed(lacks), fixed=fixed)


def _refuses_injected_header() -> bool:
    """Whether bytes are never written of a header that would be read as two."""

    class Literal(str):
        name = "Subject"

        def fold(self, **_: object) -> str:
            return self

    message = EmailMessage()
    message["Subject"] = Literal("x\nBcc: y\n")
    try:
        message.as_bytes()
    except MessageError:
        return True
    return False


_FIXES: Mapping[str, Callable[[], bool]] = {
    "CVE-2023-27043": lambda: "strict" in inspect.signature(parseaddr).parameters,
    "CVE-2024-6923": lambda: hasattr(EmailPolicy, "verify_generated_headers"),
    "CVE-2026-1299": _refuses_injected_header,
}
_FIXED = {(3, 11): "3.11.15", (3, 12): "3.12.13", (3, 13): "3.13.12", (3, 14): "3.14.3"}
"""The first release of each line that has them all."""


def settings(home: Path) -> Iterator[Trouble]:
    """Every kommun's settings, and its rounds of this year."""
    for folder in kommuner(home) or [""]:
        try:
            any_job(home, folder, clock_at(home, folder))
        except ExpectedProblem as problem:
            yield Trouble(problem.finding.rule, problem.finding.what, problem.finding.todo)


def rights(home: Path) -> Iterator[Trouble]:
    """Reading the input, writing the output."""
    who = getpass.getuser()
    if not os.access(home / INPUT, os.R_OK | os.X_OK):
        yield say.NO_RIGHTS(what="läsa", folder=INPUT, who=who)
    try:
        (home / OUTPUT).mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=home / OUTPUT):
            pass
    except OSError:
        yield say.NO_RIGHTS(what="skriva", folder=OUTPUT, who=who)


def locks(home: Path) -> Iterator[Trouble]:
    """That a second holder is kept out, on this very disk."""
    path = home / OUTPUT / f".las-{os.getpid()}"
    try:
        with FileLock(path, timeout=1, preserve_lock_file=True, fallback_to_soft=False):
            try:
                FileLock(path, timeout=0).acquire()
            except Timeout:
                return
        yield say.NO_LOCKS(folder=OUTPUT)
    except OSError:
        yield say.NO_LOCKS(folder=OUTPUT)
    finally:
        with suppress(OSError):
            path.unlink()


def disk(home: Path) -> Iterator[Trouble]:
    """Room for a round's outputs."""
    room = shutil.disk_usage(home).free // 1_000_000
    if room < LEAST_ROOM:
        yield say.LITTLE_ROOM(room=room, least=LEAST_ROOM)


def clock(home: Path) -> Iterator[Trouble]:
    """Swedish time is known, and the disk (which may be another machine's) has the same time as this one."""
    try:
        dt.datetime.now(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:
        yield say.NO_ZONE()
    with suppress(OSError), tempfile.NamedTemporaryFile(dir=home / OUTPUT) as file:
        minutes = round(abs(Path(file.name).stat().st_mtime - time.time()) / 60)
        if minutes >= _MINUTES:
            yield say.CLOCK_OFF(minutes=minutes)


def server(home: Path) -> Iterator[Trouble]:
    """Prefect's server, where the settings say it is."""
    api = os.environ.get("PREFECT_API_URL", USUAL)
    address = api.split("//")[-1].removesuffix("/api")
    answer = answer_of(api, login_for(home, api))
    if answer == OTHER_NAME:
        yield say.OTHER_NAME(address=address)
    elif answer in (401, 403):
        yield say.SERVER_REFUSES(address=address)
    elif answer != 200:
        yield say.NO_SERVER(address=address)


def mail(home: Path) -> Iterator[Trouble]:
    """That the mail servers of every kommun that has them let the program in."""
    for one in all_settings(home):
        if one.mail and one.mail.incoming and not one.mail.trusted:
            yield _of(one, say_post.NO_JUDGE())
        for opens in _mail_doors(one):
            try:
                with opens(one):
                    pass
            except ExpectedProblem as problem:
                found = problem.finding
                yield _of(one, Trouble(found.rule, found.what, found.todo, found.severity))


def _of(one: Settings, trouble: Trouble) -> Trouble:
    return replace(trouble, what=f"{one.short or one.name}: {trouble.what}")


def _mail_doors(one: Settings) -> Iterator[Callable[[Settings], AbstractContextManager[object]]]:
    if one.mail and one.mail.incoming:
        from flows.steps.post.imap import mailbox

        yield mailbox
    if one.mail and one.mail.outgoing:
        from flows.steps.post.smtp import carrier

        yield carrier


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Versioner", versions),
    ("Python", python),
    ("Inställningar", settings),
    ("Rättigheter", rights),
    ("Låsning", locks),
    ("Disk", disk),
    ("Klocka", clock),
    ("Mejl", mail),
    ("Prefects server", server),
)


def examine(home: Path, write: Callable[[str], object]) -> bool:
    """Write a line per check and per trouble; True when nothing is an error."""
    sound = True
    for title, check in CHECKS:
        found = list(check(home))
        write(f"{'▲' if any(t.severity == ERROR for t in found) else '◐' if found else '✔'} {title}\n")
        for trouble in found:
            write(f"    {trouble.what} {trouble.todo}\n")
        sound &= all(trouble.severity != ERROR for trouble in found)
    return sound
