"""`vid_sidan_av.xlsx`, opened: its sheets, or what is wrong with it (R1)."""

from __future__ import annotations

from flows.steps.files.opening import errors_in, open_own
from flows.steps.files.spreadsheets import Grid
from flows.steps.files.submission import sha256
from flows.steps.job import Job
from flows.steps.reading.headings import plain
from schemas.findings import Finding
from schemas.messages.message import Trouble


def open_beside(job: Job, findings: list[Finding]) -> tuple[dict[str, Grid], dict[str, str]]:
    """The sheets by their plain titles, and the file's sha256 by its name."""
    path = job.beside_file
    content = path.read_bytes()
    opened = open_own(content, path.name)
    source = {path.name: sha256(content)}
    if isinstance(opened, Trouble):
        findings.append(opened.at(path.name))
        return {}, source
    findings += errors_in(opened, list(opened[0]), path.name)
    return {plain(title): grid for title, grid in opened[0].items()}, source
