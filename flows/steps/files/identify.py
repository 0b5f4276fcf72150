"""Whose template of which round a workbook is, by the Mall-id that stands on every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.files.submission import Identity
from flows.steps.job import Job
from flows.steps.texts import clean
from schemas.kinds import TEMPLATE_VERSION, round_told
from schemas.messages import files as say
from schemas.messages.message import Trouble

_TEMPLATE_ID = re.compile(r"(?<![\w/])([a-z0-9-]+)/(\d{4})/([a-z0-9-]+)/([A-ZÅÄÖ][A-ZÅÄÖ0-9]*)/v(\d+)\b")
_END, _LONGEST, _MOST = "/v", 120, 1000
_FINGERPRINT = re.compile(r"Avtryck: ([0-9a-f]{12})\b")
_TOP_ROWS = 12


def template_ids(text: str) -> Iterator[Identity]:
    """Every Mall-id in a text. Its end is looked for first: that is quick also in a long text."""
    at = -1
    for _ in range(_MOST):
        at = text.find(_END, at + 1)
        if at < 0:
            return
        for m in _TEMPLATE_ID.finditer(text, max(0, at - _LONGEST), at + _LONGEST):
            if m.start(5) == at + len(_END):
                yield Identity(m[1], int(m[2]), m[3], m[4], int(m[5]))


Stated = dict[str, list[tuple[str, Identity]]]
"""By sheet, every Mall-id at its top, with its cell."""


def stated_in(grids: Mapping[str, Grid]) -> Stated:
    """Every Mall-id at the top of every sheet."""
    return {title: list(_stated(grid)) for title, grid in grids.items()}


def _stated(grid: Grid) -> Iterator[tuple[str, Identity]]:
    for row, cells in enumerate(grid[:_TOP_ROWS], 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and "/" in cell:
                for identity in template_ids(clean(cell)):
                    yield f"{letter(column)}{row}", identity


def identities(stated: Stated) -> list[Identity]:
    """Each Mall-id once, in the order of the sheets."""
    return list(dict.fromkeys(identity for found in stated.values() for _, identity in found))


def foreign_cells(stated: Stated, own: Identity) -> dict[str, tuple[str, str]]:
    """By sheet that bears another template's Mall-id and not one's own: the cell, and that template's round."""
    return {
        title: (found[0][0], f"{round_told(found[0][1].folder)} {found[0][1].year}")
        for title, found in stated.items()
        if found and not any(identity.same_template(own) for _, identity in found)
    }


def fingerprint_in(grids: Mapping[str, Grid]) -> str:
    """The fingerprint that the template was handed out with; empty where the hidden sheet is gone."""
    tops = (row for grid in grids.values() for row in grid[:_TOP_ROWS])
    cells = (cell for row in tops for cell in row if isinstance(cell, str) and "Avtryck" in cell)
    return next((m[1] for c in cells if (m := _FINGERPRINT.search(c))), "")


def identify(found: list[Identity], job: Job) -> tuple[Identity | None, Trouble | None]:
    """This round's identity among those found and, where the workbook is not this round's, what is wrong."""
    ours = [one for one in found if _is_ours(one, job)]
    if not found:
        return None, say.NO_IDENTITY()
    if len({one.namnd for one in found}) > 1:
        return None, say.SEVERAL()
    one = max(ours or found, key=lambda identity: identity.version)
    if one.kommun != job.settings.id or one.namnd not in {n.id for n in job.namnder}:
        return None, say.OTHER_KOMMUN(namnd=one.namnd, kommun=one.kommun)
    if not ours:
        theirs = f"{round_told(one.folder)} {one.year}"
        return one, say.OTHER_ROUND(theirs=theirs, ours=f"{round_told(job.round.folder)} {job.year}")
    return one, say.NEWER_TEMPLATE() if one.version > TEMPLATE_VERSION else None


def _is_ours(one: Identity, job: Job) -> bool:
    return (one.kommun, one.year, one.folder) == (job.settings.id, job.year, job.round.folder)
