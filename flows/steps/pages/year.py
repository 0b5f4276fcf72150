"""The year's view: every goal round by round, goals and money over time, and the indicators' curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.merging.wordings import sources_told
from flows.steps.pages.charts import diverging, stacked
from flows.steps.pages.frame import YEAR, page_name, rendered
from flows.steps.pages.marks import LARGEST, legend, mostly_others, short
from flows.steps.pages.over_time import (
    compared_with,
    dropped_goals,
    goal_rows,
    goals_sentence_of,
    indicator_rows,
    measured,
    money_sentence_of,
    periods,
)
from flows.steps.pages.tables import PageTable, linked, listing
from flows.steps.swedish import to_tkr
from schemas.messages.message import listed
from schemas.published import DEVELOPMENT
from schemas.settings import Namnd


def year_page_name(namnd: str) -> str:
    """A nämnd's part of the year's view, where there are too many goals for one page."""
    return f"aret/{namnd.lower()}.html"


def year_pages(merged: Merged) -> dict[str, bytes]:
    """`aret.html`; where it would be too large it has a row per nämnd, and each nämnd a page in `aret`."""
    heading, common = f"Året {merged.job.year}", _common(merged) | _charts(merged)
    whole = _of(merged, merged.job.namnder) | {"by_namnd": None}
    made = rendered(merged, ("aret.html.j2", YEAR, heading), common | whole)
    if len(made) <= LARGEST:
        return {YEAR: made}
    parted = _of(merged, ()) | {"by_namnd": _by_namnd(merged)}
    files = {YEAR: rendered(merged, ("aret.html.j2", YEAR, heading), common | parted)}
    none: dict[str, Any] = {"sentences": [], "charts": [], "by_namnd": None}
    for namnd in merged.job.namnder:
        what = ("aret.html.j2", year_page_name(namnd.id), f"{heading}: {namnd.name}")
        files[what[1]] = rendered(merged, what, _common(merged) | none | _of(merged, (namnd,)))
    return files


def _common(merged: Merged) -> dict[str, Any]:
    return {
        "legend": legend(),
        "marks": {m.meaning: m for m in legend()},
        "periods": [short(label) for label in periods(merged)],
        "measured": [short(label) for label in measured(merged)],
        "curves": len(measured(merged)) > 1,
        "sources": f"{listed(sources_told(merged))}.",
    }


def _charts(merged: Merged) -> dict[str, Any]:
    """How goals and money have stood in each round; of one round alone there is nothing to compare."""
    table = merged.tables[DEVELOPMENT.id]
    goals, money = goals_sentence_of(table), money_sentence_of(table)
    if goals and _others(merged):
        goals += " De flesta av målen är andra än då."
    counts = {short(str(r["period"])): {m: int(r[m]) for m in MEANINGS} for r in table.to_dict("records") if r["goals"]}
    known = table.dropna(subset="deviation")
    deviations = {short(str(p)): int(v) for p, v in zip(known["period"], known["deviation"], strict=True)}
    charts = [stacked("Mål per omgång och bedömning", counts)] if len(counts) > 1 else []
    if len(deviations) > 1:
        charts.append(diverging(_money_title(deviations), deviations))
    return {"sentences": [s for s in (goals, money) if s], "charts": charts}


def _others(merged: Merged) -> bool:
    """Whether the round that the sentences hold this one against was mostly about other goals."""
    before = compared_with(merged.tables[DEVELOPMENT.id])
    key = next((key for key, label in merged.earlier.labels.items() if label == before), "")
    return bool(key) and mostly_others(merged, key)


def _money_title(deviations: dict[str, int]) -> str:
    """The rounds of two years stand side by side, so which one is meant is said."""
    worst = min(deviations, key=lambda period: deviations[period])
    told = f"störst underskott i {worst}" if to_tkr(deviations[worst]) < 0 else "inget underskott"
    return f"Avvikelse mot budget i varje omgång: {told} (tkr)"


def _of(merged: Merged, namnder: Sequence[Namnd]) -> dict[str, Any]:
    """The rounds of these nämnder's goals and indicators."""
    goals, indicators = goal_rows(merged), indicator_rows(merged)
    ids = {n.id for n in namnder}
    return {
        "namnder": [
            {"name": n.name, "href": page_name(n.id), "goals": goals.get(n.id, [])} for n in namnder if goals.get(n.id)
        ],
        "dropped": [row for row in dropped_goals(merged) if row["namnd"] in ids or len(ids) == len(merged.job.namnder)],
        "indicators": [{"name": n.name, "rows": indicators[n.id]} for n in namnder if indicators.get(n.id)],
    }


def _by_namnd(merged: Merged) -> PageTable:
    """How many of its goals each nämnd thought it would reach, round by round."""
    rows = goal_rows(merged)
    heads = ("Nämnd", *(short(label) for label in periods(merged)))
    told = [[n.name, *_reached(rows.get(n.id, []), len(heads) - 1)] for n in merged.job.namnder]
    table = listing("Mål som nås, omgång för omgång", heads, told, numbers=len(heads) - 1)
    linked_rows = tuple(
        linked(row, year_page_name(n.id)) for row, n in zip(table.rows, merged.job.namnder, strict=True)
    )
    return PageTable(table.caption, table.headings, linked_rows)


def _reached(rows: list[dict[str, Any]], count: int) -> Iterator[str]:
    """'3 av 5' for each round; empty for one that the nämnd had no goals in."""
    for place in range(count):
        known = [row["cells"][place] for row in rows if row["cells"][place]]
        yield f"{known.count('reached')} av {len(known)}" if known else ""
