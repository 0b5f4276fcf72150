"""The template's first sheet: what it is, what to do, how far one has come, whom to ask."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from flows.steps.job import Job
from flows.steps.look import ACCENT, Book, height
from flows.steps.swedish import day
from flows.steps.template.filled import Place
from flows.steps.template.sheet import COUNTER_CELL, Written
from schemas.settings import Namnd


def _steps(job: Job, written: list[Written]) -> tuple[str, ...]:
    names = ", ".join(item.sheet.title for item in written)
    return (
        f"1. Gå igenom bladen i ordning: {names}. Vita celler fyller ni i. Grå celler är givna.",
        "2. Kolumnen Kontroll visar vad som är kvar på varje rad. Klart är det när alla blad är ifyllda här nedanför.",
        f"3. Spara filen och mejla den till {job.settings.contact.mail} senast den {day(job.deadline)}.",
    )


def write_start(book: Book, tab: Worksheet, job: Job, namnd: Namnd, written: list[Written]) -> None:
    """Fill the sheet Start; its counters point at those of the other sheets."""
    tab.set_column(0, 0, 26)
    tab.set_column(1, 1, 34)
    tab.set_column(2, 2, 50)
    lock: dict[str, Any] = {"locked": True}
    tab.write_string("A1", f"{job.title} – {namnd.name}", book.format("title", **lock))
    tab.write_string("A2", f"{job.settings.name}. {job.kind.purpose}", book.format("note", **lock))
    mark = "Exempel: målen och beloppen är påhittade. " if job.settings.example else ""
    tab.write_string(
        "A3", f"{mark}Sista dag: {day(job.deadline)}", book.format("bold", font_color=ACCENT, font_size=12, **lock)
    )
    tab.write_string("A4", f"Mall-id: {job.template_id(namnd.id)}", book.format("small", **lock))
    for number, text in enumerate(_steps(job, written), 5):
        tab.write_string(number, 0, text, book.format("note", font_color="#1F2933", font_size=11, **lock))
        tab.set_row(number, 20)
    _progress(book, tab, written, 9)
    contact = job.settings.contact
    ask = f"Frågor: {contact.name}, {contact.mail}" + (f", {contact.phone}" if contact.phone else "")
    tab.write_string(11 + len(written), 0, ask, book.format("note", **lock))
    tab.set_footer(f"&L&8{job.template_id(namnd.id)}&R&8Sida &P av &N")
    tab.protect("", {"select_locked_cells": True})


def _progress(book: Book, tab: Worksheet, written: list[Written], top: int) -> None:
    for index, heading in enumerate(("Blad", "Så långt har ni kommit", "Vad som fylls i")):
        tab.write_string(top, index, heading, book.format("heading", locked=True))
    for number, item in enumerate(written, top + 1):
        title = item.sheet.title
        look = book.format("link", locked=True, font_size=11)
        tab.write_url(number, 0, f"internal:'{title}'!A1", look, title, f"Gå till bladet {title}")
        tab.write_formula(
            number, 1, f"='{title}'!{COUNTER_CELL}", book.format("text", font_size=11, locked=True), item.counter
        )
        tab.write_string(number, 2, item.sheet.note, book.format("text", locked=True))
        tab.set_row(number, height([(item.sheet.note, 50)], 30))


def write_meta(book: Book, place: Place, fingerprint: str) -> None:
    """The hidden copy of the identity, with the fingerprint of the decided content as it was handed out."""
    job, namnd = place.job, place.namnd
    tab = book.book.add_worksheet("_meta")
    rows = (
        ("Mall-id", f"Mall-id: {job.template_id(namnd.id)}"),
        ("Nämnd", namnd.id),
        ("År", str(job.year)),
        ("Omgång", job.round.folder),
        ("Avtryck", f"Avtryck: {fingerprint}"),
    )
    for number, (name, value) in enumerate(rows):
        tab.write_string(number, 0, name)
        tab.write_string(number, 1, value)
    tab.very_hidden()
