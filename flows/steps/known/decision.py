"""Kommunfullmäktige's decision: the year's målregister made from what was proposed, with the review's verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.look import Book, safe_text
from flows.steps.reading.frames import typed_frame
from schemas.choices import OPERATIONAL
from schemas.columns import Column
from schemas.money import TKR
from schemas.register import REGISTER
from schemas.settings import Decision
from schemas.sheets.sheet import Sheet

Tables = Mapping[str, pd.DataFrame]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Proposed:
    """What the register is made of: last year's register, and the published målförslag and reviews as texts."""

    year: int
    register: Tables
    proposals: Tables
    reviews: Tables


def decided_register(proposed: Proposed, decision: Decision, left_out: Collection[str]) -> dict[str, pd.DataFrame]:
    """The year's register by sheet id: goals that continue, and the proposed ones but for those left out.

    The activities and the internbudget come with the handlingsplan. A verksamhetsmål is never in it (X1), even when the
    finding about it has been accepted.
    """
    rows = {sheet.id: _continuing(proposed, sheet.id) for sheet in REGISTER}
    goals = proposed.proposals["mal"].dropna(subset="goal")
    goals = goals[~goals["goal_id"].isin(list(left_out)) & (goals["goal_kind"] != OPERATIONAL)]
    verdicts = _verdicts(proposed.reviews)
    rows["goals"] += [_goal(row, proposed.year, decision, verdicts) for row in _records(goals)]
    kept = set(goals["goal_id"])
    rows["milestones"] += [_milestone(r) for r in _records(proposed.proposals["etappmal"]) if r["goal_id"] in kept]
    rows["indicators"] += [_indicator(r) for r in _records(proposed.proposals["matt"]) if r["goal_id"] in kept]
    return {sheet.id: _frame(sheet, rows[sheet.id]) for sheet in REGISTER}


def _continuing(proposed: Proposed, sheet_id: str) -> Rows:
    """Rows of last year's goals that go on; activities are planned anew each year."""
    goals = proposed.register["goals"]
    going_on = goals[goals["last"] >= proposed.year]
    table = proposed.register[sheet_id]
    if sheet_id == "goals":
        table = going_on
    elif sheet_id in ("activities", "internal_budget"):
        table = table.iloc[:0]
    else:
        table = table[table["goal_id"].isin(going_on.index)]
    return [{str(n): v for n, v in row.items()} for row in table.to_dict("records")]


def _records(table: pd.DataFrame) -> Rows:
    return [{str(n): (None if pd.isna(v) else v) for n, v in row.items()} for row in table.to_dict("records")]


def _verdicts(reviews: Tables) -> dict[str, str]:
    """What the reviewers said of each goal: 'Uppfyller SMART', or what they wanted changed."""
    found: dict[str, str] = {}
    for row in _records(reviews.get("granskade_mal", pd.DataFrame())):
        weak = f": {row['weak']}" if row["weak"] else ""
        found[row["goal_id"]] = f"{str(row['verdict']).partition(' ')[2]}{weak}"
    return found


def _goal(row: Mapping[str, Any], year: int, decision: Decision, verdicts: Mapping[str, str]) -> dict[str, Any]:
    areas = [area for area in (row["focus_area"], row["also"]) if area]
    return {
        "goal_id": row["goal_id"],
        "namnd": row["namnd"],
        "goal": row["goal"],
        "focus_area": "; ".join(dict.fromkeys(areas)),
        "first": float(year),
        "last": _number(row["last"]),
        "department": row["department"],
        "partners": row["partners"],
        "method": row["method"],
        "decided_by": decision.body,
        "decided": pd.Timestamp(decision.day),
        "paragraph": decision.paragraph,
        "review": verdicts.get(row["goal_id"]),
    }


def _milestone(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("milestone_id", "goal_id", "milestone")} | {"year": _number(row["year"])}


_INDICATOR = ("indicator_id", "goal_id", "indicator", "measure_kind", "unit", "direction", "provider")
_INDICATOR_NUMBERS = ("baseline", "baseline_year", "target")


def _indicator(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _INDICATOR} | {name: _number(row[name]) for name in _INDICATOR_NUMBERS}


def _number(text: Any) -> float | None:
    return None if text is None else float(text)


def _frame(sheet: Sheet, rows: Rows) -> pd.DataFrame:
    return typed_frame(sheet.columns, rows, pd.RangeIndex(len(rows)))


def register_workbook(tables: Tables, title: str, decided: dt.date) -> bytes:
    """The register as a workbook, one sheet per table; the same tables give the same bytes."""
    book = Book(title, "Målregister", dt.datetime.combine(decided, dt.time(8)))
    for sheet in REGISTER:
        tab = book.sheet(sheet.title)
        tab.write_string(0, 0, f"{sheet.title} – {title}", book.format("title"))
        tab.write_string(1, 0, sheet.note, book.format("note"))
        for number, column in enumerate(sheet.columns):
            tab.set_column(number, number, column.width)
            tab.write_string(_HEADINGS, number, column.title, book.format("heading"))
        for at, values in enumerate(tables[sheet.id].itertuples(index=False), _HEADINGS + 1):
            write_row(book, tab, at, sheet.columns, values)
        tab.freeze_panes(_HEADINGS + 1, 1)
    return book.finish()


_HEADINGS = 3


def write_row(book: Book, tab: Any, at: int, columns: Sequence[Column], values: Sequence[Any]) -> None:
    """One row of a register; an unknown value is an empty cell."""
    for number, (column, value) in enumerate(zip(columns, values, strict=True)):
        look = book.format("text", column.look)
        if not isinstance(value, str) and pd.isna(value):
            tab.write_blank(at, number, None, look)
        elif column.kind == "date":
            tab.write_datetime(at, number, pd.Timestamp(value).to_pydatetime(), look)
        elif column.kind == "money":
            tab.write_number(at, number, int(value) / TKR, look)
        elif column.kind == "number":
            tab.write_number(at, number, float(value), look)
        else:
            tab.write_string(at, number, safe_text(str(value)), look)
