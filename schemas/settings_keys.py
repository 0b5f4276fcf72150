"""The keys of each section of `kommun.toml`, from the models that read it."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from schemas.finance_settings import EarlierCoupling
from schemas.settings import Decision
from schemas.settings_told import told_of
from schemas.strict import Strict


@dataclass(frozen=True)
class Key:
    """A key of a section: the model of what stands below it (None for a value) and whether there may be several."""

    name: str
    told: str
    default: object
    required: bool
    model: type[Strict] | None
    several: bool


def keys_of(model: type[Strict], path: str = "") -> tuple[Key, ...]:
    """The keys of the section at a path in the order in which they are declared, values before sections.

    An earlier coupling has its sections on one line each: they are values there.
    """
    told, found = told_of(model, path), []
    for name, info in model.model_fields.items():
        alias = info.alias or name
        below, several = _below(info.annotation) if model is not EarlierCoupling else (None, False)
        default = None if info.is_required() else info.get_default()
        found.append(Key(alias, told.keys.get(alias, ""), default, info.is_required(), below, several))
    return tuple(sorted(found, key=lambda key: key.model is not None))


def _below(annotation: Any) -> tuple[type[Strict] | None, bool]:
    """The section that a key holds, and whether it holds several; a decision is written on one line."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return (None if annotation is Decision else annotation), False
    several = get_origin(annotation) is tuple
    parts = get_args(annotation) if several or isinstance(annotation, types.UnionType) else ()
    found = next((p for p in parts if isinstance(p, type) and issubclass(p, Strict) and p is not Decision), None)
    return found, several and found is not None
