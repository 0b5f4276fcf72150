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

from flows.steps.files.archive import Note, is_intact, notes, place
from flows.steps.files.submission import sha256
from flows.steps.files.swap import fresh_beside, put_in_place
from flows.steps.job import Job, stop
from flows.steps.places import MANIFEST, RESULT, SETTINGS_FILE, TEMPLATES
from flows.steps.post.archive_check import manifest_inputs
from flows.steps.post.diary import as_csv, diary
from flows.steps.post.ledger import open_ledger
from flows.steps.post.outbox import path_of
from schemas.kinds import round_told
from schemas.messages import archive as say_archive
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
    _check_originals(job)
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


def _check_originals(job: Job) -> None:
    """Compare the round's originals and messages with notes, ledger and manifest. Raises ExpectedProblem."""
    wrong = list(dict.fromkeys(_wrong_originals(job)))
    if wrong:
        more = [f"och {len(wrong) - _MOST} till"] if len(wrong) > _MOST else []
        raise stop(say_archive.NOT_PACKED(files=", ".join([*wrong[:_MOST], *more])), job.slug)


def _wrong_originals(job: Job) -> Iterator[str]:
    """The names of those that are missing or altered, and of what can't be compared."""
    for path, note in notes(job.archive, job.key):
        if isinstance(note, Note):
            yield from _altered(job.archive / place(note.sha256, note.file), note.sha256)
        else:
            yield path.name
    ledger = open_ledger(job.home, job.settings.id)
    if ledger.trouble:
        yield ledger.path.name
    for event in ledger.of_round(job.address):
        yield from _altered(job.archive / place(event["sha256"], event["fil"]), event["sha256"])
    for event in ledger.out.values():
        if event["gäller"] == job.about:
            yield from _altered(path_of(job.home, job.settings.id, event["nyckel"]), event["sha256"])
    try:
        inputs = manifest_inputs(job.result / MANIFEST)
    except (OSError, ValueError):
        yield f"{RESULT}/{MANIFEST}"
        return
    for file, digest in inputs.items():
        if not any(is_intact(path, digest) for path in job.archive.glob(f"{digest[:2]}/{digest}*")):
            yield file


def _altered(path: Path, digest: str) -> Iterator[str]:
    if not is_intact(path, digest):
        yield path.name


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
    for path, note in notes(job.archive, job.key):
        if isinstance(note, Note):
            yield f"original/{path.name}", path
            original = job.archive / place(note.sha256, note.file)
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
    """Compute all checksums anew, and compare originals and result with what the package's manifest says of them.

    Raises ExpectedProblem that names what differs, is missing or doesn't belong.
    """
    try:
        bag = bagit.Bag(str(folder))
        differing = list(_differing(bag, folder)) or list(_against_manifest(folder / "data"))
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


def _against_manifest(data: Path) -> Iterator[str]:
    """What isn't as the round's own manifest has it: sums in a package may have been computed anew after a change."""
    originals = [p for p in (data / "original").glob("*") if p.suffix != ".json"]
    yield from (f"data/original/{p.name}" for p in originals if not is_intact(p, p.name[:64]))
    said = json.loads((data / RESULT / MANIFEST).read_bytes())
    there = {p.name[:64] for p in originals}
    yield from (name for name, sha in manifest_inputs(data / RESULT / MANIFEST).items() if sha not in there)
    for name, sha in said["ut"].items():
        if not is_intact(data / RESULT / name, sha):
            yield f"data/{RESULT}/{name}"


def _as_said(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()) == digest
