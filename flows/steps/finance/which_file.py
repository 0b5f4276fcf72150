"""Which of the files in a round's folder is the finance system's: told apart by evidence that is stated, or asked."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.steps.files.submission import sha256
from flows.steps.finance.own_period import periods_in
from flows.steps.job import Job
from flows.steps.texts import fits, nobody_sent
from schemas.findings import Finding
from schemas.messages import economy as say
from schemas.messages.message import listed
from schemas.settings import MONTHS

_MODIFIED = re.compile(rb"<(?:\w+:)?modified[^>]*>\s*(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)")
_GENERATED = re.compile(rb'#GEN\s+"?(20\d\d)(\d\d)(\d\d)', re.I)
_IN_NAME = re.compile(r"(?<!\d)(?P<y>(?:20)?\d\d)[-_ ]?(?P<m>0[1-9]|1[0-2])(?!\d)")


def fitting_files(job: Job, pattern: str) -> list[Path]:
    """All files of the round's folder whose names fit the pattern, by name."""
    if not job.inbox.is_dir():
        return []
    return sorted(p for p in job.inbox.iterdir() if fits(p.name, pattern) and not nobody_sent(p.name) and p.is_file())


def choose_file(job: Job, pattern: str, findings: list[Finding]) -> tuple[Path | None, dict[str, str]]:
    """The file to read, and the sha256 of all that fit; None where there is none or it is unsure which (E2).

    Of files that differ, the one whose name is of the round's own period is meant, else the one saved last by what
    the files themselves say. Which it was and why, and which were left, goes to `findings`.
    """
    paths = fitting_files(job, pattern)
    if not paths:
        folder = job.inbox.relative_to(job.home).as_posix()
        findings.append(say.MISSING(pattern=pattern, folder=folder).at())
        return None, {}
    contents = {path: path.read_bytes() for path in paths}
    sources = {path.name: sha256(content) for path, content in contents.items()}
    if len(paths) == 1:
        findings += _other_name(job, paths[0])
    first = {sources[path.name]: path for path in reversed(paths)}
    different = sorted(first.values())
    chosen, why = (different[0], "") if len(different) == 1 else _told_apart(job, different, contents)
    if chosen is None:
        names = listed(path.name for path in different)
        findings.append(say.SEVERAL_FILES(pattern=pattern, files=names).at())
        return None, sources
    same = [path.name for path in paths if path != chosen and sources[path.name] == sources[chosen.name]]
    if same:
        findings.append(say.SAME_FILE_TWICE(chosen=chosen.name, others=listed(same)).at(chosen.name))
    others = [path.name for path in different if path != chosen]
    if others:
        texts = {"pattern": pattern, "chosen": chosen.name, "why": why, "others": listed(others)}
        findings.append(say.FILE_CHOSEN(**texts).at(chosen.name))
    return chosen, sources


def _other_name(job: Job, path: Path) -> Iterator[Finding]:
    """A warning where the only file's name has the figures of another period than the round's."""
    named = _figures_in_name(job, path.stem)
    if named and named not in ((job.year, job.round.through), (job.year, job.round.month)):
        theirs, ours = f"{MONTHS[named[1] - 1]} {named[0]}", f"{MONTHS[job.round.through - 1]} {job.year}"
        texts = {"what": "Filens namn", "name": path.name, "theirs": theirs, "ours": ours}
        yield say.OTHER_PERIOD_IN_NAME(**texts).at(path.name)


def _told_apart(job: Job, paths: Sequence[Path], contents: dict[Path, bytes]) -> tuple[Path | None, str]:
    named = {path: _period_in_name(job, path.stem) for path in paths}
    ours = [path for path in paths if named[path] == (job.year, job.round.through)]
    if len(ours) == 1 and all(named.values()):
        return ours[0], f"för namnet säger {MONTHS[job.round.through - 1]} {job.year}"
    if len(set(named.values())) > 1:  # of different periods, or only some of them named
        return None, ""
    saved = {path: _saved(contents[path]) for path in paths}
    times = sorted(time for time in saved.values() if time)
    if len(times) < len(paths) or times[-1] == times[-2]:
        return None, ""
    return next(path for path in paths if saved[path] == times[-1]), f"för den är sparad senast ({times[-1][:16]})"


def _period_in_name(job: Job, stem: str) -> tuple[int, int] | None:
    """Year and month in a file's name: '2603', '202603', 'mars'."""
    if figures := _figures_in_name(job, stem):
        return figures
    words = next(iter(periods_in([re.sub("[_-]", " ", stem)], job.year)), None)
    return (words.year or job.year, words.month) if words else None


def _figures_in_name(job: Job, stem: str) -> tuple[int, int] | None:
    for found in _IN_NAME.finditer(stem):
        year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
        if abs(year - job.year) <= 1:
            return year, int(found["m"])
    return None


def _saved(content: bytes) -> str:
    """When the file was last saved, by the file itself; '' where it doesn't say."""
    if found := _GENERATED.search(content[:4000]):
        return dt.date(*map(int, found.groups())).isoformat() if _is_day(found.groups()) else ""
    if not content.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            info = book.getinfo("docProps/core.xml")
            said = _MODIFIED.search(book.read(info)) if info.file_size < 100_000 else None
    except Exception:  # a damaged file is told of when it is read
        return ""
    return said[1].decode().replace("T", " ") if said else ""


def _is_day(parts: Sequence[bytes]) -> bool:
    try:
        dt.date(*map(int, parts))
    except ValueError:
        return False
    return True
