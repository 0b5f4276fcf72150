"""HTML pages: one of the kommun and one per nämnd, each a file that opens from anywhere, without script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from flows.steps import render
from flows.steps.merge import Merged
from flows.steps.page_kommun import kommun_values
from flows.steps.page_namnd import namnd_values


@dataclass(frozen=True)
class Link:
    """A link of the navigation."""

    href: str
    text: str
    here: bool


@dataclass(frozen=True)
class Page:
    """What every page has."""

    title: str
    kommun: str
    vision: str
    through: str
    example: bool
    links: tuple[Link, ...]


def make_pages(merged: Merged) -> dict[str, bytes]:
    """`index.html` and `namnder/<id>.html` for each nämnd; a nämnd's page has only its own rows."""
    files = {"index.html": _render(merged, "", f"{merged.job.settings.name}s mål och ekonomi", kommun_values(merged))}
    for namnd in merged.job.namnder:
        files[page_name(namnd.id)] = _render(merged, namnd.id, namnd.name, namnd_values(merged, namnd.id))
    return files


def page_name(namnd: str) -> str:
    """The nämnd's page."""
    return f"namnder/{namnd.lower()}.html"


def _links(merged: Merged, here: str) -> tuple[Link, ...]:
    up = "../" if here else ""
    first = Link(f"{up}index.html", "Hela kommunen", not here)
    rest = (Link(f"{up}{page_name(n.id)}", n.name, n.id == here) for n in merged.job.namnder)
    return (first, *rest)


def _render(merged: Merged, here: str, heading: str, values: dict[str, Any]) -> bytes:
    job = merged.job
    page = Page(
        title=job.title,
        kommun=job.settings.name,
        vision=job.settings.vision,
        through=job.through,
        example=job.settings.example,
        links=_links(merged, here),
    )
    template = "namnd.html.j2" if here else "kommun.html.j2"
    made = render.environment("sidor", escape=True).get_template(template)
    return made.render(page=page, heading=heading, style=_style(), **values).encode()


@cache
def _style() -> Markup:
    return Markup((render.TEMPLATES / "sidor" / "style.css").read_text(encoding="utf-8"))
