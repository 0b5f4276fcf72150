"""The consolidated workbook for kommunledningen."""

from __future__ import annotations

import datetime as dt

from flows.steps.look import Book
from flows.steps.merge import Merged
from flows.steps.workbook_money import accuracy_chart, write_reconciliation
from flows.steps.workbook_more import write_about, write_deviations, write_focus
from flows.steps.workbook_overview import write_overview
from flows.steps.workbook_tables import TableWriter
from schemas.published import ACCURACY, ACTIONS, FINDINGS, OPTIONAL, SUBMISSIONS, TOTALS, published_sheet


def make_workbook(merged: Merged) -> bytes:
    """Översikt first, then what deviates, then everything else, last where it comes from."""
    job = merged.job
    book = Book(f"{job.title} – {job.settings.name}", "Mål och ekonomi", dt.datetime.combine(job.deadline, dt.time(8)))
    overview = book.sheet("Översikt")
    write_deviations(book, merged)
    totals = TableWriter(book, merged, TOTALS).write(merged.tables[TOTALS.id])
    focus = None
    for sheet in job.kind.sheets:
        TableWriter(book, merged, published_sheet(sheet)).write(merged.tables[sheet.id])
        focus = focus or write_focus(book, merged)
    for table in (t for t in (ACTIONS, *OPTIONAL) if t.id in merged.tables):
        placed = TableWriter(book, merged, table).write(merged.tables[table.id])
        if table is ACCURACY:
            accuracy_chart(book, placed, merged.tables[table.id])
    write_reconciliation(book, merged)
    for table in (SUBMISSIONS, FINDINGS):
        TableWriter(book, merged, table).write(merged.tables[table.id])
    write_about(book, merged)
    assert focus is not None
    write_overview(book, overview, merged, totals, focus)
    overview.activate()
    return book.finish()
