"""Inline SVG charts: colours from the page's own style, the numbers in a text alternative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

from flows.steps.look import STATUS
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import meaning_of
from flows.steps.merging.tense import EXPECTED, Tense
from flows.steps.merging.wordings import NAMNDER_TOTAL
from flows.steps.swedish import one_decimal, signed_tkr, to_tkr
from schemas.messages.message import listed
from schemas.rules.model_rules import split

_BAR = 22
_LETTER = 7.3
"""How wide a letter of a name is, on average, in the widest of the style's fonts."""


@dataclass(frozen=True)
class Chart:
    """A title that says the finding, and the picture (a broad and a slim one, of which the style shows one)."""

    title: str
    svg: Markup


@dataclass(frozen=True)
class _Layout:
    """A picture's measures; without room for names (`name` 0) they stand above the bars."""

    look: str
    wide: int
    name: int
    step: int
    room: int

    def top(self, row: int) -> int:
        """Where the bar of a row begins."""
        return row * self.step + (5 if self.name else 20)

    def label(self, row: int, text: str) -> str:
        """The name of a row, on two lines where it is long and there is room; what is left out is in `desc`."""
        if not self.name:
            line = "".join(wrap(text, int(self.wide / _LETTER), max_lines=1, placeholder="…"))
            return f'<text x="0" y="{self.top(row) - 6}">{escape(line)}</text>'
        lines = wrap(text, int((self.name - 10) / _LETTER), max_lines=2, placeholder="…")
        first = self.top(row) + (17 if len(lines) == 1 else 9)
        placed = ((first + 14 * number, line) for number, line in enumerate(lines))
        return "".join(f'<text x="{self.name - 10}" y="{y}" text-anchor="end">{escape(t)}</text>' for y, t in placed)


_LAYOUTS = (_Layout("broad", 600, 222, 36, 76), _Layout("slim", 320, 0, 50, 72))


def _svg(layout: _Layout, rows: int, told: tuple[str, str], body: Sequence[str]) -> str:
    """The picture with its title and what it tells; `body` is made of escaped parts only."""
    size = f"0 0 {layout.wide} {max(1, rows) * layout.step}"
    title, desc = (escape(text) for text in told)
    inner = f"<title>{title}</title><desc>{desc}</desc>{''.join(body)}"
    return f'<svg class="{layout.look}" viewBox="{size}" role="img">{inner}</svg>'


def stacked(title: str, rows: Mapping[str, Mapping[str, int]], tense: Tense = EXPECTED) -> Chart:
    """Goals by assessment, one bar per name; the counts stand in the bars."""
    told = "; ".join(f"{name}: {_counted(counts, tense)}" for name, counts in rows.items())
    pictures = (_svg(x, len(rows), (title, f"{told}."), list(_stacks(x, rows))) for x in _LAYOUTS)
    return Chart(title, Markup("".join(pictures)))


def _stacks(layout: _Layout, rows: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    most = max((sum(counts.values()) for counts in rows.values()), default=1) or 1
    scale = (layout.wide - layout.name - 10) / most
    for number, (name, counts) in enumerate(rows.items()):
        yield layout.label(number, name)
        x = float(layout.name)
        for meaning in MEANINGS:
            if counts[meaning]:
                yield _part((x, layout.top(number)), counts[meaning] * scale, meaning, counts[meaning])
            x += counts[meaning] * scale


def _part(at: tuple[float, int], wide: float, meaning: str, count: int) -> str:
    x, y = at
    look = {"partly": "onpartly", "open": "onopen"}.get(meaning, "in")
    bar = f'<rect class="f-{meaning}" x="{x:.1f}" y="{y}" width="{max(0, wide - 1.5):.1f}" height="{_BAR}"/>'
    return bar + f'<text class="{look}" x="{x + wide / 2:.1f}" y="{y + 16}" text-anchor="middle">{count}</text>'


def _counted(counts: Mapping[str, int], tense: Tense) -> str:
    words = {"reached": tense.short, "partly": tense.partly, "missed": tense.missed, "open": "ej bedömda"}
    return ", ".join(f"{counts[m]} {words[m]}" for m in MEANINGS if counts[m]) or "inga mål"


def diverging(title: str, rows: Mapping[str, int]) -> Chart:
    """Deviation in öre per name as bars around zero, shown in tkr."""
    told = "; ".join(f"{name}: {signed_tkr(ore)} tkr" for name, ore in rows.items())
    pictures = (_svg(x, len(rows), (title, f"{told}."), list(_swings(x, rows))) for x in _LAYOUTS)
    return Chart(title, Markup("".join(pictures)))


def _swings(layout: _Layout, rows: Mapping[str, int]) -> Iterator[str]:
    values = {name: to_tkr(ore) for name, ore in rows.items()}
    low, high = min(0, *values.values(), 0), max(0, *values.values(), 0)
    scale = (layout.wide - layout.name - 2 * layout.room) / ((high - low) or 1)
    zero = layout.name + layout.room - low * scale
    for number, (name, value) in enumerate(values.items()):
        y = layout.top(number)
        yield layout.label(number, name)
        yield f'<line class="axis" x1="{zero:.1f}" x2="{zero:.1f}" y1="{y - 5}" y2="{y + _BAR + 9}"/>'
        yield _swing(zero, y, value * scale, signed_tkr(rows[name]))


def _swing(zero: float, y: int, length: float, label: str) -> str:
    meaning = "missed" if length < 0 else "reached"
    x, wide = min(zero, zero + length), abs(length)
    at, anchor = (x - 6, "end") if length < 0 else (x + wide + 6, "start")
    bar = f'<rect class="f-{meaning}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_BAR}"/>'
    return bar + f'<text x="{at:.1f}" y="{y + 16}" text-anchor="{anchor}">{escape(label)}</text>'


def errors(title: str, rows: Mapping[str, tuple[float, float]]) -> Chart:
    """Mean and worst distance in per cent per name: a bar to the mean, a line on to the worst."""
    told = "; ".join(f"{name}: medel {one_decimal(m)} %, störst {one_decimal(w)} %" for name, (m, w) in rows.items())
    pictures = (_svg(x, len(rows), (title, f"{told}."), list(_reaches(x, rows))) for x in _LAYOUTS)
    return Chart(title, Markup("".join(pictures)))


def _reaches(layout: _Layout, rows: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    scale = (layout.wide - layout.name - 2 * layout.room) / (max((w for _, w in rows.values()), default=1) or 1)
    for at, (name, (mean, worst)) in enumerate(rows.items()):
        y, x = layout.top(at), layout.name
        yield layout.label(at, name)
        yield f'<rect class="f-reached" x="{x}" y="{y}" width="{mean * scale:.1f}" height="{_BAR}"/>'
        ends = f'x1="{x + mean * scale:.1f}" x2="{x + worst * scale:.1f}" y1="{y + _BAR / 2}" y2="{y + _BAR / 2}"'
        yield f'<line class="axis" {ends}/>'
        label = f"{one_decimal(mean)} (högst {one_decimal(worst)})"
        yield f'<text x="{x + worst * scale + 6:.1f}" y="{y + 16}">{escape(label)}</text>'


@dataclass(frozen=True)
class Matrix:
    """Counts by meaning in a grid (a table, so that its numbers are read as they stand); rows are (name, cells)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Mapping[str, int], ...]], ...]


def matrix(merged: Merged) -> Matrix:
    """Nämnd × fokusområde with a last row of sums; a goal with two fokusområden counts in both."""
    areas = [a.name for a in merged.job.settings.areas_in(merged.job.year)]
    rows = _counts(merged, areas)
    total = {a: {m: sum(row[a][m] for row in rows.values()) for m in MEANINGS} for a in areas}
    cells = tuple((name, tuple(row[a] for a in areas)) for name, row in (*rows.items(), (NAMNDER_TOTAL, total)))
    off = {a: counts["partly"] + counts["missed"] for a, counts in total.items()}
    worst = [a for a in areas if off[a] and off[a] == max(off.values())]
    told = [f"{a} ({off[a]} av {sum(total[a].values())})" for a in worst]
    title = f"Flest mål som inte nås helt: {listed(told)}" if told else _none_off(total)
    if len(worst) == len(areas) > 1:
        title = f"Lika många mål som inte nås helt i varje fokusområde: {off[areas[0]]}"
    return Matrix(title, tuple(areas), cells)


def _none_off(total: Mapping[str, Mapping[str, int]]) -> str:
    """What is said where no goal is off; no more than is known while goals are not assessed."""
    reached, unknown = (any(counts[m] for counts in total.values()) for m in ("reached", "open"))
    if not unknown:
        return "Inga avvikelser i något fokusområde"
    return "Inga avvikelser bland de mål som är bedömda" if reached else "Inga mål är bedömda ännu"


def _counts(merged: Merged, areas: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Number of goals by the nämnd's name, fokusområde and meaning."""
    names = {n.id: n.name for n in merged.job.namnder}
    counts = {name: {area: dict.fromkeys(MEANINGS, 0) for area in areas} for name in names.values()}
    goals = merged.tables["goals"]
    for namnd, text, said in zip(goals["namnd"], goals["focus_area"], goals["assessment"], strict=True):
        for area in split(text):
            if area in areas:
                counts[names[namnd]][area][meaning_of(merged, said)] += 1
    return counts


def progress(percent: str) -> Markup:
    """A bar beside a percentage that is written out; nothing for a text that isn't a number."""
    try:
        share = min(100.0, max(0.0, float(percent.replace(",", "."))))
    except ValueError:
        return Markup("")
    rects = f'<rect class="all" width="50" height="8"/><rect class="done" width="{share / 2:g}" height="8"/>'
    return Markup(f'<svg class="bar" viewBox="0 0 50 8" aria-hidden="true">{rects}</svg> ')


def symbol(meaning: str) -> str:
    """The sign of a meaning; a deficit has that of what is missed."""
    return STATUS.get(meaning, STATUS["missed"])[0]
