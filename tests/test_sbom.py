"""`make sbom`: what a release is installed with, by version and licence, as CycloneDX."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.conftest import ROOT, needs

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirement: str) -> str:
    return plain(re.split(r"[^A-Za-z0-9_.-]", requirement)[0])


def recipe(target: str) -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8").partition(f"\n{target}:")[2].partition("\n\n")[0]


def test_every_dependency_is_there_with_the_tried_version_and_its_licence(tmp_path):
    program = needs("cyclonedx-py", str(Path(sys.executable).with_name("cyclonedx-py")))
    words = re.search(r"cyclonedx-py (environment .*) --output-file", recipe("sbom"))[1].split()
    made = tmp_path / "sbom.json"
    subprocess.run([program, *words, "--output-file", str(made), sys.executable], cwd=ROOT, check=True, timeout=300)
    told = json.loads(made.read_text(encoding="utf-8"))
    about = told["metadata"]["component"]
    assert (told["bomFormat"], about["name"], about["version"]) == ("CycloneDX", PROJECT["name"], PROJECT["version"])
    assert about["licenses"][0]["license"]["id"] == PROJECT["license"]
    parts = {plain(part["name"]): part for part in told["components"]}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tried = {plain(line.split("==")[0]): line.split("==")[1] for line in lines if "==" in line}
    for name in map(named, PROJECT["dependencies"]):
        assert parts[name]["licenses"] and parts[name]["purl"].startswith(f"pkg:pypi/{name}@"), name
        assert parts[name]["version"] == tried[name], name


def test_a_release_gets_it_from_an_environment_of_its_own():
    made = recipe("sbom")
    assert "--constraint constraints.txt" in made and "dist/malstyrning.cdx.json build/sbom/bin/python" in made
    assert ".[s3]" in made and "[dev" not in made
