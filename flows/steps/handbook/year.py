"""The årshjul of a calendar year: as a picture, and as rows with the days of the kommun's own settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup, escape

from flows.steps.swedish import capital, day
from schemas.kinds import KINDS, kind_of
from schemas.settings import MONTHS, Round, Settings
from schemas.workdays import working_day

_MIDDLE, _RING, _INNER, _NAMES = 200, 160, 84, 178
_TRACKS, _APART = (141, 113), 0.21
"""Radii of the marks, and how near two may be on the same one (radians)."""


@dataclass(frozen=True)
class Moment:
    """Something of the year: its number in the picture, days as text, who does what, and what it leads to."""

    number: int
    when: dt.date
    title: str
    hand_out: str
    last: str
    who: str
    what: str


def moments(settings: Settings, year: int) -> list[Moment]:
    """What is held in the calendar year, whatever year it is about, in order."""
    found = [*_rounds(settings, year)]
    model = settings.model_in(year)
    if model and any(kind == "malforslag" for *_, kind in found):
        month = model.decided_in
        told = (
            "Kommunfullmäktige beslutar om nämndernas mål tillsammans med budgeten. Controllern skriver målregistret."
        )
        title, last = f"Beslut om målen för {year + 1}", capital(MONTHS[month - 1])
        found.append((dt.date(year, month, 15), title, "–", last, "Kommunfullmäktige", told, ""))
    rows = sorted(found, key=lambda row: (row[0], row[1]))
    return [Moment(number, *row[:-1]) for number, row in enumerate(rows, 1)]


def later(settings: Settings, year: int) -> list[str]:
    """What is held about the year when it is over: 'årsbokslut 2027, senast 31 januari 2028'."""
    rows = [_row(settings, held, year) for held in settings.rounds_in(year) if held.held_in(year) > year]
    return [f"{title[:1].lower()}{title[1:]}, senast {day(last)}" for last, title, *_ in sorted(rows)]


def _rounds(settings: Settings, year: int) -> Iterator[tuple[dt.date, str, str, str, str, str, str]]:
    for about in (year - 1, year, year + 1):
        for held in settings.rounds_in(about):
            if held.held_in(about) == year and held.kind in KINDS:
                yield _row(settings, held, about)


def _row(settings: Settings, held: Round, about: int) -> tuple[dt.date, str, str, str, str, str, str]:
    kind, last = kind_of(held.kind, held.interim), held.deadline(about)
    out = working_day(last - dt.timedelta(days=settings.times.hand_out))
    title = kind.title_of(held.name, about, interim=held.interim)
    who = "Nämnderna" if kind.answered_by == "namnder" else "Kvalitetskontrollgruppen"
    return last, title, day(out), day(last), who, kind.purpose, held.kind


def wheel(found: list[Moment], year: int) -> Markup:
    """The year as a circle, January at the top, with a numbered mark at the last day of each round."""
    told = ". ".join(f"{m.number}: {m.title}, {m.last}" for m in found)
    body = "".join((*_months(), *_marks(found, year)))
    middle = f'<text class="year" x="{_MIDDLE}" y="{_MIDDLE + 8}" text-anchor="middle">{year}</text>'
    head = f'<svg class="wheel" viewBox="0 0 {2 * _MIDDLE} {2 * _MIDDLE}" role="img"><title>Årshjulet {year}</title>'
    return Markup(f"{head}<desc>{escape(told)}.</desc>{body}{middle}</svg>")


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(_MIDDLE + radius * sin(angle), 1), round(_MIDDLE - radius * cos(angle), 1)


def _months() -> Iterator[str]:
    yield f'<circle class="ring" cx="{_MIDDLE}" cy="{_MIDDLE}" r="{_RING}"/>'
    yield f'<circle class="ring" cx="{_MIDDLE}" cy="{_MIDDLE}" r="{_INNER}"/>'
    lines = "".join("M{} {}L{} {}".format(*_at(n * pi / 6, _INNER), *_at(n * pi / 6, _RING)) for n in range(12))
    yield f'<path class="l" d="{lines}"/>'
    for number, name in enumerate(MONTHS):
        x, y = _at((number + 0.5) * pi / 6, _NAMES)
        yield f'<text x="{x}" y="{y + 4:g}" text-anchor="middle">{capital(name[:3])}</text>'


def _marks(found: list[Moment], year: int) -> Iterator[str]:
    """Marks that would lie on one another stand on different tracks."""
    days = (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days
    before: dict[int, float] = {}
    for moment in found:
        angle = ((moment.when - dt.date(year, 1, 1)).days + 0.5) / days * 2 * pi
        track = next((t for t in _TRACKS if angle - before.get(t, -9.0) > _APART), _TRACKS[0])
        before[track] = angle
        x, y = _at(angle, track)
        yield f'<circle class="mark" cx="{x}" cy="{y}" r="13"/>'
        yield f'<text class="on" x="{x}" y="{y + 4.5:g}" text-anchor="middle">{moment.number}</text>'
