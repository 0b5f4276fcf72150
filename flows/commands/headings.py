"""Asks whether a file's headings are read as they should be, and takes what is to be changed."""

from __future__ import annotations

import sys

from flows.commands.asking import Asker, Question
from flows.commands.terminal import is_no, is_yes
from flows.steps.finance.mapping import Proposal, complete, corrected
from schemas.findings import ExpectedProblem
from schemas.messages.message import listed, shortened

_WIDEST = 24
"""Letters of an example that are shown."""
_HOW = "Skriv ja om allt stämmer, nej för att avbryta, eller en kolumn, = och filens rubrik."


def agreed(proposal: Proposal, file: str, ask: Asker, more: str = "") -> Proposal | None:
    """The mapping when it is accepted, changed as the answers say; None for a no. Raises ExpectedProblem.

    `more` is what else is agreed to.
    """
    _show(proposal, file, more)
    if ask.sure:
        return complete(proposal, file)
    while True:
        said = ask.line(Question(f"Stämmer det? (ja, nej eller en ändring, skriven som {proposal.example()})", "--ja"))
        if is_no(said):
            return None
        if is_yes(said):
            if not proposal.missing:
                return proposal
            _show_missing(proposal)
        elif "=" not in said:
            what = f"”{shortened(said)}” säger inte vilken kolumn som är vad. " if said else ""
            sys.stdout.write(f"  {what}{_HOW}\n")
        else:
            proposal = _changed(proposal, said, file, more)


def _changed(proposal: Proposal, said: str, file: str, more: str) -> Proposal:
    """The proposal as it becomes, shown; the same where what was said can't be done."""
    try:
        proposal = corrected(proposal, said)
    except ExpectedProblem as problem:
        sys.stdout.write(f"  {problem.finding.what} {problem.finding.todo}\n")
    else:
        _show(proposal, file, more)
    return proposal


def _show(proposal: Proposal, file: str, more: str) -> None:
    """What is read as what, which headings aren't used, and which columns the file lacks, with what becomes of them."""
    titles = proposal.wanted.titles
    lines = [f"Så läses rubrikerna i {file}:", *_table(proposal)]
    lines += [f"Rubriker som inte används: {listed(proposal.left)}."] if proposal.left else []
    without = [title for key, title in titles.items() if key not in (*proposal.columns, *proposal.missing)]
    lines += [f"Finns inte i filen: {listed(without)}. {proposal.wanted.without}"] if without else []
    sys.stdout.write("\n".join([*lines, *([more] if more else [])]) + "\n")
    _show_missing(proposal)


def _table(proposal: Proposal) -> list[str]:
    """A line per column: what it is, the file's heading, and what the first rows of the file have under it."""
    titles, examples = proposal.wanted.titles, proposal.examples
    rows = [["", "Filens rubrik", *(f"Rad {number}" for number, _ in examples)]] if examples else []
    rows += [
        [titles[key], heading, *(_cut(cells.get(heading, "")) for _, cells in examples)]
        for key, heading in proposal.columns.items()
    ]
    wide = [max((len(row[at]) for row in rows), default=0) + 2 for at in range(len(examples) + 2)]
    wide[0] = max(map(len, titles.values())) + 2
    return ["  " + "".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)).rstrip() for row in rows]


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1].rstrip()}…"


def _show_missing(proposal: Proposal) -> None:
    for key in proposal.missing:
        title, told = proposal.wanted.titles[key], proposal.wanted.told[key].rstrip(".")
        example = proposal.example(key)
        sys.stdout.write(
            f"▲ {title} behövs: {told[:1].lower()}{told[1:]}. Skriv filens rubrik, till exempel {example}\n"
        )
