"""`malstyrning ekonomi koppla FIL`: shows how the headings would be read, asks, and writes the settings.

A coupling is for rounds to come. Rounds that already have a file keep the one that they have had, below
`[[ekonomi.tidigare]]`; a file in the folder of such a round changes that round's coupling alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from flows.clock import swedish_now
from flows.commands.answer_readers import yes_or_no
from flows.commands.asking import Asker, Question
from flows.commands.headings import agreed
from flows.steps.beginning.settings_lines import with_earlier, with_units, with_values
from flows.steps.files.archive import write_safely
from flows.steps.files.formats import is_sie
from flows.steps.finance import investments as projects
from flows.steps.finance.details import read_details
from flows.steps.finance.mapping import (
    FINANCE,
    INVESTMENTS,
    Headed,
    Proposal,
    bare_heading,
    best_proposal,
    corrected,
    headed_tables,
    is_investments,
)
from flows.steps.finance.namnd_in_file import codes_in_file
from flows.steps.finance.periods import of_period
from flows.steps.finance.proposed_money import Money, proposed_money
from flows.steps.finance.read import budgets, checked_unit, read_as_declared
from flows.steps.find_job import any_job, load_job, load_settings
from flows.steps.job import Job, stop
from flows.steps.places import Places
from flows.steps.reading.headings import HEADING_ROWS
from flows.steps.swedish import tkr
from flows.steps.texts import fits, nobody_sent
from schemas.finance_settings import Coupling, FinanceSettings
from schemas.findings import Finding
from schemas.kinds import round_told
from schemas.messages import files
from schemas.messages import settings as say
from schemas.messages.message import Trouble, listed
from schemas.settings import Settings
from schemas.settings_errors import parse_settings

_TABLE = re.compile(r"drift|invest[^\W\d_]*", re.IGNORECASE)
"""A word of a file's name that tells the economy's file from that of investments."""


@dataclass(frozen=True)
class _Connecting:
    """A file, and the settings as they are before it is coupled.

    `own` is the round in whose folder it lies ('2026/prognos-april'), '' for none.
    """

    home: Path
    settings: Settings
    file: Path
    content: bytes
    own: str
    investments: bool

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def path(self) -> Path:
        return Places(self.home, self.settings.id).settings

    @cached_property
    def tables(self) -> list[Headed]:
        """The file's tables that have headings. Raises ExpectedProblem where there are none."""
        found = headed_tables(self.name, self.content)
        if isinstance(found, Trouble):
            raise stop(found, self.name)
        if not found:
            raise stop(say.WITHOUT_HEADINGS(file=self.name, most=HEADING_ROWS), self.name)
        return found

    @property
    def finance(self) -> FinanceSettings:
        """The coupling that the file is read with now."""
        return self.settings.finance.of_round(self.own)

    @property
    def alone(self) -> bool:
        """Whether only the file's own round is coupled, since it has kept a coupling of its own."""
        return bool(self.own) and self.settings.finance.kept_by(self.own) is not None

    @property
    def section(self) -> str:
        return "ekonomi.investeringar" if self.investments else "ekonomi"

    def written(self, text: str, values: Mapping[str, object], columns: Mapping[str, object]) -> str:
        """The settings' text with these values of the section and these headings; None takes a heading away."""
        if not self.alone:
            text = with_values(text, self.section, values)
            return with_values(text, f"{self.section}.kolumner", columns) if columns else text
        coupling = parse_settings(text).finance.of_round(self.own).written()
        place = coupling.setdefault("investeringar", {}) if self.investments else coupling
        place.update(values)
        if columns:
            place["kolumner"] = {key: heading for key, heading in columns.items() if heading is not None}
        return with_earlier(text, [self.own], coupling)

    def job(self, text: str) -> Job:
        """A round to read the file in, with a settings file's text. Raises ExpectedProblem where that can't be read."""
        now, settings = swedish_now(), parse_settings(text)
        year, _, folder = self.own.partition("/")
        job = load_job(self.home, settings.id, folder, int(year), now) if self.own else None
        finance = settings.finance.of_round(self.own)
        settings = settings.model_copy(update={"finance": finance})
        return replace(job or any_job(self.home, settings.id, now), settings=settings)


def connect(
    home: Path, file: str, kommun: str, given: Sequence[str] = (), *, sure: bool, investments: bool = False
) -> int:
    """0 when written, 1 when not. Raises ExpectedProblem for a file that can't be read or lacks what is needed."""
    settings, path = load_settings(home, kommun), Path(file)
    one = _Connecting(home, settings, path, _content(path), _round_of(home, settings, path), investments)
    table, proposal = _proposal(one, given)
    pattern = _pattern(one)
    accepted = agreed(proposal, one.name, Asker(sure), _about_name(one, pattern))
    if accepted is None:
        sys.stdout.write("Inget är ändrat.\n")
        return 1
    before = one.path.read_text(encoding="utf-8")
    columns = {key: accepted.columns.get(key) for key in accepted.wanted.words}
    now = _declared(one.finance, investments=investments)
    values: dict[str, object] = {"fil": pattern}
    if investments and one.finance.investments is None:
        values |= {"enhet": now.unit, "kostnad": now.sign}
    text = one.written(before, values, columns)
    if seen := _seen(one, table, accepted, text, Asker(sure)):
        text = one.written(text, seen, {})
    if not investments:
        text = _with_codes(one.job(text), table, accepted, text, Asker(sure))
    kept = _keeping(one, parse_settings(text).finance)
    if kept:
        text = with_earlier(text, kept, settings.finance.written())
        parse_settings(text)
    write_safely(one.path, text.encode())
    _tell_written(one, kept, [key for key in _headings_now(one) if not columns[key]])
    _try(one, one.job(text))
    return 0


# ---------------------------------------------------------------- rounds


def _round_of(home: Path, settings: Settings, file: Path) -> str:
    """'2026/prognos-april' for a file in that round's folder; '' for any other."""
    try:
        parts = file.resolve().relative_to(Places(home, settings.id).input.resolve()).parts
    except ValueError:
        return ""
    address = "/".join(parts[:2])
    return address if len(parts) > 2 and address in _addresses(home, settings) else ""


def _addresses(home: Path, settings: Settings) -> list[str]:
    """The rounds that have a folder, oldest year first."""
    inputs = Places(home, settings.id).input
    years = sorted(int(p.name) for p in inputs.iterdir() if p.is_dir() and re.fullmatch(r"20\d\d", p.name))
    every = [f"{year}/{one.folder}" for year in years for one in settings.rounds_in(year)]
    return [address for address in every if (inputs / address).is_dir()]


def _keeping(one: _Connecting, after: FinanceSettings) -> list[str]:
    """The rounds that have a file which the settings have read until now, and would read in another way."""
    before = one.settings.finance
    if all(getattr(before, name) == getattr(after, name) for name in Coupling.model_fields):
        return []
    found = []
    for address in _addresses(one.home, one.settings):
        if address == one.own or before.kept_by(address):
            continue
        folder = Places(one.home, one.settings.id).input / address
        own = [p for p in folder.iterdir() if p.is_file() and not nobody_sent(p.name)]
        theirs = [p for p in own if any(fits(p.name, pattern) for pattern in before.own_files)]
        if theirs and not any(p.stat().st_size == len(one.content) and p.read_bytes() == one.content for p in own):
            found.append(address)
    return found


def _named(addresses: Sequence[str]) -> str:
    """'prognos april 2026 och prognos juni 2026'."""
    parts = (address.partition("/") for address in addresses)
    return listed(f"{round_told(folder)} {year}" for year, _, folder in parts)


def _tell_written(one: _Connecting, kept: Sequence[str], gone: Sequence[str]) -> None:
    sys.stdout.write(f"Kopplingen står nu i {one.path.relative_to(one.home)}.\n")
    if gone:
        sys.stdout.write(f"Det här lästes förut men inte med den nya kopplingen: {listed(gone)}.\n")
    if one.alone:
        sys.stdout.write(f"Den gäller bara {_named([one.own])}, som har en egen under [[ekonomi.tidigare]].\n")
    if kept:
        sys.stdout.write(
            f"Omgångar som redan har en fil läses som förut: {_named(kept)}. Deras koppling står under "
            "[[ekonomi.tidigare]].\nSka en av dem läsas på det nya sättet, koppla filen som ligger i dess mapp.\n"
        )
    if not one.file.resolve().is_relative_to(one.path.parent.resolve()):
        where = one.path.parent.relative_to(one.home)
        sys.stdout.write(f"Filen läses när den ligger i sin omgångs mapp under {where}. Lägg den där.\n")


# ---------------------------------------------------------------- the file's name


def _pattern(one: _Connecting) -> str:
    finance = one.finance
    if one.investments:
        return pattern_for(one.name, finance.investments.file if finance.investments else finance.file)
    return pattern_for(one.name, finance.file)


def _about_name(one: _Connecting, pattern: str) -> str:
    """That the file is found by another name than the settings have; '' where it isn't."""
    said = one.finance.investments.file if one.investments and one.finance.investments else one.finance.file
    lines = [f"Filen hittas på namnet {pattern}."] if pattern != said else []
    if lines and (one.finance.investments or not one.investments):
        lines.append(f"I inställningarna står {said}, som inte passar och byts ut.")
    return " ".join([*lines, *_also(one)])


def _also(one: _Connecting) -> Iterator[str]:
    """That the file has the name of the other export, which it doesn't hold: that one is then not found for sure."""
    finance = one.finance
    other = finance.file if one.investments else finance.investments.file if finance.investments else ""
    wanted = FINANCE if one.investments else INVESTMENTS
    if other and fits(one.name, other) and best_proposal(one.tables, wanted)[1].missing:
        what, section = ("driften", "ekonomi") if one.investments else ("investeringarna", "ekonomi.investeringar")
        yield (
            f"Den passar också namnet {other}, som {what} hittas på. "
            f"Skriv ett namn som bara passar {what} som fil under [{section}]."
        )


def pattern_for(name: str, pattern: str) -> str:
    """The settings' pattern where the file fits it; else its name's first word, and its kind: 'utfall*.csv'.

    A later word that says which table it is stays: 'kultur*drift*.csv'.
    """
    if fits(name, pattern):
        return pattern
    word, table = re.match(r"[^\W\d_]+", name), _TABLE.search(name)
    if not word:
        return name
    later = f"{table[0]}*" if table and table.start() else ""
    return f"{word[0]}*{later}{Path(name).suffix}"


# ---------------------------------------------------------------- headings


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    if is_sie(content):
        raise stop(say.SIE_NEEDS_NOTHING(file=path.name), path.name)
    return content


def _proposal(one: _Connecting, given: Sequence[str]) -> tuple[Headed, Proposal]:
    """The table that is coupled, and what its headings look to be, with what was said ('utfall=Bokfört')."""
    table, proposal = best_proposal(one.tables, INVESTMENTS if one.investments else FINANCE)
    proposal = _kept(proposal, _headings_now(one))
    for change in given:
        proposal = corrected(proposal, change)
    if not one.investments and "verksamhet" in proposal.missing and is_investments(one.tables):
        projects_ = best_proposal(one.tables, INVESTMENTS)[1].columns
        headings = listed(projects_[key] for key in INVESTMENTS.required)
        texts = {"headings": headings, "first": projects_["projekt"]}
        raise stop(say.LOOKS_LIKE_INVESTMENTS(file=one.name, **texts), one.name)
    return table, proposal


def _headings_now(one: _Connecting) -> dict[str, str]:
    """The headings that the settings have for the table, by key."""
    investments = one.finance.investments
    columns = (investments and investments.columns) if one.investments else one.finance.columns
    return {} if columns is None else columns.model_dump(by_alias=True, exclude_defaults=True)


def _kept(proposal: Proposal, said: Mapping[str, str]) -> Proposal:
    """What the settings say already of the file's headings goes before what is guessed."""
    found = of_period({key: bare_heading(heading) for key, heading in said.items()}, proposal.headings)
    known = {key: f"{h}{said[key][len(bare_heading(said[key])) :]}" for key, h in found.items()}
    used = {*map(bare_heading, known.values())}
    guessed = {k: h for k, h in proposal.columns.items() if k not in known and h not in used}
    order = [key for key in proposal.wanted.titles if key in known | guessed]
    return replace(proposal, columns={key: (known | guessed)[key] for key in order})


# ---------------------------------------------------------------- unit, sign and codes


def _declared(finance: FinanceSettings, *, investments: bool) -> Money:
    """Unit and sign by the settings; investments that have none of their own have those of the economy."""
    if investments and finance.investments:
        return Money(finance.investments.money_unit, finance.investments.cost_sign)
    return Money(finance.money_unit, finance.cost_sign)


def _rows(one: _Connecting, job: Job, findings: list[Finding]) -> pd.DataFrame:
    """The rows of what is coupled, whichever round they are of; without columns where it can't be read."""
    if not one.investments:
        return read_as_declared(job, one.name, one.content, findings, of_round=False).rows
    finance = job.settings.finance
    if finance.investments is None:
        return pd.DataFrame()
    how = replace(projects.declared(finance, finance.investments), of_round=False)
    rows = read_details(job, one.name, one.content, how, findings).rows
    return pd.DataFrame() if rows is None else rows


def _seen(one: _Connecting, table: Headed, proposal: Proposal, text: str, ask: Asker) -> dict[str, object]:
    """Unit and sign by the file's own words and numbers, where they are not the settings' and people agree."""
    job = one.job(text)
    now = _declared(job.settings.finance, investments=one.investments)
    seen = proposed_money(table, proposal, _rows(one, job, []), job.settings.finance, now)
    unit, sign = seen.unit, seen.sign
    if (unit, sign) == (now.unit, now.sign):
        return {}
    numbers = "positiva tal" if sign == "plus" else "negativa tal"
    by = "ord och tal" if seen.said else "tal"
    sys.stdout.write(
        f"▲ Av filens egna {by} ser det ut som att beloppen är i {unit} och att kostnader är {numbers}.\n"
        + "".join(f"  {why}\n" for why in seen.why)
        + f"  I kommun.toml står enhet {now.unit} och kostnad {now.sign}.\n"
    )
    if ask.sure:
        sys.stdout.write(f"  Nu skrivs enhet {unit} och kostnad {sign} där.\n")
        return {"enhet": unit, "kostnad": sign}
    question = f"Ska enhet {unit} och kostnad {sign} skrivas in i kommun.toml? (ja, eller nej: det som står är kvar)"
    if not ask.answer(None, Question(question, "--ja", "ja"), yes_or_no):
        return {}
    return {"enhet": unit, "kostnad": sign}


def _with_codes(job: Job, table: Headed, proposal: Proposal, text: str, ask: Asker) -> str:
    """The settings' text with the codes of nämnder that have none, where the file tells whose they are."""
    found = codes_in_file(job, table, proposal)
    if not found:
        return text
    names = {n.id: n.name for n in job.namnder}
    sys.stdout.write("Filen säger vilka koder nämnderna har, och i kommun.toml saknas de:\n")
    sys.stdout.writelines(f"  {names[namnd]}: koder som börjar på {listed(codes)}\n" for namnd, codes in found.items())
    question = Question("Ska de skrivas in som nämndernas ansvar i kommun.toml? (ja eller nej)", "--ja", "ja")
    if not ask.answer(None, question, yes_or_no):
        return text
    for namnd, codes in found.items():
        text = with_units(text, namnd, codes)
    sys.stdout.write("De skrivs in som ansvar under [[namnd]].\n")
    return text


# ---------------------------------------------------------------- what it gives


def _try(one: _Connecting, job: Job) -> None:
    """What the file gives with what is written now: each nämnd's budget, and what is odd in it."""
    from flows.commands.summary import print_findings

    findings: list[Finding] = []
    namnder, now = {n.id: n.name for n in job.namnder}, _declared(job.settings.finance, investments=one.investments)
    if one.investments:
        rows = _rows(one, job, findings)
    else:
        found = read_as_declared(job, one.name, one.content, findings, of_round=False)
        rows = checked_unit(job, one.name, found, findings).rows
    told = budgets(rows.fillna({"budget": 0})) if "budget" in rows else {}
    if told:
        what = "investeringsbudgeten" if one.investments else "budgeten"
        sys.stdout.write(f"Med belopp i {now.unit} och kostnader som {now.sign} blir {what}:\n")
        wide = max(len(namnder[namnd]) for namnd in told) + 2
        sys.stdout.writelines(f"  {namnder[namnd]:<{wide}}{tkr(ore):>12} tkr\n" for namnd, ore in told.items())
        sys.stdout.write(
            f"Är beloppen fel, rätta enhet eller kostnad under [{one.section}] i kommun.toml, och koppla igen.\n"
        )
    elif findings:
        sys.stdout.write("Ingen budget går att visa. Rätta det här, och koppla igen:\n")
    if findings:
        print_findings(findings)
