"""Rounds of 5 to 10 000 filled workbooks: this product, what one would else write, and the floor, in turn.

Run as: python tests/bench/rounds.py [--storst N] [--ganger N] [--skriv]. Each is a process of its own; the time is that
of the work, without imports. The workbooks are those that LibreOffice saved for the example, each in bytes of its own.

(a) this product: everything, from the inbox to all that is published. (b) pandas.read_excel with openpyxl, pandera per
file and sheet, pandas.to_excel. (c) the same with calamine. (d) frictionless validate. (e) the floor: python-calamine
merely reading the same bytes, and xlsxwriter merely writing the cells of the answers that count (each nämnd's newest).
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

SIZES = (5, 15, 100, 1_000, 10_000)
MOST = {"a": 10_000, "b": 1_000, "c": 1_000, "d": 15, "e": 10_000}
"""Past these it takes minutes: the ratio hardly changes."""
NAMES = {
    "a": "this product",
    "b": "pandas, openpyxl, pandera",
    "c": "pandas, calamine, pandera",
    "d": "frictionless",
    "e": "floor",
}
SHEETS = ["Mål", "Mått", "Aktiviteter", "Uppföljning", "Ekonomi", "Beslut"]
HEADING = 6
"""The row of the headings in the templates' sheets."""


def generate(home: Path, count: int) -> Path:
    """The example's input, with so many answers; gives the inbox."""
    import io
    import shutil
    import zipfile

    inbox = home / "input/mariestad/2026/prognos-april"
    shutil.copytree(ROOT / "input", home / "input")
    right = {n: (inbox / f"{n} prognos april.xlsx").read_bytes() for n in ("KS", "UN")}
    right["MBN"] = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
    for path in {*inbox.glob("??*prognos*"), *inbox.glob("*.eml")}:
        path.unlink()
    for number in range(count):
        namnd = list(right)[number % len(right)]
        out = io.BytesIO(right[namnd])
        with zipfile.ZipFile(out, "a") as archive:
            archive.comment = str(number).encode()
        (inbox / f"{namnd} {number:05d}.xlsx").write_bytes(out.getvalue())
    return inbox


def answers(inbox: Path) -> list[Path]:
    return sorted(p for p in inbox.glob("*.xlsx") if p.name[0].isupper())


def product(home: Path, inbox: Path) -> dict[str, float]:
    import datetime as dt

    from flows.movement import Journal, run_round
    from flows.round_flow import LATE
    from flows.steps import render
    from flows.steps.find_job import load_job

    for name in LATE:
        __import__(name)
    render.prepare()
    journal = Journal(lambda _: None)
    started = time.perf_counter()
    run_round(load_job(home, "mariestad", "prognos-april", 2026, dt.datetime(2026, 4, 24, 10)), journal.plainly)
    return {"seconds": time.perf_counter() - started, **journal.seconds}


def by_hand(inbox: Path, engine: str) -> dict[str, float]:
    import pandas as pd
    import pandera.pandas as pa

    schema = pa.DataFrameSchema({"Mål-id": pa.Column(str, nullable=True, required=False, coerce=True)}, strict=False)
    started = time.perf_counter()
    tables: dict[str, list] = {}
    for path in answers(inbox):
        for title, table in pd.read_excel(path, sheet_name=SHEETS, header=HEADING - 1, engine=engine).items():
            tables.setdefault(title, []).append(schema.validate(table, lazy=True).assign(fil=path.name))
    with pd.ExcelWriter(inbox / "ut.xlsx", engine="openpyxl") as book:
        for title, parts in tables.items():
            pd.concat(parts).to_excel(book, sheet_name=title, index=False)
    return {"seconds": time.perf_counter() - started}


def frictionless(inbox: Path) -> dict[str, float]:
    from frictionless import validate

    started = time.perf_counter()
    for path in answers(inbox):
        validate(path.name, basepath=str(path.parent))
    return {"seconds": time.perf_counter() - started}


def floor(inbox: Path) -> dict[str, float]:
    import io

    import xlsxwriter
    from python_calamine import CalamineWorkbook

    started = time.perf_counter()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        newest: dict[str, dict[str, list]] = {}
        for path in answers(inbox):
            with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as answer:
                grids = {title: answer.get_sheet_by_name(title).to_python() for title in answer.sheet_names}
                newest[path.name.split()[0]] = grids
        for namnd, grids in newest.items():
            for title, rows in grids.items():
                tab = book.add_worksheet(f"{namnd} {title}"[:31])
                for number, row in enumerate(rows):
                    for at, cell in enumerate(row):
                        if isinstance(cell, int | float):
                            tab.write_number(number, at, cell)
                        elif cell != "":
                            tab.write_string(number, at, str(cell))
    (inbox / "golv.xlsx").write_bytes(out.getvalue())
    return {"seconds": time.perf_counter() - started}


def child(way: str, home: str) -> None:
    inbox = Path(home) / "input/mariestad/2026/prognos-april"
    ways = {
        "a": lambda: product(Path(home), inbox),
        "b": lambda: by_hand(inbox, "openpyxl"),
        "c": lambda: by_hand(inbox, "calamine"),
        "d": lambda: frictionless(inbox),
        "e": lambda: floor(inbox),
    }
    told = ways[way]()
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told["mebibytes"] = (used[0] + used[1]) / 1024  # the product works in two processes when there is much to do
    print(json.dumps(told))


def measured(way: str, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), count)
        line = [sys.executable, __file__, "--vag", way, "--hem", folder]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--vag")
    parser.add_argument("--hem")
    parser.add_argument("--storst", type=int, default=10_000)
    parser.add_argument("--ganger", type=int, default=5)
    parser.add_argument("--skriv", action="store_true")
    given = parser.parse_args()
    if given.vag:
        child(given.vag, given.hem)
        return
    from tests.tables import write_table

    lines = ["| workbooks | | seconds | MiB | this product is | of the floor |", "|---|---|---|---|---|---|"]
    stages: dict[str, float] = {}
    took: dict[tuple[str, int], float] = {}
    for count in (n for n in SIZES if n <= given.storst):
        ways = [w for w, most in MOST.items() if count <= most]
        times = given.ganger if count <= 100 else 3 if count <= 1_000 else 1
        runs = [{w: measured(w, count) for w in ways} for _ in range(times)]
        for way in ways:
            seconds = statistics.median(r[way]["seconds"] for r in runs)
            took[way, count] = seconds
            beside = statistics.median(r[way]["seconds"] / r["a"]["seconds"] for r in runs)
            of_floor = statistics.median(r[way]["seconds"] / r["e"]["seconds"] for r in runs)
            memory = max(r[way]["mebibytes"] for r in runs)
            faster = "–" if way == "a" else f"{beside:.1f} × as fast" if beside >= 1 else f"{1 / beside:.1f} × its time"
            lines.append(f"| {count} | {NAMES[way]} | {seconds:.2f} | {memory:.0f} | {faster} | {of_floor:.2f} |")
            print(lines[-1], flush=True)
        stages = {k: v for k, v in runs[-1]["a"].items() if k not in ("seconds", "mebibytes")}
    if ("a", 10_000) in took:
        lines.append(f"| 1 000 → 10 000 | this product grows | {took['a', 10_000] / took['a', 1_000]:.1f} × | | | |")
    most = sorted(stages.items(), key=lambda item: -item[1])[:5]
    lines += ["", "Where the time of the largest goes: " + ", ".join(f"{k.lower()} {v:.1f} s" for k, v in most) + "."]
    write_table("rounds", lines, keep=given.skriv)


if __name__ == "__main__":
    main()
