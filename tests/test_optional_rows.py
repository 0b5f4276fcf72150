"""Rows that need not be used: empty or gone they say nothing, half filled they say what lacks, at its cell."""

import io

import openpyxl
import pytest

from flows.steps.files.spreadsheets import letter
from flows.steps.known.load import load_known
from flows.steps.template.make import make_template
from schemas.findings import ERROR
from tests.conftest import findings_of, needs
from tests.example.type_with_library import fill
from tests.test_template import recalculated

# round, who answers, the sheet, a row that isn't used, what is typed in it, and the columns that are asked for
HALF = [
    ("malomraden", "UN", "areas", "UN-OMR8", {"why": "Fler behöver plats."}, {"area": "V2"}),
    ("malomraden", "UN", "areas", "UN-OMR8", {"area": "Trygghet"}, {"focus_area": "N1", "why": "V2"}),
    ("malforslag", "UN", "indicator_proposals", "UN-02-M3", {"unit": "%"}, {"indicator": "V2"}),
    ("malforslag", "UN", "indicator_proposals", "UN-02-M3", {"indicator": "Andel"}, {"measure_kind": "V2"}),
    ("malforslag", "UN", "proposals", "UN-06", {"focus_area": "Boende"}, {"goal": "V2"}),
    ("handlingsplan", "UN", "plan", "UN-02-A10", {"owner": "Rektorn"}, {"activity": "V2"}),
    (
        *("handlingsplan", "UN", "plan", "UN-02-A10"),
        {"activity": "Läsa mer", "owner": "Rektorn"},
        {"starts": "V2", "ends": "V2"},
    ),
    ("arsbokslut", "UN", "action_list", "UN-02-Å3", {"due": "2027-10-01"}, {"action": "V2"}),
    ("arsbokslut", "UN", "action_list", "UN-02-Å3", {"action": "Läsa mer"}, {"responsible": "B2", "due": "B2"}),
]
DASHED = [
    ("malforslag", "indicator_proposals", "UN-03-M3", "baseline", "–"),
    ("handlingsplan", "plan", "UN-03-A10", "planned_cost", "-"),
    ("arsbokslut", "action_list", "UN-03-Å3", "due", "-"),
]
"""Where a dash for a number or a date is all that a row has."""
OPTIONAL = [("malomraden", "areas"), ("malforslag", "proposals"), ("malforslag", "milestone_proposals"),
            ("malforslag", "indicator_proposals"), ("handlingsplan", "plan"), ("handlingsplan", "internal_budget"),
            ("arsbokslut", "action_list")]  # fmt: skip


def stops(played, name: str, content: bytes):
    job = played.rounds[name].job
    return [f for f in findings_of(job, load_known(job), content) if f.stops]


@pytest.mark.parametrize("case", HALF, ids=lambda case: f"{case[2]} {' '.join(case[4])}")
def test_a_half_filled_row_says_what_lacks_at_its_cell(case, played):
    name, namnd, sheet_id, key, typed, asked = case
    sheet, right = played.rounds[name].job.kind.sheet(sheet_id), played.sent(name, namnd)
    changes = [(sheet_id, key, column, text) for column, text in typed.items()]
    found = stops(played, name, fill(right, changes, (sheet,)))
    assert {f.column: f.rule for f in found} == asked
    tab = openpyxl.load_workbook(io.BytesIO(right))[sheet.title]
    (row,) = (cells[0].row for cells in tab.iter_rows(max_col=1) if cells[0].value == key)
    columns = [c.name for c in sheet.columns]
    assert {f.cell for f in found} == {f"{letter(columns.index(name))}{row}" for name in asked}
    assert {(f.sheet, f.key, f.severity) for f in found} == {(sheet.title, key, ERROR)}


@pytest.mark.parametrize(("name", "sheet_id"), OPTIONAL)
def test_unused_rows_may_be_removed_or_hold_blanks(name, sheet_id, played):
    sheet = played.rounds[name].job.kind.sheet(sheet_id)
    book = openpyxl.load_workbook(io.BytesIO(played.sent(name, "UN")))
    tab, entries = book[sheet.title], [n for n, c in enumerate(sheet.columns, 1) if c.entry]
    first = next(cells[0].row for cells in tab.iter_rows(max_col=1) if cells[0].value == sheet.columns[0].title) + 1
    unused = [r for r in range(first, tab.max_row + 1) if all(tab.cell(r, n).value is None for n in entries)]
    assert unused
    for number, row in reversed(list(enumerate(unused))):
        if number % 2:
            tab.delete_rows(row)
        else:
            tab.cell(row, entries[0]).value = "  "
    out = io.BytesIO()
    book.save(out)
    assert stops(played, name, out.getvalue()) == []


@pytest.mark.parametrize(("name", "sheet_id"), [("malomraden", "areas"), ("arsbokslut", "action_list")])
def test_a_used_row_that_is_emptied_again_says_nothing_of_itself(name, sheet_id, played):
    """What asked for it still does: an åtgärdslista without its åtgärd is the goal's B2."""
    sheet, right = played.rounds[name].job.kind.sheet(sheet_id), played.sent(name, "UN")
    key = "UN-OMR1" if sheet_id == "areas" else "UN-01-Å1"
    found = stops(played, name, fill(right, [(sheet_id, key, column, "") for column in sheet.entries], (sheet,)))
    assert [(f.rule, f.sheet_id, f.key) for f in found] == ([("B2", "goals", "UN-01")] if sheet_id != "areas" else [])


@pytest.mark.office
@pytest.mark.parametrize("name", ["malomraden", "malforslag", "smartgranskning", "handlingsplan", "arsbokslut"])
def test_libreoffice_agrees_with_the_kontroll_column_and_the_counters(name, played, tmp_path):
    """In an empty template, and in the corrected one that goes back with half-filled rows, or just a dash in one."""
    needs("soffice")
    job = played.rounds[name].job
    known = load_known(job)
    who = job.namnder[0] if name == "smartgranskning" else next(n for n in job.namnder if n.id == "UN")
    contents = {"tom": make_template(job, known, who)}
    half = [case for case in HALF if case[0] == name]
    if half:
        contents["halv"] = corrected(played, name, half)
    for title, content in contents.items():
        (tmp_path / title).mkdir()
        path = tmp_path / title / "mall.xlsx"
        path.write_bytes(content)
        formulas = openpyxl.load_workbook(path)
        cached, after = openpyxl.load_workbook(path, data_only=True), recalculated(path)
        cells = [c for tab in formulas for row in tab.iter_rows() for c in row if c.data_type == "f"]
        assert len(cells) > 5
        for cell in cells:
            said, new = (book[cell.parent.title][cell.coordinate].value or "" for book in (cached, after))
            assert said == new, f"{title}: {cell.parent.title} {cell.coordinate} {cell.value}"


def corrected(played, name: str, half) -> bytes:
    """The workbook that is sent back, with a half-filled row on each sheet, and dashes."""
    from flows.steps.answer import filled
    from flows.steps.check import check
    from flows.steps.files.opening import open_submission
    from flows.steps.files.submission import Received
    from flows.steps.reading.read import read

    job = played.rounds[name].job
    known = load_known(job)
    changes = [
        (case[2], case[3], column, text)
        for case in {c[2]: c for c in half}.values()
        for column, text in case[4].items()
    ]
    changes += [tuple(rest) for round_, *rest in DASHED if round_ == name]
    content = fill(played.sent(name, "UN"), changes, job.kind.sheets)
    submission = open_submission(job, Received("x.xlsx", content, job.now))
    tables = read([submission], job.kind, known.facts)
    findings = check(tables, job.kind, known.facts, [submission])
    assert {place[1:4] for place in DASHED if place[0] == name} <= {(f.sheet_id, f.key, f.column) for f in findings}
    namnd = next(n for n in job.namnder if n.id == "UN")
    return make_template(job, known, namnd, filled(tables, submission, findings))
