"""For whom and with what a template is written: empty at hand-out, with the nämnd's own values when it goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from flows.steps.job import Job
from schemas.findings import Finding
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import Namnd


@dataclass(frozen=True)
class FilledIn:
    """What a nämnd has sent in, for its corrected workbook.

    `tables`: per sheet id the typed rows by key. `raw`: per (sheet id, key, column) the cell as it was written.
    `lacking`: (sheet id, column) of columns that were not found in the file. `again`: by when it is to come again.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    raw: Mapping[tuple[str, str, str], object] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    lacking: frozenset[tuple[str, str]] = frozenset()
    again: str = ""

    def lacks(self, sheet: str, key: str, column: str) -> bool:
        """Whether the file that came had no such cell at all."""
        return sheet in self.tables and (key not in self.tables[sheet].index or (sheet, column) in self.lacking)


@dataclass(frozen=True)
class Place:
    """For whom and with what a sheet is written."""

    job: Job
    namnd: Namnd
    facts: Facts
    filled: FilledIn

    @property
    def template_id(self) -> str:
        """The Mall-id."""
        return self.job.template_id(self.namnd.id)
