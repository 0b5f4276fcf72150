"""The sheet 'Rättelser': one row per finding, a link to its cell, and a live state that turns when it is changed."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from flows.steps.job import Job
from flows.steps.look import INDENT, Book, beside, height
from flows.steps.swedish import words
from flows.steps.template.entries import put
from flows.steps.template.filled import FilledIn
from flows.steps.template.sheet import Written
from schemas.findings import Finding
from schemas.settings import Namnd

CORRECTIONS = "Rättelser"
_COLUMNS = (("Gå till", 22), ("Vad som är fel", 58), ("Gör så här", 50), ("Läge", 14), ("Regel", 8))
_LEFT, _CHANGED, _LOOK, _LOOK_AT, _RESTORED = "▲ Kvar", "✔ Ändrad", "▲ Se över", "○ Se över", "✔ Återställt"
_ACCEPTED = "✔ Godkänt"
_TOP = 5


def write_corrections(
    book: Book, tab: Worksheet, job: Job, namnd: Namnd, filled: FilledIn, written: Sequence[Written]
) -> None:
    """List the findings; a hidden column keeps what each cell held, so that the formula sees a change."""
    findings = filled.findings
    count = sum(f.stops for f in findings)
    noun = "uppgift" if count == 1 else "uppgifter"
    tab.write_string("A1", f"Rättelser – {namnd.name}", book.format("title", locked=True))
    lead = f"{words(count, common=True).capitalize()} {noun} behöver rättas."
    tab.write_string("A2", f"{lead} {filled.again}".rstrip(), book.format("lead", text_wrap=False, locked=True))
    if any(f.cell for f in findings):
        tab.write_string("A3", "Cellerna är markerade med röd ram i bladen.", book.format("note", locked=True))
    tab.write_string("A4", f"Mall-id: {job.template_id(namnd.id)}", book.format("small", locked=True))
    for index, (heading, width) in enumerate(_COLUMNS):
        tab.set_column(index, index, width)
        tab.write_string(_TOP, index, heading, book.format("heading", locked=True, **beside(index)))
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


def _state(written: Written | None, finding: Finding) -> str:
    """How it stands until someone changes the cell; as many ▲ as the heading says."""
    if finding.accepted:
        return _ACCEPTED
    entry = written is not None and _is_entry(written, finding)
    if finding.stops:
        return _LEFT if entry else _LOOK
    return _LOOK_AT if entry or written is None else _RESTORED


def _row(book: Book, tab: Worksheet, number: int, finding: Finding, written: Written | None) -> None:
    if not (finding.stops or finding.key or finding.column):
        written = None  # it is no place of the template, and only in the file that came
    text, bold = (book.format("line", bold=heavy, locked=True, **beside(1)) for heavy in (False, True))
    state = _state(written, finding)
    tab.write_string(number, 3, state, bold)
    if written is None:
        tab.write_string(number, 0, finding.where, book.format("line", locked=True))
    else:
        cell, title = _target(written, finding), written.sheet.title
        look = book.format("link", locked=True, valign="vcenter")
        tab.write_url(number, 0, f"internal:'{title}'!{cell}", look, f"{title}, cell {cell}", "Gå till cellen")
        if _is_entry(written, finding) and not finding.accepted:
            put(tab, (number, len(_COLUMNS)), written.held.get((finding.key, finding.column)), text)
            kept = f"${chr(65 + len(_COLUMNS))}{number + 1}"
            formula = f'=IF(EXACT(TRIM(\'{title}\'!{cell}&""),TRIM({kept}&"")),"{state}","{_CHANGED}")'
            tab.write_formula(number, 3, formula, bold, state)
    tab.write_string(number, 1, f"{finding.severity.symbol} {finding.what}", text)
    tab.write_string(number, 2, finding.accepted or finding.todo, text)
    tab.write_string(number, 4, finding.rule, text)
    tab.set_row(number, height([(finding.what, 56 - INDENT), (finding.accepted or finding.todo, 50 - INDENT)]))
