"""One table per sheet of the consolidated workbook, written from the columns' own descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from flows.steps.files.spreadsheets import letter
from flows.steps.look import (
    ACCENT,
    GIVEN,
    INDENT,
    LINE,
    LINK,
    MAX_TEXT,
    ONE_LINE,
    STATUS,
    Book,
    beside,
    height,
    number_kind,
    safe_text,
)
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import assessment_words, meaning_of
from flows.steps.merging.shown import projects_total
from flows.steps.merging.wordings import NAMNDER_TOTAL, share_of_budget
from flows.steps.swedish import field_text, to_tkr
from flows.steps.workbook.links import FIRST, CellLink, Links, row_links
from flows.steps.workbook.widths import NUMERIC, ORIGIN, fitting
from schemas.columns import Column
from schemas.published import DEVIATIONS, TOTALS, PublishedTable
from schemas.sheets.investments import INVESTMENTS
from schemas.sheets.sheet import TOTAL, is_total

HEADING_ROW = FIRST - 1
BAND, FEW = "#F6F7F8", 10  # a zebra's grey, and the rows that need none
BAND_HEAD: Mapping[str, Any] = {"bg_color": GIVEN, "valign": "vcenter"}
"""The headings' ground: what stands closest under them, on each page of a print, is set apart from them."""


@dataclass(frozen=True)
class Placed:
    """Where a table was written: rows by key (0-based) and columns by name."""

    title: str
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    last: int

    def cell(self, key: str, column: str) -> str:
        """'D7'."""
        return f"{letter(self.columns[column])}{self.rows[key] + 1}"

    def area(self, column: str, *, absolute: bool = False) -> str:
        """'D5:D9' over all rows, or with $ signs."""
        sign = "$" if absolute else ""
        name = letter(self.columns[column])
        return f"{sign}{name}{sign}{FIRST + 1}:{sign}{name}{sign}{self.last + 1}"

    def ref(self, column: str) -> str:
        """ "='Mål'!$D$5:$D$9", for a chart."""
        return f"='{self.title}'!{self.area(column, absolute=True)}"


class Standing(NamedTuple):
    """What a cell's look depends on besides its column: a row of one line stands in the middle of its height."""

    band: bool = False
    total: bool = False
    low: bool = False
    linked: bool = False


@dataclass
class TableWriter:
    """Writes one table; values are whole tkr, days and words with symbol; cells lead to what is behind them."""

    book: Book
    merged: Merged
    links: Links
    table: PublishedTable
    _formats: dict[tuple[str, Standing, str, str], Any] = field(default_factory=dict)
    _widths: dict[str, float] = field(default_factory=dict)
    _zebra: bool = False

    def write(self, frame: pd.DataFrame) -> Placed:
        """A new sheet with title, note, headings and the frame's rows."""
        self.table = replace(self.table, columns=_known(self.table, frame))
        columns = self.table.columns
        self._widths = {c.name: fitting(c, frame[c.name]) for c in columns}
        self._zebra = len(frame) > FEW
        tab = self.book.sheet(self.table.title)
        self._top(tab)
        names = tuple(c.name for c in columns)
        rows = list(zip(*(frame[name] for name in names), strict=True))
        for number, (key, values) in enumerate(zip(frame.index, rows, strict=True)):
            row = {"key": str(key), **dict(zip(names, values, strict=True))}
            self._row(tab, FIRST + number, row, row_links(self.links, self.table.id, names, row))
        last = FIRST + max(0, len(rows) - 1)
        if self.table.id == TOTALS.id:
            self._kommun(tab, last + 1, frame)
        if self._projects:
            self._all_projects(tab, last + 1, frame)
        self._page(tab, last)
        if not rows:
            tab.write_string(FIRST, 0, "Inga.", self.book.format("note"))
        places = {str(key): FIRST + number for number, key in enumerate(frame.index)}
        return Placed(self.table.title, places, {c.name: n for n, c in enumerate(columns)}, last)

    def _top(self, tab: Worksheet) -> None:
        tab.write_string(0, 0, self.table.title, self.book.format("title"))
        tab.write_string(1, 0, self.table.note, self.book.format("note"))
        for number, column in enumerate(self.table.columns):
            tab.set_column(number, number, self._widths[column.name])
            align = {"align": "right"} if column.kind in NUMERIC else self._beside(column)
            tab.write_string(HEADING_ROW, number, column.title, self.book.format("heading", **BAND_HEAD, **align))
        tab.set_row(HEADING_ROW, height([(c.title, self._widths[c.name] * 0.8) for c in self.table.columns], 30))

    def _row(self, tab: Worksheet, at: int, row: Mapping[str, Any], links: Mapping[str, CellLink]) -> None:
        total, band = self.table.id != DEVIATIONS.id and is_total(str(row["key"])), self._zebra and at % 2 == 1
        points = height([(field_text(row[c.name], c)[:2000], self._room(c)) for c in self.table.columns])
        for index, column in enumerate(self.table.columns):
            link = links.get(column.name)
            if link:
                tab.write_url(at, index, link.url, None, "", link.tip)
            state = Standing(band, total, points <= ONE_LINE, link is not None)
            self._cell(tab, (at, index), column, row[column.name], state)
        tab.set_row(at, points)

    def _room(self, column: Column) -> float:
        """What a text has of its column's width; a digest is one line, and may be cut off."""
        if column.name == "digest":
            return MAX_TEXT
        return self._widths[column.name] - (INDENT if self._beside(column) else 0)

    def _kommun(self, tab: Worksheet, at: int, frame: pd.DataFrame) -> None:
        """The kommun's row under the nämnder's: sums of what is shown above, so that they add up."""
        for index, column in enumerate(self.table.columns):
            look, name = self._look(column, Standing(total=True, low=True)), letter(index)
            if column.name == "percent":
                cells = [letter(_index(self.table, n)) + str(at + 1) for n in ("deviation", "budget")]
                formula = f'=IF({cells[1]}=0,"",ROUND(100*{cells[0]}/{cells[1]},1))'
                share = share_of_budget(frame)
                tab.write_formula(at, index, formula, look, "" if share is None else share)
            elif column.kind == "money" and frame[column.name].isna().all():  # a sum of nothing known is not nought
                tab.write_blank(at, index, None, look)
            elif column.kind in ("money", "number"):
                formula = f"=SUM({name}{FIRST + 1}:{name}{at})"
                tab.write_formula(at, index, formula, look, _shown(frame, column.name))
            else:
                tab.write_string(at, index, NAMNDER_TOTAL if column.name == "name" else "", look)

    @property
    def _projects(self) -> bool:
        return self.table.id == INVESTMENTS.id

    def _all_projects(self, tab: Worksheet, at: int, frame: pd.DataFrame) -> None:
        """The kommun's row under the investments: the nämnder's sum rows added up."""
        total = projects_total(frame, self.merged.job.kind.sheet(INVESTMENTS.id))
        key = letter(_index(self.table, INVESTMENTS.key))
        for index, column in enumerate(self.table.columns):
            look, name = self._look(column, Standing(total=True, low=True)), letter(index)
            value = total.get(column.name)
            if value is not None:
                area = "${0}${1}:${0}${2}"
                keys, amounts = (area.format(c, FIRST + 1, at) for c in (key, name))
                formula = f'=SUMIF({keys},"*-{TOTAL}",{amounts})'
                tab.write_formula(at, index, formula, look, to_tkr(value))
            else:
                tab.write_string(at, index, NAMNDER_TOTAL if column.name == "project" else "", look)

    def _beside(self, column: Column) -> Mapping[str, Any]:
        return {} if column.kind in NUMERIC else beside(_index(self.table, column.name))

    def _look(self, column: Column, state: Standing, meaning: str = "", kind: str = "") -> Any:
        key = (column.name, state, meaning, kind)
        if key not in self._formats:
            looks: dict[str, Any] = {**self._beside(column)}
            looks |= {"bg_color": BAND} if state.band else {}
            looks |= {"valign": "vcenter"} if state.low else {}
            looks |= {"text_wrap": False} if column.name == "digest" else {}
            looks |= {"num_format": "0.0#####;−0.0#####;0.0"} if column.unit == "%" and column.by == "tool" else {}
            if state.total:
                prose = column.entry and column.kind == "text"
                looks |= {"bold": not prose, "top": 1, "top_color": ACCENT, "bottom_color": LINE}
            if meaning:
                looks |= {"bold": True, "font_color": "#1F2933" if meaning == "partly" else STATUS[meaning][1]}
            if meaning == "open":
                looks["font_color"] = "#5B6670"
            looks |= {"font_color": LINK, "underline": 1} if state.linked and not meaning else {}
            self._formats[key] = self.book.format("text", kind or column.look, **looks)
        return self._formats[key]

    def _cell(self, tab: Worksheet, at: tuple[int, int], column: Column, value: Any, state: Standing) -> None:
        if column.choices == "assessment":
            meaning = meaning_of(self.merged, value)
            tab.write_string(*at, assessment_words(self.merged, value), self._look(column, state, meaning))
        elif not isinstance(value, str) and pd.isna(value):
            tab.write_blank(*at, None, self._look(column, state))
        elif column.kind == "money":
            tab.write_number(*at, to_tkr(value), self._look(column, state))
        elif column.kind in ("number", "percent"):
            kind = number_kind(column.look, value)
            tab.write_number(*at, float(value), self._look(column, state, kind=kind))
        elif column.kind == "date":
            tab.write_datetime(*at, pd.Timestamp(value).to_pydatetime(), self._look(column, state))
        else:
            tab.write_string(*at, safe_text(str(value)), self._look(column, state, _SYMBOLS.get(str(value)[:2], "")))

    def _page(self, tab: Worksheet, last: int) -> None:
        columns = len(self.table.columns)
        tab.freeze_panes(FIRST, 1)
        own = [n for n, c in enumerate(self.table.columns) if c.name not in ORIGIN]
        tab.print_area(0, 0, last + (self.table.id == TOTALS.id or self._projects), own[-1])
        tab.autofilter(HEADING_ROW, 0, last, columns - 1)
        tab.repeat_rows(HEADING_ROW)
        tab.set_footer(
            f"&L&8{self.merged.job.title} – {self.merged.job.settings.name}&C&8{self.table.title}&R&8Sida &P av &N"
        )


def _known(table: PublishedTable, frame: pd.DataFrame) -> tuple[Column, ...]:
    """Without amounts that nobody has given, such as a revised budget that the finance system doesn't export."""
    project = table.id == INVESTMENTS.id
    lacks = {c.name for c in table.columns if c.name in _MAY_LACK or (project and c.kind == "money")}
    return tuple(c for c in table.columns if c.name not in lacks or frame[c.name].notna().any())


_MAY_LACK = (
    *("original", "change", "last_year", "previous_forecast", "forecast_change", "system_forecast"),
    *("move", "previous_actual", "trend", "review", "decision"),
)


_SYMBOLS = {f"{symbol} ": meaning for meaning, (symbol, _) in STATUS.items()}


def _index(table: PublishedTable, name: str) -> int:
    return [c.name for c in table.columns].index(name)


def _shown(frame: pd.DataFrame, name: str) -> int:
    """The sum of a column as it is shown: whole tkr for money."""
    values = frame[name].dropna()
    return sum(to_tkr(v) for v in values) if str(frame[name].dtype) == "Int64" else int(values.sum())
