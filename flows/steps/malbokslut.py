"""Målbokslut for årsredovisningen: a chapter per nämnd and one for the kommun, as a Word document and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flows.steps.document_parts import leads, rows_of, said, start
from flows.steps.docx_paper import Column, Paper
from flows.steps.merge import Merged
from flows.steps.page_tables import PageTable, listing
from flows.steps.pages import rendered
from flows.steps.sentences import headline, namnd_headline
from flows.steps.swedish import number, signed_tkr, tkr, to_tkr
from flows.steps.told import share_of_budget, sources_told
from flows.steps.workbook_tables import assessment_words
from schemas.sheets.kommun_goals import KOMMUN_GOALS

_SUM = "Kommunen totalt"
DOCUMENT, PAGE = "protokoll/malbokslut.docx", "malbokslut.html"
_GOALS = (
    Column("Mål", 52),
    Column("Bedömning", 22, "status"),
    Column("Resultat", 44),
    Column("Analys och åtgärder", 42),
)
_MONEY = (
    *(Column("Nämnd", 58), Column("Budget (tkr)", 26, "number"), Column("Utfall (tkr)", 26, "number")),
    *(Column("Avvikelse (tkr)", 26, "number"), Column("Procent", 24, "number")),
)


@dataclass(frozen=True)
class Chapter:
    """A heading, what is said first, and a table with its caption."""

    title: str
    sentences: list[str]
    caption: str
    columns: tuple[Column, ...]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def table(self) -> PageTable:
        """The same as a page's table."""
        numbers = sum(c.kind == "number" for c in self.columns)
        made = listing(self.caption, [c.heading for c in self.columns], self.rows, numbers=numbers)
        rows = tuple(replace(r, total=r.cells[0].text == _SUM) for r in made.rows)
        wide = tuple(replace(r, cells=tuple(replace(c, look=c.look or "pre") for c in r.cells)) for r in rows)
        return replace(made, rows=wide)


def malbokslut(merged: Merged) -> dict[str, bytes]:
    """The document and the page, where the round is an årsbokslut."""
    if not merged.job.kind.final:
        return {}
    chapters = list(_chapters(merged))
    return {DOCUMENT: _document(merged, chapters), PAGE: _page(merged, chapters)}


def _chapters(merged: Merged) -> Iterator[Chapter]:
    yield Chapter("Ekonomi", [], "Nettokostnad per nämnd. Plus är överskott.", _MONEY, list(_money(merged)))
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


def _money(merged: Merged) -> Iterator[list[str]]:
    for row in rows_of(merged.tables["totals"]):
        percent = number(row["percent"], 1) if row["percent"] == row["percent"] else "–"
        amounts = [tkr(row["budget"]), tkr(row["forecast"]), signed_tkr(row["deviation"])]
        yield [str(row["name"]), *(text or "–" for text in amounts), percent]
    totals = merged.tables["totals"]
    sums = [sum(to_tkr(v) for v in totals[name].dropna()) for name in ("budget", "forecast", "deviation")]
    share = share_of_budget(totals)
    percent = "–" if share is None else number(share, 1)
    yield [_SUM, *(number(s, 0) for s in sums[:2]), f"{'+' if sums[2] > 0 else ''}{number(sums[2], 0)}", percent]


def _document(merged: Merged, chapters: list[Chapter]) -> bytes:
    paper: Paper = start(merged, "Målbokslut för årsredovisningen")
    leads(paper, headline(merged))
    for chapter in chapters:
        paper.heading(chapter.title, 1)
        leads(paper, chapter.sentences)
        if chapter.rows:
            paper.table(chapter.caption, chapter.columns, chapter.rows, summed=chapter.rows[-1][0] == _SUM)
    paper.heading("Källor", 1)
    paper.items(sources_told(merged))
    return paper.finish()


def _page(merged: Merged, chapters: list[Chapter]) -> bytes:
    values = {"sentences": headline(merged), "chapters": chapters, "sources": sources_told(merged)}
    what = ("malbokslut.html.j2", "", f"Målbokslut {merged.job.year}")
    return rendered(merged, what, merged.job.namnder, values)
