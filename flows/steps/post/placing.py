"""Which round a mail belongs to: that of the Mall-id in its workbooks, else the one that goes on now."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator

from flows.steps.files.guard import BROKEN, packing, too_large
from flows.steps.files.identify import template_ids
from flows.steps.files.submission import Identity
from flows.steps.post.attached import Attached
from schemas.kinds import KINDS
from schemas.settings import Settings

_TEXTS = ("sharedstrings.xml", "content.xml")
_SHEETS = ".xml"
_MOST = 2_000_000
"""Bytes of a part that are looked through; the Mall-id stands near the top of every sheet."""
_PAST = 3


def rounds_of(settings: Settings, files: Iterable[Attached], today: dt.date, sender: str = "") -> list[str]:
    """The rounds, as 'year/folder', if any. `sender` is the id of the nämnd or reviewer whose address it came from."""
    named = dict.fromkeys(
        f"{i.year}/{i.folder}" for file in files for i in identities_of(file.content) if _is_held(settings, i)
    )
    return list(named) or list(filter(None, [round_now(settings, today, sender)]))


def _is_held(settings: Settings, identity: Identity) -> bool:
    held = {r.folder for r in settings.rounds if r.in_force(identity.year) and r.kind in KINDS}
    return identity.kommun == settings.id and identity.folder in held


def identities_of(content: bytes, depth: int = 0) -> list[Identity]:
    """Every Mall-id in a workbook or a zip of them, read without opening it as one: it is opened when it is checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refused = too_large(archive) or packing(archive.infolist())
            return [] if refused else list(dict.fromkeys(_stated(archive, depth)))
    except BROKEN:
        return []


def _stated(archive: zipfile.ZipFile, depth: int) -> Iterator[Identity]:
    names = archive.namelist()[:200]
    texts = [n for n in names if n.lower().rsplit("/", 1)[-1] in _TEXTS]
    texts = texts or [n for n in names if n.lower().endswith(_SHEETS) and "worksheets" in n.lower()]
    for name in texts:
        with archive.open(name) as part:
            yield from template_ids(part.read(_MOST).decode("utf-8", "replace"))
    if depth == 0 and not texts:
        for name in names[:20]:
            with archive.open(name) as part:
                yield from identities_of(part.read(_MOST * 10), depth + 1)


def round_now(settings: Settings, today: dt.date, sender: str = "") -> str:
    """The round that goes on: where an answer without a Mall-id belongs. The nearest last day decides among those that
    this nämnd or reviewer answers; one that has passed counts as three times as far. Empty when there is none."""
    reviewer = sender in {r.id for r in settings.reviewers}
    ends = {
        f"{year}/{held.folder}": (held.deadline(year) - today).days
        for year in range(today.year - 1, today.year + 3)
        for held in settings.rounds_in(year)
        if held.kind in KINDS and (KINDS[held.kind].answered_by == "granskare") == reviewer
    }
    return min(ends, key=lambda name: (ends[name] if ends[name] >= 0 else -_PAST * ends[name], name), default="")
