"""The whole April round on the files that LibreOffice saved: what is found, what goes out, what stays the same."""

import csv
import dataclasses
import hashlib
import io
import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from flows.commands.summary import print_summary
from flows.movement import Journal, hand_out
from flows.steps.find_job import load_job
from flows.steps.known.earlier import Earlier
from flows.steps.merging.changes import changes_told
from flows.steps.pages.frame import area_names
from flows.steps.swedish import paragraph_told
from schemas.findings import ERROR, ExpectedProblem
from schemas.rules.model_rules import split
from tests.conftest import FOLDER, NOW, ROOT, YEAR, quiet, run, tree
from tests.example.make_submissions import FAULTS, cell_of
from tests.example.type_with_library import fill

RESULT = Path("output/mariestad/2026/prognos-april/resultat")
MBN = Path(__file__).parent / "example" / "MBN prognos april.xlsx"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    return run(load_job(home, "mariestad", FOLDER, YEAR, NOW)), home


def test_who_is_in_wrong_and_missing(done):
    merged, _ = done
    assert {s.namnd.id: s.state for s in merged.states} == {
        "KS": "Inläst", "UN": "Inläst", "SN": "Inläst", "TN": "Rättas", "MBN": "Saknas",
    }  # fmt: skip
    assert merged.preliminary


def test_without_the_finance_file_no_namnd_is_asked_to_take_its_economy_away(job, capsys):
    """What lacks is the controller's: the answers' sheets aren't read, and it is said on the screen."""
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    merged = run(job)
    assert not [f for f in merged.findings if f.sheet == "Ekonomi" and f.stops]
    assert merged.state_of("KS").state == "Inläst"
    assert any(f.rule == "T1" and "Ni behöver inte göra något." in f.todo for f in merged.findings)
    print_summary(job, merged)
    assert "Ekonomifilen (ekonomi*.xlsx) saknas." in capsys.readouterr().out


def test_every_planted_fault_is_found_at_its_cell_and_none_invented(done, example):
    merged, _ = done
    job, known = example
    wanted = {(rule, *cell_of(job, known, (sheet, key, column, ""))[:2]) for sheet, key, column, _, rule in FAULTS}
    assert {(f.rule, f.sheet, f.cell) for f in merged.findings} == wanted
    assert {f.namnd for f in merged.findings} == {"TN"}
    assert len(merged.findings) == len(FAULTS)


def test_the_newest_version_counts_and_the_earlier_stays_listed(done):
    merged, _ = done
    listed = merged.tables["submissions"].query("namnd == 'UN'")
    assert list(listed["outcome"]) == ["○ Ersatt av en senare", "● Inläst"]
    assert merged.state_of("UN").counted.file.startswith("UN rattad prognos.eml › ")
    assert merged.tables["activities"].loc["UN-01-A1", "progress"] != 90


def test_what_a_replaced_answer_was_told_holds_no_more(job, contents):
    right = job.inbox / "KS prognos april.xlsx"
    (job.inbox / "KS första.xlsx").write_bytes(fill(right.read_bytes(), [("goals", "KS-01", "assessment", "")]))
    run(dataclasses.replace(job, now=NOW.replace(hour=8)))
    right.write_bytes(fill(right.read_bytes(), [("goals", "KS-01", "comment", "Ett senare svar än det förra.")]))
    told = run(job).tables["findings"].query("namnd == 'KS'")
    assert list(told["standing"]) == ["Ersatt"]


def test_a_later_faulty_version_does_not_replace_a_right_one(job, contents):
    right = job.inbox / "KS prognos april.xlsx"
    (job.inbox / "KS ny.xlsx").write_bytes(fill(right.read_bytes(), [("goals", "KS-01", "assessment", "")]))
    run(dataclasses.replace(job, now=NOW.replace(hour=8)))  # both are there; same time, so the digest decides
    merged = run(job)
    state = merged.state_of("KS")
    assert state.state == "Inläst"
    assert state.counted.file == "KS prognos april.xlsx"


def test_originals_are_kept_unchanged_the_rejected_ones_too(done):
    merged, home = done
    archive = home / "output/mariestad/arkiv"
    kept = {hashlib.sha256(p.read_bytes()).hexdigest() for p in archive.rglob("*") if p.suffix in {".xlsx", ".eml"}}
    sent = [
        p
        for p in (ROOT / "input/mariestad/2026/prognos-april").iterdir()
        if not p.name.startswith(("ekonomi", "investeringar"))
    ]
    assert {hashlib.sha256(p.read_bytes()).hexdigest() for p in sent} <= kept
    assert set(merged.tables["submissions"]["digest"].dropna()) <= kept
    note = json.loads(next(archive.rglob("*.json")).read_text(encoding="utf-8"))
    assert set(note) >= {"file", "sha256", "received", "sender"}


def test_two_runs_give_the_same_bytes(job):
    run(job)
    first = tree(job.outbox)
    run(load_job(job.home, "mariestad", FOLDER, YEAR, NOW.replace(day=25)))  # a day later
    assert tree(job.outbox) == first
    assert len(first) > 20


def test_a_submission_more_changes_only_what_it_touches(job):
    run(job)
    first = tree(job.outbox)
    shutil.copy(MBN, job.inbox / MBN.name)
    merged = run(job)
    after = tree(job.outbox)
    changed = {name for name in after if first.get(name) != after[name]}
    assert merged.state_of("MBN").state == "Inläst"
    goals = merged.tables["goals"].query("namnd == 'MBN'")  # a shared goal stands on its partners' pages too
    partners = {p for text in goals["partners"].dropna() for p in split(text)}
    own = {path for p in {*partners, "MBN"} for path in (f"namnder/{p.lower()}.html", f"protokoll/{p.lower()}.docx")}
    own |= {area_names(job)[area] for text in goals["focus_area"] for area in split(text)}
    allowed = own | {
        "sammanstallning.xlsx",
        *("index.html", "avvikelser.html", "aret.html", "original.html"),
        "korning.json",
        "protokoll/kommunstyrelsen-tjansteskrivelse.docx",
        "svar/MBN/kvittens.txt",
        "svar/MBN/kvittens.html",
        "svar/MBN/kvittens.eml",
    }
    assert {n.removeprefix("resultat/") for n in changed if "/data/" not in n} == allowed
    assert set(first) <= set(after)


def test_others_may_read_what_the_accounts_umask_lets_them(job):
    """Kommunledningen opens the pages from a file share; a temporary file's own rights would keep them out."""
    run(job)
    mask = os.umask(0)
    os.umask(mask)
    made = [job.home / "output/index.html", job.outbox / "resultat/index.html", next(job.archive.rglob("*.xlsx"))]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o666 & ~mask}


def test_money_agrees_with_the_finance_export_to_the_ore_and_in_every_output(done):
    merged, home = done
    export = next((ROOT / "input/mariestad/2026/prognos-april").glob("ekonomi*"))
    rows = list(openpyxl.load_workbook(export).active.iter_rows(min_row=5, values_only=True))
    totals = merged.exact["totals"]
    assert rows[-1][0] == "Totalt"
    for column, name in ((2, "budget"), (3, "actual"), (4, "last_year")):
        assert int(totals[name].sum()) == round(rows[-1][column] * 100), name
    data = csv.DictReader(io.StringIO((home / RESULT / "data/ekonomi.csv").read_text(encoding="utf-8-sig")))
    assert sum(round(float(row["Utfall hittills"]) * 100_000) for row in data) == int(totals["actual"].sum())


def test_data_package_describes_its_files(done):
    _, home = done
    folder = home / RESULT / "data"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        heading = content.decode("utf-8-sig").split("\r\n")[0]
        assert next(csv.reader([heading])) == [f["name"] for f in resource["schema"]["fields"]]


def test_data_package_is_valid_for_frictionless(done):
    frictionless = pytest.importorskip("frictionless")
    _, home = done
    report = frictionless.validate(str(home / RESULT / "data/datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_manifest_has_all_that_went_in_and_out(done):
    _, home = done
    manifest = json.loads((home / RESULT / "korning.json").read_text(encoding="utf-8"))
    out = {n: hashlib.sha256(b).hexdigest() for n, b in tree(home / RESULT).items() if n != "korning.json"}
    assert manifest["ut"] == out
    assert manifest["preliminar"] is True
    went_in = {"kommun.toml", "malregister.xlsx", "KS prognos april.xlsx", "SN prognos.eml"}
    assert went_in <= set(manifest["in"])
    earlier = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (ROOT / "input/mariestad/2025").rglob("data/*.csv")]
    assert set(earlier) <= set(manifest["in"].values())


def test_an_answer_that_may_not_be_read_stops_the_round_and_nobody_is_said_not_to_have_answered(job, monkeypatch):
    run(job)
    before = tree(job.result)
    plain = Path.read_bytes
    locked = job.inbox / "KS prognos april.xlsx"

    def read_bytes(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "open in Excel", str(path))
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(ExpectedProblem) as stopped:
        run(job)
    assert "KS prognos april.xlsx går inte att läsa" in stopped.value.finding.what
    monkeypatch.undo()
    assert tree(job.result) == before


def test_receipt_says_what_was_understood(done):
    _, home = done
    text = (home / RESULT / "svar/KS/kvittens.txt").read_text(encoding="utf-8")
    assert "Åtta mål: sex nås, ett nås delvis och ett nås inte." in text
    assert "Ekonomi: överskott 900 tkr mot budget" in text
    assert "Stämmer det inte, svara på det här mejlet." in text


def test_reply_with_errors_says_what_is_right_and_what_is_left(done):
    _, home = done
    text = (home / RESULT / "svar/TN/svar.txt").read_text(encoding="utf-8")
    assert "Tio uppgifter behöver rättas." in text
    assert "- Mål, cell G" in text
    assert text.count("(Regel ") == len(FAULTS)
    assert (home / RESULT / "svar/TN/prognos-april-2026-TN-rattelse.xlsx").exists()


def test_a_sheet_of_the_namnds_own_is_told_to_stay_behind(job):
    path = job.inbox / "TN prognos april.xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("Våra anteckningar")["A1"] = "Hej"
    book.save(path)
    run(job)
    text = (job.outbox / "resultat/svar/TN/svar.txt").read_text(encoding="utf-8")
    assert "Bladet ”Våra anteckningar” hör inte till mallen och följer inte med" in text


def test_corrected_workbook_mended_comes_back_clean(done, contents):
    merged, home = done
    job = merged.job
    content = (home / RESULT / "svar/TN/prognos-april-2026-TN-rattelse.xlsx").read_bytes()
    from tests.conftest import findings_of
    from tests.example.answers import answers

    right = {a[:3]: a for a in answers(contents["TN"])}
    mended = [right[fault[:3]] for fault in FAULTS]
    assert findings_of(job, merged.known, content) != []
    assert [f for f in findings_of(job, merged.known, fill(content, mended)) if f.severity == ERROR] == []


def test_pages_are_small_and_closed_to_the_outside(done):
    _, home = done
    for path in (home / RESULT).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) < 150_000, path.name
        assert "default-src 'none'" in text
        assert "<script" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "Exempel." in text


def test_text_from_a_namnd_is_only_text(job):
    evil = '<script>alert(1)</script>=HYPERLINK("http://x")'
    right = (job.inbox / "KS prognos april.xlsx").read_bytes()
    (job.inbox / "KS prognos april.xlsx").write_bytes(
        fill(right, [("goals", "KS-01", "comment", "=1+1"), ("goals", "KS-02", "comment", evil)])
    )
    run(job)
    page = (job.outbox / "resultat/namnder/ks.html").read_text(encoding="utf-8")
    assert "<script" not in page
    book = openpyxl.load_workbook(job.outbox / "resultat/sammanstallning.xlsx")
    cells = [c for row in book["Mål"].iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("=")]
    assert all(c.data_type == "s" for c in cells)


@pytest.mark.parametrize("content", [b"", b"hej", b"%PDF-1.7", b"PK\x03\x04trasig", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_an_unusable_file_is_kept_answered_and_stops_nothing(job, content):
    (job.inbox / "konstig.xlsx").write_bytes(content)
    merged = run(job)
    (found,) = [f for f in merged.findings if f.file == "konstig.xlsx"]
    assert (found.rule, found.where) == ("H1", "Hela filen")
    assert merged.state_of("KS").state == "Inläst"
    assert any("ovrigt" in str(p) for p in (job.outbox / "resultat/svar").rglob("*.txt"))


def test_an_unusable_file_that_names_its_namnd_is_answered_to_it_with_its_template(job):
    (job.inbox / "MBN svar.pdf").write_bytes(b"%PDF-1.7")
    run(job)
    (letter,) = (job.outbox / "resultat/svar/ovrigt").rglob("svar.txt")
    text = letter.read_text(encoding="utf-8")
    assert f"Till: {', '.join(job.namnder[-1].mail)}" in text and "Rätt mall är bifogad" in text
    assert [p.name for p in letter.parent.glob("*.xlsx")] == [job.template_name("MBN")]


def test_an_unusable_file_under_two_names_gets_a_letter_for_each_that_says_everything_once(job):
    for name in ("bild.xlsx", "bild igen.xlsx"):
        (job.inbox / name).write_bytes(b"\xff\xd8\xff\xe0 en bild")
    merged = run(job)
    letters = [p.read_text(encoding="utf-8") for p in (job.outbox / "resultat/svar/ovrigt").rglob("svar.txt")]
    assert sorted(re.search(r"emot filen (.+) men kan", text)[1] for text in letters) == ["bild igen.xlsx", "bild.xlsx"]
    assert [text.count("(Regel ") for text in letters] == [1, 1]
    table = merged.tables["submissions"]
    assert list(table[table["file"].str.startswith("bild", na=False)]["errors"]) == [1, 1]


def test_a_mail_without_attachment_is_said(job):
    (job.inbox / "tomt.eml").write_bytes(b"From: a@b.example\r\nSubject: Prognos\r\n\r\nHej\r\n")
    (found,) = [f for f in run(job).findings if f.file == "tomt.eml"]
    assert found.rule == "H2"


def test_another_rounds_template_is_known_as_such(job):
    june = load_job(job.home, "mariestad", "prognos-juni", YEAR, NOW)
    hand_out(june, Journal(quiet).plainly)
    shutil.copy(june.outbox / "mallar/prognos-juni-2026-MBN.xlsx", job.inbox / "MBN.xlsx")
    (found,) = [f for f in run(job).findings if f.file == "MBN.xlsx"]
    assert found.rule == "I2"
    assert "mallen för prognos juni 2026, men nu pågår prognos april 2026" in found.what


def test_an_empty_round_is_shown_not_failed(job):
    for path in job.inbox.iterdir():
        path.unlink()
    merged = run(job)
    assert {s.state for s in merged.states} == {"Saknas"}
    assert (job.outbox / "resultat/index.html").exists()


def test_a_failed_run_leaves_the_former_result(job, monkeypatch):
    run(job)
    before = tree(job.outbox)
    monkeypatch.setattr("flows.movement.outputs", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(job)
    assert tree(job.outbox) == before


def test_in_the_first_round_nothing_is_said_of_one_before(done):
    merged, _ = done
    first = dataclasses.replace(merged, earlier=Earlier())
    assert changes_told(merged)
    assert changes_told(first) == []


@pytest.mark.parametrize(("written", "told"), [("47", "§\u00a047"), ("§ 47", "§\u00a047"), ("", "")])
def test_a_paragraph_has_its_sign(written, told):
    assert paragraph_told(written) == told
