"""Opening what the guard can't look into (.xls, .xlsb, .ods) in a process of its own, with limits of time and memory.

A kilobyte of broken .xls makes its parser ask for memory without end, and some panic: that must not end the round.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from flows.steps.spreadsheets import Grid

SECONDS, MEMORY = 20, 1 << 30
_ROOT = Path(__file__).resolve().parents[2]


class TooMuch(Exception):
    """It took too long, or too much memory."""


def open_sheltered(content: bytes) -> dict[str, Grid]:
    """Every sheet's cells. Raises TooMuch past the limits and ValueError for what can't be opened."""
    command = [sys.executable, "-m", "flows.steps.sheltered"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False)
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    if done.returncode not in (0, 1):
        raise TooMuch
    if done.returncode:
        raise ValueError
    return {title: [[_back(c) for c in row] for row in rows] for title, rows in json.loads(done.stdout).items()}


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


def _limit_memory() -> None:
    """Where the system can (not on Windows, where the time alone is limited)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> int:
    """The child: bytes on standard input, JSON on standard output; 1 for what can't be opened."""
    _limit_memory()
    from flows.steps.guard import TEMPLATE
    from flows.steps.spreadsheets import open_grids

    try:
        grids = open_grids(sys.stdin.buffer.read())
    except MemoryError:
        return 2
    except BaseException:  # the parser's panics are no Exception
        return 1
    if any(len(grid) > TEMPLATE.row for grid in grids.values()):
        return 2
    cells = {title: [[_forth(c) for c in row] for row in rows] for title, rows in grids.items()}
    sys.stdout.write(json.dumps(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
