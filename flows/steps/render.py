"""Jinja2 over the folder `templates`: escaping always on for pages, unknown names are errors.

All that is written by an expression passes `_gate`: no page and no letter has a personnummer (Y1).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import babel.dates
import babel.numbers  # here, where numbers are sure to be written, so that the first one doesn't wait for it
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from schemas.personal import masked, masked_markup

__all__ = ["TEMPLATES", "babel", "environment", "text"]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(folder: str, *, escape: bool) -> Environment:
    """The environment of one folder of templates."""
    loader = FileSystemLoader(TEMPLATES / folder)
    return Environment(
        loader=loader,
        autoescape=escape,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_gate,
    )


def _gate(value: Any) -> Any:
    """What an expression writes, without personnummer."""
    if isinstance(value, Markup):
        return Markup(masked_markup(value))
    return masked(value) if isinstance(value, str) else value


def prepare() -> None:
    """Compile every template, while something else is waited for."""
    for folder, escape in (("svar", False), ("sidor", True)):
        made = environment(folder, escape=escape)
        for name in made.list_templates(extensions=["j2"]):
            made.get_template(name)


def text(template: str, **values: Any) -> str:
    """A plain text (mail) from a template in `templates/svar`."""
    return environment("svar", escape=False).get_template(template).render(**values)
