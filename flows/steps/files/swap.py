"""A folder replaced by a new one, whole: readers meet the former one or the new one; a failure leaves the former."""

from __future__ import annotations

import shutil
from pathlib import Path

from flows.steps.job import stop
from schemas.messages import settings as say


def fresh_beside(target: Path) -> Path:
    """An empty folder beside `target` to write the new one in. What a run that was cut off has left is put right."""
    fresh, former = target.with_name(f".{target.name}.ny"), _former(target)
    if former.exists() and not target.exists():
        former.rename(target)  # it was cut off between the two renames
    for leftover in (fresh, former):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    return fresh


def put_in_place(fresh: Path, target: Path) -> None:
    """Let the new folder take the place of the former one, which comes back when that fails.

    Raises ExpectedProblem when the folder can't be replaced, as when one of its files is open in Excel.
    """
    former = _former(target)
    try:
        if target.exists():
            target.rename(former)
        fresh.rename(target)
    except OSError as error:
        if former.exists() and not target.exists():
            former.rename(target)
        if isinstance(error, PermissionError):
            raise stop(say.FOLDER_IN_USE(folder=target.name), target.name) from None
        raise
    shutil.rmtree(former, ignore_errors=True)


def _former(target: Path) -> Path:
    return target.with_name(f".{target.name}.forra")
