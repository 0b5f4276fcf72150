"""What is known before any nämnd answers: register, finance export and the earlier round, as one table per source."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from flows.steps.files.opening import errors_in, open_own
from flows.steps.files.submission import sha256
from flows.steps.finance.account import RowAccount
from flows.steps.job import Job, stop
from flows.steps.known.decision_log import read_log
from flows.steps.known.heirs import inherited
from flows.steps.known.inputs import Inputs
from flows.steps.known.planned import plan_troubles, with_plan
from flows.steps.known.sources import SOURCES
from flows.steps.reading.frames import Listing, read_listing
from flows.steps.reading.headings import plain
from schemas.findings import Finding
from schemas.messages import files
from schemas.messages import model as say
from schemas.messages.message import Trouble
from schemas.register import REGISTER
from schemas.rules.kinds_of_rule import Facts
from schemas.rules.model_plan import Plan
from schemas.rules.model_rules import breaches


@dataclass(frozen=True)
class Known:
    """`facts` for templates and rules, the register's `listings`, what could not be read, and `sources` with sha256.

    `control`: the finance export's own sums in öre. `unclaimed`: its rows of no nämnd. `accounts`: what became of each
    row of the finance system's files.
    """

    facts: Facts
    listings: dict[str, Listing]
    findings: tuple[Finding, ...]
    sources: dict[str, str]
    control: dict[str, int] = field(default_factory=dict)
    unclaimed: pd.DataFrame = field(default_factory=pd.DataFrame)
    accounts: tuple[RowAccount, ...] = ()


def load_known(job: Job) -> Known:
    """What the round's sheets ask for: register, finance export, earlier rounds. Raises ExpectedProblem."""
    try:
        return _known(job)
    except OSError as error:
        name = Path(str(error.filename or "")).name
        if not name or not (isinstance(error, IsADirectoryError | FileNotFoundError) or error.errno == errno.ELOOP):
            raise
        raise stop(files.NO_FILE(name=name), name) from error


def _known(job: Job) -> Known:
    findings: list[Finding] = []
    listings, register_hash = read_register(job, findings)
    inputs = Inputs(job, {sheet_id: listing.frame for sheet_id, listing in listings.items()}, findings)
    wanted = dict.fromkeys(sheet.source for sheet in job.kind.sheets)
    known = {name: SOURCES[name].rows(inputs) for name in wanted}
    register = {job.register_file.name: register_hash} if register_hash else {}
    finance = inputs.finance[0] if any(SOURCES[name].money for name in wanted) else None
    return Known(
        replace(job.facts(), known=known),
        listings,
        tuple(findings),
        {**register, **inputs.sources},
        finance.control if finance else {},
        finance.rows[finance.rows["namnd"] == ""] if finance else pd.DataFrame(),
        inputs.accounts,
    )


def load_register(job: Job) -> Known:
    """The register alone, to be held against the model. Raises ExpectedProblem where it can't be read."""
    findings: list[Finding] = []
    listings, digest = read_register(job, findings)
    return Known(job.facts(), listings, tuple(findings), {job.register_file.name: digest})


def read_register(job: Job, findings: list[Finding]) -> tuple[dict[str, Listing], str]:
    """The register's sheets by id and the file's sha256; what can't be read (R1) goes to `findings`.

    While goals are proposed the register of the year before need not be there: it may be the first year.
    """
    path = job.register_file
    if job.kind.register == "before" and not path.is_file():
        return {sheet.id: read_listing([], sheet) for sheet in REGISTER}, ""
    content = _content(path)
    opened = open_own(content, path.name)
    if isinstance(opened, Trouble):
        raise stop(opened, path.name)
    findings += errors_in(opened, [sheet.title for sheet in REGISTER], path.name)
    grids = {plain(title): grid for title, grid in opened[0].items()}
    listings = {sheet.id: read_listing(grids.get(plain(sheet.title), []), sheet, job.year) for sheet in REGISTER}
    for sheet_id, listing in listings.items():
        findings += [t.at(path.name, _TITLES[sheet_id], cell) for t, cell in listing.troubles]
    if job.kind.register == "before":
        return inherited(job, listings), sha256(content)
    found = with_plan(job, listings)
    if found is not listings:
        findings += plan_troubles(job)
    return found, sha256(content)


def has_goals(path: Path) -> bool:
    """Whether a register holds any goal; one that can't be read counts as if it did, so that it is never replaced."""
    opened = open_own(_content(path), path.name)
    if isinstance(opened, Trouble):
        return True
    goals = REGISTER[0]
    grid = next((grid for title, grid in opened[0].items() if plain(title) == plain(goals.title)), [])
    listing = read_listing(grid, goals)
    return listing.found is None or bool(len(listing.frame) or listing.troubles)


_TITLES = {"": "", **{sheet.id: sheet.title for sheet in REGISTER}}


def check_register(job: Job, known: Known) -> list[Finding]:
    """What in settings and register breaks the model (F*, N*, K*, M1, A1, A2, S2, G1), each at its cell."""
    tables = {sheet_id: listing.frame for sheet_id, listing in known.listings.items()}
    found = list(_altered(job, known))
    for b in breaches(Plan(job.settings, job.model, tables, job.year), job.kind.checks):
        file = job.register_file.name if b.sheet else "kommun.toml"
        cell = known.listings[b.sheet].cell(b.key, b.column) if b.sheet else ""
        found.append(b.trouble.at(file, _TITLES[b.sheet], cell))
    return found


def _altered(job: Job, known: Known) -> Iterator[Finding]:
    """N4: the register is another one than was decided."""
    log, name = read_log(job.register_file), job.register_file.name
    if log and name in known.sources and known.sources[name] != log[-1].sha256:
        yield say.REGISTER_ALTERED(day=log[-1].datum, paragraph=log[-1].paragraf).at(name)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise stop(say.REGISTER_MISSING(file=path.name, year=path.parent.name), path.name)
    return path.read_bytes()
