"""What a cell of a plan says when it may hold several things: aktiviteter, mått, fokusområden, nämnder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.headings import Found, alike, plain
from flows.steps.texts import is_blank
from schemas.register import KOMMUN

_ITEM = re.compile(r"\s*(?:[•–*-]|\d{1,2}[.)])\s+")
_GOES_ON = re.compile(r"(?:,|-|–|\b(?:i|på|av|för|med|till|och|samt|från|om|vid|inom|eller|att|en|ett|den|det|de))$")
"""The end of a line that is gone on with on the next one."""
_WORD = re.compile(r"\w+")
_ALIKE = 0.8
_BETWEEN = re.compile(r"\s*[;,/\n]\s*(?:(?:och|samt)\s+)?|\s+(?:och|samt|&|\+)\s+")
"""What stands between several fokusområden or nämnder."""
_MOST = 40
"""A cell with more of it is no list of either, and would take long to try."""


def items(text: object) -> list[str]:
    """What stands in a cell: a text for each line and each semicolon. A line that goes on with a text is no new one."""
    lines = [line.strip() for line in str(text or "").splitlines() if line.strip()]
    if len(lines) > 1 and not _ITEM.match(lines[0]) and any(map(_ITEM.match, lines)):
        return [str(text).strip()]  # what leads up to a list belongs to it
    whole: list[str] = []
    for line, new in zip(lines, _begins(lines), strict=True):
        whole = [*whole, line] if new else [*whole[:-1], f"{whole[-1]} {line}"]
    each = map(bare, whole) if len(whole) > 1 else whole
    return [part.strip() for line in each for part in line.split(";") if part.strip()]


def bare(line: str) -> str:
    """A line of a list without its dash or number."""
    return _ITEM.sub("", line.strip(), count=1)


def without_heading(grid: Grid, found: Found) -> Iterator[int]:
    """The columns that hold something under a heading row in which they have none."""
    head, rows = grid[found.heading_row - 1], grid[found.heading_row :]
    for index in range(max(map(len, grid), default=0)):
        below = (row[index] for row in rows if index < len(row))
        if (index >= len(head) or is_blank(head[index])) and not all(map(is_blank, below)):
            yield index


def listed_plainly(text: object) -> bool:
    """Whether each line of a cell with several begins with a dash or a number, so that nobody doubts that it is one."""
    lines = [line for line in str(text or "").splitlines() if line.strip()]
    return len(lines) > 1 and all(map(_ITEM.match, lines)) and ";" not in str(text)


def _begins(lines: list[str]) -> Iterator[bool]:
    """Whether each line begins something new."""
    bulleted = any(map(_ITEM.match, lines))
    small = bool(lines) and lines[0][:1].islower()
    for number, line in enumerate(lines):
        goes_on = (line[:1].islower() and not small) or bool(number and _GOES_ON.search(lines[number - 1]))
        yield not number or (bool(_ITEM.match(line)) if bulleted else not goes_on)


def areas_in(text: object, known: tuple[str, ...]) -> list[str]:
    """The fokusområden in the kommun's own words; what isn't one of them as it was written."""
    said = str(text or "").strip(" ;,/\n")
    apart = [part for part in re.split(r"[;,/\n]", said) if part.strip()]
    found = _several(said, lambda part: _area(part, known))
    if not found and len(apart) > 1:
        found = [area for part in apart for area in areas_in(part, known)]
    return list(dict.fromkeys(found or [said])) if said else []


def _several(said: str, find: Callable[[str], str]) -> list[str]:
    """All that stands there, each as it is found; empty where something isn't. A name may have its own 'och'."""
    if len(_BETWEEN.findall(said)) > _MOST:
        return []
    if one := find(said):
        return [one]
    for sign in _BETWEEN.finditer(said):
        first = find(said[: sign.start()])
        if first and (rest := _several(said[sign.end() :], find)):
            return [first, *rest]
    return []


def _area(said: str, known: tuple[str, ...]) -> str:
    best = max(known, key=lambda area: _near(plain(area), plain(said)), default="")
    return best if _near(plain(best), plain(said)) >= _ALIKE else ""


def _near(name: str, said: str) -> float:
    """How alike they are; not at all where more things are said than the name has parts."""
    return 0.0 if len(_BETWEEN.findall(said)) > len(_BETWEEN.findall(name)) else alike(name, said)


def namnd_in(text: str, namnder: Mapping[str, str]) -> str:
    """The id of the nämnd that is meant, '' where none is."""
    said = plain(text)
    if said.startswith(("kommunövergripande", "hela kommunen")) or said == KOMMUN.casefold():
        return KOMMUN
    likeness = {id_: 1.0 if said == id_.casefold() else _near(plain(name), said) for id_, name in namnder.items()}
    best = max(likeness, key=lambda id_: likeness[id_], default="")
    if best and likeness[best] >= _ALIKE:
        return best
    short = [id_ for id_, name in namnder.items() if _shortened(said, plain(name))]
    return short[0] if len(short) == 1 else ""


def namnder_in(text: str, namnder: Mapping[str, str]) -> list[str]:
    """The ids of several nämnder in one cell; empty where any of what stands there is none."""
    return list(dict.fromkeys(_several(text.strip(" ;,/\n"), lambda part: namnd_in(part, namnder))))


def _shortened(said: str, name: str) -> bool:
    """Whether each word begins the name's word in the same place, as 'barn och utb' does."""
    words, whole = ([word for word in _WORD.findall(text) if word != "och"] for text in (said, name))
    pairs = list(zip(words, whole, strict=False))
    return 0 < len(words) == len(pairs) and all(len(short) > 2 and long.startswith(short) for short, long in pairs)
