"""What a value that is still to be written may demand more, told beforehand, so that one round of mending is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from schemas.columns import Column
from schemas.conditions import Condition, Exceeds, Is, IsIn
from schemas.findings import ERROR
from schemas.rules.kinds_of_rule import Requirement


def also_asked(
    requirements: Iterable[Requirement],
    column: str,
    groups: Mapping[str, tuple[str, ...]],
    lacking: Callable[[Requirement], list[Column]],
    place: str = "",
    meant: str = "",
) -> str:
    """'Väljer ni Nås inte, fyll också i ”Konsekvensbeskrivning” och ”Åtgärd”.'; empty where nothing more can be asked.

    `lacking` gives a requirement's columns that are not filled in; `place` says on which row, where it is another;
    `meant` is the choice that the writer seems to have meant, if any: what another would demand is then not told.
    """
    told = []
    for requirement in requirements:
        lead = _lead(requirement.when, column, groups, meant)
        names = [f"”{one.heading}”" for one in lacking(requirement)]
        if lead and names and requirement.severity == ERROR:
            told.append(f"{lead}, fyll också i {' och '.join(names)}{place}.")
    return " ".join(told)


def _lead(when: Condition, column: str, groups: Mapping[str, tuple[str, ...]], meant: str) -> str:
    if isinstance(when, Exceeds):
        return "Blir det ett underskott över gränsen" if when.column == column else ""
    if not isinstance(when, Is | IsIn) or when.column != column:
        return ""
    words = groups[when.group] if isinstance(when, IsIn) else (when.word,)
    asked = bool(words) and meant in ("", *words)
    return f"Väljer ni {' eller '.join(words)}" if asked else ""
