"""The workbook of a material to discuss: what came in, what is made of it, and where each row came from."""

from __future__ import annotations

import datetime as dt

from flows.steps.look import Book, beside, safe_text
from flows.steps.merging.material import headline
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import STANDING
from flows.steps.swedish import day, moment
from flows.steps.workbook.links import Links
from flows.steps.workbook.plain_sheets import write_about
from flows.steps.workbook.tables import BAND_HEAD, TableWriter
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
    tab = book.sheet("Översikt")
    tab.write_string(0, 0, job.title, book.format("title"))
    tab.write_string(1, 0, note, book.format("note"))
    sentences = headline(merged)
    for at, sentence in enumerate(sentences, _TOP):
        tab.write_string(at, 0, sentence, book.format("lead", text_wrap=False))
        tab.set_row(at, 20)
    row = _TOP + len(sentences) + 1
    for number, (heading, width) in enumerate(_HEADS):
        tab.set_column(number, number, width)
        look = {**BAND_HEAD, **beside(number)}
        tab.write_string(row, number, heading, book.format("heading", **look))
    for at, state in enumerate(merged.states, row + 1):
        newest = state.newest
        seen = (moment(newest.received.received), newest.file) if newest else ("", "")
        for column, text in enumerate((state.namnd.name, STANDING[state.state], *seen)):
            tab.write_string(at, column, safe_text(text), book.format("text", **beside(column)))
    tab.set_footer(f"&L&8{job.title} – {job.settings.name}&R&8Sida &P av &N")
    tab.activate()


_TOP = 3
_HEADS = (("Namn", 34.0), ("Läge", 16.0), ("Mottagen", 28.0), ("Fil", 60.0))
