"""A rerun that would publish less than before is stopped, says what would disappear, and does it when told to."""

import openpyxl
import pytest

from flows.commands.cli import main
from flows.movement import Journal, run_round
from flows.steps.find_job import load_job
from schemas.findings import ExpectedProblem
from tests.conftest import quiet, run, tree

EXPORT, PROJECTS = "ekonomi-2603.xlsx", "investeringar-2603.xlsx"


@pytest.fixture
def published(job):
    """The example's round, run once; gives what is published."""
    run(job)
    return tree(job.result)


def stopped(job) -> str:
    with pytest.raises(ExpectedProblem) as caught:
        run(job)
    found = caught.value.finding
    assert found.rule == "D8" and "malstyrning prognos april 2026 --ja" in found.todo
    return found.what


def change(path, what) -> None:
    book = openpyxl.load_workbook(path)
    what(book)
    book.save(path)


def test_a_finance_file_that_is_gone_takes_nothing_away_unasked(job, published):
    (job.inbox / EXPORT).unlink()
    said = stopped(job)
    assert "bladet Ekonomi (" in said and "Mål" not in said
    assert tree(job.result) == published
    run_round(job, Journal(quiet).plainly, sure=True)
    assert (job.result / "data/ekonomi.csv").read_text(encoding="utf-8-sig").count("\n") == 1
    run(job)  # what is published now is compared with, and nothing more is lost


def test_the_command_stops_with_words_and_goes_on_with_ja(job, published, monkeypatch, capsys):
    monkeypatch.chdir(job.home)
    (job.inbox / EXPORT).unlink()
    assert main(["prognos", "april", "2026", "--direkt"]) == 2
    assert "▲ Sammanställningen skulle innehålla mindre" in capsys.readouterr().err
    assert tree(job.result) == published
    assert main(["prognos", "april", "2026", "--direkt", "--ja"]) == 0
    assert tree(job.result) != published


def test_investments_that_are_no_longer_followed_up_are_asked_about(job, published):
    path = job.home / "input/mariestad/kommun.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[ekonomi.investeringar]")], encoding="utf-8")
    job = load_job(job.home, "mariestad", "prognos-april", 2026, job.now)
    assert "bladet Investeringar (" in stopped(job)


def test_a_namnds_rows_and_amounts_that_disappear_are_named(job, published):
    def less(book) -> None:
        tab = book.active
        heads = next(row for row in tab.iter_rows() if any(cell.value == "Ack. utfall" for cell in row))
        actual = next(cell.column for cell in heads if cell.value == "Ack. utfall")
        for row in list(tab.iter_rows(min_row=heads[0].row + 1)):
            if str(row[0].value).startswith("50"):  # one of MBN's
                tab.delete_rows(row[0].row)
                break
        for row in tab.iter_rows(min_row=heads[0].row + 1):
            if not str(row[0].value).startswith("11"):  # a column without any amount is not read at all
                row[actual - 1].value = None

    change(job.inbox / EXPORT, less)
    said = stopped(job)
    assert "en rad för MBN på bladet Ekonomi" in said
    assert "belopp i kolumnen Utfall hittills för UN, SN, TN och MBN på bladet Ekonomi" in said


def test_a_goal_that_the_register_lost_is_asked_about(job, published):
    def less(book) -> None:
        tab = book["Mål"]
        (row,) = [row[0].row for row in tab.iter_rows() if row[0].value == "KS-01"]
        tab.delete_rows(row)

    change(job.register_file, less)
    assert "en rad för KS på bladet Mål" in stopped(job)


def test_an_answer_that_is_gone_is_asked_about(job, published):
    for path in job.inbox.glob("SN*"):
        path.unlink()
    assert "svaret från Socialnämnden" in stopped(job)


def test_more_and_other_answers_are_published_unasked(job, published):
    """Findings, deviations and åtgärder become fewer when something is corrected."""
    change(job.inbox / EXPORT, lambda book: None)
    run(job)
    for path in job.inbox.glob("TN*"):
        path.unlink()  # it had errors, and counted for nothing
    run(job)


def test_a_round_that_an_earlier_version_published_is_compared_by_namnd(job, published):
    """Its investments had no numbers for their rows."""
    path = job.result / "data/investeringar.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\r\n".join(line.replace("Rad-id", "Nr") for line in lines) + "\r\n", encoding="utf-8-sig")
    run(job)
    path.write_text("\r\n".join([*lines, lines[-1]]).replace("Rad-id", "Nr") + "\r\n", encoding="utf-8-sig")
    assert "en rad för MBN på bladet Investeringar" in stopped(job)
