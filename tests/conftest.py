"""What the tests share: a home of their own with the example's inputs, and answers typed in with a library."""

import datetime as dt
import os
import shutil
import sys
import warnings
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
warnings.filterwarnings("error", module="xlsxwriter")

from flows.movement import Journal, run_round  # noqa: E402
from flows.steps.check import check  # noqa: E402
from flows.steps.files.opening import open_submission  # noqa: E402
from flows.steps.files.submission import Received  # noqa: E402
from flows.steps.find_job import load_job  # noqa: E402
from flows.steps.job import Job  # noqa: E402
from flows.steps.known.load import Known, load_known  # noqa: E402
from flows.steps.reading.read import read  # noqa: E402
from flows.steps.template.make import make_template  # noqa: E402
from schemas.findings import Finding  # noqa: E402
from tests.example.answers import Answer, answers  # noqa: E402
from tests.example.content import load  # noqa: E402
from tests.example.type_with_library import carry_out, fill  # noqa: E402
from tests.sites import Site, make_site  # noqa: E402
from tests.years import Year, play_year  # noqa: E402

FOLDER, YEAR = "prognos-april", 2026
NOW = dt.datetime(2026, 4, 24, 10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start programs come first: they take longest, and none shall go on alone when the others are done."""
    slow = {i.path for i in items for mark in ("browser", "server", "office") if i.get_closest_marker(mark)}
    items.sort(key=lambda item: item.path not in slow)


def quiet(line: str) -> None:
    pass


@pytest.fixture(scope="session")
def contents() -> dict[str, dict]:
    return load()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The shipped example's input, with an output of its own."""
    shutil.copytree(ROOT / "input", tmp_path / "input")
    return tmp_path


@pytest.fixture
def job(home: Path) -> Job:
    return load_job(home, "mariestad", FOLDER, YEAR, NOW)


@pytest.fixture(scope="session")
def example() -> tuple[Job, Known]:
    """The shipped example as it is, only read."""
    job = load_job(ROOT, "mariestad", FOLDER, YEAR, NOW)
    return job, load_known(job)


@pytest.fixture(scope="session")
def mbn_template(example) -> bytes:
    job, known = example
    return make_template(job, known, next(n for n in job.namnder if n.id == "MBN"))


@pytest.fixture(scope="session")
def sent(example, contents, mbn_template):
    """A right answer of MBN with some answers changed; gives its findings."""

    def send(*changes: Answer) -> list[Finding]:
        job, known = example
        wrong = {a[:3]: a for a in changes}
        said = [wrong.pop(a[:3], a) for a in answers(contents["MBN"])] + list(wrong.values())
        return findings_of(job, known, fill(mbn_template, said))

    return send


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """The pages of a case of tests/sites.py; each round is run once."""

    @cache
    def site(case: str) -> Site:
        return make_site(tmp_path_factory.mktemp("sidor"), case)

    return site


@pytest.fixture(scope="session")
def played(tmp_path_factory) -> Year:
    """The example's whole year, filled in with a library; only read."""
    return play_year(tmp_path_factory.mktemp("ar"), carry_out)


def findings_of(job: Job, known: Known, content: bytes) -> list[Finding]:
    submission = open_submission(job, Received("svar.xlsx", content, NOW))
    if isinstance(submission, Finding):
        return [submission]
    tables = read([submission], job.kind, known.facts)
    return check(tables, job.kind, known.facts, [submission])


def run(job: Job):
    return run_round(job, Journal(quiet).plainly)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def needs(program: str, *places: str) -> str:
    """The program's path, or a skip that says what is missing. In CI it must be there."""
    path = next((p for p in (shutil.which(program), *places) if p and Path(p).exists()), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing in CI")
        pytest.skip(f"{program} is not installed")
    return path


@pytest.fixture
def prefect_server(home: Path, monkeypatch):
    """A server of the program's own for one run, which this process then uses."""
    from flows.serving.server import OwnServer

    for name in [n for n in os.environ if n.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("flows.serving.server.USUAL", "http://127.0.0.1:9/api")
    before = dict(os.environ)
    try:
        with OwnServer(home) as server:
            assert server.ready()
            from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

            login = os.environ["PREFECT_API_AUTH_STRING"]
            with temporary_settings({PREFECT_API_URL: server.api, PREFECT_API_AUTH_STRING: login}):
                yield server
    finally:
        os.environ.clear()
        os.environ.update(before)
