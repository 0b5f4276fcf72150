"""What has been published, as the folders show it; a round of an earlier version of the program leaves gaps."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.steps.job import Job
from flows.steps.pages.frame import KOMMUN
from flows.steps.places import MANIFEST
from flows.steps.publish import WORKBOOK
from schemas.kinds import KINDS
from schemas.published import SUBMISSIONS
from schemas.settings import MONTHS, Settings

_MOMENT = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}}) kl\. (\d\d)\.(\d\d)")
_READ = "● Inläst"
_DATA = ("kolumner.html", "datapackage.json", "mal.csv")
"""What the link to the data leads to: the first that is there."""


@dataclass(frozen=True)
class Published:
    """A round with its links from the kommun's folder; '' or None for what isn't known or isn't there."""

    year: int
    title: str
    held: tuple[int, int]
    preliminary: bool | None
    answered: int
    asked: int
    lacking: tuple[str, ...]
    latest: dt.datetime | None
    page: str
    workbook: str
    data: str


def published(job: Job, folder: Path) -> list[Published]:
    """Every round below the kommun's folder that has a result, the latest first."""
    found = [_round(job, path, folder) for path in folder.glob("[0-9][0-9][0-9][0-9]/*/resultat") if path.is_dir()]
    return sorted(found, key=lambda r: (-r.year, -r.held[0], -r.held[1], r.title))


def _round(job: Job, result: Path, folder: Path) -> Published:
    year, name = int(result.parent.parent.name), result.parent.name
    title, held = named(job.settings, year, name)
    answered, lacking, latest = _answers(result / "data" / "inlamning.csv")
    there = {n: (result / n).relative_to(folder).as_posix() for n in (KOMMUN, WORKBOOK) if (result / n).is_file()}
    data = next((f"data/{n}" for n in _DATA if (result / "data" / n).is_file()), "")
    return Published(
        year=year,
        title=title,
        held=held,
        preliminary=_preliminary(result / MANIFEST),
        answered=len(answered),
        asked=len(answered) + len(lacking),
        lacking=lacking,
        latest=latest,
        page=there.get(KOMMUN, ""),
        workbook=there.get(WORKBOOK, ""),
        data=(result / data).relative_to(folder).as_posix() if data else "",
    )


def named(settings: Settings, year: int, folder: str) -> tuple[str, tuple[int, int]]:
    """'Prognos april 2026' and when it is held (year and month), by the settings or else by the folder's name."""
    known = {r.folder: r for r in settings.rounds_in(year)}.get(folder)
    kind_id, _, month = folder.partition("-")
    kind = KINDS.get(known.kind if known else kind_id)
    month = known.name if known else month
    held = (known.held_in(year) if known else year, MONTHS.index(month) + 1 if month in MONTHS else 12)
    if kind is None:
        return f"{folder.replace('-', ' ').capitalize()} {year}", held
    return kind.title_of(month, year, interim=bool(known and known.interim)), held


def _preliminary(manifest: Path) -> bool | None:
    try:
        said: Any = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    value = said.get("preliminar") if isinstance(said, dict) else None
    return value if isinstance(value, bool) else None


def _answers(path: Path) -> tuple[set[str], tuple[str, ...], dt.datetime | None]:
    """Who has answered, the names of those who are asked and haven't, and when the last answer came."""
    try:
        table = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    except (OSError, ValueError):
        return set(), (), None
    table = table.rename(columns=SUBMISSIONS.names).reindex(columns=["namnd", "name", "outcome", "received"])
    asked = table.dropna(subset=["namnd", "name"])
    answered = set(asked.loc[asked["outcome"] == _READ, "namnd"])
    lacking = dict.fromkeys(asked.loc[~asked["namnd"].isin(answered), "name"])
    return answered, tuple(lacking), max(_moments(table["received"]), default=None)


def _moments(texts: pd.Series[str]) -> Iterator[dt.datetime]:
    for text in texts.dropna():
        if found := _MOMENT.fullmatch(str(text).replace("\N{NO-BREAK SPACE}", " ")):
            day, month, year, hour, minute = found.groups()
            try:
                yield dt.datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute))
            except ValueError:
                continue
