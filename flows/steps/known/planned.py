"""What earlier steps of the årshjul published about the year: målförslag, reviews, handlingsplaner."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from flows.steps.files.opening import open_workbook
from flows.steps.job import Job, stop
from flows.steps.known.history import as_ore
from flows.steps.known.rounds import data_folder, data_table
from flows.steps.places import REGISTER_FILE, YEARS
from flows.steps.reading.frames import Listing, read_listing, typed_frame
from flows.steps.reading.headings import plain
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
        opened = open_workbook(path.read_bytes()) if int(path.parent.name) < job.year else ({}, {})
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
    plan = tables["handlingsplan"].dropna(subset="activity")
    plan = plan.assign(starts=pd.to_datetime(plan["starts"]), ends=pd.to_datetime(plan["ends"]))
    plan["planned_cost"] = as_ore(plan["planned_cost"])
    amounts = tables["internbudget"].dropna(subset="budget")
    amounts = amounts.assign(budget=as_ore(amounts["budget"]))
    found = {"activities": plan, "internal_budget": amounts}
    return listings | {name: _listing(name, table) for name, table in found.items()}


def _listing(sheet_id: str, table: pd.DataFrame) -> Listing:
    """As if it had been read from the register; it has no cells there."""
    sheet = next(s for s in REGISTER if s.id == sheet_id)
    records = [{str(n): (None if pd.isna(v) else v) for n, v in row.items()} for row in table.to_dict("records")]
    index = pd.Index(table[sheet.key], dtype="str", name="key")
    return Listing(typed_frame(sheet.columns, records, index), [], None, {})
