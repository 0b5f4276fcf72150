"""What came in, before and after it is known whose it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from flows.steps.grid import Grid


def sha256(content: bytes) -> str:
    """Hex digest that names the content in archive, receipts and published data."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Received:
    """A file as it came: `file` is its name, or 'mejlet.eml › bilagan.xlsx'. `received` is when it was first seen."""

    file: str
    content: bytes = field(repr=False)
    received: dt.datetime
    sender: str = ""
    subject: str = ""

    @property
    def digest(self) -> str:
        """Its sha256."""
        return sha256(self.content)


@dataclass(frozen=True)
class Submission:
    """A received file that is known to be a nämnd's filled-in template of this round."""

    received: Received
    namnd: str
    grids: dict[str, Grid] = field(repr=False)

    @property
    def id(self) -> str:
        """Short name in indexes: the nämnd, time and digest, so that it sorts by time and is unique."""
        return f"{self.namnd}-{self.received.received:%Y%m%d%H%M%S}-{self.received.digest[:8]}"

    @property
    def file(self) -> str:
        """The file's name as the sender knows it."""
        return self.received.file
