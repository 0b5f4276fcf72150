"""The log of decisions on a year's målregister: who, when, § and the file's sha256, so that a later change is seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

LOG = "beslut.csv"
"""Beside the register."""


@dataclass(frozen=True)
class LoggedDecision:
    """A decision: the body, its day and paragraph, the register's sha256 after it, and when it was recorded."""

    organ: str
    datum: str
    paragraf: str
    sha256: str
    registrerat: str


def read_log(register: Path) -> list[LoggedDecision]:
    """The decisions on this register, the oldest first; none where no decision has been recorded."""
    path = register.with_name(LOG)
    if not path.is_file():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";")
    names = [f.name for f in fields(LoggedDecision)]
    return [LoggedDecision(**{name: row.get(name) or "" for name in names}) for row in rows]


def as_csv(entries: Sequence[LoggedDecision]) -> bytes:
    """The log as a file that Excel opens."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [f.name for f in fields(LoggedDecision)], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(asdict(entry) for entry in entries)
    return out.getvalue().encode("utf-8-sig")
