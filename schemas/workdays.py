"""Swedish working days: not Saturdays, Sundays, public holidays or the eves on which everyone is off."""

from __future__ import annotations

import datetime as dt

_OFF = ("public", "de_facto")
"""'de_facto': midsommarafton, julafton and nyårsafton, when no office is open."""


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open."""
    from holidays.countries.sweden import Sweden  # 0.1 s to import, and not every command asks

    return day.weekday() < 5 and day not in Sweden(years=day.year, include_sundays=False, categories=_OFF)


def working_day(day: dt.date, step: int = 1) -> dt.date:
    """The day itself if it is a working day, else the next one; with `step` -1 the one before."""
    while not is_working_day(day):
        day += dt.timedelta(days=step)
    return day
