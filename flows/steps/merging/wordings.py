"""What pages, workbook and Word documents say in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from flows.steps.files.submission import Received
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import State
from flows.steps.swedish import moment, to_tkr, words
from schemas.findings import grouped
from schemas.messages.message import listed
from schemas.rules.model_rules import split
from schemas.settings import Namnd

NAMNDER_TOTAL = "Nämnderna totalt"
"""The row of the nämnder's sum."""
_NO_AREA = "Utan fokusområde"


def partners_told(merged: Merged, row: Mapping[str, Any]) -> str:
    """'Målet delas mellan …'; empty for a goal of one nämnd."""
    names = {n.id: n.name for n in merged.job.namnder}
    partners = [names.get(i, i) for i in split(row["partners"])]
    return f"Målet delas mellan {listed([names.get(row['namnd'], ''), *partners])}" if partners else ""


def decided_told(goals: pd.DataFrame) -> str:
    """Which decisions the goals rest on; of several, which goals each is of. Empty where the register tells none."""
    found: dict[str, list[str]] = {}
    for goal, decision in goals["decision"].dropna().sort_values(kind="stable").items():
        found.setdefault(decision, []).append(str(goal))
    whose = len(found) > 1 or goals["decision"].isna().any()
    told = [f"{decision} ({listed(ids)})" if whose else decision for decision, ids in found.items()]
    noun = "Målets" if len(goals) == 1 else "Målens"
    return f"{noun} beslut: {'; '.join(told)}." if told else ""


def is_board(namnd: Namnd) -> bool:
    """Whether it is kommunstyrelsen itself, to which the others hand over."""
    return namnd.name.casefold() == "kommunstyrelsen"


def faults_told(state: State) -> str:
    """How much is left to correct: 'tio uppgifter'."""
    count = len(state.errors)
    return f"{words(count, common=True)} {'uppgift' if count == 1 else 'uppgifter'}"


def right_sheets_told(merged: Merged, state: State) -> str:
    """Which sheets are shown although others have faults; empty where none is. One that wasn't there isn't right."""
    right = [sheet for sheet in merged.job.kind.sheets if sheet.id in state.right_sheets]
    read = {s.id for s in right if any(pd.notna(r["file"]) for r in merged.rows.get((s.id, state.namnd.id), []))}
    titles = [sheet.title for sheet in right if sheet.id in read]
    noun, word = ("Bladet", "rätt") if len(titles) == 1 else ("Bladen", "rätta")
    return f"{noun} {listed(titles)} är {word} och visas preliminärt." if titles else ""


def meeting_ahead(merged: Merged, namnd: str) -> bool:
    """Whether the meeting that the answer names was still to be held when it came: then nothing is decided yet."""
    state = merged.state_of(namnd)
    shown = state.counted or state.newest
    days = merged.tables["minute"].query("namnd == @namnd")["decided"].dropna()
    return shown is not None and bool((days > pd.Timestamp(shown.received.received.date())).any())


ACCEPTED_NOTE = "Det här är godkänt och hindrar inte att svaret används."


def accepted_told(merged: Merged, namnd: str) -> list[str]:
    """What has been accepted of the answer that is shown: where, what, by whom and why."""
    state = merged.state_of(namnd)
    shown = state.counted or state.newest
    mine = (f for f in merged.findings if f.accepted and shown is not None and f.submission == shown.id)
    return [f"{group.where}. {group.first.what} {group.first.accepted}" for group in grouped(mine)]


def own_accepted_told(merged: Merged) -> list[str]:
    """What has been accepted of the kommun's own files, such as the finance file: file, where, what, by whom, why."""
    mine = grouped(f for f in merged.findings if f.accepted and not f.submission)
    places = (f"{group.first.file}: " if group.first.file else "" for group in mine)
    return [f"{file}{g.where}. {g.first.what} {g.first.accepted}" for file, g in zip(places, mine, strict=True)]


def file_told(item: Received) -> str:
    """The file with when it came and the beginning of its checksum."""
    return f"{item.file}, mottagen {moment(item.received)} (sha256 {item.short})"


def sources_told(merged: Merged) -> list[str]:
    """The round's own files: register, economy, earlier rounds."""
    return [f"{name} (sha256 {digest[:12]})" for name, digest in merged.known.sources.items()]


def share_of_budget(totals: pd.DataFrame) -> float | None:
    """The kommun's deviation in per cent of its budget, both as its row of sums shows them; None without a budget."""
    budget, deviation = (sum(to_tkr(v) for v in totals[name].dropna()) for name in ("budget", "deviation"))
    return round(100 * deviation / budget, 1) if budget else None


def first_area(row: Mapping[str, Any]) -> str:
    """The (first) fokusområde under which a goal is told of."""
    return (split(row["focus_area"]) or [_NO_AREA])[0]


def areas_in_order(merged: Merged, names: Iterable[str]) -> list[str]:
    """The fokusområden in the settings' order, others last."""
    order = [area.name for area in merged.job.settings.areas_in(merged.job.year)]
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))
