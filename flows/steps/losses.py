"""What a rerun would take away from what is published already: answers, rows and amounts (rule D8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from flows.steps.job import Job
from flows.steps.merging.standing import READ
from flows.steps.places import DATA
from flows.steps.swedish import words
from schemas.kinds import KINDS
from schemas.messages import running as say
from schemas.messages.message import Trouble, listed
from schemas.published import SUBMISSIONS, PublishedTable, published_sheet
from schemas.published_data import as_data
from schemas.sheets.beside import BESIDE
from schemas.sheets.sheet import Sheet

MOST = 8
"""Losses that the message names; of more it says how many."""
Rows = list[dict[str, str]]


def less_than_before(job: Job, files: Mapping[str, bytes]) -> Trouble | None:
    """What the round's new files lack of its published ones; None where nothing does, or nothing was published.

    Compared are the tables that come from the register, the finance system and the answers, by nämnd and key. What is
    made of them, such as deviations and findings, may well become less.
    """
    lost = list(_losses(job, files))
    if not lost:
        return None
    more = [f"{words(len(lost) - MOST)} saker till"] if len(lost) > MOST + 1 else lost[MOST:]
    return say.LESS_THAN_BEFORE(lost=listed([*lost[:MOST], *more]), command=job.command)


def _losses(job: Job, files: Mapping[str, bytes]) -> Iterator[str]:
    before, now = _both(job, files, as_data(SUBMISSIONS))
    answered = {row["namnd"] for row in now if row["outcome"].endswith(READ)}
    names = {n.id: n.name for n in job.namnder}
    for namnd in dict.fromkeys(row.get("namnd", "") for row in before if row.get("outcome", "").endswith(READ)):
        if namnd not in answered:
            yield f"svaret från {names.get(namnd, namnd)}"
    for sheet in _sheets(job):
        before, now = _both(job, files, as_data(published_sheet(sheet)))
        if sheet.optional:  # rows that a nämnd may take back itself; all of them at once is something else
            before = [row for row in before if row.get("state") == READ] if not now else []
        gone = _gone(sheet, before, now)
        if gone and not now:
            yield f"bladet {sheet.title} ({_rows_told(len(gone))})"
        elif gone:
            yield f"{_rows_told(len(gone))} för {_whose(gone)} på bladet {sheet.title}"
        yield from _amounts(sheet, before, now)


def _sheets(job: Job) -> tuple[Sheet, ...]:
    """Every sheet that a round may have published, by the names of their tables; this round's own where it has it."""
    every = (*(sheet for kind in KINDS.values() for sheet in kind.sheets), *BESIDE, *job.kind.sheets)
    return tuple({published_sheet(sheet).name: sheet for sheet in every}.values())


def _both(job: Job, files: Mapping[str, bytes], table: PublishedTable) -> tuple[Rows, Rows]:
    """The table's rows as they are published, and as they would be; none where there is no such table."""
    path = job.result / DATA / f"{table.name}.csv"
    published = path.read_bytes() if path.is_file() else b""
    return _read(published, table), _read(files.get(f"{DATA}/{path.name}", b""), table)


def _read(content: bytes, table: PublishedTable) -> Rows:
    """Texts by our names of the columns; a heading that the table no longer has stays as it is."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    return [{table.names.get(heading, heading): text or "" for heading, text in row.items()} for row in rows]


def _gone(sheet: Sheet, before: Rows, now: Rows) -> Rows:
    """The rows that aren't there any more: by key, or by number where an earlier version had no key."""
    if all(sheet.key in row for row in before):
        there = {(row["namnd"], row[sheet.key]) for row in now}
        return [row for row in before if (row["namnd"], row[sheet.key]) not in there]
    left = [row["namnd"] for row in now]
    gone = []
    for row in before:
        if row.get("namnd", "") in left:
            left.remove(row["namnd"])
        else:
            gone.append(row)
    return gone


def _amounts(sheet: Sheet, before: Rows, now: Rows) -> Iterator[str]:
    """Amounts that the finance system gave and no longer gives, in rows that are still there.

    One that has become empty; or all of a nämnd's in a column, where they have become zero.
    """
    there = {(row["namnd"], row[sheet.key]): row for row in now}
    pairs = [(row, there.get((row.get("namnd", ""), row.get(sheet.key, "")))) for row in before]
    for column in (c for c in sheet.published if c.kind == "money" and not c.entry and not c.difference):
        amounts: dict[str, list[str]] = {}
        for row, new in pairs:
            if new is not None and row.get(column.name) not in _NOTHING:
                amounts.setdefault(row["namnd"], []).append(new.get(column.name, ""))
        lost = [namnd for namnd, values in amounts.items() if "" in values or set(values) <= set(_NOTHING)]
        if lost:
            yield f"belopp i kolumnen {column.heading} för {listed(lost)} på bladet {sheet.title}"


_NOTHING = (None, "", "0")


def _rows_told(count: int) -> str:
    return f"{words(count, common=True)} {'rad' if count == 1 else 'rader'}"


def _whose(rows: Sequence[Mapping[str, str]]) -> str:
    return listed(dict.fromkeys(row.get("namnd", "") for row in rows))
