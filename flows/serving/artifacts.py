"""What a run shows in Prefect's own pages: progress, where each nämnd stands, findings, and links to the outputs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from prefect import runtime
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.steps.job import Job
from flows.steps.merging.merge import Merged
from flows.steps.merging.standing import STANDING
from flows.steps.places import OUTPUT

_STEPS = 10
"""About how many steps a run has; its end says 100 in any case."""
_SHOWN = 3
"""The bar moves at every third step: each move costs the server as much as a step does."""
_MOST = 200


def link(job: Job, path: Path, text: str) -> str:
    """A link to an output: on the web where MALSTYRNING_WEBB says that `output` is published, else to the file."""
    base = os.environ.get("MALSTYRNING_WEBB", "").rstrip("/")
    inside = quote(path.relative_to(job.home / OUTPUT).as_posix())
    return f"[{text}]({base}/{inside})" if base else f"[{text}]({path.resolve().as_uri()})"


def key(job: Job, what: str) -> str:
    """The artifact's name, the same in every run of the round: 'lage-mariestad-2026-prognos-april'."""
    return f"{what}-{job.settings.id}-{job.key}"


class Progress:
    """A bar that moves as the steps end."""

    def __init__(self, job: Job, also: Callable[[str], None]) -> None:
        self._also, self._done = also, 0
        self._id: Any = create_progress_artifact(0.0, key=key(job, "framsteg"), description=f"{job.title}: påbörjad")

    def say(self, line: str) -> None:
        """A step has ended."""
        self._also(line)
        self._done += 1
        if self._done % _SHOWN == 0:
            done = float(round(100 * self._done / _STEPS))
            update_progress_artifact(self._id, min(99.0, done), description=line)


def _ended(job: Job) -> None:
    if runtime.deployment.id is not None:
        create_progress_artifact(100.0, key=key(job, "framsteg"), description=f"{job.title}: klar")


def show_outcome(job: Job, merged: Merged) -> None:
    """Where each nämnd stands, with links; and every finding."""
    _ended(job)
    result = job.result
    rows = [
        {
            "Nämnd": state.namnd.name,
            "Läge": STANDING.get(state.state, state.state),
            "Fel": len(state.errors),
            "Varningar": len(state.warnings),
            "Fil": state.newest.file if state.newest else "",
            "Sida": link(job, result / "namnder" / f"{state.namnd.id.lower()}.html", state.namnd.id),
        }
        for state in merged.states
    ]
    links = _links(job, ("resultat/sammanstallning.xlsx", "Sammanställning"), ("resultat/index.html", "kommunens sida"))
    create_table_artifact(
        key=key(job, "lage"), table=rows, description=f"{job.title} – {job.settings.name}. {', '.join(links)}"
    )
    found = [
        {"": f.severity.symbol, "Fil": f.file, "Plats": f.where, "Vad": f"{f.what} {f.todo}", "Regel": f.rule}
        for f in sorted(merged.findings, key=lambda f: f.severity)[:_MOST]
    ]
    more = f" De {_MOST} viktigaste visas." if len(merged.findings) > _MOST else ""
    create_table_artifact(
        key=key(job, "anmarkningar"), table=found, description=f"{len(merged.findings)} anmärkningar.{more}"
    )


def show_files(job: Job, folder: str, files: Iterable[str]) -> None:
    """Links to files that were written."""
    _ended(job)
    lines = "\n".join(f"- {one}" for one in _links(job, *((f"{folder}/{name}", name) for name in files)))
    create_markdown_artifact(key=key(job, folder), markdown=f"# {job.title} – {job.settings.name}\n\n{lines}\n")


def _links(job: Job, *files: tuple[str, str]) -> list[str]:
    return [link(job, job.outbox / name, text) for name, text in files]
