"""Findings come in the same order in every run, and a rule that fails itself is never passed over."""

import dataclasses
import os
import subprocess
import sys
from itertools import permutations

import pandas as pd
import pytest

from flows.steps.check import check
from flows.steps.files.opening import open_submission
from flows.steps.files.submission import Received
from flows.steps.reading.read import Read, read
from flows.steps.receipt import goals_sentence
from schemas.conditions import Is, IsIn
from schemas.findings import WARNING, Finding, in_order
from schemas.rules.kinds_of_rule import Rule
from schemas.sheets.goals import GOALS
from tests.conftest import NOW, ROOT, tree
from tests.example.answers import answers
from tests.example.type_with_library import fill


def test_findings_at_one_cell_are_in_the_order_of_their_words():
    at = {"rule": "C1", "severity": WARNING, "sheet": "Mål", "cell": "E7", "todo": "Se över."}
    found = [Finding(**at, what=what) for what in ("Aktiviteten är stoppad.", "Måttet når inte målet.", "Åter.")]
    assert {tuple(in_order(some)) for some in permutations(found)} == {tuple(found)}


def test_the_same_bytes_whatever_the_hash_of_a_text(home):
    """Sets of texts are gone through in another order in every process; no output may show it."""
    made = []
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-m", "flows", "prognos", "april", "2026", "--direkt"]
        done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append(tree(home / "output/mariestad/2026/prognos-april/resultat"))
    assert made[0] == made[1]


def test_a_rule_that_fails_itself_stops_the_run(example, contents, mbn_template):
    """Pandera tells of it as of a failure without a row, which is easily passed over."""
    job, known = example

    def broken(rows: pd.DataFrame, facts: object) -> pd.Series:
        raise TypeError("defekt")

    bad = dataclasses.replace(GOALS, rules=(*GOALS.rules, Rule("V4", "comment", broken, "Fel.", "Ändra.")))
    sheets = tuple(bad if sheet.id == GOALS.id else sheet for sheet in job.kind.sheets)
    kind = dataclasses.replace(job.kind, sheets=sheets)
    sent = open_submission(job, Received("svar.xlsx", fill(mbn_template, answers(contents["MBN"])), NOW))
    with pytest.raises(RuntimeError, match="goals"):
        check(read([sent], kind, known.facts), kind, known.facts, [sent])


def test_an_unknown_group_of_words_is_no_word():
    rows = pd.DataFrame({"status": ["Stoppad", "needs_coment"]})
    with pytest.raises(KeyError):
        IsIn("status", "needs_coment").mask(rows, {"needs_comment": ("Stoppad",)})
    assert list(Is("status", "Stoppad").mask(rows, {})) == [True, False]


def test_a_receipt_says_what_is_not_assessed(example):
    choices = example[1].facts.choices
    index = pd.MultiIndex.from_tuples([("MBN-1", 7), ("MBN-1", 8)], names=["submission", "row"])
    tables = {"goals": pd.DataFrame({"assessment": ["Nås", None]}, index=index, dtype="str")}
    assert goals_sentence(Read(tables=tables), "MBN-1", choices) == "Två mål: ett nås och ett är inte bedömt."
