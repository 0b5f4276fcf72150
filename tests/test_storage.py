"""Input and output in an S3-compatible store: the same bytes as in folders, one run at a time, on several machines."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from flows.steps.store import VARIABLE, Storage
from flows.storage import shared
from tests.conftest import ROOT, needs, run, tree
from tests.object_store import folder_in, s3
from tests.service import environment

ROUND = ("prognos", "april", "2026", "--direkt")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3() as url:
        yield url


@pytest.fixture
def bucket(server) -> str:
    """A folder of its own in a store."""
    return folder_in(server)


def command(home, url: str, *words: str, clock: int = 0) -> subprocess.CompletedProcess[str]:
    env = environment(home, MALSTYRNING_LAGRING=url) | {k: v for k, v in os.environ.items() if k.startswith("AWS_")}
    ahead = ["faketime", "-m", "--exclude-monotonic", "-f", f"{clock:+}m"] if clock else []
    line = [*ahead, sys.executable, "-m", "flows", *words]
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=400)


@pytest.mark.parametrize("clock", [31, -31])
def test_a_machine_whose_clock_is_off_takes_nothing_that_another_holds(job, bucket, clock, tmp_path_factory):
    needs("faketime")
    store = Storage(bucket, job.home)
    store.fs.put(str(job.home / "input"), f"{store.root}/", recursive=True)
    with store.lease("output/mariestad/.drift/2026-prognos-april.las", job.title):
        done = command(tmp_path_factory.mktemp("tva"), bucket, *ROUND, clock=clock)
        assert done.returncode == 2 and "körs redan av " in done.stderr, done.stderr
    assert not store.fs.exists(f"{store.root}/output/mariestad/2026")
    done = command(tmp_path_factory.mktemp("tre"), bucket, *ROUND, clock=clock)
    assert done.returncode == 0, done.stderr


def stored(store: Storage, part: str) -> dict[str, bytes]:
    base = f"{store.root}/{part}"
    return {path[len(base) + 1 :]: store.fs.cat_file(path) for path in store.fs.find(base)}


def test_a_round_from_a_store_on_two_machines(job, bucket, tmp_path_factory):
    store = Storage(bucket, job.home)
    store.fs.put(str(job.home / "input"), f"{store.root}/", recursive=True)
    one, two = tmp_path_factory.mktemp("en"), tmp_path_factory.mktemp("tva")

    done = command(one, bucket, *ROUND)
    assert done.returncode == 0, done.stderr
    run(job)
    assert stored(store, "output/mariestad/2026/prognos-april") == tree(job.outbox)
    assert stored(store, "output/mariestad/arkiv") == tree(job.archive)
    assert "Preliminär" in stored(store, "output")["index.html"].decode()

    path = f"{store.root}/output/mariestad/.drift/2026-prognos-april.las"
    held = {"vem": "anna", "dator": "DATOR7", "nummer": 7, "sekunder": 130}
    store.fs.pipe_file(path, json.dumps(held).encode())
    done = command(two, bucket, *ROUND)
    assert done.returncode == 2 and "körs redan av anna på DATOR7 (började för 2 min sedan)" in done.stderr
    store.fs.pipe_file(path, json.dumps(held | {"fri": True}).encode())

    store.fs.rm_file(f"{store.root}/input/mariestad/2026/prognos-april/KS prognos april.xlsx")
    done = command(two, bucket, *ROUND)
    assert done.returncode == 0, done.stderr
    (job.inbox / "KS prognos april.xlsx").unlink()
    run(job)
    assert stored(store, "output/mariestad/2026/prognos-april") == tree(job.outbox), "what is gone is gone there too"
    assert json.loads(store.fs.cat_file(path)).items() >= {"fri": True, "nummer": 8}.items()


def test_a_store_that_is_begun_with_takes_nothing_from_a_home_that_has_run(job, monkeypatch):
    """The store has kommun.toml only; all that has come in and gone out lies here."""
    run(job)
    url = "memory://ny/centralen"
    store = Storage(url, job.home)
    store.fs.pipe_file(
        f"{store.root}/input/mariestad/kommun.toml", (job.home / "input/mariestad/kommun.toml").read_bytes()
    )
    before = {part: tree(job.home / part) for part in ("input", "output")}
    monkeypatch.setenv(VARIABLE, url)
    with shared(job):
        pass
    after = {part: tree(job.home / part) for part in ("input", "output")}
    assert [n for part, files in before.items() for n, content in files.items() if after[part].get(n) != content] == []
    assert stored(store, "output/mariestad/arkiv") == tree(job.archive)


def test_what_the_store_had_and_lost_goes_but_never_an_original(job):
    store = Storage("memory://kvar/centralen", job.home)
    answer, original = "input/mariestad/2026/prognos-april/svar.xlsx", "output/mariestad/arkiv/ab/abc.xlsx"
    for name in (answer, original):
        store.fs.pipe_file(f"{store.root}/{name}", b"svar")
    store.pull("input/mariestad", "output/mariestad")
    assert (job.home / answer).is_file()
    for name in (answer, original):
        store.fs.rm_file(f"{store.root}/{name}")
    store.pull("input/mariestad", "output/mariestad")
    assert not (job.home / answer).exists()
    assert (job.home / original).read_bytes() == b"svar"


def test_a_store_that_is_away_is_said_so(home, monkeypatch):
    names = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-north-1"}
    for name, value in {**names, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    done = command(home, "s3://malstyrning/centralen", *ROUND)
    assert done.returncode == 2, done.stderr
    assert "gick inte att nå" in done.stderr
