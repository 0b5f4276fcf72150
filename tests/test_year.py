"""A whole year of the example is played: every kind of round in order, each output feeding the next."""

import csv
import datetime as dt
import io
import itertools
import shutil
import subprocess

import docx
import openpyxl
import pytest

from flows.movement import Journal, run_round
from flows.steps.files.submission import sha256
from flows.steps.known.load import load_known
from flows.steps.merging.standing import MISSING, READ
from flows.steps.template.make import templates
from schemas.choices import OPEN_STATES
from schemas.register import KOMMUN
from tests.conftest import needs, quiet, tree
from tests.example import year_answers as said
from tests.example.content import load
from tests.example.make_inputs import write_finance
from tests.example.make_submissions import SYSTEM_PYTHON, office
from tests.example.type_with_library import carry_out
from tests.example.year import KOMMUN_GOALS, YEAR, at_work, play_round, prepare
from tests.years import FOLLOWUPS, ROUNDS, Year, play_year, rows_of

NBSP = "\N{NO-BREAK SPACE}"
NAMNDER = ("KS", "UN", "SN", "TN", "MBN")
GOALS = 8 + 4 * 5


@pytest.fixture(scope="module", params=["library", pytest.param("office", marks=pytest.mark.office)])
def year(request, tmp_path_factory, played) -> Year:
    """Filled in with a library, which is quick, and by LibreOffice, as a person would."""
    if request.param == "library":
        return played
    needs("soffice")
    if subprocess.run([needs(SYSTEM_PYTHON), "-c", "import uno"], capture_output=True).returncode:
        pytest.skip("python3-uno is not installed")
    return play_year(tmp_path_factory.mktemp("ar-office"), office)


def log_of(year: Year) -> list[dict[str, str]]:
    text = year.register.with_name("beslut.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everybody_has_answered_and_there_is_nothing_to_mend(year):
    for name, merged in year.rounds.items():
        silent = {s.namnd.id for s in merged.states if s.state != READ}
        assert silent == ({"MBN"} if name == "malomraden" else set()), name
        assert list(merged.findings) == [], name


def test_the_register_is_what_was_decided_from_june_to_march(year):
    (decision,) = log_of(year)
    assert (decision["organ"], decision["datum"], decision["paragraf"]) == ("Kommunfullmäktige", "2025-06-16", "§ 58")
    assert sha256(year.register.read_bytes()) == decision["sha256"]
    for name in ("handlingsplan", *FOLLOWUPS):
        assert year.rounds[name].known.sources["malregister.xlsx"] == decision["sha256"], name
        manifest = (year.rounds[name].job.outbox / "resultat" / "korning.json").read_text(encoding="utf-8")
        assert decision["sha256"] in manifest, name


def test_the_register_has_what_was_proposed_with_the_decision_and_the_review(year):
    goals = {r["Mål-id"]: r for r in rows_of(openpyxl.load_workbook(year.register)["Mål"])}
    assert len(goals) == GOALS + len(KOMMUN_GOALS)
    proposed = year.table("malforslag", "mal")
    assert set(proposed["Mål-id"]) <= set(goals)
    for row in proposed.to_dict("records"):
        goal = goals[row["Mål-id"]]
        assert goal["Mål"] == row["Mål"]
        assert (goal["Beslutat av"], goal["Paragraf"]) == ("Kommunfullmäktige", "§ 58")
        assert goal["Beslutsdatum"] == dt.datetime(2025, 6, 16)
    for row in year.table("smartgranskning", "granskade_mal").to_dict("records"):
        told = goals[row["Mål-id"]]["Granskning"]
        assert told.startswith(row["Granskning"].partition(" ")[2])
        assert row["Behöver ses över"] != row["Behöver ses över"] or row["Behöver ses över"] in told
    continued = set(goals) - set(proposed["Mål-id"])
    assert continued and all(goals[key]["Paragraf"] == "§ 51" for key in continued if key.startswith(KOMMUN))


@pytest.mark.parametrize("name", FOLLOWUPS)
def test_every_goal_of_a_result_says_by_whom_and_when_it_was_decided(name, year):
    decided = {r["Mål-id"]: r for r in rows_of(openpyxl.load_workbook(year.register)["Mål"])}
    told = year.table(name, "mal")
    assert len(told) == GOALS
    for row in told.to_dict("records"):
        goal = decided[row["Mål-id"]]
        assert (
            row["Beslut"]
            == f"{goal['Beslutat av']} {goal['Beslutsdatum']:%Y-%m-%d}, {goal['Paragraf'].replace(' ', NBSP)}"
        )
    page = (year.rounds[name].job.outbox / "resultat" / "namnder" / "un.html").read_text(encoding="utf-8")
    assert "Målens beslut: Kommunfullmäktige 20" in page


def test_the_activities_of_the_plan_are_in_aprils_templates(year):
    planned = year.table("handlingsplan", "handlingsplan")
    cost = dict(
        zip(*(year.table("handlingsplan", "internbudget")[c] for c in ("Aktivitet-id", "Internbudget")), strict=True)
    )
    for namnd in NAMNDER:
        mine = planned[planned["Nämnd"] == namnd]
        rows = {r["Aktivitet-id"]: r for r in rows_of(year.template("april", namnd)["Aktiviteter"])}
        assert set(rows) == set(mine["Aktivitet-id"])
        for a in mine.to_dict("records"):
            assert rows[a["Aktivitet-id"]]["Aktivitet"] == a["Aktivitet"]
            budget = rows[a["Aktivitet-id"]]["Internbudget (tkr)"]
            assert (None if budget is None else f"{budget:g}") == cost.get(a["Aktivitet-id"])


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(FOLLOWUPS)))
def test_a_rounds_actions_are_asked_about_in_the_next(before, after, year):
    decided = year.table(before, "atgarder")
    asked = year.table(after, "uppfoljning")
    older = year.table(before, "uppfoljning")
    open_still = older[older["Så gick det"].isin(OPEN_STATES)]
    assert len(decided)
    assert set(asked["Åtgärd-id"]) == set(decided["Åtgärd-id"]) | set(open_still["Åtgärd-id"])
    assert set(asked["Så gick det"]) <= {"Genomförd", "Pågår"}


def test_the_actions_of_the_arsbokslut_are_asked_about_next_april(year, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(year.home, home)
    job = at_work(home, "april", str(YEAR + 1))
    job.inbox.mkdir(parents=True)
    shutil.copy(year.register, job.register_file)
    write_finance(job.inbox / "ekonomi.xlsx", load())
    listed = year.table("arsbokslut", "atgardslista")
    assert len(listed) > 3
    made = templates(job, load_known(job))
    for namnd in set(listed["Nämnd"]):
        book = openpyxl.load_workbook(io.BytesIO(made[f"prognos-april-{YEAR + 1}-{namnd}.xlsx"]))
        asked = {r["Åtgärd-id"]: r for r in rows_of(book["Uppföljning"])}
        for row in listed[listed["Nämnd"] == namnd].to_dict("records"):
            assert asked[row["Åtgärd-id"]]["Åtgärd"] == row["Åtgärd"]
            assert f"{asked[row['Åtgärd-id']]['Klar senast']:%Y-%m-%d}" == row["Klar senast"]


def test_a_namnd_without_malomraden_is_shown_and_does_not_fail(year):
    merged = year.rounds["malomraden"]
    assert merged.state_of("MBN").state == MISSING
    page = (merged.job.outbox / "resultat" / "index.html").read_text(encoding="utf-8")
    assert "Miljö- och byggnadsnämnden har inte svarat." in page
    assert "MBN" not in set(year.table("malomraden", "malomraden")["Nämnd"])


def test_the_reviewers_disagreement_is_shown(year):
    told = year.table("smartgranskning", "granskade_mal")
    verdicts = set(told["Granskning"])
    assert {"● Uppfyller SMART", "◐ Granskarna är oense"} <= verdicts
    apart = told[told["Granskning"] == "◐ Granskarna är oense"]
    assert set(apart["Oense om"]) == {"mätbart"}
    assert apart["Kommentarer"].str.contains("Utvecklingschefen: Skriv hur värdet ska mätas").all()
    page = (year.rounds["smartgranskning"].job.outbox / "resultat" / "index.html").read_text(encoding="utf-8")
    assert "Granskarna är oense" in page


@pytest.mark.parametrize("name", FOLLOWUPS)
def test_kommunovergripande_mal_are_followed_up_in_september_and_at_the_end_by_ks_alone(name, year):
    expected = name in ("september", "arsbokslut")
    for namnd in ("KS", "UN"):
        sheets = year.template(name, namnd).sheetnames
        assert ("Kommunövergripande mål" in sheets) == (expected and namnd == "KS"), namnd
    merged = year.rounds[name]
    path = merged.job.outbox / "resultat" / "data" / "kommunovergripande_mal.csv"
    assert path.is_file() == expected
    if expected:
        ids = [row[0] for row in KOMMUN_GOALS]
        assert list(year.table(name, "kommunovergripande_mal")["Mål-id"]) == ids
        assert "Kommunövergripande mål" in (merged.job.outbox / "resultat" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FOLLOWUPS)
def test_they_are_never_counted_among_the_namnders_goals(name, year):
    counted = year.table(name, "mal_och_ekonomi")
    assert dict(zip(counted["Nämnd"], counted["Mål"].astype(int), strict=True)) == dict.fromkeys(NAMNDER, 5) | {"KS": 8}
    assert not year.table(name, "mal")["Mål-id"].str.startswith(KOMMUN).any()


@pytest.mark.parametrize("name", ROUNDS)
def test_every_page_and_workbook_is_published(name, year):
    folder = year.rounds[name].job.outbox / "resultat"
    wanted = {"index.html", "sammanstallning.xlsx", "korning.json", "data/datapackage.json"}
    wanted |= {f"namnder/{namnd.lower()}.html" for namnd in NAMNDER}
    if name in FOLLOWUPS:
        wanted |= {f"protokoll/{namnd.lower()}.docx" for namnd in NAMNDER}
        wanted |= {"protokoll/kommunstyrelsen-tjansteskrivelse.docx"}
    if name == "arsbokslut":
        wanted |= {"malbokslut.html", "protokoll/malbokslut.docx"}
    wanted |= {f"svar/{s.namnd.id}/kvittens.html" for s in year.rounds[name].states if s.state == READ}
    made = tree(folder)
    assert wanted <= set(made)
    assert all(made.values())
    book = openpyxl.load_workbook(folder / "sammanstallning.xlsx", read_only=True)
    titles = {sheet.title for sheet in year.rounds[name].job.kind.sheets if len(year.rounds[name].tables[sheet.id])}
    elsewhere = {"Beslut", "Uppföljning"}  # on the sheets Inlämning and Åtgärder
    assert titles - elsewhere <= set(book.sheetnames)
    assert all("</html>" in content.decode() for path, content in made.items() if path.endswith(".html"))


def test_the_arsbokslut_tells_of_what_became(year):
    """Not of what is expected: pages, charts and workbook."""
    folder = year.rounds["arsbokslut"].job.outbox / "resultat"
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.html") if "svar" not in path.parts}
    assert "Avvikelse är budget minus utfall" in pages["index.html"]
    assert "KS: nåddes" in pages["index.html"]
    assert not [
        name for name, text in pages.items() if "Avvikelse är budget minus prognos" in text or "KS: nås" in text
    ]
    book = openpyxl.load_workbook(folder / "sammanstallning.xlsx")
    heads = [cell.value for cell in book["Fokusområden"][4]]
    assert heads[:5] == ["Fokusområde", "Nåddes", "Nåddes delvis", "Nåddes inte", "Ej bedömt"]
    about = " ".join(str(cell.value) for row in book["Om filen"].iter_rows() for cell in row)
    assert "budget minus utfall" in about
    assert "Avvikelse är budget minus prognos" not in about


@pytest.mark.parametrize("name", ["malforslag", "juni"])
def test_the_same_input_gives_the_same_bytes(name, year):
    job = year.rounds[name].job
    before = tree(job.outbox)
    run_round(job, Journal(quiet).plainly)
    assert tree(job.outbox) == before


def test_a_fokusomrade_that_nobody_supports_is_shown_as_a_gap(tmp_path):
    prepare(tmp_path)
    contents, gap = load(), "Besöksmål"

    def given(namnd: str, known) -> list:
        answers = said.areas(namnd, contents[namnd])
        about = {key for _, key, name, text in answers if name in ("focus_area", "also") and text == gap}
        return [a for a in answers if a[1] not in about]

    merged = play_round(at_work(tmp_path, "malomraden", str(YEAR)), given, carry_out)
    support = merged.tables["area_support"]
    assert support.loc[gap, "standing"] == "▲ Ingen nämnd"
    assert support.loc[gap, "count"] == 0
    assert set(support["standing"].drop(gap)) <= {"◐ En nämnd", "● Flera nämnder"}
    page = (merged.job.outbox / "resultat" / "index.html").read_text(encoding="utf-8")
    assert "Ingen nämnd" in page


def test_the_letter_names_each_action_by_its_goals_number(year):
    """An åtgärdslista numbers its åtgärder, 'KS-02-Å1', and each stands beside the number of its goal."""
    letter = year.rounds["arsbokslut"].job.outbox / "resultat/protokoll/kommunstyrelsen-tjansteskrivelse.docx"
    (table,) = [t for t in docx.Document(str(letter)).tables if t.cell(0, 1).text == "Gäller"]
    listed = set(year.table("arsbokslut", "atgardslista")["Mål-id"])
    assert {row.cells[1].text for row in table.rows[1:]} == listed | {"Ekonomi"}
