"""The child that reads a mail within limits: the mail on standard input, what is in it on standard output."""

from __future__ import annotations

import json
import sys

from flows.steps.fence import fenced
from flows.steps.files import sheltered
from flows.steps.files.guard import Limits
from flows.steps.post.bounds import lift
from flows.steps.post.mail import files_here, read_here, unread, without_bulk
from flows.steps.post.sandbox import SCANNED, forth

TOO_MUCH = 2


def main() -> int:
    """Arguments: the limits as JSON, the file's name if it is no mail, and SCANNED if what it opens is to come back.

    TOO_MUCH when the limits are passed.
    """
    limits, name, scanned = Limits(**json.loads(sys.argv[1])), sys.argv[2], sys.argv[3] == SCANNED
    opened: list[bytes] = []

    def seen(wrapping: bytes) -> bool:
        opened.append(wrapping)
        return False

    warns = seen if scanned else None
    sheltered.limit(limits)
    lift()
    content = sys.stdin.buffer.read()
    try:
        mail = fenced(
            lambda: files_here(name, content, warns) if name else read_here(content, warns),
            lambda fault: unread(content, fault),
        )
        faults = [mail.fault, *(one.fault for one in mail.unopened)]
        if any(fault and fault.kind.startswith(MemoryError.__name__) for fault in faults):
            return TOO_MUCH
        for piece in forth(vars(mail if scanned else without_bulk(mail)), opened):
            sys.stdout.buffer.write(piece)
    except MemoryError:
        return TOO_MUCH
    return 0


if __name__ == "__main__":
    sys.exit(main())
