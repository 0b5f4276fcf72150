"""Opening what the guard can't judge (.xls, .xlsb, .ods, odd .xlsx) in a process of its own, with limits.

A kilobyte of broken .xls makes its parser ask for memory without end, and some panic: that must not end the round.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.steps.files.guard import TEMPLATE, Limits
from flows.steps.files.spreadsheets import Grid

PATIENCE = 30
"""Seconds on the clock; a busy machine may need them for the few of work that are allowed."""
MOST = 60_000_000
"""Bytes of JSON that this process takes back."""
ROOT = Path(__file__).resolve().parents[3]


class TooMuch(Exception):
    """It took too long, or too much memory."""


def open_sheltered(content: bytes, limits: Limits = TEMPLATE) -> dict[str, Grid]:
    """Every sheet's cells. Raises TooMuch past the limits and ValueError for what can't be opened."""
    command = [sys.executable, "-m", "flows.steps.files.sheltered", json.dumps(asdict(limits))]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, env=_env(), check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    if done.returncode not in (0, 1):
        raise TooMuch
    if done.returncode:
        raise ValueError
    sheets = (json.loads(line) for line in done.stdout.splitlines())
    return {title: [[_back(c) for c in row] for row in rows] for title, rows in sheets}


def _env() -> dict[str, str]:
    """A parser that is out of memory hangs if it is to tell where it was."""
    return os.environ | {"RUST_BACKTRACE": "0"}


def _forth(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    return str(cell) if isinstance(cell, dt.time | dt.timedelta) else cell


def _back(cell: Any) -> Any:
    if isinstance(cell, dict):
        return dt.datetime.fromisoformat(cell["t"]) if "t" in cell else dt.date.fromisoformat(cell["d"])
    return cell


def limit(limits: Limits) -> None:
    """Memory and time of work, where the system can (not on Windows, which has the clock alone)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The child: bytes on standard input, JSON on standard output; 1 for what can't be opened."""
    limits = Limits(**json.loads(sys.argv[1]))
    limit(limits)
    from flows.steps.files.spreadsheets import open_grids

    try:
        grids = open_grids(sys.stdin.buffer.read())
    except MemoryError:
        return 2
    except BaseException:  # the parser's panics are no Exception
        return 1
    area = sum(len(grid) * max(map(len, grid), default=0) for grid in grids.values())
    if any(len(grid) > limits.row for grid in grids.values()) or area > limits.area:
        return 2
    return _told(grids)


def _told(grids: dict[str, Grid]) -> int:
    """The cells on standard output, bit by bit, so that they are not there twice."""
    written = 0
    for title, rows in grids.items():
        line = json.dumps([title, [[_forth(c) for c in row] for row in rows]])
        written += sys.stdout.write(f"{line}\n")
        if written > MOST:
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
