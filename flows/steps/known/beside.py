"""What is followed up beside the model, from `vid_sidan_av.xlsx`: intern kontroll and interna uppdrag (O1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from flows.steps.known.inputs import Inputs
from flows.steps.reading.frames import Listing, read_listing
from flows.steps.reading.headings import plain
from schemas.findings import ERROR
from schemas.messages import model as say
from schemas.register import BESIDE_REGISTER
from schemas.sheets.sheet import Sheet


def _rows(sheet: Sheet, inputs: Inputs) -> pd.DataFrame:
    """The year's rows of a sheet: the given columns and `namnd`. What can't be read goes to the findings (R1)."""
    grids = inputs.beside[0]
    listing = read_listing(grids.get(plain(sheet.title), []), sheet)
    if plain(sheet.title) in grids:
        for trouble, cell in listing.troubles:
            wrong = replace(trouble, rule="R1", severity=ERROR)
            inputs.findings.append(wrong.at(inputs.job.beside_file.name, sheet.title, cell))
    _tell_strangers(sheet, listing, inputs)
    return listing.frame


def _tell_strangers(sheet: Sheet, listing: Listing, inputs: Inputs) -> None:
    """Rows of no nämnd of the year would be in nobody's template."""
    ids = [n.id for n in inputs.job.namnder]
    for key, namnd in listing.frame["namnd"].items():
        if namnd not in ids:
            name = namnd if isinstance(namnd, str) else ""
            said = say.NO_SUCH_NAMND(namnd=name, year=inputs.job.year, ids=", ".join(sorted(ids)))
            cell = listing.cell(str(key), "namnd")
            inputs.findings.append(said.at(inputs.job.beside_file.name, sheet.title, cell))


BESIDE_SOURCES: dict[str, Callable[[Inputs], pd.DataFrame]] = {
    sheet.id: partial(_rows, sheet) for sheet in BESIDE_REGISTER
}
