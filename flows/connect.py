"""`malstyrning ekonomi koppla FIL`: shows how the headings would be read, asks, and writes the settings."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.steps.files.archive import write_safely
from flows.steps.finance.mapping import Proposal, headings_in, propose, with_columns
from flows.steps.job import load_settings, stop
from flows.steps.swedish import listed
from flows.terminal import yes
from schemas.messages import economy, files
from schemas.messages.message import Trouble
from schemas.settings_errors import parse_settings


def connect(home: Path, file: str, kommun: str, *, sure: bool) -> int:
    """0 when written, 1 when not. Raises ExpectedProblem for a file that can't be read or lacks what is needed."""
    settings = load_settings(home, kommun)
    proposal = _proposal(Path(file))
    lines = [f"  {key:<14} {heading}" for key, heading in proposal.columns.items()]
    sys.stdout.write("\n".join(["Så läses rubrikerna:", *lines]) + "\n")
    if proposal.left:
        sys.stdout.write(f"Används inte: {listed(proposal.left)}.\n")
    path = home / "input" / settings.id / "kommun.toml"
    if not sure and not yes(f"Skriva in det i {path.relative_to(home)}?"):
        sys.stdout.write("Inget är ändrat.\n")
        return 1
    written = with_columns(path.read_text(encoding="utf-8"), proposal.columns)
    parse_settings(written)  # so that what is written can be read again
    write_safely(path, written.encode())
    sys.stdout.write(f"Kopplingen står nu i {path.relative_to(home)}. Kontrollera där att enhet och kostnad stämmer.\n")
    return 0


def _proposal(path: Path) -> Proposal:
    try:
        headings = headings_in(path.read_bytes())
    except OSError:
        raise stop(files.NOT_FOUND(file=path.name), path.name) from None
    if isinstance(headings, Trouble):
        raise stop(headings, path.name)
    proposal = propose(headings)
    if proposal.missing:
        raise stop(economy.NOT_CONNECTED(keys=listed(proposal.missing), file=path.name), path.name)
    return proposal
