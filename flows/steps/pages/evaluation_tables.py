"""Löpande utvärdering: how the model itself has worked in a year, from what its rounds published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from flows.steps.job import Job
from flows.steps.known.accuracy import read_misses, summed_up
from flows.steps.known.planned import latest_folder
from flows.steps.known.rounds import PublishedRound, data_table, rounds_of_year
from flows.steps.pages.tables import PageTable, listing, page_table
from flows.steps.swedish import capital, number, one_decimal, words
from schemas.kinds import SMARTGRANSKNING
from schemas.published import ACCURACY, SUBMISSIONS

_FINE = "● Uppfyller SMART"
_ANSWERS = ["namnd", "late", "errors"]


@dataclass(frozen=True)
class Part:
    """A heading, a sentence, and the table behind it where there is one."""

    title: str
    sentence: str
    table: PageTable | None = None


def evaluate(job: Job) -> list[Part]:
    """SMART at first, changed assessments, late answers, rounds of correction, and how forecasts held."""
    rounds = rounds_of_year(job, job.year)
    return [_smart(job), _changed(job, rounds), *_answers(job, rounds), _accuracy(job, rounds)]


def _smart(job: Job) -> Part:
    title, folder = "Målförslagens kvalitet", latest_folder(job, SMARTGRANSKNING.id)
    table = data_table(folder, "granskade_mal", SMARTGRANSKNING) if folder else pd.DataFrame()
    if "verdict" not in table.columns:
        return Part(title, f"Målen för {job.year} har inte granskats i den här omgången av modellen.")
    said = list(table["verdict"])
    right = said.count(_FINE)
    rows = [(word, str(said.count(word))) for word in dict.fromkeys(said)]
    share = number(round(100 * right / len(said)), 0) if said else "0"
    sentence = f"{right} av {len(said)} förslag uppfyllde SMART vid första granskningen, {share} procent."
    return Part(title, sentence, listing("Granskning", ("Resultat", "Antal mål"), rows, numbers=1))


def _changed(job: Job, rounds: Sequence[PublishedRound]) -> Part:
    """How many goals were assessed differently in the course of the year."""
    title = "Ändrade bedömningar"
    said: dict[str, list[str]] = {}
    for item in rounds:
        table = item.table("mal").reindex(columns=["goal_id", "assessment"])
        for key, value in zip(table["goal_id"], table["assessment"], strict=True):
            if isinstance(value, str):
                said.setdefault(str(key), []).append(value)
    changed = {key: heard for key, heard in said.items() if len(set(heard)) > 1}
    if not said:
        return Part(title, "Ingen uppföljning är publicerad för året.")
    sentence = f"{len(changed)} av {len(said)} mål fick en annan bedömning under året."
    rows = [(key, " → ".join(dict.fromkeys(heard))) for key, heard in changed.items()]
    return Part(title, sentence, listing("Mål", ("Mål-id", "Bedömningar i ordning"), rows) if rows else None)


def _answers(job: Job, rounds: Sequence[PublishedRound]) -> Iterator[Part]:
    """Late answers, and answers that had to be corrected, per nämnd."""
    tables = [r.table(SUBMISSIONS.name).reindex(columns=_ANSWERS) for r in rounds]
    found = pd.concat(tables) if tables else pd.DataFrame(columns=_ANSWERS)
    late, wrong = (pd.to_numeric(found[name], errors="coerce") > 0 for name in ("late", "errors"))
    for title, mask, one, more, none in (
        ("Sena svar", late, "svar kom", "svar kom", "Inget svar kom efter sista dag."),
        ("Rättelser", wrong, "svar behövde rättas", "svar behövde rättas", "Inget svar behövde rättas."),
    ):
        count = int(mask.sum())
        tail = " efter sista dag" if title == "Sena svar" else ""
        sentence = f"{capital(words(count))} {one if count == 1 else more}{tail}." if count else none
        mine = found.loc[mask.to_numpy(), "namnd"]
        rows = [(n.name, str(int((mine == n.id).sum()))) for n in job.settings.namnder_in(job.year)]
        yield Part(title, sentence, listing(title, ("Nämnd", "Antal"), rows, numbers=1) if count else None)


def _accuracy(job: Job, rounds: Sequence[PublishedRound]) -> Part:
    title, table = "Prognossäkerhet", summed_up(job, read_misses(rounds, (job.year,)))
    if table.empty:
        return Part(title, f"Årsbokslutet för {job.year} är inte publicerat, så prognoserna kan inte jämföras än.")
    mean = one_decimal(round(float(table["mean"].mean()), 1))
    sentence = f"Prognoserna låg i medeltal {mean} procent av budgeten från utfallet."
    return Part(title, sentence, page_table(title, ACCURACY.columns[1:], table))
