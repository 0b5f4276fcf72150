"""Work in parts and on several cores gives what it gives in one piece, in the same order."""

import os
import shutil
import signal
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from flows.steps import examine as examined
from flows.steps.side_by_side import side_by_side
from tests.conftest import ROOT, run, tree

HERE = os.getpid()
RIGHT = ROOT / "tests/example/MBN prognos april.xlsx"


def squared(work: int, part: int) -> tuple[int, bool]:
    return work + part * part, os.getpid() != work


def ended(work: int, part: int) -> int:
    """Its process is killed, unless it is the test's own."""
    if os.getpid() != work:
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def slowly(seen: list[bool], most: int = 1200):
    """Parts that come as mails from a server do, until another process has got ready and done one: at most a minute."""
    for part in range(most):
        if any(seen):
            return
        time.sleep(0.05)
        yield part


def test_parts_come_in_their_order_and_another_process_does_some():
    seen: list[bool] = []
    found = []
    for part, (result, away) in side_by_side(squared, HERE, slowly(seen), lambda _: True):
        found.append((part, result))
        seen.append(away or (os.cpu_count() or 1) < 2)
    assert found == [(n, HERE + n * n) for n in range(len(found))]
    assert any(seen)


def test_few_parts_are_done_here():
    found = list(side_by_side(squared, HERE, range(5), lambda _: False))
    assert not any(away for _, (_, away) in found)
    assert list(side_by_side(squared, HERE, [], lambda _: True)) == []


def test_what_a_killed_process_had_is_done_here():
    assert list(side_by_side(ended, HERE, slowly([], 40), lambda _: True)) == [(n, n) for n in range(40)]


def elsewhere(function, work, parts, pays):
    """Every part in a process that has nothing of this one but what was pickled."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield from [(part, pool.submit(function, work, part).result()) for part in parts]


def test_a_round_in_many_parts_and_processes_is_the_same_to_the_byte(job, monkeypatch):
    for number in range(6):
        shutil.copy(RIGHT, job.inbox / f"MBN kopia {number}.xlsx")
        with zipfile.ZipFile(job.inbox / f"MBN kopia {number}.xlsx", "a") as archive:
            archive.comment = str(number).encode()
    run(job)
    one = tree(job.outbox)
    monkeypatch.setattr(examined, "AT_ONCE", 1)
    monkeypatch.setattr(examined, "side_by_side", elsewhere)
    shutil.rmtree(job.outbox)
    run(job)
    assert tree(job.outbox) == one
