"""Headings that say what time they are of ('Utfall 2601-2604'): in the next file they are the same but for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.headings import HEADING_ROWS, plain
from flows.steps.texts import clean
from schemas.columns import Column
from schemas.settings import MONTHS

MONTH = "|".join((*MONTHS, *(name[:3] for name in MONTHS), "sept"))
"""A month in words, as part of a pattern."""
LAST_YEAR = ("last_year", "utfall_i_fjol")
"""What is of the year before, by its name here and in the settings."""
_TIME = re.compile(rf"\d+|\b(?:{MONTH})\b")


def in_this_file(columns: Sequence[Column], grid: Grid, year: int = 0) -> list[Column]:
    """The columns by the headings that the table has for them, where those differ in nothing but their time.

    It is the first row that has most of them; what isn't certain keeps its heading. `year` is the one that the file
    is of, where it is known.
    """
    said = {c.name: c.heading for c in columns}
    found: dict[str, str] = {}
    for row in grid[:HEADING_ROWS]:
        if len(row) * 3 >= len(columns) and len(found) < len(said):
            texts = [clean(cell) for cell in row if isinstance(cell, str)]
            found = max(found, of_period(said, texts, year), key=len)
    return [replace(c, heading=found.get(c.name, c.heading)) for c in columns]


def of_period(said: Mapping[str, str], headings: Iterable[str], year: int = 0) -> dict[str, str]:
    """The heading of each of what is `said`, among `headings`: the same, or the same of another time.

    Of several that differ only in time, as many as are said are the same in order of time; one that is said is the one
    of `year`, or else just the same. The others are not told apart, and left out.
    """
    alike: dict[str, list[str]] = {}
    for heading in dict.fromkeys(headings):
        alike.setdefault(_shape(heading), []).append(heading)
    names: dict[str, list[str]] = {}
    for name, heading in said.items():
        names.setdefault(_shape(heading), []).append(name)
    found: dict[str, str] = {}
    for shape, ours in names.items():
        found |= _paired({name: said[name] for name in ours}, alike.get(shape, []), year)
    return {name: found[name] for name in said if name in found}


def _paired(said: Mapping[str, str], theirs: Sequence[str], year: int) -> dict[str, str]:
    same, ours = {plain(heading): heading for heading in theirs}, {*map(plain, said.values())}
    if len(ours) == len(theirs):
        order = dict(zip(sorted(ours, key=_time), sorted(theirs, key=_time), strict=True))
        return {name: order[plain(heading)] for name, heading in said.items()}
    if len(said) == 1 and year:
        wanted = year - 1 if next(iter(said)) in LAST_YEAR else year
        of_year = [heading for heading in theirs if year_of(heading) == wanted]
        if len(of_year) == 1:
            return dict.fromkeys(said, of_year[0])
    return {name: same[plain(heading)] for name, heading in said.items() if plain(heading) in same}


@lru_cache(4096)
def _shape(heading: str) -> str:
    """The heading with its time blotted out: 'utfall 0000-0000'. A month's number may have one digit or two."""
    return _TIME.sub(lambda t: "0" * max(2, len(t[0])) if t[0].isdigit() else "månad", plain(heading))


def _time(heading: str) -> tuple[list[int], list[int]]:
    """What orders headings of one shape: their numbers, the year before the month, then the months' names."""
    told = _TIME.findall(plain(heading))
    numbers = [int(text) for text in told if text.isdigit()]
    months = [next(n for n, name in enumerate(MONTHS) if text.startswith(name[:3])) for text in told if text.isalpha()]
    return sorted(numbers, reverse=True), months


def year_of(heading: str) -> int:
    """The year in '2026', '202604' or '2604'; 0 for none."""
    for text in re.findall(r"\d{4,8}", heading):
        if text.startswith("20") and (len(text) > 4 or int(text[2:]) > 12):
            return int(text[:4])
        if len(text) == 4 and 1 <= int(text[2:]) <= 12:
            return 2000 + int(text[:2])
    return 0
