"""Native charts of the consolidated workbook: they read other sheets' cells, and tell their numbers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from flows.steps.look import ACCENT, STATUS, Book
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.tense import EXPECTED, Tense
from flows.steps.swedish import signed_tkr, to_tkr
from flows.steps.workbook.tables import Placed

WIDE, LOW, ROW_PIXELS = 575, 300, 20
_AXIS = {"size": 9, "bold": False, "color": "#5B6670"}
_SIGNED = "+#,##0;−#,##0;0"
Counts = Mapping[str, Mapping[str, int]]
"""Goals by meaning, for each nämnd, fokusområde or round."""


def tall(names: int) -> int:
    """Pixels that bars for so many names need, title and legend included."""
    return max(LOW, 110 + 24 * names)


def rows_of(pixels: int) -> int:
    """How many rows of ordinary height a picture covers, and one of air."""
    return -(-pixels // ROW_PIXELS) + 1


def told(what: str, counts: Counts, tense: Tense = EXPECTED) -> dict[str, Any]:
    """A chart's text alternative with its numbers."""
    parts = [
        f"{name}: {', '.join(f'{tense.bar[m].lower()} {c[m]}' for m in MEANINGS if c[m]) or 'inga mål'}"
        for name, c in counts.items()
    ]
    return {"description": f"{what}. {'; '.join(parts)}.", "object_position": 2}


def money_told(what: str, names: Sequence[str], amounts: pd.Series[int]) -> dict[str, Any]:
    """The same for amounts in öre."""
    parts = [f"{name}: {signed_tkr(v) or 'okänd'} tkr" for name, v in zip(names, amounts, strict=True)]
    return {"description": f"{what}. {'; '.join(parts)}.", "object_position": 2}


def stacked(
    book: Book, placed: Placed, names: tuple[str, str], title: str, *, tense: Tense = EXPECTED, upright: bool = False
) -> Any:
    """Goals by meaning; `names` is the categories' column and what the axis is called."""
    chart = book.book.add_chart({"type": "column" if upright else "bar", "subtype": "stacked"})
    for meaning in MEANINGS:
        ink = "#1F2933" if meaning in ("partly", "open") else "#FFFFFF"
        labels = {"value": True, "num_format": "0;;", "font": {"color": ink, "size": 9, "bold": True}}
        chart.add_series(
            {
                "name": f"{STATUS[meaning][0]} {tense.bar[meaning]}",
                "categories": placed.ref(names[0]),
                "values": placed.ref(meaning),
                "fill": {"color": STATUS[meaning][1]},
                "gap": _gap(placed),
                "data_labels": labels,
            }
        )
    _dress(chart, title, (names[1], _values_axis("Antal mål")), upright)
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": WIDE, "height": LOW if upright else tall(len(placed.rows))})
    return chart


def diverging(
    book: Book, placed: Placed, names: tuple[str, str], title: str, amounts: pd.Series[int], *, upright: bool = False
) -> Any:
    """Deviation around nought, in tkr; `amounts` (öre) give the colours and the room for the labels."""
    chart = book.book.add_chart({"type": "column" if upright else "bar"})
    points = [{"fill": {"color": STATUS["missed" if v < 0 else "reached"][1]}} for v in amounts.fillna(0)]
    chart.add_series(
        {
            "name": "Avvikelse mot budget (tkr)",
            "categories": placed.ref(names[0]),
            "values": placed.ref("deviation"),
            "points": points,
            "gap": _gap(placed),
            "data_labels": {"value": True, "num_format": _SIGNED, "font": {"size": 9}},
        }
    )
    _dress(chart, title, (names[1], _values_axis("Avvikelse mot budget (tkr)") | _room(amounts)), upright)
    chart.set_legend({"none": True})
    chart.set_size({"width": WIDE, "height": LOW if upright else tall(len(placed.rows))})
    return chart


def _gap(placed: Placed) -> int:
    """Air between the bars, in per cent of their breadth: a few are no broader than five would be."""
    return max(45, min(500, 725 // max(1, len(placed.rows)) - 100))


def _room(amounts: pd.Series[int]) -> dict[str, int]:
    """Room at the ends of the axis for the labels."""
    values = [to_tkr(v) for v in amounts.dropna()] or [0]
    low, high = min(0, *values), max(0, *values)
    pad = max(1, (high - low) // 4)
    return {"min": low - pad if low < 0 else 0, "max": high + pad}


def _values_axis(name: str) -> dict[str, Any]:
    """Named, but without line and numbers: the values stand at the bars."""
    bare = {"line": {"none": True}, "label_position": "none", "major_tick_mark": "none"}
    return {"name": name, "name_font": _AXIS, "major_gridlines": {"visible": False}, **bare}


def _dress(chart: Any, title: str, axes: tuple[str, dict[str, Any]], upright: bool) -> None:
    names, values = axes
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": ACCENT}, "overlay": False})
    categories = {
        "name": names,
        "name_font": _AXIS,
        "reverse": not upright,
        "label_position": "low",
        "num_font": {"size": 9},
        "line": {"color": "#8C8C8C"},
        "major_tick_mark": "none",
    }
    # xlsxwriter calls the axis of a bar chart's values x
    (chart.set_x_axis if upright else chart.set_y_axis)(categories)
    (chart.set_y_axis if upright else chart.set_x_axis)(values)
    chart.set_chartarea({"border": {"none": True}})
