"""A round to be worked on: settings, year and kind, its names and its folders."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from flows.steps.places import BESIDE_FILE, RESULT, TEMPLATES, Places
from schemas.choices import CANCELLED, CHOICES, DELAYED, NOT_BEGUN, STOPPED
from schemas.findings import ExpectedProblem
from schemas.kinds import TEMPLATE_VERSION, RoundKind
from schemas.messages.message import Trouble
from schemas.rules.kinds_of_rule import Facts
from schemas.settings import MONTHS, Model, Namnd, Round, Settings


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
    def places(self) -> Places:
        """The kommun's folders."""
        return Places(self.home, self.settings.id)

    @property
    def inbox(self) -> Path:
        """What came in for this round, and the finance export."""
        return self.places.input / self.address

    @property
    def register_file(self) -> Path:
        """What kommunfullmäktige decided for the year, or for the year before while goals are being proposed."""
        return self.places.register(self.year if self.kind.register == "year" else self.year - 1)

    @property
    def beside_file(self) -> Path:
        """Intern kontroll and interna uppdrag of the year, where they are followed up too (O1)."""
        return self.register_file.with_name(BESIDE_FILE)

    @property
    def outbox(self) -> Path:
        """What goes out of this round."""
        return self.places.output / self.address

    @property
    def templates(self) -> Path:
        """What is handed out."""
        return self.outbox / TEMPLATES

    @property
    def result(self) -> Path:
        """What is published; a run replaces it whole."""
        return self.outbox / RESULT

    @property
    def archive(self) -> Path:
        """Originals, by content; never changed."""
        return self.places.archive

    @property
    def lock(self) -> Path:
        """Held by whoever runs the round."""
        return self.places.kept / f"{self.key}.las"

    @property
    def address(self) -> str:
        """'2026/prognos-april': where the round lies, and its name in journals."""
        return f"{self.year}/{self.round.folder}"

    @property
    def key(self) -> str:
        """'2026-prognos-april': its name in published data and in the archive, in the order of time."""
        return f"{self.year}-{self.round.folder}"

    @property
    def slug(self) -> str:
        """'prognos-april-2026': its name in files that people get."""
        return f"{self.round.folder}-{self.year}"

    @property
    def about(self) -> str:
        """'prognos-april 2026': what a message is about."""
        return f"{self.round.folder} {self.year}"

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
        return f"{self.settings.id}/{self.address}/{namnd}/v{TEMPLATE_VERSION}"

    def template_name(self, namnd: str) -> str:
        """The file that the nämnd gets: 'prognos-april-2026-KS.xlsx'."""
        return f"{self.slug}-{namnd}.xlsx"

    def facts(self) -> Facts:
        """The lists and groups of words that templates, reading and rules need."""
        levels = self.model.levels
        groups = {m: tuple(v.word for v in levels if v.meaning == m) for m in ("reached", "partly", "missed", "open")}
        groups["needs_explanation"] = tuple(v.word for v in levels if v.explain)
        groups["needs_comment"] = (DELAYED, STOPPED)
        groups["needs_reason"] = (NOT_BEGUN, CANCELLED)
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
