"""The yearly page about the model's own working."""

from __future__ import annotations

from flows.steps.job import Job
from flows.steps.known.rounds import rounds_of_year
from flows.steps.pages.evaluation_tables import evaluate
from flows.steps.pages.frame import Page, framed


def evaluation_page(job: Job) -> bytes:
    """One HTML page, from what the year's rounds published."""
    settings = job.settings
    page = Page(f"Utvärdering {job.year}", settings.name, settings.vision, job.through, settings.example, ())
    values = {"parts": evaluate(job), "rounds": [r.label for r in rounds_of_year(job, job.year)]}
    return framed("utvardering.html.j2", page, f"Löpande utvärdering {job.year}", values)
