"""Runs of text as WordprocessingML; texts of users are made safe here, and nowhere else."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from flows.steps.look import GREY, INK, STATUS, readable

_COLOURS = dict(STATUS.values())
_DARK = {"◐": INK, "○": GREY}
"""The colour of the words where the symbol's own is too pale to read."""
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
BOLD = "<w:b/>"


def colour(code: str) -> str:
    """The property that gives a run its colour ('#1F2933')."""
    return f'<w:color w:val="{code[1:]}"/>'


def run(text: str, *properties: str, bare: bool = True) -> str:
    """A run with these properties, and the text's own new lines and tabs; not `bare`: the place for them is there."""
    parts = re.split(r"([\n\t])", readable(text))
    inner, content = "".join(properties), "".join(_BREAKS.get(part) or _text(part) for part in parts if part)
    around = f"<w:rPr>{inner}</w:rPr>" if inner else "" if bare else "<w:rPr/>"
    return f"<w:r>{around}{content}</w:r>"


def marked(text: str, *properties: str, bare: bool = True) -> str:
    """A status symbol first in the text has its colour, and the words one that is legible; other text has none."""
    symbol = text[:1]
    if symbol not in _COLOURS:
        return run(text, *properties, bare=bare)
    words = run(f"\N{NO-BREAK SPACE}{text[1:].lstrip()}", *properties, colour(_DARK.get(symbol, _COLOURS[symbol])))
    return run(symbol, *properties, colour(_COLOURS[symbol])) + words


def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{kept}>{escape(text)}</w:t>"
