"""Settings of a kommun (`kommun.toml`): keys in Swedish, names in code as the glossary has them.

What the decision lets change from year to year carries `fran` and `till` (first and last year), see `Dated`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from schemas.finance_settings import FinanceSettings
from schemas.mail_settings import MailSettings
from schemas.personal import has_personal_number
from schemas.security_settings import Security
from schemas.strict import Address, MonthDay, Name, Strict, Whole
from schemas.times import Times
from schemas.workdays import working_day

Year = Annotated[Whole, Field(ge=2000, le=2100)]
Month = Annotated[Whole, Field(ge=1, le=12)]
Id = Annotated[str, Field(pattern=r"^[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def month_of(text: str) -> int:
    """1 for 'januari' or 'jan.'; 0 where it is no month."""
    said = text.strip().lower().rstrip(".")
    return next((n for n, name in enumerate(MONTHS, 1) if len(said) >= 3 and name.startswith(said)), 0)


def paragraph_of(text: str) -> str:
    """'62' and '§62' as '§ 62'."""
    return re.sub(r"^(§\s*)?(?=\d)", "§ ", text.strip())


class Dated(Strict):
    """In force from the year `fran` to the year `till`, both included; no `till` means until further notice."""

    first: Year = Field(alias="fran")
    last: Year | None = Field(None, alias="till")

    def in_force(self, year: int) -> bool:
        """Whether it applies in that year."""
        return self.first <= year and (self.last is None or year <= self.last)

    @model_validator(mode="after")
    def _ordered(self) -> Dated:
        if self.last is not None and self.last < self.first:
            raise ValueError("till_fore_fran")
        return self


class Decision(Strict):
    """Who decided, when and under which paragraph."""

    body: Name = Field(alias="organ")
    day: dt.date = Field(alias="datum")
    paragraph: Name = Field(alias="paragraf")

    @field_validator("paragraph")
    @classmethod
    def _signed(cls, said: str) -> str:
        return paragraph_of(said)


class FocusArea(Dated):
    """A fokusområde with the decision behind it (F2, F3)."""

    name: Name = Field(alias="namn")
    decision: Decision | None = Field(None, alias="beslut")


class Namnd(Dated):
    """A nämnd: its id in all numbers, its addresses, and the beginnings of its ansvar codes in the finance system.

    `replaces`: the nämnder that it was before, under another name or several together; it takes over what goes on.
    """

    id: Id
    name: Name = Field(alias="namn")
    mail: tuple[Address, ...] = Field((), alias="epost")
    units: tuple[str, ...] = Field((), alias="ansvar")
    replaces: tuple[Id, ...] = Field((), alias="ersatter")


class GoalCount(Strict):
    """A nämnd with another number of goals than the rest, some of which concern named departments (N2)."""

    namnd: Id
    goals: Whole = Field(alias="antal_mal", ge=1)
    departments: tuple[Name, ...] = Field((), alias="avdelningar")
    department_goals: Whole = Field(0, alias="avdelningsmal", ge=0)

    @model_validator(mode="after")
    def _together(self) -> GoalCount:
        if bool(self.department_goals) != bool(self.departments):
            raise ValueError("avdelningar")
        return self


MEANINGS = {"reached": "nås", "partly": "delvis", "missed": "nås inte", "open": "ej bedömt"}
"""What a level of assessment means, and how people write it in the settings; both are read."""


def _meaning(said: object) -> object:
    return next((ours for ours, theirs in MEANINGS.items() if said == theirs), said)


class Level(Strict):
    """A level of assessment. `meaning` keeps attained, partly, missed and not assessed apart in every kommun."""

    word: Name = Field(alias="ord")
    phrase: Name = Field(alias="fras")
    final_phrase: str = Field("", alias="fras_bokslut")
    meaning: Annotated[Literal["reached", "partly", "missed", "open"], BeforeValidator(_meaning)] = Field(
        alias="betydelse"
    )
    explain: bool = Field(False, alias="kraver_forklaring")

    def said(self, *, final: bool) -> str:
        """The phrase of a prognosis, or of an årsbokslut."""
        return self.final_phrase or self.phrase if final else self.phrase


class Model(Dated):
    """The governance model's numbers (F1, F2, N2, U1) and its levels of assessment."""

    goals: Whole = Field(alias="antal_mal", ge=1)
    exceptions: tuple[GoalCount, ...] = Field((), alias="undantag")
    fewest_areas: Whole = Field(alias="fokusomraden_minst", ge=1)
    most_areas: Whole = Field(alias="fokusomraden_hogst", ge=1)
    area_years: Whole = Field(alias="fokusomraden_ar", ge=1)
    prognoses: Whole = Field(4, alias="prognoser_per_ar", ge=1)
    kommun_goals_by: Id = Field("KS", alias="kommunmal_foljs_upp_av")
    decided_in: Month = Field(6, alias="mal_beslutas_manad")
    deficit_percent: float = Field(alias="underskott_procent", ge=0, le=100, strict=True)
    levels: tuple[Level, ...] = Field(alias="bedomning", min_length=2)


class Round(Dated):
    """A round of the årshjul: its kind, month, through which month the money is counted, and its last day (MM-DD).

    `calendar` says whether it is held in the year that it is about, or before or after it: the målförslag for 2027
    are made in 2026, and the årsbokslut of 2026 is in 2027.
    """

    kind: Slug = Field(alias="slag")
    month: Month = Field(alias="manad")
    through: Month = Field(12, alias="till_och_med")
    closes: MonthDay = Field(alias="sista_dag")
    interim: bool = Field(False, alias="delar")
    calendar: Literal["fore", "samma", "efter"] = Field("samma", alias="aret")

    @property
    def name(self) -> str:
        """The month in words: 'april'."""
        return MONTHS[self.month - 1]

    @property
    def folder(self) -> str:
        """'prognos-april'."""
        return f"{self.kind}-{self.name}"

    def held_in(self, year: int) -> int:
        """The calendar year of the round about that year."""
        return year + {"fore": -1, "samma": 0, "efter": 1}[self.calendar]

    def deadline(self, year: int) -> dt.date:
        """The last day of the round about that year; one when offices are closed moves to the next working day."""
        held = self.held_in(year)
        month, day = (int(part) for part in self.closes.split("-"))
        return working_day(dt.date(held, month, min(day, calendar.monthrange(held, month)[1])))


class Contact(Strict):
    """Whom to ask."""

    name: Name = Field(alias="namn")
    mail: Address = Field(alias="epost")
    phone: str = Field("", alias="telefon")

    @field_validator("phone")
    @classmethod
    def _plainly_a_phone(cls, written: str) -> str:
        if has_personal_number(written):  # it would be masked on every page and in every letter
            raise ValueError("som_personnummer")
        return written


class Settings(Strict):
    """All of `kommun.toml`. `clock` stands still for an example, so that it comes out the same every time.

    `partial`: whether the right sheets of an answer with faults in others are shown, as preliminary, or left out.
    """

    version: Literal[1] = Field(alias="format")
    id: Slug
    name: Name = Field(alias="namn")
    short: str = Field("", alias="kortnamn", max_length=30)
    vision: Name
    example: bool = Field(False, alias="exempel")
    clock: dt.datetime | None = Field(None, alias="klocka")
    contact: Contact = Field(alias="kontakt")
    focus_areas: tuple[FocusArea, ...] = Field(alias="fokusomrade", min_length=1)
    namnder: tuple[Namnd, ...] = Field(alias="namnd", min_length=1)
    reviewers: tuple[Namnd, ...] = Field((), alias="granskare")
    models: tuple[Model, ...] = Field(alias="modell", min_length=1)
    rounds: tuple[Round, ...] = Field(alias="omgang", min_length=1)
    finance: FinanceSettings = Field(alias="ekonomi")
    mail: MailSettings | None = Field(None, alias="mejl")
    times: Times = Field(default_factory=lambda: Times.model_validate({}), alias="tider")
    security: Security = Field(default_factory=lambda: Security.model_validate({}), alias="sakerhet")
    partial: Literal["visa", "utelamna"] = Field("visa", alias="ofullstandiga_svar")

    @field_validator("namnder", "reviewers")
    @classmethod
    def _apart(cls, all_of_them: tuple[Namnd, ...]) -> tuple[Namnd, ...]:
        for one in all_of_them:
            if [n.id for n in all_of_them if n.in_force(one.first)].count(one.id) > 1:
                raise ValueError(f"samma_id {one.id}")
        return all_of_them

    def namnder_in(self, year: int) -> tuple[Namnd, ...]:
        """The nämnder of a year, in the order of the settings."""
        return tuple(n for n in self.namnder if n.in_force(year))

    def heir(self, namnd: str, year: int) -> str:
        """The nämnd that has taken over from this one by that year; the same where none has."""
        now = self.namnder_in(year)
        found = next((n.id for n in now if namnd in n.replaces), namnd)
        return namnd if namnd in {n.id for n in now} else found

    def reviewers_in(self, year: int) -> tuple[Namnd, ...]:
        """The members of kvalitetskontrollgruppen who review the goals of a year, each with a template of its own."""
        return tuple(r for r in self.reviewers if r.in_force(year))

    def areas_in(self, year: int) -> tuple[FocusArea, ...]:
        """The fokusområden in force in a year."""
        return tuple(a for a in self.focus_areas if a.in_force(year))

    def model_in(self, year: int) -> Model | None:
        """The model in force in a year, if any."""
        return next((m for m in self.models if m.in_force(year)), None)

    def rounds_in(self, year: int) -> tuple[Round, ...]:
        """The rounds about a year in the order in which they are held."""
        rounds = (r for r in self.rounds if r.in_force(year))
        return tuple(sorted(rounds, key=lambda r: (r.deadline(year), r.kind)))
