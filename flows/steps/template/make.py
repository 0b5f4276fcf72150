"""Hand out: one prefilled, protected workbook per nämnd. Pure: tables in, bytes out."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from flows.steps.job import Job, stop
from flows.steps.known.load import Known
from flows.steps.look import Book
from flows.steps.reading.decided import fingerprint
from flows.steps.swedish import listed
from flows.steps.template.correction_sheet import CORRECTIONS, write_corrections
from flows.steps.template.filled import Filled, Place
from flows.steps.template.sheet import write_sheet
from flows.steps.template.start_sheet import write_meta, write_start
from schemas.messages import model as say
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import Namnd
from schemas.sheets.sheet import Sheet


def template_rows(sheet: Sheet, facts: Facts, namnd: str) -> pd.DataFrame:
    """The rows that the nämnd gets in a sheet, by key: given columns filled, the others empty."""
    source = facts.known[sheet.source]
    rows = source[source["namnd"] == namnd]
    rows = rows.assign(**{sheet.key: rows.index})
    return rows.reindex(columns=[c.name for c in sheet.columns])


def make_template(job: Job, known: Known, namnd: Namnd, filled: Filled | None = None) -> bytes:
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
    place = Place(job, namnd, known.facts, filled or Filled())
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
    """Every nämnd's template by file name. One without goals gets none; raises ExpectedProblem where no one has any."""
    asked = [namnd for namnd in job.namnder if namnd not in without_goals(job, known)]
    if not asked:
        raise stop(say.NO_GOALS(file=job.register_file.name, year=job.year), job.register_file.name)
    return {f"{job.round.folder}-{job.year}-{n.id}.xlsx": make_template(job, known, n) for n in asked}


def without_goals(job: Job, known: Known) -> list[Namnd]:
    """The nämnder that the year's register has nothing for on the first sheet, which all the others build on."""
    first = job.kind.sheets[0]
    if job.kind.register != "year":
        return []
    return [n for n in job.namnder if not len(template_rows(first, known.facts, n.id))]


def left_out(job: Job, known: Known) -> list[str]:
    """What isn't handed out: to whom no template, and the sheets that no template has."""
    bare = without_goals(job, known)
    asked = [n for n in job.namnder if n not in bare]
    told = (
        [f"Ingen mall är skriven till {listed(n.name for n in bare)}: målregistret har inga mål där."] if bare else []
    )
    known_of = ((s, any(len(template_rows(s, known.facts, n.id)) for n in asked)) for s in job.kind.sheets)
    titles = [sheet.title for sheet, known_to_any in known_of if not known_to_any]
    if titles and asked:
        noun, them = ("Bladet", "det") if len(titles) == 1 else ("Bladen", "dem")
        told.append(f"{noun} {listed(titles)} är inte med i mallarna: det finns inga uppgifter till {them} ännu.")
    return told
