"""The consolidated workbook's sheets that are no plain table: Fokusområden and Om filen."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from flows.steps.look import INDENT, Book, beside, height, safe_text
from flows.steps.merging.compared import MEANINGS
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import meaning_of
from flows.steps.merging.tense import tense_of
from flows.steps.rules_told import rules_told
from flows.steps.swedish import capital
from flows.steps.workbook.links import FIRST
from flows.steps.workbook.tables import BAND_HEAD, HEADING_ROW, Placed
from schemas.published import published_tables
from schemas.rules.model_rules import split


def plain_sheet(
    book: Book, title: str, note: str, columns: tuple[tuple[str, float], ...], right: Collection[str] = ()
) -> Worksheet:
    """A new sheet with title, note and these headings (with widths), ready for rows from FIRST.

    `right` are the headings that stand at the right, over counts.
    """
    tab = book.sheet(title)
    tab.write_string(0, 0, title, book.format("title"))
    tab.write_string(1, 0, note, book.format("note"))
    for number, (heading, width) in enumerate(columns):
        tab.set_column(number, number, width)
        align = {"align": "right"} if heading in right else beside(number)
        tab.write_string(HEADING_ROW, number, heading, book.format("heading", **BAND_HEAD, **align))
    tab.set_row(HEADING_ROW, height([(heading, width * 0.95) for heading, width in columns], 30))
    tab.freeze_panes(FIRST, 1)
    tab.repeat_rows(HEADING_ROW)
    tab.set_footer(f"&C&8{title}&R&8Sida &P av &N")
    return tab


def focus_counts(merged: Merged) -> pd.DataFrame:
    """Goals per fokusområde and meaning, and per nämnd as 'x av y'; a goal with two areas counts in both."""
    goals = merged.tables["goals"]
    ids = [n.id for n in merged.job.namnder]
    rows: dict[str, dict[str, object]] = {}
    for area in (a.name for a in merged.job.settings.areas_in(merged.job.year)):
        mine = goals.loc[[area in split(text) for text in goals["focus_area"]]]
        meanings = [meaning_of(merged, said) for said in mine["assessment"]]
        row: dict[str, object] = {m: meanings.count(m) for m in MEANINGS}
        for namnd in ids:
            own = [m for m, n in zip(meanings, mine["namnd"], strict=True) if n == namnd]
            row[namnd] = f"{own.count('reached')} av {len(own)}" if own else "–"
        rows[area] = row
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*MEANINGS, *ids])


def write_focus(book: Book, merged: Merged) -> Placed:
    """The matrix fokusområde × nämnd, with the numbers that the chart reads."""
    counts = focus_counts(merged)
    ids = [n.id for n in merged.job.namnder]
    tense = tense_of(merged.job.kind)
    counted = [capital(tense.short), *(tense.bar[meaning] for meaning in MEANINGS[1:])]
    heads = ("Fokusområde", *counted, *(f"{i}: {tense.short}" for i in ids))
    note = "Antal mål per fokusområde. Ett mål som stödjer två räknas i båda. "
    note += f"Till höger: mål som {tense.short} per nämnd."
    widths = tuple((h, 20 if n == 0 else 12) for n, h in enumerate(heads))
    tab = plain_sheet(book, "Fokusområden", note, widths, counted)
    for number, (area, row) in enumerate(counts.iterrows(), FIRST):
        tab.write_string(number, 0, str(area), book.format("text"))
        for column, value in enumerate(row, 1):
            if isinstance(value, str):
                tab.write_string(number, column, value, book.format("text", **beside(column)))
            else:
                tab.write_number(number, column, int(value), book.format("text", "percent"))
    columns = {name: n for n, name in enumerate(("area", *MEANINGS, *ids))}
    rows = {str(area): FIRST + n for n, area in enumerate(counts.index)}
    return Placed("Fokusområden", rows, columns, FIRST + len(rows) - 1)


_CONVENTIONS = (
    "Belopp står i tusental kronor (tkr), avrundade till hela tkr. Tabellerna i mappen data har ören kvar.",
    "Nettokostnad skrivs som positiva tal. Avvikelse är budget minus {compared}: plus är överskott, minus underskott.",
    "Målen är de som kommunfullmäktige har beslutat. Bedömningar och kommentarer är nämndernas egna.",
    "Varje rad säger vilken fil, vilket blad och vilken rad den lästes ur. Originalet ligger i arkivet.",
)


def write_about(book: Book, merged: Merged) -> None:
    """Conventions, sources with hashes, every column explained, and the rules cited."""
    tab = plain_sheet(
        book,
        "Om filen",
        "Vad filen innehåller, varifrån det kommer och hur det ska läsas.",
        (("Vad", 30), ("Namn", 34), ("Förklaring", 90)),
    )
    conventions = (text.format(compared=tense_of(merged.job.kind).compared) for text in _CONVENTIONS)
    through = f"Utfallet är räknat till och med {merged.job.through}."
    rows: list[tuple[str, str, str]] = [("Så läses beloppen", "", text) for text in (through, *conventions)]
    rows += [("Källa", name, f"sha256 {digest}") for name, digest in merged.known.sources.items()]
    rows += [("Så räknades filens rader", account.place, account.sentence) for account in merged.known.accounts]
    counted = [s.counted for s in merged.states if s.counted]
    rows += [("Källa", s.received.file, f"sha256 {s.received.digest}") for s in counted]
    for table in (t for t in published_tables(merged.job.kind) if t.id in merged.tables):
        rows += [(f"Kolumn i {table.title}", c.title, c.help) for c in table.columns]
    cited = sorted({f.rule for f in merged.findings})
    told = rules_told(merged.job)
    rows += [(f"Regel {rule}", told[rule].section, told[rule].sentence) for rule in cited]
    for number, row in enumerate(rows, FIRST):
        for column, value in enumerate(row):
            tab.write_string(number, column, safe_text(value), book.format("text", **beside(column)))
        tab.set_row(number, height(list(zip(row, (30, 34 - INDENT, 90 - INDENT), strict=True))))
