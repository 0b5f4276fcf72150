"""`beslut`: kommunfullmäktige's decision makes the year's målregister, or is recorded for a change of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from flows.steps.files.archive import store, write_safely
from flows.steps.files.submission import Received, sha256
from flows.steps.job import Job, stop
from flows.steps.known.decision import Proposed, decided_register, register_workbook
from flows.steps.known.decision_log import LOG, LoggedDecision, as_csv, read_log
from flows.steps.known.load import has_goals, read_register
from flows.steps.known.planned import latest_folder, latest_tables
from schemas.findings import Finding
from schemas.kinds import HANDLINGSPLAN, MALFORSLAG
from schemas.messages import model as say
from schemas.settings import Decision

WRITTEN, RECORDED = "Målregistret är skrivet", "Beslutet om målregistret är registrerat"
CHANGED = "Ändringen av målregistret är registrerad"


def decide(job: Job, decision: Decision, left_out: Collection[str]) -> tuple[Path, str, str]:
    """Write (or record a decision on) the year's register; gives its path, its sha256 and what was done.

    `job` is any round of the year that is decided. Raises ExpectedProblem.
    """
    path = replace(job, kind=HANDLINGSPLAN).register_file
    log = read_log(path)
    new = not path.is_file() or not has_goals(path)
    if new and path.is_file():  # the empty one that a new kommun begins with
        store(job.archive, Received(path.name, path.read_bytes(), job.now), f"{job.year}-beslut")
    content = _made(job, decision, left_out) if new else path.read_bytes()
    digest = sha256(content)
    if not new and log and log[-1].sha256 == digest:
        raise stop(say.ALREADY_DECIDED(day=log[-1].datum, paragraph=log[-1].paragraf), path.name)
    store(job.archive, Received(path.name, content, job.now), f"{job.year}-beslut")
    if new:
        write_safely(path, content)
    entry = LoggedDecision(decision.body, decision.day.isoformat(), decision.paragraph, digest, job.now.isoformat())
    write_safely(path.with_name(LOG), as_csv([*log, entry]))
    return path, digest, WRITTEN if new else CHANGED if log else RECORDED


def _made(job: Job, decision: Decision, left_out: Collection[str]) -> bytes:
    """The register from the published målförslag and, where there is one, the review."""
    before = replace(job, kind=MALFORSLAG)
    findings: list[Finding] = []
    listings, _ = read_register(before, findings)
    proposals = latest_tables(job, "malforslag")
    unknown = set(left_out) - set(proposals["mal"]["goal_id"])
    if unknown:
        raise stop(say.NOT_PROPOSED(ids=", ".join(sorted(unknown))))
    reviews = latest_tables(job, "smartgranskning") if latest_folder(job, "smartgranskning") else {}
    register = {sheet_id: listing.frame for sheet_id, listing in listings.items()}
    tables = decided_register(Proposed(job.year, register, proposals, reviews), decision, left_out)
    return register_workbook(tables, f"{job.settings.name} {job.year}", decision.day)
