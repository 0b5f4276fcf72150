"""Golden pictures: the overview, the corrections, the kommun's page and a nämnd's page on a phone."""

import pytest

from tests.conftest import needs, run
from tests.example.make_pictures import GOLDEN, make

SMALL = (160, 160)
MOST_DIFFERENT = 0.03
"""Share of the small picture's grey that may differ: fonts and versions shift a pixel, a lost chart far more."""


@pytest.mark.office
@pytest.mark.browser
def test_what_people_see_looks_as_it_did(job, tmp_path):
    image = pytest.importorskip("PIL.Image")
    chops, stat = pytest.importorskip("PIL.ImageChops"), pytest.importorskip("PIL.ImageStat")
    for program in ("soffice", "chromium", "pdftoppm"):
        needs(program)
    run(job)
    made = make(job.outbox / "resultat", tmp_path)
    assert [p.name for p in made] == sorted(p.name for p in GOLDEN.glob("*.png"))
    for path in made:
        new, old = (image.open(p).convert("L").resize(SMALL) for p in (path, GOLDEN / path.name))
        different = stat.Stat(chops.difference(new, old)).mean[0] / 255
        assert different < MOST_DIFFERENT, f"{path.name}: {different:.3f}"
