"""Fetch mail again and again and be killed in the middle each time; then once to the end.

Run as: python -m tests.crash_driver HOME IMAP-PORT TIMES SEED. What was put into the mailbox goes to standard output,
a sha256 a line. Forks, so that a start costs nothing.
"""

import io
import os
import random
import signal
import sys
import time
import zipfile
from pathlib import Path

from flows.mailing import fetch
from flows.steps.files.submission import sha256
from flows.steps.find_job import load_settings
from tests.conftest import ROOT, quiet
from tests.mail_home import KOMMUN, NOW, answer_of
from tests.mail_servers import ImapServer

INBOX = ROOT / "input/mariestad/2026/prognos-april"
ANSWERS = {
    "KS": (INBOX / "KS prognos april.xlsx").read_bytes(),
    "TN": (INBOX / "TN prognos april.xlsx").read_bytes(),
    "MBN": (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes(),
}
LONGEST = 1.6
"""Seconds; a fetch with its round takes about that long here."""


def varied(content: bytes, number: int) -> bytes:
    """The same workbook in other bytes."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = str(number).encode()
    return out.getvalue()


def killed_fetch(home: Path, seconds: float) -> None:
    child = os.fork()
    if child == 0:
        try:
            fetch(home, load_settings(home, KOMMUN), NOW, quiet)
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(home: Path, port: int, times: int, seed: int) -> None:
    lots, server, number = random.Random(seed), ImapServer(port), 0
    for _ in range(times):
        if server.count("INBOX") == 0:
            for namnd, content in ANSWERS.items():
                number += 1
                mail = answer_of(namnd, varied(content, number), str(number)).as_bytes()
                server.put(mail)
                print(sha256(mail))
        killed_fetch(home, lots.uniform(0, LONGEST))
    fetch(home, load_settings(home, KOMMUN), NOW, quiet)
    fetch(home, load_settings(home, KOMMUN), NOW, quiet)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
