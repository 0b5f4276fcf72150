"""The made-up kommun of any size: the model's rules are content with it, and it has all that a real one has."""

import pytest

from tests.conftest import run
from tests.example.scaled import scaled


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return run(scaled(tmp_path_factory.mktemp("liten"), 3, 16))


def test_nothing_is_wrong_with_it(small):
    assert [f.sentence for f in small.findings] == []
    assert not small.preliminary


def test_it_has_goals_of_every_kind_and_some_have_changed(small):
    goals = small.tables["goals"]
    assert len(goals) == 16
    assert set(goals["assessment"]) == {"Nås", "Nås delvis", "Nås inte", "Ej bedömt"}
    page = (small.job.outbox / "resultat/index.html").read_text(encoding="utf-8")
    assert "bedömdes även i förra prognosen" in page
    assert "har nu en bättre bedömning" in page
    assert "har nu en sämre" in page
    assert "Underskottet väntas bli" in page
    assert "Prognossäkerhet" in page


def test_some_have_sent_and_some_are_wrong(tmp_path):
    merged = run(scaled(tmp_path, 4, 12, answered=3, wrong=1))
    assert [s.state for s in merged.states] == ["Inläst", "Inläst", "Rättas", "Saknas"]
    assert [(f.rule, f.sheet) for f in merged.findings] == [("V3", "Mål")] * 3
