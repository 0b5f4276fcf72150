"""Where the time of publishing goes for 15 nämnder with 90 goals, and its ratio to the two seconds that it may take.

Run as `python tests/bench/publish.py`. `first` is what one run of the command meets (templates are compiled, libraries
woken), `then` the median of those after it in the same process.
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from types import FunctionType

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from flows import movement  # noqa: E402
from flows.steps import publish  # noqa: E402
from flows.steps.post.compose import files_of  # noqa: E402
from tests.example.scaled import scaled  # noqa: E402

NAMNDER, GOALS, TIMES, ALLOWED = 15, 90, 7, 2.0
Seconds = dict[str, float]


def timed(name: str, work: FunctionType, into: Seconds):
    def call(*args, **kwargs):
        started = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            into[name] += time.perf_counter() - started

    return call


def parts() -> list[str]:
    """The functions that `outputs` and its publisher of a follow-up call, whichever they are by now."""
    called = [*publish._PUBLISHERS["followup"].__code__.co_names, *publish.outputs.__code__.co_names]
    return [n for n in called if isinstance(getattr(publish, n, None), FunctionType)]


def measure(merged, replies: dict[str, bytes], target: Path) -> Seconds:
    """Seconds of each part, of what is between them, and of writing the files."""
    into: Seconds = defaultdict(float)
    kept = {name: getattr(publish, name) for name in parts()}
    for name, work in kept.items():
        setattr(publish, name, timed(name, work, into))
    try:
        started = time.perf_counter()
        files = publish.outputs(merged, replies)
        into["the rest of outputs"] = time.perf_counter() - started - sum(into.values())
    finally:
        for name, work in kept.items():
            setattr(publish, name, work)
    timed("swap_in", publish.swap_in, into)(target, files)
    return dict(into)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        job = scaled(Path(home), NAMNDER, GOALS)
        runs, came = [], {}
        original = movement.publish

        def instead(merged, replies, sure=False) -> None:
            letters = {name: content for reply in replies for name, content in files_of(reply).items()}
            runs.append(measure(merged, letters, job.outbox / "resultat"))
            came.update(merged=merged, replies=letters)

        movement.publish = instead
        try:
            movement.run_round(job, movement.Journal(lambda _: None).plainly)
        finally:
            movement.publish = original
        runs += [measure(came["merged"], came["replies"], job.outbox / "resultat") for _ in range(TIMES)]
    print(f"| publishing {NAMNDER} nämnder with {GOALS} goals | first, s | then, s |\n|---|---|---|")
    for name in runs[0]:
        print(f"| {name} | {runs[0][name]:.2f} | {statistics.median(r[name] for r in runs[1:]):.2f} |")
    first, then = sum(runs[0].values()), statistics.median(sum(r.values()) for r in runs[1:])
    print(f"| in all | {first:.2f} | {then:.2f} |")
    print(f"| ratio to {ALLOWED:g} s | {first / ALLOWED:.2f} | {then / ALLOWED:.2f} |")


if __name__ == "__main__":
    main()
