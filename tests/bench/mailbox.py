"""Taking in a mailbox against what imap-tools needs merely to download it, from the same server, in turn.

Run as: python tests/bench/mailbox.py [mails] [times]. Needs pymap; Dovecot is used where it is there.
"""

import datetime as dt
import io
import os
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from flows.steps.post.imap import mailbox  # noqa: E402
from flows.steps.post.intake import Intake, take_mail  # noqa: E402
from tests import mail_servers  # noqa: E402
from tests.mail_home import NAMES, answer_of, with_mail  # noqa: E402
from tests.mail_servers import PASSWORD, ImapServer  # noqa: E402

ANSWER = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()


def mails(count: int) -> list[bytes]:
    """Each with a workbook of other bytes, sent five minutes apart."""
    made = []
    for number in range(count):
        out = io.BytesIO(ANSWER)
        with zipfile.ZipFile(out, "a") as archive:
            archive.comment = str(number).encode()
        message = answer_of(list(NAMES)[number % len(NAMES)], out.getvalue(), str(number))
        when = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC) + dt.timedelta(minutes=5 * number)
        message.replace_header("Date", when.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        made.append(message.as_bytes())
    return made


def download(server: ImapServer) -> float:
    """What imap-tools needs to have every mail in memory, in bulks as we do it."""
    started = time.perf_counter()
    with server.box() as box:
        got = sum(1 for _ in box.fetch(mark_seen=False, bulk=50))
    assert got
    return time.perf_counter() - started


def ingest(server: ImapServer) -> float:
    """Everything: download, keep, judge, register, move."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "input", home / "input")
        settings = with_mail(home, server.port)
        started = time.perf_counter()
        with mailbox(settings) as box:
            new = take_mail(Intake(home, settings, dt.datetime(2026, 4, 24, 10)), box)
        took = time.perf_counter() - started
        assert {e["öde"] for e in new} == {"mottaget"}
    return took


def main(count: int = 2000, times: int = 3) -> None:
    os.environ["MALSTYRNING_LOSENORD_MARIESTAD_IN"] = PASSWORD
    contents = mails(count)
    size = sum(map(len, contents)) // 10**6
    print(f"| {count} mails, {size} MB | download, s | taken in, s | ratio |\n|---|---|---|---|")
    for make in (mail_servers.dovecot, mail_servers.pymap) if mail_servers.DOVECOT else (mail_servers.pymap,):
        ratios = []
        for _ in range(times):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                Path(folder).chmod(0o755)
                with make(Path(folder, "server")) as server:
                    server.put(*contents)
                    first, second = download(server), ingest(server)
            ratios.append(second / first)
            print(f"| {make.__name__} | {first:.2f} | {second:.2f} | {second / first:.2f} |", flush=True)
        print(f"| {make.__name__}, median | | | {statistics.median(ratios):.2f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
