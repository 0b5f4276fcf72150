"""What makes server or worker start with the machine: a systemd unit, or PowerShell's lines for a scheduled task."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.steps.render import environment

_TEMPLATES = {"systemd": "malstyrning.service.j2", "windows": "malstyrning.ps1.j2"}


def service_file(home: Path, system: str, user: str, *, worker: bool) -> str:
    """The text for 'systemd' or 'windows'; a path with spaces stays whole in both."""
    program = Path(sys.executable).with_name("malstyrning.exe" if system == "windows" else "malstyrning")
    words = "arbetare" if worker else "start"
    values = {
        "title": "Målstyrning, arbetare" if worker else "Målstyrning",
        "name": "malstyrning-arbetare" if worker else "malstyrning",
        "home": str(home),
        "program": str(program) if system == "windows" else str(program).replace(" ", "\\x20"),
        "words": words,
        "worker": worker,
        "user": user,
    }
    return environment("tjanst", escape=False).get_template(_TEMPLATES[system]).render(**values)
