"""A plan that lies in Excel as rows of the register: goals with what belongs to them, whatever way it is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from flows.steps.beginning.years import years_of
from flows.steps.files.spreadsheets import Grid
from flows.steps.known.decision import Rows
from flows.steps.reading.cells import parse_cell
from flows.steps.reading.frames import typed_frame
from flows.steps.reading.grid import table_rows
from flows.steps.reading.headings import Found, alike, find_table, plain
from flows.steps.reading.numbers import Number, read_number
from flows.steps.texts import clean, is_blank
from schemas.choices import DECREASE, DIRECTIONS, INCREASE, KEEP, QUALITATIVE, QUANTITATIVE
from schemas.messages.message import Trouble
from schemas.plan_words import COLUMNS, PLAN_WORDS
from schemas.register import KOMMUN, REGISTER
from schemas.settings import Decision

_OWN_NUMBER = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}-\d{1,3}")
_ITEM = re.compile(r"\s*(?:[•–*-]|\d{1,2}[.)])\s+")
_WORD = re.compile(r"\w+")
_VALUES = ("baseline", "target")
_ALIKE = 0.8


@dataclass(frozen=True)
class Setting:
    """What a plan is held against: the year, nämnder (name by id), fokusområden, and the goals' decision, if any."""

    year: int
    namnder: Mapping[str, str]
    areas: tuple[str, ...]
    decision: Decision | None = None


@dataclass
class PlanRead:
    """The register's rows as they are found, and what could not be read: what is said, sheet and cell."""

    setting: Setting
    rows: dict[str, Rows] = field(default_factory=lambda: {sheet.id: [] for sheet in REGISTER})
    troubles: list[tuple[Trouble, str, str]] = field(default_factory=list)
    homeless: dict[str, str] = field(default_factory=dict)
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
    return read


def _read_sheet(read: PlanRead, title: str, grid: Grid, found: Found) -> None:
    """A row without a goal belongs to the goal above; one without a nämnd to the nämnd above, or the tab's."""
    namnd, goal = _namnd(title, read.setting.namnder), ""
    for number, cells in table_rows(grid, found):
        if clean(cells.get("namnd", "")):
            told = _namnd(clean(cells["namnd"]), read.setting.namnder)
            if not told:
                read.homeless[clean(cells["namnd"])] = f"{title}, cell {found.cell('namnd', number)}"
            namnd, goal = told, "" if told != namnd else goal
        row = _parsed(read, title, found, number, cells)
        if row.get("goal"):
            goal = _goal(read, namnd, row)
        if goal:
            _belongings(read, goal, row)


def _parsed(read: PlanRead, title: str, found: Found, number: int, cells: Mapping[str, object]) -> dict[str, Any]:
    unit = _unit(cells)
    row, unread = years_of(cells, read.setting.year)
    read.troubles += [(trouble, title, found.cell(name, number)) for name, trouble in unread.items()]
    for name, raw in cells.items():
        if name in ("first", "last"):
            continue
        own = unit if name in _VALUES else ""
        row[name], trouble = parse_cell(raw, COLUMNS[name], unit=own, year=read.setting.year)
        if trouble:
            read.troubles.append((trouble, title, found.cell(name, number)))
    return row | ({"unit": unit} if unit else {})


def _unit(cells: Mapping[str, object]) -> str:
    """The unit that the row says, or that stands after its values, as in '72 %'."""
    values = (read_number(cells[name], COLUMNS[name].heading) for name in _VALUES if not is_blank(cells.get(name)))
    beside = next((value.unit for value in values if isinstance(value, Number) and value.unit), "")
    return clean(cells.get("unit") or "") or beside


def _namnd(text: str, namnder: Mapping[str, str]) -> str:
    """The id of the nämnd that is meant, '' where none is."""
    said = plain(text)
    if said.startswith(("kommunövergripande", "hela kommunen")) or said == KOMMUN.casefold():
        return KOMMUN
    likeness = {id_: 1.0 if said == id_.casefold() else alike(said, plain(name)) for id_, name in namnder.items()}
    best = max(likeness, key=lambda id_: likeness[id_], default="")
    if best and likeness[best] >= _ALIKE:
        return best
    short = [id_ for id_, name in namnder.items() if _shortened(said, plain(name))]
    return short[0] if len(short) == 1 else ""


def _shortened(said: str, name: str) -> bool:
    """Whether each word begins the name's word in the same place, as 'barn och utb' does."""
    words, whole = ([word for word in _WORD.findall(text) if word != "och"] for text in (said, name))
    pairs = list(zip(words, whole, strict=False))
    return 0 < len(words) == len(pairs) and all(len(short) > 2 and long.startswith(short) for short, long in pairs)


def _goal(read: PlanRead, namnd: str, row: Mapping[str, Any]) -> str:
    """The number of the row's goal; one that has been read before keeps its own."""
    goals = read.rows["goals"]
    for known in goals:
        if (known["namnd"] or "", known["goal"]) == (namnd, row["goal"]):
            return str(known["goal_id"])
    taken, told = {known["goal_id"] for known in goals}, str(row.get("goal_id") or "")
    own = told if _OWN_NUMBER.fullmatch(told) and told not in taken else ""
    numbers = (f"{namnd or 'X'}-{number:02d}" for number in range(1, 1000))
    new = own or next(number for number in numbers if number not in taken)
    year, decision = float(read.setting.year), read.setting.decision
    record = {name: row.get(name) for name in PLAN_WORDS["goals"]} | {"goal_id": new, "namnd": namnd or None}
    record |= {"first": row.get("first") or year, "last": row.get("last") or row.get("first") or year}
    record["focus_area"] = _areas(row.get("focus_area"), read.setting.areas)
    if decision:
        record |= {"decided_by": decision.body, "decided": pd.Timestamp(decision.day), "paragraph": decision.paragraph}
    goals.append(record)
    return new


def _areas(text: object, known: tuple[str, ...]) -> str | None:
    """The fokusområden in the kommun's own words, parted by semicolons; unknown ones as they were written."""
    said = str(text or "")
    parts = [said] if said in known else [part.strip() for part in re.split(r"[;,/\n]", said) if part.strip()]
    return "; ".join(dict.fromkeys(_area(part, known) for part in parts)) or None


def _area(part: str, known: tuple[str, ...]) -> str:
    best = max(known, key=lambda area: _near(area, part), default=part)
    return best if _near(best, part) >= _ALIKE else part


def _near(one: str, other: str) -> float:
    return alike(plain(one), plain(other))


def _belongings(read: PlanRead, goal: str, row: Mapping[str, Any]) -> None:
    """Etappmål, mått and aktiviteter of a row; one that the goal has already is the same."""
    for text in _items(row.get("milestone")):
        rest = {"milestone_id": f"{goal}-E{read.setting.year}", "year": float(read.setting.year)}
        _add(read, "milestones", {"goal_id": goal, "milestone": text} | rest, "milestone")
    for text in _items(row.get("indicator")):
        _add(read, "indicators", _indicator(read, goal, text, row), "indicator")
    for text in _items(row.get("activity")):
        record = {name: row.get(name) for name in PLAN_WORDS["activities"]} | {"activity": text, "goal_id": goal}
        record["activity_id"] = f"{goal}-A{_count(read, 'activities', goal) + 1}"
        _add(read, "activities", record, "activity")


def _indicator(read: PlanRead, goal: str, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: row.get(name) for name in PLAN_WORDS["indicators"]} | {"indicator": text, "goal_id": goal}
    base, target = row.get("baseline"), row.get("target")
    said = str(row.get("direction") or "").casefold()
    direction = next((d for d in DIRECTIONS if said and d.casefold()[:3] == said[:3]), None)
    if direction is None and base is not None and target is not None:
        direction = INCREASE if target > base else DECREASE if target < base else KEEP
        read.guessed += 1
    record |= {"indicator_id": f"{goal}-M{_count(read, 'indicators', goal) + 1}", "direction": direction}
    counted = base is not None or target is not None or row.get("unit")
    record["measure_kind"] = QUANTITATIVE if counted else QUALITATIVE
    return record


def _count(read: PlanRead, sheet: str, goal: str) -> int:
    return sum(row["goal_id"] == goal for row in read.rows[sheet])


def _add(read: PlanRead, sheet: str, record: dict[str, Any], text: str) -> None:
    same = (r for r in read.rows[sheet] if (r["goal_id"], r[text]) == (record["goal_id"], record[text]))
    if next(same, None) is None:
        read.rows[sheet].append(record)


def _items(text: object) -> Iterator[str]:
    """What stands in a cell: one text, or one for each line where all lines begin with a dash or a number."""
    lines = [line for line in str(text or "").splitlines() if line.strip()]
    if len(lines) > 1 and all(_ITEM.match(line) for line in lines):
        yield from (_ITEM.sub("", line, count=1).strip() for line in lines)
    elif lines:
        yield str(text).strip()
