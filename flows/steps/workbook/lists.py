"""The lists beside Översikt's charts: what deviates most, and what has changed since the round before."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from flows.steps.look import ACCENT, LINK, STATUS, Book, height, safe_text
from flows.steps.merging.changes import actions_sentence, changes_sentence, forecast_sentence
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import no_deviations
from flows.steps.swedish import first_line
from flows.steps.workbook.charts import ROW_PIXELS, rows_of
from flows.steps.workbook.links import FIRST
from flows.steps.workbook.tables import Placed
from schemas.published import ALL_ACTIONS, DEVELOPMENT, DEVIATIONS, TOTALS
from schemas.sheets.goals import GOALS

SIDE, LINK_WIDTH, TEXT_WIDTH = 6, 11, 74
"""The column beside the charts, and the widths of a list's link and of its text."""
PIXELS_PER_POINT = 4 / 3
_MOST = 5
Line = tuple[str, str, str]
"""The link's word, where it leads, and the text."""


def _heading(book: Book, tab: Worksheet, row: int, text: str, sheet: str) -> None:
    look = book.format("bold", font_size=12, font_color=ACCENT, underline=1)
    tab.write_url(row, SIDE, f"internal:'{sheet}'!A1", look, text, f"Gå till {sheet}")


def _written(book: Book, tab: Worksheet, row: int, lines: list[Line], beside: int) -> int:
    """The lines below a heading; as many rows as the picture beside them takes, whose pixels are given.

    A line's link has a cell of its own: a text that is itself a link isn't wrapped by every program.
    """
    link, covered = book.format("text", font_color=LINK, underline=1), ROW_PIXELS
    for number, (word, target, text) in enumerate(lines, row + 1):
        tab.write_url(number, SIDE, target, link, word, "Gå till raden")
        tab.write_string(number, SIDE + 1, safe_text(text), book.format("text"))
        points = height([(text, TEXT_WIDTH)])
        tab.set_row(number, points)
        covered += int(points * PIXELS_PER_POINT)
    return 1 + len(lines) + max(2, rows_of(beside - covered))


def worst(book: Book, tab: Worksheet, merged: Merged, placed: Placed, row: int, beside: int) -> int:
    """The heaviest deviations, each with a link to its row; gives the rows that list and picture (pixels) take."""
    _heading(book, tab, row, "Det här avviker mest", DEVIATIONS.title)
    lines: list[Line] = []
    for deviation in merged.deviations[:_MOST]:
        symbol = STATUS.get(deviation.meaning, STATUS["missed"])[0]
        target = f"internal:'{DEVIATIONS.title}'!A{placed.rows[deviation.row] + 1}"
        text = f"{symbol} {deviation.namnd_name}: {first_line(deviation.text)}"
        lines.append((_word(deviation), target, text))
    if not lines:
        tab.write_string(row + 1, SIDE, no_deviations(merged), book.format("note"))
    return _written(book, tab, row, lines, beside)


def _word(deviation: Deviation) -> str:
    return deviation.row if deviation.kind == "Mål" else deviation.kind


def changed(book: Book, tab: Worksheet, merged: Merged, row: int, beside: int) -> int:
    """What has changed since the round before, each sentence with a link; gives the rows taken, as `worst` does."""
    _heading(book, tab, row, "Det här har ändrats", DEVELOPMENT.title)
    goals = merged.tables["goals"]
    said = [
        ("Mål", f"internal:'{GOALS.title}'!A1", changes_sentence(goals)),
        (
            "Ekonomi",
            f"internal:'{TOTALS.title}'!A1",
            forecast_sentence(merged.tables["totals"], final=merged.job.kind.final),
        ),
        ("Åtgärder", f"internal:'{ALL_ACTIONS.title}'!A1", actions_sentence(merged)),
    ]
    for number, (key, move, text) in enumerate(zip(goals.index, goals["move"], goals["goal"], strict=True)):
        if str(move)[:1] in ("↑", "↓"):
            said.append((str(key), f"internal:'{GOALS.title}'!A{FIRST + number + 1}", f"{move}: {first_line(text)}"))
    lines = [line for line in said if line[2]][: _MOST + 1]
    if not lines:
        tab.write_string(row + 1, SIDE, "Ingen tidigare omgång är känd.", book.format("note"))
    return _written(book, tab, row, lines, beside)
