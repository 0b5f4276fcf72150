"""Where a key of `kommun.toml` stands and what it may have been meant as, for what is said when it is wrong."""

from __future__ import annotations

import re
from difflib import get_close_matches

from schemas.settings import Settings
from schemas.settings_keys import keys_of
from schemas.strict import Strict

Location = tuple[int | str, ...]
"""('namnd', 2, 'id'): the id of the third nämnd."""
_HEAD = re.compile(r"\s*(?P<marks>\[\[?)\s*(?P<name>[\w.-]+)\s*\]")
_KEY = re.compile(r"\s*(?P<name>[\w-]+)\s*=")


def line_of(text: str, location: Location) -> int:
    """The line (from 1) of the key, or of what it stands in; 0 where that is the whole file."""
    lines = _lines(text)
    return next((lines[location[:deep]] for deep in range(len(location), 0, -1) if location[:deep] in lines), 0)


def _lines(text: str) -> dict[Location, int]:
    """The line of each section and key, one of several sections by its number from 0."""
    here: Location = ()
    found: dict[Location, int] = {}
    several: dict[Location, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            here = _section(head["name"].split("."), len(head["marks"]) == 2, several)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key["name"]), number)
    return found


def _section(names: list[str], one_more: bool, several: dict[Location, int]) -> Location:
    """The location of the section that begins; one below a list of sections is of the last of them."""
    here: Location = ()
    for name in names[:-1]:
        here = (*here, name)
        here = (*here, several[here] - 1) if here in several else here
    here = (*here, names[-1])
    if one_more:
        several[here] = several.get(here, 0) + 1
        here = (*here, several[here] - 1)
    return here


def meant_key(location: Location) -> str:
    """The key of the same section that an unknown one is likely to be; empty where none is near."""
    model: type[Strict] = Settings
    path = ""
    for name in (part for part in location[:-1] if isinstance(part, str)):
        below = next((key.model for key in keys_of(model, path) if key.name == name), None)
        if below is None:
            return ""
        model, path = below, f"{path}.{name}".lstrip(".")
    known = {plain(key.name): key.name for key in keys_of(model, path)}
    return next((known[near] for near in get_close_matches(plain(str(location[-1])), known, 1, 0.6)), "")


def plain(key: str) -> str:
    """A key as keys are written: 'E-post' and 'e_post' as 'epost', 'bedömning' as 'bedomning'."""
    return re.sub(r"[^a-z0-9]", "", key.lower().translate(str.maketrans("åäö", "aao")))
