"""`malstyrning start`: one command that serves pages, clock and a worker; what it refuses, keeps and says."""

import shutil
import socket
import subprocess
import sys
import time

import pytest

from tests.conftest import run, tree
from tests.service import call, environment, logs, served, wait_for
from tests.test_alone import held

APRIL = {"kommun": "mariestad", "omgang": "prognos april", "ar": "2026"}
LOGIN = "controller:ett-langt-losenord"


@pytest.mark.server
def test_a_round_from_the_server_and_nothing_lost_when_it_starts_again(job):
    with served(job.home) as service:
        done = service.run("omgang/prognos", **APRIL)
        assert done["state_type"] == "COMPLETED"
        assert done["name"] == "Prognos april 2026 – Mariestad"
        handed = service.run("mallar/mallar", **APRIL)
        assert handed["name"] == "Mallar till prognos april 2026 – Mariestad"
        keys = {a["key"] for a in service.ask("artifacts/latest/filter")}
        assert keys >= {f"{k}-mariestad-2026-prognos-april" for k in ("framsteg", "lage", "anmarkningar", "mallar")}
    made = tree(job.outbox)
    assert len([n for n in made if n.startswith("mallar/")]) == 5

    with served(job.home) as service:
        assert service.ask(f"flow_runs/{done['id']}", method="GET")["state_type"] == "COMPLETED"
        missing = service.run("omgang/prognos", **APRIL | {"ar": "2025"})
        assert missing["state_type"] == "FAILED"
        said = "Målregistret saknas: malregister.xlsx för 2025. Lägg filen i årets mapp. "
        assert missing["state"]["message"] == said + "Med malstyrning malregister 2025 skrivs en att fylla i."
    run(job)
    assert {n: b for n, b in tree(job.outbox).items() if n.startswith("resultat")} == {
        n: b for n, b in made.items() if n.startswith("resultat")
    }


def refused(home, *words: str, **more: str) -> str:
    line = [sys.executable, "-m", "flows", "start", *words]
    done = subprocess.run(line, cwd=home, env=environment(home, **more), capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    return done.stderr


def test_an_open_server_needs_a_login(home):
    assert "utan inloggning" in refused(home, "--adress", "0.0.0.0")
    assert "för kort" in refused(home, "--adress", "0.0.0.0", PREFECT_SERVER_API_AUTH_STRING="a:kort")


@pytest.mark.server
def test_with_a_login_no_one_else_comes_in_and_no_log_has_it(home, tmp_path):
    with served(home, "--adress", "0.0.0.0", PREFECT_SERVER_API_AUTH_STRING=LOGIN) as service:
        for other in ("", "malstyrning:ett-annat-losenord", "controller:"):
            assert call(f"{service.api}/admin/version", method="GET", login=other).status == 401
            assert call(f"{service.api}/flows/filter", {}, login=other).status in (401, 403)
        assert {f["name"] for f in service.ask("flows/filter", login=LOGIN)} >= {"omgang", "alla-kommuner"}
        for name, status in (("ondska.example", 421), (socket.gethostname(), 200), (f"127.0.0.1:{service.port}", 200)):
            assert call(f"{service.api}/admin/version", method="GET", login=LOGIN, Host=name).status == status

        def command(here, *words: str, given: str = "") -> str:
            line, own = [sys.executable, "-m", "flows", *words], environment(here, PREFECT_API_URL=service.api)
            done = subprocess.run(line, env=own, input=given, capture_output=True, text=True, timeout=300)
            return done.stdout + done.stderr

        assert "✔ Prefects server" in command(home, "doktor"), "the account's own commands have the login"
        assert "/logga-in#" in command(home, "inloggning")
        elsewhere = tmp_path / "annan-dator"
        shutil.copytree(home / "input", elsewhere / "input")
        assert "släpper inte in programmet" in command(elsewhere, "doktor")
        command(elsewhere, "losenord", "server", given=f"{LOGIN}\n")
        assert "✔ Prefects server" in command(elsewhere, "doktor")
    assert LOGIN.split(":")[1] not in logs(home)


@pytest.mark.server
def test_a_run_waits_for_one_by_hand(job):
    """Someone runs the round at a screen; the run from the server waits, and then does its work."""
    with served(job.home) as service, held(job.home) as holder:
        found = service.ask("deployments/name/omgang/prognos", method="GET")
        started = service.ask(f"deployments/{found['id']}/create_flow_run", {"parameters": APRIL})
        wait_for(lambda: service.ask(f"flow_runs/{started['id']}", method="GET")["state_type"] == "RUNNING")
        time.sleep(5)
        assert service.ask(f"flow_runs/{started['id']}", method="GET")["state_type"] == "RUNNING"
        assert not job.outbox.exists()
        holder.kill()
        assert service.ended(started["id"])["state_type"] == "COMPLETED"
