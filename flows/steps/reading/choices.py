"""A choice typed by hand: in other dress it is read, misspelt it gets the right one suggested."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from flows.steps.texts import Parsed
from schemas.choices import SAME_MEANING
from schemas.messages import cells as say

_YES = ("x", "j", "y", "yes", "1", "sant", "true", "ok", "✔", "✓", "☑")
_NO = ("n", "no", "0", "falskt", "false", "☐")

_DENIALS = ("ej", "inte", "icke", "utan", "ingen", "inget", "inga")


def _bare(word: str) -> str:
    """Without status symbol, quotes, final stop and double spaces, in lower case."""
    text = re.sub(r"^[●◐▲○✔✓]\s*", "", word)
    return re.sub(r"\s+", " ", text.strip(" .,;:!\"'”»«")).casefold()


def _denies(bare: str) -> bool:
    """Whether it says that something is not so: 'ej utförd', 'utan anmärkning', also misspelt."""
    return any(get_close_matches(word, _DENIALS, 1, 0.75) for word in bare.split())


def meant(word: str, choices: tuple[str, ...]) -> str:
    """The one choice that a word which is none of them is near: misspelt, a part of it, or another word for it.

    What says that something is not so is near no choice that says that it is, nor the other way round.
    """
    bare = _bare(word)
    known = {key: choice for choice in choices if _denies(key := _bare(choice)) == _denies(bare)}
    parts = [choice for key, choice in known.items() if bare and f" {bare} " in f" {key} "]
    alike = [c for group in SAME_MEANING if bare in map(str.casefold, group) for c in known.values() if c in group]
    close = [known[key] for key in get_close_matches(bare, known, 1, 0.7)]
    return next((found[0] for found in (alike, parts, close) if len(found) == 1), "")


@lru_cache(1_000)
def choose(word: str, choices: tuple[str, ...]) -> Parsed:
    """The choice that the word is; a yes or no in other words is read and told."""
    known = {_bare(choice): choice for choice in choices}
    bare = _bare(word)
    if bare in known:
        return known[bare], None
    for answer, words in (("ja", _YES), ("nej", _NO)):
        if answer in known and (bare or word) in words:
            return known[answer], say.CHOICE_READ_AS(value=word, read=known[answer])
    if guess := meant(word, choices):
        return None, say.CHOICE_MISSPELT(value=word, guess=guess)
    listed = f"{', '.join(choices[:-1])} eller {choices[-1]}" if len(choices) > 1 else "".join(choices)
    return None, say.NOT_CHOICE(value=word, choices=listed)
