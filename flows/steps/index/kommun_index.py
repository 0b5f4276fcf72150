"""The index over all years and rounds of a kommun that have been published, made of what lies on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.steps.files.archive import write_safely
from flows.steps.index.published import Published, published
from flows.steps.job import Job
from flows.steps.merging.sentences import MOST_NAMES
from flows.steps.merging.standing import PRELIMINARY_MARK
from flows.steps.pages.frame import KOMMUN, Page, framed
from flows.steps.pages.tables import PageTable, listing
from flows.steps.swedish import capital, moment, words

_HEADS = ("Omgång", "Läge", "Svar", "Senaste svar", "Sammanställning", "Data")


def write_index(job: Job) -> None:
    """`output/<kommun>/index.html`, written so that a reader sees the former one or this one, whole."""
    write_safely(job.places.output / KOMMUN, index_page(job))


def index_page(job: Job) -> bytes:
    """The page; the same folders give the same bytes."""
    folder = job.places.output
    rounds = published(job, folder)
    years = list(dict.fromkeys(r.year for r in rounds))
    values = {
        "sentence": latest_sentence(rounds),
        "years": [
            {
                "year": year,
                "table": _table(f"Omgångar {year}", [r for r in rounds if r.year == year]),
                "more": f"{year}/utvardering.html" if (folder / str(year) / "utvardering.html").is_file() else "",
            }
            for year in years
        ],
        "handbook": (folder / "handbok.html").is_file(),
    }
    settings = job.settings
    page = Page("Mål och ekonomi", settings.name, settings.vision, "", settings.example, ())
    return framed("omgangar.html.j2", page, "Alla omgångar", values)


def latest_sentence(rounds: list[Published]) -> str:
    """Which round is the latest, and how many there are."""
    if not rounds:
        return "Ingen omgång har getts ut ännu."
    last = rounds[0]
    count = f"{capital(words(len(rounds)))} omgångar"
    if len(rounds) == 1:
        return f"En omgång har getts ut: {last.title}{' (preliminär)' if last.preliminary else ''}."
    state = " Den är preliminär." if last.preliminary else ""
    return f"{count} har getts ut, senast {last.title}.{state}"


def _table(caption: str, rounds: list[Published]) -> PageTable:
    table = listing(caption, _HEADS, [list(_texts(r)) for r in rounds])
    rows = (
        replace(row, cells=tuple(replace(c, href=h) for c, h in zip(row.cells, _links(r), strict=True)))
        for row, r in zip(table.rows, rounds, strict=True)
    )
    return replace(table, rows=tuple(rows))


def _texts(item: Published) -> Iterator[str]:
    yield item.title
    state = {True: PRELIMINARY_MARK, False: "●\N{NO-BREAK SPACE}Komplett", None: ""}
    yield state[item.preliminary]
    lacking = f". Återstår: {', '.join(item.lacking)}" if 0 < len(item.lacking) <= MOST_NAMES else ""
    yield f"{item.answered} av {item.asked}{lacking}" if item.asked else ""
    yield moment(item.latest).replace("kl. ", "kl.\N{NO-BREAK SPACE}") if item.latest else ""
    yield "Excel" if item.workbook else ""
    yield "Tabeller" if item.data else ""


def _links(item: Published) -> tuple[str, ...]:
    return (item.page, "", "", "", item.workbook, item.data)
