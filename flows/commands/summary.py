"""What the controller reads on the screen: tables and a short summary, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from rich import markup
from rich.console import Console
from rich.table import Table

from flows.steps.job import Job
from flows.steps.look import STATUS
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import READ, STANDING, State
from flows.steps.swedish import capital, day, first_line, moment, number
from schemas.findings import NOTICE, Finding, grouped
from schemas.messages.message import listed
from schemas.personal import masked

_MOST = 3
_LONGEST = 90
_MOST_LINES = 30


def escape(text: str) -> str:
    """A text as rich writes it, without personnummer (Y1)."""
    return markup.escape(masked(text))


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=110)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Any rows, as plain text."""
    table = _table(*headings)
    for row in rows:
        table.add_row(*map(escape, row))
    _console().print(table)


def print_states(job: Job, standing: Sequence[State]) -> None:
    """One row per nämnd: state, errors, warnings, when and which file; and what mail a person must see."""
    from flows.steps.post.ledger import open_ledger
    from flows.steps.post.to_see import counted_lately

    table = _table("Nämnd", "Läge", "Fel", "Varningar", "Mottagen", "Fil")
    for state in standing:
        newest = state.newest
        row = (
            state.namnd.name,
            STANDING[state.state],
            str(len(state.errors)) if newest else "",
            str(len(state.warnings)) if newest else "",
            moment(newest.received.received) if newest else "",
            newest.file if newest else "",
        )
        table.add_row(*map(escape, row))
    console = _console()
    console.print(f"\n[bold]{job.title} – {escape(job.settings.name)}[/]. Sista dag {day(job.deadline)}.\n")
    console.print(table)
    for sentence in counted_lately(open_ledger(job.home, job.settings.id).came.values(), job.now):
        console.print(escape(sentence), soft_wrap=True)


def print_summary(job: Job, merged: Merged) -> None:
    """After a run: states, the three most important deviations, and where the files lie."""
    from flows.steps.merging import material, sentences

    told = {"followup": sentences.headline, "material": material.headline}[job.kind.publishes]
    print_states(job, merged.states)
    print_unusable(f for f in merged.findings if f.stops and f.submission and f.submission not in _read_ids(merged))
    console = _console()
    console.print()
    if merged.preliminary:
        waiting = listed(s.namnd.name for s in merged.states if s.state != READ)
        console.print(f"[bold]Preliminär[/]: {escape(waiting)} återstår.")
    for sentence in told(merged):
        console.print(escape(sentence))
    found = merged.deviations[:_MOST]
    if found:
        console.print("\n[bold]Viktigaste avvikelserna[/]")
    for deviation in found:
        console.print(f"  {escape(_deviation(deviation))}")
    _print_files(job, merged, console)


def _deviation(deviation: Deviation) -> str:
    """'▲ Nås inte – Kommunstyrelsen, KS-04: Under 2026 ska …'; a deficit says itself what it is."""
    if deviation.meaning == "deficit":
        return f"▲ {deviation.namnd_name}: {deviation.text}"
    about = f"{STATUS[deviation.meaning][0]} {deviation.words} – {deviation.namnd_name}, {deviation.row}"
    return f"{about}: {shorten(first_line(deviation.text), _LONGEST, placeholder=' …')}"


def _print_files(job: Job, merged: Merged, console: Console) -> None:
    folder = job.result.relative_to(job.home)
    asked = [f for f in merged.findings if f.severity < NOTICE and not f.submission and not f.accepted]
    if asked:
        console.print("\n[bold]Att rätta eller kontrollera i målregister, inställningar och ekonomifil[/]")
    for sentence in sentences_of(asked):
        console.print(f"  {escape(sentence)}")
    console.print("\n[bold]Filerna[/]")
    for name, text in (
        ("sammanstallning.xlsx", "sammanställning för kommunledningen"),
        ("index.html", "kommunens sida; därifrån når man nämndernas"),
        ("svar", "svar till nämnderna: kvittenser och rättade mallar"),
        ("data", "tabellerna som CSV och Parquet"),
    ):
        console.print(f"  {folder / name}  –  {text}", soft_wrap=True)


def _read_ids(merged: Merged) -> set[str]:
    return {s.id for state in merged.states for s in state.submissions}


def print_unusable(refused: Iterable[Finding]) -> None:
    """The files that came and can't be used, with why; their replies lie among the others."""
    lines = [f"  ▲ {f.file}{f' ({f.namnd})' if f.namnd else ''}: {f.what} {f.todo}" for f in refused]
    if lines:
        console = _console()
        console.print("\n[bold]Filer som inte kunde användas[/] (svar till avsändarna skrivs i svar/ovrigt)")
        for line in lines:
            console.print(escape(line))


def sentences_of(findings: Sequence[Finding], command: str = "") -> list[str]:
    """What is wrong in the controller's own files, equal findings together; of very many, where the rest stand."""
    groups = grouped(findings)
    lines = []
    for group in groups[:_MOST_LINES]:
        f = group.first
        place = ", ".join(filter(None, (f.file, group.where if f.sheet else "")))
        lines.append(" ".join(filter(None, (f.severity.symbol, f"{place}:" if place else "", f.what, f.todo))))
    left = len(groups) - _MOST_LINES
    if left > 0:
        when = f" när omgången är körd ({command})" if command else ""
        lines.append(f"▲ {number(left, 0)} fel till. Alla står på bladet Anmärkningar i sammanstallning.xlsx{when}.")
    return lines


def print_findings(findings: Sequence[Finding], *, total: bool = True) -> None:
    """A table of findings, those that say the same on one row, and how many they are in all."""
    table = _table("", "Fil", "Plats", "Vad som är fel och vad ni gör", "Regel")
    for group in grouped(findings):
        f = group.first
        table.add_row(f.severity.symbol, *map(escape, (f.file, group.where, f"{f.what} {f.todo}", f.rule)))
    console = _console()
    console.print(table)
    console.print(f"\n{capital(counted_in_rows(findings))}." if total else "")


def counted(findings: Sequence[Finding]) -> str:
    """'2 fel och 1 varning'."""
    counts: dict[str, int] = {}
    for f in findings:
        counts[f.severity.swedish.lower()] = counts.get(f.severity.swedish.lower(), 0) + 1
    return listed(f"{count} {_plural(word, count)}" for word, count in counts.items()) or "inga anmärkningar"


def counted_in_rows(findings: Sequence[Finding]) -> str:
    """'14 fel på nio rader': the table has fewer rows where it says the same of several cells."""
    rows = len(grouped(findings))
    shown = f" på {number(rows, 0)} {'rad' if rows == 1 else 'rader'}" if rows < len(findings) else ""
    return counted(findings) + shown


def _plural(word: str, count: int) -> str:
    return word if count == 1 or word == "fel" else {"varning": "varningar", "upplysning": "upplysningar"}[word]


def print_times(parts: Mapping[str, float], steps: Mapping[str, float]) -> None:
    """Seconds of the whole command's parts, and of each step of the work."""
    console = _console()
    for title, seconds in (("Hela kommandot", parts), ("Arbetets steg", steps)):
        table = _table(title, "sekunder")
        for name, value in seconds.items():
            table.add_row(name, number(round(value, 3), 3))
        table.add_row("summa", number(round(sum(seconds.values()), 3), 3))
        console.print()
        console.print(table)
