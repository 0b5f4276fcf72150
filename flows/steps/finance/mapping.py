"""Proposes how an export's headings map to what the program needs, and writes it into `kommun.toml`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import tomlkit

from flows.steps.files.formats import format_of
from flows.steps.files.guard import EXPORT
from flows.steps.files.opening import open_workbook
from flows.steps.finance.export_csv import decoded
from flows.steps.reading.headings import HEADING_ROWS, alike, plain
from flows.steps.texts import clean
from schemas.messages.message import Trouble

WORDS: dict[str, tuple[str, ...]] = {
    "ansvar": ("ansvar", "ansvarskod", "kostnadsställe", "kst", "enhet", "nämnd"),
    "verksamhet": ("verksamhet", "ansvar, benämning", "benämning", "namn", "text", "område", "ansvarsnamn"),
    "andrad_budget": ("ändrad budget", "reviderad budget", "budget efter ändring", "årsbudget inkl tilläggsbudget"),
    "budget": ("årsbudget", "budget helår", "budget", "budget år", "helårsbudget"),
    "utfall_i_fjol": (
        "ack. utfall fg år",
        "utfall i fjol",
        "utfall föregående år",
        "ack utfall föreg år",
        "utfall fg år",
    ),
    "utfall": ("ack. utfall", "utfall", "ack utfall", "utfall perioden", "utfall hittills", "ackumulerat utfall"),
    "prognos": ("helårsprognos", "prognos", "prognos helår", "årsprognos"),
    "avvikelse": ("avvikelse", "budgetavvikelse", "återstår", "diff", "differens"),
}
"""Key of [ekonomi.kolumner] and the headings that it goes by, the likeliest first."""
REQUIRED = ("verksamhet", "budget", "utfall")
_ALIKE = 0.72


@dataclass(frozen=True)
class Proposal:
    """`columns`: heading by key, for what was found. `left`: headings that nothing was found for."""

    columns: dict[str, str]
    left: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default_factory=tuple)


def headings_in(content: bytes) -> list[str] | Trouble:
    """The headings of an export: its first row of at least three texts that stand side by side."""
    kind, _ = format_of(content)
    if kind == "other":
        lines = decoded(content).splitlines()[:HEADING_ROWS]
        separator = max(";\t,|", key=lambda sign: sum(line.count(sign) for line in lines))
        grids: list[list[list[object]]] = [[[cell.strip('" ') for cell in line.split(separator)] for line in lines]]
    else:
        opened = open_workbook(content, EXPORT)
        if isinstance(opened, Trouble):
            return opened
        grids = [[list(row) for row in grid] for grid in opened[0].values()]
    return next((found for grid in grids if (found := heading_row(grid))), [])


def heading_row(grid: Sequence[Sequence[object]]) -> list[str]:
    """The first row of at least three texts that stand side by side, none of them a number."""
    for row in grid[:HEADING_ROWS]:
        texts = [clean(cell) for cell in row if isinstance(cell, str) and clean(cell)]
        if len(texts) >= 3 and not any(text.replace(" ", "").lstrip("-").isdigit() for text in texts):
            return texts
    return []


def propose(
    headings: list[str], known: Mapping[str, Sequence[str]] = WORDS, required: Sequence[str] = REQUIRED
) -> Proposal:
    """The likeliest heading of each key of what is `known`; each heading is used once."""
    scores = sorted(
        (
            (_likeness(heading, words), -number, key, heading)
            for number, (key, words) in enumerate(known.items())
            for heading in headings
        ),
        reverse=True,
    )
    columns: dict[str, str] = {}
    for score, _, key, heading in scores:
        if score >= _ALIKE and key not in columns and heading not in columns.values():
            columns[key] = heading
    ordered = {key: columns[key] for key in known if key in columns}
    left = tuple(h for h in headings if h not in columns.values())
    return Proposal(ordered, left, tuple(key for key in required if key not in columns))


def _likeness(heading: str, words: Sequence[str]) -> float:
    """Best likeness to a known heading, a little less for those that are less usual."""
    own = plain(heading)
    return max(alike(own, plain(word)) - 0.01 * number for number, word in enumerate(words))


def with_columns(toml: str, columns: Mapping[str, str]) -> str:
    """The settings with these headings in [ekonomi.kolumner]; everything else, comments included, as it was."""
    document = tomlkit.parse(_SECTION.sub(lambda found: _in_use(found[0], columns), toml))
    table = document.setdefault("ekonomi", tomlkit.table()).setdefault("kolumner", tomlkit.table())
    for key, heading in columns.items():
        table[key] = heading
    return tomlkit.dumps(document)


_SECTION = re.compile(r"^\[ekonomi\.kolumner\]\n(?:(?!\[).+\n?)*", re.MULTILINE)


def _in_use(section: str, columns: Collection[str]) -> str:
    """The section's lines, with the mark of a comment before the keys that aren't used and before no other."""
    return re.sub(
        r"^(?:# )?(\w+)(?= = )", lambda key: key[1] if key[1] in columns else f"# {key[1]}", section, flags=re.MULTILINE
    )
