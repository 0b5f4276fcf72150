"""Sentences made from the data, in plain Swedish, and the deviations in the order of their weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.steps.merge import Merged
from flows.steps.standing import MISSING, READ, WRONG
from flows.steps.swedish import amount, capital, listed, to_tkr, words
from schemas.sheets.sheet import TOTAL

MEANINGS = ("reached", "partly", "missed", "open")


@dataclass(frozen=True)
class Deviation:
    """A goal that is not (wholly) reached or a deficit past the ceiling; `row` is its key on the sheet `kind`."""

    namnd: str
    namnd_name: str
    kind: str
    row: str
    text: str
    meaning: str
    words: str
    comment: str
    consequence: str
    action: str
    responsible: str
    due: str
    file: str
    cell: str


def meaning_of(merged: Merged, assessment: Any) -> str:
    """reached, partly, missed or open (also for a goal without assessment)."""
    groups = merged.known.facts.groups
    return next((m for m in MEANINGS[:3] if assessment in groups[m]), "open")


def status_counts(merged: Merged, goals: pd.DataFrame) -> dict[str, int]:
    """Number of goals by meaning."""
    meanings = [meaning_of(merged, said) for said in goals["assessment"]]
    return {m: meanings.count(m) for m in MEANINGS}


def goals_sentence(counts: Mapping[str, int]) -> str:
    """'Tjugotvå av …': 'Fem av åtta mål bedöms nås, två delvis och ett inte.'."""
    total = sum(counts.values())
    if not total:
        return "Inga mål är beslutade."
    if total == 1:
        return _ONLY[next(m for m in MEANINGS if counts[m])]
    if counts["open"] == total:
        return f"Inget av {words(total)} mål är bedömt ännu."
    if counts["reached"] == total:
        return f"{'Båda målen' if total == 2 else f'Alla {words(total)} mål'} bedöms nås."
    lead = f"{capital(words(counts['reached']))} av" if counts["reached"] else "Inget av"
    rest = [f"{words(counts[m])} {one if counts[m] == 1 else more}" for m, one, more in _REST if counts[m]]
    tail = f", {listed(rest)}" if rest else ""
    return f"{lead} {words(total)} mål bedöms nås{tail}."


_REST = (
    ("partly", "nås delvis", "nås delvis"),
    ("missed", "nås inte", "nås inte"),
    ("open", "är inte bedömt", "är inte bedömda"),
)
_ONLY = {
    "reached": "Målet bedöms nås.",
    "partly": "Målet bedöms nås delvis.",
    "missed": "Målet bedöms inte nås.",
    "open": "Målet är inte bedömt ännu.",
}


def changes_sentence(merged: Merged) -> str:
    """How many goals are assessed otherwise than in the round before; empty when none can be compared."""
    goals = merged.tables["goals"]
    kinds: list[str] = []
    for now, before in zip(goals["assessment"], goals["previous_assessment"], strict=True):
        meanings = meaning_of(merged, now), meaning_of(merged, before)
        if "open" not in meanings:
            kinds.append("" if now == before else _direction(*meanings))
    if not kinds:
        return ""
    parts = [f"{words(kinds.count(k))} har nu en {k} bedömning" for k in _DIRECTIONS if k in kinds]
    if len(kinds) == 1:
        parts = [f"det har nu en {kinds[0]} bedömning"] if kinds[0] else []
    return f"{capital(words(len(kinds)))} mål bedömdes även i förra prognosen. " + (
        f"{capital(listed(parts))}." if parts else "Ingen bedömning är ändrad."
    )


_DIRECTIONS = ("bättre", "sämre", "annan")


def _direction(now: str, before: str) -> str:
    change = MEANINGS.index(now) - MEANINGS.index(before)
    return "sämre" if change > 0 else "bättre" if change else "annan"


def money_sentence(deviation: Any, budget: Any) -> str:
    """'Underskottet väntas bli 3,4 mnkr mot en budget på 715 mnkr.'."""
    if pd.isna(deviation) or pd.isna(budget):
        return "Ekonomin saknas."
    if not to_tkr(deviation):
        return "Ekonomin väntas gå jämnt ut."
    word = "Överskottet" if deviation > 0 else "Underskottet"
    return f"{word} väntas bli {amount(deviation)}, mot en budget på {amount(budget)}."


def headline(merged: Merged) -> list[str]:
    """What kommunledningen reads first: goals, money, who is missing or is to correct."""
    totals = merged.tables["totals"]
    found = [goals_sentence(status_counts(merged, merged.tables["goals"]))]
    money = totals[["deviation", "budget"]].dropna().sum()
    found.append(
        money_sentence(money["deviation"], money["budget"]) if len(totals["budget"].dropna()) else "Ekonomin saknas."
    )
    found += list(_waiting(merged))
    return found


def _waiting(merged: Merged) -> Iterator[str]:
    for state, one, more in (
        (MISSING, "har inte svarat", "har inte svarat"),
        (WRONG, "rättar sitt svar", "rättar sina svar"),
    ):
        names = [s.namnd.name for s in merged.states if s.state == state]
        if names:
            yield f"{listed(names)} {one if len(names) == 1 else more}."


def namnd_headline(merged: Merged, namnd: str) -> list[str]:
    """The nämnd's own sentences."""
    state = merged.state_of(namnd)
    goals = merged.tables["goals"]
    if state.state != READ:
        count = int((goals["namnd"] == namnd).sum())
        if not count:
            return [goals_sentence({})]
        state_words = "beslutat men inte bedömt" if count == 1 else "beslutade men inte bedömda"
        return [f"{capital(words(count))} mål är {state_words} ännu."]
    row = merged.tables["totals"].loc[namnd]
    sentences = [goals_sentence(status_counts(merged, goals[goals["namnd"] == namnd]))]
    sentences.append(money_sentence(row["deviation"], row["budget"]))
    return sentences


def no_deviations(merged: Merged) -> str:
    """What stands where there are none; while answers are missing it says no more than is known."""
    if all(state.newest is None for state in merged.states):
        return "Ingen nämnd har svarat ännu."
    return "Inga avvikelser i de svar som är inlästa." if merged.preliminary else "Inga avvikelser."


def deviations(merged: Merged) -> list[Deviation]:
    """Goals that are not reached, then deficits past the ceiling (largest first), then goals reached in part."""
    goals = merged.tables["goals"]
    found: dict[str, list[Deviation]] = {m: [] for m in ("missed", "partly")} | {"deficit": list(_deficits(merged))}
    off = [meaning_of(merged, said) in found for said in goals["assessment"]]
    for key, row in goals.loc[off].to_dict("index").items():
        meaning = meaning_of(merged, row["assessment"])
        found[meaning].append(_deviation(merged, "Mål", str(key), row, meaning))
    return [*found["missed"], *found["deficit"], *found["partly"]]


def _deficits(merged: Merged) -> Iterator[Deviation]:
    table = merged.tables["economy"]
    sums = table.loc[[str(key).endswith(TOTAL) for key in table.index]]
    over = sums[(sums["forecast"] > sums["ceiling"]).fillna(False).astype(bool)]
    for key, row in over.sort_values("deviation").to_dict("index").items():
        text = f"Underskottet väntas bli {amount(row['deviation'])}."
        yield _deviation(merged, "Ekonomi", str(key), {**row, "goal": text, "assessment": "Underskott"}, "deficit")


def _deviation(merged: Merged, kind: str, key: str, row: Mapping[Any, Any], meaning: str) -> Deviation:
    def said(name: str) -> str:
        return "" if pd.isna(row[name]) else str(row[name])

    return Deviation(
        namnd=row["namnd"],
        namnd_name=merged.state_of(row["namnd"]).namnd.name,
        kind=kind,
        row=key,
        text=said("goal"),
        meaning=meaning,
        words=said("assessment"),
        comment=said("comment"),
        consequence=said("consequence"),
        action=said("action"),
        responsible=said("responsible"),
        due="" if pd.isna(row["due"]) else f"{row['due']:%Y-%m-%d}",
        file=said("file"),
        cell=said("cell"),
    )
