"""What was said in the round before this one, from its published data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from flows.steps.job import Job
from flows.steps.submission import sha256

_COLUMNS = {"Mål-id": "goal_id", "Bedömning": "assessment", "Åtgärd": "action"}


def previous_round(job: Job) -> tuple[int, str] | None:
    """Year and folder of the round of the same kind before this one, in this year or the one before."""
    earlier = [
        (year, r)
        for year in (job.year - 1, job.year)
        for r in job.settings.rounds_in(year)
        if r.kind == job.kind.id and (year, r.month) < (job.year, job.round.month)
    ]
    return (earlier[-1][0], earlier[-1][1].folder) if earlier else None


def _published(job: Job) -> Path | None:
    """The earlier round's goals: what this program published, else what was laid in the input by hand."""
    before = previous_round(job)
    if before is None:
        return None
    year, folder = before
    under = Path(job.settings.id, str(year), folder)
    places = (
        job.home / "output" / under / "resultat" / "data" / "mal.csv",
        job.home / "input" / under / "data" / "mal.csv",
    )
    return next((place for place in places if place.is_file()), None)


def read_history(job: Job) -> tuple[pd.DataFrame, dict[str, str]]:
    """Columns assessment and action by goal id, empty where there is no earlier round; and the file's sha256."""
    empty = pd.DataFrame({"assessment": pd.Series(dtype="str"), "action": pd.Series(dtype="str")})
    path = _published(job)
    if path is None:
        return empty, {}
    table = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    if not set(_COLUMNS) <= set(table.columns):
        return empty, {}
    kept = table[list(_COLUMNS)].rename(columns=_COLUMNS).drop_duplicates("goal_id").set_index("goal_id")
    return kept, {f"{path.parents[1].name}/{path.name}": sha256(path.read_bytes())}
