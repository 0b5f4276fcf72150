"""The house: arrows only downward, and the gates that CONTRIBUTING.md names."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.columns import columns_of
from schemas.kinds import KINDS
from schemas.published import published_tables
from schemas.register import REGISTER
from schemas.rules.catalogue import CATALOGUE, MODEL_RULES

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_schemas_import_nothing_above(path):
    assert not [n for n in imports(path) if n.split(".")[0] in {"flows", "prefect", "openpyxl", "xlsxwriter"}]


@pytest.mark.parametrize("path", sorted((ROOT / "flows" / "steps").rglob("*.py")), ids=lambda p: p.name)
def test_steps_know_neither_prefect_nor_flows(path):
    names = imports(path)
    assert not [n for n in names if n.split(".")[0] == "prefect"]
    assert not [n for n in names if n.startswith("flows.") and not n.startswith("flows.steps")]


def test_prefect_is_imported_by_flow_modules_only():
    users = {p for p in FLOWS.rglob("*.py") if any(n.split(".")[0] == "prefect" for n in imports(p))}
    modules = ("artifacts.py", "deployments.py", "door.py", "engine.py", "recovery.py", "worker.py")
    serving = {FLOWS / "serving" / name for name in modules}
    assert users == serving | {FLOWS / name for name in ("round_flow.py", "post_flow.py", "all_flow.py")}


def test_the_gates_hold():
    done = subprocess.run(
        [sys.executable, "tests/house.py", "flows", "schemas"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_help_loads_nothing_heavy():
    heavy = "{'pandas', 'prefect', 'xlsxwriter'}"
    code = f"import sys, flows.commands.cli as c; c.build_parser(); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.id)
def test_every_column_is_described_and_every_rule_cited(kind):
    for sheet in kind.sheets:
        assert sheet.published == columns_of(sheet.model)
        assert [c.name for c in sheet.published] == list(sheet.model.to_schema().columns)
        assert all(c.help.endswith((".", "?")) and c.width for c in sheet.columns)
        for requirement in sheet.requirements:
            assert requirement.rule in CATALOGUE
            assert all(sheet.by_name[name].ask.endswith(".") for name in requirement.columns)
        assert all(rule.rule in CATALOGUE for rule in sheet.rules)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.id)
def test_templates_do_not_scroll_sideways(kind):
    """1 366 px at the template's 85 %, with row headings and scroll bar; 7 px a character and 5 of padding."""
    for sheet in kind.sheets:
        assert sum(c.width * 7 + 5 for c in sheet.columns) + 65 <= 1366 / 0.85, sheet.title


def test_published_headings_are_unique():
    for table in published_tables(KINDS["prognos"]):
        headings = [c.heading for c in table.columns]
        assert len(set(headings)) == len(headings), table.title
        assert len({c.name for c in table.columns}) == len(headings), table.title


def test_catalogue_has_every_rule_of_the_decision():
    wanted = [
        "F1",
        "F2",
        "F3",
        "N1",
        "N2",
        "N3",
        "N4",
        "K1",
        "K2",
        "K3",
        "X1",
        "M1",
        "M2",
        "A1",
        "A2",
        "S1",
        "S2",
        "U1",
        "U2",
        "U3",
        "U4",
        "B1",
        "B2",
        "G1",
        "O1",
    ]
    assert sorted(MODEL_RULES) == sorted(wanted)
    assert all(entry.sentence.endswith((".", "?")) and entry.section for entry in CATALOGUE.values())


def test_register_sheets_have_keys():
    assert all(sheet.key for sheet in REGISTER)
