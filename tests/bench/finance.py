"""Reading, checking and merging an export of 100 000 rows, beside pandas merely reading the same file.

Run as `python tests/bench/finance.py`; prints medians of pairs run in turn and their ratio. pandas' fastest engines
that are installed: C for text, calamine for workbooks.
"""

import datetime as dt
import io
import statistics
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


from flows.steps.finance.read import read_as_declared  # noqa: E402
from flows.steps.find_job import load_job  # noqa: E402

HEADS = ["Ansvar", "Ansvar, benämning", "Årsbudget", "Ack. utfall", "Ack. utfall fg år", "Helårsprognos"]
ROWS, TIMES = 100_000, 9


def made() -> pd.DataFrame:
    drawn = np.random.default_rng(1)
    units = [
        f"{a}{n:02d}"
        for a, n in zip(drawn.choice([11, 20, 30, 40, 50], ROWS), drawn.integers(0, 99, ROWS), strict=True)
    ]
    amounts = drawn.integers(-(10**9), 10**9, size=(ROWS, 4)) / 100
    frame = pd.DataFrame(amounts, columns=HEADS[2:])
    frame.insert(0, HEADS[0], units)
    frame.insert(1, HEADS[1], [f"Område {u}" for u in units])
    return frame


def as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(sep=";", decimal=",", index=False).encode()


def as_xlsx(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    tab = book.add_worksheet()
    tab.write_row(0, 0, HEADS)
    for number, row in enumerate(frame.itertuples(index=False), 1):
        tab.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    job = load_job(ROOT, "mariestad", "prognos-april", 2026, dt.datetime(2026, 4, 24, 10))
    frame = made()

    def ours(name: str, content: bytes):
        return read_as_declared(job, name, content, []).rows.groupby("namnd")["budget"].sum()

    kinds = {
        "csv": (as_csv(frame), lambda c: pd.read_csv(io.BytesIO(c), sep=";", decimal=",", engine="c")),
        "xlsx": (as_xlsx(frame), lambda c: pd.read_excel(io.BytesIO(c), engine="calamine")),
    }
    for kind, (content, theirs) in kinds.items():
        assert len(ours(f"x.{kind}", content)) == 5
        mine, other = partial(ours, f"x.{kind}", content), partial(theirs, content)
        pairs = [(seconds(mine), seconds(other)) for _ in range(TIMES)]
        took, beside = (statistics.median(p) for p in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{ROWS} rows of {kind}: all of it {took:.2f} s; pandas merely reads {beside:.2f} s; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
