"""One way to ask yes or no, whatever is asked about."""

import io

import pytest

from flows.commands.cli import main
from flows.commands.terminal import yes


@pytest.mark.parametrize(
    ("said", "meant"), [("ja", True), ("J", True), (" Ja ", True), ("nej", False), ("", False), ("jaså", False)]
)
def test_only_a_yes_is_one(said, meant, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{said}\n"))
    assert yes("Skicka nu?") is meant
    assert capsys.readouterr().err == "Skicka nu? (ja/nej) "


def test_the_settings_are_asked_about_in_the_same_words(job, monkeypatch, capsys):
    monkeypatch.chdir(job.home)
    monkeypatch.setattr("sys.stdin", io.StringIO("JA\n"))
    assert main(["ekonomi", "koppla", str(next(job.inbox.glob("ekonomi*.xlsx")))]) == 0
    told = capsys.readouterr()
    assert told.err == "Skriva in det i input/mariestad/kommun.toml? (ja/nej) "
    assert "Kopplingen står nu i input/mariestad/kommun.toml." in told.out
