"""Whose template of which round a workbook is, by the Mall-id that stands on every sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.steps.cells import Trouble, clean
from flows.steps.grid import Grid
from flows.steps.job import Job
from schemas.kinds import TEMPLATE_VERSION

_TEMPLATE_ID = re.compile(r"\b([a-z0-9-]+)/(\d{4})/([a-z0-9-]+)/([A-ZÅÄÖ][A-ZÅÄÖ0-9]*)/v(\d+)\b")
_TOP_ROWS = 8


@dataclass(frozen=True)
class Identity:
    """What a Mall-id says."""

    kommun: str
    year: int
    folder: str
    namnd: str
    version: int


def identities(grids: dict[str, Grid]) -> list[Identity]:
    """Every Mall-id at the top of any sheet, each once, in the order of the sheets."""
    found: dict[Identity, None] = {}
    for grid in grids.values():
        texts = (clean(cell) for row in grid[:_TOP_ROWS] for cell in row if isinstance(cell, str) and "/" in cell)
        for match in (m for text in texts for m in _TEMPLATE_ID.finditer(text)):
            found[Identity(match[1], int(match[2]), match[3], match[4], int(match[5]))] = None
    return list(found)


def identify(grids: dict[str, Grid], job: Job) -> tuple[str, Trouble | None]:
    """The nämnd's id and, where the workbook is not this round's template, what is wrong."""
    found = identities(grids)
    if not found:
        return "", Trouble("I1", "Mall-id saknas, så filen känns inte igen.", "Fyll i den mall som delades ut.")
    if len(found) > 1:
        return "", Trouble("I1", "Filen har blad från flera mallar.", "Skicka en fil för varje nämnd och omgång.")
    one = found[0]
    if one.kommun != job.settings.id or one.namnd not in {n.id for n in job.namnder}:
        return "", Trouble(
            "I2", f"Mallen hör till {one.namnd} i {one.kommun}.", "Skicka den mall som delades ut till er."
        )
    if (one.folder, one.year) != (job.round.folder, job.year):
        what = f"Det här är mallen för {one.folder.replace('-', ' ')} {one.year}, men nu pågår {job.title.lower()}."
        return one.namnd, Trouble("I2", what, "Fyll i rätt mall.")
    if one.version != TEMPLATE_VERSION:
        return one.namnd, Trouble(
            "I2", "Mallen är en äldre version.", "Flytta svaren till den mall som delades ut senast."
        )
    return one.namnd, None
