"""`python -m flows` and the command `malstyrning`."""

from __future__ import annotations

import os
import sys

from flows.commands.cli import main as run


def main() -> None:
    """Run the command line and end with its exit code; the console is set to UTF-8 first (Windows)."""
    # Pandera imports hypothesis where it is installed (0.13 s), merely to offer test data
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)  # all is written; Python's own taking apart of Prefect's threads takes 0.6 s


if __name__ == "__main__":
    main()
