"""What was said in the round before this one, and which of its åtgärder are still open, from its published data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from flows.steps.files.submission import sha256
from flows.steps.job import Job
from flows.steps.known.heirs import of_heirs
from flows.steps.known.rounds import data_folder, published_rounds
from flows.steps.reading.frames import typed_frame
from schemas.columns import columns_of
from schemas.money import TKR
from schemas.sheets.followup import OPEN_STATES, Followup
from schemas.sheets.sheet import TOTAL

_GOALS = {"Mål-id": "goal_id", "Bedömning": "assessment", "Åtgärd": "action"}
_ACTIONS = {"Åtgärd-id": "key", "Gäller": "concerns", "Nämnd": "namnd", "Åtgärd": "action", "Ansvarig": "responsible"}


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


def previous_round(job: Job) -> tuple[int, str] | None:
    """Year and folder of the last follow-up before this round that has been published, or laid in by hand.

    One with åtgärder comes before one without: figures of an old year laid in by hand have none to ask about.
    """
    known = published_rounds(job)
    found = [r for r in known if (r.data / "atgarder.csv").is_file()] or known
    return (found[-1].year, found[-1].folder) if found else None


def read_history(job: Job) -> History:
    """What the round before this one published."""
    before = previous_round(job)
    folder = data_folder(job, *before) if before else None
    tables = {p.stem: _table(p) for p in sorted(folder.glob("*.csv"))} if folder else {}
    used = ("mal", "atgarder", "uppfoljning", "ekonomi", "mal_och_ekonomi")
    names = {n: f"{folder.parent.parent.name}/{n}.csv" if folder else "" for n in used}
    sources = {names[n]: sha256((folder / f"{n}.csv").read_bytes()) for n in used if folder and n in tables}
    goals = _columns(tables.get("mal"), _GOALS).drop_duplicates("goal_id").set_index("goal_id")
    rows = _ore(tables.get("ekonomi"), "Rad-id", "Prognos helår")
    sums = _ore(tables.get("mal_och_ekonomi"), "Nämnd", "Prognos helår")
    sums.index = sums.index + f"-{TOTAL}"
    budgets = _ore(tables.get("mal_och_ekonomi"), "Nämnd", "Budget helår")
    same_year = before is not None and before[0] == job.year
    forecasts = pd.concat([rows, sums]) if same_year else rows.iloc[:0]
    budget = int(budgets.sum()) if len(budgets) == len(job.namnder) else None
    return History(goals, _actions(job, tables), forecasts, budget, sources)


def _ore(table: pd.DataFrame | None, key: str, column: str) -> pd.Series[int]:
    """Published tkr with decimals as whole öre by key; without what was not known."""
    if table is None or not {key, column} <= set(table.columns):
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


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig")


def _columns(table: pd.DataFrame | None, names: dict[str, str]) -> pd.DataFrame:
    """These columns under our names; none of them where one is missing, as in a file of another make."""
    if table is None or not set(names) <= set(table.columns):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in (*names.values(), "due")})
    found = table[list(names)].rename(columns=names)
    return found.assign(due=table["Klar senast"] if "Klar senast" in table.columns else None)


def typed_ore(values: Sequence[int | None], index: pd.Index[Any]) -> pd.Series[int]:
    """Whole öre with this index."""
    return pd.Series(pd.array(values, dtype="Int64"), index=index)


def _actions(job: Job, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The last round's åtgärder for goals and for the economy, and older ones that were still open then."""
    older = tables.get("uppfoljning")
    if older is not None and "Så gick det" in older.columns:
        older = older[older["Så gick det"].isin(OPEN_STATES)]
    found = pd.concat([_columns(table, _ACTIONS) for table in (tables.get("atgarder"), older)])
    found = found.assign(namnd=of_heirs(job, found["namnd"]))
    found = found[found["action"].notna() & found["namnd"].isin([n.id for n in job.namnder])]
    found = found.drop_duplicates("key").assign(due=lambda t: pd.to_datetime(t["due"], errors="coerce"))
    records = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
    frame = typed_frame(columns_of(Followup), records, pd.Index(found["key"], dtype="str", name="key"))
    return frame.assign(namnd=found["namnd"].to_numpy())
