"""A run ended at each of its events on disk; a full or read-only disk; a folder that vanishes; a clock that goes back."""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.movement import Journal, run_round
from flows.steps.find_job import load_job
from flows.steps.job import Job
from tests.hard.battery import NOW, RIGHT, ROOT, example

EVENTS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")


def _writes(event: str, details: tuple) -> bool:
    """Whether an audit event changes something on the disk."""
    if event == "open":
        return (isinstance(details[1], str) and details[1][:1] in "wax") or bool(details[2] & (os.O_WRONLY | os.O_RDWR))
    return event in EVENTS


def killed_at(job: Job, number: int) -> bool:
    """Run the round in a child that is killed before its n-th change on the disk; False when it came to its end."""
    pid = os.fork()
    if not pid:
        seen = 0

        def watch(event: str, details: tuple) -> None:
            nonlocal seen
            if _writes(event, details):
                seen += 1
                if seen == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            run_round(job, Journal(lambda _: None).plainly)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def tree(folder: Path) -> dict[str, bytes]:
    """The visible files by name; what begins with a dot is no one's document."""
    found = (p for p in folder.rglob("*") if p.is_file())
    names = {p: p.relative_to(folder).as_posix() for p in found}
    return {name: p.read_bytes() for p, name in names.items() if not any(x.startswith(".") for x in name.split("/"))}


def killed_everywhere(step: int = 1) -> tuple[int, list[str]]:
    """Kill at each event (or each `step`-th), first with nothing published and then with a former result.

    Gives how many times, and what was wrong: a half result, an original changed, or another outcome in the end.
    """
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        before = result_of(example(Path(one)))
        job = example(Path(other))
        wrong, first = _killed(job, [before], step)
        shutil.copy(RIGHT, load_job(Path(one), "mariestad", "prognos-april", 2026, NOW).inbox / "MBN.xlsx")
        after = result_of(load_job(Path(one), "mariestad", "prognos-april", 2026, NOW))
        shutil.copy(RIGHT, job.inbox / "MBN.xlsx")
        more, second = _killed(job, [before, after], step)
        wrong += more
        if result_of(job) != after:
            wrong.append("the next run didn't heal it")
    return first + second, wrong


def result_of(job: Job) -> dict[str, bytes]:
    run_round(job, Journal(lambda _: None).plainly)
    return tree(job.outbox / "resultat")


def _killed(job: Job, allowed: list[dict[str, bytes]], step: int) -> tuple[list[str], int]:
    wrong, number = [], 1
    originals = tree(job.inbox)
    while killed_at(job, number):
        there = tree(job.outbox / "resultat")
        if there and there not in allowed:
            wrong.append(f"event {number}: a half result")
        if tree(job.inbox) != originals:
            wrong.append(f"event {number}: an original was changed")
        wrong += [f"event {number}: {p.name} is not its content" for p in damaged_originals(job)]
        number += step
    return wrong, number // step


def damaged_originals(job: Job) -> list[Path]:
    """Archived files whose content isn't what their names say."""
    from flows.steps.files.submission import sha256

    found = (p for p in job.archive.rglob("*") if p.is_file() and p.suffix != ".json" and p.name[0] != ".")
    return [p for p in found if sha256(p.read_bytes()) != p.stem.split(".")[0]]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own in memory. Raises OSError where this user may not mount one."""
    folder = Path(tempfile.mkdtemp())
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        folder.rmdir()
        raise OSError(done.stderr.decode())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def command(home: Path) -> subprocess.CompletedProcess[str]:
    """The round by the command line."""
    line = [sys.executable, "-m", "flows", "prognos", "april", "2026", "--direkt"]
    env = os.environ | {"MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT), "TMPDIR": "/tmp"}
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=400, check=False)


def full_disk() -> list[str]:
    """A disk that fills up in the middle of publishing: the former result stays, and it is said what to do."""
    with small_disk(8) as home:
        job = example(home)
        former = result_of(job)
        shutil.copy(RIGHT, job.inbox / "MBN.xlsx")
        room = shutil.disk_usage(home).free
        (home / "fyllnad").write_bytes(b"x" * max(0, room - 300_000))
        done = command(home)
        wrong = [] if done.returncode == 2 and "Disken är full" in done.stderr else [done.stderr[-300:]]
        wrong += [] if tree(job.outbox / "resultat") == former else ["the former result is gone"]
        (home / "fyllnad").unlink()
        after = command(home)
        return wrong + ([] if after.returncode == 0 else [after.stderr[-300:]])


def read_only() -> list[str]:
    """An output that can't be written to."""
    with small_disk(30) as home:
        example(home)
        subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True, capture_output=True)
        done = command(home)
        said = "går inte att skriva i" in done.stderr or "rätt att" in done.stderr
        return [] if done.returncode == 2 and said else [done.stderr[-300:]]


def vanished() -> list[str]:
    """The input is gone, as when a network drive is away."""
    with tempfile.TemporaryDirectory() as folder:
        job = example(Path(folder))
        former = result_of(job)
        job.inbox.rename(job.inbox.with_name("borta"))
        done = command(Path(folder))
        wrong = [] if "Traceback" not in done.stderr and done.returncode in (0, 2) else [done.stderr[-300:]]
        job.inbox.with_name("borta").rename(job.inbox)
        return wrong + ([] if result_of(job) == former else ["another result afterwards"])


def clock_back() -> list[str]:
    """A run an hour earlier than the one before: first seen stays first seen, and nothing is lost."""
    with tempfile.TemporaryDirectory() as folder:
        job = example(Path(folder))
        former = result_of(job)
        back = load_job(Path(folder), "mariestad", "prognos-april", 2026, NOW - dt.timedelta(hours=1))
        result_of(back)
        return [] if result_of(job) == former else ["another result afterwards"]
