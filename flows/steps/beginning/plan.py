"""A plan that lies in Excel as rows of the register: goals with what belongs to them, whatever way it is laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.steps.beginning.plan_cells import areas_in, namnd_in, namnder_in, without_heading
from flows.steps.beginning.plan_goals import add_belongings, goal_of
from flows.steps.beginning.plan_lists import SEVERAL, lists_told, one_by_one
from flows.steps.beginning.plan_near import (
    areas_read_as,
    direction_of,
    namnder_read_as,
    read_as,
    unit_in_name,
    unit_read_as,
    with_unit,
)
from flows.steps.beginning.plan_read import Place, PlanRead, Setting
from flows.steps.beginning.years import years_of
from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.reading.cells import parse_cell
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, find_table, plain
from flows.steps.texts import clean, is_blank
from schemas.choices import DIRECTIONS
from schemas.messages import model
from schemas.messages import plan as say
from schemas.messages.cells import NOT_CHOICE
from schemas.messages.message import Trouble, listed
from schemas.plan_words import BELONGING, COLUMNS, PLAN_WORDS
from schemas.rules.model_measures import shares_told

_VALUES = ("baseline", "target")
_ONE_EACH = ("number", "money", "date")
_ASIDE = ("unit", "direction", "baseline_year", "provider")
"""What says nothing without a value beside it."""


def read_plan(grids: Mapping[str, Grid], columns: Mapping[str, str], setting: Setting) -> PlanRead:
    """Every sheet that has the headings; `columns` are the plan's headings by the register's columns."""
    wanted = tuple(replace(COLUMNS[name], heading=heading) for name, heading in columns.items())
    base_year = re.search(r"\b20\d\d\b", columns.get("baseline", ""))
    read = PlanRead(setting, base_year=float(base_year[0]) if base_year else None)
    for title, grid in grids.items():
        found = find_table(grid, wanted)
        if found is not None and "goal" in found.at:
            _read_sheet(read, title, grid, found)
            letters = map(letter, without_heading(grid, found))
            read.troubles += [(say.UNHEADED(column=a), title, f"{a}{found.heading_row}") for a in letters]
        elif any(not is_blank(cell) for row in grid for cell in row):
            read.troubles.append((say.SHEET(), title, ""))
    return read


def _read_sheet(read: PlanRead, title: str, grid: Grid, found: Found) -> None:
    """A row without a goal belongs to the goal above; one without a nämnd to the nämnd above, or the tab's."""
    names = read.setting.namnder
    namnd, goal = namnd_in(title, names), ""
    of_tab = namnder_read_as(title, [namnd], names)
    for number, cells in table_rows(grid, found):
        place = Place(read, title, found, number)
        if clean(cells.get("namnd", "")):
            told, of_tab = _namnd(place, cells), None
            namnd, goal = told, "" if told != namnd else goal
        for part in one_by_one(cells):
            row = _parsed(place, part)
            if row.get("goal"):
                goal = goal_of(place, namnd, row)
                read.troubles += [(of_tab, title, "")] if of_tab else []
                of_tab = None
            if goal:
                add_belongings(read, goal, row)
            _tell_lost(place, part, row, goal)
        for name, trouble in lists_told(cells) if goal else ():
            place.say(trouble, name)


def _namnd(place: Place, cells: Mapping[str, object]) -> str:
    """The nämnd that is meant; where there are several, none can be chosen for them."""
    said, lone = clean(cells["namnd"]), all(is_blank(cell) for name, cell in cells.items() if name != "namnd")
    names = place.read.setting.namnder
    told = namnd_in(said, names)
    if not told:
        several = namnder_in(said, names)
        unknown = say.LONE(value=said) if lone else say.NAMND(value=said, ids=listed(names))
        place.say(say.NAMNDER(value=said, ids=listed(several)) if several else unknown, "namnd")
    place.say(namnder_read_as(said, [told], names), "namnd")
    return told


def _parsed(place: Place, cells: Mapping[str, object]) -> dict[str, Any]:
    unit, setting = _unit(cells), place.read.setting
    row, told = years_of(cells, setting.year)
    for name, trouble in told.items():
        place.say(trouble, name)
    for name, raw in cells.items():
        if name in ("first", "last"):
            continue
        own = unit if name in _VALUES else ""
        row[name], said = parse_cell(raw, COLUMNS[name], unit=own, year=setting.year)
        if said and row[name] is None and COLUMNS[name].kind in _ONE_EACH and SEVERAL.search(clean(raw)):
            said = say.SEVERAL(value=clean(raw))
        if not said and name in _VALUES and is_blank(cells.get("unit")):
            said = unit_read_as(raw)
        place.say(said, name)
    place.say(_direction_told(row.get("direction")), "direction")
    row["focus_area"] = _areas(place, row.get("focus_area"))
    row["partners"] = _partners(place, clean(row.get("partners") or ""))
    row["counted"] = any(not is_blank(cells.get(name)) for name in _VALUES)  # also by what could not be read
    if not unit and (unit := unit_in_name(cells.get("indicator"))):
        place.say(read_as(f"({unit})", f"enheten ”{unit}”"), "indicator")
    row |= {"unit": unit} if unit else {}
    row.setdefault("baseline_year", place.read.base_year if row.get("baseline") is not None else None)
    for name, trouble in shares_told(row):
        if isinstance(cells[name], int | float):  # '0,5 %' says itself what it is
            place.say(trouble, name)
    return row


def _direction_told(said: object) -> Trouble | None:
    """What is said of a direction that isn't the list's own word."""
    read = direction_of(said)
    if said and not read:
        return NOT_CHOICE(value=said, choices=" eller ".join(DIRECTIONS))
    return read_as(clean(said), f"”{read}”") if read and plain(said) != plain(read) else None


def _partners(place: Place, said: str) -> str | None:
    """The ids of the nämnder that share the goal, parted by semicolons; as it stands where any of them is unknown."""
    names = place.read.setting.namnder
    one = namnd_in(said, names)
    found = [one] if one else namnder_in(said, names)
    place.say(namnder_read_as(said, found, names), "partners")
    return "; ".join(found) or said or None


def _areas(place: Place, text: object) -> str | None:
    """The fokusområden, parted by semicolons; those that the year doesn't have are told, and kept as they stand."""
    known, year = place.read.setting.areas, place.read.setting.year
    found = areas_in(text, known)
    for area in found:
        if known and area not in known:
            place.say(model.AREA_NOT_IN_FORCE(area=area, year=year, areas=listed(known)), "focus_area")
    place.say(areas_read_as(clean(text or ""), found), "focus_area")
    return "; ".join(found) or None


def _tell_lost(place: Place, cells: Mapping[str, object], row: Mapping[str, Any], goal: str) -> None:
    """What belongs to nothing and so can't be taken in."""
    for sheet, text, what, *_ in BELONGING:
        if row.get(text) and not goal:
            place.say(say.NO_GOAL(value=clean(row[text])), text)
        for name in (n for n in PLAN_WORDS[sheet] if n not in _ASIDE and n != text and not row.get(text)):
            if not is_blank(cells.get(name)):
                place.say(say.ALONE(value=clean(cells[name]), what=what), name)


def _unit(cells: Mapping[str, object]) -> str:
    """The unit that the row says, or that stands after its values, as in '72 %'."""
    values = (with_unit(cells[name], COLUMNS[name].heading) for name in _VALUES if not is_blank(cells.get(name)))
    beside = next((value.unit for value in values if value), "")
    return clean(cells.get("unit") or "") or beside
