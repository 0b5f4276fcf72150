"""One way to ask yes or no, whatever is asked about."""

import io

import pytest

from flows.commands.terminal import yes


@pytest.mark.parametrize(
    ("said", "meant"), [("ja", True), ("J", True), (" Ja ", True), ("nej", False), ("", False), ("jaså", False)]
)
def test_only_a_yes_is_one(said, meant, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{said}\n"))
    assert yes("Skicka nu?") is meant
    assert capsys.readouterr().err == "Skicka nu? (ja/nej) "
