"""Random files of the finance system, drift and investments: each is read to the öre, or something is said of it."""

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.finance_files import Made, made, outcome, projects_outcome
from tests.hard.battery import example

Row = tuple[str, int, str, list[str]]
DRIFT, INVESTMENTS, ROWS, OFTEN = 5_000, 1_000, 10_000, 50


def rows() -> list[Row]:
    """A row per kind of file, with how many were read and how many asked about."""
    with tempfile.TemporaryDirectory() as folder:
        job = example(Path(folder))
        return [
            _tried("finance files of up to 10 000 rows", DRIFT, lambda n: outcome(job, _file(n))[0]),
            _tried("tables of investments", INVESTMENTS, lambda n: projects_outcome(job, made(n, projects=True))[0]),
        ]


def _file(seed: int) -> Made:
    """Every fiftieth has 10 000 rows."""
    return made(seed, ROWS, count=ROWS) if seed % OFTEN == 0 else made(seed)


def _tried(name: str, count: int, outcome_of: Callable[[int], str]) -> Row:
    tally, wrong = Counter[str](), list[str]()
    for seed in range(count):
        result = outcome_of(seed)
        tally[result] += 1
        if result == "silent":
            wrong.append(f"seed {seed}")
    return name, count, f"{tally['right']} read to the öre, {tally['told']} reported", wrong
