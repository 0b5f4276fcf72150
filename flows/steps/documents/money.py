"""The economy in the Word documents: a nämnd's verksamheter, and the kommun's nämnder with their sum."""

from __future__ import annotations

import pandas as pd

from flows.steps.documents.look import TEXT_WIDTH
from flows.steps.documents.paper import Paper
from flows.steps.documents.phrases import Record, explain, leads, records, said
from flows.steps.documents.table import Head
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import money_sentence
from flows.steps.merging.tense import tense_of
from flows.steps.merging.wordings import NAMNDER_TOTAL, share_of_budget
from flows.steps.swedish import number, one_decimal, share_told, signed_tkr, tkr, to_tkr
from schemas.published import shown_totals
from schemas.published_rows import SYSTEM
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import is_total

_SHOWN = ("budget", "actual", "last_year", "forecast", "deviation")
_FROM_SYSTEM = "Nämndens prognos saknas. Beloppet bygger på ekonomisystemets prognos."
_WIDTH = 19


def write_economy(paper: Paper, merged: Merged, namnd: str) -> None:
    """The nämnd's money: the sentence, the table per verksamhet, its comments and what is done about a deficit."""
    paper.heading("Ekonomi", 1)
    total = merged.tables["totals"].loc[namnd]
    sentence = money_sentence(total["deviation"], total["budget"], tense_of(merged.job.kind))
    leads(paper, [sentence, *([_FROM_SYSTEM] if total["forecast_from"] == SYSTEM else [])])
    rows = sorted(records(merged, ECONOMY.id, namnd), key=lambda row: is_total(row["key"]))
    if not rows:
        return
    shown = _columns(merged, rows)
    columns = [
        Head("Verksamhet", TEXT_WIDTH - _WIDTH * len(shown)),
        *(Head(t, _WIDTH, "number") for _, t in shown),
    ]
    cells = [[said(row, "area"), *(_money(row, name) for name, _ in shown)] for row in rows]
    paper.table(_caption(merged), columns, cells, summed=is_total(rows[-1]["key"]))
    for row in rows:
        paper.labelled(said(row, "area"), said(row, "comment"))
    explain(paper, rows[-1], tense_of(merged.job.kind))


def _caption(merged: Merged) -> str:
    compared = tense_of(merged.job.kind).compared
    reading = f"Nettokostnad i tkr. Avvikelse är budget minus {compared}: plus är överskott."
    return f"Utfall till och med {merged.job.through}. {reading}"


def _columns(merged: Merged, rows: list[Record]) -> list[tuple[str, str]]:
    """The amounts of which at least one is known; the finance system's forecast stands in for the nämnd's."""
    known = merged.job.kind.sheet(ECONOMY.id).by_name
    wanted = [(name, known[name].heading) for name in _SHOWN if known[name].by != "tool"]
    if not any(pd.notna(row["forecast"]) for row in rows):
        wanted = [*wanted[:3], ("system_forecast", "Prognos i ekonomi\N{SOFT HYPHEN}systemet")]
    return [(name, title) for name, title in wanted if any(pd.notna(row[name]) for row in rows)]


def _money(row: Record, name: str) -> str:
    return (signed_tkr(row[name]) if name == "deviation" else tkr(row[name])) or "–"


def write_totals(paper: Paper, merged: Merged) -> None:
    """A row per nämnd and the kommun's sum, which adds up; says which forecasts are the finance system's."""
    totals = merged.tables["totals"]
    paper.table(_caption(merged), *totals_told(merged), summed=True)
    if (totals["forecast_from"] == SYSTEM).any():
        paper.text("* Nämndens prognos saknas. Beloppet är ekonomisystemets prognos.")
    if totals["forecast"].isna().any() and totals["forecast"].notna().any():
        paper.text("Summan av prognos och avvikelse gäller de nämnder vars prognos är känd.")


_WIDTHS = {"budget": 22, "actual": 22, "forecast": 22, "deviation": 20}


def totals_told(merged: Merged) -> tuple[list[Head], list[list[str]]]:
    """The money of each nämnd and of the kommun, as columns and rows of texts; amounts in tkr."""
    totals = merged.tables["totals"]
    known = {c.name: c.heading.partition(",")[0] for c in shown_totals(merged.job.kind).columns}
    names = [name for name in _WIDTHS if name in known]
    rest = TEXT_WIDTH - sum(_WIDTHS[name] for name in names) - 28
    columns = [Head("Nämnd", rest), *(Head(known[name], _WIDTHS[name], "number") for name in names)]
    rows = [
        [
            f"{row['name']}{' *' if row['forecast_from'] == SYSTEM else ''}",
            *(_money(row, name) for name in names),
            "–" if pd.isna(row["percent"]) else share_told(row["percent"]),
        ]
        for row in ({str(k): v for k, v in found.items()} for found in totals.to_dict("records"))
    ]
    return [*columns, Head("Avvikelse i procent", 28, "number")], [*rows, _sum_row(totals, names)]


def _sum_row(totals: pd.DataFrame, names: list[str]) -> list[str]:
    sums = {n: [to_tkr(v) for v in totals[n].dropna()] for n in names}
    cells = [number(sum(values), 0) if values else "–" for values in sums.values()]
    deviation = sum(sums["deviation"])
    if sums["deviation"] and deviation > 0:
        cells[-1] = f"+{cells[-1]}"
    percent = share_of_budget(totals)
    return [NAMNDER_TOTAL, *cells, "–" if percent is None else one_decimal(percent)]
