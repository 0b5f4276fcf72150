"""What stands on the kommun's page: how it is, what has changed, what deviates most, and the way to the rest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from flows.steps.merging.changes import changes_told
from flows.steps.merging.compared import BETTER, MEANINGS, WORSE
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import (
    assessment_words,
    economy_lacking,
    headline,
    no_deviations,
    reached_title,
    status_counts,
)
from flows.steps.merging.standing import STANDING
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import NAMNDER_TOTAL, decided_told, own_accepted_told, share_of_budget, sources_told
from flows.steps.pages.areas import MANY
from flows.steps.pages.charts import diverging, errors, matrix, stacked
from flows.steps.pages.deviations import deviation_values
from flows.steps.pages.frame import DEVIATIONS, area_names, goal_href, page_name
from flows.steps.pages.investments import investments_table
from flows.steps.pages.marks import figures_before, key_figures, legend
from flows.steps.pages.tables import Cell, PageTable, Row, linked, listing, page_table
from flows.steps.swedish import alike, first_line, moment, number, one_decimal, text_or_empty, to_tkr
from flows.steps.workbook.plain_sheets import focus_counts
from schemas.messages.message import listed
from schemas.published import ACCURACY, shown_totals
from schemas.sheets.investments import INVESTMENTS
from schemas.sheets.kommun_goals import KOMMUN_GOALS


def kommun_values(merged: Merged, most: int) -> dict[str, Any]:
    """Everything that the template of the kommun's page asks for; `most` deviations and changed goals."""
    totals = merged.tables["totals"]
    counts = status_counts(merged, merged.tables["goals"])
    known = totals["deviation"].dropna()
    by_namnd = {str(row["name"]): {m: int(row[m]) for m in MEANINGS} for row in totals.to_dict("records")}
    money = dict(zip(totals.dropna(subset="deviation")["name"], known, strict=True))
    controller = [f for f in merged.findings if f.stops and not f.submission]
    return {
        "sentences": headline(merged),
        "figures": figures_before(merged, key_figures(counts, _sum(known), tense_of(merged.job.kind))),
        "outside": bool(merged.job.settings.finance.outside) and bool(money),
        "changes": changes_told(merged),
        "moved": _moved(merged)[:most],
        "matrix": matrix(merged),
        "area_pages": area_names(merged.job),
        "tall": len(totals) > MANY,
        "goals_chart": stacked(reached_title(merged, counts), by_namnd, tense_of(merged.job.kind)),
        "money_chart": diverging(_money_title(money), money) if money else None,
        "economy_lacking": economy_lacking(merged),
        "legend": legend(tense_of(merged.job.kind)),
        "deviations": [deviation_values(merged, d) for d in merged.deviations[:most]],
        "more_deviations": _more(len(merged.deviations), most),
        "all_deviations": DEVIATIONS,
        "no_deviations": no_deviations(merged),
        "totals": totals_table(merged),
        INVESTMENTS.id: investments_table(merged),
        "kommun_goals": _kommun_goals(merged),
        "kommun_goals_decided": _kommun_goals_decided(merged),
        "focus": _focus(merged),
        "submissions": _submissions(merged),
        **_accuracy(merged),
        "controller": [f"{f.file}: {f.sentence}" for f in controller],
        "accepted": own_accepted_told(merged),
        "latest": _latest(merged),
        "sources": _sources(merged),
    }


def _more(count: int, most: int) -> str:
    """How many deviations the link to all of them leads to, if there are more."""
    return f"Alla {alike(count)(count)} avvikelser, med konsekvenser och åtgärder" if count > most else ""


def _moved(merged: Merged) -> list[dict[str, str]]:
    """The goals that are assessed otherwise than in the round before, those that are worse first."""
    goals = merged.tables["goals"]
    found: dict[str, list[dict[str, str]]] = {WORSE: [], BETTER: []}
    for key, row in goals[goals["move"].isin(list(found))].to_dict("index").items():
        told = {name: str(row[name]) for name in ("goal", "move", "previous_assessment", "assessment")}
        told["goal"] = first_line(told["goal"])
        found[told["move"]].append(told | {"key": str(key), "href": goal_href(row["namnd"], str(key))})
    return [*found[WORSE], *found[BETTER]]


def _sum(known: pd.Series[int]) -> int | None:
    return int(known.sum()) if len(known) else None


def _accuracy(merged: Merged) -> dict[str, Any]:
    """How earlier forecasts came out, where that is known."""
    table = merged.tables.get(ACCURACY.id)
    if table is None:
        return {"accuracy": None, "accuracy_table": None}
    rows = {str(r["name"]): (float(r["mean"]), float(r["worst"])) for r in table.to_dict("records")}
    best = min(rows, key=lambda name: rows[name][0])
    chart = errors(f"Prognoser närmast utfallet: {best}", rows)
    return {"accuracy": chart, "accuracy_table": page_table("Prognossäkerhet per nämnd", ACCURACY.columns[1:], table)}


def _money_title(money: dict[str, int]) -> str:
    worst = min(money, key=lambda name: money[name])
    return f"Störst underskott: {worst} (tkr)" if money[worst] < 0 else "Inget underskott (avvikelse i tkr)"


def _kommun_goals(merged: Merged) -> PageTable | None:
    """The kommunövergripande mål, in the rounds that follow them up (K3)."""
    table = merged.tables.get(KOMMUN_GOALS.id)
    if table is None or table.empty:
        return None
    rows = [
        [row["goal"], assessment_words(merged, row["assessment"]), *map(text_or_empty, (row["comment"], row["action"]))]
        for row in table.to_dict("records")
    ]
    return listing("Kommunövergripande mål", ("Mål", "Bedömning", "Kommentar", "Åtgärd"), rows)


def _kommun_goals_decided(merged: Merged) -> str:
    table = merged.tables.get(KOMMUN_GOALS.id)
    return "" if table is None else decided_told(table)


_SHOWN = ("name", "goals", *MEANINGS, "budget", "actual", "forecast", "deviation", "percent", "forecast_from")


def totals_table(merged: Merged) -> PageTable:
    """The nämnder's rows and the kommun's sum of what is shown."""
    totals, known = merged.tables["totals"], {c.name: c for c in shown_totals(merged.job.kind).columns}
    columns = tuple(known[name] for name in _SHOWN if name in known)
    table = page_table("Mål och ekonomi, en rad per nämnd", columns, totals)
    cells = [Cell(NAMNDER_TOTAL)]
    for column in columns[1:]:
        values = totals[column.name].dropna()
        if column.kind == "money":
            cells.append(Cell(number(sum(to_tkr(v) for v in values), 0) if len(values) else "", "num"))
        elif column.name in ("percent", "forecast_from"):
            share = share_of_budget(totals) if column.name == "percent" else None
            cells.append(Cell("" if share is None else one_decimal(share), "num"))
        else:
            cells.append(Cell(number(int(values.sum()), 0), "num"))
    pages = [page_name(namnd) for namnd in totals["namnd"]]
    rows = (linked(row, page) for row, page in zip(table.rows, pages, strict=True))
    return PageTable(table.caption, table.headings, (*rows, Row(tuple(cells), total=True)))


def _focus(merged: Merged) -> PageTable:
    counts = focus_counts(merged)
    tense = tense_of(merged.job.kind)
    heads = ["Fokusområde", *tense.bar.values(), *(f"{n.id}: {tense.short}" for n in merged.job.namnder)]
    rows = [
        [str(area), *(str(v) for v in values)] for area, values in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    caption = "Mål per fokusområde. Ett mål som stödjer två fokusområden räknas i båda."
    return listing(caption, heads, rows, numbers=len(heads) - 1)


def _submissions(merged: Merged) -> PageTable:
    rows = []
    for state in merged.states:
        item = state.newest.received if state.newest else None
        when, file = (moment(item.received), f"{item.file} ({item.short})") if item else ("", "")
        errors = str(len(state.errors)) if state.newest else ""
        rows.append([state.namnd.name, STANDING[state.state], errors, when, file])
    return listing("Svar från nämnderna: läge, fel och fil", ["Nämnd", "Läge", "Fel", "Mottagen", "Fil (sha256)"], rows)


def _latest(merged: Merged) -> str:
    times = [s.counted.received.received for s in merged.states if s.counted]
    return f"Läget efter senaste inlästa svaret, {moment(max(times))}." if times else "Inget svar är inläst ännu."


def _sources(merged: Merged) -> str:
    return f"{listed(sources_told(merged))}."
