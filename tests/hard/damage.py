"""A right answer cut short, with bits turned, or with its XML gnawed at; mails and SIE files likewise.

Each is looked at in a forked child, many in one; a child that dies or takes too long is told with the file's number.
"""

import dataclasses
import io
import json
import os
import random
import resource
import signal
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from flows.steps.check import check
from flows.steps.files.opening import open_submission
from flows.steps.files.submission import Received
from flows.steps.finance.sie import read_sie
from flows.steps.job import Job
from flows.steps.known.load import load_known
from flows.steps.post.mail import read_mail
from flows.steps.post.placing import identities_of
from flows.steps.reading.read import read
from schemas.findings import ExpectedProblem, Finding
from tests import odd_mails
from tests.hard.battery import NOW, RIGHT, SECONDS

BATCH = 25
Look = Callable[[bytes], str]
TOKENS = (
    b"<",
    b">",
    b'"',
    b"&#0;",
    b"&amp;",
    b"]]>",
    b"\0",
    b"\xff\xfe",
    b"9" * 400,
    b"-1",
    b"=",
    b"{",
    b"}",
    b"/",
    b"\r\n",
)


@dataclasses.dataclass
class Tally:
    """How many of each outcome; what went wrong; the slowest in seconds; the largest child in MiB."""

    outcomes: Counter = dataclasses.field(default_factory=Counter)
    wrong: list[str] = dataclasses.field(default_factory=list)
    slowest: float = 0.0
    mebibytes: int = 0

    @property
    def said(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))


def cut(content: bytes) -> Iterator[bytes]:
    """At every fiftieth."""
    for n in range(50):
        yield content[: len(content) * n // 50]


def flipped(content: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """One bit turned in each."""
    lots = random.Random(seed)
    for _ in range(count):
        made = bytearray(content)
        at = lots.randrange(len(made) * 8)
        made[at // 8] ^= 1 << at % 8
        yield bytes(made)


def gnawed(content: bytes, lots: random.Random) -> bytes:
    """A few places changed: cut out, doubled, swapped for something that parsers dislike."""
    made = bytearray(content)
    for _ in range(lots.randint(1, 6)):
        at, length = lots.randrange(len(made) + 1), lots.choice((1, 2, 8, 60, 400))
        kind = lots.randrange(4)
        if kind == 0:
            del made[at : at + length]
        elif kind == 1:
            made[at:at] = made[at : at + length] * lots.choice((1, 2, 50))
        elif kind == 2:
            made[at:at] = lots.choice(TOKENS)
        else:
            made[at : at + length] = bytes(lots.randrange(256) for _ in range(min(length, len(made) - at)))
    return bytes(made)


def workbooks(content: bytes, seed: int) -> Iterator[bytes]:
    """Sound zips whose XML is gnawed, without end."""
    lots = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    while True:
        out, victim = io.BytesIO(), lots.choice(sorted(parts))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for name, part in parts.items():
                made.writestr(name, gnawed(part, lots) if name == victim else part)
        yield out.getvalue()


def mails(seed: int) -> Iterator[bytes]:
    """The corpus of odd mails, gnawed."""
    lots, corpus = random.Random(seed), sorted(odd_mails.found(RIGHT.read_bytes()[:3000]).values())
    while True:
        yield gnawed(lots.choice(corpus), lots)


def sie_files(sample: bytes, seed: int) -> Iterator[bytes]:
    """A SIE file, gnawed."""
    lots = random.Random(seed)
    while True:
        yield gnawed(sample, lots)


class Reader:
    """What the round does with a file, from its bytes to its findings."""

    def __init__(self, job: Job) -> None:
        self.job, self.known = job, load_known(job)

    def __call__(self, content: bytes) -> str:
        found = open_submission(self.job, Received("svar.xlsx", content, NOW))
        if isinstance(found, Finding):
            return "refused"
        tables = read([found], self.job.kind, self.known.facts)
        return "read, with findings" if check(tables, self.job.kind, self.known.facts, [found]) else "read in full"


def look_at_mail(content: bytes) -> str:
    mail = read_mail(content)
    for file in mail.files:
        identities_of(file.content)
    return "refused" if mail.damaged else f"{'with' if mail.files else 'without'} files"


def look_at_sie(content: bytes) -> str:
    try:
        read_sie(content)
    except ExpectedProblem:
        return "refused"
    except ValueError:
        return "refused"
    return "read"


def tally(contents: Iterator[bytes], look: Look, seconds: float | None = None) -> Tally:
    """Look at them all, or for so many seconds."""
    found, started = Tally(), time.monotonic()
    number = 0
    while batch := list(islice(contents, BATCH)):
        _one_batch(batch, look, found, number)
        number += len(batch)
        if seconds is not None and time.monotonic() - started > seconds:
            break
    return found


def _one_batch(batch: list[bytes], look: Look, found: Tally, number: int) -> None:
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(out)
        _child(batch, look, into)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        lines = [json.loads(line) for line in pipe.read().splitlines()]
    _, status, used = os.wait4(pid, 0)
    found.mebibytes = max(found.mebibytes, used.ru_maxrss // 1024)
    for at, (outcome, took) in enumerate(lines, number):
        found.outcomes[outcome] += 1
        found.slowest = max(found.slowest, took)
        if outcome.startswith("▲") or took > SECONDS:
            found.wrong.append(f"nr {at}: {outcome}, {took:.1f} s")
    if len(lines) < len(batch):
        found.wrong.append(f"nr {number + len(lines)}: the process died ({status})")
        Path("/tmp/malstyrning-hard.bin").write_bytes(batch[len(lines)])


def _child(batch: list[bytes], look: Look, into: int) -> None:
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for content in batch:
        signal.alarm(60)
        started = time.perf_counter()
        try:
            outcome = look(content)
        except BaseException as error:
            outcome = f"▲ {type(error).__name__}: {error}"[:200]
        os.write(into, (json.dumps([outcome, time.perf_counter() - started]) + "\n").encode())
    os._exit(0)
