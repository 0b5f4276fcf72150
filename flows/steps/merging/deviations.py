"""What deviates, in the order of its weight: goals that are not reached, deficits, goals that are reached in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.look import STATUS
from flows.steps.merging.tense import EXPECTED, Tense
from flows.steps.reading.frames import typed_frame
from flows.steps.swedish import amount, text_or_empty
from schemas.published import DEVIATIONS
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import is_total

DEFICIT = "Underskott"
SYSTEM_SAID = " enligt ekonomisystemet"
"""After an amount that no nämnd stands behind yet."""
_UNREAD = "Nämndens egen prognos är inte inläst."


@dataclass(frozen=True)
class Deviation:
    """A goal that is not (wholly) reached or a deficit past the ceiling; `row` is its key on the sheet `kind`.

    `unread`: it is the finance system that says so, of a nämnd whose answer isn't read.
    """

    namnd: str
    namnd_name: str
    kind: str
    row: str
    text: str
    meaning: str
    words: str
    move: str
    comment: str
    consequence: str
    action: str
    responsible: str
    due: str
    file: str
    cell: str
    digest: str
    unread: bool = False


def find_deviations(
    tables: Mapping[str, pd.DataFrame],
    exact: pd.DataFrame,
    names: Mapping[str, str],
    meanings: Mapping[str, str],
    tense: Tense = EXPECTED,
) -> tuple[Deviation, ...]:
    """Goals that are not reached, then deficits past the ceiling (largest first), then goals reached in part.

    `exact` is the economy in öre, by which a deficit is judged; `tables` has the whole tkr that are shown. `names` of
    the nämnder by id, `meanings` by the words of assessment.
    """
    found: dict[str, list[Deviation]] = {"missed": [], "partly": []}
    goals = tables["goals"]
    off = [meanings.get(str(said)) in found for said in goals["assessment"]]
    for key, row in goals.loc[off].to_dict("index").items():
        meaning = meanings[str(row["assessment"])]
        found[meaning].append(_deviation(names, ("Mål", str(key)), row, meaning))
    return (*found["missed"], *_deficits(tables, exact, names, tense), *found["partly"])


def _deficits(
    tables: Mapping[str, pd.DataFrame], exact: pd.DataFrame, names: Mapping[str, str], tense: Tense
) -> Iterator[Deviation]:
    """The finance system's forecast is told of, as such, where the nämnd's isn't read."""
    own, totals = exact["forecast"], tables.get("totals")
    known = own.fillna(exact["system_forecast"]) if totals is not None else own
    past = (known > exact["ceiling"]).fillna(False).astype(bool)
    rows = tables[ECONOMY.id].loc[[key for key in exact.index[past] if is_total(str(key))]]
    unread = set(own.index[own.isna()])
    if totals is not None:
        rows["deviation"] = rows["deviation"].fillna(rows["namnd"].map(totals["deviation"]))
    for key, row in rows.sort_values("deviation").to_dict("index").items():
        told = f"{amount(row['deviation'])}{f'{SYSTEM_SAID}. {_UNREAD}' if key in unread else '.'}"
        deficit = {**row, "goal": f"Underskottet {tense.become} {told}", "assessment": DEFICIT, "unread": key in unread}
        yield _deviation(names, ("Ekonomi", str(key)), deficit, "deficit")


def _deviation(names: Mapping[str, str], at: tuple[str, str], row: Mapping[Any, Any], meaning: str) -> Deviation:
    def said(name: str) -> str:
        return text_or_empty(row.get(name))

    return Deviation(
        namnd=row["namnd"],
        namnd_name=names[row["namnd"]],
        kind=at[0],
        row=at[1],
        text=said("goal"),
        meaning=meaning,
        words=said("assessment"),
        move=said("move"),
        comment=said("comment"),
        consequence=said("consequence"),
        action=said("action"),
        responsible=said("responsible"),
        due="" if pd.isna(row["due"]) else f"{row['due']:%Y-%m-%d}",
        file=said("file"),
        cell=said("cell"),
        digest=said("digest"),
        unread=bool(row.get("unread")),
    )


def deviations_table(found: tuple[Deviation, ...]) -> pd.DataFrame:
    """The same as a table, by the row's key."""
    records = [
        vars(d)
        | {
            "name": d.namnd_name,
            "concerns": d.text,
            "status": f"{STATUS.get(d.meaning, STATUS['missed'])[0]} {d.words}",
            "due": pd.Timestamp(d.due) if d.due else None,
        }
        for d in found
    ]
    return typed_frame(DEVIATIONS.columns, records, pd.Index([d.row for d in found], dtype="str", name="key"))
