"""A målregister to fill in: every column explained, choices in lists, and how many goals each nämnd has so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from flows.steps.files.spreadsheets import letter
from flows.steps.known.decision import Tables, write_row
from flows.steps.look import ACCENT, Book, height
from schemas.choices import DIRECTIONS, MEASURES
from schemas.columns import Column
from schemas.register import KOMMUN, REGISTER
from schemas.settings import Model, Settings
from schemas.sheets.sheet import Sheet

HELP, HEADINGS, FIRST = 3, 4, 5
"""Rows of help and headings, and the first one to fill in, counted from 0."""
READ_ME, LISTS = "Läs mig", 10
"""The first sheet, and the row where its tables begin."""
_SPARE = {"goals": 5, "milestones": 40, "indicators": 80, "activities": 120, "internal_budget": 60}
"""Empty rows past those that are filled in."""
_LISTED = {"measure_kind": MEASURES, "direction": DIRECTIONS}
_STEPS = (
    "1. Skriv ett mål på varje rad i bladet Mål. Mål-id är nämndens id, ett bindestreck och ett nummer: KS-01.",
    "2. Ett flerårigt mål får ett etappmål för varje år i bladet Etappmål.",
    "3. Varje mål har minst ett mått i bladet Mått, eller en text i kolumnen Kvalitativ uppföljning i bladet Mål.",
    "4. Bladen Aktiviteter och Internbudget fylls i när handlingsplanen är beslutad. De får vara tomma till dess.",
    "5. Spara, och kontrollera med kommandot nedan. Det visar allt som inte följer modellen, med blad och cell.",
)


@dataclass(frozen=True)
class Blank:
    """What the register is for."""

    settings: Settings
    model: Model
    year: int

    @property
    def areas(self) -> tuple[str, ...]:
        """The fokusområden of the year."""
        return tuple(area.name for area in self.settings.areas_in(self.year))

    @property
    def wanted(self) -> dict[str, tuple[str, int]]:
        """Name and number of goals by the nämnd's id."""
        special = {e.namnd: e.goals for e in self.model.exceptions}
        return {n.id: (n.name, special.get(n.id, self.model.goals)) for n in self.settings.namnder_in(self.year)}

    def last(self, tables: Tables, sheet_id: str) -> int:
        """The last row with borders and lists."""
        wanted = sum(count for _, count in self.wanted.values()) if sheet_id == "goals" else 0
        return FIRST + max(wanted, len(tables[sheet_id])) + _SPARE[sheet_id] - 1


def register_to_fill_in(blank: Blank, tables: Tables) -> bytes:
    """The workbook with the rows that are known; the same tables give the same bytes."""
    title = f"{blank.settings.name} {blank.year}"
    book = Book(title, "Målregister", dt.datetime(blank.year, 1, 1, 8))
    tabs = [book.sheet(READ_ME), *(book.sheet(sheet.title) for sheet in REGISTER)]
    _read_me(book, tabs[0], blank, tables)
    for sheet, tab in zip(REGISTER, tabs[1:], strict=True):
        _sheet(book, tab, sheet, blank, tables)
    tabs[0].activate()
    return book.finish()


def _sheet(book: Book, tab: Worksheet, sheet: Sheet, blank: Blank, tables: Tables) -> None:
    last = blank.last(tables, sheet.id)
    tab.write_string(0, 0, f"{sheet.title} – {blank.settings.name} {blank.year}", book.format("title"))
    tab.write_string(1, 0, sheet.note, book.format("note"))
    tab.set_row(HELP, height([(c.help, c.width * 1.1) for c in sheet.columns]))
    tab.set_row(HEADINGS, height([(c.title, c.width * 0.95) for c in sheet.columns], 20))
    for number, column in enumerate(sheet.columns):
        right = {"align": "right"} if column.kind in ("number", "money") else {}
        tab.set_column(number, number, column.width)
        tab.write_string(HELP, number, column.help, book.format("help"))
        tab.write_string(HEADINGS, number, column.title, book.format("heading", **right))
        tab.data_validation(FIRST, number, last, number, _allowed(sheet, column, number, blank, tables))
    rows = [*tables[sheet.id].itertuples(index=False)]
    for at in range(FIRST, last + 1):
        values = rows[at - FIRST] if at - FIRST < len(rows) else [None] * len(sheet.columns)
        write_row(book, tab, at, sheet.columns, values)
        texts = [(v, float(c.width)) for v, c in zip(values, sheet.columns, strict=True) if isinstance(v, str)]
        tab.set_row(at, height(texts))
    tab.freeze_panes(FIRST, 1)
    tab.repeat_rows(HEADINGS)
    tab.set_footer(f"&L&8{sheet.title} {blank.year}&R&8Sida &P av &N")


def _allowed(sheet: Sheet, column: Column, number: int, blank: Blank, tables: Tables) -> dict[str, Any]:
    """Help beside the cell, and Excel's own check of what is written."""
    talk: dict[str, Any] = {"input_title": column.heading, "input_message": column.help, "error_title": "Kontrollera"}
    own = f"{letter(number)}{FIRST + 1}"
    if column.name == sheet.key:
        span = f"${letter(number)}${FIRST + 1}:${letter(number)}${blank.last(tables, sheet.id) + 1}"
        once = {"validate": "custom", "value": f"=COUNTIF({span},{own})=1", "error_message": "Numret finns redan."}
        if sheet.id != "internal_budget":
            return talk | once
    if column.name in _LISTED:
        return talk | _of_list(list(_LISTED[column.name]))
    if found := _from_sheet(column.name, blank, tables):
        return talk | _of_list(found) | {"show_error": column.name not in ("focus_area", "partners")}
    if column.plain:
        return talk | _between("integer", 2000, 2100, f"Skriv ett år, till exempel {blank.year}.")
    if column.kind == "date":
        days = (dt.date(2000, 1, 1), dt.date(2100, 12, 31))
        year = blank.year - (column.name == "decided")  # goals are decided the year before
        return talk | _between("date", *days, f"Skriv ett datum, till exempel {year}-06-15.")
    if column.kind in ("number", "money"):
        return talk | _between("decimal", -1e12, 1e12, "Skriv bara talet, till exempel 40.")
    return talk | {"validate": "any"}


def _from_sheet(name: str, blank: Blank, tables: Tables) -> str:
    """The cells that list what a column may hold; empty for one that takes any text."""
    first = LISTS + 2
    goals, activities = (blank.last(tables, name) + 1 for name in ("goals", "activities"))
    last_namnd = first + len(blank.wanted)
    return {
        "namnd": f"='{READ_ME}'!$A${first}:$A${last_namnd}",
        "partners": f"='{READ_ME}'!$A${first}:$A${last_namnd - 1}",
        "focus_area": f"='{READ_ME}'!$F${first}:$F${first + len(blank.areas) - 1}",
        "goal_id": f"=Mål!$A${FIRST + 1}:$A${goals}",
        "activity_id": f"=Aktiviteter!$A${FIRST + 1}:$A${activities}",
    }.get(name, "")


def _of_list(source: list[str] | str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_message": "Välj i listan."}


def _between(kind: str, low: Any, high: Any, said: str) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, "error_message": said}


def _read_me(book: Book, tab: Worksheet, blank: Blank, tables: Tables) -> None:
    """What the workbook is, what to do, and what each nämnd has so far."""
    for number, width in enumerate((12, 36, 14, 14, 4, 40)):
        tab.set_column(number, number, width)
    tab.write_string(0, 0, f"Målregister {blank.year} – {blank.settings.name}", book.format("title"))
    about = "Här står målen som kommunfullmäktige har beslutat. Mallarna till nämnderna görs ur det här registret."
    tab.write_string(1, 0, about, book.format("note"))
    for number, text in enumerate(_STEPS, 3):
        tab.write_string(number, 0, text, book.format("note", font_color="#1F2933", font_size=11))
        tab.set_row(number, 20)
    command = f"malstyrning modell kontroll {blank.year} --kommun {blank.settings.id}"
    tab.write_string(3 + len(_STEPS), 0, command, book.format("bold", font_color=ACCENT, font_size=11))
    _progress(book, tab, blank, tables)
    for number, text in enumerate(("Fokusområden", *blank.areas), LISTS):
        tab.write_string(number, 5, text, book.format("heading" if number == LISTS else "text"))


def _progress(book: Book, tab: Worksheet, blank: Blank, tables: Tables) -> None:
    for number, text in enumerate(("Id", "Nämnd", "Mål att skriva", "Skrivna mål")):
        right = {"align": "right"} if number > 1 else {}
        tab.write_string(LISTS, number, text, book.format("heading", **right))
    last, namnder = blank.last(tables, "goals") + 1, tables["goals"]["namnd"].astype("str")
    rows = {**blank.wanted, KOMMUN: ("Kommunövergripande mål", None)}
    for at, (id_, (name, wanted)) in enumerate(rows.items(), LISTS + 1):
        tab.set_row(at, 18)
        tab.write_string(at, 0, id_, book.format("text"))
        tab.write_string(at, 1, name, book.format("text"))
        look = book.format("text", "number")
        tab.write_blank(at, 2, None, look) if wanted is None else tab.write_number(at, 2, wanted, look)
        count = f'=COUNTIFS(Mål!$B${FIRST + 1}:$B${last},A{at + 1},Mål!$C${FIRST + 1}:$C${last},"?*")'
        tab.write_formula(at, 3, count, look, int((namnder == id_).sum()))
