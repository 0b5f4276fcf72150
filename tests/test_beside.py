"""What lies beside the model (O1): intern kontroll and interna uppdrag are handed out, read and shown, not counted."""

import io
import json

import openpyxl
import pandas as pd
import pytest

from flows.steps.files.submission import sha256
from flows.steps.find_job import load_job
from flows.steps.known.load import load_known
from flows.steps.template.make import templates
from tests.conftest import FOLDER, NOW, YEAR, run
from tests.example.answers import answers
from tests.example.beside import HEADINGS, beside_answers, write_beside
from tests.example.type_with_library import fill

TITLES = tuple(HEADINGS)


@pytest.fixture
def beside(job):
    write_beside(job.beside_file, "MBN")
    return load_job(job.home, "mariestad", FOLDER, YEAR, NOW)


def test_the_sheets_are_in_the_template_of_the_namnd_that_has_rows(beside):
    made = templates(beside, load_known(beside))
    for namnd in ("MBN", "SN"):
        book = openpyxl.load_workbook(io.BytesIO(made[f"{FOLDER}-{YEAR}-{namnd}.xlsx"]))
        assert (set(TITLES) <= set(book.sheetnames)) == (namnd == "MBN")


def test_without_the_file_there_are_no_such_sheets(job):
    assert not {s.title for s in job.kind.sheets} & set(TITLES)


def test_they_are_read_shown_and_not_counted(beside, contents):
    known = load_known(beside)
    template = templates(beside, known)[f"{FOLDER}-{YEAR}-MBN.xlsx"]
    said = [a for a in beside_answers("MBN") if a[0] != "internal_controls"]
    said += [
        ("internal_controls", "MBN-IK1", "outcome", "Brist"),
        ("internal_controls", "MBN-IK1", "comment", "Två fel."),
    ]
    content = fill(template, answers(contents["MBN"]) + said, beside.kind.sheets)
    (beside.inbox / "MBN prognos april.xlsx").write_bytes(content)
    merged = run(beside)
    assert not [f for f in merged.findings if f.stops and f.namnd == "MBN"]
    counted = merged.tables["totals"]
    assert counted["goals"].to_dict() == {"KS": 8, "UN": 5, "SN": 5, "TN": 5, "MBN": 5}
    folder = beside.outbox / "resultat"
    table = pd.read_csv(folder / "data" / "intern_kontroll.csv", encoding="utf-8-sig")
    assert table[["Nämnd", "Kontroll-id", "Resultat", "Kommentar"]].to_numpy().tolist() == [
        ["MBN", "MBN-IK1", "Brist", "Två fel."]
    ]
    assert (folder / "data" / "interna_uppdrag.csv").is_file()
    page = (folder / "namnder" / "mbn.html").read_text(encoding="utf-8")
    assert all(text in page for text in (*TITLES, "Fel belopp betalas ut", "Se över lokalerna", "Två fel."))
    assert "Fel belopp" not in (folder / "namnder" / "ks.html").read_text(encoding="utf-8")
    digest = sha256(beside.beside_file.read_bytes())
    assert json.loads((folder / "korning.json").read_text(encoding="utf-8"))["in"]["vid_sidan_av.xlsx"] == digest
    assert any(p.is_file() and sha256(p.read_bytes()) == digest for p in beside.archive.rglob("*"))
    book = openpyxl.load_workbook(folder / "sammanstallning.xlsx", read_only=True)
    assert set(TITLES) <= set(book.sheetnames)


def test_without_headings_the_file_is_told_and_the_round_goes_on(beside):
    book = openpyxl.load_workbook(beside.beside_file)
    book["Intern kontroll"].delete_rows(1)
    book.save(beside.beside_file)
    known = load_known(beside)
    (found,) = (f for f in known.findings if f.file == "vid_sidan_av.xlsx")
    assert (found.rule, found.sheet, found.cell) == ("R1", "Intern kontroll", "A1")
    assert len(known.facts.known["assignments"]) == 1


def test_a_sheet_that_nobody_needs_may_be_left_out(beside):
    book = openpyxl.load_workbook(beside.beside_file)
    del book["Interna uppdrag"]
    book.save(beside.beside_file)
    known = load_known(beside)
    assert not [f for f in known.findings if f.file == "vid_sidan_av.xlsx"]
    made = templates(beside, known)[f"{FOLDER}-{YEAR}-MBN.xlsx"]
    names = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    assert "Intern kontroll" in names and "Interna uppdrag" not in names


def test_a_namnd_that_is_not_there_is_told(beside):
    book = openpyxl.load_workbook(beside.beside_file)
    book["Intern kontroll"]["B2"] = "XX"
    book.save(beside.beside_file)
    (found,) = (f for f in load_known(beside).findings if f.file == "vid_sidan_av.xlsx")
    assert (found.rule, found.sheet, found.cell) == ("R1", "Intern kontroll", "B2")
    assert "XX" in found.what


@pytest.mark.parametrize("content", [b"", b"inte ett kalkylark", b"PK\x03\x04trasig"])
def test_a_file_that_cannot_be_opened_is_told(content, beside):
    beside.beside_file.write_bytes(content)
    (found,) = (f for f in load_known(beside).findings if f.file == "vid_sidan_av.xlsx")
    assert found.rule == "R1"
    assert found.todo == "Spara vid_sidan_av.xlsx på nytt som Excel-arbetsbok (.xlsx)."
