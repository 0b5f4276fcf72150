"""Sentences made from the data, in plain Swedish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from flows.steps.look import STATUS
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.deviations import SYSTEM_SAID
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import MISSING, READ, WRONG
from flows.steps.merging.tense import EXPECTED, Tense, tense_of
from flows.steps.swedish import alike, amount, capital, to_tkr, words
from flows.steps.texts import fits
from schemas.kinds import RoundKind
from schemas.messages.message import listed
from schemas.published_rows import SYSTEM
from schemas.sheets.economy import ECONOMY


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
    if counts["missed"] == total:
        return f"Inget av {words(total)} mål {tense.reach}."
    if total in (counts["reached"], counts["partly"]):
        return f"{all_goals(total)} {tense.reach}{' delvis' if counts['partly'] else ''}."
    number = alike(total)
    lead = f"{capital(number(counts['reached']))} av" if counts["reached"] else "Inget av"
    said = {"partly": tense.partly, "missed": tense.missed}
    said["open"] = "är inte bedömt" if counts["open"] == 1 else "är inte bedömda"
    rest = [f"{number(counts[m])} {text}" for m, text in said.items() if counts[m]]
    tail = f", {listed(rest)}" if rest else ""
    return f"{lead} {number(total)} mål {tense.reach}{tail}."


def all_goals(count: int) -> str:
    """'Båda målen', 'Alla tre målen'; of one 'Målet'."""
    return ("Målet", "Båda målen")[count - 1] if count in (1, 2) else f"Alla {words(count)} målen"


def _only(meaning: str, tense: Tense) -> str:
    texts = {"reached": tense.reach, "partly": f"{tense.reach} delvis", "missed": tense.not_partly}
    return f"Målet {texts.get(meaning, 'är inte bedömt ännu')}."


def money_sentence(deviation: Any, budget: Any, tense: Tense = EXPECTED, source: str = "") -> str:
    """'Underskottet väntas bli 3,4 mnkr, mot en budget på 715 mnkr.'; `source` says whose forecast it is."""
    if pd.isna(deviation) or pd.isna(budget):
        return "Ekonomin saknas."
    if not to_tkr(deviation):
        return f"Ekonomin {tense.even} jämnt ut{source}."
    word = "Överskottet" if deviation > 0 else "Underskottet"
    return f"{word} {tense.become} {amount(deviation)}{source}, mot en budget på {amount(budget)}."


def headline(merged: Merged) -> list[str]:
    """What kommunledningen reads first: goals, money, who is missing or is to correct."""
    goals = goals_sentence(status_counts(merged, merged.tables["goals"]), tense_of(merged.job.kind))
    return [goals, kommun_money(merged), *waiting_sentences(merged)]


def kommun_money(merged: Merged) -> str:
    """The nämnder's money together, with how much of it is the finance system's forecast: for all, or for how many."""
    totals = merged.tables["totals"]
    known = totals.dropna(subset=["deviation", "budget"])
    if known.empty:
        return economy_lacking(merged) or "Ekonomin saknas."
    systems, total = int(known["forecast_from"].eq(SYSTEM).sum()), len(known)
    source = SYSTEM_SAID if systems == total else ""
    told = money_sentence(known["deviation"].sum(), known["budget"].sum(), tense_of(merged.job.kind), source)
    if systems in (0, total):
        return told
    count = alike(systems, total)
    return f"{told} För {count(systems, common=True)} av {count(total)} nämnder är prognosen ekonomisystemets."


def economy_lacking(merged: Merged) -> str:
    """Why no nämnd has a deviation to show, in a sentence that stands in its place; empty where one has."""
    if merged.tables["totals"]["deviation"].notna().any():
        return ""
    lead = f"{tense_of(merged.job.kind).outlook} för ekonomin saknas"
    if len(merged.tables[ECONOMY.id]):
        return f"{lead}."
    came = any(fits(name, merged.job.settings.finance.file) for name in merged.known.sources)
    return f"{lead}, eftersom ekonomisystemets fil {'inte går att använda' if came else 'saknas'}."


def waiting_sentences(merged: Merged) -> Iterator[str]:
    """Who has not answered and who is to correct, by name where they are few."""
    for state, one, more in (
        (MISSING, "har inte svarat", "har inte svarat"),
        (WRONG, "rättar sitt svar", "rättar sina svar"),
    ):
        names = [s.namnd.name for s in merged.states if s.state == state]
        if len(waiting(merged)) > MOST_NAMES and names:
            yield _counted(merged, len(names), state, (one, more))
        elif names:
            yield f"{listed(names)} {one if len(names) == 1 else more}."


def _counted(merged: Merged, count: int, state: str, said: tuple[str, str]) -> str:
    """How many of those asked; '11 av 15 nämnder har inte svarat.'."""
    total, (one, many) = len(merged.states), asked(merged.job.kind)
    number = alike(total)
    if count < total:
        return f"{capital(number(count, common=True))} av {number(total)} {many} {said[count > 1]}."
    return f"Ingen {one} har svarat ännu." if state == MISSING else f"Alla {number(total)} {many} {said[1]}."


def asked(kind: RoundKind) -> tuple[str, str]:
    """What those who answer are called, one and many."""
    return ("granskare", "granskare") if kind.answered_by == "granskare" else ("nämnd", "nämnder")


MOST_NAMES = 4
"""Nämnder that are named in a sentence; more are counted there, and named in one place alone."""


def waiting(merged: Merged) -> list[str]:
    """Names of the nämnder whose answers are not read."""
    return [s.namnd.name for s in merged.states if s.state != READ]


def preliminary(merged: Merged) -> str:
    """Which answers remain: their names where the headline has only their number; empty where all are read."""
    names, total = waiting(merged), len(merged.states)
    if not names:
        return ""
    return f"Svar från {listed(names)} återstår." if MOST_NAMES < len(names) < total else answers_read(merged)


def answers_read(merged: Merged) -> str:
    """'Tre av fem svar är inlästa.'."""
    total, left = len(merged.states), len(waiting(merged))
    number = alike(total)
    if left == total:
        return "Inget svar är inläst ännu."
    if total - left == 1:
        return f"Ett av {number(total)} svar är inläst."
    return f"{capital(number(total - left))} av {number(total)} svar är inlästa."


def reached_title(merged: Merged, counts: Mapping[str, int]) -> str:
    """What a chart of the goals says: '13 av 28 mål bedöms nås'."""
    total = sum(counts.values())
    if counts["open"] == total:
        return "Inga mål är bedömda ännu"
    return f"{counts['reached']} av {total} mål {tense_of(merged.job.kind).reach}"


def namnd_headline(merged: Merged, namnd: str) -> list[str]:
    """The nämnd's own sentences."""
    goals = merged.tables["goals"]
    row, tense = merged.tables["totals"].loc[namnd], tense_of(merged.job.kind)
    said = goals_sentence(status_counts(merged, goals[goals["namnd"] == namnd]), tense)
    if merged.state_of(namnd).shown(ECONOMY.id) is None:
        return [said]
    return [said, money_sentence(row["deviation"], row["budget"], tense)]


def no_deviations(merged: Merged) -> str:
    """What stands where there are none; while answers are missing it says no more than is known."""
    if all(state.newest is None for state in merged.states):
        return "Ingen nämnd har svarat ännu."
    return "Inga avvikelser i de svar som är inlästa." if merged.preliminary else "Inga avvikelser."


def money_title(totals: pd.DataFrame) -> str:
    """What a chart of the nämnder's deviations says, where one is known."""
    worst = totals.dropna(subset="deviation").sort_values("deviation", kind="stable")
    if worst["deviation"].iloc[0] >= 0:
        return "Avvikelse mot budget (tkr): inget underskott"
    return f"Störst underskott: {worst['name'].iloc[0]} (avvikelse i tkr)"


def assessment_words(merged: Merged, value: Any) -> str:
    """'● Målet nås', the settings' phrase with the meaning's symbol; '○ Ej bedömt' where nothing is said."""
    meaning = meaning_of(merged, value)
    levels, final = merged.job.model.levels, merged.job.kind.final
    phrase = next((v.said(final=final) for v in levels if v.word == value), None)
    phrase = phrase or next((v.said(final=final) for v in levels if v.meaning == meaning), "Ej bedömt")
    return f"{STATUS[meaning][0]} {phrase}"
