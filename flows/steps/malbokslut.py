"""Målbokslut for årsredovisningen: a chapter per nämnd and one for the kommun, as a Word document and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flows.steps.documents.money import totals_told
from flows.steps.documents.paper import Paper
from flows.steps.documents.phrases import leads, said, start
from flows.steps.documents.table import Head
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import assessment_words, headline, namnd_headline
from flows.steps.merging.wordings import NAMNDER_TOTAL, sources_told
from flows.steps.pages.frame import MALBOKSLUT, rendered
from flows.steps.pages.tables import PageTable, listing
from flows.steps.reading.frames import rows_of
from schemas.sheets.kommun_goals import KOMMUN_GOALS

DOCUMENT = "protokoll/malbokslut.docx"
_GOALS = (
    Head("Mål", 52),
    Head("Bedömning", 22, "status"),
    Head("Resultat", 44),
    Head("Analys och åtgärder", 42),
)


@dataclass(frozen=True)
class Chapter:
    """A heading, what is said first, and a table with its caption."""

    title: str
    sentences: list[str]
    caption: str
    columns: tuple[Head, ...]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def table(self) -> PageTable:
        """The same as a page's table."""
        numbers = sum(c.kind == "number" for c in self.columns)
        made = listing(self.caption, [c.heading for c in self.columns], self.rows, numbers=numbers)
        rows = tuple(replace(r, total=r.cells[0].text == NAMNDER_TOTAL) for r in made.rows)
        wide = tuple(replace(r, cells=tuple(replace(c, look=c.look or "pre") for c in r.cells)) for r in rows)
        return replace(made, rows=wide)


def malbokslut(merged: Merged) -> dict[str, bytes]:
    """The document and the page, where the round is an årsbokslut."""
    if not merged.job.kind.final:
        return {}
    chapters = list(_chapters(merged))
    return {DOCUMENT: _document(merged, chapters), MALBOKSLUT: _page(merged, chapters)}


def _chapters(merged: Merged) -> Iterator[Chapter]:
    columns, rows = totals_told(merged)
    yield Chapter("Ekonomi", [], "Nettokostnad per nämnd i tkr. Plus är överskott.", tuple(columns), rows)
    if len(merged.tables[KOMMUN_GOALS.id]):
        rows = _goals(merged, KOMMUN_GOALS.id)
        yield Chapter("Kommunövergripande mål", [], "Kommunövergripande mål.", _GOALS, rows)
    for state in merged.states:
        namnd = state.namnd
        rows = _goals(merged, "goals", namnd.id)
        yield Chapter(namnd.name, namnd_headline(merged, namnd.id), f"Mål, {namnd.name}.", _GOALS, rows)


def _goals(merged: Merged, sheet: str, namnd: str = "") -> list[list[str]]:
    table = merged.tables[sheet]
    rows = rows_of(table[table["namnd"] == namnd] if namnd else table)
    return [
        [
            said(row, "goal"),
            assessment_words(merged, row["assessment"]),
            said(row, "comment"),
            "\n".join(filter(None, (said(row, name) for name in ("consequence", "action") if name in row))),
        ]
        for row in rows
    ]


def _document(merged: Merged, chapters: list[Chapter]) -> bytes:
    paper: Paper = start(merged, "Målbokslut för årsredovisningen")
    leads(paper, headline(merged))
    for chapter in chapters:
        paper.heading(chapter.title, 1)
        leads(paper, chapter.sentences)
        if chapter.rows:
            paper.table(chapter.caption, chapter.columns, chapter.rows, summed=chapter.rows[-1][0] == NAMNDER_TOTAL)
    paper.heading("Källor", 1)
    paper.items(sources_told(merged))
    return paper.finish()


def _page(merged: Merged, chapters: list[Chapter]) -> bytes:
    values = {"sentences": headline(merged), "chapters": chapters, "sources": sources_told(merged)}
    what = ("malbokslut.html.j2", MALBOKSLUT, f"Målbokslut {merged.job.year}")
    return rendered(merged, what, values)
