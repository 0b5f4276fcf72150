"""A plan that lies in Excel as rows of the register: goals with what belongs to them, whatever way it is laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from flows.steps.beginning.plan_cells import areas_in, items, listed_plainly, namnd_in, namnder_in, without_heading
from flows.steps.beginning.years import years_of
from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.known.decision import Rows
from flows.steps.reading.cells import parse_cell
from flows.steps.reading.frames import typed_frame
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, find_table
from flows.steps.reading.numbers import Number, read_number
from flows.steps.swedish import listed, words
from flows.steps.texts import clean, is_blank
from schemas.choices import DECREASE, DIRECTIONS, INCREASE, KEEP, QUALITATIVE, QUANTITATIVE
from schemas.messages import model
from schemas.messages import settings as say
from schemas.messages.cells import NOT_CHOICE
from schemas.messages.message import Trouble
from schemas.plan_words import COLUMNS, PLAN_WORDS
from schemas.register import REGISTER
from schemas.settings import Decision

OWN_NUMBER = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}-\d{1,3}")
"""A Mål-id, as KS-01."""
_SEVERAL = re.compile(r"[;\n]")
_VALUES = ("baseline", "target")
_ONE_EACH = ("number", "money", "date")
_BELONGING = (
    ("milestones", "milestone", "etappmål"),
    ("indicators", "indicator", "mått"),
    ("activities", "activity", "aktiviteter"),
)
"""Sheets of what belongs to a goal, the column that says what it is, and what it is called."""
_ASIDE = ("unit", "direction", "baseline_year", "provider")
"""What says nothing without a value beside it."""


@dataclass(frozen=True)
class Setting:
    """What a plan is held against: the year, nämnder (name by id), fokusområden, and the goals' decision, if any."""

    year: int
    namnder: Mapping[str, str]
    areas: tuple[str, ...]
    decision: Decision | None = None


@dataclass
class PlanRead:
    """The register's rows as they are found, and what could not be read: what is said, sheet and cell.

    `renumbered`: the plan's numbers that can't be a Mål-id. `guessed`: how many directions come of the values.
    """

    setting: Setting
    rows: dict[str, Rows] = field(default_factory=lambda: {sheet.id: [] for sheet in REGISTER})
    troubles: list[tuple[Trouble, str, str]] = field(default_factory=list)
    renumbered: list[str] = field(default_factory=list)
    guessed: int = 0

    def tables(self) -> dict[str, pd.DataFrame]:
        """The register's tables."""
        return {s.id: typed_frame(s.columns, self.rows[s.id], pd.RangeIndex(len(self.rows[s.id]))) for s in REGISTER}


def read_plan(grids: Mapping[str, Grid], columns: Mapping[str, str], setting: Setting) -> PlanRead:
    """Every sheet that has the headings; `columns` are the plan's headings by the register's columns."""
    wanted = tuple(replace(COLUMNS[name], heading=heading) for name, heading in columns.items())
    read = PlanRead(setting)
    for title, grid in grids.items():
        found = find_table(grid, wanted)
        if found is not None and "goal" in found.at:
            _read_sheet(read, title, grid, found)
            letters = map(letter, without_heading(grid, found))
            read.troubles += [(say.PLAN_UNHEADED(column=a), title, f"{a}{found.heading_row}") for a in letters]
        elif any(not is_blank(cell) for row in grid for cell in row):
            read.troubles.append((say.PLAN_SHEET(), title, ""))
    return read


def _read_sheet(read: PlanRead, title: str, grid: Grid, found: Found) -> None:
    """A row without a goal belongs to the goal above; one without a nämnd to the nämnd above, or the tab's."""
    namnd, goal = namnd_in(title, read.setting.namnder), ""
    for number, cells in table_rows(grid, found):
        place = _Place(read, title, found, number)
        if clean(cells.get("namnd", "")):
            told = _namnd(place, clean(cells["namnd"]))
            namnd, goal = told, "" if told != namnd else goal
        row = _parsed(place, cells)
        if row.get("goal"):
            goal = _goal(read, namnd, row)
        if goal:
            _belongings(read, goal, row)
        _tell_lost(place, cells, row, goal)


@dataclass(frozen=True)
class _Place:
    """A row of a sheet of the plan, and where what is said of it goes."""

    read: PlanRead
    title: str
    found: Found
    number: int

    def say(self, trouble: Trouble, column: str) -> None:
        self.read.troubles.append((trouble, self.title, self.found.cell(column, self.number)))


def _namnd(place: _Place, said: str) -> str:
    """The nämnd that is meant; where there are several, none can be chosen for them."""
    names = place.read.setting.namnder
    told = namnd_in(said, names)
    if not told:
        several = namnder_in(said, names)
        unknown = say.PLAN_NAMND(value=said, ids=listed(names))
        place.say(say.PLAN_NAMNDER(value=said, ids=listed(several)) if several else unknown, "namnd")
    return told


def _parsed(place: _Place, cells: Mapping[str, object]) -> dict[str, Any]:
    unit, setting = _unit(cells), place.read.setting
    row, unread = years_of(cells, setting.year)
    for name, trouble in unread.items():
        place.say(trouble, name)
    for name, raw in cells.items():
        if name in ("first", "last"):
            continue
        own = unit if name in _VALUES else ""
        row[name], said = parse_cell(raw, COLUMNS[name], unit=own, year=setting.year)
        if said and row[name] is None and COLUMNS[name].kind in _ONE_EACH and _SEVERAL.search(clean(raw)):
            said = say.PLAN_SEVERAL(value=clean(raw))
        if said:
            place.say(said, name)
    if row.get("direction") and not _direction(row["direction"]):
        place.say(NOT_CHOICE(value=row["direction"], choices=" eller ".join(DIRECTIONS)), "direction")
    row["focus_area"] = _areas(place, row.get("focus_area"))
    if partners := clean(row.get("partners") or ""):
        one = namnd_in(partners, setting.namnder)
        row["partners"] = one or "; ".join(namnder_in(partners, setting.namnder)) or partners
    row["counted"] = any(not is_blank(cells.get(name)) for name in _VALUES)  # also by what could not be read
    return row | ({"unit": unit} if unit else {})


def _areas(place: _Place, text: object) -> str | None:
    """The fokusområden, parted by semicolons; those that the year doesn't have are told, and kept as they stand."""
    known, year = place.read.setting.areas, place.read.setting.year
    found = areas_in(text, known)
    for area in found:
        if known and area not in known:
            place.say(model.AREA_NOT_IN_FORCE(area=area, year=year, areas=listed(known)), "focus_area")
    return "; ".join(found) or None


def _tell_lost(place: _Place, cells: Mapping[str, object], row: Mapping[str, Any], goal: str) -> None:
    """What was understood as several things, and what belongs to nothing and so can't be taken in."""
    for sheet, text, what in _BELONGING:
        several = items(row.get(text)) if sheet != "milestones" else []
        if goal and len(several) > 1 and not listed_plainly(row.get(text)):
            place.say(say.PLAN_LIST(count=words(len(several)), what=what, items=" – ".join(several)), text)
        if row.get(text) and not goal:
            place.say(say.PLAN_NO_GOAL(value=clean(row[text])), text)
        for name in (n for n in PLAN_WORDS[sheet] if n not in _ASIDE and n != text and not row.get(text)):
            if not is_blank(cells.get(name)):
                place.say(say.PLAN_ALONE(value=clean(cells[name]), what=what), name)


def _unit(cells: Mapping[str, object]) -> str:
    """The unit that the row says, or that stands after its values, as in '72 %'."""
    values = (read_number(cells[name], COLUMNS[name].heading) for name in _VALUES if not is_blank(cells.get(name)))
    beside = next((value.unit for value in values if isinstance(value, Number) and value.unit), "")
    return clean(cells.get("unit") or "") or beside


def _goal(read: PlanRead, namnd: str, row: Mapping[str, Any]) -> str:
    """The number of the row's goal; one that has been read before keeps its own."""
    goals = read.rows["goals"]
    for known in goals:
        if (known["namnd"] or "", known["goal"]) == (namnd, row["goal"]):
            return str(known["goal_id"])
    taken, told = {known["goal_id"] for known in goals}, str(row.get("goal_id") or "")
    own = told if OWN_NUMBER.fullmatch(told) and told not in taken else ""
    if told and not own:
        read.renumbered.append(told)
    numbers = (f"{namnd or 'X'}-{number:02d}" for number in range(1, 1000))
    new = own or next(number for number in numbers if number not in taken)
    year, decision = float(read.setting.year), read.setting.decision
    record = {name: row.get(name) for name in PLAN_WORDS["goals"]} | {"goal_id": new, "namnd": namnd or None}
    record |= {"first": row.get("first") or year, "last": row.get("last") or row.get("first") or year}
    if decision:
        record |= {"decided_by": decision.body, "decided": pd.Timestamp(decision.day), "paragraph": decision.paragraph}
    goals.append(record)
    return new


def _belongings(read: PlanRead, goal: str, row: Mapping[str, Any]) -> None:
    """Etappmål, mått and aktiviteter of a row; one that the goal has already is the same. A goal has one etappmål."""
    if text := clean(row.get("milestone") or ""):
        rest = {"milestone_id": f"{goal}-E{read.setting.year}", "year": float(read.setting.year)}
        _add(read, "milestones", {"goal_id": goal, "milestone": text} | rest, "milestone")
    for text in items(row.get("indicator")):
        _add(read, "indicators", _indicator(read, goal, text, row), "indicator")
    for text in items(row.get("activity")):
        record = {name: row.get(name) for name in PLAN_WORDS["activities"]} | {"activity": text, "goal_id": goal}
        record["activity_id"] = f"{goal}-A{_count(read, 'activities', goal) + 1}"
        _add(read, "activities", record, "activity")


def _indicator(read: PlanRead, goal: str, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: row.get(name) for name in PLAN_WORDS["indicators"]} | {"indicator": text, "goal_id": goal}
    base, target = row.get("baseline"), row.get("target")
    direction = _direction(row.get("direction"))
    if direction is None and base is not None and target is not None:
        direction = INCREASE if target > base else DECREASE if target < base else KEEP
        read.guessed += 1
    record |= {"indicator_id": f"{goal}-M{_count(read, 'indicators', goal) + 1}", "direction": direction}
    counted = row["counted"] or row.get("unit")
    record["measure_kind"] = QUANTITATIVE if counted else QUALITATIVE
    return record


def _direction(said: object) -> str | None:
    start = str(said or "").casefold()[:3]
    return next((d for d in DIRECTIONS if d.casefold()[:3] == start), None)


def _count(read: PlanRead, sheet: str, goal: str) -> int:
    return sum(row["goal_id"] == goal for row in read.rows[sheet])


def _add(read: PlanRead, sheet: str, record: dict[str, Any], text: str) -> None:
    same = (r for r in read.rows[sheet] if (r["goal_id"], r[text]) == (record["goal_id"], record[text]))
    if next(same, None) is None:
        read.rows[sheet].append(record)
