"""The handbook's chapter of templates: each sheet drawn and each column explained, from the columns themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

from flows.steps.files.spreadsheets import letter
from flows.steps.pages.tables import PageTable, listing
from schemas.columns import Column
from schemas.kinds import DELAR, KINDS, RoundKind
from schemas.messages.message import listed
from schemas.sheets.beside import BESIDE
from schemas.sheets.sheet import Sheet

Choices = Mapping[str, Sequence[str]]

_WIDE, _LETTER, _LINE = 600, 7.1, 15
"""The picture's width, how wide a letter is, and how far apart lines are."""
_BY = {"given": "Given", "namnd": "Ni", "control": "Visas", "tool": "Programmet"}
_IDS = {
    "goal_id": "KS-01",
    "milestone_id": "KS-01-E1",
    "indicator_id": "KS-01-M1",
    "activity_id": "KS-01-A1",
}
_HEADINGS = ("Kolumn", "Vem fyller i", "Vad som står där", "Val i listan", "Regler")


@dataclass(frozen=True)
class SheetShown:
    """A sheet of a template: its picture, its columns, and where it stands in the page."""

    id: str
    title: str
    note: str
    picture: Markup
    columns: PageTable


@dataclass(frozen=True)
class KindShown:
    """A kind of round with the sheets of its template."""

    id: str
    title: str
    purpose: str
    who: str
    sheets: tuple[SheetShown, ...]


def templates_shown(choices: Choices) -> list[KindShown]:
    """Every kind of round in the order of the årshjul, the prognosis with what it has at delår; then what is beside."""
    kinds = (DELAR if kind.id == DELAR.id else kind for kind in KINDS.values())
    found = [_kind(kind, choices) for kind in kinds]
    beside = tuple(_sheet(("vid-sidan", "Vid sidan av målen"), sheet, choices) for sheet in BESIDE)
    purpose = "Intern kontroll och interna uppdrag kan följas upp i samma mall. De räknas aldrig som mål."
    return [*found, KindShown("vid-sidan", "Vid sidan av målen", purpose, "Nämnderna", beside)]


def _kind(kind: RoundKind, choices: Choices) -> KindShown:
    who = "Nämnderna" if kind.answered_by == "namnder" else "Kvalitetskontrollgruppen"
    return KindShown(
        kind.id, kind.title, kind.purpose, who, tuple(_sheet((kind.id, kind.title), s, choices) for s in kind.sheets)
    )


def _sheet(kind: tuple[str, str], sheet: Sheet, choices: Choices) -> SheetShown:
    rows = [
        [c.title, _BY[c.by], c.help, ", ".join(choices.get(c.choices, ())), _rules(sheet, c)] for c in sheet.columns
    ]
    table = listing(f"{kind[1]}: kolumner i bladet {sheet.title}", _HEADINGS, rows)
    return SheetShown(f"mall-{kind[0]}-{sheet.id}", sheet.title, sheet.note, drawn(sheet), table)


def _rules(sheet: Sheet, column: Column) -> str:
    """The rules that check the column, with the condition under which it must be filled in."""
    asked = [r for r in sheet.requirements if column.name in r.columns]
    always = {r.rule for r in asked if not r.because}
    found = dict.fromkeys([*(r.rule for r in asked), *(r.rule for r in sheet.rules if r.column == column.name)])
    return listed(f"{rule} (alltid)" if rule in always else rule for rule in found)


def drawn(sheet: Sheet) -> Markup:
    """The sheet's headings and a row as it is handed out: given cells grey, cells to fill in white, in broad bands."""
    parts: list[str] = []
    top = 0
    for band in _bands(sheet.columns):
        parts += _band(band, top)
        top += _height(band) + 10
    name = f"Bladet {sheet.title}"
    told = ", ".join(f"{letter(n)} {c.title}" for n, c in enumerate(sheet.columns))
    start = f'<svg class="sheet" viewBox="0 0 {_WIDE} {top}" role="img"><title>{escape(name)}</title>'
    return Markup(f"{start}<desc>Kolumner: {escape(told)}</desc>{''.join(parts)}</svg>")


Placed = tuple[int, Column, int, int]
"""A column's number, the column, where it begins and its width."""


def _bands(columns: Sequence[Column]) -> Iterator[list[Placed]]:
    """The columns side by side as long as there is room, each at least as wide as its longest word."""
    band: list[Placed] = []
    x = 0
    for number, column in enumerate(columns):
        longest = max(len(word) for word in column.title.split())
        width = round(max(longest + 1.5, min(column.width, 24)) * _LETTER)
        if band and x + width > _WIDE:
            yield band
            band, x = [], 0
        band.append((number, column, x, width))
        x += width
    yield band


def _lines(column: Column, width: int) -> list[str]:
    return wrap(column.title, int(width / _LETTER), break_long_words=False)


def _height(band: Sequence[Placed]) -> int:
    return 18 + _LINE * max(len(_lines(c, w)) for _, c, _, w in band) + 6 + 22


def _band(band: Sequence[Placed], top: int) -> Iterator[str]:
    """Letters, headings and a row; what has the same look is one path."""
    right, bottom = band[-1][2] + band[-1][3], top + _height(band)
    row = bottom - 22
    boxes = {"h": f"M0 {top}h{right}v18h-{right}z", "g": "", "w": ""}
    for _, column, x, width in band:
        boxes["w" if column.entry else "g"] += f"M{x} {row}h{width}v22h-{width}z"
    yield "".join(f'<path class="{look}" d="{path}"/>' for look, path in boxes.items() if path)
    lines = "".join(f"M{x} {top}V{bottom}" for _, _, x, _ in band)
    yield f'<path class="l" d="M0 {row}h{right}{lines}M{right} {top}V{bottom}H0"/>'
    for number, column, x, width in band:
        yield f'<text x="{x + width // 2}" y="{top + 13}" text-anchor="middle">{letter(number)}</text>'
        words = _lines(column, width)
        for at, line in enumerate(words):
            yield f'<text class="b" x="{x + 4}" y="{row - 6 - _LINE * (len(words) - 1 - at)}">{escape(line)}</text>'
        if said := _IDS.get(column.name, ""):
            yield f'<text x="{x + 4}" y="{row + 15}">{escape(said)}</text>'
