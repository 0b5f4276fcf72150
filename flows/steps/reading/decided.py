"""What was decided stands: given cells are held against the register, and what differs is told (rule L1)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd

from flows.steps.reading.cells import parse_cell
from flows.steps.swedish import field_text
from flows.steps.texts import cited, clean, is_blank
from schemas.columns import Column
from schemas.kinds import RoundKind
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.money import HALF_TKR
from schemas.rules.kinds_of_rule import Facts


def compare(column: Column, raw: object, decided: Any) -> Trouble | None:
    """What is to be said of a cell with decided content; None where it is as decided."""
    if raw == decided and isinstance(raw, str | float) and column.kind != "money":  # which is decided in öre
        return None
    if column.kind == "text" and not is_blank(raw):
        same = _words(clean(raw)) == _words(field_text(decided, column))
        return None if same else say.TEXT_CHANGED(heading=column.heading)
    value, _ = parse_cell(raw, column)
    if value is not None and not pd.isna(decided) and _same(value, decided, column):
        return None
    known = field_text(decided, column)
    if is_blank(raw):
        return say.TEXT_CLEARED(heading=column.heading) if known else None
    told = {"heading": column.heading, "value": cited(raw), "known": known or "inget värde"}
    return say.GIVEN_CHANGED(**told, place=column.known_in) if column.known_in else say.VALUE_CHANGED(**told)


def _words(text: str) -> list[str]:
    """Line breaks and double spaces are no change."""
    return text.split()


def _same(value: Any, decided: Any, column: Column) -> bool:
    """Money is shown in whole tkr, so half a tkr is no change."""
    if column.kind == "money":
        return abs(int(value) - int(decided)) <= HALF_TKR
    return field_text(value, column) == field_text(decided, column)


def fingerprint(kind: RoundKind, facts: Facts, namnd: str) -> str:
    """Twelve hex digits over all decided content of a nämnd, the same as long as the register says the same."""
    said: list[list[str]] = []
    for sheet in kind.sheets:
        known = facts.known[sheet.source]
        rows = _as_counted(known[known["namnd"] == namnd], facts)
        for column in (c for c in sheet.columns if c.decided):
            said += [[sheet.id, str(k), column.name, field_text(v, column)] for k, v in rows[column.name].items()]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]


def _as_counted(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows in an order that is never changed: another order on the sheets is no change of the register."""
    if "focus_area" in rows.columns:
        return rows.sort_values(["focus_area", "goal_id"], kind="stable")
    goals = facts.known.get("goals")
    if goals is None or "goal_id" not in rows.columns:
        return rows
    order = {str(key): n for n, key in enumerate(_as_counted(goals, facts).index)}
    return rows.sort_values("goal_id", key=lambda ids: ids.map(order), kind="stable")
