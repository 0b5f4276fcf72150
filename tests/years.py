"""The example's year as it has been played: what came out of each round, and what the next one asks for."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from flows.steps.known.load import load_known
from flows.steps.merging.merge import Merged
from flows.steps.template.make import templates
from tests.example.year import PROGNOSES, YEAR, play

PLANNING = ("malomraden", "malforslag", "smartgranskning", "handlingsplan")
ROUNDS = (*PLANNING, *PROGNOSES, "arsbokslut")
FOLLOWUPS = ROUNDS[len(PLANNING) :]


@dataclass(frozen=True, repr=False)
class Year:
    """The folder in which it was played, and what each round came to, by the word that names it."""

    home: Path
    rounds: dict[str, Merged]

    def table(self, name: str, table: str) -> pd.DataFrame:
        """A published table, as anyone reads it."""
        path = self.rounds[name].job.outbox / "resultat" / "data" / f"{table}.csv"
        return pd.read_csv(path, dtype="str", encoding="utf-8-sig")

    def template(self, name: str, namnd: str) -> openpyxl.Workbook:
        """The template that the round hands out."""
        job = self.rounds[name].job
        made = templates(job, load_known(job))
        return openpyxl.load_workbook(io.BytesIO(made[f"{job.round.folder}-{job.year}-{namnd}.xlsx"]))

    @property
    def register(self) -> Path:
        return self.home / "input" / "mariestad" / str(YEAR) / "malregister.xlsx"

    def sent(self, name: str, namnd: str) -> bytes:
        """What the nämnd (or reviewer) sent in: a right answer."""
        job = self.rounds[name].job
        return (job.inbox / f"{namnd} {job.title}.xlsx").read_bytes()


def play_year(home: Path, fill: Callable[[list[dict]], None]) -> Year:
    done = play(home, fill, lambda line: None)
    return Year(home, dict(zip(ROUNDS, done.values(), strict=True)))


def rows_of(tab) -> list[dict[str, object]]:
    """A sheet's rows by heading: of a template or of the register."""
    rows = list(tab.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if row[1] is not None and str(row[0]).endswith("-id"))
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[0]]
