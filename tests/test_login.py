"""The service's secret: made once, read by its own account only, and never by way of a file that others can read."""

import os
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from flows.commands.cli import main
from flows.serving import login
from flows.serving.service import Layout, settle
from schemas.findings import ExpectedProblem
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps the profile's folder from other accounts")


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in [n for n in os.environ if n.startswith(("PREFECT_", "MALSTYRNING_"))]:
        monkeypatch.delenv(name)
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_secret_is_made_once_and_closed_to_others(tmp_path):
    assert login.stored_secret(tmp_path) == ""
    os.umask(0)
    made = login.made_secret(tmp_path)
    os.umask(0o022)
    assert len(made) >= 40 and login.made_secret(tmp_path) == login.stored_secret(tmp_path) == made
    assert mode(tmp_path / ".prefect/nyckel") == 0o600 and mode(tmp_path / ".prefect") == 0o700
    (tmp_path / "annan").mkdir()
    assert login.made_secret(tmp_path / "annan") != made


def test_a_secret_that_others_could_read_is_none_and_a_new_one_is_made(tmp_path):
    made = login.made_secret(tmp_path)
    path = tmp_path / ".prefect/nyckel"
    path.chmod(0o644)
    assert login.stored_secret(tmp_path) == ""
    assert login.made_secret(tmp_path) not in ("", made) and mode(path) == 0o600


def test_a_link_that_somebody_has_laid_there_is_not_followed(tmp_path):
    (tmp_path / ".prefect").mkdir()
    other = tmp_path / "annans"
    other.write_text("valt-av-annan")
    other.chmod(0o600)
    (tmp_path / ".prefect/nyckel").symlink_to(other)
    assert login.stored_secret(tmp_path) == ""
    assert login.made_secret(tmp_path) != "valt-av-annan" and other.read_text() == "valt-av-annan"


def test_a_disk_that_keeps_no_one_out_gets_no_secret(tmp_path, monkeypatch):
    """As a network drive where every file is everyone's: the user's own folder is taken, or nothing."""
    private = login._is_private
    monkeypatch.setattr(login, "_is_private", lambda path: ".prefect" not in path.parts and private(path))
    made = login.made_secret(tmp_path)
    assert not (tmp_path / ".prefect/nyckel").exists() and login.stored_secret(tmp_path) == made
    monkeypatch.setattr(login, "_is_private", lambda path: False)
    with pytest.raises(ExpectedProblem) as problem:
        settle(tmp_path, Layout())
    assert "så att bara ditt konto kan läsa den" in problem.value.finding.what


def test_every_server_gets_a_login_whatever_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "false")
    monkeypatch.setenv("PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED", "false")
    monkeypatch.setenv("PREFECT_SERVER_CORS_ALLOWED_ORIGINS", "*")
    secret = settle(tmp_path, Layout())
    assert os.environ["PREFECT_SERVER_API_AUTH_STRING"] == f"malstyrning:{secret}"
    assert os.environ["PREFECT_API_AUTH_STRING"] == f"malstyrning:{secret}"
    # Prefect itself says what it makes of them; it reads its settings once, so in a process of its own
    asked = (
        "from prefect.settings import get_current_settings as now; s = now().server.api; "
        "print(s.csrf_protection_enabled, s.cors_allowed_origins, s.auth_string is not None)"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True", "http://127.0.0.1:4200", "True"], done.stderr


def test_a_login_from_it_is_known_to_the_accounts_own_commands_until_it_is_taken_away(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "controller:langt-och-hemligt")
    secret = settle(tmp_path, Layout("0.0.0.0"))
    assert login.own_login(tmp_path) == "controller:langt-och-hemligt"
    assert mode(tmp_path / ".prefect/inloggning") == 0o600
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING")
    assert settle(tmp_path, Layout()) == secret
    assert login.own_login(tmp_path) == f"malstyrning:{secret}" and not (tmp_path / ".prefect/inloggning").exists()


@pytest.mark.parametrize("given", ["a:kort", "a:", "utan-kolon-men-mycket-langt"])
def test_a_weak_login_is_refused_on_this_machine_too(tmp_path, monkeypatch, given):
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", given)
    with pytest.raises(ExpectedProblem) as problem:
        settle(tmp_path, Layout())
    assert "för kort" in problem.value.finding.what


def test_the_login_of_another_machine_is_kept_for_this_account(home, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    monkeypatch.setattr("flows.commands.post._asked", lambda: "controller:langt-och-hemligt")
    assert main(["losenord", "server"]) == 0
    said = capsys.readouterr()
    assert "bara ditt konto kan läsa" in said.err and "hemligt" not in said.err + said.out
    assert login.kept_login(home) == "controller:langt-och-hemligt"
    assert mode(home / ".prefect/server") == 0o600


class Impostor(BaseHTTPRequestHandler):
    """Another account's server at our port while our service is off: what it gets to hear."""

    heard: ClassVar[list[str]] = []

    def do_GET(self):
        self.heard.append(f"{self.path} {self.headers}")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"true")

    do_POST = do_GET

    def log_message(self, *_):
        pass


def test_another_accounts_server_at_the_port_gets_neither_login_nor_round(home, monkeypatch):
    from flows.serving import server

    Impostor.heard.clear()
    secret = login.made_secret(home)
    fake = HTTPServer(("127.0.0.1", 0), Impostor)
    threading.Thread(target=fake.serve_forever, daemon=True).start()
    try:
        api = f"http://127.0.0.1:{fake.server_port}/api"
        monkeypatch.setattr(server, "USUAL", api)
        assert not login.is_ours(api, secret) and server.login_for(home, api) == ""
        found = server.OwnServer(home)
        assert found.own and found.api != api and not found.refused
    finally:
        fake.shutdown()
        fake.server_close()
    told = "\n".join(Impostor.heard)
    assert Impostor.heard and secret not in told and login.basic(login.login_of(secret)) not in told


def test_a_link_is_asked_for_in_vain_where_there_is_no_login(home, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    assert main(["inloggning", "--port", "9"]) == 2
    assert "ingen inloggning till tjänsten på 127.0.0.1:9" in capsys.readouterr().err
