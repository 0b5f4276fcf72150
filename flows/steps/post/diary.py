"""The diarium: every document that came and went, for the registrator, as CSV and workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from flows.steps.files.archive import Note, notes
from flows.steps.look import Book, height, safe_text
from flows.steps.places import DATA, RESULT, YEARS, Places, controllers_own
from flows.steps.post.ledger import SENT, Event, Ledger, open_ledger
from flows.steps.swedish import moment
from flows.steps.texts import is_mail_name, small, without_formula
from schemas.kinds import round_told
from schemas.personal import masked
from schemas.published import SUBMISSIONS
from schemas.settings import Settings

COLUMNS = (
    ("Tid", 17, "När dokumentet kom in eller gick ut, svensk tid"),
    ("Riktning", 9, "In eller ut"),
    ("Part", 32, "Vem det kom från eller gick till; av en fil som lades i mappen nämnden vars svar det är"),
    ("Ärende", 24, "Mejlets ämne; tomt för en fil som lades i mappen"),
    ("Dokument", 30, "Mejlets eller filens namn"),
    ("Omgång", 17, "Omgången som det hör till"),
    ("Taget för", 26, "Vad programmet tog dokumentet för"),
    ("Ersatt av", 22, "Den fil som nämnden skickade i stället"),
    ("sha256", 24, "Filens kontrollsumma, som också är dess namn i arkivet"),
)
Row = tuple[str, ...]
_TOP = 4


def diary(home: Path, settings: Settings, year: int | None = None) -> list[Row]:
    """The documents of every year in order of time, or of the `year` when they came or went."""
    ledger = open_ledger(home, settings.id)
    rows = [*_mails(ledger), *_files(home, settings), *_sent(ledger)]
    return sorted({row for row in rows if year is None or row[0].startswith(str(year))})


def _mails(ledger: Ledger) -> Iterator[Row]:
    for event in ledger.came.values():
        rounds = ", ".join(_named(name) for name in event["omgångar"])
        fate = f"Mejl: {event['öde']}{_why(event)}"
        yield _row(
            event["daterat"], "In", event["från"], event["ämne"], event["fil"], rounds, fate, "", event["sha256"]
        )


def _why(event: Event) -> str:
    """The reason in brackets."""
    return f" ({small(event['skäl'])})" if event["skäl"] else ""


def _named(name: str) -> str:
    """'2026/prognos-april' as 'prognos april 2026'."""
    year, _, folder = name.partition("/")
    return f"{round_told(folder)} {year}"


def _row(time: str, *rest: str) -> Row:
    """A document's row; addresses, subjects and names of files without personnummer (Y1)."""
    return (time.replace("T", " ")[:19], *map(masked, rest))


def _files(home: Path, settings: Settings) -> Iterator[Row]:
    """What the archive says of each file in each round, and what became of it by the round's published data."""
    fates = _fates(Places(home, settings.id).output)
    for path, note in notes(Places(home, settings.id).archive):
        if not isinstance(note, Note):
            yield _row("", "In", "", "", path.name, "", note.what, "", path.name[:64])
            continue
        year, _, folder = note.round.partition("-")
        taken, party, later = fates.get((f"{year}/{folder}", note.sha256), (_otherwise(settings, note.file), "", ""))
        who, name = note.sender or party, _named(f"{year}/{folder}")
        received = note.received.isoformat()
        yield _row(received, "In", who, note.subject, note.file, name, taken, later, note.sha256)


def _otherwise(settings: Settings, file: str) -> str:
    """What a file is that is no nämnd's answer."""
    if is_mail_name(file):
        return "Mejl"
    return "Underlag" if controllers_own(file, settings.finance.files) else "Gick inte att använda"


def _fates(output: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Per round and sha256: for what it was taken, whose answer it is, and the file that replaced it."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for path in output.glob(f"{YEARS}/*/{RESULT}/{DATA}/{SUBMISSIONS.name}.csv"):
        name = "/".join(path.parts[-5:-3])
        with path.open(encoding="utf-8-sig", newline="") as file:
            told = [{SUBMISSIONS.names.get(k, k): v for k, v in row.items()} for row in csv.DictReader(file)]
        rows = [row for row in told if row.get("digest")]
        newest = {r["namnd"]: r["file"] for r in rows}
        for row in rows:
            later = newest[row["namnd"]] if newest[row["namnd"]] != row["file"] else ""
            state = row["outcome"].lstrip("●▲○ \N{NO-BREAK SPACE}").lower()
            found[name, row["digest"]] = (f"Svar från {row['name']} ({state})", row["name"], later)
    return found


def _sent(ledger: Ledger) -> Iterator[Row]:
    for event in ledger.out.values():
        if event["läge"] == SENT:
            yield from _one_sent(event)


def _one_sent(event: Event) -> Iterator[Row]:
    note = f"Mejl: skickat{_why(event)}"
    to, subject, what = ", ".join(event["till"]), event["ämne"], round_told(event["gäller"])
    yield _row(event["senast"], "Ut", to, subject, f"{event['nyckel']}.eml", what, note, "", event["sha256"])
    for file in event["bilagor"]:
        yield _row(event["senast"], "Ut", to, subject, file["fil"], what, "Bilaga", "", file["sha256"])


def as_csv(rows: list[Row]) -> bytes:
    """UTF-8 with a mark that Excel understands, and semicolons as in Swedish Excel."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([name for name, _, _ in COLUMNS])
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(rows: list[Row], settings: Settings, year: int, made: dt.datetime) -> bytes:
    """One table with title, note and filters, set up for print; every cell is a text."""
    book = Book(f"Diarium {year}", settings.name, dt.datetime(year, 1, 1))
    tab = book.sheet(f"Diarium {year}")
    tab.write_string(0, 0, f"Diarium {year} – {settings.name}", book.format("title"))
    note = f"Alla dokument som har kommit in och gått ut. Utskrivet {moment(made)}."
    tab.write_string(1, 0, note, book.format("note"))
    for at, (name, width, _) in enumerate(COLUMNS):
        tab.set_column(at, at, width)
        tab.write_string(_TOP - 1, at, name, book.format("heading"))
    for number, row in enumerate(rows, _TOP):
        for at, cell in enumerate(row):
            tab.write_string(number, at, safe_text(cell), book.format("text"))
        tab.set_row(number, height([(cell, width) for cell, (_, width, _) in zip(row, COLUMNS, strict=True)]))
    tab.autofilter(_TOP - 1, 0, _TOP - 1 + max(1, len(rows)), len(COLUMNS) - 1)
    tab.freeze_panes(_TOP, 0)
    tab.repeat_rows(_TOP - 1)
    return book.finish()
