"""`vid_sidan_av.xlsx`, opened: its sheets, or what is wrong with it (R1)."""

from __future__ import annotations

from flows.steps.files.opening import open_workbook
from flows.steps.files.spreadsheets import Grid
from flows.steps.files.submission import sha256
from flows.steps.job import Job
from flows.steps.reading.headings import plain
from schemas.findings import ERROR, Finding
from schemas.messages.message import Trouble

_SAVE_ANEW = "Spara filen på nytt som Excel-arbetsbok (.xlsx)."


def open_beside(job: Job, findings: list[Finding]) -> tuple[dict[str, Grid], dict[str, str]]:
    """The sheets by their plain titles, and the file's sha256 by its name."""
    path = job.beside_file
    content = path.read_bytes()
    opened = open_workbook(content)
    source = {path.name: sha256(content)}
    if isinstance(opened, Trouble):
        findings.append(beside_finding(job, opened.what, _SAVE_ANEW))
        return {}, source
    return {plain(title): grid for title, grid in opened[0].items()}, source


def beside_finding(job: Job, what: str, todo: str, sheet: str = "", cell: str = "") -> Finding:
    """What is wrong with the file, at its cell."""
    return Finding(rule="R1", severity=ERROR, what=what, todo=todo, file=job.beside_file.name, sheet=sheet, cell=cell)
