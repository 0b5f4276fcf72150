"""The quick part of `make hardtest`: some of each kind. `python -m tests.hard` has all of it."""

import os
import subprocess
import sys
from itertools import islice

import pytest

from tests.hard import damage, faults, outputs
from tests.hard.battery import RIGHT, ROOT, example
from tests.sie_sample import SIE

QUICK = (
    *("zipbomb som ljuger om sin storlek", "överlappande delar", "två delar med samma namn", "två celler långt isär"),
    *("långt isär, text före värdet", "en miljon rader", "utvidgade entiteter", "yttre entitet", "blad i UTF-16"),
    *("tvåhundra miljoner byte", "länkar ut", "avsändare med många citattecken", "delar i delar, tretusen"),
    *("ods upprepade celler", "xls stor tabell", "filnamn i tusen bitar", "datum i år noll"),
)


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the battery says of each, run in a process of its own: a child has the memory of whoever forks it."""
    line = [sys.executable, "-m", "tests.hard.battery", *QUICK]
    env = os.environ | {"MALSTYRNING_SEKUNDER": "60"}
    done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return {line[2:].split(": ", 1)[0]: line for line in done.stdout.splitlines()}


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_gets_one_finding_and_the_rest_of_the_round_goes_on(name, told):
    assert told[name].startswith("●"), told[name]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return damage.Reader(example(tmp_path_factory.mktemp("skada")))


def no_deaths(tally: damage.Tally) -> list[str]:
    return [w for w in tally.wrong if "died" in w or "▲" in w]


def test_cut_and_turned_files_are_refused_or_read(reader):
    content = RIGHT.read_bytes()
    cut = damage.tally(damage.cut(content), reader)
    assert no_deaths(cut) == []
    assert cut.outcomes["refused"] == 50
    turned = damage.tally(damage.flipped(content, 100), reader)
    assert no_deaths(turned) == []
    assert sum(turned.outcomes.values()) == 100


def test_gnawed_workbooks_mails_and_sie_files_end_no_process(reader):
    assert no_deaths(damage.tally(islice(damage.workbooks(RIGHT.read_bytes(), 7), 50), reader)) == []
    assert no_deaths(damage.tally(islice(damage.mails(7), 200), damage.look_at_mail)) == []
    assert no_deaths(damage.tally(islice(damage.sie_files(SIE, 7), 300), damage.look_at_sie)) == []


def test_killed_at_its_changes_on_the_disk_a_run_leaves_nothing_half():
    count, wrong = faults.killed_everywhere(step=83)
    assert wrong == []
    assert count > 2


@pytest.mark.parametrize("fault", [faults.full_disk, faults.read_only, faults.vanished, faults.clock_back])
def test_disks_that_fail_and_clocks_that_go_back(fault):
    try:
        assert fault() == []
    except OSError as error:
        pytest.skip(f"no disk of its own may be mounted here: {error}")


def test_text_from_a_namnd_is_only_text_in_all_that_goes_out(tmp_path):
    assert outputs.troubles(outputs.evil_round(tmp_path)) == []
