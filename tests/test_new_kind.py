"""A kind of round declared here alone goes all the way: hand out, take in, read, check, answer, merge, publish.

CONTRIBUTING.md shows the declaration as its worked example. No step knows of it.
"""

import io
import re

import openpyxl
import pandas as pd
import pytest

from flows.commands.cli import main
from flows.commands.groups import KIND_COMMANDS
from flows.movement import Journal, hand_out, run_round
from flows.steps.find_job import named_job
from flows.steps.known.load import load_known
from flows.steps.merging.standing import MISSING, READ, WRONG
from schemas.choices import CHOICES
from schemas.columns import Table, Text, column
from schemas.conditions import Is
from schemas.derived import Derived
from schemas.kinds import KINDS, RoundKind
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.sheets.sheet import Sheet
from tests.conftest import NOW, ROOT, quiet
from tests.example.type_with_library import fill

# begin
LEVELS = ("Liten", "Stor")


class Risks(Table):
    """One row per goal with what may hinder it."""

    goal_id: Text = column("Mål-id", "Målets nummer. Ändras inte.", "key", width=9)
    goal: Text = column("Mål", "Målet så som det är beslutat.", width=48, decided=True)
    risk: Text = column("Risk", "Vad kan hindra målet?", by="namnd", width=48, ask="Skriv vad som kan hindra målet.")
    size: Text = column("Storlek", "Välj i listan.", "choice", "namnd", choices="risk", ask="Välj i listan.")
    action: Text = column("Åtgärd", "Behövs när risken är stor.", by="namnd", width=40, ask="Skriv vad ni gör.")
    control: Text = column("Kontroll", "Visar vad som är kvar på raden.", by="control", width=16)


RISKS = Sheet(
    id="risks",
    title="Risker",
    model=Risks,
    note="Skriv den största risken för varje mål.",
    result="Nämndernas risker.",
    counted="mål",
    source="goals",
    requirements=(
        Requirement("V2", ("risk", "size"), "Skriv risk och storlek"),
        Requirement("P1", ("action",), "Skriv åtgärd", Is("size", "Stor"), "Risken är stor, men"),
    ),
    rules=(Rule("V4", "risk", lambda rows, facts: rows["risk"] == rows["goal"], "Risken är målet.", "Skriv en risk."),),
)


class Largest(Table):
    """One row per large risk."""

    namnd: Text = column("Nämnd", "Nämnden.", by="tool", width=9)
    risk: Text = column("Risk", "Det som kan hindra målet.", by="tool", width=60)


def largest(tables, facts):
    return tables["risks"].query("size == 'Stor'")[["namnd", "risk"]].assign(key=lambda t: t.index).to_dict("records")


RISKBEDOMNING = RoundKind(
    id="riskbedomning",
    title="Riskbedömning",
    sheets=(RISKS,),
    purpose="Nämnden bedömer vad som kan hindra målen.",
    named="riskbedömningen för {month} {year}",
    publishes="material",
    derived=(Derived("largest", "storsta", "Största riskerna", "Stora risker.", Largest, largest),),
)
# end
ROUND = '\n[[omgang]]\nslag = "riskbedomning"\nfran = 2026\nmanad = 2\nsista_dag = "02-20"\n'


@pytest.fixture
def risk_job(home, monkeypatch):
    """The kind beside the others, and a round of it in the settings: that is all."""
    monkeypatch.setitem(KINDS, RISKBEDOMNING.id, RISKBEDOMNING)
    monkeypatch.setitem(CHOICES, "risk", LEVELS)
    path = home / "input" / "mariestad" / "kommun.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[ekonomi]\n", f"{ROUND}\n[ekonomi]\n", 1), encoding="utf-8")
    return named_job(home, "mariestad", ["riskbedomning", "2026"], NOW)


def said(namnd, known, *changes):
    goals = known.facts.known["goals"]
    mine = goals.index[goals["namnd"] == namnd]
    right = {("risks", key, "risk"): f"Vakanser i arbetet med {key}" for key in mine}
    right |= {("risks", key, "size"): "Stor" if key.endswith("-01") else "Liten" for key in mine}
    right |= {("risks", f"{namnd}-01", "action"): "Vi hyr in personal."}
    return [(*place, text) for place, text in (right | dict(changes)).items()]


def test_it_goes_all_the_way(risk_job):
    step = Journal(quiet).plainly
    names = hand_out(risk_job, step)
    assert "riskbedomning-februari-2026-KS.xlsx" in names and len(names) == 5
    known = load_known(risk_job)
    handed = {name: (risk_job.outbox / "mallar" / name).read_bytes() for name in names}
    tab = openpyxl.load_workbook(io.BytesIO(handed["riskbedomning-februari-2026-TN.xlsx"]))["Risker"]
    assert [cell.value for cell in tab[6]] == ["Mål-id", "Mål", "Risk", "Storlek", "Åtgärd", "Kontroll"]
    assert tab["A3"].value.endswith('" av 5 mål ifyllda"')

    wrong = [(("risks", "TN-01", "action"), ""), (("risks", "TN-02", "size"), "Jättestor")]
    risk_job.inbox.mkdir(parents=True)
    for namnd, changes in {"KS": [], "UN": [], "SN": [], "TN": wrong}.items():
        content = fill(handed[f"riskbedomning-februari-2026-{namnd}.xlsx"], said(namnd, known, *changes), (RISKS,))
        (risk_job.inbox / f"{namnd}.xlsx").write_bytes(content)
    merged = run_round(risk_job, step)

    states = {s.namnd.id: s.state for s in merged.states}
    assert states == {"KS": READ, "UN": READ, "SN": READ, "TN": WRONG, "MBN": MISSING}
    places = {(f.namnd, f.rule, f.sheet, f.key, f.column) for f in merged.findings if f.stops}
    assert places == {("TN", "P1", "Risker", "TN-01", "action"), ("TN", "V3", "Risker", "TN-02", "size")}
    made = risk_job.outbox / "resultat"
    assert "Risken är stor, men ”Åtgärd” saknas" in (made / "svar/TN/svar.txt").read_text(encoding="utf-8")
    assert "riskbedömningen för februari 2026" in (made / "svar/KS/kvittens.txt").read_text(encoding="utf-8")
    assert len(pd.read_csv(made / "data/risker.csv", encoding="utf-8-sig")) == 28
    top = pd.read_csv(made / "data/storsta.csv", encoding="utf-8-sig")
    assert list(top["Nämnd"]) == ["KS", "UN", "SN"]
    page = (made / "index.html").read_text(encoding="utf-8")
    assert "Största riskerna" in page and "Vakanser i arbetet med KS-" in page
    book = openpyxl.load_workbook(made / "sammanstallning.xlsx", read_only=True)
    assert {"Risker", "Största riskerna"} <= set(book.sheetnames)
    assert (made / "namnder/mbn.html").exists()


def test_it_has_its_command_by_being_in_kinds(risk_job, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_HEM", str(risk_job.home))
    assert main(["riskbedomning", "2026", "--direkt"]) == 0
    assert (risk_job.outbox / "resultat/index.html").exists()
    with pytest.raises(SystemExit):
        main(["riskbedomning", "--help"])
    assert "Nämnden bedömer vad som kan hindra målen." in capsys.readouterr().out


def test_the_help_lists_every_kind_that_there_is():
    assert set(KIND_COMMANDS) == set(KINDS)


def test_it_is_the_worked_example_of_contributing():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    mine = re.search(r"# begin\n(.*?)# end", (ROOT / "tests" / "test_new_kind.py").read_text(encoding="utf-8"), re.S)
    assert mine[1].strip() in text
    assert len([line for line in mine[1].splitlines() if line.strip()]) < 40
