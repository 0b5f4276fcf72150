"""What was said in the round before this one, and which of its åtgärder are still open, from its published data."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd

from flows.steps.files.submission import sha256
from flows.steps.job import Job
from flows.steps.known.heirs import of_heirs
from flows.steps.known.published_csv import is_readable
from flows.steps.known.rounds import PublishedRound, published_rounds
from flows.steps.reading.frames import typed_frame
from schemas.choices import OPEN_STATES
from schemas.columns import columns_of
from schemas.money import TKR
from schemas.published import ACTIONS, TOTALS
from schemas.sheets.followup import Followup
from schemas.sheets.sheet import TOTAL

USED = ("mal", ACTIONS.name, "uppfoljning", "ekonomi", TOTALS.name)
"""The tables of the round before that a new round asks about."""
_GOALS = ("goal_id", "assessment", "action")
_ACTIONS = ("action_id", "concerns", "namnd", "action", "responsible")


@dataclass(frozen=True)
class History:
    """`goals`: assessment and action by goal id. `actions`: rows of the sheet Uppföljning by key, with `namnd`.

    `forecasts`: öre by key of the sheet Ekonomi, sum rows included; `budget`: the kommun's in öre, if it is known. All
    are empty where there is no earlier round. `sources`: the files read, with sha256.
    """

    goals: pd.DataFrame
    actions: pd.DataFrame
    forecasts: pd.Series[int]
    budget: int | None
    sources: dict[str, str]


def previous_round(job: Job) -> PublishedRound | None:
    """The last follow-up before this round that has been published, or laid in by hand.

    One with åtgärder comes before one without: figures of an old year laid in by hand have none to ask about.
    """
    known = published_rounds(job)
    found = [r for r in known if os.path.lexists(r.data / "atgarder.csv")] or known
    return found[-1] if found else None


def read_history(job: Job) -> History:
    """What the round before this one published."""
    before = previous_round(job)
    tables = {name: before.table(name) if before else pd.DataFrame() for name in USED}
    paths = [before.data / f"{name}.csv" for name in USED] if before else []
    sources = {before.named(p): sha256(p.read_bytes()) for p in paths if before and is_readable(p)}
    goals = _columns(tables["mal"], _GOALS).drop_duplicates("goal_id").set_index("goal_id")
    rows = _ore(tables["ekonomi"], "economy_id", "forecast")
    sums = _ore(tables[TOTALS.name], "namnd", "forecast")
    sums.index = sums.index + f"-{TOTAL}"
    budgets = _ore(tables[TOTALS.name], "namnd", "budget")
    same_year = before is not None and before.year == job.year
    forecasts = pd.concat([rows, sums]) if same_year else rows.iloc[:0]
    budget = int(budgets.sum()) if len(budgets) == len(job.namnder) else None
    return History(goals, _actions(job, tables), forecasts, budget, sources)


def _ore(table: pd.DataFrame, key: str, column: str) -> pd.Series[int]:
    """Published tkr with decimals as whole öre by key; without what was not known."""
    if not {key, column} <= set(table.columns):
        return typed_ore([], pd.Index([], dtype="str"))
    known = table.dropna(subset=[key, column]).drop_duplicates(key).set_index(key)[column]
    return as_ore(known)


def as_ore(texts: pd.Series[str]) -> pd.Series[int]:
    """Published tkr with decimals as whole öre; unknown where the text is no number."""
    return typed_ore([_one_ore(text) for text in texts], texts.index)


def _one_ore(text: object) -> int | None:
    try:
        return int(Decimal(str(text)) * TKR)
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _columns(table: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """These columns and `due`; no rows where one of them is missing, as in a file of another make."""
    whole = set(names) <= set(table.columns)
    return table.reindex(columns=[*names, "due"]) if whole else _none(names)


def _none(names: Collection[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in (*names, "due")})


def typed_ore(values: Sequence[int | None], index: pd.Index[Any]) -> pd.Series[int]:
    """Whole öre with this index."""
    return pd.Series(pd.array(values, dtype="Int64"), index=index)


def _actions(job: Job, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The last round's åtgärder for goals and for the economy, and older ones that were still open then."""
    older = tables["uppfoljning"]
    if "outcome" in older.columns:
        older = older[older["outcome"].isin(OPEN_STATES)]
    found = pd.concat([_columns(table, _ACTIONS) for table in (tables[ACTIONS.name], older)])
    found = found.rename(columns={"action_id": "key"})
    found = found.assign(namnd=of_heirs(job, found["namnd"]))
    found = found[found["action"].notna() & found["namnd"].isin([n.id for n in job.namnder])]
    found = found.drop_duplicates("key").assign(due=lambda t: pd.to_datetime(t["due"], errors="coerce"))
    records = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
    frame = typed_frame(columns_of(Followup), records, pd.Index(found["key"], dtype="str", name="key"))
    return frame.assign(namnd=found["namnd"].to_numpy())
