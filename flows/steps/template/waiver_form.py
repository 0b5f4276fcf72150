"""The form `undantag.xlsx` as a workbook: one row per finding that may be accepted."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from flows.steps.job import Job
from flows.steps.look import GIVEN, Book, height, safe_text
from flows.steps.swedish import field_text
from schemas.waivers import WAIVERS

_TOP = 4
_LEAD = (
    "En godkänd anmärkning stoppar inte svaret. Den visas som godkänd, med skäl och namn, i svaret till nämnden, "
    "på nämndens sida, i dess underlag för protokollet och på bladet Anmärkningar i sammanställningen. Gäller den "
    "ekonomifilen, målregistret eller inställningarna visas den på kommunens sida och på bladet Anmärkningar. "
    "Ett godkännande ändrar inga siffror: det som inte gick att läsa är fortfarande inte läst."
)


def make_form(job: Job, rows: pd.DataFrame) -> bytes:
    """The workbook. The controller fills in reason, name and day; everything may be changed, for her own rows too."""
    book = Book(f"Undantag – {job.title}", job.settings.name, dt.datetime.combine(job.deadline, dt.time(8)))
    tab = book.sheet(WAIVERS.title)
    tab.write_string(0, 0, f"Undantag – {job.title}", book.format("title"))
    tab.write_string(1, 0, WAIVERS.note, book.format("note"))
    tab.write_string(2, 0, _LEAD, book.format("note"))
    for index, column in enumerate(WAIVERS.columns):
        tab.set_column(index, index, column.width)
        tab.write_string(_TOP - 1, index, column.heading, book.format("heading"))
    for at, row in enumerate(rows.to_dict("records"), _TOP):
        texts = [field_text(row[c.name], c) for c in WAIVERS.columns]
        for index, (column, text) in enumerate(zip(WAIVERS.columns, texts, strict=True)):
            look = book.format("text", **({} if column.entry else {"bg_color": GIVEN}))
            tab.write_string(at, index, safe_text(text), look)
        tab.set_row(at, height(list(zip(texts, (c.width for c in WAIVERS.columns), strict=True))))
    if rows.empty:
        tab.write_string(_TOP, 0, "Det finns inga anmärkningar att godkänna.", book.format("note"))
    tab.freeze_panes(_TOP, 0)
    tab.repeat_rows(_TOP - 1)
    return book.finish()
