"""Hand out: one prefilled, protected workbook per nämnd. Pure: tables in, bytes out."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from flows.steps.job import Job, stop
from flows.steps.known.load import Known
from flows.steps.look import Book
from flows.steps.reading.decided import fingerprint
from flows.steps.template.correction_sheet import CORRECTIONS, write_corrections
from flows.steps.template.filled import FilledIn, Place
from flows.steps.template.sheet import write_sheet
from flows.steps.template.start_sheet import write_meta, write_start
from schemas.messages import settings as say
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import Namnd
from schemas.sheets.sheet import Sheet


def template_rows(sheet: Sheet, facts: Facts, namnd: str) -> pd.DataFrame:
    """The rows that the nämnd gets in a sheet, by key: given columns filled, the others empty."""
    source = facts.known[sheet.source]
    rows = source[source["namnd"] == namnd]
    rows = rows.assign(**{sheet.key: rows.index})
    return rows.reindex(columns=[c.name for c in sheet.columns])


def make_template(job: Job, known: Known, namnd: Namnd, filled: FilledIn | None = None) -> bytes:
    """The workbook of one nämnd; with `filled` the corrected one: its values kept, its faults marked and listed.

    A sheet for which the nämnd has no rows (no åtgärder to follow up) is left out.
    """
    created = dt.datetime.combine(job.deadline, dt.time(8))
    book = Book(f"{job.title} – {namnd.name}", job.settings.name, created, unlocked=True)
    _identity(book, job, namnd)
    corrections = book.sheet(CORRECTIONS) if filled and filled.findings else None
    start = book.sheet("Start")
    tables = [(sheet, template_rows(sheet, known.facts, namnd.id)) for sheet in job.kind.sheets]
    tabs = [(sheet, rows, book.sheet(sheet.title, zoom=85)) for sheet, rows in tables if len(rows)]
    _lists(book, known.facts)
    place = Place(job, namnd, known.facts, filled or FilledIn())
    written = [write_sheet(book, tab, sheet, rows, place) for sheet, rows, tab in tabs]
    write_start(book, start, job, namnd, written)
    write_meta(book, place, fingerprint(job.kind, known.facts, namnd.id))
    if corrections is not None and filled is not None:
        write_corrections(book, corrections, job, namnd, filled, written)
    (corrections or start).activate()
    return book.finish()


def _identity(book: Book, job: Job, namnd: Namnd) -> None:
    """Custom properties; the `_meta` sheet, the visible Mall-id and the row ids are the other three places."""
    book.book.set_custom_property("Mall-id", job.template_id(namnd.id))
    book.book.set_custom_property("Sista dag", job.deadline.isoformat())


def _lists(book: Book, facts: Facts) -> None:
    """The hidden sheets: `_listor` with the named lists of choices, `_meta` is written with the first sheet."""
    tab = book.book.add_worksheet("_listor")
    for number, (name, words) in enumerate(facts.choices.items()):
        tab.write_column(0, number, words)
        column = chr(65 + number)
        book.book.define_name(f"lista_{name}", f"=_listor!${column}$1:${column}${len(words)}")
    tab.very_hidden()


def templates(job: Job, known: Known) -> dict[str, bytes]:
    """The template by file name, of every nämnd that has something to answer about. Raises ExpectedProblem for none."""
    asked = [n for n in job.namnder if n not in without(job.kind.sheets[0], job, known)]
    if not asked:
        raise stop(say.NOTHING_TO_ANSWER(file=job.register_file.relative_to(job.home), round=job.named))
    return {job.template_name(n.id): make_template(job, known, n) for n in asked}


def without(sheet: Sheet, job: Job, known: Known) -> tuple[Namnd, ...]:
    """The nämnder whose templates don't have the sheet, since what it would be of isn't known."""
    return tuple(n for n in job.namnder if template_rows(sheet, known.facts, n.id).empty)
