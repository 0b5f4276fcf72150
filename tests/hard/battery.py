"""Each hostile file in a round of the example, in a process of its own: what is said of it, seconds and memory."""

import dataclasses
import datetime as dt
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flows.movement import Journal, run_round
from flows.steps.find_job import load_job
from flows.steps.job import Job
from tests.hard import hostile, mails, tables

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 4, 24, 10)
RIGHT = ROOT / "tests/example/MBN prognos april.xlsx"
SECONDS, MEBIBYTES = float(os.environ.get("MALSTYRNING_SEKUNDER", "5")), 512
"""`make hardtest` measures the five seconds; an ordinary test has no limit of time that a busy machine could miss."""
TAKING = ("Tar emot filer och mejl", "Läser och kontrollerar svaren")
"""The steps that look at what came in."""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a round said of one file: rules of its findings, the nämnder that were read, seconds and MiB."""

    said: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    seconds: float = 0.0
    mebibytes: int = 0
    ended: str = ""

    @property
    def wrong(self) -> str:
        """What is not as it must be; empty when all is."""
        if self.ended:
            return self.ended
        lacking = {"KS", "UN", "SN"} - set(self.read)
        slow = [f"{self.seconds:.1f} s"] if self.seconds > SECONDS else []
        large = [f"{self.mebibytes} MiB"] if self.mebibytes > MEBIBYTES else []
        return ", ".join([*slow, *large, *(f"{n} saknas" for n in sorted(lacking))])


def example(home: Path, work: Callable[[Path], None] = lambda inbox: None) -> Job:
    """The example in a home of its own, with something done to its inbox."""
    shutil.copytree(ROOT / "input", home / "input")
    job = load_job(home, "mariestad", "prognos-april", 2026, NOW)
    work(job.inbox)
    return job


def round_with(case: "Case") -> Outcome:
    """Run the example's round with one more file, in a child; the file is made in another one, so that this stays small."""
    with tempfile.TemporaryDirectory() as folder:
        job = example(Path(folder))
        made = in_child(lambda: {"mebibytes": (job.inbox / case.file).write_bytes(case.make(RIGHT.read_bytes())) * 0})
        if made.ended:
            raise RuntimeError(f"{case.name}: {made.ended}")
        return in_child(lambda: _told(job, case.file))


def _told(job: Job, name: str) -> dict:
    journal = Journal(lambda _: None)
    merged = run_round(job, journal.plainly)
    mine = [f for f in merged.findings if f.file.startswith(name) or name == f.file]
    return {
        "said": [f"{f.rule} {f.where}: {f.what}" for f in mine],
        "read": [s.namnd.id for s in merged.states if s.counted is not None],
        "seconds": sum(journal.seconds[step] for step in TAKING),
    }


def in_child(work: Callable[[], dict]) -> Outcome:
    """Do it in a forked process; memory is the larger one of it and of those that it starts."""
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(out)
        os.write(into, json.dumps(_safely(work)).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        told = pipe.read()
    _, status, used = os.wait4(pid, 0)
    found = json.loads(told) if told else {"ended": f"processen dog ({status})"}
    found.pop("mebibytes", None)
    found |= {key: tuple(found[key]) for key in ("said", "read") if key in found}
    return Outcome(**found, mebibytes=used.ru_maxrss // 1024)


def _safely(work: Callable[[], dict]) -> dict:
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 2)
    try:
        return work()
    except BaseException as error:
        return {"ended": f"{type(error).__name__}: {error}"[:300]}


@dataclasses.dataclass(frozen=True)
class Case:
    """A hostile file. `refused`: True for one finding of the whole file, False for an answer read in full."""

    name: str
    file: str
    make: Callable[[bytes], bytes]
    refused: bool | None

    def wrong(self, got: Outcome) -> str:
        """What is not as it must be."""
        if got.wrong or self.refused is None:
            return got.wrong
        if self.refused:
            return "" if len(got.said) == 1 and "Hela filen" in got.said[0] else f"sagt: {got.said[:3]}"
        return "" if "MBN" in got.read and not got.said else f"inte läst: {got.said[:3]}"


def cases() -> Iterator[Case]:
    """All of them."""
    yield from (Case(n, "fientlig.xlsx", make, True) for n, make in hostile.REFUSED.items())
    yield from (Case(n, "fientlig.xlsx", make, None) for n, make in hostile.EITHER.items())
    yield from (Case(n, "fientlig.xlsx", make, False) for n, make in hostile.READ.items())
    yield from (Case(n, "fientligt.eml", make, False) for n, make in mails.READ.items())
    yield from (Case(n, "fientligt.eml", make, True) for n, make in mails.REFUSED.items())
    yield from (Case(n, "fientligt.eml", make, None) for n, make in mails.ANY.items())
    yield from (Case(n, f"fientlig.{n.split()[0]}", make, None) for n, make in tables.ANY.items())


def run_battery(tell: Callable[[str], None]) -> list[tuple[Case, Outcome]]:
    """Every case, one after another."""
    found = []
    for case in cases():
        started = time.perf_counter()
        got = round_with(case)
        found.append((case, got))
        sign = "▲" if case.wrong(got) else "●"
        took = time.perf_counter() - started
        tell(f"{sign} {case.name}: {got.seconds:.1f} s, {got.mebibytes} MiB {case.wrong(got)} ({took:.1f} s)")
    return found


if __name__ == "__main__":
    only = sys.argv[1:]
    if only:
        cases_of = [c for c in cases() if c.name in only]
        cases = lambda: iter(cases_of)  # noqa: E731
    run_battery(lambda line: print(line, flush=True))
