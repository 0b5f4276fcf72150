"""What is followed up beside the model, from `vid_sidan_av.xlsx`: intern kontroll and interna uppdrag (O1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from flows.steps.frames import read_listing
from flows.steps.headings import plain
from flows.steps.inputs import Inputs
from flows.steps.opening import open_workbook
from schemas.findings import ERROR, Finding
from schemas.messages.message import Trouble
from schemas.register import BESIDE_REGISTER
from schemas.sheets.sheet import Sheet


def _rows(sheet: Sheet, inputs: Inputs) -> pd.DataFrame:
    """The year's rows of a sheet: the given columns and `namnd`. What can't be read goes to the findings (R1)."""
    path = inputs.job.beside_file
    opened = open_workbook(path.read_bytes())
    if isinstance(opened, Trouble):
        inputs.findings.append(_finding(opened, path.name))
        return read_listing([], sheet).frame
    grids = {plain(title): grid for title, grid in opened[0].items()}
    if plain(sheet.title) not in grids:
        return read_listing([], sheet).frame
    listing = read_listing(grids[plain(sheet.title)], sheet)
    inputs.findings.extend(_finding(t, path.name, sheet.title, cell) for t, cell in listing.troubles)
    return listing.frame


def _finding(trouble: Trouble, file: str, sheet: str = "", cell: str = "") -> Finding:
    return Finding(rule="R1", severity=ERROR, what=trouble.what, todo=trouble.todo, file=file, sheet=sheet, cell=cell)


BESIDE_SOURCES: dict[str, Callable[[Inputs], pd.DataFrame]] = {
    sheet.id: partial(_rows, sheet) for sheet in BESIDE_REGISTER
}
