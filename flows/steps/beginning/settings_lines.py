"""Keys of a section of `kommun.toml` changed where they stand, line by line: every comment and blank line stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit

from flows.steps.beginning.settings_file import beside, literal

_HEAD = re.compile(r"\s*(#\s*)?\[{1,2}\s*([\w. -]+?)\s*\]{1,2}\s*(#.*)?")
_VALUE = r"""("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|[^#\n]*?)"""

_NOTE = ["# Omgångar som läser sina filer på ett tidigare sätt. Skrivs av ”malstyrning ekonomi koppla”."]


def with_values(toml: str, section: str, values: Mapping[str, object]) -> str:
    """The settings with these values of a section; one that is None stands as a comment from now on.

    A key that stood as a comment with its explanation begins to count where it is; else it comes last in the section.
    """
    lines = toml.split("\n")
    start = next((n for n, line in enumerate(lines) if (head := _HEAD.fullmatch(line)) and _is(head, section)), None)
    if start is None and (inline := _inline(toml, section, values)) is not None:
        return inline
    if start is None:
        start = _begun(lines, section)
    for key, value in values.items():
        _set(lines, start + 1, key, value)
    return "\n".join(lines)


def _begun(lines: list[str], section: str) -> int:
    """The line where a section begins that hasn't been there: where it stands as a comment, else last."""
    heads = ((number, _HEAD.fullmatch(line)) for number, line in enumerate(lines))
    start = next((n for n, head in heads if head and head[1] and head[2].replace(" ", "") == section), None)
    if start is None:
        lines[:] = ["\n".join(lines).rstrip("\n"), "", f"[{section}]", ""]
        return 2
    lines[start] = f"[{section}]"
    return start


def with_earlier(toml: str, rounds: Sequence[str], coupling: Mapping[str, object]) -> str:
    """The settings with the coupling of earlier rounds (their folders), which takes the place of the one they had."""
    lines = _without(toml.split("\n"), {*rounds})
    note = [] if any(map(_is_earlier, lines)) else _NOTE
    keys = [f"{key} = {_on_one_line(value)}" for key, value in {"omgangar": [*rounds], **coupling}.items()]
    return "\n".join(["\n".join(lines).rstrip("\n"), "", *note, "[[ekonomi.tidigare]]", *keys, ""])


def _on_one_line(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_on_one_line(one)}" for key, one in value.items()) + " }"
    return literal(value)


def _is_earlier(line: str) -> bool:
    head = _HEAD.fullmatch(line)
    return head is not None and _is(head, "ekonomi.tidigare")


def _without(lines: list[str], rounds: set[str]) -> list[str]:
    """The lines with some rounds taken out of the couplings that they had; a coupling of no round is gone."""
    kept, number = list[str](), 0
    while number < len(lines):
        listing = lines[number + 1] if number + 1 < len(lines) else ""
        found = re.fullmatch(r"omgangar = (\[.*\])", listing) if _is_earlier(lines[number]) else None
        said = [str(one) for one in tomlkit.parse(f"x = {found[1]}")["x"]] if found else []
        left = [one for one in said if one not in rounds]
        if said and not left:
            number += 2
            while number < len(lines) and re.match(r"[\w-]+ = ", lines[number]):
                number += 1
            continue
        kept.append(lines[number])
        if said:
            kept.append(f"omgangar = {literal(left)}")
            number += 1
        number += 1
    return kept


def _is(head: re.Match[str], section: str) -> bool:
    return not head[1] and head[2].replace(" ", "") == section


def with_units(toml: str, namnd: str, units: Sequence[str]) -> str:
    """The settings with the beginnings of a nämnd's codes, by its id; the last of its sections is changed."""
    lines = toml.split("\n")
    heads = [n for n, line in enumerate(lines) if (head := _HEAD.fullmatch(line)) and _is(head, "namnd")]
    for start in reversed(heads):
        end = next((n for n in range(start + 1, len(lines)) if _HEAD.fullmatch(lines[n])), len(lines))
        if any(re.match(rf"\s*id\s*=\s*[\"']{re.escape(namnd)}[\"']", line) for line in lines[start:end]):
            _set(lines, start + 1, "ansvar", [*units])
            return "\n".join(lines)
    return toml


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


def _inline(toml: str, section: str, values: Mapping[str, object]) -> str | None:
    """The same where the section stands as `kolumner = { … }`, which has room for no comment; None where it doesn't."""
    document = tomlkit.parse(toml)
    place: Any = document
    for name in section.split("."):
        if name not in place:
            return None
        place = place[name]
    for key, value in values.items():
        if value is not None:
            place[key] = value
        elif key in place:
            del place[key]
    return tomlkit.dumps(document)
