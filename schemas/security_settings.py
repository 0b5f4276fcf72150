"""Section `[sakerhet]` of `kommun.toml`: the IT department's own scanner of files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.strict import Strict, Whole
from schemas.told import Told

FILE_MARK = "{fil}"
"""Stands for the file in a command whose program takes it elsewhere than last."""


class Security(Strict):
    """`scan_with` is a command that is run before files from others are opened; empty where there is none.

    It ends with 0 for a clean file and with `found_code` for one that it warns of.
    """

    scan_with: str = Field("", alias="granska_med", max_length=500)
    found_code: Annotated[Whole, Field(ge=1, le=255)] = Field(1, alias="kod_vid_fynd")


SECURITY_TOLD: dict[type[Strict], Told] = {
    Security: Told(
        "Viruskontroll av filer som kommer in",
        "Kommandot körs innan en fil utifrån öppnas. Går det inte att köra öppnas ingenting.",
        {
            "granska_med": "IT-avdelningens kommando, utan fil sist; {fil} anger filens plats om den ska stå någon "
            "annanstans",
            "kod_vid_fynd": "slutkoden när kommandot varnar för en fil: 1 för ClamAV, 2 för Microsoft Defender",
        },
        {"granska_med": "clamdscan --fdpass --no-summary"},
    )
}
