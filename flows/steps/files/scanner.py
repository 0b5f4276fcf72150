"""The IT department's own virus scanner (`[sakerhet]` in kommun.toml), asked about each file before it is opened."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.steps.job import stop
from schemas.messages import files as say
from schemas.security_settings import FILE_MARK, Security

_PATIENCE = 600
"""Seconds for one call; a scanner without a service of its own reads its whole database first."""
_CLEAN = 0


def threats(security: Security, contents: Sequence[bytes]) -> list[bool]:
    """Whether the scanner warns of each content. None is, where there is no scanner.

    Raises ExpectedProblem when the scanner can't be run or doesn't answer: nothing is opened then.
    """
    if not security.scan_with or not contents:
        return [False] * len(contents)
    command = split(security.scan_with)
    with tempfile.TemporaryDirectory(prefix="granskas-") as folder:
        paths = [Path(folder, f"fil-{number}") for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        if FILE_MARK not in command and len(paths) > 1 and not _warned(security, [*command, *map(str, paths)]):
            return [False] * len(paths)
        return [_warned(security, _about(command, path)) for path in paths]


def scanned_by(security: Security) -> Callable[[bytes], bool] | None:
    """The scanner for one content at a time, as a wrapping in a mail; None where there is no scanner."""
    return (lambda content: threats(security, [content])[0]) if security.scan_with else None


def split(command: str) -> list[str]:
    """The words of a command; on Windows a path has backslashes."""
    words = shlex.split(command, posix=sys.platform != "win32")
    return [word.strip('"') for word in words] if sys.platform == "win32" else words


def _about(command: list[str], path: Path) -> list[str]:
    if FILE_MARK in command:
        return [str(path) if word == FILE_MARK else word for word in command]
    return [*command, str(path)]


def _warned(security: Security, command: list[str]) -> bool:
    program = Path(command[0]).name
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise stop(say.SCANNER_NOT_RUN(program=program), program) from None
    if done.returncode not in (_CLEAN, security.found_code):
        raise stop(say.SCANNER_FAILED(program=program, code=done.returncode), program)
    return done.returncode == security.found_code
