"""A cell as text: what every way of reading begins with."""

from __future__ import annotations

import datetime as dt
import fnmatch
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.messages.message import Trouble

if TYPE_CHECKING:  # mail is read without these, which take half a second to import
    import pandas as pd

    from schemas.columns import Column

Parsed = tuple[Any, Trouble | None]
"""A value, and what is to be said of how it was read."""

DASHES = "−–‐‑‒"
"""What people and programs write for a minus or a hyphen."""
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    r"\ud800-\udfff\ufffe\uffff]"
)
_LONGEST_NAME = 120
_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")
_ESCAPED = re.compile(r"_x000[dD]_")
_BREAKS = re.compile(r"\r\n?|[\v\f\u0085\u2028\u2029]|_x000[bBcC]_")
"""What Word, Outlook and Mac programs write for a new line, also as Excel's XML has it."""
_ODD = re.compile(rf"{_SPACES.pattern}|{_INVISIBLE.pattern}|{_ESCAPED.pattern}|{_BREAKS.pattern}")
"""Most texts have none of these, and one search is quicker than three replacements."""


class Reading(NamedTuple):
    """What a cell is read as."""

    column: Column
    choices: tuple[str, ...]
    unit: str
    year: int
    shown: int = 0


def clean(raw: object) -> str:
    """The cell as text: NFC, all spaces plain, nothing invisible, whole floats without '.0', ends trimmed."""
    if isinstance(raw, str):
        return _text(raw) if len(raw) <= _SHORT else _cleaned(raw)
    if isinstance(raw, bool):
        return "SANT" if raw else "FALSKT"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    return _cleaned(str(raw))


def cited(raw: object) -> str:
    """The cell as a message cites it: as `clean`, and a number with a comma as Excel shows it here."""
    text = clean(raw)
    return text.replace(".", ",") if isinstance(raw, float) else text


def _cleaned(text: str) -> str:
    if _ODD.search(text):
        text = _BREAKS.sub("\n", _ESCAPED.sub("", text))
        text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


_text = lru_cache(50_000)(_cleaned)
"""The same headings, names and decided texts stand in every answer: each is cleaned once."""
_SHORT = 300


def file_name(raw: str) -> str:
    """A file's name as it may be shown and kept: no folders, nothing invisible or turned around, of a sane length."""
    name = " ".join(clean(raw.replace("\\", "/").rsplit("/", 1)[-1]).split())
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 10]}…{name[-9:]}"


def without_formula(text: str) -> str:
    """The text for a CSV file: what a spreadsheet program would take for a formula gets an apostrophe first."""
    return f"'{text}" if text[:1] in _BEGINS_FORMULA else text


_BEGINS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")
"""In full width and small forms too: programs set up for East Asian writing take them for the same."""


def is_mail_name(name: str) -> bool:
    """Whether a file is a saved mail, by its name."""
    return name.lower().endswith((".eml", ".msg", ".emlx"))


def nobody_sent(name: str) -> bool:
    """Whether a file is hidden, a lock of an open document, or put there by Windows: such come by themselves."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM


def left_by_a_program(name: str) -> bool:
    """Whether a file in a mail or a zip is what a Mac, Windows or an office program puts there by itself."""
    return name.startswith(("._", "~$")) or name.casefold() in (*_OF_THE_SYSTEM, ".ds_store")


def fits(name: str, pattern: str) -> bool:
    """Whether a file's name is the pattern's, in small or capital letters, and also from a Mac, which takes å apart."""
    return fnmatch.fnmatchcase(_comparable(name), _comparable(pattern))


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def uniform(values: pd.Series[Any]) -> pd.Series[Any]:
    """A long column of texts, cleaned, as a category: each different text is looked at once."""
    import pandas as pd

    codes, found = pd.factorize(values, use_na_sentinel=True)
    again, texts = pd.factorize(pd.Series([*(clean(text) for text in found), ""], dtype="object"))
    return pd.Series(pd.Categorical.from_codes(again[codes], texts), index=values.index)


def is_blank(raw: object) -> bool:
    """Whether nothing is written there."""
    return raw is None or (isinstance(raw, str) and not raw[:1].isalnum() and not clean(raw))


def small(text: str) -> str:
    """With a small first letter, as after a colon."""
    return text[:1].lower() + text[1:]
