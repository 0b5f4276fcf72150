"""`output/index.html`: every kommun, year and round with its state and links, written anew after each run.

What is known of a kommun's rounds is kept in its folder `.drift`, so that ten years of rounds aren't read anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

from filelock import FileLock

from flows.steps.files.archive import write_safely
from flows.steps.find_job import all_settings
from flows.steps.index.published import named
from flows.steps.job import Job
from flows.steps.merging.standing import PRELIMINARY_MARK
from flows.steps.pages.frame import KOMMUN, style
from flows.steps.places import MANIFEST, OUTPUT, RESULT, ROUNDS, YEARS, Places
from flows.steps.render import environment
from flows.steps.swedish import capital, words
from schemas.messages.message import listed
from schemas.settings import MONTHS, Settings

DONE, FAILED, HANDED = "● Klar", "▲ Misslyckades", "○ Mallar är skrivna"
PRELIMINARY = PRELIMINARY_MARK.replace("\N{NO-BREAK SPACE}", " ")
"""As it is kept of earlier rounds."""
_LINKS = (
    ("resultat/index.html", "sida"),
    ("resultat/sammanstallning.xlsx", "sammanställning"),
    ("resultat/svar", "svar till nämnderna"),
    ("mallar", "mallar"),
)


class Kept(TypedDict):
    """What is kept of a round, in the kommun's `omgangar.json`."""

    state: str
    message: str
    files: list[str]


@dataclass(frozen=True)
class ShownRound:
    """A round as the page has it."""

    title: str
    state: str
    message: str
    links: tuple[tuple[str, str], ...]


def trouble_note(job: Job) -> Path:
    """Where the last failure of a round is kept until it has been run rightly."""
    return job.places.kept / f"{job.key}.fel"


def refresh(job: Job) -> None:
    """Look at the round again and write the page. One at a time, so that no run overwrites a later one's page."""
    out = job.home / OUTPUT
    with FileLock(out / ".index.las", timeout=60, preserve_lock_file=True):
        known = _known(job.home, job.settings.id)
        known[job.address] = _state(job.outbox, trouble_note(job))
        note = job.places.kept / ROUNDS
        write_safely(note, json.dumps(known, ensure_ascii=False, sort_keys=True, indent=1).encode())
        write_safely(out / "index.html", page(job.home).encode())


def page(home: Path) -> str:
    """The page of all kommuner, in the order of their names."""
    kommuner = sorted(all_settings(home), key=lambda s: s.name)
    shown = {s.id: _shown(home, s) for s in kommuner}
    everything = [r for rounds in shown.values() for r in rounds]
    values = {
        "style": style(),
        "sentence": _sentence(everything),
        "kommuner": [{"name": s.name, "index": _index(home, s.id), "rounds": shown[s.id]} for s in kommuner],
    }
    return environment("sidor", escape=True).get_template("alla.html.j2").render(**values)


def _index(home: Path, kommun: str) -> str:
    """The address of the kommun's own page of all its rounds, once it has one."""
    return f"{quote(kommun)}/{KOMMUN}" if (Places(home, kommun).output / KOMMUN).is_file() else ""


def _sentence(rounds: Iterable[ShownRound]) -> str:
    states = [r.state for r in rounds]
    named = ((DONE, "klar", "klara"), (PRELIMINARY, "preliminär", "preliminära"), (FAILED, "misslyckad", "misslyckade"))
    found = [(n, one if n == 1 else many) for s, one, many in named if (n := states.count(s))]
    parts = [f"{words(n, common=True)} är {word}" for n, word in found]
    if not parts:
        return "Ingen omgång är körd."
    number, rest = parts[0].split(" ", 1)
    noun = "omgång" if found[0][0] == 1 else "omgångar"
    return f"{capital(number)} {noun} {listed([rest, *parts[1:]])}."


def _known(home: Path, kommun: str) -> dict[str, Kept]:
    """State, message and files per 'year/round'; read from the outputs where nothing is kept yet."""
    try:
        found: dict[str, Kept] = json.loads((Places(home, kommun).kept / ROUNDS).read_bytes())
        return found
    except (OSError, ValueError):
        places = Places(home, kommun)
        rounds = places.output.glob(f"{YEARS}/*")
        return {f"{r.parent.name}/{r.name}": _state(r, places.kept / f"{r.parent.name}-{r.name}.fel") for r in rounds}


def _state(outbox: Path, trouble: Path) -> Kept:
    """The state of a round from what lies in its folder, and the message of its last failure."""
    files = [name for name, _ in _LINKS if (outbox / name).exists()]
    if trouble.exists():
        return {"state": FAILED, "message": trouble.read_text(encoding="utf-8"), "files": files}
    try:
        manifest: Mapping[str, object] = json.loads((outbox / RESULT / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {"state": HANDED, "message": "", "files": files}
    return {"state": PRELIMINARY if manifest["preliminar"] else DONE, "message": "", "files": files}


def _shown(home: Path, settings: Settings) -> tuple[ShownRound, ...]:
    known = _known(home, settings.id)
    return tuple(_one(settings, key, known[key]) for key in sorted(known, key=_order, reverse=True))


def _order(key: str) -> tuple[str, int, str]:
    year, _, folder = key.partition("/")
    month = folder.rpartition("-")[2]
    return year, MONTHS.index(month) if month in MONTHS else -1, folder


def _one(settings: Settings, key: str, kept: Kept) -> ShownRound:
    year, _, folder = key.partition("/")
    title, _ = named(settings, int(year), folder)
    links = tuple((quote(f"{settings.id}/{key}/{name}"), text) for name, text in _LINKS if name in kept["files"])
    return ShownRound(title, kept["state"], kept["message"], links)
