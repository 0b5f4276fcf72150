"""What the controller reads on the screen: tables and a short summary, in Swedish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.steps.job import Job
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import READ, STANDING, State
from flows.steps.swedish import capital, day, first_line, listed, moment, number
from schemas.findings import Finding, grouped

_MOST = 3


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
    """One row per nämnd: state, errors, when and which file."""
    table = _table("Nämnd", "Läge", "Fel", "Mottagen", "Fil")
    for state in standing:
        newest = state.newest
        row = (
            state.namnd.name,
            STANDING[state.state],
            str(len(state.errors)) if newest else "",
            moment(newest.received.received) if newest else "",
            newest.file if newest else "",
        )
        table.add_row(*map(escape, row))
    console = _console()
    console.print(f"\n[bold]{job.title} – {escape(job.settings.name)}[/]. Sista dag {day(job.deadline)}.\n")
    console.print(table)


def print_summary(job: Job, merged: Merged) -> None:
    """After a run: states, the three most important deviations, and where the files lie."""
    from flows.steps.merging import material, sentences

    told = {"followup": sentences.headline, "material": material.headline}[job.kind.publishes]
    print_states(job, merged.states)
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
        console.print(f"  ▲ {escape(deviation.namnd_name)}: {escape(first_line(deviation.text))}")
    _print_files(job, merged, console)


def _print_files(job: Job, merged: Merged, console: Console) -> None:
    folder = (job.outbox / "resultat").relative_to(job.home)
    errors = [f for f in merged.findings if f.stops and not f.submission]
    if errors:
        console.print("\n[bold]Att rätta i målregister, inställningar eller ekonomifil[/]")
    for finding in errors[:10]:
        console.print(f"  ▲ {escape(finding.file)}: {escape(finding.sentence)}")
    console.print("\n[bold]Filerna[/]")
    for name, text in (
        ("sammanstallning.xlsx", "sammanställning för kommunledningen"),
        ("index.html", "kommunens sida; därifrån når man nämndernas"),
        ("svar", "svar till nämnderna: kvittenser och rättade mallar"),
        ("data", "tabellerna som CSV och Parquet"),
    ):
        console.print(f"  {folder / name}  –  {text}", soft_wrap=True)


def print_findings(findings: Sequence[Finding]) -> None:
    """A table of findings, those that say the same on one row, and how many they are."""
    console = _console()
    table = _table("", "Fil", "Plats", "Vad som är fel och vad ni gör", "Regel")
    for group in grouped(findings):
        f = group.first
        table.add_row(f.severity.symbol, *map(escape, (f.file, group.where, f"{f.what} {f.todo}", f.rule)))
    console.print(table)
    counts: dict[str, int] = {}
    for f in findings:
        counts[f.severity.swedish.lower()] = counts.get(f.severity.swedish.lower(), 0) + 1
    console.print("\n" + capital(listed(f"{count} {_plural(word, count)}" for word, count in counts.items())) + ".")


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
