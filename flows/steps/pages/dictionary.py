"""The page of columns: every table that is published as data, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence

from flows.steps.merging.merge import Merged
from flows.steps.pages.frame import rendered
from flows.steps.pages.tables import PageTable, listing
from schemas.columns import Column
from schemas.messages.message import listed
from schemas.published import PublishedTable
from schemas.published_data import is_whole, references
from schemas.sheets.sheet import Sheet

PAGE = "data/kolumner.html"
"""Its path in `resultat`."""
_HEADINGS = ("Kolumn", "Typ", "Enhet", "Betydelse", "Nyckel", "Regel")
_KINDS = {"money": "Belopp", "number": "Tal", "date": "Datum"}


def dictionary_page(merged: Merged, tables: Sequence[PublishedTable]) -> bytes:
    """One HTML page, made of the same descriptions as templates, workbook and data package."""
    found = [(table, _columns(merged, table, tables)) for table in tables]
    return rendered(merged, ("kolumner.html.j2", PAGE, "Kolumnerna i mappen data"), {"tables": found})


def _columns(merged: Merged, table: PublishedTable, tables: Sequence[PublishedTable]) -> PageTable:
    by_id = {t.id: t for t in tables}
    points = {r.columns[-1]: by_id[r.table].title for r in references(table, by_id)}
    sheet = next((s for s in merged.job.kind.sheets if s.id == table.id), None)
    rows = [
        [c.heading, _kind(c), c.unit, _meaning(merged, c), _key(table, c, points), _rules(sheet, c)]
        for c in table.columns
    ]
    return listing(f"Kolumner i {table.name}", _HEADINGS, rows)


def _kind(column: Column) -> str:
    return "Heltal" if is_whole(column) else _KINDS.get(column.kind, "Text")


def _meaning(merged: Merged, column: Column) -> str:
    """The column's help, and the list of what it may hold."""
    choices = merged.known.facts.choices.get(column.choices, ())
    return f"{column.help} Val: {', '.join(choices)}." if choices else column.help


def _key(table: PublishedTable, column: Column, points: dict[str, str]) -> str:
    parts = ["Nyckel"] if column.name in table.key else []
    return ". ".join([*parts, *([f"Finns i {points[column.name]}"] if column.name in points else [])])


def _rules(sheet: Sheet | None, column: Column) -> str:
    """The ids of the rules that check the column."""
    if sheet is None:
        return ""
    asked = [r.rule for r in sheet.requirements if column.name in r.columns]
    return listed(dict.fromkeys([*asked, *(r.rule for r in sheet.rules if r.column == column.name)]))
