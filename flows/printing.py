"""The published pages as PDF, in the round's folder `pdf`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flows.steps.job import Job, stop
from flows.steps.pdf import make_pdf
from flows.steps.publish import swap_in
from schemas.messages import settings as say

FOLDER = "pdf"


def write_pdfs(job: Job, tell: Callable[[str], None]) -> list[str]:
    """A PDF of the kommun's page and of each nämnd's; gives their names.

    `tell` gets a line per file. Raises ExpectedProblem where the round hasn't been run, or Pango is missing.
    """
    pages = _pages(job)
    if not pages:
        raise stop(say.NOT_RUN(round=job.title.lower(), command=f"malstyrning prognos {job.round.name} {job.year}"))
    files: dict[str, bytes] = {}
    for name, path in pages.items():
        files[name] = make_pdf(path.read_bytes())
        tell(f"✔ {name}")
    swap_in(job.outbox / FOLDER, files)
    return list(files)


def _pages(job: Job) -> dict[str, Path]:
    """The pages that lie in `resultat`, by the names of their PDFs: the kommun's first."""
    result = job.outbox / "resultat"
    found = [result / "index.html", *(result / "namnder" / f"{n.id.lower()}.html" for n in job.namnder)]
    return {path.relative_to(result).with_suffix(".pdf").as_posix(): path for path in found if path.is_file()}
