"""The workbook of a material to discuss: what came in, what is made of it, and where each row came from."""

from __future__ import annotations

import datetime as dt

from flows.steps.look import Book
from flows.steps.material import headline
from flows.steps.merge import Merged
from flows.steps.standing import STANDING
from flows.steps.swedish import day, moment
from flows.steps.workbook_links import FIRST, Links
from flows.steps.workbook_more import plain_sheet, write_about
from flows.steps.workbook_tables import TableWriter
from schemas.published import FINDINGS, SUBMISSIONS, published_derived, published_sheet


def material_workbook(merged: Merged) -> bytes:
    """Översikt first, then the tables made of the answers, the answers, and what came in."""
    job = merged.job
    created = dt.datetime.combine(job.deadline, dt.time(8))
    book = Book(f"{job.title} – {job.settings.name}", job.kind.title, created)
    _overview(book, merged)
    links = Links(merged)
    tables = (*map(published_derived, job.kind.derived), *map(published_sheet, job.kind.sheets), SUBMISSIONS, FINDINGS)
    for table in tables:
        TableWriter(book, merged, links, table).write(merged.tables[table.id])
    write_about(book, merged)
    return book.finish()


def _overview(book: Book, merged: Merged) -> None:
    """Sentences, and who has answered."""
    job = merged.job
    mark = "Exempel – påhittade mål och belopp. " if job.settings.example else ""
    note = f"{mark}{job.settings.name}. Sista dag för svar: {day(job.deadline)}."
    heads = (("Namn", 34.0), ("Läge", 16.0), ("Mottagen", 28.0), ("Fil", 60.0))
    tab = plain_sheet(book, "Översikt", note, heads)
    tab.write_string(0, 0, job.title, book.format("title"))
    for number, state in enumerate(merged.states, FIRST):
        newest = state.newest
        seen = (moment(newest.received.received), newest.file) if newest else ("", "")
        for column, text in enumerate((state.namnd.name, STANDING[state.state], *seen)):
            tab.write_string(number, column, text, book.format("text"))
    for number, sentence in enumerate(headline(merged), FIRST + len(merged.states) + 1):
        tab.write_string(number, 0, sentence, book.format("lead", text_wrap=False))
    tab.activate()
