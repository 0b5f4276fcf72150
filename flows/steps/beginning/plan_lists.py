"""Lists that stand beside each other in a row of a plan: the first value is the first mått's, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from flows.steps.beginning.plan_cells import bare, items, listed_plainly
from flows.steps.swedish import words
from flows.steps.texts import clean, is_blank
from schemas.messages import plan as say
from schemas.messages.message import Trouble
from schemas.plan_words import BELONGING, PLAN_WORDS

_LISTED = tuple(belonging for belonging in BELONGING if belonging.listed)
_AMOUNTS = ("baseline", "target", "planned_cost")
"""What is hardly the same for all."""
SEVERAL = re.compile(r"[;\n]")
"""What stands between several values."""


def one_by_one(cells: Mapping[str, object]) -> list[dict[str, object]]:
    """The row as one for each mått and aktivitet, where the cells beside them have as many values as there are of them.

    The first has all that the others don't have of their own: nämnd, goal, fokusområde.
    """
    groups = [group for sheet, text, *_ in _LISTED if (group := _apart(cells, sheet, text))]
    parts = [[part for part in of_all if part is not None] for of_all in zip_longest(*groups)]
    rows = [{name: cell for part in of_all for name, cell in part.items()} for of_all in parts]
    return [dict(cells) | rows[0], *rows[1:]] if rows else [dict(cells)]


def _apart(cells: Mapping[str, object], sheet: str, text: str) -> list[dict[str, object]]:
    """What belongs to each of the cell's mått or aktiviteter; empty where the lists don't go together."""
    lists = _beside(cells, sheet, text)
    if not lists:
        return []
    shared = {name: cells[name] for name in PLAN_WORDS[sheet] if name in cells and name not in lists}
    return [shared | dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]


def _beside(cells: Mapping[str, object], sheet: str, text: str) -> dict[str, list[str]]:
    """The cells with one value for each of what `text` has, itself among them; empty where any has another number."""
    texts = items(cells.get(text))
    values = {name: _values(cells.get(name), len(texts)) for name in PLAN_WORDS[sheet] if name != text}
    several = {name: said for name, said in values.items() if len(said) > 1}
    fits = len(texts) > 1 and several and all(len(said) == len(texts) for said in several.values())
    return {text: texts} | several if fits else {}


def _values(cell: object, wanted: int) -> list[str]:
    """What stands on each line or between semicolons; an empty line among them counts where that makes the number."""
    said = [bare(part) for part in SEVERAL.split(str(cell or ""))]
    return said if len(said) == wanted else [part for part in said if part]


def lists_told(cells: Mapping[str, object]) -> Iterator[tuple[str, Trouble]]:
    """What was understood as several, and what was taken for each of them or for all; with the column of its cell."""
    for sheet, text, many, one, _ in _LISTED:
        texts = items(cells.get(text))
        if len(texts) < 2:
            continue
        if not listed_plainly(cells[text]):
            yield text, say.LIST(count=words(len(texts)), what=many, items=" – ".join(texts))
        lists = _beside(cells, sheet, text)
        for name in (name for name in lists if name != text):
            pairs = (f"{first}: {value or 'inget'}" for first, value in zip(texts, lists[name], strict=True))
            yield name, say.EACH(what=one, items=" – ".join(pairs))
        for name in (n for n in PLAN_WORDS[sheet] if n in _AMOUNTS and not is_blank(cells.get(n)) and n not in lists):
            if len(_values(cells[name], 1)) == 1:
                yield name, say.ALL(count=words(len(texts)), many=many, value=clean(cells[name]), what=one)
