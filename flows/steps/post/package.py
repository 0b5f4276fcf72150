"""A whole round as one folder for the archive: originals, replies, outputs and checksums, as BagIt (RFC 8493) has it.

The library of the Library of Congress (`bagit`) writes and verifies it; so does any other that knows the layout.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import bagit

from flows.steps.files.archive import place
from flows.steps.files.submission import sha256
from flows.steps.files.swap import fresh_beside, put_in_place
from flows.steps.job import Job, stop
from flows.steps.places import MANIFEST, RESULT, SETTINGS_FILE, TEMPLATES
from flows.steps.post.diary import as_csv, diary
from flows.steps.post.ledger import open_ledger
from flows.steps.post.outbox import path_of
from schemas.kinds import round_told
from schemas.messages import post as say

_SUMS, _MOST = ["sha256"], 5
_TAGS, _TAG_SUMS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt"), "tagmanifest-sha256.txt"
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
logging.getLogger("bagit").setLevel(logging.CRITICAL)


def make_package(job: Job) -> Path:
    """Write the package anew, verify it, and put it in the place of the former one; gives its folder.

    Raises ExpectedProblem where the round has not been run, a copy differs from its checksum, or the former package
    can't be replaced.
    """
    if not job.result.is_dir():
        raise stop(say.NOT_RUN(round=job.title))
    target = job.places.output / "paket" / job.slug
    fresh = fresh_beside(target)
    for name, source in _contents(job):
        copy = fresh / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    rows = diary(job.home, job.settings)
    (fresh / "diarium.csv").write_bytes(as_csv([row for row in rows if _is_about(row[5], job)]))
    bag = bagit.make_bag(str(fresh), _info(job), checksums=_SUMS)
    (fresh / "bagit.txt").write_bytes(_BAGIT)  # the library writes the draft's number, 0.97
    bag.save()
    verify(fresh)
    put_in_place(fresh, target)
    return target


def _is_about(rounds: str, job: Job) -> bool:
    return round_told(job.about) in rounds.split(", ")


def _info(job: Job) -> dict[str, str]:
    return {
        "Source-Organization": job.settings.name,
        "External-Description": f"{job.title}{', preliminär' if is_preliminary(job) else ''}",
        "External-Identifier": f"{job.settings.id}/{job.address}",
        "Bagging-Date": job.now.date().isoformat(),
        "Contact-Email": job.settings.contact.mail,
    }


def is_preliminary(job: Job) -> bool:
    """Whether the round's result, as it is published now, lacks an answer or has a faulty one."""
    return bool(json.loads((job.result / MANIFEST).read_bytes())["preliminar"])


def _contents(job: Job) -> Iterator[tuple[str, Path]]:
    """Each file by its place in the package: what came in, what went out, what was published, what decided it."""
    for note in sorted(job.archive.glob(f"*/*.{job.key}.json")):
        told = json.loads(note.read_bytes())
        yield f"original/{note.name}", note
        original = job.archive / place(told["sha256"], told["file"])
        yield f"original/{original.name}", original
    ledger = open_ledger(job.home, job.settings.id)
    for event in ledger.of_round(job.address):
        original = job.archive / place(event["sha256"], event["fil"])
        yield f"original/{original.name}", original
    for event in ledger.out.values():
        if event["gäller"] == job.about:
            yield f"skickat/{event['nyckel']}.eml", path_of(job.home, job.settings.id, event["nyckel"])
    for part in (TEMPLATES, RESULT):
        for path in sorted((job.outbox / part).rglob("*")):
            if path.is_file():
                yield f"{part}/{path.relative_to(job.outbox / part).as_posix()}", path
    yield f"installningar/{SETTINGS_FILE}", job.places.settings


def verify(folder: Path) -> None:
    """Count all checksums anew. Raises ExpectedProblem that names what differs, is lacking or doesn't belong."""
    try:
        bag = bagit.Bag(str(folder))
        differing = list(_differing(bag, folder))
        if not differing:
            bag.validate()
            return
    except bagit.BagValidationError as error:
        differing = [next((name for name in reversed(_TAGS) if name in str(error)), _TAGS[0])]
    except (bagit.BagError, OSError, ValueError):
        raise stop(say.NOT_A_BAG(folder=folder.name)) from None
    name = folder.name.strip(".").removesuffix(".ny")
    raise stop(say.BAG_BROKEN(folder=name, files=", ".join(differing[:_MOST])))


def _differing(bag: bagit.Bag, folder: Path) -> Iterator[str]:
    """The files by name: the library itself says only that something differs.

    Of a list of sums that has been changed nothing else can be said: it is not known which of its lines are right.
    """
    wrong = [str(name) for name, sums in sorted(bag.entries.items()) if not _as_said(folder / name, sums["sha256"])]
    lists = [name for name in wrong if "/" not in name] or ([] if set(_TAGS) <= set(bag.entries) else [_TAG_SUMS])
    yield from lists or wrong
    if lists:
        return
    here = {p.relative_to(folder).as_posix() for p in (folder / "data").rglob("*") if p.is_file()}
    yield from sorted(here - set(bag.entries))


def _as_said(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()) == digest
