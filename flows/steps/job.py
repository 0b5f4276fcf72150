"""A round to be worked on: settings, year, kind and folders. The only place that knows where things lie."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schemas.findings import ERROR, ExpectedProblem, Finding
from schemas.kinds import KINDS, TEMPLATE_VERSION, RoundKind
from schemas.messages import settings as say
from schemas.messages.message import Trouble
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import MONTHS, Model, Namnd, Round, Settings
from schemas.settings_errors import parse_settings, problem
from schemas.sheets.followup import ACTION_STATES

STATUS = ("Ej påbörjad", "Pågår enligt plan", "Försenad", "Avslutad", "Stoppad")


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
        """What kommunfullmäktige decided for the year."""
        return self.home / "input" / self.settings.id / str(self.year) / "malregister.xlsx"

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
        return f"{self.kind.title} {self.round.name} {self.year}{' (delår)' if self.round.interim else ''}"

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
        """The nämnder that answer, in the settings' order."""
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
        choices = {"assessment": tuple(v.word for v in levels), "status": STATUS, "action_state": ACTION_STATES}
        return Facts(self.year, choices, groups, period_end=self.period_end, deadline=self.deadline)


def stop(trouble: Trouble, file: str = "") -> ExpectedProblem:
    """An expected problem, ready to be raised."""
    about = {"rule": trouble.rule, "what": trouble.what, "todo": trouble.todo}
    return ExpectedProblem(Finding(severity=ERROR, file=file, **about))


def load_settings(home: Path, kommun: str = "") -> Settings:
    """The settings of the kommun, or of the only one there is. Raises ExpectedProblem."""
    folders = sorted(path.parent.name for path in (home / "input").glob("*/kommun.toml"))
    if not kommun and len(folders) == 1:
        kommun = folders[0]
    if kommun not in folders:
        known = ", ".join(folders) or "ingen"
        raise stop(say.NO_KOMMUN(kommun=kommun, known=known))
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


def any_job(home: Path, kommun: str = "") -> Job:
    """A round of the kommun, for what is the same in all of them. Raises ExpectedProblem."""
    settings = load_settings(home, kommun)
    year = settings.clock.year if settings.clock else dt.date.today().year
    return load_job(home, settings.id, next(r.folder for r in settings.rounds_in(year)), year)


def load_job(home: Path, kommun: str, folder: str, year: int, now: dt.datetime | None = None) -> Job:
    """The round with this folder name ('prognos-april'). Raises ExpectedProblem where the settings lack it."""
    settings = load_settings(home, kommun)
    rounds = {r.folder: r for r in settings.rounds_in(year)}
    if folder not in rounds or rounds[folder].kind not in KINDS:
        known = ", ".join(r.replace("-", " ", 1) for r in rounds) or "inga"
        raise stop(say.NO_ROUND(round=folder.replace("-", " ", 1), year=year, known=known))
    if settings.model_in(year) is None:
        raise stop(say.NO_MODEL(year=year))
    clock = now or settings.clock or dt.datetime.now().astimezone().replace(microsecond=0, tzinfo=None)
    return Job(settings, KINDS[rounds[folder].kind], rounds[folder], year, clock, home)
