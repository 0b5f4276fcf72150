"""A new `kommun.toml`, every key explained where it first comes, those that may be left out as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

import tomlkit

from schemas.settings import Settings
from schemas.settings_keys import Key, keys_of
from schemas.settings_told import TOLD, told_of
from schemas.strict import Strict
from schemas.told import Told

_WIDE, _COMMENT = 118, 36


def settings_text(values: Mapping[str, Any], heading: str) -> str:
    """The whole file. `values` are those of `kommun.toml` by their keys; sections in the order of the models."""
    lines = [*_commented(heading), *_commented(TOLD[Settings].note), "", *_section(Settings, values, "")]
    return "\n".join(lines).strip() + "\n"


def _section(model: type[Strict], values: Mapping[str, Any], path: str, *, explain: bool = True) -> Iterator[str]:
    """The lines of a section's keys, then those of the sections below it."""
    for key in keys_of(model, path):
        below = f"{path}.{key.name}".lstrip(".")
        if key.model is None:
            yield from _value(key, values.get(key.name), told_of(model, path), explain=explain)
        elif key.several:
            yield from _several(key.model, values.get(key.name, ()), below, explain=explain)
        elif key.name in values:
            yield from (*_head(key.model, below), f"[{below}]", *_section(key.model, values[key.name], below))
        elif explain:
            yield from _left_out(key.model, below)


def _value(key: Key, value: object, told: Told, *, explain: bool) -> Iterator[str]:
    """`key = value` with its comment; one that may be left out, and is, as a comment where keys are explained."""
    if value is not None:
        line = f"{key.name} = {literal(value)}"
    elif explain and key.told and not key.required:
        line = f"# {key.name} = {literal(told.examples.get(key.name, key.default))}"
    else:
        return
    explained = beside(line, key.told if explain else "")
    if len(explained) > _WIDE:
        yield from _commented(key.told)
        explained = line
    yield explained


def beside(line: str, comment: str) -> str:
    """A line with its comment, if any, where comments stand."""
    return f"{line:<{_COMMENT}} # {comment}" if comment else line


def literal(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        return str(table.as_string())
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())


def _head(model: type[Strict], path: str) -> list[str]:
    """The rule above a section, with what is said of it."""
    told = told_of(model, path)
    return ["", f"# {'-' * (64 if '.' not in path else 8)} {told.title}", *_commented(told.note)]


def _several(model: type[Strict], rows: Sequence[Mapping[str, Any]], path: str, *, explain: bool) -> Iterator[str]:
    """A section for each row; the first one is explained, and an example stands as a comment where there is none."""
    if not rows and told_of(model, path).by_program:
        return
    if explain:
        yield from _head(model, path)
    if explain and not rows:
        yield from _example(model, path, f"[[{path}]]")
    for number, row in enumerate(rows):
        if number or not explain:
            yield ""
        yield f"[[{path}]]"
        yield from _section(model, row, path, explain=explain and not number)


def _left_out(model: type[Strict], path: str) -> Iterator[str]:
    yield from _head(model, path)
    yield from _example(model, path, f"[{path}]")
    for key in keys_of(model, path):
        if key.model is not None:
            yield from _left_out(key.model, f"{path}.{key.name}")


def _example(model: type[Strict], path: str, head: str) -> Iterator[str]:
    """A section that may be left out, as a comment, with examples as its values."""
    told = told_of(model, path)
    yield f"# {head}"
    for key in keys_of(model, path):
        value = told.examples.get(key.name, key.default)
        if key.model is None and value is not None and key.told:
            yield from (f"# {line}" for line in _value(key, value, told, explain=True))


def _commented(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDE - 2)]
