"""A sheet, a rule and a kind of round declared here alone go through the whole movement: one place per thing."""

import dataclasses
import io

import openpyxl
import pandas as pd

from flows.steps.answer import answer
from flows.steps.check import check
from flows.steps.files.opening import open_submission
from flows.steps.files.submission import Received
from flows.steps.known.load import load_known
from flows.steps.known.sources import SOURCES, Source
from flows.steps.merging.merge import merge
from flows.steps.merging.round_tables import AllIn
from flows.steps.merging.standing import states
from flows.steps.post.compose import files_of
from flows.steps.reading.read import read
from flows.steps.template.make import make_template
from schemas.columns import Percent, Table, Text, column
from schemas.conditions import IsIn
from schemas.kinds import PROGNOS
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet
from tests.conftest import NOW


class Assignments(Table):
    """Extra uppdrag, carried beside the model (O1)."""

    assignment_id: Text = column("Uppdrag-id", "Uppdragets nummer.", "key", width=12)
    assignment: Text = column("Uppdrag", "Vad som ska göras.", width=40)
    status: Text = column(
        "Status", "Välj i listan.", "choice", "namnd", choices="status", ask="Välj en status i listan."
    )
    share: Percent = column("Andel", "Hur mycket som är gjort.", "percent", "namnd", unit="%", low=0, high=100)
    why: Text = column("Orsak", "Varför det är stoppat.", by="namnd", ask="Skriv varför.")
    control: Text = column("Kontroll", "Visar vad som är kvar.", by="control", width=16)


SHEET = Sheet(
    id="tasks",
    title="Extra uppdrag",
    model=Assignments,
    note="Följ upp nämndens extra uppdrag.",
    result="Nämndernas extra uppdrag.",
    counted="uppdrag",
    source="tasks",
    requirements=(
        Requirement("V2", ("status",), "Välj status"),
        Requirement(
            "P1", ("why",), "Skriv orsak", IsIn("status", "needs_comment"), "Uppdraget går inte enligt plan, men"
        ),
    ),
    rules=(
        Rule(
            "V4",
            "share",
            lambda rows, facts: (rows["share"] == 13).fillna(False).astype(bool),
            "Andelen är {share}.",
            "Ändra.",
        ),
    ),
)
KIND = dataclasses.replace(PROGNOS, id="prov", title="Prov", sheets=(*PROGNOS.sheets, SHEET))


def test_it_goes_all_the_way(job, monkeypatch):
    job = dataclasses.replace(job, kind=KIND)
    rows = pd.DataFrame(
        {"namnd": ["MBN"] * 3, "assignment": ["Städa arkivet", "Byta lås", "Måla"]},
        index=["MBN-U1", "MBN-U2", "MBN-U3"],
        dtype="str",
    )
    monkeypatch.setitem(SOURCES, "tasks", Source(lambda inputs: rows))
    known = load_known(job)
    facts = known.facts
    book = openpyxl.load_workbook(io.BytesIO(make_template(job, known, job.namnder[-1])))
    tab = book["Extra uppdrag"]
    assert [c.value for c in tab[6]] == ["Uppdrag-id", "Uppdrag", "Status", "Andel (%)", "Orsak", "Kontroll"]
    tab["C7"], tab["C8"], tab["C9"], tab["D7"], tab["D9"] = "avslutad", "Stoppad", "Avslutat", 13, 130
    out = io.BytesIO()
    book.save(out)
    submission = open_submission(job, Received("x.xlsx", out.getvalue(), NOW))
    tables = read([submission], KIND, facts)
    found = [f for f in check(tables, KIND, facts, [submission]) if f.sheet == SHEET.title]
    assert [(f.rule, f.cell) for f in found] == [("V4", "D7"), ("P1", "E8"), ("V3", "C9"), ("V4", "D9")]
    assert found[1].what == "Uppdraget går inte enligt plan, men ”Orsak” saknas."
    standing = states(job, [submission], found)
    replies = {name: c for r in answer(job, known, tables, standing) for name, c in files_of(r).items()}
    assert b"Extra uppdrag, cell D7" in replies["svar/MBN/svar.txt"]
    merged = merge(job, known, tables, states(job, [submission], []), AllIn([submission.received], [], job.deadline))
    assert merged.tables["tasks"].loc["MBN-U1", "status"] == "Avslutad"
    from flows.steps.publish import outputs

    made = outputs(merged, {})
    assert "Städa arkivet".encode() in made["data/extra_uppdrag.csv"]
    assert "Extra uppdrag" in openpyxl.load_workbook(io.BytesIO(made["sammanstallning.xlsx"])).sheetnames
