"""Marks and key figures, as several pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import assessment_words, meaning_of
from flows.steps.merging.tense import EXPECTED, Tense
from flows.steps.pages.charts import symbol
from flows.steps.swedish import signed_tkr
from schemas.settings import MONTHS

LARGEST = 145_000
"""Bytes that a page may have before it is parted or says less."""


@dataclass(frozen=True)
class Mark:
    """A status as symbol, words and colour."""

    meaning: str
    symbol: str
    words: str


@dataclass(frozen=True)
class Figure:
    """A key figure, with what it was in the round before."""

    value: str
    text: str
    meaning: str = ""
    before: str = ""


def mark(meaning: str, words: str) -> Mark:
    """The status of a meaning, in these words."""
    return Mark(meaning, symbol(meaning), words)


def goal_mark(merged: Merged, assessment: Any) -> Mark:
    """The status of an assessment."""
    return mark(meaning_of(merged, assessment), assessment_words(merged, assessment)[2:])


def legend(tense: Tense = EXPECTED) -> list[Mark]:
    """Every status."""
    return [mark(m, tense.bar[m]) for m in MEANINGS]


def key_figures(
    counts: Mapping[str, int], deviation: int | None, tense: Tense, against: str = "mot budget"
) -> list[Figure]:
    """How many goals in each state, and the deviation, with the words that say against what. Nought has no colour."""
    total = sum(counts.values())
    if counts["open"] == total:
        found = [Figure(str(total), "mål, inte bedömt ännu" if total == 1 else "mål, inte bedömda ännu")]
    else:
        texts = {"reached": f"mål {tense.reach}", "partly": tense.partly, "missed": tense.missed, "open": "ej bedömda"}
        found = [Figure(str(counts[m]), text, m if counts[m] else "") for m, text in texts.items()]
        found[0] = replace(found[0], value=f"{counts['reached']} av {total}")
    if deviation is not None:
        found.append(Figure(f"{signed_tkr(deviation)} tkr", against, "missed" if deviation < 0 else ""))
    return found


def figures_before(merged: Merged, figures: list[Figure], namnd: str = "") -> list[Figure]:
    """The figures with what each was in the round before, for one nämnd or all; as they are where that isn't known."""
    labels = merged.earlier.labels
    if len(figures) < len(MEANINGS) or not labels:
        return figures
    key = list(labels)[-1]
    goals, money = (_of(t, key, namnd) for t in (merged.earlier.goals, merged.earlier.totals))
    said = list(goals["meaning"])
    told = [str(said.count(m)) for m in MEANINGS] if said else []
    known = money[["budget", "forecast"]].dropna()
    if told:
        told[0] += f" av {len(said)}" + (", mest andra mål" if mostly_others(merged, key, namnd) else "")
    told += [""] * (len(MEANINGS) - len(told))
    told += [f"{signed_tkr(int(known['budget'].sum() - known['forecast'].sum()))} tkr" if len(known) else ""]
    month = short(labels[key])
    return [
        replace(figure, before=f"{month}: {text}" if text else "") for figure, text in zip(figures, told, strict=False)
    ]


def mostly_others(merged: Merged, key: str, namnd: str = "") -> bool:
    """Whether most goals of the earlier round with this key, of one nämnd or all, are no longer there."""
    then = set(_of(merged.earlier.goals, key, namnd)["goal_id"])
    return 2 * len(then - set(merged.tables["goals"].index)) > len(then)


def _of(table: pd.DataFrame, key: str, namnd: str) -> pd.DataFrame:
    rows = table[table["round"] == key]
    return rows[rows["namnd"] == namnd] if namnd else rows


def short(label: str) -> str:
    """'november 2025' as 'nov 2025', where there is little room."""
    month, _, year = label.partition(" ")
    return f"{month[:3] if month in MONTHS and len(month) > 4 else month} {year}"
