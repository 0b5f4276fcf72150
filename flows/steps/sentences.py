"""Sentences made from the data, in plain Swedish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from flows.steps.compared import MEANINGS
from flows.steps.merge import Merged
from flows.steps.standing import MISSING, READ, WRONG
from flows.steps.swedish import amount, capital, listed, to_tkr, words
from flows.steps.tense import EXPECTED, Tense, tense_of


def meaning_of(merged: Merged, assessment: Any) -> str:
    """reached, partly, missed or open (also for a goal without assessment)."""
    groups = merged.known.facts.groups
    return next((m for m in MEANINGS[:3] if assessment in groups[m]), "open")


def status_counts(merged: Merged, goals: pd.DataFrame) -> dict[str, int]:
    """Number of goals by meaning."""
    meanings = [meaning_of(merged, said) for said in goals["assessment"]]
    return {m: meanings.count(m) for m in MEANINGS}


def goals_sentence(counts: Mapping[str, int], tense: Tense = EXPECTED) -> str:
    """'Tjugotvå av …': 'Fem av åtta mål bedöms nås, två delvis och ett inte.'."""
    total = sum(counts.values())
    if not total:
        return "Inga mål är beslutade."
    if total == 1:
        return _only(next(m for m in MEANINGS if counts[m]), tense)
    if counts["open"] == total:
        return f"Inget av {words(total)} mål är bedömt ännu."
    if counts["reached"] == total:
        return f"{'Båda målen' if total == 2 else f'Alla {words(total)} mål'} {tense.reach}."
    lead = f"{capital(words(counts['reached']))} av" if counts["reached"] else "Inget av"
    said = {"partly": tense.partly, "missed": tense.missed}
    said["open"] = "är inte bedömt" if counts["open"] == 1 else "är inte bedömda"
    rest = [f"{words(counts[m])} {text}" for m, text in said.items() if counts[m]]
    tail = f", {listed(rest)}" if rest else ""
    return f"{lead} {words(total)} mål {tense.reach}{tail}."


def _only(meaning: str, tense: Tense) -> str:
    texts = {"reached": tense.reach, "partly": f"{tense.reach} delvis", "missed": tense.not_partly}
    return f"Målet {texts.get(meaning, 'är inte bedömt ännu')}."


def money_sentence(deviation: Any, budget: Any, tense: Tense = EXPECTED) -> str:
    """'Underskottet väntas bli 3,4 mnkr mot en budget på 715 mnkr.'."""
    if pd.isna(deviation) or pd.isna(budget):
        return "Ekonomin saknas."
    if not to_tkr(deviation):
        return f"Ekonomin {tense.even} jämnt ut."
    word = "Överskottet" if deviation > 0 else "Underskottet"
    return f"{word} {tense.become} {amount(deviation)}, mot en budget på {amount(budget)}."


def headline(merged: Merged) -> list[str]:
    """What kommunledningen reads first: goals, money, who is missing or is to correct."""
    totals = merged.tables["totals"]
    tense = tense_of(merged.job.kind)
    found = [goals_sentence(status_counts(merged, merged.tables["goals"]), tense)]
    money = totals[["deviation", "budget"]].dropna().sum()
    found.append(
        money_sentence(money["deviation"], money["budget"], tense)
        if len(totals["budget"].dropna())
        else "Ekonomin saknas."
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
    row, tense = merged.tables["totals"].loc[namnd], tense_of(merged.job.kind)
    said = goals_sentence(status_counts(merged, goals[goals["namnd"] == namnd]), tense)
    return [said, money_sentence(row["deviation"], row["budget"], tense)]


def no_deviations(merged: Merged) -> str:
    """What stands where there are none; while answers are missing it says no more than is known."""
    if all(state.newest is None for state in merged.states):
        return "Ingen nämnd har svarat ännu."
    return "Inga avvikelser i de svar som är inlästa." if merged.preliminary else "Inga avvikelser."


def money_title(totals: pd.DataFrame) -> str:
    """What a chart of the nämnder's deviations says."""
    worst = totals.dropna(subset="deviation").sort_values("deviation", kind="stable")
    if worst.empty:
        return "Avvikelse mot budget (tkr)"
    if worst["deviation"].iloc[0] >= 0:
        return "Avvikelse mot budget (tkr): inget underskott"
    return f"Störst underskott: {worst['name'].iloc[0]} (avvikelse i tkr)"
