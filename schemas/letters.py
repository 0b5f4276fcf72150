"""Words without å, ä and ö: as commands and folders are called."""

from __future__ import annotations

import unicodedata


def typed(word: str) -> str:
    """'målområden' as 'malomraden', also where a Mac has taken å apart; others as they are."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
