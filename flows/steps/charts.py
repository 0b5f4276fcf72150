"""Inline SVG charts: colours from the page's own style, the numbers in a text alternative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from flows.steps.look import STATUS
from flows.steps.sentences import MEANINGS
from flows.steps.swedish import signed_tkr, to_tkr

_NAME, _BAR, _STEP = 222, 22, 36
_WIDE = 600


@dataclass(frozen=True)
class Chart:
    """A title that says the finding, and the picture."""

    title: str
    svg: Markup


def _svg(rows: int, told: str, body: Sequence[str]) -> Markup:
    """The picture; `body` is made of escaped parts only."""
    high = max(1, rows) * _STEP
    label = f'<svg viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{escape(told)}">'
    return Markup(label + "".join(body) + "</svg>")


def _name(row: int, text: str) -> str:
    y = row * _STEP + _BAR * 0.5 + 11
    return f'<text x="{_NAME - 10}" y="{y:g}" text-anchor="end">{escape(text)}</text>'


def stacked(title: str, rows: Mapping[str, Mapping[str, int]]) -> Chart:
    """Goals by assessment, one bar per name; the counts stand in the bars."""
    most = max((sum(counts.values()) for counts in rows.values()), default=1) or 1
    scale = (_WIDE - _NAME - 10) / most
    body: list[str] = []
    for number, (name, counts) in enumerate(rows.items()):
        body.append(_name(number, name))
        x = float(_NAME)
        for meaning in MEANINGS:
            wide = counts[meaning] * scale
            if wide:
                body.append(_part(x, number, wide, meaning, counts[meaning]))
            x += wide
    told = "; ".join(f"{name}: {_counted(counts)}" for name, counts in rows.items())
    return Chart(title, _svg(len(rows), f"{title}. {told}.", body))


def _part(x: float, row: int, wide: float, meaning: str, count: int) -> str:
    y = row * _STEP + 5
    look = {"partly": "onpartly", "open": "onopen"}.get(meaning, "in")
    bar = f'<rect class="f-{meaning}" x="{x:.1f}" y="{y}" width="{max(0, wide - 1.5):.1f}" height="{_BAR}"/>'
    return bar + f'<text class="{look}" x="{x + wide / 2:.1f}" y="{y + 16}" text-anchor="middle">{count}</text>'


def _counted(counts: Mapping[str, int]) -> str:
    words = {"reached": "nås", "partly": "nås delvis", "missed": "nås inte", "open": "ej bedömda"}
    return ", ".join(f"{counts[m]} {words[m]}" for m in MEANINGS if counts[m]) or "inga mål"


def diverging(title: str, rows: Mapping[str, int]) -> Chart:
    """Deviation in öre per name as bars around zero, shown in tkr."""
    values = {name: to_tkr(ore) for name, ore in rows.items()}
    low, high = min(0, *values.values(), 0), max(0, *values.values(), 0)
    room = 76
    scale = (_WIDE - _NAME - 2 * room) / ((high - low) or 1)
    zero = _NAME + room - low * scale
    body = [f'<line class="axis" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{len(values) * _STEP}"/>']
    for number, (name, value) in enumerate(values.items()):
        body += [_name(number, name), _swing(zero, number, value * scale, signed_tkr(rows[name]))]
    told = "; ".join(f"{name}: {signed_tkr(ore)} tkr" for name, ore in rows.items())
    return Chart(title, _svg(len(values), f"{title}. {told}.", body))


def _swing(zero: float, row: int, length: float, label: str) -> str:
    y, meaning = row * _STEP + 5, "missed" if length < 0 else "reached"
    x, wide = min(zero, zero + length), abs(length)
    at, anchor = (x - 6, "end") if length < 0 else (x + wide + 6, "start")
    bar = f'<rect class="f-{meaning}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_BAR}"/>'
    return bar + f'<text x="{at:.1f}" y="{y + 16}" text-anchor="{anchor}">{escape(label)}</text>'


def symbol(meaning: str) -> str:
    """The sign of a meaning; a deficit has that of what is missed."""
    return STATUS.get(meaning, STATUS["missed"])[0]
