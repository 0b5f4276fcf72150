"""Which headings of a plan are which columns of the register: proposed by their words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flows.steps.files.guard import EXPORT
from flows.steps.files.opening import open_workbook
from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.mapping import Proposal, Wanted, corrected, heading_row, propose
from flows.steps.job import stop
from flows.steps.reading.headings import HEADING_ROWS
from schemas.messages import files
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.plan_words import COLUMNS, WORDS
from schemas.register import REGISTER


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
    """Every sheet of the plan. Raises ExpectedProblem for a file that can't be read."""
    try:
        opened = open_workbook(path.read_bytes(), EXPORT)
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    if isinstance(opened, Trouble):
        raise stop(opened, path.name)
    return opened[0]


def proposed_columns(grids: dict[str, Grid], file: str, given: Iterable[str] = ()) -> Proposal:
    """The proposal of the sheet that has most of the headings, with what was said ('Mål=Inriktning') in its place."""
    proposals = [propose(row, PLAN) for grid in grids.values() if (row := heading_row(grid))]
    if not proposals:
        raise stop(say.WITHOUT_HEADINGS(file=file, most=HEADING_ROWS), file)
    best = max(proposals, key=lambda p: len(p.columns))
    for said in given:
        best = corrected(best, said)
    return best
