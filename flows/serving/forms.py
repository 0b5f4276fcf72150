"""The form that starts a run in Prefect's pages: the flow's own parameters, with what there is to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flows.steps.occasions import HAND_OUT, REMIND
from schemas.kinds import KINDS
from schemas.settings import Settings

TEXTS = {
    "kommun": ("Kommun", "Kommunens mapp under input."),
    "omgang": ("Omgång", "Slag och månad. Den som slutar härnäst står först."),
    "ar": ("År", "Året som omgången gäller."),
    "vad": ("Vad", "Vad som ska göras för kommunerna."),
    "kommuner": ("Kommuner", "Väljs ingen görs det för alla."),
}
"""Title and help of each parameter."""
TASKS = (*KINDS, HAND_OUT, REMIND)
ALL = "alla"
"""The choice of every kommun at once, for a flow that has it as its default."""
HIDDEN = ("hem", "nu", "ja")
"""What only the command line and tests say."""


def round_name(folder: str) -> str:
    """'prognos-april' as it stands in the form: 'prognos april'."""
    return folder.replace("-", " ", 1)


def form(parameters: dict[str, Any], settings: Sequence[Settings], today: dt.date, kind: str = "") -> dict[str, Any]:
    """The JSON schema of a flow's parameters, with kommuner, rounds (of a kind, or all) and years as choices.

    Each choice has the likeliest one filled in: the only kommun, the round that ends next, and its year.
    """
    left = {k: v for k, v in parameters.items() if k not in {"properties", "required"}}
    shown = {name: dict(about) for name, about in parameters["properties"].items() if name not in HIDDEN}
    for name in shown:
        shown[name]["title"], shown[name]["description"] = TEXTS[name]
    for name, choices in _choices(settings, today, kind).items():
        if name in shown and shown[name].get("default") == ALL:
            shown[name]["enum"] = [ALL, *choices]
        elif name in shown and choices:
            shown[name] |= {
                "enum": choices,
                **({"default": choices[0]} if len(choices) == 1 or name != "kommun" else {}),
            }
    if "kommuner" in shown:
        shown["kommuner"]["items"] = {"type": "string", "enum": [s.id for s in settings]}
    return left | {"properties": shown, "required": [n for n in parameters.get("required", []) if n in shown]}


def _choices(settings: Sequence[Settings], today: dt.date, kind: str) -> dict[str, list[Any]]:
    """The values of each parameter; of rounds and years the next one to end comes first."""
    ends = {
        (held.folder, year): held.deadline(year)
        for kommun in settings
        for year in range(today.year - 1, today.year + 3)
        for held in kommun.rounds_in(year)
        if kind in ("", held.kind)
    }
    coming = sorted((day, *key) for key, day in ends.items() if day >= today)
    upcoming = next(((folder, year) for _, folder, year in coming), ("", today.year))
    folders = list(dict.fromkeys(folder for folder, _ in sorted(ends, key=lambda key: ends[key])))
    years = sorted({year for _, year in ends} | {today.year})
    return {
        "kommun": [s.id for s in settings],
        "vad": list(TASKS),
        "omgang": [round_name(f) for f in _first(folders, upcoming[0])],
        # text, since Prefect's pages write the number 2027 as 2,027
        "ar": [str(year) for year in _first(years, upcoming[1])],
    }


def _first(values: list[Any], chosen: Any) -> list[Any]:
    return sorted(values, key=lambda value: value != chosen)
