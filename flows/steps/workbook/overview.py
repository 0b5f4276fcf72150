"""Sheet Översikt: what is to be known in half a minute, each figure with a link to what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from flows.steps.look import LINK, STATUS, Book, height
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import (
    answers_read,
    economy_lacking,
    headline,
    money_title,
    reached_title,
    status_counts,
)
from flows.steps.merging.standing import PRELIMINARY_MARK, READ
from flows.steps.merging.tense import tense_of
from flows.steps.swedish import day, signed_tkr, to_tkr
from flows.steps.workbook.charts import LOW, Counts, diverging, money_told, rows_of, stacked, tall, told
from flows.steps.workbook.lists import LINK_WIDTH, SIDE, TEXT_WIDTH, changed, worst
from flows.steps.workbook.over_time import development_chart, development_told
from flows.steps.workbook.plain_sheets import focus_counts
from flows.steps.workbook.tables import Placed
from schemas.messages.message import listed
from schemas.published import DEVELOPMENT, SUBMISSIONS, TOTALS
from schemas.sheets.goals import GOALS


@dataclass(frozen=True)
class OverviewTables:
    """Where the tables were written that Översikt reads and leads to."""

    totals: Placed
    focus: Placed
    development: Placed
    deviations: Placed


def write_overview(book: Book, tab: Worksheet, merged: Merged, tables: OverviewTables) -> None:
    """Sentences, key figures as live formulas with links to their rows, four charts, and what deviates most."""
    tab.set_column(0, SIDE - 1, 13.3)
    tab.set_column(SIDE, SIDE, LINK_WIDTH)
    tab.set_column(SIDE + 1, SIDE + 1, TEXT_WIDTH)
    job = merged.job
    tab.write_string("A1", f"{job.title} – {job.settings.name}", book.format("title", font_size=20))
    tab.write_string("A2", _subtitle(merged), book.format("note"))
    row = 3
    for sentence, sheet in _sentences(merged):
        look = book.format("lead", text_wrap=False)
        tab.write_url(row, 0, f"internal:'{sheet}'!A1", look, sentence, f"Gå till {sheet}")
        tab.set_row(row, 20)
        row += 1
    _figures(book, tab, merged, tables, row + 1)
    last = _charts(book, tab, merged, tables, row + 6)
    tab.set_footer(f"&L&8{job.title} – {job.settings.name}&R&8Sida &P av &N")
    tab.print_area(0, 0, last, SIDE + 1)
    tab.set_portrait()
    tab.fit_to_pages(1, 1)


def _sentences(merged: Merged) -> Iterator[tuple[str, str]]:
    """What is said first, each with the sheet that it leads to."""
    for number, sentence in enumerate(headline(merged)):
        yield sentence, (GOALS.title, TOTALS.title)[number] if number < 2 else SUBMISSIONS.title


def _subtitle(merged: Merged) -> str:
    parts = ["Exempel – påhittade mål och belopp."] if merged.job.settings.example else []
    if merged.preliminary:
        parts.append(f"{PRELIMINARY_MARK}. {answers_read(merged)}")
    parts.append(f"Utfall till och med {merged.job.through}. Sista dag för svar: {day(merged.job.deadline)}.")
    return " ".join(parts)


def _figures(book: Book, tab: Worksheet, merged: Merged, tables: OverviewTables, row: int) -> None:
    """Six figures: formulas over 'Mål och ekonomi', each a link to its column, with what it was in the round before."""
    counts = status_counts(merged, merged.tables["goals"])
    totals, before = tables.totals, _before(merged, tables.development)
    for number, meaning in enumerate(MEANINGS):
        colour = "#1F2933" if meaning == "partly" else "#5B6670" if meaning == "open" else STATUS[meaning][1]
        words = f"{STATUS[meaning][0]} {tense_of(merged.job.kind).bar[meaning]}"
        formula = f"=SUM('{totals.title}'!{totals.area(meaning)})"
        look = book.format("figure", font_color=colour)
        _figure(book, tab, (row, number), (totals, meaning), (formula, counts[meaning], look, words))
    deviation = sum(to_tkr(v) for v in merged.tables["totals"]["deviation"].dropna())
    look = book.format("figure", num_format="+#,##0;−#,##0;0", font_color="#A6341B" if deviation < 0 else "#0B6FA4")
    formula = f"=SUM('{totals.title}'!{totals.area('deviation')})"
    if economy_lacking(merged):
        formula, look = "", book.format("figure")
    _figure(book, tab, (row, 4), (totals, "deviation"), (formula, deviation, look, "tkr mot budget"))
    answered = sum(s.state == READ for s in merged.states)
    formula = f"=COUNTIF('{totals.title}'!{totals.area('state')},\"{READ}\")"
    words = f"svar av {len(merged.states)} nämnder"
    _figure(book, tab, (row, 5), (totals, "state"), (formula, answered, book.format("figure"), words))
    tab.set_row(row, height([("1", 10)], 26))
    if before:
        for number, (text, period, target) in enumerate(before):
            for line, said in enumerate((text, period), row + 2):  # a link that is wrapped is cut off by some programs
                tab.write_url(line, number, target, book.format("small"), said, "Gå till omgången")


def _figure(book: Book, tab: Worksheet, at: tuple[int, int], behind: tuple[Placed, str], what: tuple[Any, ...]) -> None:
    placed, column = behind
    formula, value, look, words = what
    target = f"internal:'{placed.title}'!{placed.area(column)}"
    tab.write_url(*at, target, look, "", "Gå till raderna")
    if formula:
        tab.write_formula(*at, formula, look, value)
    else:
        tab.write_string(*at, "–", look)
    tab.write_url(at[0] + 1, at[1], target, book.format("note", font_color=LINK, underline=1), words, "Gå till raderna")


def _before(merged: Merged, placed: Placed) -> list[tuple[str, str, str]]:
    """What the five figures were in the round before, its month, and where; nothing where there was none."""
    table = merged.tables[DEVELOPMENT.id]
    if len(table) < 2:
        return []
    last, key = table.iloc[-2], str(table.index[-2])
    counts = [f"{int(last[m])} av {int(last['goals'])}" for m in MEANINGS]
    said = zip((*counts, signed_tkr(last["deviation"]) or "okänd"), (*MEANINGS, "deviation"), strict=True)
    period = str(last["period"])
    return [(told, period, f"internal:'{placed.title}'!{placed.cell(key, name)}") for told, name in said]


def _charts(book: Book, tab: Worksheet, merged: Merged, tables: OverviewTables, row: int) -> int:
    """Four charts in three bands, with a list beside each of the last two; gives the last row."""
    totals = merged.tables["totals"]
    counts = {str(r["name"]): {m: int(r[m]) for m in MEANINGS} for r in totals.to_dict("records")}
    names = ("name", "Nämnd")
    title = reached_title(merged, status_counts(merged, merged.tables["goals"]))
    tense = tense_of(merged.job.kind)
    by_namnd = stacked(book, tables.totals, names, title, tense=tense)
    tab.insert_chart(row, 0, by_namnd, told("Mål per nämnd och bedömning", counts, tense))
    if lacking := economy_lacking(merged):
        tab.write_string(row, SIDE, lacking, book.format("note"))
    else:
        money = diverging(book, tables.totals, names, money_title(totals), totals["deviation"])
        words = money_told("Avvikelse mot budget", list(totals["name"]), totals["deviation"])
        tab.insert_chart(row, SIDE, money, words)
    row += rows_of(tall(len(totals)))
    focus = focus_counts(merged).to_dict("index")
    in_areas = {str(area): {m: int(c[m]) for m in MEANINGS} for area, c in focus.items()}
    areas = stacked(book, tables.focus, ("area", "Fokusområde"), _area_title(in_areas), tense=tense)
    tab.insert_chart(row, 0, areas, told("Mål per fokusområde och bedömning", in_areas, tense))
    row += worst(book, tab, merged, tables.deviations, row, tall(len(in_areas)))
    time = development_chart(book, tables.development)
    tab.insert_chart(row, 0, time, development_told(merged.tables[DEVELOPMENT.id]))
    return row + changed(book, tab, merged, row, LOW)


def _area_title(counts: Counts) -> str:
    """Names the areas with most goals that are not wholly reached, unless they are many or none."""
    off = {area: c["partly"] + c["missed"] for area, c in counts.items()}
    most = [area for area, number in off.items() if number and number == max(off.values())]
    if not 0 < len(most) <= 2:
        return "Mål per fokusområde och bedömning"
    return f"Flest avvikande mål: {listed(most)}"
