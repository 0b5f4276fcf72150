"""The folder with input and output. Standard library only: the server is started from here before anything heavy."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder() -> Path:
    """MALSTYRNING_HEM, or the nearest folder from this one upwards with a kommun's settings in `input`.

    Where MALSTYRNING_LAGRING names an object store, its settings are fetched there first. Raises ExpectedProblem where
    there is no such folder: never is another's data worked with, unseen.
    """
    home, store = _folder(), os.environ.get("MALSTYRNING_LAGRING")
    if store:
        from flows.storage import fetch_settings

        home = home or Path.cwd()
        fetch_settings(home)
    if home is None:
        from flows.steps.job import stop
        from schemas.messages import settings as say

        raise stop(say.NO_INPUT(folder=Path.cwd()))
    return home


def new_home() -> Path:
    """Where a new kommun is written: MALSTYRNING_HEM, or this folder."""
    return home_folder() if os.environ.get("MALSTYRNING_HEM") else Path.cwd()


def elsewhere() -> Path | None:
    """The folder that is worked in, if it is another than this one and wasn't named: the user is to know."""
    home = None if os.environ.get("MALSTYRNING_HEM") else _folder()
    return home if home not in (None, Path.cwd()) else None


def _folder() -> Path | None:
    if named := os.environ.get("MALSTYRNING_HEM"):
        return Path(named).resolve()
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if any(folder.glob("input/*/kommun.toml"))), None)
