"""Merge: the counted submissions joined to what was decided, and the tables that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from flows.steps.job import Job
from flows.steps.known.earlier import Earlier
from flows.steps.known.load import Known
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.followup import followup
from flows.steps.merging.round_tables import AllIn, Made, findings_table, submissions_table
from flows.steps.merging.sheets import sheet_table
from flows.steps.merging.standing import READ, State
from flows.steps.reading.frames import rows_of, typed_frame
from flows.steps.reading.read import Read
from schemas.findings import Finding
from schemas.published import FINDINGS, SUBMISSIONS, published_derived


@dataclass(frozen=True)
class Merged:
    """All that is published, as tables by id (see schemas.published), with the states behind them.

    In `tables` money is whole tkr (in öre) whose sums add up, as people read it; `exact` has economy and totals to
    the öre.
    """

    job: Job
    known: Known
    earlier: Earlier
    states: tuple[State, ...]
    findings: tuple[Finding, ...]
    deviations: tuple[Deviation, ...]
    tables: dict[str, pd.DataFrame] = field(repr=False)
    exact: dict[str, pd.DataFrame] = field(repr=False)
    mails: Mapping[str, str] = field(default_factory=dict)
    """sha256 of each mail that came, by its name."""

    @property
    def preliminary(self) -> bool:
        """Whether a nämnd is missing or wrong."""
        return any(s.state != READ for s in self.states)

    @cached_property
    def rows(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """The rows of the sheets' tables with their `key`, by sheet and nämnd; once, since pandas picks slowly."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for sheet in self.job.kind.sheets:
            for row in rows_of(self.tables[sheet.id]):
                found.setdefault((sheet.id, str(row["namnd"])), []).append(row)
        return found

    def state_of(self, namnd: str) -> State:
        """The state of one nämnd."""
        return {s.namnd.id: s for s in self.states}[namnd]


def merge(job: Job, known: Known, read: Read, standing: tuple[State, ...], all_in: AllIn) -> Merged:
    """Join everything. `all_in` is what came in, with every finding."""
    sheets = {sheet.id: sheet_table(job, known, read, sheet, standing) for sheet in job.kind.sheets}
    made = _MADE[job.kind.publishes](job, known, sheets, standing, all_in)
    tables = made.tables | {SUBMISSIONS.id: submissions_table(standing, all_in)}
    tables[FINDINGS.id] = findings_table(all_in.findings, standing)
    for derived in job.kind.derived:
        rows = derived.make(tables, known.facts)
        index = pd.Index([row["key"] for row in rows], dtype="str", name="key")
        tables[derived.id] = typed_frame(published_derived(derived).columns, rows, index)
    if all_in.waivers is not None:
        known = replace(known, sources={**known.sources, all_in.waivers.file: all_in.waivers.digest})
    said = (tuple(all_in.findings), made.deviations, tables, made.exact)
    return Merged(job, known, all_in.earlier, standing, *said, all_in.mails)


def _material(
    job: Job, known: Known, sheets: dict[str, pd.DataFrame], standing: tuple[State, ...], all_in: AllIn
) -> Made:
    """The sheets as they are."""
    return Made(dict(sheets))


_MADE = {"followup": followup, "material": _material}
