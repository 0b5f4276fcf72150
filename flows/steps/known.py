"""What is known before any nämnd answers: register, finance export and the earlier round, as one table per source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from flows.steps.finance import read_finance
from flows.steps.finance_rows import AMOUNTS
from flows.steps.frames import Listing, read_listing
from flows.steps.headings import plain
from flows.steps.history import read_history
from flows.steps.investments import read_investments
from flows.steps.job import Job, stop
from flows.steps.opening import open_workbook
from flows.steps.submission import sha256
from schemas.findings import ERROR, Finding
from schemas.messages import model as say
from schemas.messages.message import Trouble
from schemas.register import REGISTER
from schemas.rules.kinds_of_rule import Facts
from schemas.rules.model_rules import Plan, breaches
from schemas.sheets.sheet import TOTAL


@dataclass(frozen=True)
class Known:
    """`facts` for templates and rules, the register's `listings`, what could not be read, and `sources` with sha256.

    `control`: the finance export's own sums in öre. `unclaimed`: its rows of no nämnd. `investments`: one row per
    project, where the settings say how to read them.
    """

    facts: Facts
    listings: dict[str, Listing]
    findings: tuple[Finding, ...]
    sources: dict[str, str]
    control: dict[str, int] = field(default_factory=dict)
    unclaimed: pd.DataFrame = field(default_factory=pd.DataFrame)
    investments: pd.DataFrame | None = None


def load_known(job: Job) -> Known:
    """Read the register (must exist), the finance export and the previous round. Raises ExpectedProblem."""
    findings: list[Finding] = []
    listings, register_hash = read_register(job.register_file, findings)
    register = {sheet_id: listing.frame for sheet_id, listing in listings.items()}
    earlier = read_history(job)
    finance, sources = read_finance(job, findings, earlier.budget)
    goals = _goals(job, register, earlier.goals)
    namnd_of = goals["namnd"]
    known = {
        "goals": goals,
        "indicators": _owned(register["indicators"], namnd_of),
        "activities": _activities(register, namnd_of),
        "followup": earlier.actions,
        "economy": _with_totals(job, finance.rows, earlier.forecasts),
        "minute": _minutes(job),
    }
    sources = {job.register_file.name: register_hash, **sources, **earlier.sources}
    investments, more = read_investments(job, findings)
    return Known(
        replace(job.facts(), known=known),
        listings,
        tuple(findings),
        {**sources, **more},
        finance.control,
        finance.rows[finance.rows["namnd"] == ""],
        investments,
    )


def read_register(path: Path, findings: list[Finding]) -> tuple[dict[str, Listing], str]:
    """The register's sheets by id and the file's sha256; what can't be read (R1) goes to `findings`."""
    content = _content(path)
    opened = open_workbook(content)
    if isinstance(opened, Trouble):
        raise stop(replace(opened, rule="R1"), path.name)
    grids = {plain(title): grid for title, grid in opened[0].items()}
    listings = {sheet.id: read_listing(grids.get(plain(sheet.title), []), sheet) for sheet in REGISTER}
    for sheet_id, listing in listings.items():
        findings += [_finding(t, path.name, _TITLES[sheet_id], cell) for t, cell in listing.troubles]
    return listings, sha256(content)


_TITLES = {"": "", **{sheet.id: sheet.title for sheet in REGISTER}}


def check_register(job: Job, known: Known) -> list[Finding]:
    """What in settings and register breaks the model (F*, N*, K*, M1, A1, A2, S2, G1), each at its cell."""
    tables = {sheet_id: listing.frame for sheet_id, listing in known.listings.items()}
    found: list[Finding] = []
    for b in breaches(Plan(job.settings, job.model, tables, job.year)):
        file = job.register_file.name if b.sheet else "kommun.toml"
        cell = known.listings[b.sheet].cell(b.key, b.column) if b.sheet else ""
        found.append(_finding(b.trouble, file, _TITLES[b.sheet], cell))
    return found


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise stop(say.REGISTER_MISSING(file=path.name, year=path.parent.name), path.name)
    return path.read_bytes()


def _finding(trouble: Trouble, file: str, sheet: str, cell: str) -> Finding:
    return Finding(
        rule=trouble.rule, severity=ERROR, what=trouble.what, todo=trouble.todo, file=file, sheet=sheet, cell=cell
    )


def _goals(job: Job, register: dict[str, pd.DataFrame], earlier: pd.DataFrame) -> pd.DataFrame:
    """The year's goals with this year's etappmål after the goal's own words, and what was said last time."""
    goals = register["goals"]
    goals = goals[(goals["first"] <= job.year) & (goals["last"] >= job.year)].copy()
    goals["wording"] = goals["goal"]
    milestones = register["milestones"]
    now = milestones[milestones["year"] == job.year].set_index("goal_id")["milestone"]
    step = goals.index.to_series().map(now.to_dict())
    goals["goal"] = goals["goal"].where(
        step.isna(), goals["goal"] + f"\nEtappmål {job.year}: " + step.fillna("").astype(str)
    )
    goals["previous"] = _previous(goals, earlier)
    goals["previous_assessment"] = earlier["assessment"].reindex(goals.index)
    return goals.sort_values(["namnd", "focus_area", "goal_id"], kind="stable")


def _previous(goals: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series[str]:
    said = earlier.reindex(goals.index)
    pairs = zip(said["assessment"], said["action"], strict=True)
    return pd.Series([_said_before(*pair) for pair in pairs], index=goals.index, dtype="str")


def _said_before(assessment: object, action: object) -> str:
    if not isinstance(assessment, str):
        return "Nytt mål i år."
    return f"{assessment}. Åtgärd: {action}" if isinstance(action, str) and action else assessment


def _owned(table: pd.DataFrame, namnd_of: pd.Series[str]) -> pd.DataFrame:
    """The rows that belong to a goal of the year, with the goal's nämnd, in the order of the goals."""
    rows = table[table["goal_id"].isin(namnd_of.index)].copy()
    rows["namnd"] = rows["goal_id"].map(namnd_of.to_dict())
    order = {goal: number for number, goal in enumerate(namnd_of.index)}
    return rows.sort_values("goal_id", key=lambda ids: ids.map(order), kind="stable")


def _activities(register: dict[str, pd.DataFrame], namnd_of: pd.Series[str]) -> pd.DataFrame:
    rows = _owned(register["activities"], namnd_of)
    rows["budget"] = register["internal_budget"]["budget"].reindex(rows.index)
    return rows


def _with_totals(job: Job, finance: pd.DataFrame, forecasts: pd.Series[int]) -> pd.DataFrame:
    """Each nämnd's rows and its sum row with the ceiling: the forecast above which U4 wants an explanation (öre).

    `forecasts` are those of the round before, by key.
    """
    names = {n.id: n.name for n in job.namnder}
    rows = finance[finance["namnd"].isin(list(names))]
    totals = rows.groupby("namnd", sort=False)[list(AMOUNTS)].sum(min_count=1)
    allowed = (totals["budget"].abs().astype("float64") * job.model.deficit_percent / 100).round().astype("Int64")
    totals = totals.assign(namnd=totals.index, ceiling=totals["budget"] + allowed)
    totals["system_source"] = "Summan av nämndens rader"
    totals["area"] = [f"{names[i]} totalt" for i in totals.index]
    totals.index = pd.Index([f"{i}-{TOTAL}" for i in totals.index], dtype="str", name="key")
    rank = {i: number for number, i in enumerate(names)}
    found = pd.concat([rows, totals]).sort_values("namnd", key=lambda ids: ids.map(rank), kind="stable")
    return found.assign(previous_forecast=forecasts.reindex(found.index))


def _minutes(job: Job) -> pd.DataFrame:
    ids = [n.id for n in job.namnder]
    index = pd.Index([f"{i}-BESLUT" for i in ids], name="key")
    return pd.DataFrame({"namnd": ids, "body": [n.name for n in job.namnder]}, index=index, dtype="str")
