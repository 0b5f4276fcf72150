"""A message: what is said of one kind of fault, declared once with its wording and an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from schemas.findings import ERROR, WHOLE_FILE, Finding, Severity

QUOTED, LONGEST = ("value", "text", "title"), 60
"""What users have written; longer than this it is cut visibly: the cell is named, so the reader finds the rest."""


@dataclass(frozen=True)
class Trouble:
    """Why something could not be read, or how it was read; becomes a finding when its place is known."""

    rule: str
    what: str
    todo: str
    severity: Severity = ERROR

    def at(self, file: str = "", sheet: str = "", cell: str = "", **more: str) -> Finding:
        """The finding, at its place; `more` are Finding's other fields."""
        place = {"file": file, "sheet": sheet, "cell": cell, **more}
        return Finding(rule=self.rule, severity=self.severity, what=self.what, todo=self.todo, **place)


@dataclass(frozen=True)
class Message:
    """The wording of one kind of fault.

    `what` and `todo` are whole Swedish sentences with {fields}; `example` has a value for each field and `where` a
    place, so that the handbook can show the message as its reader gets it.
    """

    rule: str
    what: str
    todo: str
    severity: Severity = ERROR
    where: str = WHOLE_FILE
    example: Mapping[str, object] = field(default_factory=dict)

    def __call__(self, **values: object) -> Trouble:
        """The message about these values. Raises KeyError where a field is not given."""
        texts = {name: shortened(str(value)) if name in QUOTED else str(value) for name, value in values.items()}
        return Trouble(self.rule, self.what.format_map(texts), self.todo.format_map(texts), self.severity)

    @property
    def shown(self) -> Trouble:
        """The example."""
        return self(**self.example)


def shortened(text: str) -> str:
    """The text on one line, cut visibly where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def listed(items: Iterable[str]) -> str:
    """'a, b och c'."""
    parts = list(items)
    return " och ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} och {parts[-1]}"


def messages_of(module: ModuleType) -> dict[str, Message]:
    """The messages of a module by their names, in the order of declaration."""
    return {name: value for name, value in vars(module).items() if isinstance(value, Message)}
