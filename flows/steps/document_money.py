"""The economy in the Word documents: a nämnd's verksamheter, and the kommun's nämnder with their sum."""

from __future__ import annotations

import pandas as pd

from flows.steps.document_parts import Record, explain, leads, records, said
from flows.steps.docx_look import TEXT_WIDTH
from flows.steps.docx_paper import Column, Paper
from flows.steps.merge import Merged
from flows.steps.sentences import money_sentence
from flows.steps.swedish import number, signed_tkr, tkr, to_tkr
from flows.steps.tense import tense_of
from flows.steps.told import share_of_budget
from schemas.sheets.sheet import is_total

_SHOWN = (
    ("budget", "Budget helår"),
    ("actual", "Utfall hittills"),
    ("last_year", "Utfall i fjol"),
    ("forecast", "Prognos helår"),
    ("deviation", "Avvikelse"),
)
_READING = "Nettokostnad i tkr. Avvikelse är budget minus prognos: plus är överskott."
_FROM_SYSTEM = "Nämndens prognos saknas. Beloppet bygger på ekonomisystemets prognos."
_SYSTEM = "Ekonomisystemet"
_WIDTH = 19


def write_economy(paper: Paper, merged: Merged, namnd: str) -> None:
    """The nämnd's money: the sentence, the table per verksamhet, its comments and what is done about a deficit."""
    paper.heading("Ekonomi", 1)
    total = merged.tables["totals"].loc[namnd]
    sentence = money_sentence(total["deviation"], total["budget"], tense_of(merged.job.kind))
    leads(paper, [sentence, *([_FROM_SYSTEM] if total["forecast_from"] == _SYSTEM else [])])
    rows = sorted(records(merged, "economy", namnd), key=lambda row: is_total(row["key"]))
    if not rows:
        return
    shown = _columns(rows)
    columns = [Column("Verksamhet", TEXT_WIDTH - _WIDTH * len(shown)), *(Column(t, _WIDTH, "number") for _, t in shown)]
    cells = [[said(row, "area"), *(_money(row, name) for name, _ in shown)] for row in rows]
    paper.table(f"{_through(merged)} {_READING}", columns, cells, summed=is_total(rows[-1]["key"]))
    for row in rows:
        paper.labelled(said(row, "area"), said(row, "comment"))
    explain(paper, rows[-1], tense_of(merged.job.kind))


def _through(merged: Merged) -> str:
    return f"Utfall till och med {merged.job.through}."


def _columns(rows: list[Record]) -> list[tuple[str, str]]:
    """The amounts of which at least one is known; the finance system's forecast stands in for the nämnd's."""
    forecast = any(pd.notna(row["forecast"]) for row in rows)
    wanted = (
        list(_SHOWN) if forecast else [*_SHOWN[:3], ("system_forecast", "Prognos i ekonomi\N{SOFT HYPHEN}systemet")]
    )
    return [(name, title) for name, title in wanted if any(pd.notna(row[name]) for row in rows)]


def _money(row: Record, name: str) -> str:
    return (signed_tkr(row[name]) if name == "deviation" else tkr(row[name])) or "–"


_KOMMUN = (
    Column("Nämnd", 46), Column("Budget helår", 22, "number"), Column("Utfall hittills", 22, "number"),
    Column("Prognos helår", 22, "number"), Column("Avvikelse", 20, "number"),
    Column("Avvikelse i procent", 28, "number"),
)  # fmt: skip


def write_totals(paper: Paper, merged: Merged) -> None:
    """A row per nämnd and the kommun's sum, which adds up; says which forecasts are the finance system's."""
    totals = merged.tables["totals"]
    rows = [
        [
            f"{row['name']}{' *' if row['forecast_from'] == _SYSTEM else ''}",
            *(_money(row, name) for name in ("budget", "actual", "forecast", "deviation")),
            "–" if pd.isna(row["percent"]) else number(row["percent"], 1),
        ]
        for row in ({str(k): v for k, v in found.items()} for found in totals.to_dict("records"))
    ]
    paper.table(f"{_through(merged)} {_READING}", _KOMMUN, [*rows, _sum_row(totals)], summed=True)
    if (totals["forecast_from"] == _SYSTEM).any():
        paper.text("* Nämndens prognos saknas. Beloppet är ekonomisystemets prognos.")
    if totals["forecast"].isna().any() and totals["forecast"].notna().any():
        paper.text("Summan av prognos och avvikelse gäller de nämnder vars prognos är känd.")


def _sum_row(totals: pd.DataFrame) -> list[str]:
    sums = {n: [to_tkr(v) for v in totals[n].dropna()] for n in ("budget", "actual", "forecast", "deviation")}
    cells = [number(sum(values), 0) if values else "–" for values in sums.values()]
    deviation = sum(sums["deviation"])
    if sums["deviation"] and deviation > 0:
        cells[-1] = f"+{cells[-1]}"
    percent = share_of_budget(totals)
    return ["Kommunen totalt", *cells, "–" if percent is None else number(percent, 1)]
