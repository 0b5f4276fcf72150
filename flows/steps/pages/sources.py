"""Where a nämnd's page got its rows from: the file and the sheets in it."""

from __future__ import annotations

from flows.steps.merging.merge import Merged
from schemas.messages.message import listed
from schemas.sheets.economy import ECONOMY
from schemas.sheets.investments import INVESTMENTS

_TOGETHER = {"indicators": "goals", "activities": "goals", "action_list": "goals"}
"""Sheets whose rows stand among another's, and are told of there."""
_ALSO = {
    ECONOMY.id: ". Budget och utfall kommer från ekonomisystemet",
    INVESTMENTS.id: ". Beloppen kommer från ekonomisystemet",
}


def sheet_sources(merged: Merged, namnd: str) -> dict[str, str]:
    """Per sheet, the file and the sheets in it that the nämnd's rows were read from; empty when nothing was."""
    titles: dict[str, list[str]] = {sheet.id: [] for sheet in merged.job.kind.sheets}
    files: dict[str, str] = {}
    for sheet in merged.job.kind.sheets:
        table = merged.tables[sheet.id]
        read = table.loc[table["namnd"] == namnd, ["file", "cell"]].dropna()
        if len(read):
            place = _TOGETHER.get(sheet.id, sheet.id)
            files[place] = str(read["file"].iloc[0])
            titles[place].append(str(read["cell"].iloc[0]).rpartition(", rad ")[0])
    return {place: _told(files[place], names, place) if names else "" for place, names in titles.items()}


def _told(file: str, titles: list[str], place: str) -> str:
    noun = "bladet" if len(titles) == 1 else "bladen"
    return f"Källa: {file}, {noun} {listed(titles)}{_ALSO.get(place, '')}."
