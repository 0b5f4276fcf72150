"""A round to be worked on: settings, year, kind and folders. The only place that knows where things lie."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.steps.swedish import listed
from schemas.choices import CHOICES
from schemas.findings import ExpectedProblem
from schemas.kinds import KINDS, PROGNOS, TEMPLATE_VERSION, RoundKind, kind_of
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import MONTHS, Model, Namnd, Round, Settings, month_of
from schemas.settings_errors import parse_settings, problem
from schemas.sheets.beside import BESIDE


@dataclass(frozen=True)
class Job:
    """One (kommun, round). `home` is the folder with input and output; `now` the clock, given as an argument."""

    settings: Settings
    kind: RoundKind
    round: Round
    year: int
    now: dt.datetime
    home: Path

    @property
    def inbox(self) -> Path:
        """What came in for this round, and the finance export."""
        return self.home / "input" / self.settings.id / str(self.year) / self.round.folder

    @property
    def register_file(self) -> Path:
        """What kommunfullmäktige decided for the year, or for the year before while goals are being proposed."""
        year = self.year if self.kind.register == "year" else self.year - 1
        return self.home / "input" / self.settings.id / str(year) / "malregister.xlsx"

    @property
    def beside_file(self) -> Path:
        """Intern kontroll and interna uppdrag of the year, where they are followed up too (O1)."""
        return self.register_file.with_name("vid_sidan_av.xlsx")

    @property
    def outbox(self) -> Path:
        """What goes out of this round: `mallar` and `resultat`."""
        return self.home / "output" / self.settings.id / str(self.year) / self.round.folder

    @property
    def archive(self) -> Path:
        """Originals, by content; never changed."""
        return self.home / "output" / self.settings.id / "arkiv"

    @property
    def title(self) -> str:
        """'Prognos april 2026', with '(delår)' for the interim report's."""
        return self.kind.title_of(self.round.name, self.year, interim=self.round.interim)

    @property
    def command(self) -> str:
        """What runs the round: 'malstyrning prognos april 2026', or without month where the year has one such round."""
        alike = [r for r in self.settings.rounds_in(self.year) if r.kind == self.kind.id]
        month = [self.round.name] if len(alike) > 1 else []
        return " ".join(["malstyrning", self.kind.id, *month, str(self.year)])

    @property
    def period(self) -> str:
        """'april 2026' or 'bokslut 2026', the round's name where rounds stand beside each other."""
        return f"{'bokslut' if self.kind.final else self.round.name} {self.year}"

    @property
    def named(self) -> str:
        """'prognosen för april 2026', in a sentence."""
        return self.kind.named.format(month=self.round.name, year=self.year)

    @property
    def through(self) -> str:
        """The last month of the outcome: 'mars 2026'."""
        return f"{MONTHS[self.round.through - 1]} {self.year}"

    @property
    def period_end(self) -> dt.date:
        """The last day that the outcome covers."""
        return dt.date(self.year, self.round.through, calendar.monthrange(self.year, self.round.through)[1])

    @property
    def deadline(self) -> dt.date:
        """The round's last day this year."""
        return self.round.deadline(self.year)

    @property
    def namnder(self) -> tuple[Namnd, ...]:
        """Those that answer, in the settings' order: the nämnder, or for a review the reviewers."""
        if self.kind.answered_by == "granskare":
            return self.settings.reviewers_in(self.year)
        return self.settings.namnder_in(self.year)

    @property
    def model(self) -> Model:
        """The model's numbers and levels in force this year (checked when the job is made)."""
        model = self.settings.model_in(self.year)
        assert model is not None
        return model

    def template_id(self, namnd: str) -> str:
        """The Mall-id that stands on every sheet: kommun/year/round/nämnd/version."""
        return f"{self.settings.id}/{self.year}/{self.round.folder}/{namnd}/v{TEMPLATE_VERSION}"

    def facts(self) -> Facts:
        """The lists and groups of words that templates, reading and rules need."""
        levels = self.model.levels
        groups = {m: tuple(v.word for v in levels if v.meaning == m) for m in ("reached", "partly", "missed", "open")}
        groups["needs_explanation"] = tuple(v.word for v in levels if v.explain)
        groups["needs_comment"] = ("Försenad", "Stoppad")
        groups["needs_reason"] = ("Inte påbörjad", "Avbruten")
        groups["not_reached"] = groups["partly"] + groups["missed"]
        groups["namnder"] = tuple(n.id for n in self.settings.namnder_in(self.year))
        choices = {"assessment": tuple(v.word for v in levels), **CHOICES}
        choices["focus_area"] = tuple(a.name for a in self.settings.areas_in(self.year))
        used = {c.choices for sheet in self.kind.sheets for c in sheet.columns}
        choices = {name: words for name, words in choices.items() if name in used}
        return Facts(self.year, choices, groups, period_end=self.period_end, deadline=self.deadline)


def stop(trouble: Trouble, file: str = "") -> ExpectedProblem:
    """An expected problem, ready to be raised."""
    return ExpectedProblem(trouble.at(file))


def load_settings(home: Path, kommun: str = "") -> Settings:
    """The settings of the kommun, or of the only one there is. Raises ExpectedProblem."""
    folders = sorted(path.parent.name for path in (home / "input").glob("*/kommun.toml"))
    if not kommun and len(folders) == 1:
        kommun = folders[0]
    if not kommun and folders:
        raise stop(say.SEVERAL_KOMMUNER(known=listed(folders), first=folders[0]))
    if kommun not in folders:
        raise stop(say.NO_KOMMUN(kommun=kommun, known=listed(folders) or "ingen"))
    path = home / "input" / kommun / "kommun.toml"
    try:
        settings = parse_settings(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise stop(say.ENCODING(), path.name) from None
    if settings.id != kommun:
        what = f"Nyckeln ”id” i kommun.toml har värdet ”{settings.id}”, men mappen heter ”{kommun}”."
        raise ExpectedProblem(problem(what, "Skriv mappens namn."))
    return settings


def all_settings(home: Path, tell: Callable[[str], object] = lambda _: None) -> list[Settings]:
    """The settings of every kommun. One whose file can't be read is left out, and told of: it stops no other."""
    found = []
    for folder in sorted(path.parent.name for path in (home / "input").glob("*/kommun.toml")):
        try:
            found.append(load_settings(home, folder))
        except ExpectedProblem as problem:
            tell(f"{folder}: {problem.finding.what} {problem.finding.todo}")
    return found


def any_job(home: Path, kommun: str, now: dt.datetime, wanted: int | None = None) -> Job:
    """A round of the year, this one unless another is wanted (or the first with rounds), for what all have in common.

    Raises ExpectedProblem.
    """
    settings = load_settings(home, kommun)
    first = min(r.first for r in settings.rounds)
    year = wanted or max(now.year, first)
    rounds = settings.rounds_in(year)
    if not rounds:
        raise stop(say.NO_ROUND(round="", year=year, known="inga"))
    return load_job(home, settings.id, rounds[0].folder, year, now)


def named_job(home: Path, kommun: str, words: Sequence[str], now: dt.datetime) -> Job:
    """The round that words name: 'prognos april 2026', 'april 2026', 'arsbokslut 2026'. Raises ExpectedProblem.

    Without a kind it is a prognosis; without a month it is the kind's only round of that year.
    """
    settings = load_settings(home, kommun)
    said = [_whole(word.lower()) for word in words]
    year = next((int(word) for word in said if re.fullmatch(r"20\d\d", word)), None)
    month = next((word for word in said if word in MONTHS), "")
    kind = next((word for word in said if word in KINDS), PROGNOS.id)
    if year is None or len(said) > 3:
        raise stop(say.ROUND_WORDS(round=" ".join(words)))
    found = [r.folder for r in settings.rounds_in(year) if r.kind == kind and month in ("", r.name)]
    odd = [word for word in said if word not in (str(year), month, kind)]
    folder = found[0] if len(found) == 1 and not odd else "-".join([kind, *odd, *([month] if month else [])])
    return load_job(home, settings.id, folder, year, now)


def _whole(word: str) -> str:
    """'apr' or 'apr.' as 'april', '27' as '2027'; others as they are."""
    if re.fullmatch(r"\d\d", word):
        return f"20{word}"
    return MONTHS[month_of(word) - 1] if month_of(word) else word


def load_job(home: Path, kommun: str, folder: str, year: int, now: dt.datetime) -> Job:
    """The round with this folder name ('prognos-april'). Raises ExpectedProblem where the settings lack it."""
    settings = load_settings(home, kommun)
    rounds = {r.folder: r for r in settings.rounds_in(year)}
    if folder not in rounds or rounds[folder].kind not in KINDS:
        known = ", ".join(r.replace("-", " ", 1) for r in rounds) or "inga"
        raise stop(say.NO_ROUND(round=folder.replace("-", " ", 1), year=year, known=known))
    if settings.model_in(year) is None:
        raise stop(say.NO_MODEL(year=year))
    job = Job(settings, kind_of(rounds[folder].kind, rounds[folder].interim), rounds[folder], year, now, home)
    if job.kind.publishes == "followup" and job.beside_file.is_file():
        job = replace(job, kind=replace(job.kind, sheets=(*job.kind.sheets, *BESIDE)))
    return job
