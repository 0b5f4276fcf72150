"""What a service says of a database or a server that can't be reached."""

import pytest

from flows.commands.cli import main
from flows.serving import reaching
from flows.serving.server import free_port


def test_a_database_that_does_not_answer_is_named_without_its_password(home, monkeypatch, capsys):
    place = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", f"postgresql+asyncpg://konto:hemligt@{place}/prefect")
    assert main(["start", "--port", str(free_port())]) == 2
    said = capsys.readouterr().err
    assert f"▲ Databasen på {place} svarar inte." in said and "hemligt" not in said


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ('asyncpg.exceptions.InvalidCatalogNameError: database "saknas" does not exist', "Databasen släpper inte in"),
        ('asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "x"', "Databasen släpper"),
        ("ModuleNotFoundError: No module named 'x'", ""),
    ],
)
def test_a_database_that_refuses_is_told_of_by_the_servers_log(log, said, tmp_path):
    path = tmp_path / "server.log"
    path.write_text(f"{'.' * 50_000}\n{log}\n\nERROR:    Application startup failed. Exiting.\n", encoding="utf-8")
    found = reaching.refused_by_database(path)
    assert found.startswith(said) and bool(found) == bool(said)


def test_a_worker_tells_when_its_server_goes_and_comes(monkeypatch):
    answers, told = iter([0, 0, 200, 401, 200]), []
    monkeypatch.setattr(reaching, "answer_of", lambda api: next(answers))
    monkeypatch.setattr(reaching, "_BETWEEN", 0.0)
    reached = reaching.Reached("http://server:4200/api", told.append)
    assert [reached.look() for _ in range(5)] == [False, False, True, False, True]
    assert told == [
        "▲ Servern på server:4200 svarar inte. Arbetaren väntar, och tar emot körningar när den svarar.",
        "Servern på server:4200 svarar igen.",
        "▲ Prefects server på server:4200 släpper inte in programmet. "
        "Lägg in samma inloggning här som på servern, med malstyrning losenord server eller i PREFECT_API_AUTH_STRING.",
        "Servern på server:4200 svarar igen.",
    ]
