"""What is said of a section of `kommun.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """A section of the file: its heading, what is said of it and of each key, and values for keys that may lack."""

    title: str
    note: str
    keys: Mapping[str, str]
    examples: Mapping[str, object] = field(default_factory=dict)
    by_program: bool = False
    """Whether the program writes it where it is needed: a new file has no example of it."""
