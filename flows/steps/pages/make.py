"""HTML pages of a follow-up: the kommun, each nämnd and fokusområde, what deviates, and the year."""

from __future__ import annotations

from flows.steps.merging.merge import Merged
from flows.steps.pages.areas import area_pages
from flows.steps.pages.charts import progress
from flows.steps.pages.deviations import deviations_page
from flows.steps.pages.frame import KOMMUN, page_name, rendered
from flows.steps.pages.kommun import kommun_values
from flows.steps.pages.marks import LARGEST
from flows.steps.pages.namnd import namnd_values
from flows.steps.pages.year import year_pages


def make_pages(merged: Merged) -> dict[str, bytes]:
    """Every page by its path; a nämnd's page has only its own rows and the goals that it shares."""
    heading = f"{merged.job.settings.name}s mål och ekonomi"
    files = {KOMMUN: _kommun(merged, heading)}
    done = merged.job.kind.sheet("activities").by_name["progress"].title
    for namnd in merged.job.namnder:
        name = page_name(namnd.id)
        values = namnd_values(merged, namnd.id) | {"progress": progress, "progress_title": done}
        files[name] = rendered(merged, ("namnd.html.j2", name, namnd.name), values)
    return files | area_pages(merged) | deviations_page(merged) | year_pages(merged)


def _kommun(merged: Merged, heading: str) -> bytes:
    """The kommun's page with as many deviations as it has room for."""
    made = b""
    for most in (20, 10, 5):
        made = rendered(merged, ("kommun.html.j2", KOMMUN, heading), kommun_values(merged, most))
        if len(made) <= LARGEST:
            break
    return made
