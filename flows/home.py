"""The folder with input and output. Standard library only: the server is started from here before anything heavy."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder() -> Path:
    """MALSTYRNING_HEM, or this folder if it has `input`, or the program's own.

    Where MALSTYRNING_LAGRING names an object store, its settings are fetched there first.
    """
    home = _folder()
    if os.environ.get("MALSTYRNING_LAGRING"):
        from flows.storage import fetch_settings

        fetch_settings(home)
    return home


def new_home() -> Path:
    """Where a new kommun is written: MALSTYRNING_HEM, or this folder."""
    return home_folder() if os.environ.get("MALSTYRNING_HEM") else Path.cwd()


def _folder() -> Path:
    if named := os.environ.get("MALSTYRNING_HEM"):
        return Path(named).resolve()
    here = Path.cwd()
    return here if (here / "input").is_dir() else Path(__file__).resolve().parents[1]
