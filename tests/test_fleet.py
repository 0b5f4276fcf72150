"""Forty municipalities on two machines, one of which goes down in the middle: all is done, to the byte."""

import json
import os
import shutil

import pytest

from tests.conftest import NOW, needs, run
from tests.fleet import children_of, fleet, municipalities, outputs, postgres_programs, seconds_of, start_all
from tests.service import wait_for

COUNT = int(os.environ.get("MALSTYRNING_KOMMUNER", "4"))
"""`make hardtest` has forty, which take two cores about five minutes."""


@pytest.mark.server
def test_a_worker_is_lost_in_the_middle(tmp_path):
    if postgres_programs() is None:
        needs("initdb")
    here, there = tmp_path / "flera", tmp_path / "en"
    here.mkdir()
    slugs = municipalities(here, COUNT)
    shutil.copytree(here / "input", there / "input")

    with fleet(here, 2) as (service, (first, second)):
        parent = start_all(service)
        wait_for(lambda: len(children_of(service, "COMPLETED")) >= COUNT // 4)
        wait_for(lambda: any(first.does(run) for run in children_of(service, "RUNNING")) and first.caught(service))
        first.lost()
        done, _ = seconds_of(service, parent)
        runs = children_of(service)
        assert done["state_type"] == "COMPLETED", done["state"]
        assert len(runs) == COUNT and {r["state_type"] for r in runs} == {"COMPLETED"}
        assert max(r["run_count"] for r in runs) >= 2, "the lost one was begun again"
        table = [a for a in service.ask("artifacts/latest/filter") if a["key"] == "alla-prognos-2026-prognos-april"]
        assert [row["Läge"] for row in json.loads(table[0]["data"])] == ["● Klar"] * COUNT
        assert second.process.poll() is None

    from flows.steps.find_job import load_job

    for slug in slugs:
        run(load_job(there, slug, "prognos-april", 2026, NOW))
    assert outputs(here) == outputs(there)
