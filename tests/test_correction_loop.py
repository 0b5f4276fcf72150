"""The loop between nämnd and controller: held back, shown in part, given back, mended in an office, read clean."""

import dataclasses
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from flows.steps.find_job import load_job
from schemas.findings import ERROR
from tests.conftest import NOW, YEAR, findings_of, needs, run
from tests.example.answers import answers
from tests.example.make_submissions import FAULTS, SYSTEM_PYTHON
from tests.example.type_with_library import fill
from tests.gallery.cases import FILTERS, PERSON
from tests.gallery.make_gallery import HERE
from tests.test_prefect import command

RIGHT = Path(__file__).parent / "example" / "MBN prognos april.xlsx"


def send(job, *changes) -> None:
    (job.inbox / "MBN.xlsx").write_bytes(fill(RIGHT.read_bytes(), list(changes)))


def published(job) -> str:
    """All text that goes out to others than the nämnd itself."""
    result = job.outbox / "resultat"
    files = [p for p in result.rglob("*") if result / "svar" not in p.parents]
    texts = [p.read_text(encoding="utf-8-sig") for p in files if p.suffix in {".html", ".csv", ".json"}]
    book = openpyxl.load_workbook(result / "sammanstallning.xlsx")
    return "\n".join([*texts, *(str(c.value) for tab in book for row in tab.iter_rows() for c in row if c.value)])


def test_a_personal_number_is_never_published(job):
    send(job, ("goals", "MBN-01", "comment", f"Ärendet med {PERSON} är avgjort."))
    merged = run(job)
    assert merged.state_of("MBN").state == "Rättas"
    assert PERSON not in published(job)
    letter = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    assert "Texten verkar innehålla ett personnummer" in letter
    assert PERSON not in letter
    back = openpyxl.load_workbook(job.outbox / "resultat/svar/MBN/prognos-april-2026-MBN-rattelse.xlsx")
    texts = [str(c.value) for tab in back for row in tab.iter_rows() for c in row if c.value]
    assert "Ärendet med [personnummer] är avgjort." in texts
    assert not [text for text in texts if PERSON in text]


def test_the_letter_names_the_cells_of_the_workbook_that_goes_back(job):
    """Three rows above the table, and one less in it: the file that came has other cells."""
    book = openpyxl.load_workbook(RIGHT)
    tab = book["Mål"]
    tab["E9"] = None
    tab.delete_rows(8)
    tab.insert_rows(1, 3)
    tab.title = "Blad1"
    book.save(job.inbox / "MBN.xlsx")
    run(job)
    letter = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    assert "Mål, cell E9. ”Bedömning” saknas." in letter
    back = openpyxl.load_workbook(job.outbox / "resultat/svar/MBN/prognos-april-2026-MBN-rattelse.xlsx")
    assert (back["Mål"]["A9"].value, back["Mål"]["E9"].value) == ("MBN-03", None)
    findings = (job.outbox / "resultat/data/anmarkningar.csv").read_text(encoding="utf-8-sig")
    assert "Blad1, cell E11" in findings, "the controller reads of the file that came"


def test_what_has_no_place_in_the_workbook_that_goes_back_is_quoted(job):
    """A row of answers without number and a note: both stand in the sender's own file only, and are told as such."""
    book = openpyxl.load_workbook(RIGHT)
    tab = book["Mål"]
    tab["E9"], tab["F13"], tab["M3"] = None, f"Ring Anna, {PERSON}, om detta", "Siffrorna är preliminära."
    book.save(job.inbox / "MBN.xlsx")
    run(job)
    letter = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    said = "Raden har svar men inget nummer, och har inte lästs. Där står ”Ring Anna, [personnummer], om detta”."
    assert f"Mål, cell F13 i er fil. {said}" in " ".join(letter.split())
    back = openpyxl.load_workbook(job.outbox / "resultat/svar/MBN/prognos-april-2026-MBN-rattelse.xlsx")["Rättelser"]
    rows = {row[0]: row[1:4] for row in back.iter_rows(min_row=7, values_only=True)}
    assert rows["Mål, cell F13 i er fil"] == (
        f"◐ {said}",
        "Flytta svaren till rätt rad, eller ta bort dem.",
        "○ Se över",
    )
    assert "läses inte. Där står ”Siffrorna är preliminära.”." in rows["Mål, cell M3 i er fil"][0]
    assert "Texten står utanför tabellens rader" in published(job)
    assert "Ring Anna" not in published(job) and "Siffrorna är preliminära" not in published(job)
    assert rows["Mål, cell E9"][2].startswith("=IF(")


def test_a_receipt_says_with_the_page_that_the_meeting_is_still_to_be_held(job):
    send(job, ("minute", "MBN-BESLUT", "decided", "2026-05-20"))
    run(job)
    result = job.outbox / "resultat"
    assert "Beslut: saknas. Nämnden sammanträder 20 maj 2026." in (result / "svar/MBN/kvittens.txt").read_text("utf-8")
    assert "Nämnden sammanträder 20 maj 2026. Beslutet saknas." in (result / "namnder/mbn.html").read_text("utf-8")


def test_right_sheets_of_a_faulty_answer_are_shown_as_preliminary(job):
    send(job, ("goals", "MBN-01", "assessment", ""))
    merged = run(job)
    state = merged.state_of("MBN")
    assert state.state == "Rättas"
    assert set(state.right_sheets) == {"indicators", "activities", "followup", "economy", "investments", "minute"}
    activities = merged.tables["activities"].query("namnd == 'MBN'")
    assert set(activities["state"]) == {"Preliminärt"}
    assert activities["status"].notna().all()
    assert merged.tables["goals"].query("namnd == 'MBN'")["assessment"].isna().all()
    assert merged.tables["totals"].loc["MBN", "forecast_from"] == "Nämnden"
    page = (job.outbox / "resultat/namnder/mbn.html").read_text(encoding="utf-8")
    assert "visas preliminärt" in page


def test_they_can_be_left_out(job):
    settings = job.settings.model_copy(update={"partial": "utelamna"})
    send(job, ("goals", "MBN-01", "assessment", ""))
    merged = run(dataclasses.replace(job, settings=settings))
    assert merged.state_of("MBN").right_sheets == ()
    assert merged.tables["activities"].query("namnd == 'MBN'")["status"].isna().all()
    assert merged.tables["totals"].loc["MBN", "forecast_from"] == "Ekonomisystemet"


def test_a_column_under_another_heading_comes_back_with_its_answers(job, example):
    """The sender confirms by sending the corrected workbook, in which nothing is lost."""
    (job.inbox / "MBN.xlsx").write_bytes((HERE / "files" / "rubrik utbytt.xlsx").read_bytes())
    assert run(job).state_of("MBN").state == "Rättas"
    corrected = job.outbox / "resultat/svar/MBN/prognos-april-2026-MBN-rattelse.xlsx"
    assert findings_of(job, example[1], corrected.read_bytes()) == []


def test_a_letter_is_at_most_a_page(job):
    send(job, *((*a[:3], "") for a in answers_of_mbn()))
    run(job)
    text = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    page = (job.outbox / "resultat/svar/MBN/svar.html").read_text(encoding="utf-8")
    assert "<script" not in page


def answers_of_mbn():
    from tests.example.content import load

    return [a for a in answers(load()["MBN"]) if a[0] in ("goals", "indicators", "activities")]


def test_the_wrong_rounds_template_is_answered_with_the_right_one(job):
    june = load_job(job.home, "mariestad", "prognos-juni", YEAR, NOW)
    from flows.steps.known.load import load_known
    from flows.steps.template.make import make_template

    (job.inbox / "MBN.xlsx").write_bytes(make_template(june, load_known(june), june.namnder[-1]))
    run(job)
    attached = list((job.outbox / "resultat/svar/ovrigt").rglob("*prognos-april-2026-MBN.xlsx"))
    assert len(attached) == 1
    text = next((job.outbox / "resultat/svar/ovrigt").rglob("*.txt")).read_text(encoding="utf-8")
    assert "Rätt mall är bifogad" in text


def test_last_rounds_open_actions_are_asked_about_again(job):
    """What November's åtgärder came to in April decides what June asks about."""
    send(job)
    run(job)
    june = load_job(job.home, "mariestad", "prognos-juni", YEAR, NOW)
    from flows.steps.known.history import read_history

    actions = read_history(june).actions
    assert "KS-05-Å" in actions.index  # 'Pågår' in April
    assert {"UN-EKONOMI-Å"} <= set(actions.index)  # the deficit's åtgärd
    assert not actions["action"].isna().any()


@pytest.mark.office
def test_mended_in_an_office_at_just_the_marked_cells_it_comes_back_clean(job, example, contents, tmp_path):
    needs("soffice")
    needs("python3", SYSTEM_PYTHON)
    run(job)
    corrected = job.outbox / "resultat/svar/TN/prognos-april-2026-TN-rattelse.xlsx"
    links = openpyxl.load_workbook(corrected)["Rättelser"]
    right = {a[:3]: a[3] for a in answers(contents["TN"])}
    from tests.example.make_submissions import cell_of

    typed = {(title, cell): text for fault in FAULTS
             for title, cell, text in [cell_of(*example, (*fault[:3], right[fault[:3]]))]}  # fmt: skip
    marked = [links.cell(row, 1).value.split(", cell ") for row in range(7, 7 + len(FAULTS))]
    assert {tuple(place) for place in marked} == set(typed)
    mended = tmp_path / "rättad.xlsx"
    steps = [["type", title, cell, typed[title, cell]] for title, cell in marked]
    plan = [{"open": str(corrected), "save": str(mended), "as": FILTERS[".xlsx"], "do": steps}]
    command = [SYSTEM_PYTHON, str(HERE / "drive_office.py")]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(command, input=json.dumps(plan), text=True, check=True, stdout=sys.stderr, env=env)
    assert [f for f in findings_of(job, example[1], mended.read_bytes()) if f.severity == ERROR] == []
    after = openpyxl.load_workbook(mended, data_only=True)["Rättelser"]
    assert [after.cell(row, 4).value for row in range(7, 7 + len(FAULTS))] == ["✔ Ändrad"] * len(FAULTS)


def corrected(job, namnd="MBN"):
    path = job.outbox / f"resultat/svar/{namnd}/prognos-april-2026-{namnd}-rattelse.xlsx"
    return openpyxl.load_workbook(path)


def letter_to(job, namnd="MBN") -> str:
    return (job.outbox / f"resultat/svar/{namnd}/svar.txt").read_text(encoding="utf-8")


def listed_in(book) -> list[tuple]:
    """Sheet, cell, state and what the hidden column has kept of each row of Rättelser."""
    tab = book["Rättelser"]
    rows = [[tab.cell(row, column).value for column in range(1, 7)] for row in range(7, tab.max_row + 1)]
    return [(*str(row[0]).split(", cell "), row[3], row[5]) for row in rows]


def test_a_cell_that_nobody_has_touched_is_not_said_to_be_changed(job):
    """Amounts, days and texts are kept as what they are, so that a calculation of the sheet finds them equal."""
    send(job, ("economy", "MBN-5010", "forecast", "307000000"), ("minute", "MBN-BESLUT", "decided", "2031-04-14"))
    run(job)
    book = corrected(job)
    kept = {(sheet, cell): (book[sheet][cell].value, value) for sheet, cell, _, value in listed_in(book)}
    assert kept["Ekonomi", "G7"] == (307_000_000, 307_000_000)
    day = dt.datetime(2031, 4, 14)
    assert kept.pop(("Beslut", "C7")) == (day, to_excel(day))
    assert all(now == before for now, before in kept.values())


def test_as_many_are_marked_as_left_as_the_sheet_says(job):
    """What was only noticed is to be looked at, and isn't one of the faults."""
    send(job, ("goals", "MBN-01", "assessment", ""), ("economy", "MBN-5010", "forecast", "3,42 mnkr"))
    run(job)
    states = [str(state) for *_, state, _ in listed_in(corrected(job))]
    said = corrected(job)["Rättelser"]["A2"].value
    assert said.startswith("En uppgift behöver rättas.")
    assert len(states) > 1 and sum("▲" in state for state in states) == 1


def test_what_is_left_and_the_points_of_the_letter_are_counted_where_they_differ(job):
    """One point may be of several cells: then the heading says how many both are."""
    send(
        job,
        *(("goals", f"MBN-0{number}", "assessment", "") for number in (1, 2, 3)),
        ("minute", "MBN-BESLUT", "paragraph", ""),
    )
    run(job)
    letter = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    points = [line for line in letter.splitlines() if line.startswith("- ")]
    assert "Fyra uppgifter behöver rättas." in letter and len(points) == 3
    assert "Det här behöver rättas, fyra uppgifter i tre punkter:" in letter
    told = command(job.home, "granska", str(job.inbox / "MBN.xlsx")).stdout
    assert "(MBN.xlsx): 4 fel på 3 rader." in told


@pytest.mark.parametrize("day, said", [
    (24, "Skicka filen igen senast den 24 april 2026, eller så snart ni kan om den dagen har passerat."),
    (25, "Sista dag var den 24 april 2026. Skicka filen igen så snart ni kan."),
])  # fmt: skip
def test_nobody_is_asked_to_answer_by_a_day_that_has_passed(job, day, said):
    late = dataclasses.replace(job, now=job.now.replace(day=day))
    send(late, ("goals", "MBN-01", "assessment", ""))
    run(late)
    assert said in letter_to(late)
    assert corrected(late)["Rättelser"]["A2"].value.endswith(said)


def test_what_the_mended_value_may_demand_is_said_at_once(job):
    send(
        job,
        *(("goals", "MBN-01", name, text) for name, text in (("assessment", "Nås ite"), ("consequence", ""))),
        ("activities", "MBN-04-A1", "status", ""),
        ("activities", "MBN-04-A1", "comment", "Det går bra."),
        ("economy", "MBN-5010", "forecast", "ca 3 420"),
    )
    run(job)
    told = letter_to(job).replace("\n", " ")
    assert "Menade ni ”Nås inte”? Välj i listan. Väljer ni Nås inte, fyll också i ”Konsekvensbeskrivning”" in told
    assert "Välj en status i listan. (Regel V2)" in told  # its comment is there already
    assert (
        "Blir det ett underskott över gränsen, fyll också i ”Konsekvensbeskrivning” och ”Åtgärd” på summaraden." in told
    )


def test_an_empty_template_is_not_told_of_cells_that_are_not_marked(job, mbn_template):
    (job.inbox / "MBN.xlsx").write_bytes(mbn_template)
    run(job)
    assert "Mallen är inte ifylld." in letter_to(job)
    texts = [letter_to(job), *(str(corrected(job)["Rättelser"].cell(row, 1).value) for row in range(1, 6))]
    assert not [text for text in texts if "varje cell" in text or "röd ram" in text]


def test_a_sheet_that_is_not_there_is_not_said_to_be_right(job):
    book = openpyxl.load_workbook(RIGHT)
    del book["Uppföljning"], book["Aktiviteter"]
    book.save(job.inbox / "MBN.xlsx")
    run(job)
    page = (job.outbox / "resultat/namnder/mbn.html").read_text(encoding="utf-8")
    assert "Bladen Mål, Mått, Ekonomi och Beslut är rätta och visas preliminärt." in page
