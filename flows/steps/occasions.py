"""The årshjul in days and times: what is to be done, for whom and when, from the settings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.kinds import KINDS
from schemas.settings import Round, Settings
from schemas.workdays import working_day

HAND_OUT, REMIND, EVERYONE = "mallar", "paminnelser", "alla-kommuner"


@dataclass(frozen=True, order=True)
class Occasion:
    """Something to be done at a time (Swedish, without zone): `task` is a kind of round, HAND_OUT or REMIND.

    `kommuner` are those for whom it is done; `round` is the round's folder name and `year` the year that it is about.
    """

    when: dt.datetime
    task: str
    round: str
    year: int
    kommuner: tuple[str, ...]


def occasions(settings: Iterable[Settings], first: dt.date, last: dt.date) -> list[Occasion]:
    """All that falls from the first day to the last, both included; what is the same for several kommuner is one."""
    together: dict[tuple[dt.datetime, str, str, int], list[str]] = defaultdict(list)
    for kommun in settings:
        for year in range(first.year - 1, last.year + 2):
            for held in kommun.rounds_in(year):
                for when, task in _of_round(kommun, held, year):
                    if first <= when.date() <= last:
                        together[when, task, held.folder, year].append(kommun.id)
    return sorted(Occasion(*key, tuple(kommuner)) for key, kommuner in together.items())


def _of_round(kommun: Settings, held: Round, year: int) -> Iterator[tuple[dt.datetime, str]]:
    times, last = kommun.times, held.deadline(year)
    if held.kind not in KINDS:
        return
    yield dt.datetime.combine(last, times.run_at), held.kind
    yield _before(last, times.hand_out, times.send_at), HAND_OUT
    for days in times.remind:
        yield _before(last, days, times.send_at), REMIND
    for days in times.remind_after:
        yield _before(last, -days, times.send_at), REMIND


def _before(last: dt.date, days: int, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(working_day(last - dt.timedelta(days=days)), at)
