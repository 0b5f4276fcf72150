"""Which row of a sheet is which of the template's: by its id, else by the decided text that stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from flows.steps.texts import DASHES, clean, is_blank
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.sheets.sheet import Sheet

Cells = dict[str, object]
Numbered = tuple[int, Cells]


_DASHES = re.compile(f"[{DASHES}]")


@dataclass(frozen=True)
class Expected:
    """The rows that a nämnd's sheet should have, by key, and the ways in which each may be known again."""

    sheet: Sheet
    rows: Mapping[str, Mapping[Any, Any]]

    @cached_property
    def ids(self) -> dict[str, str]:
        """Key by id, as ids are compared."""
        return {row_id(key): key for key in self.rows}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Key by text, for texts that only one row has."""
        texts: dict[str, list[str]] = {}
        for key, values in self.rows.items():
            given = {name: value if isinstance(value, str) else None for name, value in values.items()}
            texts.setdefault(_text(self.sheet, given), []).append(key)
        return {text: keys[0] for text, keys in texts.items() if len(keys) == 1 and text != "\0"}

    @cached_property
    def as_handed_out(self) -> dict[tuple[object, ...], str]:
        """Key by id and texts just as the template has them, for rows that both tell; most rows come back so."""
        found: dict[tuple[object, ...], str] = {}
        for key, values in self.rows.items():
            given = {name: v if isinstance(v := values[name], str) else "" for name in self.sheet.telling}
            if self.texts.get(_text(self.sheet, given)) == key == self.ids[row_id(key)]:
                found[key, *given.values()] = key
        return found

    @cached_property
    def given(self) -> dict[str, dict[str, Any]]:
        """By key, the values that are known beforehand, the key itself among them."""
        names = [name for name in self.sheet.given if name != self.sheet.key]
        return {key: {self.sheet.key: key} | {n: row[n] for n in names} for key, row in self.rows.items()}


@dataclass
class Rows:
    """`of`: (row number, cells) per key; `left`: those of no key; `told`: (row number, key, what is to be said).

    `nameless`: rows of answers without any id.
    """

    of: dict[str, Numbered] = field(default_factory=dict)
    left: list[Numbered] = field(default_factory=list)
    told: list[tuple[int, str, Trouble]] = field(default_factory=list)
    nameless: list[Numbered] = field(default_factory=list)


def row_id(raw: object) -> str:
    """A row's id for comparison: no spaces, one kind of dash, upper case."""
    return _compared("" if raw is None else clean(raw))


@lru_cache(10_000)
def _compared(text: str) -> str:
    return "".join(_DASHES.sub("-", text).split()).upper()


def match_rows(rows: Iterable[Numbered], expected: Expected) -> Rows:
    """Claim each expected key once: first where id and text agree, then by text alone, then by id alone."""
    result, left = Rows(), list(rows)
    sheet, keys, texts = expected.sheet, expected.ids, expected.texts
    telling = (sheet.key, *sheet.telling)
    for agree in (_both, _text_only, _id_only):
        rest: list[Numbered] = []
        for number, cells in left:
            key = expected.as_handed_out.get(tuple(map(cells.get, telling)))
            if key is None:
                key = agree(keys.get(row_id(cells.get(sheet.key))), texts.get(_text(sheet, cells)))
            if key is None or key in result.of:
                rest.append((number, cells))
                continue
            result.of[key] = (number, cells)
            if agree is _text_only:
                result.told.append((number, key, _read_as(sheet, cells, key)))
        left = rest
    result.left = left
    for number, cells in left:
        _odd(result, sheet, keys.get(row_id(cells.get(sheet.key))), (number, cells))
    return result


def entered(sheet: Sheet, cells: Cells) -> dict[str, str]:
    """What a row has in the columns that the nämnd fills in, by column."""
    return {name: clean(cells[name]) for name in sheet.entries if not is_blank(cells.get(name))}


def _both(by_id: str | None, by_text: str | None) -> str | None:
    return by_id if by_id == by_text else None


def _text_only(by_id: str | None, by_text: str | None) -> str | None:
    return by_text


def _id_only(by_id: str | None, by_text: str | None) -> str | None:
    return by_id


def _text(sheet: Sheet, cells: Mapping[Any, Any]) -> str:
    """What tells a row apart besides its id: its texts that are given."""
    found = [str(cell) for cell in map(cells.get, sheet.telling) if not is_blank(cell)]
    return " ".join(" ".join(found).split()).casefold() if found else "\0"


def _read_as(sheet: Sheet, cells: Cells, key: str) -> Trouble:
    written = clean(cells.get(sheet.key, ""))
    return say.ROW_READ_AS(said=f"Numret är ”{written}”" if written else "Numret är borta", key=key)


def _odd(result: Rows, sheet: Sheet, key: str | None, row: Numbered) -> None:
    """A row with answers that no key is left for."""
    number, cells = row
    said = entered(sheet, cells)
    if not said:
        return
    written = clean(cells.get(sheet.key) or "")
    if key in result.of and key is not None:
        other, first = result.of[key]
        same = entered(sheet, first) == said
        result.told.append((number, key, say.ROW_COPY(key=key) if same else say.ROW_TWICE(key=key, other=other)))
    elif written:
        result.told.append((number, "", say.ROW_UNKNOWN(key=written)))
    else:
        result.nameless.append(row)
