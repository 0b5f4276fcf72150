"""Kommunfullmäktige's decision: it makes the register, is recorded, and a change that is not recorded is told (N4)."""

import dataclasses
import datetime as dt
import shutil

import openpyxl
import pandas as pd
import pytest

from flows.commands.decide import CHANGED, RECORDED, WRITTEN, decide
from flows.steps.files.submission import sha256
from flows.steps.known.decision_log import read_log
from flows.steps.known.load import check_register, load_register
from schemas.findings import ExpectedProblem
from schemas.settings import Decision
from tests.example.year import YEAR, at_work
from tests.test_prefect import command
from tests.years import rows_of

FIRST = Decision(organ="Kommunfullmäktige", datum=dt.date(2025, 6, 16), paragraf="§ 58")
CHANGE = Decision(organ="Kommunfullmäktige", datum=dt.date(2025, 9, 29), paragraf="§ 91")


@pytest.fixture
def proposed(played, tmp_path):
    """The handlingsplan's round, before anything has been decided: the proposals and reviews are published."""
    for place in ("input", "output"):
        shutil.copytree(played.home / place, tmp_path / place)
    folder = tmp_path / "input" / "mariestad" / str(YEAR)
    for name in ("malregister.xlsx", "beslut.csv"):
        (folder / name).unlink()
    return at_work(tmp_path, "handlingsplan", str(YEAR))


def altered(job) -> list[str]:
    known = load_register(job)
    return [f.what for f in [*known.findings, *check_register(job, known)] if f.rule == "N4"]


def change(job) -> None:
    book = openpyxl.load_workbook(job.register_file)
    book["Mål"]["C5"] = "En annan lydelse."
    book.save(job.register_file)


def refused(job, decision, left_out=()) -> str:
    with pytest.raises(ExpectedProblem) as stopped:
        decide(job, decision, left_out)
    return stopped.value.finding.sentence


def test_an_empty_register_is_replaced_and_kept_in_the_archive(proposed):
    """The one that a new kommun begins with; one with a goal is never replaced, only recorded."""
    home = proposed.home
    assert command(home, "malregister", str(YEAR)).returncode == 0
    empty = proposed.register_file.read_bytes()
    path, _, done = decide(proposed, FIRST, ())
    assert (done, path.read_bytes() == empty) == (WRITTEN, False)
    assert any(kept.read_bytes() == empty for kept in proposed.archive.rglob("*.xlsx"))
    change(proposed)
    assert decide(proposed, CHANGE, ())[2] == CHANGED


def test_it_makes_the_register_and_records_who_when_and_what(proposed):
    path, digest, done = decide(proposed, FIRST, ())
    assert done == WRITTEN and digest == sha256(path.read_bytes())
    (entry,) = read_log(path)
    assert (entry.organ, entry.datum, entry.paragraf, entry.sha256) == (
        *("Kommunfullmäktige", "2025-06-16", "§ 58"),
        digest,
    )
    assert altered(proposed) == []


def test_the_same_proposals_give_the_same_register(proposed, played):
    path, digest, _ = decide(proposed, FIRST, ())
    assert path.read_bytes() == played.register.read_bytes()
    path.unlink()
    path.with_name("beslut.csv").unlink()
    later = dataclasses.replace(proposed, now=proposed.now + dt.timedelta(days=9))
    assert decide(later, FIRST, ())[1] == digest


def test_what_was_not_decided_is_left_out_with_all_that_belongs_to_it(proposed):
    path, _, _ = decide(proposed, FIRST, ("UN-05",))
    book = openpyxl.load_workbook(path)
    assert "UN-05" not in {r["Mål-id"] for r in rows_of(book["Mål"])}
    assert "UN-05" not in {r["Mål-id"] for r in rows_of(book["Mått"])}
    known = load_register(proposed)
    assert [f.rule for f in check_register(proposed, known)] == ["N2"]


def test_x1_a_verksamhetsmal_never_comes_into_the_register(proposed):
    path = proposed.home / "output" / "mariestad" / str(YEAR) / "malforslag-mars" / "resultat" / "data" / "mal.csv"
    rows = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    rows.loc[rows["Mål-id"] == "UN-05", "Slag"] = "Verksamhetsmål"
    rows.to_csv(path, index=False, encoding="utf-8-sig")
    register, _, _ = decide(proposed, FIRST, ())
    assert "UN-05" not in {r["Mål-id"] for r in rows_of(openpyxl.load_workbook(register)["Mål"])}


def test_a_number_that_nobody_proposed_is_refused(proposed):
    assert "UN-77" in refused(proposed, FIRST, ("UN-77",))
    assert not proposed.register_file.exists()


def test_a_second_decision_on_an_unchanged_register_is_refused(proposed):
    path, _, _ = decide(proposed, FIRST, ())
    before = path.read_bytes(), path.with_name("beslut.csv").read_bytes()
    assert "redan beslutat 2025-06-16, § 58" in refused(proposed, CHANGE)
    assert (path.read_bytes(), path.with_name("beslut.csv").read_bytes()) == before


def test_an_altered_register_is_told_until_the_change_is_recorded(proposed):
    path, first, _ = decide(proposed, FIRST, ())
    change(proposed)
    (told,) = altered(proposed)
    assert "inte det som beslutades 2025-06-16, § 58" in told
    written = path.read_bytes()
    assert decide(proposed, CHANGE, ())[1:] == (sha256(written), CHANGED)
    assert path.read_bytes() == written
    path.with_name("beslut.csv").rename(path.with_name("borta.csv"))
    assert decide(proposed, CHANGE, ())[2] == RECORDED, "what was never recorded isn't changed"
    path.with_name("borta.csv").replace(path.with_name("beslut.csv"))
    assert [(e.paragraf, e.sha256) for e in read_log(path)] == [("§ 58", first), ("§ 91", sha256(written))]
    assert altered(proposed) == []


def test_every_decided_register_is_kept_in_the_archive(proposed):
    path, _, _ = decide(proposed, FIRST, ())
    first = path.read_bytes()
    change(proposed)
    decide(proposed, CHANGE, ())
    kept = [p.read_bytes() for p in proposed.archive.rglob("*") if p.is_file()]
    assert first in kept and path.read_bytes() in kept


def test_without_published_proposals_there_is_nothing_to_decide(proposed):
    shutil.rmtree(proposed.home / "output")
    said = refused(proposed, FIRST)
    assert "malforslag" in said and "Traceback" not in said


def test_the_command_says_what_it_did_and_what_it_refused(proposed):
    words = ("beslut", str(YEAR), "--datum", "2025-06-16", "--paragraf", "§ 58", "--nu", "2025-06-16")
    done = command(proposed.home, *words)
    assert done.returncode == 0, done.stderr
    assert "Målregistret är skrivet: input/mariestad/2026/malregister.xlsx" in done.stderr
    again = command(proposed.home, *words)
    assert again.returncode == 2
    assert "redan beslutat" in again.stderr
    change(proposed)
    told = command(proposed.home, "modell", "kontroll", str(YEAR))
    assert told.returncode == 1 and "N4" in told.stdout
    recorded = command(proposed.home, "beslut", str(YEAR), "--datum", "2025-09-29", "--paragraf", "§ 91")
    assert recorded.returncode == 0 and "Ändringen av målregistret är registrerad" in recorded.stderr
    assert command(proposed.home, "modell", "kontroll", str(YEAR)).returncode == 0


def test_the_decision_of_a_register_that_was_filled_in_by_hand_is_no_change_and_62_is_a_paragraph(proposed):
    decide(proposed, FIRST, ())
    proposed.register_file.with_name("beslut.csv").unlink()
    told = command(proposed.home, "beslut", str(YEAR), "--datum", "2025-06-16", "--paragraf", "62")
    assert told.returncode == 0 and "Beslutet om målregistret är registrerat: input/" in told.stderr
    assert [entry.paragraf for entry in read_log(proposed.register_file)] == ["§ 62"]
