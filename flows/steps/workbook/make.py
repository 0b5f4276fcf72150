"""The consolidated workbook for kommunledningen."""

from __future__ import annotations

import datetime as dt

from flows.steps.look import Book
from flows.steps.merging.merge import Merged
from flows.steps.workbook.links import Links
from flows.steps.workbook.money import accuracy_chart, write_reconciliation
from flows.steps.workbook.over_time import development_charts, write_indicators
from flows.steps.workbook.overview import OverviewTables, write_overview
from flows.steps.workbook.plain_sheets import write_about, write_focus
from flows.steps.workbook.tables import Placed, TableWriter
from schemas.published import (
    ACCURACY,
    ALL_ACTIONS,
    DEVELOPMENT,
    DEVIATIONS,
    FINDINGS,
    SUBMISSIONS,
    PublishedTable,
    published_sheet,
    shown_totals,
)

_WITHIN = "followup"
"""The sheet whose rows stand among the åtgärder."""


def make_workbook(merged: Merged) -> bytes:
    """Översikt first, then what deviates, then everything else, last where it comes from."""
    job = merged.job
    book = Book(f"{job.title} – {job.settings.name}", "Mål och ekonomi", dt.datetime.combine(job.deadline, dt.time(8)))
    overview, links = book.sheet("Översikt"), Links(merged)

    def table(what: PublishedTable) -> Placed:
        return TableWriter(book, merged, links, what).write(merged.tables[what.id])

    deviations, totals = table(DEVIATIONS), table(shown_totals(job.kind))
    for sheet in (s for s in job.kind.sheets if s.id != _WITHIN):
        table(published_sheet(sheet))
        if sheet.id == "goals":
            focus = write_focus(book, merged)
        if sheet.id == "indicators":
            write_indicators(book, merged)
    table(ALL_ACTIONS)
    development = table(DEVELOPMENT)
    development_charts(book, development, merged)
    if ACCURACY.id in merged.tables:
        accuracy_chart(book, table(ACCURACY), merged.tables[ACCURACY.id])
    write_reconciliation(book, merged)
    for what in (SUBMISSIONS, FINDINGS):
        table(what)
    write_about(book, merged)
    write_overview(book, overview, merged, OverviewTables(totals, focus, development, deviations))
    overview.activate()
    return book.finish()
