"""What the controller accepts in undantag.xlsx: it stops nothing, is shown everywhere, and is told when it misses."""

import html
import io
import re

import docx
import openpyxl
import pytest

from flows.commands.cli import main
from schemas.findings import ERROR, NOTICE, WARNING
from tests.conftest import run
from tests.example.make_submissions import FAULTS
from tests.test_rule_table import gone, put

FORM = "undantag.xlsx"


@pytest.fixture
def form(job, monkeypatch):
    """The form as the command writes it, with some rows filled in; gives a function."""
    monkeypatch.chdir(job.home)

    def fill(wanted=lambda row: True, reason="Beslutat i nämnden", approver="Eva Ek", day="2026-04-24"):
        assert main(["undantag", "april", "2026"]) == 0
        book = openpyxl.load_workbook(job.inbox / FORM)
        tab = book["Undantag"]
        for row in range(5, tab.max_row + 1):
            if wanted([cell.value for cell in tab[row]]):
                tab.cell(row, 7).value, tab.cell(row, 8).value, tab.cell(row, 9).value = reason, approver, day
        book.save(job.inbox / FORM)
        return [[cell.value for cell in row] for row in tab.iter_rows(min_row=5)]

    return fill


def test_the_form_has_a_row_for_each_finding_that_stops(form):
    rows = form(lambda row: False)
    assert [row[2] for row in rows if row[1] == "TN"].count("V1") == 3
    assert len([row for row in rows if row[1] == "TN"]) == len(FAULTS)


def test_an_empty_form_changes_nothing(form, job):
    form(lambda row: False)
    merged = run(job)
    assert merged.state_of("TN").state == "Rättas"
    assert not [f for f in merged.findings if f.rule == "G2"]


def test_what_is_accepted_does_not_stop_and_is_shown(form, job):
    form(lambda row: row[1] == "TN")
    merged = run(job)
    assert merged.state_of("TN").state == "Inläst"
    accepted = [f for f in merged.findings if f.accepted]
    assert len(accepted) == len(FAULTS)
    result = job.outbox / "resultat"
    receipt = (result / "svar/TN/kvittens.txt").read_text(encoding="utf-8")
    assert "Godkänt av Eva Ek 2026-04-24: Beslutat i nämnden" in receipt
    assert "och ett är inte bedömt." in receipt
    assert set(merged.tables["findings"].query("namnd == 'TN'")["standing"]) == {"Godkänd"}
    assert "Godkänt av Eva Ek" in (result / "data/anmarkningar.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO((result / "sammanstallning.xlsx").read_bytes()))
    assert any("Godkänt av Eva Ek" in str(cell.value) for row in book["Anmärkningar"].iter_rows() for cell in row)
    shown = "Mål, cell G7. Målet bedöms inte nås, men ”Konsekvensbeskrivning” saknas. Godkänt av Eva Ek 2026-04-24:"
    assert shown in (result / "namnder/tn.html").read_text(encoding="utf-8")
    texts = [p.text for p in docx.Document(str(result / "protokoll/tn.docx")).paragraphs]
    assert any(text.startswith(shown) for text in texts) and "Godkända anmärkningar" in texts
    assert "Godkända anmärkningar" not in (result / "namnder/ks.html").read_text(encoding="utf-8")
    assert FORM in (result / "korning.json").read_text(encoding="utf-8")


def test_a_form_with_a_capital_letter_is_the_form(form, job):
    form(lambda row: row[1] == "TN")
    (job.inbox / FORM).rename(job.inbox / "Undantag.xlsx")
    merged = run(job)
    assert merged.state_of("TN").state == "Inläst"
    assert main(["undantag", "april", "2026"]) == 0
    assert [p.name for p in job.inbox.iterdir() if p.name.casefold() == FORM] == ["Undantag.xlsx"]


@pytest.mark.parametrize("day", ["20 april", "20/4", "20 apr. 2026"])
def test_a_day_is_read_as_it_is_in_the_templates_with_the_year_of_the_round(form, job, day):
    form(lambda row: row[1] == "TN", day=day)
    merged = run(job)
    assert merged.state_of("TN").state == "Inläst"
    assert {f.accepted for f in merged.findings if f.accepted} == {"Godkänt av Eva Ek 2026-04-20: Beslutat i nämnden"}


def test_some_accepted_leave_the_rest(form, job):
    form(lambda row: row[1] == "TN" and row[2] == "V1")
    merged = run(job)
    assert merged.state_of("TN").state == "Rättas"
    assert len(merged.state_of("TN").errors) == len(FAULTS) - 3


def test_a_waiver_without_reason_is_not_one(form, job):
    form(lambda row: row[1] == "TN", reason=None)
    merged = run(job)
    assert merged.state_of("TN").state == "Rättas"
    told = [f for f in merged.findings if f.rule == "G2"]
    assert len(told) == len(FAULTS)
    assert told[0].sentence == "Undantag, cell G5. Undantaget saknar skäl, och gäller inte. Fyll i skäl. (Regel G2)"


def test_a_waiver_that_matches_nothing_is_told(form, job):
    form(lambda row: row[1] == "TN")
    for path in job.inbox.glob("TN*"):
        path.unlink()
    told = [f for f in run(job).findings if f.rule == "G2"]
    assert {(f.severity, f.cell[0]) for f in told} == {(NOTICE, "B")}
    assert len(told) == len(FAULTS)


def test_the_command_keeps_what_is_filled_in(form):
    form(lambda row: row[1] == "TN" and row[2] == "U2")
    rows = form(lambda row: False)
    (kept,) = [row for row in rows if row[6]]
    assert kept[1:5] == ["TN", "U2", "Beslut", "D7"]
    assert len([row for row in rows if row[1] == "TN"]) == len(FAULTS)


EXPORT, REASON = "ekonomi-2603.xlsx", "Godkänt av Eva Ek 2026-04-24: Beslutat i nämnden"


def sum_in_export(job, amount) -> None:
    """The finance file's own sum of the budget."""
    book = openpyxl.load_workbook(job.inbox / EXPORT)
    tab = book.active
    (row,) = [row for row in tab.iter_rows() if str(row[0].value).startswith("Totalt")]
    row[2].value = amount
    book.save(job.inbox / EXPORT)


def break_register(job) -> None:
    """A goal without activities (A1), and one in a fokusområde that there isn't (N1)."""
    book = openpyxl.load_workbook(job.register_file)
    for change in (gone("Aktiviteter", "Mål-id", "KS-01"), put("Mål", "KS-02", "Fokusområde", "Sjöfart")):
        change(book)
    book.save(job.register_file)


def of_own_files(merged) -> list:
    return [f for f in merged.findings if f.file in (EXPORT, "malregister.xlsx") and f.severity <= WARNING]


def test_findings_about_finance_file_and_register_are_accepted_like_others(form, job):
    sum_in_export(job, 1_000)
    break_register(job)
    rows = form(lambda row: not row[1])
    assert {(row[2], row[9]) for row in rows if not row[1]} >= {
        ("E1", EXPORT), ("A1", "malregister.xlsx"), ("N1", "malregister.xlsx"),
    }  # fmt: skip
    merged = run(job)
    found = of_own_files(merged)
    assert {"E1", "A1", "N1"} <= {f.rule for f in found}
    assert {f.accepted for f in found} == {REASON} and not any(f.stops for f in found)
    assert not [f for f in merged.findings if f.rule == "G2"], "each row of the form fits a finding"
    table = merged.tables["findings"]
    assert set(table[table["rule"] == "E1"]["standing"]) == {"Godkänd"}
    page = html.unescape((job.result / "index.html").read_text(encoding="utf-8"))
    assert "Skillnaden är" in page and page.count(REASON) == len(found)
    assert "Att rätta i register och ekonomifil" not in page
    assert merged.state_of("TN").state == "Rättas", "what is about its answer is still to be corrected"


def test_the_screen_asks_nothing_of_what_is_accepted_and_the_templates_neither(form, job, capsys):
    sum_in_export(job, 1_000)
    form(lambda row: row[2] == "E1")
    assert main(["mallar", "april", "2026"]) == 0
    assert main(["prognos", "april", "2026", "--direkt"]) == 0
    said = capsys.readouterr()
    assert "Raderna ger summan" not in said.out + said.err


def test_another_amount_in_the_same_cell_is_not_accepted(form, job):
    sum_in_export(job, 1_000)
    form(lambda row: row[2] == "E1")
    sum_in_export(job, 2_000)
    merged = run(job)
    (found,) = [f for f in merged.findings if f.rule == "E1"]
    assert found.stops
    (told,) = [f for f in merged.findings if f.rule == "G2"]
    assert (told.severity, told.cell[0]) == (WARNING, "F") and found.what in told.what


def test_the_same_words_in_another_file_are_not_accepted(form, job):
    sum_in_export(job, 1_000)
    form(lambda row: row[2] == "E1")
    (job.inbox / EXPORT).rename(job.inbox / "ekonomi-2604.xlsx")
    (found,) = [f for f in run(job).findings if f.rule == "E1"]
    assert found.stops


def test_that_the_finance_file_is_not_coming_is_accepted(form, job):
    (job.inbox / EXPORT).unlink()
    rows = form(lambda row: row[2] == "E2")
    assert [row[2] for row in rows if not row[1]] == ["E2"]
    (found,) = [f for f in run(job).findings if f.rule == "E2"]
    assert found.accepted == REASON


def test_a_form_from_before_the_column_of_files_is_still_read(form, job):
    form(lambda row: row[1] == "TN")
    book = openpyxl.load_workbook(job.inbox / FORM)
    book["Undantag"].delete_cols(10)
    book.save(job.inbox / FORM)
    assert run(job).state_of("TN").state == "Inläst"


def test_an_unreadable_form_is_told_and_stops_nothing(job):
    (job.inbox / FORM).write_bytes(b"hej")
    merged = run(job)
    (told,) = [f for f in merged.findings if f.rule == "G2"]
    assert told.severity == ERROR
    assert merged.state_of("KS").state == "Inläst"


def test_a_decision_that_is_accepted_without_its_paragraph_is_told_without_it(form, job):
    """And not as 'nan'."""
    right = load_workbook_of(job, "KS")
    right["Beslut"]["D7"].value = None
    right.save(job.inbox / "KS prognos april.xlsx")
    form(lambda row: row[1] in ("KS", "TN"))
    merged = run(job)
    assert merged.state_of("KS").state == "Inläst"
    result = job.outbox / "resultat"
    assert "Beslut: 2026-04-20." in (result / "svar/KS/kvittens.txt").read_text(encoding="utf-8")
    assert "20 april 2026." in (result / "namnder/ks.html").read_text(encoding="utf-8")
    told = [p for p in (*result.rglob("*.html"), *result.rglob("*.txt")) if re.search(r"\bnan\b", p.read_text("utf-8"))]
    assert told == []


def load_workbook_of(job, namnd):
    return openpyxl.load_workbook(next(job.inbox.glob(f"{namnd} prognos april*.xlsx")))
