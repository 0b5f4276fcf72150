"""The rounds that have been published, or laid in by hand, before the one that is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.steps.job import Job
from flows.steps.known.published_csv import read_table
from flows.steps.places import DATA, RESULT, YEARS
from schemas.findings import Finding
from schemas.kinds import ARSBOKSLUT, PROGNOS, RoundKind
from schemas.settings import MONTHS

FINAL = "arsbokslut"
"""Beginning of the folder of a year's last round, which may be followed by its month."""
_AFTER_ALL = 13


@dataclass(frozen=True)
class PublishedRound:
    """A round with its tables (CSV) in the folder `data`; `label` is 'april 2025' or 'bokslut 2025'."""

    year: int
    month: int
    folder: str
    data: Path

    @property
    def key(self) -> str:
        """'2025-prognos-april'."""
        return f"{self.year}-{self.folder}"

    @property
    def label(self) -> str:
        """Month and year, as in headings."""
        return f"{'bokslut' if self.month == _AFTER_ALL else MONTHS[self.month - 1]} {self.year}"

    @property
    def kind(self) -> RoundKind:
        """Whether it was a prognosis or the årsbokslut."""
        return ARSBOKSLUT if self.month == _AFTER_ALL else PROGNOS

    def named(self, path: Path) -> str:
        """How a file of its data is told of: '2025/prognos-april/mal.csv'."""
        return f"{self.year}/{self.folder}/{path.name}"

    def table(self, name: str) -> pd.DataFrame:
        """One of its tables, as `data_table` gives it."""
        return data_table(self.data, name, self.kind)

    def troubles(self, name: str) -> list[Finding]:
        """What could not be read of one of its tables."""
        return table_troubles(self.data, name, self.kind, self.named(self.data / f"{name}.csv"))


def data_table(data: Path, name: str, kind: RoundKind) -> pd.DataFrame:
    """A published table, all text, its columns by our names; empty where the folder has none of that name.

    A heading that no kind has stays as it is: what lacks is for the reader to see. `table_troubles` says what could
    not be read.
    """
    return read_table(data / f"{name}.csv", kind)[0]


def table_troubles(data: Path, name: str, kind: RoundKind, named: str) -> list[Finding]:
    """What could not be read of a published table, or was read in another way than it was written."""
    return [trouble.at(named) for trouble in read_table(data / f"{name}.csv", kind)[1]]


def data_folder(job: Job, year: int, folder: str) -> Path | None:
    """A round's published data, else what was laid in by hand."""
    places = job.places
    for found in (places.output / str(year) / folder / RESULT / DATA, places.input / str(year) / folder / DATA):
        if any(path.is_file() for path in found.glob("*.csv")):
            return found
    return None


def published_rounds(job: Job) -> list[PublishedRound]:
    """All rounds before this one that have data, oldest first."""
    found = [r for year in _years(job) if year <= job.year for r in _rounds_of(job, year)]
    now = (job.year, _AFTER_ALL if job.kind.final else job.round.month)
    return sorted((r for r in found if _moment(r) < now), key=_moment)


def rounds_of_year(job: Job, year: int) -> list[PublishedRound]:
    """The year's follow-ups that have data, oldest first, its årsbokslut last."""
    return sorted(_rounds_of(job, year), key=_moment)


def _moment(item: PublishedRound) -> tuple[int, int]:
    return item.year, item.month


def _years(job: Job) -> list[int]:
    """Years with anything laid in or published."""
    places = (job.places.input, job.places.output)
    return sorted({int(p.name) for place in places for p in place.glob(YEARS) if p.is_dir()})


def _rounds_of(job: Job, year: int) -> Iterator[PublishedRound]:
    """The year's prognoses as the settings name them, and its årsbokslut."""
    months = {r.folder: r.month for r in job.settings.rounds_in(year) if r.kind == PROGNOS.id}
    for place in (job.places.output, job.places.input):
        months |= {p.name: _AFTER_ALL for p in (place / str(year)).glob(f"{FINAL}*") if p.is_dir()}
    for folder, month in months.items():
        if data := data_folder(job, year, folder):
            yield PublishedRound(year, month, folder, data)
