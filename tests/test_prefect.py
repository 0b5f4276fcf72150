"""With a real Prefect server: the flow, its log lines and artifact, and what happens when Prefect can't be had."""

import json
import os
import subprocess
import sys

import pytest

from flows.serving.server import OwnServer
from tests import service
from tests.conftest import ROOT, run, tree


def environment(home) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return kept | {"MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "110"}


def command(home, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    line, env = [sys.executable, "-m", "flows", *words], environment(home) | more
    return subprocess.run(line, cwd=home, env=env, input=given, capture_output=True, text=True, timeout=300)


def ask(api: str, path: str) -> list[dict]:
    return service.ask(api, f"{path}/filter")


@pytest.mark.server
def test_first_run_in_an_empty_home_then_against_a_running_server(job, monkeypatch):
    home = job.home
    done = command(home, "prognos", "april", "2026", "--tider")
    assert done.returncode == 0, done.stderr
    assert "Förbereder Prefect första gången" in done.stderr
    assert "Prefect kunde inte användas" not in done.stderr
    assert "Preliminär" in done.stdout and "Hela kommandot" in done.stdout
    assert "▲ Nås inte – Kommunstyrelsen, KS-03: Under 2026 ska minst 70 procent" in done.stdout
    assert "Tekniska nämnden: rättas" not in done.stderr, "its table says so"
    made = tree(job.outbox)

    for name in [n for n in os.environ if n.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("flows.serving.server.USUAL", "http://127.0.0.1:9/api")
    before = dict(os.environ)
    try:
        with OwnServer(home) as server:
            assert server.own and server.ready()
            has = {name: os.environ[name] for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING")}
            done = command(home, "prognos", "april", "2026", **has)
            assert done.returncode == 0, done.stderr
            check_what_prefect_knows(server.api)
            done = command(home, "prognos", "april", "2026", PREFECT_API_URL=server.api)
            assert done.returncode == 0, done.stderr
            assert "släpper inte in programmet. Omgången körs utan den." in done.stderr
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert tree(job.outbox) == made

    run(job)
    assert tree(job.outbox) == made, "with and without Prefect the bytes are the same"


@pytest.mark.server
def test_what_is_foreseen_is_said_once_and_nothing_else(job):
    job.register_file.unlink()
    done = command(job.home, "prognos", "april", "2026")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "▲ Målregistret saknas: malregister.xlsx för 2026. Lägg filen i årets mapp. "
        "Med malstyrning malregister 2026 skrivs en att fylla i."
    )
    assert done.stderr.count("Målregistret saknas") == 1 and "rror" not in done.stderr, done.stderr


def check_what_prefect_knows(api: str) -> None:
    runs = ask(api, "flow_runs")
    assert {r["name"] for r in runs} == {"Prognos april 2026 – Mariestad"}
    assert {r["state_type"] for r in runs} == {"COMPLETED"}
    assert len(runs) == 2
    lines = [line["message"] for line in ask(api, "logs")]
    assert "Tekniska nämnden: rättas" in lines
    artifacts = {a["key"]: a for a in ask(api, "artifacts/latest")}
    assert set(artifacts) == {"lage-mariestad-2026-prognos-april", "anmarkningar-mariestad-2026-prognos-april"}
    artifact = artifacts["lage-mariestad-2026-prognos-april"]
    assert [row["Läge"] for row in json.loads(artifact["data"])] == [
        *["●\N{NO-BREAK SPACE}Inläst"] * 3,
        "▲\N{NO-BREAK SPACE}Rättas",
        "○\N{NO-BREAK SPACE}Saknas",
    ]
    assert "sammanstallning.xlsx" in artifact["description"]
    names = {t["name"].rsplit("-", 1)[0] for t in ask(api, "task_runs")}
    assert {"Läser och kontrollerar svaren", "Ger ut sammanställningen"} <= names


def test_without_prefect_the_round_is_run_all_the_same(job):
    """The server ends at once (its folder's database is not one): a line says so, and the workbook is there."""
    folder = job.home / ".prefect"
    folder.mkdir()
    (folder / "prefect.db").write_bytes(b"this is no database" * 100)
    done = command(job.home, "prognos", "april", "2026")
    assert done.returncode == 0, done.stderr
    assert "Prefect kunde inte användas. Omgången körs utan, med samma resultat." in done.stderr
    assert (job.outbox / "resultat/sammanstallning.xlsx").exists()


def test_a_faulty_setting_is_said_in_swedish_and_not_as_prefects_fault(job):
    path = job.home / "input/mariestad/kommun.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("manad = 4\n", "manad = 14\n", 1), encoding="utf-8")
    done = command(job.home, "prognos", "april", "2026")
    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        "▲ Nyckeln ”omgang nr 3, manad” på rad 163 i kommun.toml har värdet ”14”. Talet ska vara högst 12."
    )
