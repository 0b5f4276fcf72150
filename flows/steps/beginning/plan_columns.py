"""Which headings of a plan are which columns of the register: proposed by their words, corrected by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from flows.steps.files.guard import EXPORT
from flows.steps.files.opening import open_workbook
from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.mapping import Proposal, heading_row, propose
from flows.steps.job import stop
from flows.steps.reading.headings import plain
from schemas.messages import files
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.plan_words import COLUMNS, WORDS
from schemas.register import REGISTER

_REQUIRED = ("goal",)


def plan_grids(path: Path) -> dict[str, Grid]:
    """Every sheet of the plan. Raises ExpectedProblem for a file that can't be read."""
    try:
        opened = open_workbook(path.read_bytes(), EXPORT)
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    if isinstance(opened, Trouble):
        raise stop(opened, path.name)
    return opened[0]


def proposed_columns(grids: dict[str, Grid], given: Iterable[str] = ()) -> Proposal:
    """The proposal of the sheet that has most of the headings, with what was said ('Mål=Inriktning') in its place."""
    proposals = [propose(row, WORDS, _REQUIRED) for grid in grids.values() if (row := heading_row(grid))]
    best = max(proposals, key=lambda p: len(p.columns), default=Proposal({}, (), _REQUIRED))
    for said in given:
        best = corrected(best, said)
    return best


def corrected(proposal: Proposal, said: str) -> Proposal:
    """The proposal with one column changed; nothing after the equals sign takes it away. Raises ExpectedProblem."""
    ours, sign, theirs = (part.strip() for part in said.partition("="))
    name = next((n for n, c in COLUMNS.items() if plain(ours) in (plain(c.heading), plain(titled(n)))), "")
    known = {plain(h): h for h in (*proposal.columns.values(), *proposal.left)}
    if not sign or not name or (theirs and plain(theirs) not in known):
        raise stop(say.PLAN_HEADING(value=said))
    heading = known.get(plain(theirs), "")
    columns = {n: h for n, h in proposal.columns.items() if n != name and h != heading}
    columns |= {name: heading} if heading else {}
    columns = {n: columns[n] for n in WORDS if n in columns}
    left = tuple(h for h in known.values() if h not in columns.values())
    return replace(proposal, columns=columns, left=left, missing=tuple(n for n in _REQUIRED if n not in columns))


def titled(name: str) -> str:
    """The column as the register has it, with its sheet where two sheets have a column of that name."""
    heading = COLUMNS[name].heading
    sheet = next(s for s in REGISTER if name in s.by_name)
    return heading if heading == sheet.title else f"{sheet.title}: {heading}"
