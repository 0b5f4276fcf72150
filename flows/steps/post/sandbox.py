"""Reading a mail that is large, or odd enough to take long, in a process of its own with limits of time and memory."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from email.message import Message
from typing import Any

from flows.steps.fence import Fault
from flows.steps.files import sheltered
from flows.steps.files.guard import Limits
from flows.steps.post.attached import Attached, Unopened, Warns
from schemas.findings import Severity
from schemas.messages import files as say
from schemas.messages.message import Trouble

LIMITS = Limits(seconds=4, memory=448 << 20)
SCANNED = "scanned"
MOST_BYTES = 80_000_000
"""Of a mail that is read at all."""


def read_apart(content: bytes, name: str = "", warns: Warns | None = None) -> dict[str, Any] | None:
    """The fields of the mail, or of what is in a file of that name, as a child reads them; None past the limits.

    A scanner would not fit within the limits: `warns` is asked here about each wrapping that the child has opened, and
    nothing that it found is used where one is warned of.
    """
    if len(content) > MOST_BYTES:
        return None
    command = [
        sys.executable,
        "-m",
        "flows.steps.post.sandboxed",
        json.dumps(asdict(LIMITS)),
        name,
        SCANNED if warns else "",
    ]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=sheltered.PATIENCE, cwd=sheltered.ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    fields, opened = back(done.stdout)
    if warns and any(map(warns, opened)):
        return fields | {"files": (), "unopened": (), "trouble": say.INFECTED()}
    return fields


def forth(fields: Mapping[str, Any], opened: Sequence[bytes] = ()) -> list[bytes]:
    """A mail's fields as a line of JSON, and then the bytes of its files and of wrappings one after another."""
    said = dict(fields) | {
        "sent": fields["sent"] and fields["sent"].isoformat(),
        "headers": [[name, str(value)] for name, value in fields["headers"].items()],
        "files": [[file.name, len(file.content), file.sha] for file in fields["files"]],
        "unopened": [[one.name, asdict(one.trouble), one.fault and asdict(one.fault)] for one in fields["unopened"]],
        "trouble": fields["trouble"] and asdict(fields["trouble"]),
        "fault": fields["fault"] and asdict(fields["fault"]),
    }
    told = [said, [len(content) for content in opened]]
    return [json.dumps(told).encode(), b"\n", *(file.content for file in fields["files"]), *opened]


def back(told: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The fields again, and the wrappings that were opened."""
    at = told.index(b"\n") + 1
    said: dict[str, Any]
    said, lengths = json.loads(told[:at])
    headers: Message[str, str] = Message()
    for name, value in said["headers"]:
        headers[name] = value
    files = []
    for name, length, sha in said["files"]:
        files.append(Attached(name, told[at : at + length], sha))
        at += length
    opened = []
    for length in lengths:
        opened.append(told[at : at + length])
        at += length
    fields = said | {
        "sent": said["sent"] and dt.datetime.fromisoformat(said["sent"]),
        "headers": headers,
        "files": tuple(files),
        "unopened": tuple(Unopened(name, _trouble(t), f and Fault(**f)) for name, t, f in said["unopened"]),
        "trouble": said["trouble"] and _trouble(said["trouble"]),
        "fault": said["fault"] and Fault(**said["fault"]),
    }
    return fields, opened


def _trouble(said: dict[str, Any]) -> Trouble:
    return Trouble(**said | {"severity": Severity(said["severity"])})
