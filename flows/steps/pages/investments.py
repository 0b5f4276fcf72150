"""The investments on the pages: a nämnd's projects with their sum, and the kommun's nämnder with theirs."""

from __future__ import annotations

import pandas as pd

from flows.steps.merging.merge import Merged
from flows.steps.merging.shown import projects_total
from flows.steps.merging.wordings import NAMNDER_TOTAL
from flows.steps.pages.frame import page_name
from flows.steps.pages.tables import Cell, Heading, PageTable, Row, linked, page_table
from flows.steps.swedish import tkr
from schemas.columns import Column
from schemas.sheets.investments import INVESTMENTS
from schemas.sheets.sheet import is_total


def projects_table(merged: Merged, namnd: str) -> PageTable | None:
    """The nämnd's projects, where the kommun follows up investments and the nämnd has any."""
    table = merged.tables.get(INVESTMENTS.id)
    mine = table[table["namnd"] == namnd] if table is not None else None
    if mine is None or mine.empty:
        return None
    return page_table("Investeringar per projekt", _told(merged, mine, "project", "comment"), mine)


def investments_table(merged: Merged) -> PageTable | None:
    """One row per nämnd with projects, and the sum of what is shown."""
    table = merged.tables.get(INVESTMENTS.id)
    if table is None or table.empty:
        return None
    sums = table.loc[[is_total(str(key)) for key in table.index]]
    names = {n.id: n.name for n in merged.job.namnder}
    columns = _told(merged, sums, "project")
    made = page_table("Investeringar, en rad per nämnd", columns, sums.assign(project=sums["namnd"].map(names)))
    rows = [
        linked(Row(row.cells), f"{page_name(namnd)}#investeringar")
        for row, namnd in zip(made.rows, sums["namnd"], strict=True)
    ]
    total = projects_total(table, merged.job.kind.sheet(INVESTMENTS.id))
    cells = (Cell(tkr(total[c.name]) if total[c.name] is not None else "", "num") for c in columns[1:])
    heading = (Heading("Nämnd", number=False), *made.headings[1:])
    return PageTable(made.caption, heading, (*rows, Row((Cell(NAMNDER_TOTAL), *cells), total=True)))


def _told(merged: Merged, frame: pd.DataFrame, *texts: str) -> tuple[Column, ...]:
    """These texts in their order, and between them the amounts of which one at least is known."""
    columns = merged.job.kind.sheet(INVESTMENTS.id).published
    return tuple(c for c in columns if c.name in texts or (c.kind == "money" and frame[c.name].notna().any()))
