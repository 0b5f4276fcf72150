"""The register's rows of one row of a plan: its goal, and the etappmål, mått and aktiviteter that belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from flows.steps.beginning.plan_cells import items
from flows.steps.beginning.plan_near import direction_of, own_number, read_as
from flows.steps.beginning.plan_read import Place, PlanRead
from flows.steps.texts import clean
from schemas.choices import DECREASE, INCREASE, KEEP, QUALITATIVE, QUANTITATIVE
from schemas.messages import plan as say
from schemas.plan_words import PLAN_WORDS

_OF_YEAR = re.compile(r"(20\d\d)\s*[:–-]\s*(?!20\d\d)(\S.*)")


def goal_of(place: Place, namnd: str, row: Mapping[str, Any]) -> str:
    """The number of the row's goal; one that has been read before keeps its own."""
    read = place.read
    goals = read.rows["goals"]
    for known in goals:
        if (known["namnd"] or "", known["goal"]) == (namnd, row["goal"]):
            return str(known["goal_id"])
    new = _number(place, namnd, str(row.get("goal_id") or ""))
    year, decision = float(read.setting.year), read.setting.decision
    record = {name: row.get(name) for name in PLAN_WORDS["goals"]} | {"goal_id": new, "namnd": namnd or None}
    record |= {"first": row.get("first") or year, "last": row.get("last") or row.get("first") or year}
    if decision:
        record |= {"decided_by": decision.body, "decided": pd.Timestamp(decision.day), "paragraph": decision.paragraph}
    goals.append(record)
    return new


def _number(place: Place, namnd: str, said: str) -> str:
    """The goal's number: its own where that can be one and no other goal has it, else the nämnd's next."""
    taken = {known["goal_id"] for known in place.read.rows["goals"]}
    running = bool(namnd) and said.isascii() and said.isdigit() and 0 < int(said[:4]) < 1000
    own = f"{namnd}-{int(said):02d}" if running else own_number(said, place.read.setting.namnder)
    numbers = (f"{namnd or 'X'}-{number:02d}" for number in range(1, 1000))
    new = own if own and own not in taken else next(number for number in numbers if number not in taken)
    if said and new != own:
        place.say((say.NUMBER_TAKEN if own else say.NUMBER)(value=said, key=new), "goal_id")
    elif running:
        place.read.numbered.append(new)
    elif new != said and said:
        place.say(read_as(said, new), "goal_id")
    return new


def add_belongings(read: PlanRead, goal: str, row: Mapping[str, Any]) -> None:
    """Etappmål, mått and aktiviteter of a row; one that the goal has already is the same. One etappmål a year."""
    for year, text in _milestones(row.get("milestone"), read.setting.year).items():
        rest = {"milestone_id": f"{goal}-E{year}", "year": float(year)}
        _add(read, "milestones", {"goal_id": goal, "milestone": text} | rest, "milestone")
    for text in items(row.get("indicator")):
        _add(read, "indicators", _indicator(read, goal, text, row), "indicator")
    for text in items(row.get("activity")):
        record = {name: row.get(name) for name in PLAN_WORDS["activities"]} | {"activity": text, "goal_id": goal}
        record["activity_id"] = f"{goal}-A{_count(read, 'activities', goal) + 1}"
        _add(read, "activities", record, "activity")


def _milestones(said: object, year: int) -> dict[int, str]:
    """The etappmål by year: as each line says it of itself ('2027: 90 %'), else all of it of the plan's year."""
    lines = [clean(line) for line in str(said or "").splitlines() if clean(line)]
    own = [_OF_YEAR.fullmatch(line) for line in lines]
    found = {int(match[1]): match[2] for match in own if match}
    return found if len(found) == len(lines) else {year: clean(said)}


def _indicator(read: PlanRead, goal: str, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: row.get(name) for name in PLAN_WORDS["indicators"]} | {"indicator": text, "goal_id": goal}
    base, target = row.get("baseline"), row.get("target")
    direction = direction_of(row.get("direction"))
    if direction is None and base is not None and target is not None:
        direction = INCREASE if target > base else DECREASE if target < base else KEEP
        read.guessed += 1
    record |= {"indicator_id": f"{goal}-M{_count(read, 'indicators', goal) + 1}", "direction": direction}
    counted = row["counted"] or row.get("unit")
    record["measure_kind"] = QUANTITATIVE if counted else QUALITATIVE
    return record


def _count(read: PlanRead, sheet: str, goal: str) -> int:
    return sum(row["goal_id"] == goal for row in read.rows[sheet])


def _add(read: PlanRead, sheet: str, record: dict[str, Any], text: str) -> None:
    same = (r for r in read.rows[sheet] if (r["goal_id"], r[text]) == (record["goal_id"], record[text]))
    if next(same, None) is None:
        read.rows[sheet].append(record)
