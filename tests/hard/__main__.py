"""`make hardtest`: everything that somebody may do to us, and what came of it, as a table in RESULTS.md.

Run as: python -m tests.hard [--minutes N] [--skriv] [--bara KIND]. The minutes are those of the fuzzing, all kinds
together.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.hard import damage, faults, finance, outputs, personal, results, senders
from tests.hard.battery import RIGHT, example, run_battery
from tests.hard.results import Row
from tests.sie_sample import SIE

ROOT = Path(__file__).parents[2]


def battery() -> Row:
    found = run_battery(lambda line: print(line, file=sys.stderr, flush=True))
    wrong = [f"{c.name}: {c.wrong(got)}" for c, got in found if c.wrong(got)]
    slowest, largest = max(g.seconds for _, g in found), max(g.mebibytes for _, g in found)
    return (
        "hostile files, each in a round of the example",
        len(found),
        f"slowest {slowest:.1f} s, largest {largest} MiB",
        wrong,
    )


def looked(name: str, tally: damage.Tally) -> Row:
    count = sum(tally.outcomes.values())
    return name, count, f"{tally.said}; slowest {tally.slowest:.2f} s, {tally.mebibytes} MiB", tally.wrong


def damaged(seconds: float) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        reader, content = damage.Reader(example(Path(folder))), RIGHT.read_bytes()
        return [
            looked("a right answer cut at every fiftieth", damage.tally(damage.cut(content), reader)),
            looked("one bit turned", damage.tally(damage.flipped(content, 2000), reader)),
            looked("fuzzing: guard and reader", damage.tally(damage.workbooks(content, 1), reader, seconds * 0.5)),
            looked("fuzzing: mail", damage.tally(damage.mails(1), damage.look_at_mail, seconds * 0.25)),
            looked("fuzzing: SIE", damage.tally(damage.sie_files(SIE, 1), damage.look_at_sie, seconds * 0.25)),
        ]


def simple(name: str, work: Callable[[], list[str]]) -> Row:
    try:
        return name, 1, "", work()
    except OSError as error:
        return name, 0, f"not tried: {str(error).strip()[:60]}", []


def killed() -> Row:
    count, wrong = faults.killed_everywhere()
    return "SIGKILL before each change on the disk of a run", count, "the next run healed each", wrong


def tested(name: str, count: int, outcome: str, file: str, setting: str) -> Row:
    """A test of the suite with more of what it tries; `setting` says how many, '' for one that always tries as many."""
    line = [sys.executable, "-m", "pytest", "-q", f"tests/{file}"]
    done = subprocess.run(
        line,
        cwd=ROOT,
        env=os.environ | ({setting: str(count)} if setting else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    return name, count, outcome, [] if done.returncode == 0 else [done.stdout[-400:]]


MORE = (
    (
        "SIGKILL at random while fetching and sending mail",
        1000,
        "every mail and reply counted",
        "test_mail_crash.py",
        "MALSTYRNING_AVBROTT",
    ),
    (
        "40 kommuner on two workers, one of them killed",
        40,
        "the same bytes as on one machine",
        "test_fleet.py",
        "MALSTYRNING_KOMMUNER",
    ),
    (
        "right answers, moved, retyped and made wrong at random",
        5000,
        "just what was made wrong is named",
        "test_mutations.py",
        "MALSTYRNING_FORSOK",
    ),
    (
        "originals, notes and the ledger of mail altered at random",
        2000,
        "each found at its file, and stored again",
        "test_archive.py",
        "MALSTYRNING_SKADOR",
    ),
    (
        "an exception that nobody foresaw, in each parser and at each step of a mail and of a round",
        94,
        "that mail or file is refused alone, once",
        "test_fence.py",
        "",
    ),
    (
        "two machines with clocks 31 minutes apart on one store, fetching at once",
        40,
        "nothing lost, nothing sent twice",
        "test_machines.py",
        "MALSTYRNING_DATORER",
    ),
)


def forged() -> Row:
    count, wrong = senders.wrong_ones()
    return "sender forgeries and genuine mail × mail systems", count, "held or taken in, as each should be", wrong


def safe_outputs() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return outputs.troubles(outputs.evil_round(Path(folder)))


def kinds(minutes: float) -> dict[str, Callable[[], list[Row]]]:
    """All that is tried, by the name that `--bara` knows it by."""
    return {
        "filer": lambda: [battery()],
        "skador": lambda: damaged(minutes * 60),
        "avbrott": lambda: [killed()],
        "prov": lambda: [tested(*row) for row in MORE],
        "disk": lambda: [
            simple("the disk becomes full", faults.full_disk),
            simple("the output is read-only", faults.read_only),
            simple("the input vanishes", faults.vanished),
            simple("the clock goes back an hour", faults.clock_back),
        ],
        "utdata": lambda: [simple("evil text in every field: workbooks, pages and tables", safe_outputs)],
        "avsändare": lambda: [forged()],
        "personnummer": personal.rows,
        "ekonomi": finance.rows,
    }


def main() -> int:
    of_kind = kinds(4)
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--skriv", action="store_true")
    parser.add_argument("--bara", choices=[*of_kind], action="append")
    given = parser.parse_args()
    of_kind = kinds(given.minutes)
    rows = [row for kind in given.bara or of_kind for row in of_kind[kind]()]
    today = dt.date.today()
    for row in rows:
        print(results.line_of(row, today))
    if given.skriv:
        results.write(rows, today)
    for name, _, _, wrong in rows:
        for what in wrong:
            print(f"▲ {name}: {what}")
    return 1 if any(wrong for *_, wrong in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
