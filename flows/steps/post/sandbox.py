"""Reading a mail that is large, or odd enough to take long, in a process of its own with limits of time and memory."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from email.message import Message
from typing import Any

from flows.steps.fence import Fault
from flows.steps.files import sheltered
from flows.steps.files.guard import Limits
from flows.steps.post.attached import Attached, Unopened
from schemas.findings import Severity
from schemas.messages.message import Trouble

LIMITS = Limits(seconds=4, memory=448 << 20)
MOST_BYTES = 80_000_000
"""Of a mail that is read at all."""


def read_apart(content: bytes, name: str = "") -> dict[str, Any] | None:
    """The fields of the mail, or of what is in a file of that name, as a child reads them; None past the limits."""
    if len(content) > MOST_BYTES:
        return None
    command = [sys.executable, "-m", "flows.steps.post.sandboxed", json.dumps(asdict(LIMITS)), name]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=sheltered.PATIENCE, cwd=sheltered.ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return back(done.stdout) if done.returncode == 0 else None


def forth(fields: Mapping[str, Any]) -> list[bytes]:
    """A mail's fields as a line of JSON, and then the files' bytes one after another."""
    said = dict(fields) | {
        "sent": fields["sent"] and fields["sent"].isoformat(),
        "headers": [[name, str(value)] for name, value in fields["headers"].items()],
        "files": [[file.name, len(file.content), file.sha] for file in fields["files"]],
        "unopened": [[one.name, asdict(one.trouble), one.fault and asdict(one.fault)] for one in fields["unopened"]],
        "trouble": fields["trouble"] and asdict(fields["trouble"]),
        "fault": fields["fault"] and asdict(fields["fault"]),
    }
    return [json.dumps(said).encode(), b"\n", *(file.content for file in fields["files"])]


def back(told: bytes) -> dict[str, Any]:
    """The fields again."""
    at = told.index(b"\n") + 1
    said: dict[str, Any] = json.loads(told[:at])
    headers: Message[str, str] = Message()
    for name, value in said["headers"]:
        headers[name] = value
    files = []
    for name, length, sha in said["files"]:
        files.append(Attached(name, told[at : at + length], sha))
        at += length
    return said | {
        "sent": said["sent"] and dt.datetime.fromisoformat(said["sent"]),
        "headers": headers,
        "files": tuple(files),
        "unopened": tuple(Unopened(name, _trouble(t), f and Fault(**f)) for name, t, f in said["unopened"]),
        "trouble": said["trouble"] and _trouble(said["trouble"]),
        "fault": said["fault"] and Fault(**said["fault"]),
    }


def _trouble(said: dict[str, Any]) -> Trouble:
    return Trouble(**said | {"severity": Severity(said["severity"])})
