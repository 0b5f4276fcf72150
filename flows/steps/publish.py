"""Publish: make every output in memory, then swap the folder in whole. With intake the only step that writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from itertools import count
from pathlib import Path

from flows.steps.data.datapackage import as_json, data_files
from flows.steps.documents.make import make_documents
from flows.steps.files.submission import sha256
from flows.steps.files.swap import fresh_beside, put_in_place
from flows.steps.malbokslut import malbokslut
from flows.steps.merging.merge import Merged
from flows.steps.pages.make import make_pages
from flows.steps.pages.material import material_pages
from flows.steps.pages.originals import originals_page
from flows.steps.places import MANIFEST
from flows.steps.workbook.make import make_workbook
from flows.steps.workbook.material import material_workbook

WORKBOOK = "sammanstallning.xlsx"
_LIBRARIES = ("pandas", "pandera", "python-calamine", "xlsxwriter", "jinja2", "python-docx", "pyarrow")


def outputs(merged: Merged, replies: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of the result by its path: workbook, pages, documents, data, replies and `korning.json`."""
    made = _PUBLISHERS[merged.job.kind.publishes](merged)
    files = {**made, **originals_page(merged), **data_files(merged), **replies}
    files[MANIFEST] = as_json(manifest(merged, files))
    return dict(sorted(files.items()))


def _followup(merged: Merged) -> dict[str, bytes]:
    return {WORKBOOK: make_workbook(merged), **make_pages(merged), **make_documents(merged), **malbokslut(merged)}


def _material(merged: Merged) -> dict[str, bytes]:
    return {WORKBOOK: material_workbook(merged), **material_pages(merged)}


_PUBLISHERS = {"followup": _followup, "material": _material}


def manifest(merged: Merged, files: Mapping[str, bytes]) -> dict[str, object]:
    """What went in and what came out, by sha256, and with which versions. No time: the same input, the same bytes."""
    job = merged.job
    received = merged.tables["submissions"].dropna(subset="digest")
    return {
        "format": 1,
        "kommun": job.settings.id,
        "omgang": job.slug,
        "preliminar": merged.preliminary,
        "in": dict(sorted((_decided(merged) | _apart(zip(received["file"], received["digest"], strict=True))).items())),
        "ekonomifiler": [
            {"fil": one.file, "blad": one.sheet, "rader": one.rows, "slag": dict(one.counts)}
            for one in merged.known.accounts
        ],
        "ut": {name: sha256(content) for name, content in sorted(files.items())},
        "versioner": {
            "malstyrning": version("malstyrning"),
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: version(name) for name in _LIBRARIES},
        },
    }


def _apart(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Digests by name; different files of one name, as once a personnummer in it is masked, are numbered."""
    found: dict[str, str] = {}
    for name, digest in files:
        names = (f"{name} ({number})" if number > 1 else name for number in count(1))
        found[next(one for one in names if found.get(one, digest) == digest)] = digest
    return found


def _decided(merged: Merged) -> dict[str, str]:
    """Settings, register, exports, the form, earlier rounds' data, and the mails that brought the answers."""
    settings = merged.job.places.settings
    of_settings = {settings.name: sha256(settings.read_bytes())} if settings.is_file() else {}
    return {**of_settings, **merged.earlier.sources, **merged.known.sources, **merged.mails}


def swap_in(target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside `target` and put the new folder in its place; a failure leaves the former one.

    Raises ExpectedProblem when the folder can't be replaced.
    """
    fresh = fresh_beside(target)
    for name, content in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    put_in_place(fresh, target)
