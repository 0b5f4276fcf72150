"""One table sheet of a template: title, help, headings, given and entry cells, live Kontroll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from flows.steps.files.spreadsheets import letter
from flows.steps.look import ACCENT, GIVEN, INDENT, WAITING, Book, beside, height, number_kind, safe_text
from flows.steps.reading.cells import clean
from flows.steps.swedish import field_text, to_tkr
from flows.steps.template import formulas
from flows.steps.template.entries import Held, invalid_cells, put, with_entries
from flows.steps.template.filled import Place
from flows.steps.template.live import live_cells
from schemas.columns import Column, in_year
from schemas.conditions import Always
from schemas.findings import ERROR
from schemas.money import TKR
from schemas.sheets.sheet import Sheet

COUNTER_CELL, HELP_ROW, HEADING_ROW = "A3", 4, 5  # rows counted from 0
FIRST = HEADING_ROW + 1
_TEXTS = ("text", "key", "choice", "date")


@dataclass(frozen=True)
class Written:
    """A sheet as written: where each row lies (0-based), what the counter says, and what each marked cell holds."""

    sheet: Sheet
    rows: dict[str, int]
    counter: str
    held: dict[tuple[str, str], Held]

    def cell(self, key: str, column: str) -> str:
        """The address of an entry; the headings' row where the key is unknown."""
        return cell_of(self.sheet, self.rows, key, column)


def rows_by_key(sheet: Sheet, values: pd.DataFrame) -> dict[str, int]:
    """Where each of a template's rows lies (0-based)."""
    return {str(key): FIRST + n for n, key in enumerate(values[sheet.key])}


def cell_of(sheet: Sheet, rows: Mapping[str, int], key: str, column: str) -> str:
    """The address of a template's cell; the headings' row where the key is unknown, column A where the column is."""
    index = next((n for n, c in enumerate(sheet.columns) if c.name == column), 0)
    return f"{letter(index)}{rows.get(key, HEADING_ROW) + 1}"


def write_sheet(book: Book, tab: Worksheet, sheet: Sheet, rows: pd.DataFrame, place: Place) -> Written:
    """Write the rows (given columns filled) and what the nämnd had written, if anything."""
    values = with_entries(sheet, rows, place)
    invalid = invalid_cells(sheet, values, place)
    formula, states = formulas.control(sheet, values, place.facts, lambda key, name: (key, name) in invalid)
    last = FIRST + len(values)
    count_formula, count = formulas.counter(sheet, FIRST + 1, last, states)
    _top(book, tab, sheet, place)
    tab.write_formula(
        COUNTER_CELL, count_formula, book.format("bold", font_color=ACCENT, font_size=12, locked=True), count
    )
    writer = _Rows(book, tab, sheet, values, place, (formula, states))
    for number in range(len(values)):
        writer.write(number)
    live_cells(book, tab, sheet, place, (FIRST, last))
    _page(tab, sheet, place, last)
    return Written(sheet, rows_by_key(sheet, values), count, writer.held)


def _top(book: Book, tab: Worksheet, sheet: Sheet, place: Place) -> None:
    tab.write_string("A1", f"{sheet.title} – {place.namnd.name}", book.format("title", locked=True))
    tab.write_string("A2", sheet.note, book.format("note", locked=True))
    tab.write_string("A4", f"Mall-id: {place.template_id}", book.format("small", locked=True))
    helps = {c.name: in_year(c.help, place.facts.example_year) for c in sheet.columns}
    most = height([(helps[c.name], _room(c) * 1.1) for c in sheet.columns])
    tab.set_row(HELP_ROW, most)
    tab.set_row(HEADING_ROW, height([(c.title, _room(c) * 0.95) for c in sheet.columns], 30))
    for number, column in enumerate(sheet.columns):
        tab.set_column(number, number, column.width)
        beyond = _beside(column, number)
        align = beyond if column.kind in _TEXTS else {"align": "right"}
        tab.write_string(HELP_ROW, number, helps[column.name], book.format("help", locked=True, **beyond))
        tab.write_string(HEADING_ROW, number, column.title, book.format("heading", locked=True, **align))


def _beside(column: Column, index: int) -> Mapping[str, Any]:
    """What is read from the left begins a little to the right of what stands before it."""
    return beside(index) if column.kind in _TEXTS else {}


def _room(column: Column) -> float:
    return column.width - (INDENT if column.kind in _TEXTS else 0)


@dataclass(frozen=True)
class _Rows:
    """Writes the table's rows."""

    book: Book
    tab: Worksheet
    sheet: Sheet
    values: pd.DataFrame
    place: Place
    control: tuple[str, list[str]]
    held: dict[tuple[str, str], Held] = field(default_factory=dict)
    """What the cells with a finding hold, by key and column."""

    @cached_property
    def records(self) -> list[dict[Any, Any]]:
        """The rows as plain values, much quicker to walk through."""
        return self.values.to_dict("records")

    @cached_property
    def marked(self) -> set[tuple[str, str, str]]:
        """(sheet id, key, column) of every finding."""
        return {(f.sheet_id, f.key, f.column) for f in self.place.filled.findings}

    @cached_property
    def always(self) -> set[str]:
        """The columns that every row must have filled in."""
        required = (r for r in self.sheet.requirements if isinstance(r.when, Always) and r.severity == ERROR)
        return {name for requirement in required for name in requirement.columns}

    def write(self, number: int) -> None:
        """One row: given cells grey and locked, entry cells white and open."""
        row, at = self.records[number], FIRST + number
        key = str(row[self.sheet.key])
        texts: list[tuple[str, float]] = []
        for index, column in enumerate(self.sheet.columns):
            raw = self.place.filled.raw.get((self.sheet.id, key, column.name), "")
            texts.append((field_text(row[column.name], column) or clean(raw), _room(column)))
            if column.by == "control" or formulas.summed_here(self.sheet, key, column.name):
                held = self._computed(at, index, column, row)
            else:
                held = self._value(column, row[column.name], raw)
                put(self.tab, (at, index), held, self._look(column, index, key, held))
            if (self.sheet.id, key, column.name) in self.marked:
                self.held[key, column.name] = held
        roomy = any(self.sheet.by_name[n].width >= 27 for n in self.sheet.entries) and len(self.values) < 40
        self.tab.set_row(at, height(texts, 58 if roomy else 32))

    def _look(self, column: Column, index: int, key: str, held: Held) -> Any:
        marked = (self.sheet.id, key, column.name) in self.marked
        marked |= column.name in self.always and self.place.filled.lacks(self.sheet.id, key, column.name)
        looks: dict[str, Any] = {"locked": not column.entry, **_beside(column, index)}
        kind = column.look if column.entry else number_kind(column.look, held)
        if marked:
            looks |= {"border": 2, "border_color": "#A6341B", "bg_color": WAITING}
        elif not column.entry:
            looks["bg_color"] = GIVEN
        else:
            looks |= {
                "left": 1,
                "right": 1,
                "top": 1,
                "left_color": "#C5CCD3",
                "right_color": "#C5CCD3",
                "top_color": "#C5CCD3",
            }
        return self.book.format("text", kind, **looks)

    def _value(self, column: Column, value: Any, raw: object) -> Held:
        if not isinstance(value, str) and pd.isna(value):
            return (safe_text(clean(raw)) if column.entry else "") or None
        if column.kind == "date":
            return pd.Timestamp(value).to_pydatetime()
        if column.kind == "money":
            return self._tkr(column.name, value)
        return float(value) if column.kind in ("number", "percent") else safe_text(str(value))

    def _computed(self, at: int, index: int, column: Column, row: dict[Any, Any]) -> Held:
        bold = {"bold": column.kind == "text", **_beside(column, index)}
        look = self.book.format("text", column.kind, locked=True, bg_color=GIVEN, **bold)
        summed = formulas.summed_here(self.sheet, str(row[self.sheet.key]), column.name)
        if column.difference and not summed:
            one, other = (self._shown(name, at, row) for name in column.difference)
            shown: str | float = "" if one is None or other is None else one - other
            self.tab.write_formula(at, index, formulas.difference(self.sheet, column), look, shown)
        elif column.name == "control":
            shown = self.control[1][at - FIRST]
            self.tab.write_formula(at, index, self.control[0], look, shown)
        else:
            total = self._shown(column.name, at, row)
            shown = "" if total is None else total
            self.tab.write_formula(at, index, formulas.total(self.sheet, column.name, FIRST + 1, at), look, shown)
        return shown

    def _shown(self, name: str, at: int, row: dict[Any, Any]) -> float | None:
        """An amount as the cell shows it: a sum is that of the rounded amounts above it."""
        column = self.sheet.by_name[name]
        if not formulas.summed_here(self.sheet, str(row[self.sheet.key]), name):
            return None if pd.isna(row[name]) else self._tkr(name, row[name])
        above = self.values.iloc[: at - FIRST]
        if column.difference:
            one, other = (above[part] for part in column.difference)
            pairs = [pair for pair in zip(one, other, strict=True) if pd.notna(pair[0])]
            unlike = (one.isna() != other.isna()).any() or not pairs
            return None if unlike else sum(self._tkr(name, a) - self._tkr(name, b) for a, b in pairs)
        known = [self._tkr(name, part) for part in above[name] if pd.notna(part)]
        return None if not known or (column.entry and len(known) < len(above)) else sum(known)

    def _tkr(self, name: str, ore: Any) -> float:
        """As the cell holds it: whole tkr for what is given, what was written for an entry."""
        return int(ore) / TKR if self.sheet.by_name[name].entry else to_tkr(ore)


def _page(tab: Worksheet, sheet: Sheet, place: Place, last: int) -> None:
    tab.freeze_panes(FIRST, 1)
    tab.repeat_rows(HEADING_ROW)
    tab.print_area(0, 0, last - 1, len(sheet.columns) - 1)
    tab.set_footer(f"&L&8{place.template_id}&C&8{sheet.title}&R&8Sida &P av &N")
    tab.protect("", {"format_rows": True, "format_columns": True, "select_locked_cells": True})
