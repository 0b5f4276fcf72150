"""Opening what the guard can't judge (.xls, .xlsb, .ods, odd .xlsx) in a process of its own, with limits.

A kilobyte of broken .xls makes its parser ask for memory without end, and some panic: that must not end the round.
The file's own records are read there too, for the cells that the parser gives as empty although they aren't.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from flows.steps.files.guard import TEMPLATE, Limits, part
from flows.steps.files.spreadsheets import Grid, open_book
from flows.steps.files.stated_cells import LockedFile, Odd, Sheets, odd_cells, without_results

PATIENCE = 30
"""Seconds on the clock; a busy machine may need them for the few of work that are allowed."""
MOST, MOST_PER_BYTE = 60_000_000, 6
"""Bytes of JSON that this process takes back, and more of a larger file."""
SECONDS_PER_MEGABYTE, MEMORY_PER_BYTE = 2, 40
"""What a larger file may use more, up to its limits; a small one that needs more was made to hurt."""
DAMAGED, TOO_MUCH, LOCKED, UNSURE = 1, 2, 3, 4
"""How the child ends where it gives no cells. Any other end is a parser that died."""
ROOT = Path(__file__).resolve().parents[3]
"""Where a child is started, so that it finds the program."""


class TooMuch(Exception):
    """It took too long, or too much memory."""


class Unsure(Exception):
    """Its cells can be read, but not which of them only look empty."""


_ENDS: dict[int, type[Exception]] = {DAMAGED: ValueError, LOCKED: LockedFile, UNSURE: Unsure}


def open_sheltered(
    content: bytes, limits: Limits = TEMPLATE, kind: str = "xlsx"
) -> tuple[dict[str, Grid], dict[str, Odd]]:
    """Every sheet's cells, and those that only look empty. Raises TooMuch, LockedFile, Unsure, ValueError."""
    limits = scaled(limits, len(content))
    command = [sys.executable, "-m", "flows.steps.files.sheltered", json.dumps(asdict(limits)), kind]
    patience = max(PATIENCE, 3 * limits.seconds)
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=patience, cwd=ROOT, env=_env(), check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    if done.returncode:
        raise _ENDS.get(done.returncode, TooMuch)
    grids, odd = dict[str, Grid](), dict[str, Odd]()
    for title, rows, cells in map(json.loads, done.stdout.splitlines()):
        grids[title] = [[_back(c) for c in row] for row in rows]
        if cells:
            odd[title] = {cell: (kind, text) for cell, (kind, text) in cells.items()}
    return grids, odd


def scaled(limits: Limits, size: int) -> Limits:
    """The limits of a file of this size: those of a template and something for each byte, up to its own."""
    seconds = TEMPLATE.seconds + size * SECONDS_PER_MEGABYTE // 1_000_000
    memory = TEMPLATE.memory + size * MEMORY_PER_BYTE
    return replace(limits, seconds=min(limits.seconds, seconds), memory=min(limits.memory, memory))


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
    """Memory and time of work, by the system's own means."""
    try:
        import resource
    except ImportError:  # Windows
        from flows.steps.files.windows_job import limit_this_process

        limit_this_process(limits.memory, limits.seconds)
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The child: bytes on standard input, JSON on standard output, or one of the ends above."""
    limits, kind = Limits(**json.loads(sys.argv[1])), sys.argv[2]
    limit(limits)
    try:
        content = sys.stdin.buffer.read()
        most = max(MOST, MOST_PER_BYTE * len(content))
        sheets, content = _stated(kind, content)
        if sheets.rows > limits.row or sheets.area > limits.area:
            return TOO_MUCH
        titles, grids = open_book(content)
        return _told(grids, sheets, titles, (limits, most))
    except MemoryError:
        return TOO_MUCH
    except LockedFile:
        return LOCKED
    except ValueError:  # what its records state doesn't hold together
        return UNSURE
    except BaseException:  # the parser's panics are no Exception
        return DAMAGED


def _stated(kind: str, content: bytes) -> tuple[Sheets, bytes]:
    """What the file's own records state, and the content as the parser is to have it.

    They are read first: a structure that leads astray is then refused before the parser follows it.
    """
    from flows.steps.files import odd_binary, odd_xml
    from flows.steps.files.package import Parts, canonical, workbook_in

    if kind == "xls":
        return odd_binary.sheets_of_xls(content), odd_binary.with_usual_name(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = Parts(archive.namelist(), lambda name: part(archive, archive.getinfo(name)))
        if kind == "ods":
            return odd_xml.sheets_of_ods(parts), content
        book = workbook_in(parts)
        sheets = odd_binary.sheets_of_xlsb(book) if book.binary else odd_xml.sheets_of_xlsx(book)
        return sheets, canonical(book, parts)


def _told(grids: dict[str, Grid], sheets: Sheets, titles: list[str], bounds: tuple[Limits, int]) -> int:
    """Write the cells bit by bit, so that they are not there twice. `bounds`: the limits, and bytes at most."""
    limits, most = bounds
    area = sum(len(grid) * max(map(len, grid), default=0) for grid in grids.values())
    if any(len(grid) > limits.row for grid in grids.values()) or area > limits.area:  # the parser found more
        return TOO_MUCH
    stated, written = sheets.by_title(titles), 0
    for title, grid in grids.items():
        odd = odd_cells(grid, stated[title], sheets.calculated)
        rows = [[_forth(c) for c in row] for row in without_results(grid, odd)]
        written += sys.stdout.write(f"{json.dumps([title, rows, odd])}\n")
        if written > most:
            return TOO_MUCH
    return 0


if __name__ == "__main__":
    sys.exit(main())
