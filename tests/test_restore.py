"""Old age: two folders are all there is to back up, and what was made before can still be read."""

import shutil

from flows.steps.find_job import load_job
from flows.steps.index.overview import refresh
from tests.conftest import NOW, run, tree


def test_two_folders_copied_elsewhere_are_everything(job, tmp_path_factory):
    run(job)
    made = tree(job.outbox)
    archive = tree(job.archive)

    other = tmp_path_factory.mktemp("annan dator")
    for folder in ("input", "output"):
        shutil.copytree(job.home / folder, other / folder)
    shutil.rmtree(job.home / "input")
    restored = load_job(other, "mariestad", "prognos-april", 2026, NOW)
    assert tree(restored.outbox) == made

    shutil.rmtree(restored.outbox)
    later = restored.now.replace(year=restored.now.year + 1)
    run(load_job(other, "mariestad", "prognos-april", 2026, later))
    assert tree(restored.archive) == archive, "no original is kept twice, none is changed"
    assert set(tree(restored.outbox)) == set(made)


def test_a_restore_without_the_hidden_folder_finds_its_rounds_again(job):
    run(job)
    page = (job.home / "output/index.html").read_bytes()
    for name in (".drift",):
        shutil.rmtree(job.home / "output/mariestad" / name)
    refresh(job)
    assert (job.home / "output/index.html").read_bytes() == page
