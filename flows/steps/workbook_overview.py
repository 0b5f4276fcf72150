"""Sheet Översikt: what is to be known in half a minute, with charts that read the other sheets' cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from flows.steps.look import ACCENT, STATUS, Book, height
from flows.steps.merge import Merged
from flows.steps.sentences import MEANINGS, deviations, headline, no_deviations, status_counts
from flows.steps.standing import READ
from flows.steps.swedish import day, listed, signed_tkr, to_tkr
from flows.steps.told import WORDS
from flows.steps.workbook_more import focus_counts
from flows.steps.workbook_tables import Placed

_SIDE, _WIDE = 6, 84  # the column beside the charts, and its width
_CHART = {"width": 575, "height": 320}
_AXIS = {"size": 9, "bold": False, "color": "#5B6670"}
Counts = Mapping[str, Mapping[str, int]]
"""Goals by meaning, for each nämnd or fokusområde."""


def write_overview(book: Book, tab: Worksheet, merged: Merged, totals: Placed, focus: Placed) -> None:
    """Sentences, key figures as live formulas with links to their rows, three charts."""
    tab.set_column(0, _SIDE - 1, 13.3)
    tab.set_column(_SIDE, _SIDE, _WIDE)
    job = merged.job
    tab.write_string("A1", f"{job.title} – {job.settings.name}", book.format("title", font_size=20))
    tab.write_string("A2", _subtitle(merged), book.format("note"))
    row = 3
    for sentence in headline(merged):
        tab.write_string(row, 0, sentence, book.format("lead", text_wrap=False))
        tab.set_row(row, 20)
        row += 1
    _figures(book, tab, merged, totals, row + 1)
    _charts(book, tab, merged, (totals, focus), row + 5)
    tab.set_footer(f"&L&8{job.title} – {job.settings.name}&R&8Sida &P av &N")
    tab.print_area(0, 0, row + 39, _SIDE)
    tab.fit_to_pages(1, 1)


def _subtitle(merged: Merged) -> str:
    parts = ["Exempel – påhittade mål och belopp."] if merged.job.settings.example else []
    if merged.preliminary:
        waiting = listed(s.namnd.name for s in merged.states if s.state != READ)
        parts.append(f"▲ Preliminär: svar från {waiting} återstår.")
    parts.append(f"Utfall till och med {merged.job.through}. Sista dag för svar: {day(merged.job.deadline)}.")
    return " ".join(parts)


def _figures(book: Book, tab: Worksheet, merged: Merged, totals: Placed, row: int) -> None:
    """Five figures: formulas over 'Mål och ekonomi', each with its value computed here and a link to its column."""
    counts = status_counts(merged, merged.tables["goals"])
    label = book.format("note")
    for number, meaning in enumerate(MEANINGS):
        formula = f"=SUM('{totals.title}'!{totals.area(meaning)})"
        colour = "#1F2933" if meaning == "partly" else "#5B6670" if meaning == "open" else STATUS[meaning][1]
        look = book.format("figure", font_color=colour)
        tab.write_formula(row, number, formula, look, counts[meaning])
        target = f"internal:'{totals.title}'!{totals.area(meaning)}"
        tab.write_url(row + 1, number, target, label, f"{STATUS[meaning][0]} {WORDS[meaning]}", "Gå till raderna")
    deviation = sum(to_tkr(v) for v in merged.tables["totals"]["deviation"].dropna())
    look = book.format("figure", num_format="+#,##0;−#,##0;0", font_color="#A6341B" if deviation < 0 else "#0B6FA4")
    tab.write_formula(row, 4, f"=SUM('{totals.title}'!{totals.area('deviation')})", look, deviation)
    target = f"internal:'{totals.title}'!{totals.area('deviation')}"
    tab.write_url(row + 1, 4, target, label, "Avvikelse mot budget (tkr, + är överskott)", "Gå till raderna")
    tab.set_row(row, height([("1", 10)], 26))


def _charts(book: Book, tab: Worksheet, merged: Merged, placed: tuple[Placed, Placed], row: int) -> None:
    totals, focus = placed
    rows = merged.tables["totals"]
    counts = {str(row["name"]): {m: int(row[m]) for m in MEANINGS} for row in rows.to_dict("records")}
    by_namnd = _stacked(book, totals, ("name", "Nämnd"), _goal_title(merged))
    tab.insert_chart(row, 0, by_namnd, _told("Mål per nämnd och bedömning", counts))
    money = "; ".join(
        f"{name}: {signed_tkr(v) or 'okänd'} tkr" for name, v in zip(rows["name"], rows["deviation"], strict=True)
    )
    tab.insert_chart(
        row,
        _SIDE,
        _diverging(book, totals, merged),
        {"description": f"Avvikelse mot budget. {money}.", "object_position": 2},
    )
    in_areas = {
        str(area): {m: int(row[m]) for m in MEANINGS} for area, row in focus_counts(merged).to_dict("index").items()
    }
    areas = _stacked(book, focus, ("area", "Fokusområde"), _area_title(in_areas))
    tab.insert_chart(row + 17, 0, areas, _told("Mål per fokusområde och bedömning", in_areas))
    _worst(book, tab, merged, row + 17)


def _told(what: str, counts: Counts) -> dict[str, Any]:
    """The chart's text alternative with its numbers."""
    parts = [
        f"{name}: {', '.join(f'{WORDS[m].lower()} {c[m]}' for m in MEANINGS if c[m]) or 'inga mål'}"
        for name, c in counts.items()
    ]
    return {"description": f"{what}. {'; '.join(parts)}.", "object_position": 2}


def _worst(book: Book, tab: Worksheet, merged: Merged, row: int) -> None:
    """The heaviest deviations beside the last chart, with a link to all of them."""
    found = deviations(merged)
    tab.write_url(
        row,
        _SIDE,
        "internal:'Avvikelser'!A1",
        book.format("bold", font_size=12, font_color=ACCENT),
        "Det här avviker mest",
    )
    for number, deviation in enumerate(found[:_MOST], row + 1):
        first = deviation.text.split("\n", 1)[0]
        symbol = STATUS.get(deviation.meaning, STATUS["missed"])[0]
        text = f"{symbol} {deviation.namnd_name}: {first}"
        tab.write_string(number, _SIDE, text, book.format("text"))
        tab.set_row(number, height([(text, _WIDE)]))
    if not found:
        tab.write_string(row + 1, _SIDE, no_deviations(merged), book.format("note"))


_MOST = 5


def _goal_title(merged: Merged) -> str:
    counts = status_counts(merged, merged.tables["goals"])
    return f"{counts['reached']} av {sum(counts.values())} mål bedöms nås"


def _area_title(counts: Counts) -> str:
    """Names the areas with most goals that are not wholly reached, unless they are many or none."""
    off = {area: c["partly"] + c["missed"] for area, c in counts.items()}
    most = [area for area, number in off.items() if number and number == max(off.values())]
    if not 0 < len(most) <= 2:
        return "Mål per fokusområde och bedömning"
    return f"Flest avvikande mål: {listed(most)}"


def _stacked(book: Book, placed: Placed, names: tuple[str, str], title: str) -> Any:
    """Goals by meaning; `names` is the categories' column and what the axis is called."""
    chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    for meaning in MEANINGS:
        ink = "#1F2933" if meaning in ("partly", "open") else "#FFFFFF"
        chart.add_series(
            {
                "name": f"{STATUS[meaning][0]} {WORDS[meaning]}",
                "categories": placed.ref(names[0]),
                "values": placed.ref(meaning),
                "fill": {"color": STATUS[meaning][1]},
                "gap": 45,
                "data_labels": {"value": True, "num_format": "0;;", "font": {"color": ink, "size": 9, "bold": True}},
            }
        )
    chart.set_x_axis(_values_axis("Antal mål"))
    _dress(chart, title, names[1])
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    return chart


def _diverging(book: Book, totals: Placed, merged: Merged) -> Any:
    chart = book.book.add_chart({"type": "bar"})
    deviation = merged.tables["totals"]["deviation"]
    points = [{"fill": {"color": STATUS["missed" if v < 0 else "reached"][1]}} for v in deviation.fillna(0)]
    chart.add_series(
        {
            "name": "Avvikelse mot budget (tkr)",
            "categories": totals.ref("name"),
            "values": totals.ref("deviation"),
            "points": points,
            "gap": 45,
            "data_labels": {"value": True, "num_format": "+#,##0;−#,##0;0", "font": {"size": 9}},
        }
    )
    chart.set_x_axis(_values_axis("Avvikelse mot budget (tkr)") | _room(deviation))
    _dress(chart, _money_title(merged), "Nämnd")
    chart.set_legend({"none": True})
    return chart


def _room(deviation: Any) -> dict[str, int]:
    """Room at the ends of the axis for the labels."""
    values = [to_tkr(v) for v in deviation.dropna()] or [0]
    low, high = min(0, *values), max(0, *values)
    pad = max(1, (high - low) // 4)
    return {"min": low - pad if low < 0 else 0, "max": high + pad}


def _money_title(merged: Merged) -> str:
    worst = merged.tables["totals"].dropna(subset="deviation").sort_values("deviation")
    if worst.empty or worst["deviation"].iloc[0] >= 0:
        return "Avvikelse mot budget (tkr): inget underskott"
    return f"Störst underskott: {worst['name'].iloc[0]} (avvikelse i tkr)"


def _values_axis(name: str) -> dict[str, Any]:
    """Named, but without line and numbers: the values stand at the bars."""
    bare = {"line": {"none": True}, "label_position": "none", "major_tick_mark": "none"}
    return {"name": name, "name_font": _AXIS, "major_gridlines": {"visible": False}, **bare}


def _dress(chart: Any, title: str, names: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": "#16425B"}, "overlay": False})
    chart.set_y_axis(
        {
            "name": names,
            "name_font": _AXIS,
            "reverse": True,
            "label_position": "low",
            "num_font": {"size": 9},
            "line": {"color": "#8C8C8C"},
            "major_tick_mark": "none",
        }
    )
    chart.set_size(_CHART)
    chart.set_chartarea({"border": {"none": True}})
