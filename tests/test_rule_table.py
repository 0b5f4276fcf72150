"""Every rule of the model × every kind of round where it is checked: break just that rule, see it at its cell.

The cases are right answers of a played year with one thing wrong (`ANSWERS`), a right register (`REGISTER`) or right
settings (`SETTINGS`) with one thing wrong. `WHERE` is the model's own table of rules and kinds.
"""

import dataclasses
import io
import shutil
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest

from flows.steps.files.spreadsheets import letter
from flows.steps.find_job import load_job
from flows.steps.known.load import check_register, load_known, load_register
from flows.steps.template.make import make_template
from schemas.findings import ERROR, WARNING
from schemas.kinds import KINDS, RoundKind
from schemas.rules.catalogue import MODEL_RULES
from schemas.rules.model_rules import split
from tests.conftest import findings_of
from tests.example.answers import Answer
from tests.example.beside import beside_answers, write_beside
from tests.example.type_with_library import fill
from tests.example.year import YEAR, at_work, final_of, numbers, prognosis_of
from tests.years import FOLLOWUPS, PLANNING

PROGNOSIS = ("prognos", "delår")
WHERE = {
    **dict.fromkeys(("F1", "F2", "F3", "N4", "K1", "K2"), ("register",)),
    "N1": ("malomraden", "malforslag", "register"),
    "N2": ("malforslag", "register"),
    "N3": ("malforslag", "register"),
    "K3": ("delår", "arsbokslut"),
    "X1": ("malforslag", "register"),
    "M1": ("malforslag", "register"),
    "M2": (*PROGNOSIS, "arsbokslut"),
    "A1": ("handlingsplan", "register"),
    "A2": ("handlingsplan", *PROGNOSIS, "register"),
    "S1": ("smartgranskning",),
    "S2": ("malforslag", "smartgranskning", "register"),
    "U1": ("schedule",),
    "U2": (*PROGNOSIS, "arsbokslut"),
    "U3": PROGNOSIS,
    "U4": (*PROGNOSIS, "arsbokslut"),
    "B1": ("arsbokslut",),
    "B2": ("arsbokslut",),
    "G1": ("malomraden", "malforslag", "register"),
    "O1": (*PROGNOSIS, "arsbokslut"),
}
ROUND = {"prognos": "april", "delår": "september"}
"""Which of the year's rounds stands for a kind; others have one of their own name."""

GOAL, MEASURE = "UN-02", "UN-02-M1"
NEXT = str(YEAR + 1)
NEW_GOAL = {
    "goal": "Fler läser.",
    "goal_kind": "Nämndmål",
    "focus_area": "Lärande",
    "last": str(YEAR),
    "method": "Samtal.",
}
ACTIVITY = ("activity", "owner", "starts", "ends", "planned_cost")


def row(sheet: str, key: str, **texts: str) -> list[Answer]:
    return [(sheet, key, name, text) for name, text in texts.items()]


def emptied(sheet: str, keys: list[str], columns: tuple[str, ...]) -> list[Answer]:
    return [(sheet, key, name, "") for key in keys for name in columns]


MEASURES = ("indicator", "measure_kind", "unit", "direction", "baseline", "baseline_year", "target", "provider")
FIVE = [f"{GOAL}-A{i}" for i in range(1, 6)]
DEPARTMENTS = row("proposals", "KS-11", department="")

# rule, kind of round, who answers, and what is changed. The finding stands where the first change is.
ANSWERS: list[tuple[str, str, str, list[Answer]]] = [
    ("N1", "malomraden", "UN", row("areas", "UN-OMR1", focus_area="")),
    ("G1", "malomraden", "UN", row("areas", "UN-OMR1", partners="XX")),
    ("N1", "malforslag", "UN", row("proposals", GOAL, focus_area="")),
    ("N2", "malforslag", "UN", row("proposals", "UN-06", **NEW_GOAL)),
    (
        "N2",
        "malforslag",
        "UN",
        [
            *emptied("proposals", ["UN-05"], ("goal", "goal_kind", "focus_area", "last", "method")),
            *emptied(
                "indicator_proposals",
                ["UN-05-M1", "UN-05-M2"],
                MEASURES,
            ),
        ],
    ),
    ("N2", "malforslag", "KS", DEPARTMENTS),
    (
        "N3",
        "malforslag",
        "UN",
        [
            *row("milestone_proposals", f"{GOAL}-{NEXT}", milestone=""),
            *row("milestone_proposals", f"{GOAL}-{YEAR}", milestone="Minst 43 procent."),
            *row("proposals", GOAL, last=NEXT),
        ],
    ),
    ("N3", "malforslag", "UN", row("proposals", GOAL, last="")),
    ("X1", "malforslag", "UN", row("proposals", GOAL, goal_kind="Verksamhetsmål")),
    ("M1", "malforslag", "UN", row("indicator_proposals", MEASURE, target="")),
    (
        "M1",
        "malforslag",
        "UN",
        row("proposals", GOAL, goal="Fler läser.") + emptied("indicator_proposals", [MEASURE, f"{GOAL}-M2"], MEASURES),
    ),
    ("S2", "malforslag", "UN", row("proposals", "UN-05", method="")),
    ("G1", "malforslag", "UN", row("proposals", GOAL, partners="XX")),
    ("S1", "smartgranskning", "G1", row("reviews", "KS-06-G1", timed="")),
    ("S1", "smartgranskning", "G1", row("reviews", "KS-06-G1", comment="", timed="Nej")),
    (
        "A1",
        "handlingsplan",
        "UN",
        emptied("plan", FIVE, ACTIVITY) + emptied("internal_budget", FIVE, ("budget", "place")),
    ),
    (
        "A2",
        "handlingsplan",
        "UN",
        [*row("plan", FIVE[0], planned_cost="920"), *row("internal_budget", FIVE[0], budget="919")],
    ),
    ("A2", "handlingsplan", "UN", row("internal_budget", FIVE[2], budget="50")),
    ("M2", "arsbokslut", "UN", row("indicators", MEASURE, comment="", actual="")),
    ("K3", "delår", "KS", row("kommun_goals", "KOMMUN-01", comment="")),
    ("K3", "delår", "KS", row("kommun_goals", "KOMMUN-01", action="", assessment="Nås inte")),
    ("K3", "arsbokslut", "KS", row("kommun_goals", "KOMMUN-01", assessment="")),
    ("B1", "arsbokslut", "UN", row("goals", "UN-01", consequence="")),
    ("B2", "arsbokslut", "UN", row("goals", "UN-01", carried="")),
    ("B2", "arsbokslut", "UN", row("action_list", "UN-01-Å1", responsible="")),
    (
        "B2",
        "arsbokslut",
        "UN",
        [*row("goals", "UN-01", carried="Ja"), *row("action_list", "UN-01-Å1", action="", responsible="", due="")],
    ),
    *(("M2", kind, "UN", row("indicators", MEASURE, forecast="")) for kind in PROGNOSIS),
    *(("A2", kind, "UN", row("activities", FIVE[2], cost="50")) for kind in PROGNOSIS),
    *(("U2", kind, "UN", row("minute", "UN-BESLUT", paragraph="")) for kind in (*PROGNOSIS, "arsbokslut")),
    *(("U3", kind, "UN", row("goals", "UN-01", consequence="")) for kind in PROGNOSIS),
    *(("U4", kind, "UN", row("economy", "UN-SUMMA", consequence="")) for kind in (*PROGNOSIS, "arsbokslut")),
]


def name_of(case) -> str:
    return f"{case[0]} {case[1]} {case[3][0][2]}"


def places(content: bytes, kind: RoundKind, key: str, column: str, sheet_id: str) -> tuple[str, str]:
    """Sheet and cell of an answer."""
    sheet = kind.sheet(sheet_id)
    tab = openpyxl.load_workbook(io.BytesIO(content))[sheet.title]
    (number,) = (cells[0].row for cells in tab.iter_rows(max_col=1) if cells[0].value == key)
    return sheet.title, f"{letter([c.name for c in sheet.columns].index(column))}{number}"


@pytest.fixture(scope="module")
def known(played):
    """What a kind's round knows, read once."""
    return cache(lambda kind: load_known(played.rounds[ROUND.get(kind, kind)].job))


def new_findings(job, known, right: bytes, wrong: bytes):
    """What is said of the wrong answer and not of the right one; nothing stops that one."""
    before = findings_of(job, known, right)
    assert not any(f.stops for f in before), before
    said = {(f.rule, f.sheet, f.cell) for f in before}
    return [f for f in findings_of(job, known, wrong) if (f.rule, f.sheet, f.cell) not in said]


@pytest.mark.parametrize("case", ANSWERS, ids=name_of)
def test_an_answer_that_breaks_just_the_rule(case, played, known):
    rule, kind, namnd, changes = case
    name = ROUND.get(kind, kind)
    job, right = played.rounds[name].job, played.sent(name, namnd)
    (found,) = new_findings(job, known(kind), right, fill(right, changes, job.kind.sheets))
    sheet_id, key, column, _ = changes[0]
    assert (found.rule, found.severity, found.key, found.column) == (rule, ERROR, key, column)
    assert (found.sheet, found.cell) == places(right, job.kind, key, column, sheet_id)


def test_a_reviewer_is_asked_about_a_goal_that_is_neither_measured_nor_judged(played, known):
    """S2: such a goal is only there when its finding has been accepted; to call it measurable is told, not stopped."""
    job, facts = played.rounds["smartgranskning"].job, known("smartgranskning").facts
    rows = facts.known["reviews"].copy()
    rows.loc["KS-06-G1", "measured_by"] = ""
    bare = dataclasses.replace(known("smartgranskning"), facts=dataclasses.replace(facts, known={"reviews": rows}))
    right = played.sent("smartgranskning", "G1")
    (found,) = (f for f in findings_of(job, bare, right) if f.rule == "S2")
    assert (found.severity, found.key, found.column) == (WARNING, "KS-06-G1", "measurable")
    assert (found.sheet, found.cell) == places(right, job.kind, "KS-06-G1", "measurable", "reviews")


O1 = [
    (("internal_controls", "UN-IK1", "outcome", ""), []),
    (("internal_controls", "UN-IK1", "comment", ""), [("internal_controls", "UN-IK1", "outcome", "Brist")]),
    (("assignments", "UN-UPP1", "status", ""), []),
]


@pytest.mark.parametrize("kind", WHERE["O1"])
def test_o1_what_lies_beside_the_model(kind, played, known, tmp_path, contents):
    home, name = tmp_path / "home", ROUND.get(kind, kind)
    shutil.copytree(played.home, home)
    write_beside(home / "input" / "mariestad" / str(YEAR) / "vid_sidan_av.xlsx", "UN")
    job = at_work(home, name, str(YEAR))
    ids, beside = numbers(known("malforslag")), load_known(job)
    said = final_of(contents, ids, "UN", beside) if job.kind.final else prognosis_of(contents, ids, name, "UN", beside)
    said += beside_answers("UN")
    right = fill(make_template(job, beside, job.namnder[1]), said, job.kind.sheets)
    for broken, more in O1:
        (found,) = new_findings(job, beside, right, fill(right, [broken, *more], job.kind.sheets))
        sheet_id, key, column, _ = broken
        assert (found.rule, found.severity, found.key, found.column) == ("O1", ERROR, key, column)
        assert (found.sheet, found.cell) == places(right, job.kind, key, column, sheet_id)


# ------------------------------------------------------------------ settings and register


def at(tab, key: str, heading: str):
    """The cell of a row under a heading of the register."""
    (head,) = (
        cells for cells in tab.iter_rows() if cells[0].value in ("Mål-id", "Etapp-id", "Mått-id", "Aktivitet-id")
    )
    column = next(c.column for c in head if str(c.value).partition(" (")[0] == heading)
    number = next((cells[0].row for cells in tab.iter_rows(max_col=1) if cells[0].value == key), head[0].row)
    return tab.cell(number, column)


def without(tab, heading: str, value: str) -> None:
    """Delete the rows that have the value."""
    for number in range(tab.max_row, 1, -1):
        if tab.cell(number, at(tab, "", heading).column).value == value:
            tab.delete_rows(number)


def put(sheet: str, key: str, heading: str, value: object) -> Callable:
    return lambda book: setattr(at(book[sheet], key, heading), "value", value)


def another(**values: object) -> Callable:
    """A goal more, like KS-01 but for these values, with an activity."""

    def change(book) -> None:
        goals, activities = book["Mål"], book["Aktiviteter"]
        goals.append([cell.value for cell in goals[at(goals, "KS-01", "Mål-id").row]])
        new = {"Mål-id": "NY-01", "Kvalitativ uppföljning": "Bedöms."} | {
            k.replace("_", " "): v for k, v in values.items()
        }
        for heading, value in new.items():
            goals.cell(goals.max_row, at(goals, "", heading).column).value = value
        activities.append(["NY-01-A1", "NY-01", "Arbeta"])

    return change


def gone(sheet: str, heading: str, value: str) -> Callable:
    return lambda book: without(book[sheet], heading, value)


# rule: what is changed in the register, and where the finding stands ('' is the heading)
REGISTER = {
    "N1": (put("Mål", "KS-01", "Fokusområde", "Sjöfart"), ("Mål", "KS-01", "Fokusområde")),
    "N2": (gone("Mål", "Mål-id", "UN-05"), ("Mål", "", "Mål-id")),
    "N3": (gone("Etappmål", "Etapp-id", "KS-02-E2027"), ("Mål", "KS-02", "Till år")),
    "N4": (put("Mål", "KS-01", "Paragraf", None), ("Mål", "KS-01", "Paragraf")),
    "K1": (another(Nämnd="KOMMUN", Fokusområde=None), ("Mål", "NY-01", "Fokusområde")),
    "K2": (another(Nämnd="KOMMUN", Beslutsdatum=None), ("Mål", "NY-01", "Beslutsdatum")),
    "X1": (another(Nämnd="Verksamhetsmål"), ("Mål", "NY-01", "Nämnd")),
    "M1": (gone("Mått", "Mål-id", "KS-01"), ("Mål", "KS-01", "Kvalitativ uppföljning")),
    "S2": (put("Mål", "KS-07", "Kvalitativ uppföljning", None), ("Mål", "KS-07", "Kvalitativ uppföljning")),
    "A1": (gone("Aktiviteter", "Mål-id", "KS-01"), ("Mål", "KS-01", "Mål-id")),
    "A2": (put("Internbudget", "KS-01-A1", "Internbudget", 379), ("Aktiviteter", "KS-01-A1", "Kostnad")),
    "G1": (put("Mål", "KS-02", "Delas med", "XX"), ("Mål", "KS-02", "Delas med")),
}
_BEFORE = '[[fokusomrade]]\nnamn = "Boende"\nfran = 2020\ntill = 2027\n'
_DECIDED = 'beslut = { organ = "Kommunfullmäktige", datum = 2019-06-17, paragraf = "§ 62" }\n'
_SIXTH = _BEFORE.replace("Boende", "Näringsliv") + _DECIDED
# rule: where it is checked, what stands in kommun.toml, and what instead
SETTINGS = {
    "F1": ("register", _BEFORE, _SIXTH + "\n" + _BEFORE),
    "F2": ("register", _BEFORE, _BEFORE.replace("2020", "2025").replace("2027", "2026")),
    "F3": ("register", _BEFORE + _DECIDED, _BEFORE),
    "U1": ("schedule", "fran = 2016\nmanad = 6", "fran = 2030\nmanad = 6"),
}


def found_in(job) -> list:
    job = load_job(job.home, job.settings.id, job.round.folder, job.year, job.now)
    known = load_register(job)
    return [*known.findings, *check_register(job, known)]


@pytest.mark.parametrize("rule", REGISTER)
def test_a_register_that_breaks_just_the_rule(rule, job):
    change, (sheet, key, heading) = REGISTER[rule]
    assert found_in(job) == []
    book = openpyxl.load_workbook(job.register_file)
    change(book)
    book.save(job.register_file)
    (found,) = found_in(job)
    place = at(book[sheet], key, heading).coordinate
    assert (found.rule, found.severity, found.file) == (rule, ERROR, "malregister.xlsx")
    assert (found.sheet, found.cell) == (sheet, place)


@pytest.mark.parametrize("rule", SETTINGS)
def test_settings_that_break_just_the_rule(rule, job):
    _, right, wrong = SETTINGS[rule]
    path = job.home / "input" / "mariestad" / "kommun.toml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    (found,) = found_in(job)
    assert (found.rule, found.severity, found.file, found.sheet) == (rule, ERROR, "kommun.toml", "")


def test_u1_a_kommun_with_three_rounds_a_year_says_so(job):
    path = job.home / "input" / "mariestad" / "kommun.toml"
    text = path.read_text(encoding="utf-8").replace("fran = 2016\nmanad = 6", "fran = 2030\nmanad = 6")
    path.write_text(text.replace("prognoser_per_ar = 4", "prognoser_per_ar = 3"), encoding="utf-8")
    assert found_in(job) == []


@pytest.mark.parametrize("name", PLANNING)
def test_settings_are_checked_in_every_kind_of_round(name, played, tmp_path):
    shutil.copytree(played.home / "input", tmp_path / "input")
    path = tmp_path / "input" / "mariestad" / "kommun.toml"
    for _, right, wrong in SETTINGS.values():
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    found = found_in(at_work(tmp_path, name, str(YEAR)))
    assert {f.rule for f in found} >= {"F1", "F2", "U1"}


@pytest.mark.parametrize("name", FOLLOWUPS)
def test_g1_the_partners_page_shows_the_shared_goal_too(name, played):
    goals = played.rounds[name].tables["goals"].dropna(subset="partners")
    assert len(goals) >= 5
    for key, goal in goals.iterrows():
        for partner in split(goal["partners"]):
            page = played.rounds[name].job.outbox / "resultat" / "namnder" / f"{partner.lower()}.html"
            assert key in page.read_text(encoding="utf-8"), (key, partner)


# ------------------------------------------------------------------ the table itself


def test_the_table_has_every_rule_and_every_kind():
    assert set(WHERE) == set(MODEL_RULES)
    assert {kind for kinds in WHERE.values() for kind in kinds} == {*KINDS, "delår", "register", "schedule"}


def test_no_row_of_the_table_is_empty():
    tested = {(rule, kind) for rule, kind, _, _ in ANSWERS} | {("O1", kind) for kind in WHERE["O1"]}
    tested |= {(rule, "register") for rule in REGISTER} | {(rule, where) for rule, (where, *_) in SETTINGS.items()}
    tested |= {("S2", "smartgranskning")}
    assert tested == {(rule, kind) for rule, kinds in WHERE.items() for kind in kinds}
