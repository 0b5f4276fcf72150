"""Which row of a sheet is which of the template's: by its id, else by the decided text that stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.steps.texts import DASHES, clean, is_blank
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.sheets.sheet import Sheet

Cells = dict[str, object]
Numbered = tuple[int, Cells]


@dataclass
class Rows:
    """`of`: (row number, cells) per key; `told`: (row number, key, what is to be said of it)."""

    of: dict[str, Numbered] = field(default_factory=dict)
    told: list[tuple[int, str, Trouble]] = field(default_factory=list)


def row_id(raw: object) -> str:
    """A row's id for comparison: no spaces, one kind of dash, upper case."""
    return re.sub(r"\s", "", re.sub(f"[{DASHES}]", "-", clean("" if raw is None else raw))).upper()


def match_rows(rows: Iterable[Numbered], sheet: Sheet, known: Mapping[str, Mapping[Any, Any]]) -> Rows:
    """Claim each known key once: first where id and text agree, then by text alone, then by id alone."""
    result, left = Rows(), list(rows)
    keys = {row_id(key): key for key in known}
    texts = _by_text(sheet, known)
    for agree in (_both, _text_only, _id_only):
        rest: list[Numbered] = []
        for number, cells in left:
            key = agree(keys.get(row_id(cells.get(sheet.key))), texts.get(_text(sheet, cells)))
            if key is None or key in result.of:
                rest.append((number, cells))
                continue
            result.of[key] = (number, cells)
            if agree is _text_only:
                result.told.append((number, key, _read_as(sheet, cells, key)))
        left = rest
    for number, cells in left:
        _odd(result, sheet, keys.get(row_id(cells.get(sheet.key))), (number, cells))
    return result


def _both(by_id: str | None, by_text: str | None) -> str | None:
    return by_id if by_id == by_text else None


def _text_only(by_id: str | None, by_text: str | None) -> str | None:
    return by_text


def _id_only(by_id: str | None, by_text: str | None) -> str | None:
    return by_id


def _text(sheet: Sheet, cells: Mapping[Any, Any]) -> str:
    """What tells a row apart besides its id: its texts that are given."""
    names = [c.name for c in sheet.columns if c.by == "given" and c.kind == "text"]
    found = ["" if is_blank(cells.get(name)) else str(cells.get(name)) for name in names]
    return " ".join(" ".join(found).split()).casefold() if any(found) else "\0"


def _by_text(sheet: Sheet, known: Mapping[str, Mapping[Any, Any]]) -> dict[str, str]:
    """Key by text, for texts that only one row has."""
    texts: dict[str, list[str]] = {}
    for key, values in known.items():
        given = {name: value if isinstance(value, str) else None for name, value in values.items()}
        texts.setdefault(_text(sheet, given), []).append(key)
    return {text: keys[0] for text, keys in texts.items() if len(keys) == 1 and text != "\0"}


def _read_as(sheet: Sheet, cells: Cells, key: str) -> Trouble:
    written = clean(cells.get(sheet.key, ""))
    return say.ROW_READ_AS(said=f"Numret är ”{written}”" if written else "Numret är borta", key=key)


def _odd(result: Rows, sheet: Sheet, key: str | None, row: Numbered) -> None:
    """A row that no key is left for; notes beside the table and empty rows say nothing."""
    number, cells = row
    entered = {name: clean(cells[name]) for name in sheet.entries if not is_blank(cells.get(name))}
    if not entered:
        return
    written = clean(cells.get(sheet.key) or "")
    if key in result.of and key is not None:
        other, first = result.of[key]
        same = {name: clean(first[name]) for name in sheet.entries if not is_blank(first.get(name))} == entered
        result.told.append((number, key, say.ROW_COPY(key=key) if same else say.ROW_TWICE(key=key, other=other)))
    else:
        result.told.append((number, "", say.ROW_UNKNOWN(key=written) if written else say.ROW_NAMELESS()))
