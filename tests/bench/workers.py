"""Throughput of two workers against one, on a machine with two cores: PostgreSQL, server and workers as in operation.

Run as `python tests/bench/workers.py [COUNT [PAIRS]]`; prints rounds per minute and their ratio, pair by pair.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.fleet import fleet, municipalities, seconds_of, start_all  # noqa: E402


def seconds(workers: int, count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        municipalities(home, count)
        with fleet(home, workers) as (service, _):
            done, took = seconds_of(service, start_all(service))
            assert done["state_type"] == "COMPLETED", done["state"]
            return took


def main(count: int = 20, pairs: int = 3) -> None:
    print(f"| {count} kommuner, a round each | one worker, rounds/min | two workers | ratio |\n|---|---|---|---|")
    ratios = []
    for _ in range(pairs):
        one, two = seconds(1, count), seconds(2, count)
        ratios.append(one / two)
        print(f"| | {60 * count / one:.1f} | {60 * count / two:.1f} | {one / two:.2f} |", flush=True)
    print(f"| median | | | {statistics.median(ratios):.2f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
