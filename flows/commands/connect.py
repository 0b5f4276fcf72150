"""`malstyrning ekonomi koppla FIL`: shows how the headings would be read, asks, and writes the settings."""

from __future__ import annotations

import fnmatch
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from flows.clock import swedish_now
from flows.commands.answer_readers import yes_or_no
from flows.commands.asking import Asker, Question
from flows.commands.headings import agreed
from flows.steps.beginning.settings_lines import with_values
from flows.steps.files.archive import write_safely
from flows.steps.files.formats import is_sie
from flows.steps.finance.mapping import FINANCE, Proposal, corrected, headings_in, propose, with_last_year
from flows.steps.finance.periods import of_period
from flows.steps.finance.read import budgets, checked_unit, read_as_declared
from flows.steps.finance.unit_and_sign import likely
from flows.steps.find_job import any_job, load_settings
from flows.steps.job import Job, stop
from flows.steps.places import Places
from flows.steps.reading.headings import HEADING_ROWS
from flows.steps.swedish import tkr
from schemas.finance_settings import FinanceColumns
from schemas.findings import Finding
from schemas.messages import files
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.settings_errors import parse_settings


def connect(home: Path, file: str, kommun: str, given: Sequence[str] = (), *, sure: bool) -> int:
    """0 when written, 1 when not. Raises ExpectedProblem for a file that can't be read or lacks what is needed."""
    settings, name, content = load_settings(home, kommun), Path(file).name, _content(Path(file))
    pattern = pattern_for(name, settings.finance.file)
    other = f"Filen hittas på namnet {pattern}. "
    other += f"I inställningarna står {settings.finance.file}, som inte passar och byts ut."
    proposal = _kept(_proposal(name, content), settings.finance.columns)
    for said in given:
        proposal = corrected(proposal, said)
    accepted = agreed(proposal, name, Asker(sure), other if pattern != settings.finance.file else "")
    if accepted is None:
        sys.stdout.write("Inget är ändrat.\n")
        return 1
    path = Places(home, settings.id).settings
    columns = {key: accepted.columns.get(key) for key in FINANCE.words}
    written = with_values(path.read_text(encoding="utf-8"), "ekonomi.kolumner", columns)
    written = with_values(written, "ekonomi", {"fil": pattern})
    job = _with_settings(any_job(home, settings.id, swedish_now()), written)
    if seen := _seen(job, name, content, Asker(sure)):
        written = with_values(written, "ekonomi", seen)
        job = _with_settings(job, written)
    write_safely(path, written.encode())
    sys.stdout.write(f"Kopplingen står nu i {path.relative_to(home)}.\n")
    if not Path(file).resolve().is_relative_to(path.parent.resolve()):
        where = path.parent.relative_to(home)
        sys.stdout.write(f"Filen läses när den ligger i sin omgångs mapp under {where}. Lägg den där.\n")
    _try(job, name, content)
    return 0


def _with_settings(job: Job, text: str) -> Job:
    """The job as it is with a settings file's text. Raises ExpectedProblem where that can't be read."""
    return replace(job, settings=parse_settings(text))


def _seen(job: Job, name: str, content: bytes, ask: Asker) -> dict[str, str]:
    """Unit and sign by the file's own numbers, where they are not the settings' and people agree."""
    finance = job.settings.finance
    unit, sign = likely(budgets(read_as_declared(job, name, content, [], of_round=False).rows), finance)
    if (unit, sign) == (finance.money_unit, finance.cost_sign):
        return {}
    numbers = "positiva tal" if sign == "plus" else "negativa tal"
    sys.stdout.write(
        f"▲ Av filens egna tal ser det ut som att beloppen är i {unit} och att kostnader är {numbers}.\n"
        f"  I kommun.toml står enhet {finance.money_unit} och kostnad {finance.cost_sign}.\n"
    )
    if ask.sure:
        sys.stdout.write(f"  Nu skrivs enhet {unit} och kostnad {sign} där.\n")
        return {"enhet": unit, "kostnad": sign}
    question = f"Ska enhet {unit} och kostnad {sign} skrivas in i kommun.toml? (ja, eller nej: det som står är kvar)"
    if not ask.answer(None, Question(question, "--ja", "ja"), yes_or_no):
        return {}
    return {"enhet": unit, "kostnad": sign}


def _try(job: Job, name: str, content: bytes) -> None:
    """What the file gives with what is written now: each nämnd's budget, and what is odd in it."""
    from flows.commands.summary import print_findings

    findings: list[Finding] = []
    namnder, finance = {n.id: n.name for n in job.namnder}, job.settings.finance
    found = read_as_declared(job, name, content, findings, of_round=False)
    told = budgets(checked_unit(job, name, found, findings).rows)
    if told:
        sys.stdout.write(f"Med belopp i {finance.money_unit} och kostnader som {finance.cost_sign} blir budgeten:\n")
        wide = max(len(namnder[namnd]) for namnd in told) + 2
        sys.stdout.writelines(f"  {namnder[namnd]:<{wide}}{tkr(ore):>12} tkr\n" for namnd, ore in told.items())
        sys.stdout.write("Är beloppen fel, rätta enhet eller kostnad under [ekonomi] i kommun.toml, och koppla igen.\n")
    elif findings:
        sys.stdout.write("Ingen budget går att visa. Rätta det här, och koppla igen:\n")
    if findings:
        print_findings(findings)


def pattern_for(name: str, pattern: str) -> str:
    """The settings' pattern where the file fits it; else its name's first word, and its kind: 'utfall*.csv'."""
    if fnmatch.fnmatch(name, pattern):
        return pattern
    word = re.match(r"[^\W\d_]+", name)
    return f"{word[0]}*{Path(name).suffix}" if word else name


def _kept(proposal: Proposal, columns: FinanceColumns) -> Proposal:
    """What the settings say already of the file's headings goes before what is guessed."""
    said = columns.model_dump(by_alias=True, exclude_none=True)
    known = of_period(said, proposal.headings)
    guessed = {k: h for k, h in proposal.columns.items() if k not in known and h not in known.values()}
    order = [key for key in proposal.wanted.titles if key in known | guessed]
    return replace(proposal, columns={key: (known | guessed)[key] for key in order})


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    if is_sie(content):
        raise stop(say.SIE_NEEDS_NOTHING(file=path.name), path.name)
    return content


def _proposal(name: str, content: bytes) -> Proposal:
    headings = headings_in(name, content)
    if isinstance(headings, Trouble):
        raise stop(headings, name)
    if not headings:
        raise stop(say.WITHOUT_HEADINGS(file=name, most=HEADING_ROWS), name)
    return with_last_year(propose(headings, FINANCE))
