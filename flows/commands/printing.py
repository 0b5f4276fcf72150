"""The published pages as PDF, in the round's folder `pdf`; and the handbok, as pages and PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flows.steps.files.archive import write_safely
from flows.steps.handbook.make import HANDBOOK, guides, handbook
from flows.steps.job import Job, stop
from flows.steps.pages.frame import DEVIATIONS, KOMMUN, MALBOKSLUT, YEAR, page_name
from flows.steps.pdf import make_pdf
from flows.steps.publish import swap_in
from schemas.findings import ExpectedProblem
from schemas.messages import settings as say

FOLDER = "pdf"


def write_pdfs(job: Job, tell: Callable[[str], None]) -> list[str]:
    """A PDF of each page of the round; gives their names.

    `tell` gets a line per file. Raises ExpectedProblem where the round hasn't been run, or Pango is missing.
    """
    pages = _pages(job)
    if not pages:
        raise stop(say.NOT_RUN(round=job.title.lower(), command=job.command))
    files: dict[str, bytes] = {}
    for name, path in pages.items():
        files[name] = make_pdf(path.read_bytes())
        tell(f"✔ {name}")
    swap_in(job.outbox / FOLDER, files)
    return list(files)


def write_handbook(job: Job, tell: Callable[[str], object]) -> list[Path]:
    """The handbok and its guides in the kommun's folder; gives their paths.

    `tell` gets a line as each is made, since it takes its time. Without Pango there are only the pages, and it is said.
    """
    tell("Skriver handboken och guiderna, som sidor och PDF. Det tar omkring tio sekunder.\n")
    folder = job.places.output
    files = {HANDBOOK: handbook(job), **guides(job)}
    try:
        pdfs = {}
        for name, html in files.items():
            pdfs[str(Path(name).with_suffix(".pdf"))] = make_pdf(html)
            tell(f"✔ {Path(name).stem}\n")
    except ExpectedProblem as problem:
        tell(f"{problem.finding.what} {problem.finding.todo}\n")
        pdfs = {}
    for name, content in (files | pdfs).items():
        write_safely(folder / name, content)
    return [folder / name for name in files | pdfs]


def _pages(job: Job) -> dict[str, Path]:
    """The pages that lie in `resultat`, by the names of their PDFs: the kommun's first."""
    result = job.result
    namnder = (result / page_name(n.id) for n in job.settings.namnder_in(job.year))
    first = (result / name for name in (KOMMUN, DEVIATIONS, YEAR, MALBOKSLUT))
    rest = (path for folder in ("fokusomraden", "aret") for path in sorted((result / folder).glob("*.html")))
    found = [path for path in (*first, *namnder, *rest) if path.is_file()]
    return {path.relative_to(result).with_suffix(".pdf").as_posix(): path for path in found}
