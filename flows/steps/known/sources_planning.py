"""Rows to fill in while a coming year is planned: places for målområden, goals, etappmål, mått, reviews, activities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pandas as pd

from flows.steps.known.hints import hint
from flows.steps.known.inputs import Inputs
from flows.steps.known.planned import latest_tables
from flows.steps.reading.frames import typed_frame
from flows.steps.swedish import capital, words
from schemas.columns import Column
from schemas.messages.message import listed
from schemas.rules.proposals import YEARS
from schemas.settings import Namnd
from schemas.sheets.plan import BUDGET, PLAN
from schemas.sheets.proposal_parts import PROPOSED_INDICATORS, PROPOSED_MILESTONES
from schemas.sheets.sheet import Sheet

AREAS_OFFERED, SPARE, MEASURES_OFFERED, ACTIVITIES_OFFERED = 8, 3, 3, 10
"""How many rows there are to fill in: målområden, goals past those wanted, mått and activities of a goal."""
_NO_DEPARTMENT = {"department_wanted": None, "department_told": "", "departments": ""}
Records = Sequence[dict[str, Any]]


def _frame(records: Records, columns: Sequence[Column] = ()) -> pd.DataFrame:
    """By `key`, the given columns with their types; without any the frame has at least `namnd`."""
    index = pd.Index([r["key"] for r in records], dtype="str", name="key")
    typed = typed_frame([c for c in columns if c.by == "given" and c.kind != "key"], records, index)
    names = list(dict.fromkeys(["namnd", *(n for r in records for n in r if n != "key" and n not in typed)]))
    more = pd.DataFrame({n: pd.Series([r.get(n) for r in records], index=index) for n in names}, index=index)
    return pd.concat([more, typed], axis=1)


def areas(inputs: Inputs) -> pd.DataFrame:
    """Places for målområden."""
    numbers = range(1, AREAS_OFFERED + 1)
    return _frame([{"key": f"{n.id}-OMR{i}", "namnd": n.id} for n in inputs.job.namnder for i in numbers])


def proposals(inputs: Inputs) -> pd.DataFrame:
    """Places for new goals, with how many the nämnd is to propose beside those that continue (N2)."""
    return _frame([place for namnd in inputs.job.namnder for place in _places(inputs, namnd)])


def _places(inputs: Inputs, namnd: Namnd) -> Iterator[dict[str, Any]]:
    job, goals = inputs.job, inputs.register["goals"]
    mine = goals[goals["namnd"] == namnd.id]
    going_on = mine[mine["last"] >= job.year]
    special = next((e for e in job.model.exceptions if e.namnd == namnd.id), None)
    wanted = max(0, (special.goals if special else job.model.goals) - len(going_on))
    about: dict[str, Any] = {
        "namnd": namnd.id,
        "wanted": wanted,
        "first": str(job.year),
        "latest": str(job.year + YEARS - 1),
        "wanted_told": new_goals(wanted),
        "counted": _continuing(going_on),
    }
    if special and special.departments:
        have = int(going_on["department"].isin(list(special.departments)).sum())
        left = special.department_goals - have
        about |= {"department_wanted": left, "department_told": capital(words(left))}
        about |= {"departments": listed(special.departments)}
    free = _free_numbers(namnd.id, inputs.numbers_used)
    for _ in range(wanted + SPARE):
        yield _NO_DEPARTMENT | {"key": f"{namnd.id}-{next(free):02d}"} | about


def new_goals(count: int) -> str:
    """'fyra nya mål', 'ett nytt mål' or 'inga nya mål'."""
    return "ett nytt mål" if count == 1 else f"{words(count) if count else 'inga'} nya mål"


def _continuing(goals: pd.DataFrame) -> str:
    if goals.empty:
        return "Inga tidigare mål fortsätter."
    noun = "beslutat mål" if len(goals) == 1 else "beslutade mål"
    return f"{capital(words(len(goals), common=False))} {noun} fortsätter: {listed(goals.index)}."


def _free_numbers(namnd: str, taken: Collection[str]) -> Iterator[int]:
    """Numbers after the highest that a goal of the nämnd has had; a number is never used again."""
    used = [key.rpartition("-")[2] for key in taken if key.startswith(f"{namnd}-")]
    number = max((int(text) for text in used if text.isdecimal()), default=0)
    while True:
        yield (number := number + 1)


def milestones(inputs: Inputs) -> pd.DataFrame:
    """A place per proposed goal and year."""
    years = range(inputs.job.year, inputs.job.year + YEARS)
    found = [_part(row, f"{row['key']}-{year}") | {"year": year} for row in _goal_places(inputs) for year in years]
    return _frame(found, PROPOSED_MILESTONES.columns)


def indicators(inputs: Inputs) -> pd.DataFrame:
    """Places for the mått of a proposed goal."""
    numbers = range(1, MEASURES_OFFERED + 1)
    found = [_part(row, f"{row['key']}-M{i}") for row in _goal_places(inputs) for i in numbers]
    return _frame(found, PROPOSED_INDICATORS.columns)


def _goal_places(inputs: Inputs) -> list[dict[str, Any]]:
    return [place for namnd in inputs.job.namnder for place in _places(inputs, namnd)]


def _part(goal: dict[str, Any], key: str) -> dict[str, Any]:
    return {"key": key, "namnd": goal["namnd"], "goal_id": goal["key"]}


def reviews(inputs: Inputs) -> pd.DataFrame:
    """A row per reviewer and proposed goal, with its mått and what the program has seen. Raises ExpectedProblem."""
    tables = latest_tables(inputs.job, "malforslag")
    goals = tables["mal"].dropna(subset="goal").to_dict("records")
    measures = tables["matt"].dropna(subset="indicator")
    found: list[dict[str, Any]] = []
    for reviewer in inputs.job.namnder:
        for goal in goals:
            mine = measures[measures["goal_id"] == goal["goal_id"]].to_dict("records")
            told = {"hint": hint(goal, mine, inputs.job.year), "measured_by": _measured_by(goal, mine)}
            about = {
                "goal_id": goal["goal_id"],
                "owner": goal["namnd"],
                "goal": goal["goal"],
                "reviewer": reviewer.name,
            }
            found.append({"key": f"{goal['goal_id']}-{reviewer.id}", "namnd": reviewer.id} | about | told)
    return _frame(found)


def _measured_by(goal: dict[Any, Any], measures: Records) -> str:
    told = [f"{m['indicator']}{f' ({u})' if isinstance(u := m['unit'], str) else ''}" for m in measures]
    method = goal["method"]
    return "\n".join([*told, *([method] if isinstance(method, str) else [])])


def plan(inputs: Inputs) -> pd.DataFrame:
    """Places for the activities of each decided goal."""
    return _activity_places(inputs, PLAN)


def budget(inputs: Inputs) -> pd.DataFrame:
    """The same places, for their amounts in internbudgeten."""
    return _activity_places(inputs, BUDGET)


def _activity_places(inputs: Inputs, sheet: Sheet) -> pd.DataFrame:
    goals = inputs.namnd_goals
    found = [
        {"key": f"{key}-A{i}", "namnd": namnd, "goal_id": str(key), "goal": goal}
        for key, namnd, goal in zip(goals.index, goals["namnd"], goals["goal"], strict=True)
        for i in range(1, ACTIVITIES_OFFERED + 1)
    ]
    rank = {n.id: number for number, n in enumerate(inputs.job.namnder)}
    found.sort(key=lambda row: rank.get(row["namnd"], len(rank)))
    return _frame(found, sheet.columns)


PLANNING: dict[str, Callable[[Inputs], pd.DataFrame]] = {
    "areas": areas,
    "proposals": proposals,
    "milestone_proposals": milestones,
    "indicator_proposals": indicators,
    "reviews": reviews,
    "plan": plan,
    "internal_budget": budget,
}
