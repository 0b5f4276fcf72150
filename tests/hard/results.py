"""The table of `make hardtest`, in RESULTS.md: a row that is measured again takes its own place, the others stay."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from tests.tables import MACHINE

RESULTS = Path(__file__).parent / "RESULTS.md"
Row = tuple[str, int, str, list[str]]
"""What, how many times, the outcome, and each thing that was wrong."""
HEAD = f"""# What `make hardtest` found

Each row is the newest measurement, on {MACHINE}. `python -m tests.hard --skriv` measures all and writes them here;
`--bara personnummer` measures one kind alone. "Wrong" counts what should not have happened; what did is listed by the
command, which then ends with 1.

| what | times | outcome | wrong | measured |
|---|---|---|---|---|
"""


def line_of(row: Row, day: dt.date) -> str:
    """A row of the table."""
    name, count, outcome, wrong = row
    return f"| {name} | {count} | {outcome} | {len(wrong)} | {day} |"


def write(rows: Iterable[Row], day: dt.date) -> None:
    """Put the rows into the table, new ones last."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    table = {_name(line): line for line in lines[len(HEAD.splitlines()) :] if line.startswith("| ")}
    table |= {row[0]: line_of(row, day) for row in rows}
    RESULTS.write_text(HEAD + "".join(f"{line}\n" for line in table.values()), encoding="utf-8")


def _name(line: str) -> str:
    return line.split(" | ")[0].removeprefix("| ")
