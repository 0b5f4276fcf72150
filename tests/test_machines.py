"""Two machines on one object store: one holder at a time, nothing overwritten unseen, a ledger that has all of both."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.steps import store as stores
from flows.steps.files.archive import place
from flows.steps.files.submission import sha256
from flows.steps.find_job import load_job
from flows.steps.post.ledger import SENDING, SENT, STRUCK, WAITING, mail_lock, open_ledger
from flows.steps.store import VARIABLE, Conflict, Storage
from flows.storage import shared
from schemas.findings import ExpectedProblem
from tests import mail_servers
from tests.conftest import ROOT, needs, tree
from tests.mail_home import KOMMUN, NOW, answer_of, secrets, with_mail
from tests.object_store import folder_in, s3
from tests.service import environment

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
WRONG = (ROOT / "input/mariestad/2026/prognos-april/TN prognos april.xlsx").read_bytes()
TIMES = int(os.environ.get("MALSTYRNING_DATORER", "4"))
"""Mails from each of two nämnder that two machines fetch at once, and so on; `make hardtest` has 40."""
LEASE = "output/mariestad/.drift/2026-prognos-april.las"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3() as url:
        yield url


@pytest.fixture
def url(server, monkeypatch) -> str:
    found = folder_in(server)
    monkeypatch.setenv(VARIABLE, found)
    return found


@pytest.fixture
def machines(home, url, tmp_path_factory) -> tuple[Path, Path]:
    """Two homes whose store has the example's input."""
    store = Storage(url, home)
    for path in sorted((home / "input").rglob("*")):
        if path.is_file():
            store.fs.pipe_file(f"{store.root}/{path.relative_to(home).as_posix()}", path.read_bytes())
    other = tmp_path_factory.mktemp("andra")
    shutil.copytree(home / "input", other / "input")
    return home, other


def job_on(home: Path, folder: str = "prognos-april"):
    return load_job(home, KOMMUN, folder, 2026, NOW)


def test_one_holds_it_and_the_other_is_told_who(machines, url):
    one, two = (Storage(url, home) for home in machines)
    busy = pytest.raises(ExpectedProblem, match="Omgången körs redan av ")
    with one.lease(LEASE, "Omgången") as first, busy, two.lease(LEASE, "Omgången"):
        pass
    with two.lease(LEASE, "Omgången") as second:
        assert second.token > first.token


def test_of_many_that_try_at_once_one_has_it(machines, url):
    holding, most = [0], [0]

    def work(number: int) -> None:
        with Storage(url, machines[number % 2]).lease(LEASE, "Omgången", patience=60):
            holding[0] += 1
            most[0] = max(most[0], holding[0])
            time.sleep(0.01)
            holding[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert most == [1]


def test_a_holder_that_works_long_keeps_it_and_one_that_is_gone_loses_it(machines, url, monkeypatch):
    monkeypatch.setattr(stores, "LEASE", 4.0)
    monkeypatch.setattr(stores, "RENEWED", 0.5)
    one, two = (Storage(url, home) for home in machines)
    with one.lease(LEASE, "Omgången") as first:
        time.sleep(6)
        with pytest.raises(ExpectedProblem, match="körs redan"), two.lease(LEASE, "Omgången"):
            pass
        first._ended.set()  # its machine sleeps
        with two.lease(LEASE, "Omgången", patience=30) as second:
            assert second.token == first.token + 1
            with pytest.raises(ExpectedProblem, match="har tagits över av en annan dator"):
                first.confirm()
            second.confirm()


def test_a_run_that_lost_its_round_changes_nothing_of_the_one_that_took_over(machines, url, monkeypatch):
    monkeypatch.setattr(stores, "LEASE", 4.0)
    monkeypatch.setattr(stores, "RENEWED", 0.5)
    one, two = (Storage(url, home) for home in machines)
    jobs = [job_on(home) for home in machines]
    own = "output/mariestad/2026/prognos-april"
    for job, text in zip(jobs, ("sovande", "ny"), strict=True):
        (job.result / "data").mkdir(parents=True)
        (job.result / "korning.json").write_text(json.dumps({"av": text}))
        (job.result / "data/mal.csv").write_text(text)
    with pytest.raises(ExpectedProblem, match="har tagits över"), one.lease(LEASE, "Omgången") as first:
        first._ended.set()
        with two.lease(LEASE, "Omgången", patience=30) as second:
            two.push(own, second, own)
        one.push(own, first, own)
    found = {name: one.read(name)[0] for name in one.listed(own)}
    assert found == {f"{own}/resultat/{name}": content for name, content in tree(jobs[1].result).items()}


def test_what_a_former_holder_wrote_late_is_written_over_by_the_present_one(machines, url):
    """Its request had been on its way while its lease ran out."""
    one, two = (Storage(url, home) for home in machines)
    own, job = "output/mariestad/2026/prognos-april", job_on(machines[1])
    job.result.mkdir(parents=True)
    for name in ("index.html", "korning.json"):
        (job.result / name).write_text("rätt")
    with two.lease(LEASE, "Omgången") as lease:
        two.push(own, lease, own)
        one.fs.pipe_file(f"{one.root}/{own}/resultat/index.html", b"sent")
        two.push(own, lease, own)
    assert one.read(f"{own}/resultat/index.html")[0] == "rätt".encode()


def test_two_rounds_at_once_are_both_in_the_pages_of_all_rounds(machines, url):
    april, june = job_on(machines[0]), job_on(machines[1], "prognos-juni")
    page = "output/mariestad/index.html"
    for job in (april, june):
        job.result.mkdir(parents=True)
    with shared(april):
        with shared(june):
            finish(june)
        finish(april)
    store = Storage(url, machines[0])
    overview = store.read("output/index.html")[0].decode()
    assert "Prognos april 2026" in overview and "Prognos juni 2026" in overview
    assert set(json.loads(store.read("output/mariestad/.drift/omgangar.json")[0])) == {april.address, june.address}
    assert store.read(page)


def finish(job) -> None:
    """What a run writes last."""
    from flows.steps.index.kommun_index import write_index
    from flows.steps.index.overview import refresh

    (job.result / "korning.json").write_text(json.dumps({"preliminar": True, "in": {}, "ut": {}}))
    write_index(job)
    refresh(job)


def test_a_file_that_another_machine_has_changed_is_not_written_over(machines, url):
    one, two = (Storage(url, home) for home in machines)
    name = "output/mariestad/handbok.html"
    for store in (one, two):
        (store.home / name).parent.mkdir(parents=True, exist_ok=True)
        (store.home / name).write_text(store.home.name)
    one.push(name)
    with pytest.raises(Conflict):
        two.push(name)
    two.pull(name)
    assert (two.home / name).read_text() == one.home.name


def test_what_is_taken_away_while_it_is_fetched_is_gone(machines, url, monkeypatch):
    store, name = Storage(url, machines[0]), "input/mariestad/inkommande/Mejl.eml"
    store.write(name, b"mejl", None)
    listed = store.listed

    def then_moved(part: str) -> dict[str, str]:
        found = listed(part)
        store.fs.rm_file(f"{store.root}/{name}")
        return found

    monkeypatch.setattr(store, "listed", then_moved)
    store.pull("input/mariestad/inkommande")
    assert not (machines[0] / name).exists()


def test_a_store_that_writes_over_all_the_same_is_refused(home, monkeypatch):
    store = Storage(folder_in("memory://ovillkorad"), home)
    real = type(store.fs).pipe_file
    monkeypatch.setattr(type(store.fs), "pipe_file", lambda self, path, value, **_: real(self, path, value))
    with (
        pytest.raises(ExpectedProblem, match="skriver över filer fast den har ombetts"),
        store.lease(LEASE, "Omgången"),
    ):
        pass


@pytest.mark.parametrize("url", ["gs://hink/mapp", "abfs://hink", "ftp://server/mapp", "/en/mapp", "hittepa://x"])
def test_a_store_that_has_not_been_tried_is_refused(url, home):
    with pytest.raises(ExpectedProblem, match="går inte att använda") as raised:
        Storage(url, home)
    assert "S3" in raised.value.finding.todo


def test_an_original_that_is_damaged_here_never_reaches_the_store(machines, url):
    one, two = (Storage(url, home) for home in machines)
    name = f"output/mariestad/arkiv/{place(sha256(b'svar'), 'a.xlsx')}"
    (one.home / name).parent.mkdir(parents=True)
    (one.home / name).write_bytes(b"svar")
    one.push("output/mariestad/arkiv")
    (one.home / name).write_bytes(b"skadad")
    one.push("output/mariestad/arkiv")
    two.pull("output/mariestad/arkiv")
    assert (two.home / name).read_bytes() == b"svar"


def mail(digest: str) -> dict:
    texts = dict.fromkeys(("id", "från", "ämne", "skäl", "nämnd"), "")
    rest = {"daterat": NOW.isoformat(), "fil": f"{digest}.eml", "öde": "mottaget", "omgångar": ["2026/prognos-april"]}
    return {"vad": "in", "sha256": digest, "bilagor": [], **texts, **rest}


def message(key: str) -> dict:
    texts = dict.fromkeys(("ämne", "svar_på", "sha256", "gäller", "om"), "")
    return {"vad": "ut", "nyckel": key, "till": ["a@b.example"], "bilagor": [], **texts}


def test_the_ledger_has_what_both_machines_wrote(machines, url):
    one, two = (open_ledger(home, KOMMUN) for home in machines)
    one.add(mail("a"), now=NOW)
    two.add(mail("b"), {"vad": "kört", "omgång": "2026/prognos-april", "till_och_med": 1}, now=NOW)
    one.add(mail("c"), mail("b"), now=NOW)
    for home in machines:
        ledger = open_ledger(home, KOMMUN)
        assert list(ledger.came) == ["a", "b", "c"]
        assert ledger.unread_rounds() == ["2026/prognos-april"], "a run that saw less than all counts for less"
        assert ledger.trouble is None
    lines = [
        json.loads(line)
        for line in Storage(url, machines[0]).read("output/mariestad/post/register.jsonl")[0].splitlines()
    ]
    assert [line["nr"] for line in lines] == list(range(1, len(lines) + 1))
    assert len({line["händelse"] for line in lines}) == len(lines)


def test_many_writers_lose_no_event(machines, url):
    def write(number: int) -> None:
        with mail_lock(machines[number % 2], KOMMUN):
            open_ledger(machines[number % 2], KOMMUN).add(mail(f"{number}"), now=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(2 * TIMES)))
    assert sorted(open_ledger(machines[0], KOMMUN).came) == sorted(map(str, range(2 * TIMES)))


def test_a_message_that_another_machine_may_have_sent_is_not_sent(machines, url):
    one = open_ledger(machines[0], KOMMUN)
    one.add(message("k"), now=NOW)
    two = open_ledger(machines[1], KOMMUN)
    two.add({"vad": SENDING, "nyckel": "k"}, now=NOW)
    with pytest.raises(ExpectedProblem, match="tagits över"):
        one.add({"vad": SENDING, "nyckel": "k"}, now=NOW)
    two.add({"vad": SENT, "nyckel": "k", "skäl": ""}, now=NOW)
    late = open_ledger(machines[0], KOMMUN)
    two.add(mail("a"), now=NOW)
    late.add({"vad": WAITING, "nyckel": "k", "skäl": ""}, {"vad": STRUCK, "nyckel": "k", "skäl": ""}, now=NOW)
    assert open_ledger(machines[0], KOMMUN).out["k"]["läge"] == SENT


def test_that_a_message_was_sent_is_written_even_by_one_that_has_lost_its_turn(machines, url):
    one = open_ledger(machines[0], KOMMUN)
    one.add(message("k"), {"vad": SENDING, "nyckel": "k"}, now=NOW)
    open_ledger(machines[1], KOMMUN).add(mail("a"), now=NOW)
    one.add({"vad": SENT, "nyckel": "k", "skäl": ""}, now=NOW)
    assert open_ledger(machines[1], KOMMUN).out["k"]["läge"] == SENT


def test_a_ledger_from_before_the_store_is_taken_along(machines, url, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    for home, digest in zip(machines, "ab", strict=True):
        open_ledger(home, KOMMUN).add(mail(digest), now=NOW)
    monkeypatch.setenv(VARIABLE, url)
    open_ledger(machines[0], KOMMUN).add(mail("c"), now=NOW)
    open_ledger(machines[1], KOMMUN).add(mail("d"), now=NOW)
    assert list(open_ledger(machines[0], KOMMUN).came) == ["a", "c", "b", "d"]


def test_two_fetch_at_once_by_imap_with_clocks_half_an_hour_apart(home, server, monkeypatch, tmp_path_factory):
    needs("faketime")
    secrets(monkeypatch)
    url = folder_in(server)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        with_mail(home, imap.port, smtp.port, hogst_per_timme=10_000)
        store = Storage(url, home)
        store.fs.put(str(home / "input"), f"{store.root}/", recursive=True)
        mails = [
            answer_of(n, RIGHT if n == "MBN" else WRONG, str(i)).as_bytes() for i in range(TIMES) for n in ("MBN", "TN")
        ]
        ours = [tmp_path_factory.mktemp("en"), tmp_path_factory.mktemp("tva")]
        imap.put(*mails)
        at_once(ours, url)
        last = fetched(ours[0], url)
        _, err = last.communicate(timeout=500)
        assert last.returncode == 0, err
        monkeypatch.setenv(VARIABLE, url)
        assert imap.count("INBOX") == 0
        check_store(store, mails)
        ledger = open_ledger(ours[1], KOMMUN)
        assert ledger.out and {e["läge"] for e in ledger.out.values()} <= {SENT, STRUCK}
        sent = [key for key, e in ledger.out.items() if e["läge"] == SENT]
        assert Counter(m["Message-ID"] for m in smtp.got) == Counter(f"<{key}@mariestad.example>" for key in sent)


def at_once(homes: list[Path], url: str) -> None:
    running = [fetched(home, url, clock) for home, clock in zip(homes, (0, 31), strict=True)]
    for process in running:
        _, err = process.communicate(timeout=500)
        assert "Traceback" not in err and process.returncode in (0, 1, 2), err
        assert "fel i programmet" not in err, err


def fetched(home: Path, url: str, clock: int = 0) -> subprocess.Popen:
    kept = {k: v for k, v in os.environ.items() if k.startswith(("AWS_", "MALSTYRNING_LOSENORD", "PYTHON_KEYRING"))}
    env = environment(home, MALSTYRNING_LAGRING=url) | kept
    ahead = ["faketime", "-m", "--exclude-monotonic", "-f", f"{clock:+}m"] if clock else []
    line = [*ahead, sys.executable, "-m", "flows", "hamta", "--nu", NOW.isoformat()]
    return subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def check_store(store: Storage, mails: list[bytes]) -> None:
    """Every mail is in the store's archive and once in its ledger."""
    for content in mails:
        name = f"output/mariestad/arkiv/{place(sha256(content), 'mejl.eml')}"
        assert store.read(name)[0] == content
    lines = [json.loads(line) for line in store.read("output/mariestad/post/register.jsonl")[0].splitlines()]
    assert sorted(e["sha256"] for e in lines if e["vad"] == "in") == sorted(map(sha256, mails))
    assert [e["nr"] for e in lines] == list(range(1, len(lines) + 1))
