"""A file in a mail."""

from __future__ import annotations

from typing import NamedTuple


class Attached(NamedTuple):
    """A file in a mail, under the name that its sender gave it."""

    name: str
    content: bytes
