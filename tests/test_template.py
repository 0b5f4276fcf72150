"""The handed-out template: identity, protection, and cached values that LibreOffice agrees with."""

import dataclasses
import io
import re
import subprocess
import zipfile

import openpyxl
import pytest

from flows.steps.files.identify import identities, stated_in
from flows.steps.files.spreadsheets import open_grids
from flows.steps.template.make import make_template, templates
from schemas.findings import ExpectedProblem
from schemas.kinds import KINDS
from tests.conftest import needs
from tests.example.answers import answers
from tests.example.type_with_library import fill


def test_identity_stands_in_four_places(mbn_template):
    book = openpyxl.load_workbook(io.BytesIO(mbn_template))
    wanted = "mariestad/2026/prognos-april/MBN/v2"
    assert {p.name: p.value for p in book.custom_doc_props.props}["Mall-id"] == wanted
    assert wanted in book["_meta"]["B1"].value
    assert book["_meta"].sheet_state == "veryHidden"
    assert all(
        wanted in book[title]["A4"].value for title in ("Start", "Mål", "Mått", "Aktiviteter", "Ekonomi", "Beslut")
    )
    assert book["Mål"]["A7"].value.startswith("MBN-")
    assert len(identities(stated_in(open_grids(mbn_template)))) == 1


def test_only_entry_cells_are_open(mbn_template, example):
    book = openpyxl.load_workbook(io.BytesIO(mbn_template))
    for sheet in example[0].kind.sheets:
        tab = book[sheet.title]
        assert tab.protection.sheet
        for number, column in enumerate(sheet.columns, 1):
            assert tab.cell(7, number).protection.locked is not column.entry, (sheet.title, column.name)


def test_help_and_lists_are_all_there(mbn_template, example):
    """xlsxwriter drops what is too long with a warning; warnings are errors here, and each entry has its help."""
    book = openpyxl.load_workbook(io.BytesIO(mbn_template))
    for sheet in example[0].kind.sheets:
        prompts = {v.promptTitle for v in book[sheet.title].data_validations.dataValidation}
        assert prompts == {sheet.by_name[name].heading for name in sheet.entries}
    assert set(book.defined_names) == {"lista_assessment", "lista_status", "lista_action_state"}


def test_no_merged_cells_and_a4(mbn_template):
    book = openpyxl.load_workbook(io.BytesIO(mbn_template))
    for tab in book.worksheets:
        assert not tab.merged_cells.ranges
        if tab.sheet_state == "visible":
            assert (tab.page_setup.paperSize, tab.page_setup.orientation) == (9, "landscape")


def test_same_bytes_each_time(example):
    job, known = example
    assert make_template(job, known, job.namnder[0]) == make_template(job, known, job.namnder[0])


@pytest.mark.office
@pytest.mark.parametrize("state", ["tom", "ifylld", "rättelse", "streck"])
def test_libreoffice_agrees_with_every_cached_value(state, example, contents, mbn_template, tmp_path):
    needs("soffice")
    content = mbn_template
    if state in WRONG:
        content = corrected(example, contents, mbn_template, WRONG[state])
    book = tmp_path / "mall.xlsx"
    book.write_bytes(content)
    if state == "ifylld":
        book.write_bytes(fill(content, answers(contents["MBN"])))
    after = recalculated(book)
    formulas = openpyxl.load_workbook(book)
    cached = openpyxl.load_workbook(book, data_only=True)
    checked = 0
    for tab in formulas.worksheets:
        for cell in (c for row in tab.iter_rows() for c in row if c.data_type == "f"):
            value, new = cached[tab.title][cell.coordinate].value, after[tab.title][cell.coordinate].value
            if state != "ifylld":  # a library keeps no cached values
                assert (value or "") == (new or ""), f"{tab.title} {cell.coordinate} {cell.value}"
            assert not str(new).startswith(("#", "Err:")), f"{tab.title} {cell.coordinate}"
            checked += 1
    assert checked > 40
    if state == "ifylld":
        assert after["Mål"]["A3"].value == "5 av 5 mål ifyllda"
        assert after["Beslut"]["A3"].value == "1 av 1 beslut ifyllt"
    if state == "streck":
        assert waiting(after) == {
            "Mål": {"▲ Välj bedömning i listan", "○ Skriv kommentar", "▲ Skriv ett datum"},
            "Mått": {"▲ Skriv prognos helår som ett tal"},
            "Aktiviteter": {"▲ Skriv färdiggrad som ett tal"},
            "Ekonomi": {"▲ Skriv prognos helår som ett tal", "○ Skriv prognos"},  # the row and its sum
            "Beslut": {"▲ Skriv ett datum"},
        }


def waiting(book) -> dict[str, set[str]]:
    """By sheet what its Kontroll column waits for."""
    said = {
        tab.title: {str(c.value) for row in tab.iter_rows(7) for c in row if str(c.value)[0] in "▲○"} for tab in book
    }
    return {title: words for title, words in said.items() if words and title != "Rättelser"}


@pytest.mark.office
def test_a_comment_is_waited_for_when_the_row_is_begun(mbn_template, tmp_path):
    """An empty sheet isn't yellow: the mått's comment lights up when the row is begun without an outcome."""
    needs("soffice")
    book = openpyxl.load_workbook(io.BytesIO(mbn_template))
    tab = book["Mått"]
    columns = {cell.value: cell.column_letter for cell in tab[6]}
    comment, forecast, kind = columns["Kommentar"], columns["Prognos helår"], columns["Typ"]
    lit = [rule.formula[0] for area in tab.conditional_formatting if comment in str(area.sqref) for rule in area.rules]
    rows = [row for row in range(7, tab.max_row + 1) if tab[f"{kind}{row}"].value == "Kvantitativt"][:3]
    assert len(lit) == 2 and len(rows) == 3
    for row, (number, text) in zip(rows, [(None, None), (40, None), (40, "Mäts i augusti.")], strict=True):
        tab[f"{forecast}{row}"], tab[f"{comment}{row}"] = number, text
        tab[f"AZ{row}"] = f"=OR({','.join(lit)})"
    book.save(tmp_path / "mall.xlsx")
    after = recalculated(tmp_path / "mall.xlsx")["Mått"]
    assert [bool(after[f"AZ{row}"].value) for row in rows] == [False, True, False]


WRONG = {
    "rättelse": {
        ("goals", "MBN-01", "assessment"): "Kanske",
        ("goals", "MBN-02", "comment"): "",
        ("economy", "MBN-5010", "forecast"): "ca 5",
    },
    "streck": {
        ("goals", "MBN-01", "assessment"): "-",
        ("goals", "MBN-02", "comment"): "– ?",
        ("goals", "MBN-04", "due"): "-",
        ("indicators", "MBN-01-M1", "forecast"): "–",
        ("activities", "MBN-01-A1", "progress"): "-",
        ("economy", "MBN-5010", "forecast"): "—",
        ("minute", "MBN-BESLUT", "decided"): "–",
    },
}
"""What is wrong in an answer, each with its finding."""


def corrected(example, contents, template, faults) -> bytes:
    """The corrected workbook of an answer with these faults."""
    from flows.steps.answer import filled
    from flows.steps.check import check
    from flows.steps.files.opening import open_submission
    from flows.steps.files.submission import Received
    from flows.steps.reading.read import read
    from tests.conftest import NOW

    job, known = example
    wrong = [(*place, text) for place, text in faults.items()]
    submission = open_submission(job, Received("x.xlsx", fill(fill(template, answers(contents["MBN"])), wrong), NOW))
    tables = read([submission], job.kind, known.facts)
    findings = check(tables, job.kind, known.facts, [submission])
    assert {(f.sheet_id, f.key, f.column) for f in findings} == set(faults)
    return make_template(job, known, job.namnder[-1], filled(tables, submission, findings))


def recalculated(book):
    """The workbook as LibreOffice saves it after recalculating all."""
    out = book.parent / "om"
    profile = f"-env:UserInstallation=file://{book.parent}/profil"
    always = book.parent / "profil/user/registrymodifications.xcu"
    always.parent.mkdir(parents=True)
    always.write_text(
        '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>"
    )
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    return openpyxl.load_workbook(out / book.name, data_only=True)


def test_the_file_is_a_sound_zip(mbn_template):
    assert zipfile.ZipFile(io.BytesIO(mbn_template)).testzip() is None


def without(known, *sources, namnd=""):
    """What is known, but for these tables' rows (of one nämnd)."""
    tables = {n: t[t["namnd"] != namnd] if namnd else t.iloc[:0] for n, t in known.facts.known.items() if n in sources}
    return dataclasses.replace(known, facts=dataclasses.replace(known.facts, known={**known.facts.known, **tables}))


def test_a_register_without_goals_gives_no_templates(example):
    job, known = example
    with pytest.raises(ExpectedProblem, match=r"Inga mallar är skrivna: målregistret .* har inga mål"):
        templates(job, without(known, "goals"))


def test_a_namnd_without_goals_gets_none(example):
    job, known = example
    bare = without(known, "goals", namnd="SN")
    assert {name.rpartition("-")[2] for name in templates(job, bare)} == {
        f"{n}.xlsx" for n in ("KS", "UN", "TN", "MBN")
    }


def test_no_word_of_the_help_is_broken_in_its_column():
    """A cell breaks a word that is broader than its column, without a hyphen."""
    for sheet in dict.fromkeys(sheet for kind in KINDS.values() for sheet in kind.sheets):
        for column in sheet.columns:
            words = re.split(r"[\s-]+", f"{column.help} {column.heading}")
            assert max(len(word) for word in words) <= column.width * 1.25 + 1, (sheet.id, column.name)
