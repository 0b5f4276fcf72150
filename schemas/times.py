"""When things are done by the clock: section `[tider]` of `kommun.toml`, with what holds where it says nothing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from schemas.strict import Strict, Whole

ZONE = "Europe/Stockholm"
"""Swedish time, which every time in the program is without saying so."""
Days = Annotated[Whole, Field(ge=0, le=180)]


class Times(Strict):
    """The clock of the årshjul, in Swedish time.

    `run_at`: a round is run at that time of its last day. `hand_out`, `remind`: how many days before the last day
    templates are handed out and reminders sent, `remind_after` how many days after it; `send_at`: the time of day of
    both. `missed`: whether what should have been run while the server was off is run when it starts, or only reported.
    """

    run_at: dt.time = Field(dt.time(17), alias="omgang")
    hand_out: Days = Field(30, alias="mallar_dagar_fore")
    remind: tuple[Days, ...] = Field((7, 1), alias="paminnelser_dagar_fore")
    remind_after: tuple[Days, ...] = Field((3, 7), alias="paminnelser_dagar_efter")
    send_at: dt.time = Field(dt.time(8), alias="utskick")
    missed: Literal["kor", "rapportera"] = Field("kor", alias="missade")
