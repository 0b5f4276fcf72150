"""The round that is meant: by its words, by its folder, or any of a year; and the settings of kommuner."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from flows.steps.job import Job, stop
from flows.steps.places import Places, kommuner
from schemas.findings import ExpectedProblem
from schemas.kinds import KINDS, PROGNOS, kind_of, round_told
from schemas.letters import typed
from schemas.messages import settings as say
from schemas.messages.message import listed
from schemas.settings import MONTHS, Settings, month_of
from schemas.settings_errors import parse_settings, problem
from schemas.sheets.beside import BESIDE
from schemas.sheets.investments import INVESTMENTS


def load_settings(home: Path, kommun: str = "") -> Settings:
    """The settings of the kommun, or of the only one there is. Raises ExpectedProblem."""
    folders = kommuner(home)
    if not kommun and len(folders) == 1:
        kommun = folders[0]
    if not kommun and folders:
        raise stop(say.SEVERAL_KOMMUNER(known=listed(folders), first=folders[0]))
    if not folders:
        raise stop(say.NO_INPUT(folder=home))
    if kommun not in folders:
        raise stop(say.NO_KOMMUN(kommun=kommun, known=listed(folders)))
    path = Places(home, kommun).settings
    try:
        settings = parse_settings(path.read_text(encoding="utf-8-sig"))  # Notepad writes a mark first
    except UnicodeDecodeError:
        raise stop(say.ENCODING(), path.name) from None
    except OSError as error:
        raise stop(say.SETTINGS_UNREADABLE(kommun=kommun), path.name) from error
    if settings.id != kommun:
        what = f"Nyckeln ”id” i kommun.toml har värdet ”{settings.id}”, men mappen heter ”{kommun}”."
        raise ExpectedProblem(problem(what, "Skriv mappens namn."))
    return settings


def all_settings(home: Path, tell: Callable[[str], object] = lambda _: None) -> list[Settings]:
    """The settings of every kommun. One whose file can't be read is left out, and told of: it stops no other."""
    found = []
    for folder in kommuner(home):
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
    return replace(load_job(home, settings.id, rounds[0].folder, year, now), settings=settings)


def named_job(home: Path, kommun: str, words: Sequence[str], now: dt.datetime) -> Job:
    """The round that words name: 'prognos april 2026', 'april 2026', 'årsbokslut 2026'. Raises ExpectedProblem.

    Without a kind it is a prognosis; without a month it is the kind's only round of that year.
    """
    settings = load_settings(home, kommun)
    said = [_whole(word.lower()) for word in words]
    year = next((int(word) for word in said if re.fullmatch(r"20\d\d", word)), None)
    month = next((word for word in said if word in MONTHS), "")
    kind = next((word for word in said if word in KINDS), PROGNOS.id)
    if year is None or len(said) > 3 or not {*said} - {str(year)}:
        about = year or max(now.year, min(r.first for r in settings.rounds))
        raise stop(say.ROUND_WORDS(round=" ".join(words), year=about, known=_rounds_told(settings, about)))
    found = [r.folder for r in settings.rounds_in(year) if r.kind == kind and month in ("", r.name)]
    odd = [word for word in said if word not in (str(year), month, kind)]
    folder = found[0] if len(found) == 1 and not odd else "-".join([kind, *odd, *([month] if month else [])])
    return load_job(home, settings.id, folder, year, now)


def _rounds_told(settings: Settings, year: int) -> str:
    """A year's rounds as people read them."""
    return ", ".join(round_told(r.folder) for r in settings.rounds_in(year)) or "inga"


def _whole(word: str) -> str:
    """'apr' or 'apr.' as 'april', '27' as '2027', 'målförslag' as the kind's id; others as they are."""
    if re.fullmatch(r"\d\d", word):
        return f"20{word}"
    if month_of(word):
        return MONTHS[month_of(word) - 1]
    return typed(word) if typed(word) in KINDS else word


def load_job(home: Path, kommun: str, folder: str, year: int, now: dt.datetime) -> Job:
    """The round with this folder name ('prognos-april'). Raises ExpectedProblem where the settings lack it."""
    settings = load_settings(home, kommun)
    rounds = {r.folder: r for r in settings.rounds_in(year)}
    if folder not in rounds or rounds[folder].kind not in KINDS:
        known = _rounds_told(settings, year)
        raise stop(say.NO_ROUND(round=round_told(folder), year=year, known=known))
    if settings.model_in(year) is None:
        raise stop(say.NO_MODEL(year=year))
    settings = settings.model_copy(update={"finance": settings.finance.of_round(f"{year}/{folder}")})
    kind = kind_of(rounds[folder].kind, rounds[folder].interim)
    kind = kind if settings.finance.investments else kind.without(INVESTMENTS.id)
    job = Job(settings, kind, rounds[folder], year, now, home)
    if job.kind.publishes == "followup" and job.beside_file.is_file():
        job = replace(job, kind=replace(job.kind, sheets=(*job.kind.sheets, *BESIDE)))
    return job
