"""A gallery of what nämnder really send: each file is read rightly, or what is wrong is said at its cell – no more."""

import dataclasses

import pytest

from flows.steps.examine import examine
from flows.steps.files.submission import Submission
from flows.steps.job import Job
from flows.steps.reading.read import Read
from flows.steps.take_in import take_in
from schemas.findings import Finding
from tests.gallery.cases import CASES, Case
from tests.gallery.make_gallery import HERE, path_of
from tests.gallery.surgery import SURGERY

GALLERY = (*CASES, *(case for case, _ in SURGERY))
RIGHT = HERE.parent / "example" / "MBN prognos april.xlsx"


def taken(example, tmp_path, path) -> tuple[list[Finding], Read, list[Submission], Job]:
    """A file as it goes through the movement's first steps, alone in an inbox."""
    job, known = example
    job = dataclasses.replace(job, home=tmp_path)
    job.inbox.mkdir(parents=True)
    (job.inbox / path.name).write_bytes(path.read_bytes())
    seen = examine(job, known.facts, take_in(job))
    return [*seen.refused, *seen.findings], seen.read, seen.submissions, job


def places(findings: list[Finding]) -> set[tuple[str, str, str, str]]:
    return {(f.severity.name[0], f.rule, f.sheet, f.cell) for f in findings}


def values(tables: Read) -> dict[str, object]:
    """All that was read, by sheet and key, wherever the rows lay."""
    return {name: table.set_index(table.columns[0]).sort_index() for name, table in tables.tables.items()}


@pytest.fixture(scope="module")
def right(example, tmp_path_factory):
    return values(taken(example, tmp_path_factory.mktemp("rätt"), RIGHT)[1])


@pytest.mark.parametrize("case", GALLERY, ids=lambda case: case.name)
def test_just_what_is_wrong_is_said(case: Case, example, tmp_path, right):
    findings, tables, submissions, _ = taken(example, tmp_path, path_of(case))
    assert places(findings) == case.expected, [f.sentence for f in findings]
    assert len(findings) == len(case.expected)
    if case.same and submissions:
        for name, table in values(tables).items():
            assert table.equals(right[name]), name


def test_the_gallery_is_large_and_complete():
    assert len(GALLERY) >= 60
    assert len({case.name for case in GALLERY}) == len(GALLERY)
    assert all(path_of(case).exists() for case in GALLERY)
