"""A column of codes or names: each different text is looked at once, however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.steps.finance.amounts import unwrapped
from flows.steps.texts import clean

Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Labels:
    """The text of each row is `texts[codes[row]]`; `raw` are the same as the file has them. '' stands for a blank."""

    codes: Codes
    texts: list[str]
    raw: list[object]

    def at(self, row: int) -> str:
        """The text of a row."""
        return self.texts[int(self.codes[row])]

    def mask(self, test: Callable[[str], bool]) -> Mask:
        """Which rows' texts pass a test."""
        return np.array([test(text) for text in self.texts] or [False], dtype=bool)[self.codes]

    def first(self, code: int) -> int:
        """The first row with a text, by the text's number."""
        return int(np.flatnonzero(self.codes == code)[0])

    def changed(self, change: Callable[[str], str]) -> Labels:
        """The same rows with other texts."""
        return Labels(self.codes, [change(text) for text in self.texts], self.raw)

    def categorical(self) -> Any:
        """The same as a pandas categorical, each text once."""
        import pandas as pd

        again, texts = pd.factorize(np.array([*self.texts, ""], dtype="object"))
        return pd.Categorical.from_codes(again[self.codes], pd.Index(texts))

    def taken(self, rows: Mask) -> Labels:
        """Some of the rows."""
        return Labels(self.codes[rows], self.texts, self.raw)


def labels_of(cells: Any) -> Labels:
    """Labels of Arrow texts, or of a list of what cells hold."""
    if not isinstance(cells, list):
        coded = cells.dictionary_encode()
        raw: list[object] = coded.dictionary.to_pylist()
        return Labels(coded.indices.to_numpy(zero_copy_only=False).astype(np.intp), _texts(raw), raw)
    import pandas as pd

    kinds = set(map(type, cells))
    if kinds & {bool, dt.datetime, dt.date, dt.time, dt.timedelta}:  # True is equal to 1 where it isn't told apart
        keys = [(type(cell).__name__, cell) for cell in cells]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        first = dict(zip(reversed(keys), reversed(cells), strict=True))
        raw = [first[key] for key in numbers]
        return Labels(np.array([numbers[key] for key in keys], dtype=np.intp), _texts(raw), raw)
    array = np.empty(len(cells), dtype="object")
    array[:] = cells
    codes, found = pd.factorize(array, use_na_sentinel=False)
    raw = [None if cell != cell else cell for cell in found]
    return Labels(codes.astype(np.intp), _texts(raw), raw)


def _texts(raw: list[object]) -> list[str]:
    return ["" if cell is None else unwrapped(clean(cell)).strip() for cell in raw]
