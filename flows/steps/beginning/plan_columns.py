"""Which headings of a plan are which columns of the register: proposed by their words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flows.steps.beginning.plan_near import own_number
from flows.steps.files.opening import open_table_book, with_errors_shown
from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.mapping import Proposal, Wanted, corrected, heading_row, propose, text_grid
from flows.steps.job import stop
from flows.steps.reading.headings import HEADING_ROWS
from flows.steps.texts import clean, is_blank
from schemas.messages import files
from schemas.messages import plan as say
from schemas.messages.message import Trouble
from schemas.messages.settings import WITHOUT_HEADINGS
from schemas.plan_words import COLUMNS, WORDS
from schemas.register import REGISTER

_SENTENCES = ("goal", "indicator", "activity", "focus_area", "namnd")
"""What nobody says with a number alone."""


def _titled(name: str) -> str:
    """The column as the register has it, with its sheet where it isn't what the sheet is of."""
    heading = COLUMNS[name].heading
    sheet = next(s for s in REGISTER if name in s.by_name)
    return heading if heading == sheet.title else f"{sheet.title}: {heading}"


PLAN = Wanted(
    WORDS,
    {name: _titled(name) for name in WORDS},
    {name: column.help for name, column in COLUMNS.items()},
    ("goal",),
    "R1",
    "Planen går att ta in ändå: nummer, år och riktning skrivs in åt er, och resten lämnas tomt i målregistret.",
)


def plan_grids(path: Path) -> dict[str, Grid]:
    """Every sheet of the plan, or the table of a CSV file. Raises ExpectedProblem for a file that can't be read."""
    try:
        content = path.read_bytes()
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    opened = open_table_book(content)
    if isinstance(opened, Trouble):
        raise stop(say.UNREADABLE(file=path.name, why=opened.what), path.name)
    if opened:
        return with_errors_shown(opened)
    table = text_grid(content)
    if isinstance(table, Trouble):
        raise stop(say.UNREADABLE(file=path.name, why=table.what), path.name)
    if not heading_row(table):
        raise stop(say.UNREADABLE(file=path.name, why=files.TEXT().what), path.name)
    return {path.stem: table}


def proposed_columns(
    grids: dict[str, Grid], file: str, given: Iterable[str] = (), ids: Collection[str] = ()
) -> Proposal:
    """The proposal of the sheet that has most of the headings, with what was said ('Mål=Inriktning') in its place.

    `ids` are the nämnder's, which goals' numbers begin with.
    """
    proposals = [_of_sheet(row, grid, ids) for grid in grids.values() if (row := heading_row(grid))]
    if not proposals:
        raise stop(WITHOUT_HEADINGS(file=file, most=HEADING_ROWS), file)
    best = max(proposals, key=lambda p: len(p.columns))
    for said in given:
        best = corrected(best, said)
    return best


def _of_sheet(headings: list[str], grid: Grid, ids: Collection[str]) -> Proposal:
    """What is likeliest. A running number (1, 2, 3) is nobody's Mål-id, whatever its heading; a number is no goal."""
    below = {heading: [text for text in _below(grid, heading) if text] for heading in headings}
    numeric = {heading for heading, texts in below.items() if texts and 2 * sum(map(_is_number, texts)) > len(texts)}
    found = propose(headings, PLAN, lambda key, heading: key not in _SENTENCES or heading not in numeric)
    numbers = [text for text in _below(grid, found.columns.get("goal_id", "")) if text]
    if not numbers or any(own_number(text, ids) for text in numbers):
        return found
    return replace(found, columns={name: heading for name, heading in found.columns.items() if name != "goal_id"})


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[−–-]?[\d\s.,]+(?:%|\w{1,4})?", text))


def _below(grid: Grid, heading: str) -> Iterator[str]:
    """What stands under a heading of the sheet's heading row; nothing where it has none such."""
    for number, row in enumerate(grid[:HEADING_ROWS], 1):
        at = next((i for i, cell in enumerate(row) if heading and isinstance(cell, str) and clean(cell) == heading), -1)
        if at >= 0:
            yield from (clean(row[at]) for row in grid[number:] if at < len(row) and not is_blank(row[at]))
            return
