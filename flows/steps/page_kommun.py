"""What stands on the kommun's page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from flows.steps.charts import diverging, errors, stacked, symbol
from flows.steps.compared import MEANINGS
from flows.steps.merge import Merged
from flows.steps.page_tables import Cell, PageTable, Row, listing, page_table
from flows.steps.sentences import headline, no_deviations, status_counts
from flows.steps.standing import READ, STANDING
from flows.steps.swedish import listed, moment, number, signed_tkr, to_tkr, words
from flows.steps.tense import Tense, tense_of
from flows.steps.told import WORDS, share_of_budget, sources_told
from flows.steps.workbook_more import focus_counts
from flows.steps.workbook_tables import assessment_words
from schemas.published import ACCURACY, TOTALS
from schemas.sheets.kommun_goals import KOMMUN_GOALS


@dataclass(frozen=True)
class Mark:
    """A status as symbol, words and colour."""

    meaning: str
    symbol: str
    words: str


@dataclass(frozen=True)
class Figure:
    """A key figure."""

    value: str
    text: str
    meaning: str = ""


def mark(meaning: str, words: str = "") -> Mark:
    """The status of a meaning, in the kommun's own words if given."""
    return Mark(meaning, symbol(meaning), words or WORDS[meaning])


def key_figures(
    counts: dict[str, int], deviation: int | None, tense: Tense, against: str = "mot budget"
) -> list[Figure]:
    """How many goals in each state, and the deviation, with the words that say against what."""
    total = sum(counts.values())
    found = [Figure(f"{counts['reached']} av {total}", f"mål {tense.reach}", "reached")]
    texts = {"partly": tense.partly, "missed": tense.missed, "open": "ej bedömda"}
    found += [Figure(str(counts[m]), text, m) for m, text in texts.items()]
    if deviation is not None:
        found.append(Figure(f"{signed_tkr(deviation)} tkr", against, "missed" if deviation < 0 else ""))
    return found


def kommun_values(merged: Merged) -> dict[str, Any]:
    """Everything that the template of the kommun's page asks for."""
    totals = merged.tables["totals"]
    counts = status_counts(merged, merged.tables["goals"])
    known = totals["deviation"].dropna()
    by_namnd = {str(row["name"]): {m: int(row[m]) for m in MEANINGS} for row in totals.to_dict("records")}
    money = dict(zip(totals.dropna(subset="deviation")["name"], known, strict=True))
    controller = [f for f in merged.findings if f.stops and not f.submission]
    return {
        "preliminary": _preliminary(merged),
        "sentences": headline(merged),
        "figures": key_figures(counts, int(known.sum()) if len(known) else None, tense_of(merged.job.kind)),
        "goals_chart": stacked(
            f"{counts['reached']} av {sum(counts.values())} mål {tense_of(merged.job.kind).reach}", by_namnd
        ),
        "money_chart": diverging(_money_title(money), money),
        "legend": [mark(m) for m in MEANINGS],
        "deviations": [asdict(d) | {"mark": mark(d.meaning, d.words)} for d in merged.deviations[:_MOST]],
        "more_deviations": _more(len(merged.deviations)),
        "no_deviations": no_deviations(merged),
        "totals": _totals(totals),
        "kommun_goals": _kommun_goals(merged),
        "focus": _focus(merged),
        "submissions": _submissions(merged),
        **_accuracy(merged),
        "controller": [f"{f.file}: {f.sentence}" for f in controller],
        "latest": _latest(merged),
        "sources": _sources(merged),
    }


_MOST = 20
"""Deviations with all their words on the kommun's page, the heaviest; each nämnd's page has its own."""


def _more(count: int) -> str:
    """Where the other deviations stand, if there are more."""
    rest = count - _MOST
    if rest < 1:
        return ""
    noun = "avvikelse" if rest == 1 else "avvikelser"
    said = f"Ytterligare {words(rest, common=True)} {noun}"
    return f"{said} står på nämndernas sidor och i sammanställningens blad Avvikelser."


def _accuracy(merged: Merged) -> dict[str, Any]:
    """How earlier forecasts came out, where that is known."""
    table = merged.tables.get(ACCURACY.id)
    if table is None:
        return {"accuracy": None, "accuracy_table": None}
    rows = {str(r["name"]): (float(r["mean"]), float(r["worst"])) for r in table.to_dict("records")}
    best = min(rows, key=lambda name: rows[name][0])
    chart = errors(f"Prognoser närmast utfallet: {best}", rows)
    return {"accuracy": chart, "accuracy_table": page_table("Prognossäkerhet per nämnd", ACCURACY.columns[1:], table)}


def _preliminary(merged: Merged) -> str:
    names = [s.namnd.name for s in merged.states if s.state != READ]
    return f"Svar från {listed(names)} återstår." if names else ""


def _money_title(money: dict[str, int]) -> str:
    if not money:
        return "Avvikelse mot budget"
    worst = min(money, key=lambda name: money[name])
    return f"Störst underskott: {worst} (tkr)" if money[worst] < 0 else "Inget underskott (avvikelse i tkr)"


def _kommun_goals(merged: Merged) -> PageTable | None:
    """The kommunövergripande mål, in the rounds that follow them up (K3)."""
    table = merged.tables.get(KOMMUN_GOALS.id)
    if table is None or table.empty:
        return None
    rows = [
        [row["goal"], assessment_words(merged, row["assessment"]), *(_text(row[n]) for n in ("comment", "action"))]
        for row in table.to_dict("records")
    ]
    return listing("Kommunövergripande mål", ("Mål", "Bedömning", "Kommentar", "Åtgärd"), rows)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


_SHOWN = ("name", "goals", *MEANINGS, "budget", "actual", "forecast", "deviation", "percent", "forecast_from")


def _totals(totals: pd.DataFrame) -> PageTable:
    """The nämnder's rows and the kommun's sum of what is shown."""
    columns = tuple(next(c for c in TOTALS.columns if c.name == name) for name in _SHOWN)
    table = page_table("Mål och ekonomi, en rad per nämnd", columns, totals)
    cells = [Cell("Kommunen totalt")]
    for column in columns[1:]:
        values = totals[column.name].dropna()
        if column.kind == "money":
            cells.append(Cell(number(sum(to_tkr(v) for v in values), 0), "num"))
        elif column.name in ("percent", "forecast_from"):
            share = share_of_budget(totals) if column.name == "percent" else None
            cells.append(Cell("" if share is None else number(share, 1), "num"))
        else:
            cells.append(Cell(number(int(values.sum()), 0), "num"))
    return PageTable(table.caption, table.headings, (*table.rows, Row(tuple(cells), total=True)))


def _focus(merged: Merged) -> PageTable:
    counts = focus_counts(merged)
    heads = ["Fokusområde", *WORDS.values(), *(f"{n.id}: nås" for n in merged.job.namnder)]
    rows = [
        [str(area), *(str(v) for v in values)] for area, values in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    caption = "Mål per fokusområde. Ett mål som stödjer två fokusområden räknas i båda."
    return listing(caption, heads, rows, numbers=len(heads) - 1)


def _submissions(merged: Merged) -> PageTable:
    rows = []
    for state in merged.states:
        item = state.newest.received if state.newest else None
        when, file = (moment(item.received), f"{item.file} ({item.digest[:12]})") if item else ("", "")
        errors = str(len(state.errors)) if state.newest else ""
        rows.append([state.namnd.name, STANDING[state.state], errors, when, file])
    return listing("Svar från nämnderna: läge, fel och fil", ["Nämnd", "Läge", "Fel", "Mottagen", "Fil (sha256)"], rows)


def _latest(merged: Merged) -> str:
    times = [s.counted.received.received for s in merged.states if s.counted]
    return f"Läget efter senaste inlästa svaret, {moment(max(times))}." if times else "Inget svar är inläst ännu."


def _sources(merged: Merged) -> str:
    return f"{listed(sources_told(merged))}."
