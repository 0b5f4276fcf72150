"""Keys of a section of `kommun.toml` changed where they stand, line by line: every comment and blank line stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import tomlkit

from flows.steps.beginning.settings_file import beside, literal

_HEAD = re.compile(r"\s*(#\s*)?\[{1,2}\s*([\w. -]+?)\s*\]{1,2}\s*(#.*)?")
_VALUE = r"""("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|[^#\n]*?)"""


def with_values(toml: str, section: str, values: Mapping[str, object]) -> str:
    """The settings with these values of a section; one that is None stands as a comment from now on.

    A key that stood as a comment with its explanation begins to count where it is; else it comes last in the section.
    """
    lines = toml.split("\n")
    start = next((n for n, line in enumerate(lines) if (head := _HEAD.fullmatch(line)) and _is(head, section)), None)
    if start is None:
        return _inline(toml, section, values)
    for key, value in values.items():
        _set(lines, start + 1, key, value)
    return "\n".join(lines)


def _is(head: re.Match[str], section: str) -> bool:
    return not head[1] and head[2].replace(" ", "") == section


def _set(lines: list[str], start: int, key: str, value: object) -> None:
    """Change, bring to life, add or take away one key of the section that begins at a line."""
    end = next((n for n in range(start, len(lines)) if _HEAD.fullmatch(lines[n])), len(lines))
    form = re.compile(rf"\s*(#?)\s*{re.escape(key)}\s*=\s*{_VALUE}\s*(?:#\s*(.*))?")
    found = [(n, m) for n in range(start, end) if (m := form.fullmatch(lines[n]))]
    chosen = next((one for one in found if not one[1][1]), found[0] if found else None)
    if chosen is None:
        own = [n for n in range(start, end) if re.match(r"\s*#?\s*[\w-]+\s*=", lines[n])]
        if value is not None:
            lines.insert(own[-1] + 1 if own else start, f"{key} = {literal(value)}")
        return
    at, match = chosen
    if value is not None:
        lines[at] = beside(f"{key} = {literal(value)}", match[3] or "")
    elif not match[1]:
        lines[at] = beside(f"# {key} = {match[2]}", match[3] or "")


def _inline(toml: str, section: str, values: Mapping[str, object]) -> str:
    """The same where the section stands as `kolumner = { … }`, which has room for no comment."""
    document = tomlkit.parse(toml)
    place: Any = document
    for name in section.split("."):
        place = place[name]
    for key, value in values.items():
        if value is not None:
            place[key] = value
        elif key in place:
            del place[key]
    return tomlkit.dumps(document)
