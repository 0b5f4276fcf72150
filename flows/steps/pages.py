"""HTML pages: one of the kommun and one per nämnd, each a file that opens from anywhere, without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from flows.steps import render
from flows.steps.changes import changes_sentence
from flows.steps.charts import matrix, progress
from flows.steps.merge import Merged
from flows.steps.page_kommun import kommun_values
from flows.steps.page_namnd import namnd_values
from flows.steps.tense import EXPECTED, Tense, tense_of
from schemas.settings import Namnd


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
    tense: Tense = EXPECTED


def make_pages(merged: Merged) -> dict[str, bytes]:
    """`index.html` and `namnder/<id>.html` for each nämnd; a nämnd's page has only its own rows."""
    values = kommun_values(merged) | {"changes": changes_sentence(merged.tables["goals"]), "matrix": matrix(merged)}
    files = {"index.html": _render(merged, "", f"{merged.job.settings.name}s mål och ekonomi", values)}
    done = merged.job.kind.sheet("activities").by_name["progress"].title
    for namnd in merged.job.namnder:
        values = namnd_values(merged, namnd.id) | {"sheets": sheet_sources(merged, namnd.id)}
        values |= {"progress": progress, "progress_title": done}
        files[page_name(namnd.id)] = _render(merged, namnd.id, namnd.name, values)
    return files


def sheet_sources(merged: Merged, namnd: str) -> dict[str, str]:
    """Per sheet, the file and the sheet in it that the nämnd's rows were read from; empty when nothing was."""
    found: dict[str, str] = {}
    for sheet in merged.job.kind.sheets:
        table = merged.tables[sheet.id]
        read = table.loc[table["namnd"] == namnd, ["file", "cell"]].dropna()
        title = str(read["cell"].iloc[0]).rpartition(", rad ")[0] if len(read) else ""
        found[sheet.id] = f"Källa: {read['file'].iloc[0]}, bladet {title}{_ALSO.get(sheet.id, '')}." if title else ""
    return found


_ALSO = {"economy": ". Budget och utfall kommer från ekonomisystemet"}


def page_name(namnd: str) -> str:
    """The nämnd's page."""
    return f"namnder/{namnd.lower()}.html"


def _links(namnder: Sequence[Namnd], here: str) -> tuple[Link, ...]:
    up = "../" if here else ""
    first = Link(f"{up}index.html", "Hela kommunen", not here)
    rest = (Link(f"{up}{page_name(n.id)}", n.name, n.id == here) for n in namnder)
    return (first, *rest)


def _render(merged: Merged, here: str, heading: str, values: dict[str, Any]) -> bytes:
    template = "namnd.html.j2" if here else "kommun.html.j2"
    return rendered(merged, (template, here, heading), merged.job.namnder, values)


def rendered(merged: Merged, what: tuple[str, str, str], namnder: Sequence[Namnd], values: dict[str, Any]) -> bytes:
    """A page: `what` is its template, whose it is (empty for the kommun) and its heading."""
    template, here, heading = what
    job = merged.job
    page = Page(
        title=job.title,
        kommun=job.settings.name,
        vision=job.settings.vision,
        through=job.through,
        example=job.settings.example,
        links=_links(namnder, here),
        tense=tense_of(job.kind),
    )
    made = render.environment("sidor", escape=True).get_template(template)
    return made.render(page=page, heading=heading, style=style(), **values).encode()


@cache
def style() -> Markup:
    """The stylesheet that every page has inside."""
    return Markup((render.TEMPLATES / "sidor" / "style.css").read_text(encoding="utf-8"))
