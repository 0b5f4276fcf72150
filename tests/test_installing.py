"""prefect.yaml, the service files and the README say the same as the program."""

import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

from flows.commands.installing import service_file
from flows.serving.deployments import DEPLOYMENTS
from tests.conftest import ROOT


def test_prefect_yaml_has_the_same_deployments():
    said = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [(d["name"], d["entrypoint"], tuple(d["tags"]), d["work_pool"]["name"]) for d in said] == [
        (d.name, d.flow, d.tags, d.pool) for d in DEPLOYMENTS
    ]


def test_the_readme_names_the_pythons_that_pip_takes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first, after = re.findall(r"3\.(\d+)", project["requires-python"])
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    last = int(after) - 1
    assert f"Python 3.{first} to 3.{last}" in text
    assert f"Python 3.{first}–3.{last}" in text
    assert f"`py -3.{last}`" in text


@pytest.mark.parametrize("worker", [False, True])
def test_the_systemd_unit_is_right(home, worker, tmp_path):
    text = service_file(home, "systemd", "root", worker=worker)
    assert f'Environment="MALSTYRNING_HEM={home}"' in text
    assert f"malstyrning {'arbetare' if worker else 'start'}\n" in text
    if verify := shutil.which("systemd-analyze"):
        unit = tmp_path / "malstyrning.service"
        unit.write_text(text, encoding="utf-8")
        done = subprocess.run([verify, "verify", str(unit)], capture_output=True, text=True)
        assert "malstyrning.service" not in done.stderr, done.stderr


@pytest.mark.parametrize("worker", [False, True])
def test_the_windows_task_starts_with_the_machine_and_is_never_ended_by_the_clock(home, worker):
    text = service_file(home, "windows", "KOMMUN\\svc", worker=worker)
    assert f"malstyrning.exe' -Argument '{'arbetare' if worker else 'start'}'\n" in text
    assert "Get-Credential 'KOMMUN\\svc'\n" in text and "-ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount" in text
    assert f"('MALSTYRNING_HEM', '{home}', 'Machine')" in text
    assert ("PREFECT_API_URL" in text) == worker
