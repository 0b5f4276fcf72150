"""Which rows of a finance file are sums of others, by arithmetic as well as by words; each checked against its parts.

A row whose amounts are those of a run of rows right above or below it is their sum and is counted once. So is a row
whose code begins the codes of its parts, wherever they stand. Rows are compared by one 64-bit number each, made of all
their amounts, whose running total finds the runs; what is found is then compared amount by amount.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import log10
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.steps.finance.account import RowClass
from flows.steps.finance.amounts import exact
from flows.steps.finance.labels import Labels, Mask
from schemas.finance_settings import Unit
from schemas.messages import economy as say
from schemas.messages.message import Trouble, listed
from schemas.money import ORE

Ore = npt.NDArray[np.int64]
_MOST_LEVELS = 12
_CODE = re.compile(r"\d[\w.–*%?-]*")
_FILLING = re.compile(r"(?<=\d)(?:0+|[-–.*xX%?TS]+)$")
_SUM_WORDS = re.compile(
    r"(?:(?:del|slut|total|netto)?summa|s:a|totalt?|totala|samtliga|hela kommunen|kommunen)\b(?!\s*:?\s*\d{3,})|[∑Σ]|"
    r".*\b(?:totalt?|(?:del|slut|total)?summa|s:a|sammanlagt)\W*$|\d+[*x]+\W*$|\d+\s\*$",
    re.I,
)
_NET_WORDS = re.compile(r"(?:netto\w*|resultat\w*|nettokostnad\w*|verksamhetens \w+)\b", re.I)
_PART_WORDS = re.compile(r"(?:varav|därav)\b", re.I)


@dataclass(frozen=True)
class Lines:
    """The rows with amounts: `numbers` in the file, öre per column (`names`; blanks 0) and which cells are `given`.

    `claimed` are rows whose code some nämnd has; `owner` numbers the nämnd by code and `named` by name, −1 for none.
    """

    numbers: npt.NDArray[np.int64]
    names: tuple[str, ...]
    ore: Ore
    given: Mask
    code: Labels
    area: Labels
    claimed: Mask
    owner: npt.NDArray[np.intp]
    named: npt.NDArray[np.intp]
    total_word: str
    unit: Unit


@dataclass
class Sums:
    """The class of each line, what is said and where (column's name, line), and whether the file can't be used.

    `parts` are the details that each sum with a sum's name is of.
    """

    kinds: npt.NDArray[np.int8]
    parts: dict[int, npt.NDArray[np.intp]] = field(default_factory=dict)
    said: list[tuple[Trouble, str, int]] = field(default_factory=list)
    stops: bool = False

    def say(self, trouble: Trouble, column: str, line: int, *, stops: bool = False) -> None:
        """Add what is said of a line's cell."""
        self.said.append((trouble, column, line))
        self.stops |= stops


def find_sums(lines: Lines) -> Sums:
    """The class of each line: DETAIL, SUBTOTAL or TOTAL; and what doesn't add up or is unsure (E1)."""
    return _Finder(lines).found() if len(lines.numbers) else Sums(np.empty(0, np.int8))


def is_sum_word(text: str, word: str) -> bool:
    """Whether a label says that its row is a sum: 'Summa', 'Nämnden totalt', 'S:a', '11*'; not 'Totalförsvar'."""
    own = text.casefold().startswith(word.casefold()) and not text[len(word) :][:1].isalpha()
    return bool(text) and (own or bool(_SUM_WORDS.match(text)))


class _Finder:
    def __init__(self, lines: Lines) -> None:
        self._lines, self._n = lines, len(lines.numbers)
        self._sums = Sums(np.full(self._n, RowClass.DETAIL, np.int8))
        factors = np.array([pow(0x9E3779B97F4A7C15, k + 1, 2**64) | 1 for k in range(len(lines.names))], np.uint64)
        self._factors = factors
        self._hash = self._hashes(factors)
        self._zero = np.ones(self._n, bool)
        for column in lines.ore.T:
            self._zero &= column == 0
        word = lines.total_word
        self._strong = lines.code.mask(lambda t: is_sum_word(t, word)) | lines.area.mask(lambda t: is_sum_word(t, word))
        self._detail = ~self._strong
        self._matched = np.zeros(self._n, bool)
        self._found: dict[int, tuple[int, int]] = {}
        self._by_few_digits: list[tuple[int, int, int]] = []
        self._parents = self._parent_codes()

    # ---------------------------------------------------------------- runs

    def found(self) -> Sums:
        for _ in range(_MOST_LEVELS):
            if not self._one_level():
                break
        self._partly_given()
        self._by_code()
        self._by_name()
        self._possible()
        for line in np.flatnonzero(self._strong & ~self._matched).tolist():
            self._against_likeliest(line)
        self._sums.kinds[~self._detail] = RowClass.SUBTOTAL
        for line, (first, last) in self._found.items():
            self._sums.parts[line] = np.flatnonzero(self._detail[first:last]) + first
        self._grand_total()
        self._words()
        self._twice()
        return self._sums

    def _hashes(self, factors: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """One number for all amounts of a line, so made that sums of lines are lines of sums."""
        hashes = np.zeros(self._n, np.uint64)
        for column, factor in zip(self._lines.ore.T, factors, strict=True):
            hashes += column.astype(np.uint64) * factor
        return hashes

    def _running(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """The sum of the details before each line, and of all."""
        running = np.zeros(self._n + 1, np.uint64)
        np.cumsum(np.where(self._detail, hashes, np.uint64(0)), out=running[1:])
        return running

    def _one_level(self) -> bool:
        """Find the sums whose parts are all known to be details; whether any detail turned out to be one."""
        running = self._running(self._hash)
        counts = np.concatenate(([0], np.cumsum(self._detail & ~self._zero)))
        wanted = ~self._zero & ~self._matched
        changed: list[int] = []
        self._by_few_digits = []
        runs = sorted(self._runs(np.flatnonzero(wanted), running, counts), key=lambda run: run[2] - run[1])
        fresh = np.zeros(self._n, bool)
        for line, first, last in runs:
            if self._matched[line] or fresh[first:last].any() or not self._equal(line, first, last):
                continue
            if self._strong[line]:
                self._matched[line] = True
                self._found[line] = (first, last)
            elif self._is_sum(line, first, last):
                self._matched[line] = fresh[line] = True
                changed.append(line)
            else:
                self._by_few_digits.append((line, first, last))
        self._detail[changed] = False
        return bool(changed)

    def _runs(
        self, lines: npt.NDArray[np.intp], running: npt.NDArray[np.uint64], counts: npt.NDArray[np.int64]
    ) -> Iterator[tuple[int, int, int]]:
        """Line, first and last + 1 of its run, the nearest above and below, by the running totals alone."""
        import pandas as pd

        above = running[lines] - self._hash[lines]
        below = running[lines + 1] + self._hash[lines]
        hits = pd.Series(np.concatenate((above, below))).isin(running).to_numpy()
        hits_above, hits_below = hits[: len(lines)], hits[len(lines) :]
        if not hits_above.any() and not hits_below.any():
            return
        order = np.argsort(running, kind="stable")
        ordered = running[order]
        for at in np.flatnonzero(hits_above | hits_below):
            line = int(lines[at])
            if hits_above[at]:
                places = self._places(order, ordered, above[at])
                fit = places[(places < line) & (counts[places] < counts[line])]
                if len(fit):
                    yield line, int(fit[-1]), line
            if hits_below[at]:
                places = self._places(order, ordered, below[at])
                fit = places[(places > line + 1) & (counts[places] > counts[line + 1])]
                if len(fit):
                    yield line, line + 1, int(fit[0])

    @staticmethod
    def _places(order: npt.NDArray[np.intp], ordered: npt.NDArray[np.uint64], value: np.uint64) -> npt.NDArray[np.intp]:
        low, high = np.searchsorted(ordered, value, "left"), np.searchsorted(ordered, value, "right")
        return order[low:high]

    def _sum(self, first: int, last: int) -> Ore:
        part = slice(first, last)
        return np.asarray(self._lines.ore[part][self._detail[part]].sum(axis=0))

    def _equal(self, line: int, first: int, last: int) -> bool:
        return bool((self._sum(first, last) == self._lines.ore[line]).all())

    def _parts(self, first: int, last: int) -> npt.NDArray[np.intp]:
        part = slice(first, last)
        return np.flatnonzero(self._detail[part] & ~self._zero[part]) + first

    def _is_sum(self, line: int, first: int, last: int) -> bool:
        """Whether a detail that is equal to a run of others is their sum, and not a row of its own by chance."""
        lines, parts = self._lines, self._parts(first, last)
        own = lines.code.at(line)
        below = self._parents.get(int(lines.code.codes[line]))
        if below and np.isin(lines.code.codes[parts], below).all():
            family = np.isin(lines.code.codes, below) & self._detail & ~self._zero
            return len(parts) == np.count_nonzero(family)
        nameless = not own and not lines.area.at(line)
        if len(parts) < (1 if nameless else 2) or not self._telling(line):
            return False
        every = len(parts) == np.count_nonzero(self._detail & ~self._zero) - 1
        if (
            any(c.isdigit() for c in own)
            and not (every and not lines.claimed[line])
            and not self._of_same_code(own, parts)
        ):
            texts = {"rows": _rows_told(lines.numbers[parts])}
            self._sums.say(say.COUNTED_AS_SUM(**texts), "unit", line)
        return True

    def _of_same_code(self, own: str, parts: npt.NDArray[np.intp]) -> bool:
        return False if len(parts) > 500 else all(self._lines.code.at(p) == own for p in parts)

    def _telling(self, line: int) -> bool:
        """Whether so many digits are alike that it is no chance: 4 and twice the digits of the number of rows."""
        values = {abs(int(v)) for v in self._lines.ore[line]} - {0}
        digits = sum(len(str(v).rstrip("0")) for v in values)
        return digits >= 4 + 2 * log10(self._n)

    def _partly_given(self) -> None:
        """Sum rows that leave some columns blank: by the columns that they have."""
        left = np.flatnonzero(self._strong & ~self._matched & ~self._lines.given.all(axis=1) & ~self._zero)
        for pattern in {tuple(self._lines.given[line].tolist()) for line in left}:
            columns = np.array(pattern)
            hashes = self._hashes(np.where(columns, self._factors, np.uint64(0)))
            running = self._running(hashes)
            aboves, belows = running[:-1] - hashes, running[1:] + hashes
            for line in (int(at) for at in left if tuple(self._lines.given[at].tolist()) == pattern):
                above = np.flatnonzero(running[:line] == aboves[line])
                below = np.flatnonzero(running[line + 2 :] == belows[line])
                if len(above) or len(below):
                    self._matched[line] = True
                    below_last = line + 2 + int(below[0]) if len(below) else 0
                    self._found[line] = (int(above[-1]), line) if len(above) else (line + 1, below_last)

    # ---------------------------------------------------------------- codes and names

    def _parent_codes(self) -> dict[int, list[int]]:
        """By number of a code: the numbers of the codes below it, as 1110 is below 11, 11-, 11* and 1100."""
        texts = self._lines.code.texts
        there = sorted((text, number) for number, text in enumerate(texts) if _CODE.fullmatch(text))
        only = [text for text, _ in there]
        found: dict[int, list[int]] = {}
        for text, number in there:
            stem = _stem(text)
            first, last = bisect_left(only, stem), bisect_left(only, stem + "\U0010ffff")
            below = [theirs for other, theirs in there[first:last] if not text.startswith(other)]
            if below:
                found[number] = below
        return found

    def _by_code(self) -> None:
        """Rows whose code begins others' codes, the longest beginning first, wherever they stand."""
        lines, counted = self._lines, list[tuple[str, int]]()
        telling = self._detail & ~self._zero
        codes, many = lines.code.codes[telling], len(lines.code.texts)
        nearly = [np.bincount(codes, column[telling], many) for column in lines.ore.T] if self._parents else []
        totals, present = np.array(nearly).T, np.bincount(codes, minlength=many) > 0
        for code in sorted(self._parents, key=lambda c: -len(_stem(lines.code.texts[c]))):
            below, text = [c for c in self._parents[code] if present[c]], lines.code.texts[code]
            if not present[code] or not below:
                continue
            gap = np.abs(totals[code] - totals[below].sum(axis=0)) * (2 - 1e-6)
            if (gap <= (self._n + 1) * self._step).any():  # by doubles; what may be is then summed exactly
                mine = np.flatnonzero((lines.code.codes == code) & self._detail & ~self._zero)
                parts = np.flatnonzero(np.isin(lines.code.codes, below) & self._detail & ~self._zero)
                label = " ".join(filter(None, (text, lines.area.at(int(mine[0])))))
                if self._sum_of(mine, parts, label, f"raderna vars ansvar börjar med {_stem(text)}"):
                    present[code] = False
                    continue
            if _stem(text) == text:
                counted.append((text, int(np.flatnonzero((lines.code.codes == code) & telling)[0])))
        if counted and not self._sums.stops:
            counted.sort(key=lambda one: one[1])
            units = listed(text for text, _ in counted[:5]) + (" med flera" if len(counted) > 5 else "")
            self._sums.say(say.PARENT_COUNTED(units=units), "unit", counted[0][1])

    def _sum_of(self, mine: npt.NDArray[np.intp], parts: npt.NDArray[np.intp], label: str, rows: str) -> bool:
        """Whether rows are the sum of others, in the amounts that they have; asked about where only some amount is."""
        if not len(mine) or not len(parts):
            return False
        lines = self._lines
        stated, summed = lines.ore[mine].sum(axis=0), lines.ore[parts].sum(axis=0)
        given = lines.given[mine].any(axis=0) & ((stated != 0) | (summed != 0))
        within = np.abs(stated - summed) * 2 <= (len(parts) + 1) * self._step
        if given.any() and within[given].all():
            self._detail[mine] = False
            self._matched[mine] = True
            if (stated != summed)[given].any():
                self._sums.say(say.ROUNDED_SUM(label=label, rows=rows), "unit", int(mine[0]))
            return True
        if (within & (np.abs(stated) > 100 * (len(parts) + 1) * self._step)).any():
            self._sums.say(say.SUM_UNCLEAR(label=label, rows=rows), "unit", int(mine[0]), stops=True)
            return True
        return False

    @cached_property
    def _step(self) -> int:
        """What the file's last digit is worth, in öre."""
        ore = self._lines.ore
        step = ORE[self._lines.unit]
        while step > 1 and (ore % step).any():
            step //= 10
        return step

    def _by_name(self) -> None:
        """Rows that bear a nämnd's name, equal to all the other rows of the nämnd."""
        lines = self._lines
        for line in np.flatnonzero((lines.named >= 0) & self._detail & ~self._zero).tolist():
            others = self._detail & ~self._zero & (lines.owner == lines.named[line])
            others[line] = False
            label = lines.area.at(line) or lines.code.at(line)
            self._sum_of(np.array([line]), np.flatnonzero(others), label, "nämndens andra rader")

    def _possible(self) -> None:
        """Rows that are equal to a run of others, but by so few digits that it may be chance."""
        for line, first, last in self._by_few_digits:
            parts = self._parts(first, last)
            if self._detail[line] and len(parts) >= 2 and self._equal(line, first, last):
                self._sums.say(say.SUM_POSSIBLE(rows=_rows_told(self._lines.numbers[parts])), "unit", line)

    # ---------------------------------------------------------------- sums that don't add up

    def _against_likeliest(self, line: int) -> None:
        """E1 at each amount of a sum that isn't its parts'; they are the rows with which most amounts agree."""
        lines, given = self._lines, self._lines.given[line]
        parts = [np.flatnonzero(part) for part in self._likely_parts(line)]
        tried = [self._lines.ore[part].sum(axis=0) for part in parts]
        agreeing = [int((summed == lines.ore[line])[given].sum()) for summed in tried]
        best = max(range(len(tried)), key=lambda n: (agreeing[n], -self._gap(line, tried[n]), -n))
        summed, self._sums.parts[line] = tried[best], parts[best]
        for column in np.flatnonzero((summed != lines.ore[line]) & given):
            stated, ours, unit = int(lines.ore[line, column]), int(summed[column]), lines.unit
            texts = {"summed": exact(ours, unit), "stated": exact(stated, unit), "unit": unit}
            trouble = say.TOTAL_DIFFERS(**texts, difference=exact(abs(ours - stated), unit))
            self._sums.say(trouble, lines.names[column], line)

    def _gap(self, line: int, summed: Ore) -> float:
        given = self._lines.given[line]
        return float(np.abs(summed - self._lines.ore[line])[given].astype(float).sum())

    def _likely_parts(self, line: int) -> Iterator[Mask]:
        """The rows that a sum may be of, the likeliest first."""
        at, sums = np.arange(self._n), np.flatnonzero(~self._detail)
        before, after = sums[sums < line], sums[sums > line]
        above = self._detail & (at < line)
        since = above & (at > (before[-1] if len(before) else -1))
        yield from (above, since) if not len(after) else (since, above)
        yield self._detail & (at > line) & (at < (after[0] if len(after) else self._n))
        if len(before):  # sums of sums: since each earlier one
            yield from (above & (at > b) for b in before[-20:-1])
        if self._lines.named[line] >= 0:
            yield self._detail & (self._lines.owner == self._lines.named[line])

    def _grand_total(self) -> None:
        """The last sum that is equal to, or was compared with, all details."""
        sums = np.flatnonzero(~self._detail)
        if not len(sums):
            return
        everything = np.array([column[self._detail].sum() for column in self._lines.ore.T])
        equal = [s for s in sums if (self._lines.ore[s] == everything)[self._lines.given[s]].all()]
        last = [s for s in sums[-1:] if self._strong[s] and not self._matched[s] and not self._detail[s + 1 :].any()]
        for line in (equal or last)[-1:]:
            self._sums.kinds[line] = RowClass.TOTAL

    # ---------------------------------------------------------------- words and repetitions

    def _words(self) -> None:
        """Details whose words say that they may be sums or parts of others ('Netto', 'varav löner'): asked about."""
        lines = self._lines
        part = lines.area.mask(lambda t: bool(_PART_WORDS.match(t))) | lines.code.mask(
            lambda t: bool(_PART_WORDS.match(t))
        )
        for line in np.flatnonzero(part & self._detail & ~self._zero).tolist():
            label = lines.area.at(line) or lines.code.at(line)
            self._sums.say(say.PART_OF(label=label), "area", int(line), stops=True)
        net = lines.area.mask(lambda t: bool(_NET_WORDS.match(t)))
        for line in np.flatnonzero(net & self._detail & ~self._zero).tolist():
            own = lines.code.codes[line]
            beside = (lines.code.codes == own) & self._detail & ~self._zero
            beside[line] = False
            if lines.code.at(line) and (beside & ~net).any():
                rows = f"de andra raderna för ansvar {lines.code.at(line)}"
                texts = {"label": lines.area.at(line), "rows": rows}
                self._sums.say(say.SUM_UNCLEAR(**texts), "area", int(line), stops=True)

    def _twice(self) -> None:
        """Details that stand twice, with the same code, name and amounts."""
        mine = np.flatnonzero(self._detail & ~self._zero)
        if not len(mine):
            return
        import pandas as pd

        if not pd.Series(self._hash[mine]).duplicated().any():
            return
        lines = self._lines
        seen: dict[Any, int] = {}
        for line in mine.tolist():
            key = (lines.code.at(line), lines.area.at(line), tuple(lines.ore[line].tolist()))
            if key in seen:
                self._sums.say(say.SAME_ROW(other=lines.numbers[seen[key]]), "unit", int(line))
            else:
                seen[key] = int(line)


def _stem(code: str) -> str:
    """What the codes below a code begin with: '11' of 11, 1100, 11- and 11*."""
    return _FILLING.sub("", code)


def _rows_told(numbers: Iterable[int]) -> str:
    """'raderna 6–9', 'raderna 6, 8 och 9', 'raderna 6, 8, 9 och 12 till'."""
    rows = [int(n) for n in numbers]
    if rows[-1] - rows[0] == len(rows) - 1:
        return f"raderna {rows[0]}–{rows[-1]}"
    if len(rows) <= 6:
        return f"raderna {listed(map(str, rows))}"
    return f"raderna {', '.join(map(str, rows[:4]))} och {len(rows) - 4} till"
