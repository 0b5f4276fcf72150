"""A received file as a submission of the round, or the finding that says why it isn't one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from flows.steps.files.formats import format_of
from flows.steps.files.guard import EXPORT, TEMPLATE, Limits, guard, guard_outside
from flows.steps.files.identify import fingerprint_in, foreign_cells, identify, identities, stated_in
from flows.steps.files.oddities import OddCells, as_troubles
from flows.steps.files.remarks import remarks_in
from flows.steps.files.spreadsheets import Grid, open_grids
from flows.steps.files.stated_cells import place_of
from flows.steps.files.submission import Oddities, Received, Submission, sha256
from flows.steps.job import Job
from schemas.findings import ERROR, Finding
from schemas.messages import files as say
from schemas.messages.message import Trouble


def open_submission(job: Job, item: Received) -> Submission | Finding:
    """Open and identify a file. Never raises for what a file may hold."""
    opened = open_workbook(item.content)
    if isinstance(opened, Trouble):
        return file_finding(opened, item)
    grids, odd = opened
    stated = stated_in(grids)
    identity, problem = identify(identities(stated), job)
    if problem is not None or identity is None:
        return file_finding(problem or say.NO_IDENTITY(), item, identity.namnd if identity else "")
    told = _other_sender(job, item, identity.namnd)
    foreign = foreign_cells(stated, identity)
    remarks = remarks_in(item.content)
    return Submission(item, identity, grids, odd, fingerprint_in(grids), told, foreign, remarks)


def open_workbook(content: bytes, limits: Limits = TEMPLATE) -> tuple[dict[str, Grid], Oddities] | Trouble:
    """Every sheet's cells, and those that read as empty but aren't; or why the file can't be opened."""
    kind, trouble = format_of(content)
    if trouble is not None:
        return trouble
    if kind == "zip":
        return say.EMPTY_ARCHIVE()
    if kind == "xlsx":
        return _plainly(content, limits)
    outside = None if kind == "xls" else guard_outside(content, limits)
    return outside or _sheltered(content, limits, kind)


def open_table_book(content: bytes) -> tuple[dict[str, Grid], Oddities] | Trouble | None:
    """The sheets of a large workbook from elsewhere, None for a text that may be a table, or why it is neither."""
    kind, other = format_of(content)
    if kind == "other":
        return None if other is None or other in _TEXT else other
    return open_workbook(content, EXPORT)


_TEXT = (say.TEXT(), say.NOT_WORKBOOK())
"""What csv files are told to be: those in UTF-16 have bytes that no text has."""


def open_own(content: bytes, name: str) -> tuple[dict[str, Grid], Oddities] | Trouble:
    """The same of a workbook that the controller keeps (R1): what is said names it, and not a template to send."""
    opened = open_workbook(content)
    if isinstance(opened, Trouble):
        what = re.sub("^(Fil|Zip-fil)en ", f"Filen {name} ", opened.what)
        what = what if name in what else f"{name}: {what}"
        return Trouble("R1", what, f"Spara {name} på nytt som Excel-arbetsbok (.xlsx).", ERROR)
    return opened


def errors_in(opened: tuple[dict[str, Grid], Oddities], titles: Collection[str], file: str) -> list[Finding]:
    """A finding for each cell of these sheets that shows an error or has no result (V1), in a file of the controller's.

    Titles are compared in any case.
    """
    wanted = {title.casefold() for title in titles}
    sheets = [(title, cells) for title, cells in opened[1].items() if title.strip().casefold() in wanted]
    told = [(title, cell, odd) for title, cells in sheets for cell, odd in cells.items() if odd.rule == "V1"]
    return [replace(odd, todo=_IN_PLACE).at(file, title, cell) for title, cell, odd in told]


_IN_PLACE = "Skriv värdet i cellen, spara filen och kör igen."


def with_errors_shown(opened: tuple[dict[str, Grid], Oddities]) -> dict[str, Grid]:
    """The cells, where one that shows an error or has no result says so itself: for tables that people look through."""
    grids = dict(opened[0])
    for title, cells in opened[1].items():
        rows = [list(row) for row in grids.get(title, ())]
        for cell, odd in cells.items():
            row, column = place_of(cell)
            if odd.rule == "V1" and row < len(rows) and column < len(rows[row]):
                rows[row][column] = odd.what
        grids[title] = rows
    return grids


def _plainly(content: bytes, limits: Limits) -> tuple[dict[str, Grid], Oddities] | Trouble:
    cells = OddCells()
    seen = guard(content, limits, cells.see)
    if isinstance(seen, Trouble):
        return seen
    odd = cells.by_sheet() if seen == "plain" else None
    if odd is None:
        return _sheltered(content, limits, "xlsx")
    try:
        return open_grids(content), odd
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the parser's panics are no Exception
        return say.DAMAGED()


def _sheltered(content: bytes, limits: Limits, kind: str) -> tuple[dict[str, Grid], Oddities] | Trouble:
    from flows.steps.files.sheltered import TooMuch, Unsure, open_sheltered  # a process of its own is for few
    from flows.steps.files.stated_cells import LockedFile

    refused = sha256(content), limits
    if refused in _REFUSED:
        return _REFUSED[refused]
    try:
        grids, odd = open_sheltered(content, limits, kind)
        return grids, as_troubles(odd)
    except TooMuch:
        trouble = say.TOO_SLOW()
    except LockedFile:
        trouble = say.PASSWORD()
    except Unsure:
        trouble = say.UNSURE()
    except ValueError:
        trouble = say.DAMAGED()
    _REFUSED[refused] = trouble
    return trouble


_REFUSED: dict[tuple[str, Limits], Trouble] = {}
"""What was said of files by their content: one that took all the time it may is not tried again by another step."""


def _other_sender(job: Job, item: Received, namnd: str) -> tuple[Trouble, ...]:
    """A mail from another nämnd's address than the template's."""
    theirs = [n for n in job.namnder if item.sender.casefold() in {mail.casefold() for mail in n.mail}]
    if not theirs or namnd in {n.id for n in theirs}:
        return ()
    name = next(n.name for n in job.namnder if n.id == namnd)
    return (say.OTHER_SENDER(namnd=name, sender=theirs[0].name),)


def file_finding(trouble: Trouble, item: Received, namnd: str = "") -> Finding:
    """A finding about a whole file."""
    return trouble.at(item.file, namnd=namnd, submission=item.short)
