"""The sheet 'Rättelser': one row per finding, a link to its cell, and a live state that turns when it is changed."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from flows.steps.job import Job
from flows.steps.look import Book, height, safe_text
from flows.steps.swedish import day, words
from flows.steps.template.sheet import Written
from schemas.findings import Finding
from schemas.settings import Namnd

CORRECTIONS = "Rättelser"
_COLUMNS = (("Gå till", 22), ("Vad som är fel", 58), ("Gör så här", 50), ("Läge", 14), ("Regel", 8))
_LEFT, _CHANGED, _TO_FILL, _RESTORED = "▲ Kvar", "✔ Ändrad", "○ Se över", "✔ Återställt"
_TOP = 5


def write_corrections(
    book: Book, tab: Worksheet, job: Job, namnd: Namnd, findings: Sequence[Finding], written: Sequence[Written]
) -> None:
    """List the findings; a hidden column keeps what each cell held, so that the formula sees a change."""
    count = sum(f.stops for f in findings)
    noun = "uppgift" if count == 1 else "uppgifter"
    tab.write_string("A1", f"Rättelser – {namnd.name}", book.format("title", locked=True))
    lead = f"{words(count, common=True).capitalize()} {noun} behöver rättas."
    lead += f" Skicka filen igen senast den {day(job.deadline)}."
    tab.write_string("A2", lead, book.format("lead", text_wrap=False, locked=True))
    tab.write_string("A3", "Cellerna är markerade med röd ram i bladen.", book.format("note", locked=True))
    tab.write_string("A4", f"Mall-id: {job.template_id(namnd.id)}", book.format("small", locked=True))
    for index, (heading, width) in enumerate(_COLUMNS):
        tab.set_column(index, index, width)
        tab.write_string(_TOP, index, heading, book.format("heading", locked=True))
    tab.set_column(len(_COLUMNS), len(_COLUMNS), None, None, {"hidden": True})
    places = {w.sheet.id: w for w in written}
    for number, finding in enumerate(findings, _TOP + 1):
        _row(book, tab, number, finding, places.get(finding.sheet_id))
    tab.freeze_panes(_TOP + 1, 0)
    tab.protect("", {"select_locked_cells": True, "format_rows": True})


def _is_entry(written: Written, finding: Finding) -> bool:
    """Whether the finding is at a cell that the nämnd fills in; headings, rows and decided texts are restored."""
    return finding.key in written.rows and finding.column in written.sheet.entries


def _target(written: Written, finding: Finding) -> str:
    """The cell to go to; for a missing row its first entry."""
    row_only = finding.column in ("", written.sheet.key) and finding.key in written.rows
    return written.cell(finding.key, written.sheet.entries[0] if row_only else finding.column)


def _row(book: Book, tab: Worksheet, number: int, finding: Finding, written: Written | None) -> None:
    text = book.format("text", locked=True)
    if written is None:
        tab.write_string(number, 0, finding.where, text)
    else:
        cell, title = _target(written, finding), written.sheet.title
        look = book.format("link", locked=True)
        tab.write_url(number, 0, f"internal:'{title}'!{cell}", look, f"{title}, cell {cell}", "Gå till cellen")
        tab.write_string(number, len(_COLUMNS), safe_text(finding.value), text)
        bold = book.format("text", bold=True, locked=True)
        if _is_entry(written, finding):
            kept = f"${chr(65 + len(_COLUMNS))}{number + 1}"
            formula = f'=IF(EXACT(TRIM(\'{title}\'!{cell}&""),TRIM({kept}&"")),"{_LEFT}","{_CHANGED}")'
            tab.write_formula(number, 3, formula, bold, _LEFT)
        else:
            tab.write_string(number, 3, _TO_FILL if finding.stops else _RESTORED, bold)
    tab.write_string(number, 1, f"{finding.severity.symbol} {finding.what}", text)
    tab.write_string(number, 2, finding.todo, text)
    tab.write_string(number, 4, finding.rule, text)
    tab.set_row(number, height([(finding.what, 56), (finding.todo, 50)], 20))
