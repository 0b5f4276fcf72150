"""Which of a workbook's sheets is which of the template's: by name, else by headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.steps.files.spreadsheets import Grid
from flows.steps.reading.headings import Found, find_table, plain
from flows.steps.texts import clean
from schemas.messages import tables as say
from schemas.messages.message import Trouble
from schemas.sheets.sheet import Sheet

LIKE = 2 / 3
"""Share of a sheet's headings that must be there for a sheet of another name to be taken for it."""


@dataclass
class Tabs:
    """`of`: the file's title and cells per sheet id; `told`: (title, what is to be said of it)."""

    of: dict[str, tuple[str, Grid]] = field(default_factory=dict)
    told: list[tuple[str, Trouble]] = field(default_factory=list)


def match_tabs(grids: Mapping[str, Grid], sheets: Sequence[Sheet]) -> Tabs:
    """Every declared sheet that the workbook has, whatever it is called there."""
    result = Tabs()
    named = {plain(title): title for title in reversed(list(grids))}
    own = {sheet.id: named.get(plain(sheet.title)) for sheet in sheets}
    taken = {title for title in own.values() if title}
    for sheet in sheets:
        title = own[sheet.id]
        others = _alike(grids, sheet, taken)
        if others and (title is None or find_table(grids[title], sheet.columns) is None):
            title = others.pop(0)
            taken.add(title)
            result.told.append((title, say.SHEET_READ_AS(title=title, wanted=sheet.title)))
        if title is not None:
            result.of[sheet.id] = (title, grids[title])
            result.told += _copies(grids, sheet, title, others)
    return result


def _alike(grids: Mapping[str, Grid], sheet: Sheet, taken: set[str]) -> list[str]:
    """Sheets of other names with this sheet's headings, the likest first."""
    found: list[tuple[int, str]] = []
    for title, grid in grids.items():
        if title not in taken and not title.startswith("_"):
            table = find_table(grid, sheet.columns)
            if table is not None and len(table.at) >= LIKE * len(sheet.columns):
                found.append((-len(table.at), title))
    return [title for _, title in sorted(found, key=lambda pair: pair[0])]


def _copies(grids: Mapping[str, Grid], sheet: Sheet, title: str, others: list[str]) -> list[tuple[str, Trouble]]:
    if not others:
        return []
    mine = _entries(grids[title], sheet)
    copies = (other for other in others if _entries(grids[other], sheet) not in (mine, set()))
    return [(other, say.SHEET_TWICE(wanted=title)) for other in copies]


def _entries(grid: Grid, sheet: Sheet) -> set[tuple[str, str, str]]:
    """What a sheet says, as (key, column, text)."""
    found: Found | None = find_table(grid, sheet.columns)
    if found is None:
        return set()
    said: set[tuple[str, str, str]] = set()
    for row in grid[found.heading_row :]:
        texts = {name: clean(row[i]) if i < len(row) and row[i] is not None else "" for name, i in found.at.items()}
        said |= {(texts.get(sheet.key, ""), name, texts[name]) for name in sheet.entries if texts.get(name)}
    return said
