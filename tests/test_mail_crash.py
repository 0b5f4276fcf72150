"""SIGKILL at random moments of fetching and sending: no mail lost, none answered twice but for the one in flight."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from flows.mailing import fetch
from flows.steps.files.archive import place
from flows.steps.files.submission import sha256
from flows.steps.find_job import load_job, load_settings
from flows.steps.post.ledger import SENT, open_ledger
from flows.steps.post.outbox import TWICE
from tests import mail_servers
from tests.conftest import ROOT, quiet
from tests.mail_home import KOMMUN, NOW, secrets, with_mail

TIMES = int(os.environ.get("MALSTYRNING_AVBROTT", "12"))
"""`make hardtest` kills 200 times."""


@pytest.mark.parametrize("seed", [1])
def test_killed_at_random_moments(home, seed, tmp_path_factory, monkeypatch):
    secrets(monkeypatch)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        with_mail(home, imap.port, smtp.port, hogst_per_timme=10_000)
        command = [sys.executable, "-m", "tests.crash_driver", str(home), str(imap.port), str(TIMES), str(seed)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        put = done.stdout.split()
        assert imap.count("INBOX") == 0
        assert imap.count("Behandlat") >= len(put)
        check_archive(home, put)
        check_sent(home, smtp)
        check_no_half_files(home)


def check_archive(home: Path, put: list[str]) -> None:
    ledger, job = open_ledger(home, KOMMUN), load_job(home, KOMMUN, "prognos-april", 2026, NOW)
    assert len(set(put)) == len(put) > TIMES // 8
    assert sorted(ledger.came) == sorted(put), "each once, and nothing else"
    for digest in put:
        assert sha256((job.archive / place(digest, "mejl.eml")).read_bytes()) == digest


def check_sent(home: Path, smtp) -> None:
    out = open_ledger(home, KOMMUN).out
    assert out
    assert {e["läge"] for e in out.values()} == {SENT}
    copies = Counter(m["Message-ID"] for m in smtp.got)
    for key, event in out.items():
        arrived = copies.pop(f"<{key}@mariestad.example>")
        assert arrived == 1 or (arrived <= event["försök"] and TWICE in event["skäl"]), (arrived, event)
    assert not copies, "nothing that isn't in the ledger"


def check_no_half_files(home: Path) -> None:
    """What a killed run had begun to write bears no name of a document, and goes when it is an hour old."""
    begun = [p for p in home.rglob(".ny-*") if p.is_file()]
    for path in begun:
        os.utime(path, (0, 0))
    fetch(home, load_settings(home, KOMMUN), NOW, quiet)
    assert not list((home / "output").rglob(".ny-*"))
    for path in (home / "output" / KOMMUN / "post/utkorg").glob("*.eml"):
        assert path.read_bytes().rstrip().endswith(b"--")
