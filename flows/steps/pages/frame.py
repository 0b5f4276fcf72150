"""What every page has: its frame, its style, and the way to all other pages of the round."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from flows.steps import render
from flows.steps.job import Job
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import preliminary
from flows.steps.merging.standing import PRELIMINARY_MARK
from flows.steps.merging.tense import EXPECTED, Tense, tense_of

KOMMUN, DEVIATIONS, YEAR, MALBOKSLUT = "index.html", "avvikelser.html", "aret.html", "malbokslut.html"
"""Pages of a follow-up, by their paths in `resultat`."""
ALL_ROUNDS = "../../../index.html"
"""The index over the kommun's rounds, as seen from `resultat`."""
MOST_IN_SIGHT = 8
"""Nämnder that the navigation shows without being opened."""


@dataclass(frozen=True)
class PageLink:
    """A link of the navigation."""

    href: str
    text: str
    here: bool


@dataclass(frozen=True)
class LinkGroup:
    """Links that stand together, behind a word to open where `folded`."""

    title: str
    links: tuple[PageLink, ...]
    folded: bool = False

    @property
    def label(self) -> str:
        """The word, with the page of the group that is shown."""
        here = [link.text for link in self.links if link.here]
        return f"{self.title}: {here[0]}" if here else self.title


@dataclass(frozen=True)
class Page:
    """What the frame of a page says; `preliminary` which answers remain of what it shows."""

    title: str
    kommun: str
    vision: str
    through: str
    example: bool
    groups: tuple[LinkGroup, ...]
    tense: Tense = EXPECTED
    preliminary: str = ""
    mark: str = PRELIMINARY_MARK


def page_name(namnd: str) -> str:
    """The nämnd's page."""
    return f"namnder/{namnd.lower()}.html"


def goal_href(namnd: str, goal: str) -> str:
    """A goal's place on its nämnd's page, as seen from `resultat`."""
    return f"{page_name(namnd)}#{quote(goal)}"


def slug(text: str) -> str:
    """A name as a short file name: 'Trygghet & hälsa' is 'trygghet-halsa'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "omrade"


def area_names(job: Job) -> dict[str, str]:
    """The page of each fokusområde in force, by its name; two that would be called the same are numbered."""
    found: dict[str, str] = {}
    for area in job.settings.areas_in(job.year):
        name, number = slug(area.name), 2
        while f"fokusomraden/{name}.html" in found.values():
            name, number = f"{slug(area.name)}-{number}", number + 1
        found[area.name] = f"fokusomraden/{name}.html"
    return found


def up(path: str) -> str:
    """The way from a page to the folder `resultat`."""
    return "../" * path.count("/")


def _groups(job: Job, here: str) -> tuple[LinkGroup, ...]:
    followup = job.kind.publishes == "followup"
    first = {KOMMUN: "Hela kommunen"}
    if followup:
        first |= {DEVIATIONS: "Avvikelser", YEAR: "Året"} | ({MALBOKSLUT: "Målbokslut"} if job.kind.final else {})
    first[ALL_ROUNDS] = "Alla omgångar"
    areas = {path: name for name, path in area_names(job).items()} if followup else {}
    namnder = {page_name(n.id): n.name for n in job.settings.namnder_in(job.year)}
    groups = (
        LinkGroup("Sidor", _links(first, here)),
        LinkGroup("Fokusområden", _links(areas, here), folded=True),
        LinkGroup("Nämnder", _links(namnder, here), folded=len(namnder) > MOST_IN_SIGHT),
    )
    return tuple(group for group in groups if group.links)


def _links(pages: dict[str, str], here: str) -> tuple[PageLink, ...]:
    return tuple(PageLink(f"{up(here)}{path}", text, path == here) for path, text in pages.items())


def rendered(merged: Merged, what: tuple[str, str, str], values: dict[str, Any]) -> bytes:
    """A page of the round: `what` is its template, its path in `resultat` and its heading."""
    template, here, heading = what
    job = merged.job
    page = Page(
        title=job.title,
        kommun=job.settings.name,
        vision=job.settings.vision,
        through=job.through,
        example=job.settings.example,
        groups=_groups(job, here),
        tense=tense_of(job.kind),
        preliminary=_preliminary(merged, here),
    )
    return framed(template, page, heading, {"up": up(here)} | values)


def _preliminary(merged: Merged, here: str) -> str:
    """A nämnd's page tells of its own answer alone, material of each, and what columns mean doesn't wait for any."""
    own = here in {page_name(namnd.id) for namnd in merged.job.namnder}
    return "" if own or here.startswith("data/") or merged.job.kind.publishes != "followup" else preliminary(merged)


def framed(template: str, page: Page, heading: str, values: dict[str, Any]) -> bytes:
    """A page in its frame."""
    made = render.environment("sidor", escape=True).get_template(template)
    return made.render({"page": page, "heading": heading, "style": style(), **values}).encode()


@cache
def style(*more: str) -> Markup:
    """The stylesheet that every page has inside, with more of them after it."""
    texts = ((render.TEMPLATES / "sidor" / name).read_text(encoding="utf-8") for name in ("style.css", *more))
    return Markup("".join(texts))
