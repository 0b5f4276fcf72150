"""What a command says beside its result, and the question whether to go on. Standard library only: used at once."""

from __future__ import annotations

import sys

_YES, _NO = ("j", "ja"), ("n", "nej")


def say(line: str) -> None:
    """A line on standard error, at once, without personnummer (Y1)."""
    from schemas.personal import masked

    sys.stderr.write(f"{masked(line)}\n")
    sys.stderr.flush()


def yes(question: str) -> bool:
    """Whether the question is answered with yes. Anything else, also no answer at all, is a no."""
    sys.stdout.flush()  # what is asked about stands there
    sys.stderr.write(f"{question} (ja/nej) ")
    sys.stderr.flush()
    return is_yes(sys.stdin.readline())


def is_yes(said: str) -> bool:
    """'ja' or 'j', in any case."""
    return said.strip().casefold() in _YES


def is_no(said: str) -> bool:
    """'nej' or 'n', in any case."""
    return said.strip().casefold() in _NO
