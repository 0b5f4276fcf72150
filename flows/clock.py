"""The clock: Swedish time, whatever zone the machine has. Only what runs reads it; every step is given the time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.steps.find_job import load_settings
from schemas.settings import Settings
from schemas.times import ZONE


def swedish_now() -> dt.datetime:
    """Now, in whole seconds and without a zone."""
    return dt.datetime.now(ZoneInfo(ZONE)).replace(microsecond=0, tzinfo=None)


def clock_of(settings: Settings, given: dt.datetime | None = None) -> dt.datetime:
    """The given time, else an example's, else now."""
    return given or settings.clock or swedish_now()


def clock_at(home: Path, kommun: str = "", given: dt.datetime | None = None) -> dt.datetime:
    """The same for a kommun by its folder, or for the only one there is. Raises ExpectedProblem."""
    return given or clock_of(load_settings(home, kommun))
