"""Golden pictures: the README's large ones, and small ones of each sheet and of each kind of page."""

import io

import pytest

from tests.conftest import needs, run

BLOCK = 10
MOST_DIFFERENT = 0.25
"""Share of the old picture's ink, block by block, that may differ: fonts and versions shift a pixel, a lost chart,
column or table is far more."""
LARGEST = 15_000


@pytest.mark.office
@pytest.mark.browser
def test_what_people_see_looks_as_it_did(job):
    pytest.importorskip("PIL.Image")
    for program in ("soffice", "chromium", "chromedriver", "pdftoppm", "pdftotext"):
        needs(program)
    from tests.example.make_pictures import GOLDEN, make

    run(job)
    made = make(job.outbox / "resultat")
    golden = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in GOLDEN.rglob("*.png")}
    assert sorted(made) == sorted(golden)
    assert sum(name.startswith("blad/") for name in made) == sheets_in(job)
    assert {n: len(c) for n, c in golden.items() if "/" in n and len(c) > LARGEST} == {}
    different = {name: round(difference(content, golden[name]), 2) for name, content in made.items()}
    assert {name: share for name, share in different.items() if share >= MOST_DIFFERENT} == {}


def sheets_in(job) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(job.outbox / "resultat/sammanstallning.xlsx").sheet_names)


def difference(new: bytes, old: bytes) -> float:
    """How much of the old picture's ink is elsewhere or gone, in blocks of a few letters; over 1 if much is new."""
    from PIL import Image, ImageChops, ImageStat

    width, height = (side // BLOCK for side in Image.open(io.BytesIO(old)).size)
    one, other = (
        Image.open(io.BytesIO(c)).convert("L").resize((width, height), Image.Resampling.BOX) for c in (new, old)
    )
    gap = ImageStat.Stat(ImageChops.difference(one, other)).sum[0]
    return gap / max(1, ImageStat.Stat(ImageChops.invert(other)).sum[0])
