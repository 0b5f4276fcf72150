"""The yearly page about the model's own working."""

from __future__ import annotations

from flows.steps import render
from flows.steps.evaluation import evaluate
from flows.steps.job import Job
from flows.steps.pages import Page, style
from flows.steps.rounds import rounds_of_year


def evaluation_page(job: Job) -> bytes:
    """One HTML page, from what the year's rounds published."""
    settings = job.settings
    page = Page(f"Utvärdering {job.year}", settings.name, settings.vision, job.through, settings.example, ())
    made = render.environment("sidor", escape=True).get_template("utvardering.html.j2")
    values = {"parts": evaluate(job), "rounds": [r.label for r in rounds_of_year(job, job.year)]}
    heading = f"Löpande utvärdering {job.year}"
    return made.render(page=page, heading=heading, style=style(), **values).encode()
