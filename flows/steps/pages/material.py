"""Pages of a material to discuss: one with everything, and one per nämnd with its own rows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from flows.steps.merging.material import headline
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import STANDING
from flows.steps.merging.wordings import sources_told
from flows.steps.pages.frame import KOMMUN, page_name, rendered
from flows.steps.pages.tables import PageTable, listing, page_table
from flows.steps.swedish import moment
from schemas.published import published_derived, published_sheet

_HIDDEN = ("control", "file", "cell", "digest", "state")


def material_pages(merged: Merged) -> dict[str, bytes]:
    """`index.html` and `namnder/<id>.html` for each nämnd of the year."""
    job = merged.job
    values = {
        "sentences": headline(merged),
        "parts": list(_tables(merged)),
        "answers": _answers(merged),
        "sources": sources_told(merged),
    }
    files = {KOMMUN: rendered(merged, ("material.html.j2", KOMMUN, job.title), values)}
    for namnd in job.settings.namnder_in(job.year):
        said = values | {"sentences": [], "parts": list(_tables(merged, namnd.id)), "answers": None}
        name = page_name(namnd.id)
        files[name] = rendered(merged, ("material.html.j2", name, namnd.name), said)
    return files


def _own(frame: pd.DataFrame, namnd: str) -> pd.DataFrame:
    """The rows that are a nämnd's; of a table without owners none."""
    owner = "owner" if "owner" in frame.columns else "namnd"
    return frame[frame[owner] == namnd] if owner in frame.columns else frame.iloc[:0]


def _tables(merged: Merged, namnd: str = "") -> Iterator[tuple[str, str, PageTable]]:
    """Title, note and rows of each table that has any, all or a nämnd's own."""
    kind = merged.job.kind
    for table in (*map(published_derived, kind.derived), *map(published_sheet, kind.sheets)):
        frame = _own(merged.tables[table.id], namnd) if namnd else merged.tables[table.id]
        if len(frame):
            shown = [c for c in table.columns if c.name not in _HIDDEN and frame[c.name].notna().any()]
            yield table.title, table.note, page_table(table.title, shown, frame)


def _answers(merged: Merged) -> PageTable:
    rows = [
        (
            state.namnd.name,
            STANDING[state.state],
            moment(state.newest.received.received) if state.newest else "",
            state.newest.file if state.newest else "",
        )
        for state in merged.states
    ]
    return listing("Svar", ("Namn", "Läge", "Mottagen", "Fil"), rows)
