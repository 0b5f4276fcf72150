"""What earlier steps of the årshjul published about the year: målförslag, reviews, handlingsplaner."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from flows.steps.files.opening import open_workbook
from flows.steps.job import Job, stop
from flows.steps.known.history import as_ore
from flows.steps.known.rounds import data_folder, data_table, table_troubles
from flows.steps.places import REGISTER_FILE, RESULT, YEARS
from flows.steps.reading.frames import Listing, read_listing, typed_frame
from flows.steps.reading.headings import plain
from schemas.findings import Finding
from schemas.kinds import HANDLINGSPLAN, KINDS, round_told
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.register import REGISTER


def latest_folder(job: Job, kind: str) -> Path | None:
    """The published data of the year's last round of a kind, if there is any."""
    folders = [data_folder(job, job.year, r.folder) for r in job.settings.rounds_in(job.year) if r.kind == kind]
    return next((folder for folder in reversed(folders) if folder), None)


def latest_tables(job: Job, kind: str) -> dict[str, pd.DataFrame]:
    """Its tables by name, as `data_table` gives them. Raises ExpectedProblem where no such round has been published."""
    folder = latest_folder(job, kind)
    if folder is None:
        raise stop(say.NOT_PUBLISHED(round=round_told(kind), kind=kind, year=job.year))
    return {p.stem: data_table(folder, p.stem, KINDS[kind]) for p in sorted(folder.glob("*.csv"))}


def numbers_used(job: Job) -> set[str]:
    """The numbers of every goal in the registers of earlier years: they are never used again."""
    found: set[str] = set()
    for path in job.places.input.glob(f"{YEARS}/{REGISTER_FILE}"):
        old = int(path.parent.name) < job.year and path.is_file()
        opened = open_workbook(path.read_bytes()) if old else ({}, {})
        grids = {} if isinstance(opened, Trouble) else {plain(title): grid for title, grid in opened[0].items()}
        found |= set(read_listing(grids.get(plain(REGISTER[0].title), []), REGISTER[0]).frame.index)
    return found


def with_plan(job: Job, listings: dict[str, Listing]) -> dict[str, Listing]:
    """The register with the nämnder's handlingsplaner, where they have been taken in as a round of their own."""
    asked_now = job.kind.id == HANDLINGSPLAN.id  # then they are what is being made
    if asked_now or job.kind.register != "year" or len(listings["activities"].frame):
        return listings
    if latest_folder(job, HANDLINGSPLAN.id) is None:
        return listings
    tables = latest_tables(job, HANDLINGSPLAN.id)
    plan = _with(tables, "handlingsplan", "activities").dropna(subset="activity")
    days = {name: pd.to_datetime(plan[name], errors="coerce") for name in ("starts", "ends")}
    plan = plan.assign(**days)
    plan["planned_cost"] = as_ore(plan["planned_cost"])
    amounts = _with(tables, "internbudget", "internal_budget").dropna(subset="budget")
    amounts = amounts.assign(budget=as_ore(amounts["budget"]))
    found = {"activities": plan, "internal_budget": amounts}
    return listings | {name: _listing(name, table) for name, table in found.items()}


def plan_troubles(job: Job) -> list[Finding]:
    """What could not be read of the handlingsplaner that `with_plan` takes."""
    folder = latest_folder(job, HANDLINGSPLAN.id)
    if folder is None:
        return []
    named = "/".join(folder.relative_to(job.places.output if RESULT in folder.parts else job.places.input).parts[:2])
    return [
        trouble
        for name in ("handlingsplan", "internbudget")
        for trouble in table_troubles(folder, name, HANDLINGSPLAN, f"{named}/{name}.csv")
    ]


def _with(tables: dict[str, pd.DataFrame], name: str, sheet_id: str) -> pd.DataFrame:
    """A table with all columns that the register's sheet has; those that the file lacks are empty."""
    sheet = next(s for s in REGISTER if s.id == sheet_id)
    wanted, table = [sheet.key, *(c.name for c in sheet.columns)], tables.get(name, pd.DataFrame())
    lacking = {column: pd.Series([None] * len(table), dtype="str") for column in wanted if column not in table}
    return table.assign(**lacking)


def _listing(sheet_id: str, table: pd.DataFrame) -> Listing:
    """As if it had been read from the register; it has no cells there."""
    sheet = next(s for s in REGISTER if s.id == sheet_id)
    records = [{str(n): (None if pd.isna(v) else v) for n, v in row.items()} for row in table.to_dict("records")]
    index = pd.Index(table[sheet.key], dtype="str", name="key")
    return Listing(typed_frame(sheet.columns, records, index), [], None, {})
