"""What earlier rounds said, from their published data: goals, money, outcomes of indicators, and how forecasts held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from flows.steps.files.submission import sha256
from flows.steps.job import Job
from flows.steps.known.accuracy import Misses, read_misses
from flows.steps.known.history import USED, as_ore, previous_round
from flows.steps.known.rounds import PublishedRound, published_rounds
from schemas.findings import Finding
from schemas.published import TOTALS

MOST = 8
"""Rounds that are looked back on: two years of four prognoses, or fewer with the årsbokslut."""
_GOALS = ("goal_id", "namnd", "goal", "assessment")
_MONEY = ("budget", "actual", "forecast")
_READ = ("mal", TOTALS.name, "matt")


@dataclass(frozen=True)
class Earlier:
    """`labels` of the rounds by key, oldest first, and what they published, with the round's key in `round`.

    `goals`: round, goal_id, namnd, goal (its text), assessment, meaning. `totals`: round, namnd, and budget, actual
    and forecast in öre. `indicators`: round, indicator_id, actual in the indicator's unit. `misses`: how forecasts
    of closed years came out. `sources`: sha256 of every file of the rounds, as '2025/prognos-april/mal.csv'.
    """

    labels: dict[str, str] = field(default_factory=dict)
    goals: pd.DataFrame = field(default_factory=lambda: _empty(*_GOALS, "meaning"))
    totals: pd.DataFrame = field(default_factory=lambda: _empty("namnd", *_MONEY))
    indicators: pd.DataFrame = field(default_factory=lambda: _empty("indicator_id", "actual"))
    misses: Misses = field(default_factory=Misses)
    sources: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    """What could not be read of the rounds' files."""


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("round", *columns)})


def read_earlier(job: Job) -> Earlier:
    """The rounds before this one; a table or a column that one of them lacks leaves a gap and stops nothing."""
    rounds = published_rounds(job)
    last = rounds[-MOST:]
    return Earlier(
        labels={r.key: r.label for r in last},
        goals=_stacked(last, lambda r: _goals(job, r), Earlier().goals),
        totals=_stacked(last, _totals, Earlier().totals),
        indicators=_stacked(last, _indicators, Earlier().indicators),
        misses=read_misses(rounds, range(job.year)),
        sources=dict(_sources(rounds)),
        findings=tuple(_findings(rounds, previous_round(job))),
    )


def _sources(rounds: list[PublishedRound]) -> Iterator[tuple[str, str]]:
    """The sha256 of each file that can be read, by its name."""
    for item in rounds:
        for path in sorted(item.data.glob("*.csv")):
            with suppress(OSError):
                yield item.named(path), sha256(path.read_bytes())


def _findings(rounds: list[PublishedRound], before: PublishedRound | None) -> Iterator[Finding]:
    """What could not be read of the tables that are looked back on."""
    for item in rounds:
        for name in _READ if item != before else dict.fromkeys((*_READ, *USED)):
            yield from item.troubles(name)


def _stacked(
    rounds: list[PublishedRound], read: Callable[[PublishedRound], pd.DataFrame], none: pd.DataFrame
) -> pd.DataFrame:
    parts = [read(r).assign(round=r.key) for r in rounds]
    return pd.concat([p for p in parts if len(p)], ignore_index=True) if any(map(len, parts)) else none


def _goals(job: Job, item: PublishedRound) -> pd.DataFrame:
    """What was said of each goal, by the levels in force that year: another year's words keep their meaning."""
    model = job.settings.model_in(item.year) or job.model
    meanings = {level.word: level.meaning for level in model.levels}
    table = item.table("mal").reindex(columns=list(_GOALS)).dropna(subset="goal_id")
    return table.assign(meaning=[meanings.get(said, "open") for said in table["assessment"]])


def _totals(item: PublishedRound) -> pd.DataFrame:
    table = item.table(TOTALS.name).reindex(columns=["namnd", *_MONEY]).dropna(subset="namnd")
    money: dict[str, Any] = {name: as_ore(table[name]) for name in _MONEY}
    return pd.DataFrame({"namnd": table["namnd"], **money})


def _indicators(item: PublishedRound) -> pd.DataFrame:
    table = item.table("matt").reindex(columns=["indicator_id", "actual"])
    actual = pd.to_numeric(table["actual"], errors="coerce").astype("Float64")
    return table.assign(actual=actual).dropna()
