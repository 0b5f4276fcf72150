"""A page per fokusområde: how it stands, and the goals of all nämnder that support it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from flows.steps.merging.changes import changes_sentence
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import MOST_NAMES, goals_sentence, reached_title, status_counts
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import sources_told
from flows.steps.pages.charts import stacked
from flows.steps.pages.frame import area_names, page_name, rendered
from flows.steps.pages.goals import goal_values, indicator_lines, said
from flows.steps.pages.marks import LARGEST, goal_mark, key_figures, legend
from flows.steps.reading.frames import rows_of
from flows.steps.swedish import words
from schemas.messages.message import listed
from schemas.rules.model_rules import split
from schemas.sheets.kommun_goals import KOMMUN_GOALS


def area_pages(merged: Merged) -> dict[str, bytes]:
    """The page of each fokusområde in force; one that would be too large leaves out what all goals reached say."""
    files: dict[str, bytes] = {}
    lines = indicator_lines(merged)
    for area, path in area_names(merged.job).items():
        values = _values(merged, area, lines)
        made = rendered(merged, ("fokusomrade.html.j2", path, area), values | {"brief": False})
        if len(made) > LARGEST:
            made = rendered(merged, ("fokusomrade.html.j2", path, area), values | {"brief": True})
        files[path] = made
    return files


def supporting(table: pd.DataFrame, area: str) -> pd.DataFrame:
    """The goals that support a fokusområde, as their first or another."""
    return table.loc[[area in split(text) for text in table["focus_area"]]]


def area_sentences(merged: Merged, area: str) -> list[str]:
    """How its goals stand, and which nämnder have any."""
    goals = supporting(merged.tables["goals"], area)
    if goals.empty:
        return ["Ingen nämnd har ett mål som stödjer fokusområdet."]
    names = [n.name for n in merged.job.namnder if (goals["namnd"] == n.id).any()]
    total = len(merged.job.namnder)
    if len(names) == total and total > 1:
        who = f"Alla {words(total)} nämnder stödjer" if total > 2 else "Båda nämnderna stödjer"
    elif len(names) > MOST_NAMES:
        who = f"{len(names)} av {total} nämnder stödjer"
    else:
        who = f"{listed(names)} stödjer"
    return [goals_sentence(status_counts(merged, goals), tense_of(merged.job.kind)), f"{who} fokusområdet."]


def _values(merged: Merged, area: str, lines: dict[str, list[str]]) -> dict[str, Any]:
    goals = supporting(merged.tables["goals"], area)
    counts = status_counts(merged, goals)
    tense = tense_of(merged.job.kind)
    by_namnd = {
        n.name: status_counts(merged, goals[goals["namnd"] == n.id])
        for n in merged.job.namnder
        if (goals["namnd"] == n.id).any()
    }
    return {
        "sentences": area_sentences(merged, area),
        "figures": key_figures(counts, None, tense) if len(goals) else [],
        "changes": changes_sentence(goals),
        "chart": stacked(reached_title(merged, counts), by_namnd, tense) if by_namnd else None,
        "tall": len(by_namnd) > MANY,
        "legend": legend(tense),
        "namnder": list(_by_namnd(merged, goals, lines)),
        "kommun_goals": list(_kommun_goals(merged, area)),
        "sources": f"{listed(sources_told(merged))}.",
    }


MANY = 9
"""Bars in a chart past which it takes the whole breadth of a paper."""


def _by_namnd(merged: Merged, goals: pd.DataFrame, lines: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for namnd in merged.job.namnder:
        mine = goals[goals["namnd"] == namnd.id]
        if len(mine):
            told = [goal_values(merged, row) | {"lines": lines.get(row["key"], [])} for row in rows_of(mine)]
            yield {"name": namnd.name, "href": page_name(namnd.id), "goals": told}


def _kommun_goals(merged: Merged, area: str) -> Iterator[dict[str, Any]]:
    """The kommunövergripande mål that support it, in the rounds that follow them up (K3)."""
    table = merged.tables.get(KOMMUN_GOALS.id)
    if table is not None:
        for row in rows_of(supporting(table, area)):
            texts = {"key": row["key"], "text": row["goal"], "comment": said(row, "comment")}
            none = {"move": "", "shared": "", "before": "", "lines": []}
            yield texts | none | {"mark": goal_mark(merged, row["assessment"])}
