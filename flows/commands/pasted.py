"""What was pasted after the line that was asked for. A terminal has it at once; what a person types comes later."""

from __future__ import annotations

import sys
from contextlib import suppress

_SOON = 0.05
"""Seconds within which a terminal hands over the rest of what was pasted."""


def pasted_lines() -> list[str]:
    """The lines that wait already, taken, also a last one that isn't ended; none where no person types."""
    if not sys.stdin.isatty():
        return []
    found = _waiting()
    if found and not found.endswith("\n"):
        sys.stdout.write("\n")  # so that what is said of it stands on its own line
    return [line.strip() for line in found.splitlines() if line.strip()]


if sys.platform == "win32":

    def _waiting() -> str:
        import msvcrt
        import time

        time.sleep(_SOON)
        found = ""
        while msvcrt.kbhit():
            found += msvcrt.getwch().replace("\r", "\n")
        return found

else:

    def _waiting() -> str:
        """Line by line a terminal keeps back what isn't ended by Enter; so it is read otherwise for a moment."""
        import os
        import select
        import termios

        terminal, found = sys.stdin.fileno(), b""
        with suppress(OSError, termios.error):  # a terminal that has gone away says nothing more
            before = termios.tcgetattr(terminal)
            at_once = [*before]
            at_once[3] &= ~termios.ICANON
            try:
                termios.tcsetattr(terminal, termios.TCSANOW, at_once)
                while select.select([terminal], [], [], _SOON)[0] and (more := os.read(terminal, 65_536)):
                    found += more
            finally:
                termios.tcsetattr(terminal, termios.TCSANOW, before)
        return found.decode(sys.stdin.encoding, errors="replace")
