"""Swedish working days: not Saturdays, Sundays, public holidays or the eves on which everyone is off."""

from __future__ import annotations

import datetime as dt
from functools import cache

_OFF = ("public", "de_facto")
"""'de_facto': midsommarafton, julafton and nyårsafton, when no office is open."""


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open."""
    return day.weekday() < 5 and day not in _days_off(day.year)


@cache
def _days_off(year: int) -> frozenset[dt.date]:
    from holidays.countries.sweden import Sweden  # 0.1 s to import, and not every command asks

    return frozenset(Sweden(years=year, include_sundays=False, categories=_OFF))


def working_day(day: dt.date, step: int = 1) -> dt.date:
    """The day itself if it is a working day, else the next one; with `step` -1 the one before."""
    while not is_working_day(day):
        day += dt.timedelta(days=step)
    return day
