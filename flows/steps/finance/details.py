"""A table of a finance file read row by row: every physical row ends in one class, and every amount is certain or told.

What can't be read for sure stops the whole table: then it has no rows, and the findings say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from flows.steps.finance.account import RowAccount, RowClass, account_of
from flows.steps.finance.amounts import Amounts, exact, read_amounts
from flows.steps.finance.choose import ECONOMY, Chosen, Declared, above, choose, other_period
from flows.steps.finance.codes import (
    Owners,
    lost_zeros,
    odd_codes,
    other_lengths,
    owners_of,
    parted_names,
    two_claims,
    unclaimed,
)
from flows.steps.finance.labels import Labels, Mask, labels_of
from flows.steps.finance.proposed_money import units_in
from flows.steps.finance.sums import Lines, find_sums, is_sum_word
from flows.steps.finance.tables import open_tables
from flows.steps.finance.text_table import TextTable
from flows.steps.job import Job
from flows.steps.reading.headings import plain
from flows.steps.swedish import words
from flows.steps.texts import cited, clean
from schemas.findings import ERROR, Finding
from schemas.messages import economy as say
from schemas.messages.message import Trouble, listed

_CODE, _DATE = re.compile(r"\d[\w.-]*"), re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{2,4}$")
_EXAMPLES, _PAGES = 4, 20
_OPTIONAL = ("original", "last_year", "system_forecast")
"""Columns that count as absent where no row has an amount in them."""


@dataclass(frozen=True)
class Details:
    """`rows` by row in the file: namnd ('' for none), unit, area and the amounts in öre, cost positive; blanks NA.

    There are none where the file can't be used. `control`: the file's own sum of all rows, in öre. `top`: the cell of
    the first heading.
    """

    file: str = ""
    sheet: str = ""
    rows: pd.DataFrame | None = None
    control: dict[str, int] = field(default_factory=dict)
    account: RowAccount | None = None
    top: str = ""


def read_details(job: Job, name: str, content: bytes, declared: Declared, findings: list[Finding]) -> Details:
    """The rows of a finance file that are no sums of others. What is unsure, wrong or left out goes to `findings`."""
    opened = open_tables(name, content)
    if isinstance(opened, Trouble):
        findings.append(opened.at(name))
        return Details(name)
    chosen = choose(job, name, opened, declared)
    if isinstance(chosen, Finding):
        findings.append(chosen)
        return Details(name)
    if opened.doubt:
        chosen.findings.append(opened.doubt.at(name))
    details = _Reader(job, chosen, declared).read()
    findings += chosen.findings
    return details


class _Reader:
    """Reads one table. `_first` is the row in the file of the first row below the headings."""

    def __init__(self, job: Job, chosen: Chosen, declared: Declared) -> None:
        self._job, self._chosen, self._declared = job, chosen, declared
        self._first = chosen.found.heading_row + 1
        self._stops = False

    def read(self) -> Details:
        chosen = self._chosen
        if self._declared.of_round:
            said = next((c.heading for c in self._declared.columns if c.name == "actual"), "")
            if wrong := other_period(self._job, chosen, said):
                chosen.findings.append(wrong)
                self._stops = True
            self._other_unit()
        at = chosen.found.at
        below = chosen.table.below(chosen.found.heading_row, sorted(set(at.values())))
        if isinstance(below, Trouble):
            chosen.findings.append(below.at(chosen.file, chosen.table.title))
            return Details(chosen.file, chosen.table.title)
        self._say_short(max(at[n] for n in at))
        cells = {name: below[index] for name, index in at.items()}
        area = labels_of(cells["area"])
        code = labels_of(cells["unit"]) if "unit" in cells else area
        self._size = len(code.codes)
        classes = np.full(self._size, RowClass.TEXT, np.int8)
        repeated, texts = self._page_rows(cells, code, area)
        classes[list(repeated)] = RowClass.REPEATED
        money = {n: _without(cells[n], [*repeated, *texts]) for n in self._declared.money if n in cells}
        amounts = read_amounts(money, self._declared.unit, self._declared.decimal)
        self._errors_in_cells(amounts)
        code, area = parted_names(code, area)
        return self._of_amounts(classes, code, area, amounts, money)

    def _other_unit(self) -> None:
        """Stop where a heading of amounts, or else a text above the headings, names another unit than the settings."""
        chosen, unit = self._chosen, self._declared.unit
        in_headings = {n: units_in([chosen.heading(n)]) for n in self._declared.money if n in chosen.found.at}
        wrong = {name: found[0] for name, found in in_headings.items() if found and found[0][0] != unit}
        if not any(in_headings.values()):
            titles = units_in(above(chosen.table, chosen.found))
            wrong = {"area": titles[0]} if titles and all(said != unit for said, _ in titles) else {}
        for name, (_, text) in wrong.items():
            row = self._first - 1 if name != "area" else 1
            chosen.say(say.UNIT_SAID(text=text, declared=unit), name, row)
            self._stops = True

    def _say_short(self, last: int) -> None:
        """A warning where rows of a text file end before the last column that is read."""
        table = self._chosen.table
        short = table.short(self._first - 1, last) if isinstance(table, TextTable) else []
        if short:
            count = f"{words(len(short), common=True)} {'rad' if len(short) == 1 else 'rader'}"
            self._chosen.say(say.TOO_FEW_CELLS(count=count, row=short[0]), "area", short[0])

    # ---------------------------------------------------------------- rows that are no data

    def _page_rows(self, cells: dict[str, Any], code: Labels, area: Labels) -> tuple[set[int], set[int]]:
        """Rows that repeat the headings, and rows that repeat what stands above them ('Sida 2') or are only words."""
        head, heading_row = self._chosen.table.head, self._chosen.found.heading_row
        at = self._chosen.found.at
        names = list(cells)
        headings = [plain(head[heading_row - 1][at[n]]) for n in names]
        titles = {tuple(_shape(_cell(row, at[n])) for n in names) for row in head[: heading_row - 1]}
        titles = {title for title in titles if any(title)}
        firsts = {*headings, *(t for title in titles for t in title if t)}
        seen = code.mask(lambda t: plain(t) in firsts or _shape(t) in firsts or not t)
        if area is not code:
            seen |= area.mask(lambda t: plain(t) in firsts or _shape(t) in firsts)
        repeated, texts = set[int](), set[int]()
        for row in np.flatnonzero(seen).tolist():
            own = [_item(cells[n], row) for n in names]
            if [plain(c) for c in own] == headings:
                repeated.add(row)
            elif tuple(_shape(c) for c in own) in titles or self._only_words(own, names, code.at(row)):
                texts.add(row)
        return repeated, texts

    def _only_words(self, own: Sequence[object], names: Sequence[str], code: str) -> bool:
        """Whether a row without code has words and nothing else where amounts should be."""
        amounts = [clean(c) for c, n in zip(own, names, strict=True) if n not in ("unit", "area") and c is not None]
        written = [text for text in amounts if text]
        return not code and bool(written) and not any(re.search(r"[\d#]|^\W+$", text) for text in written)

    def _errors_in_cells(self, amounts: dict[str, Amounts]) -> None:
        """Cells that are errors or uncalculated formulas are unreadable amounts; as codes they are told too."""
        table = self._chosen.table
        if isinstance(table, TextTable):
            return
        for name, index in self._chosen.found.at.items():
            for at, trouble in table.odd_below(self._chosen.found.heading_row, index):
                if trouble.severity != ERROR or at >= self._size:
                    continue
                trouble = replace(trouble, todo=say.NOT_AMOUNT.todo)
                if name in amounts:
                    amounts[name].odd[at] = trouble
                    amounts[name].blank[at] = False
                else:
                    self._chosen.say(trouble, name, self._first + at)
                    self._stops = True

    # ---------------------------------------------------------------- rows with amounts

    def _of_amounts(
        self,
        classes: npt.NDArray[np.int8],
        code: Labels,
        area: Labels,
        amounts: dict[str, Amounts],
        money: dict[str, Any],
    ) -> Details:
        self._say_amounts(amounts, money)
        odd = sorted({at for column in amounts.values() for at in column.odd})
        owners = owners_of(self._job, code.texts)
        claimed = np.array(owners.claimed or [False], bool)[code.codes]
        there = np.zeros(self._size, bool)
        for column in amounts.values():
            there |= ~column.blank
        there[odd] = False
        ordered = sorted(set(code.texts))
        parents = {one for one, after in pairwise(ordered) if after.startswith(one)}
        named = claimed & ~there & (classes == RowClass.TEXT)
        named &= code.mask(lambda t: bool(_CODE.fullmatch(t)) and not _DATE.match(t) and t not in parents)
        named &= self._has_codes
        named[odd] = False
        numeric = there | named
        classes[there | named] = RowClass.DETAIL
        classes[odd] = RowClass.REJECTED
        self._empty(classes, code, area)
        lines = np.flatnonzero(numeric)
        control: dict[str, int] = {}
        if len(odd):
            word = self._declared.total
            sums = code.mask(lambda t: is_sum_word(t, word)) | area.mask(lambda t: is_sum_word(t, word))
            classes[(classes == RowClass.DETAIL) & sums] = RowClass.SUBTOTAL
        else:
            control = self._sums(classes, lines, code, area, amounts)
            self._deviations(amounts, lines)
        detail = classes == RowClass.DETAIL
        self._codes(code, owners, detail)
        self._sections(classes, code, area)
        self._empty_columns(code, owners, detail, amounts)
        account = self._account(classes)
        if self._stops:
            return Details(self._chosen.file, self._chosen.table.title, account=account)
        rows = self._frame(code, area, owners, detail, amounts)
        top = self._chosen.cell("unit", self._first - 1)
        return Details(self._chosen.file, self._chosen.table.title, rows, control, account, top)

    @property
    def _has_codes(self) -> bool:
        return "unit" in self._chosen.found.at

    def _empty(self, classes: npt.NDArray[np.int8], code: Labels, area: Labels) -> None:
        blank = (classes == RowClass.TEXT) & code.mask(lambda t: not t) & area.mask(lambda t: not t)
        for row in np.flatnonzero(blank).tolist():
            if not self._chosen.table.has_content(self._first + row):
                classes[row] = RowClass.EMPTY

    def _account(self, classes: npt.NDArray[np.int8]) -> RowAccount:
        chosen = self._chosen
        counts = dict.fromkeys(RowClass, 0)
        for kind, count in zip(*np.unique(classes, return_counts=True), strict=True):
            counts[RowClass(kind)] = int(count)
        for row in range(1, chosen.found.heading_row):
            counts[RowClass.TEXT if chosen.table.has_content(row) else RowClass.EMPTY] += 1
        counts[RowClass.HEADING] += 1
        rows = chosen.table.count
        counts[RowClass.EMPTY] += rows - chosen.found.heading_row - len(classes)
        return account_of(chosen.file, chosen.table.title, counts, rows)

    def _frame(
        self, code: Labels, area: Labels, owners: Owners, detail: Mask, amounts: dict[str, Amounts]
    ) -> pd.DataFrame:
        minus = self._declared.sign == "minus"
        data: dict[str, Any] = {}
        for name, column in amounts.items():
            if name in self._declared.deviations or (name in _OPTIONAL and column.blank[detail].all()):
                continue
            every = bool(detail.all())
            ore, blank = (column.ore, column.blank) if every else (column.ore[detail], column.blank[detail])
            ore = -ore if minus else ore
            data[name] = pd.arrays.IntegerArray(ore, blank.copy()) if blank.any() else ore
        ids = Labels(code.codes, owners.ids, []).taken(detail)
        data |= {"unit": code.taken(detail).categorical(), "area": area.taken(detail).categorical()}
        data["namnd"] = ids.categorical()
        return pd.DataFrame(data, index=pd.Index(np.flatnonzero(detail) + self._first))

    # ---------------------------------------------------------------- what is said

    def _say_amounts(self, amounts: dict[str, Amounts], money: dict[str, Any]) -> None:
        for name, column in amounts.items():
            self._say_unreadable(name, column, money[name])
            heading = self._chosen.heading(name)
            notices = (column.dashes, say.DASH_IS_ZERO), (column.rounded, say.ROUNDED), (column.minus, say.ODD_MINUS)
            for places, message in notices:
                if places:
                    count = f"{words(len(places), common=True)} {'gång' if len(places) == 1 else 'gånger'}"
                    self._chosen.say(message(count=count, heading=heading), name, places[0] + self._first)
            if column.settled:
                at = column.settled[0]
                read = exact(int(column.ore[at]), self._declared.unit)
                trouble = say.SETTLED_BY_OTHERS(value=cited(_item(money[name], at)), read=read)
                self._chosen.say(trouble, name, at + self._first)

    def _say_unreadable(self, name: str, column: Amounts, cells: Any) -> None:
        """One finding per column and kind, with examples of the cells."""
        kinds: dict[str, list[int]] = {}
        for at in sorted(column.odd):
            kinds.setdefault(_kind(column.odd[at]), []).append(at)
        for places in kinds.values():
            self._stops = True
            trouble = column.odd[places[0]]
            if len(places) > 1:
                others = [self._example(name, cells, at) for at in places[1 : _EXAMPLES + 1]]
                more = " med flera" if len(places) > _EXAMPLES + 1 else ""
                texts = {"what": trouble.what, "todo": trouble.todo, "heading": self._chosen.heading(name)}
                trouble = say.MORE_CELLS(**texts, count=words(len(places) - 1), cells=listed(others) + more)
            self._chosen.say(trouble, name, places[0] + self._first)

    def _example(self, name: str, cells: Any, at: int) -> str:
        """'”3.410” i D15', or the place alone of a cell that reads as empty."""
        value, cell = cited(_item(cells, at)), self._chosen.cell(name, at + self._first)
        return f"”{value}” i {cell}" if value else cell

    def _sums(
        self,
        classes: npt.NDArray[np.int8],
        at: npt.NDArray[np.intp],
        code: Labels,
        area: Labels,
        amounts: dict[str, Amounts],
    ) -> dict[str, int]:
        """Class the sums among the rows with amounts; the grand total in öre, cost positive."""
        declared, job = self._declared, self._job
        names = tuple(n for n in amounts if n not in declared.deviations)
        owners = owners_of(job, code.texts)
        order = {n.id: number for number, n in enumerate(job.namnder)} | {"": -1}
        by_name = {n.name.casefold(): number for number, n in enumerate(job.namnder)}
        named = [by_name.get(t.casefold(), -1) for t in code.texts], [by_name.get(t.casefold(), -1) for t in area.texts]
        every = len(at) == self._size
        pick = slice(None) if every else at
        lines = Lines(
            at + self._first,
            names,
            np.array([amounts[n].ore[pick] for n in names]).T,
            ~np.array([amounts[n].blank[pick] for n in names]).T,
            Labels(code.codes[pick], code.texts, code.raw),
            Labels(area.codes[pick], area.texts, area.raw),
            np.array(owners.claimed or [False], bool)[code.codes[pick]],
            np.array([order[own] for own in owners.ids] or [-1])[code.codes[pick]],
            np.maximum(np.array(named[0] or [-1])[code.codes[pick]], np.array(named[1] or [-1])[area.codes[pick]]),
            declared.total,
            declared.unit,
        )
        sums = find_sums(lines)
        self._sums_of_deviations(lines, sums.parts, amounts)
        classes[at] = sums.kinds
        self._stops |= sums.stops
        for trouble, column, line in sums.said:
            self._chosen.say(trouble, column, int(lines.numbers[line]))
        totals = np.flatnonzero(sums.kinds == RowClass.TOTAL)
        if not len(totals):
            return {}
        sign = -1 if declared.sign == "minus" else 1
        total = int(totals[-1])
        return {n: sign * int(lines.ore[total, k]) for k, n in enumerate(names) if lines.given[total, k]}

    def _sums_of_deviations(
        self, lines: Lines, parts: dict[int, npt.NDArray[np.intp]], amounts: dict[str, Amounts]
    ) -> None:
        """E1 where the deviation of a sum isn't that of its rows."""
        for name in (n for n in self._declared.deviations if n in amounts):
            column, unit = amounts[name], self._declared.unit
            for line, rows in sorted(parts.items()):
                own, theirs = lines.numbers[line] - self._first, lines.numbers[rows] - self._first
                stated, summed = int(column.ore[own]), int(column.ore[theirs].sum())
                if stated != summed and not column.blank[own] and not column.blank[theirs].all():
                    texts = {"summed": exact(summed, unit), "stated": exact(stated, unit), "unit": unit}
                    trouble = say.TOTAL_DIFFERS(**texts, difference=exact(abs(summed - stated), unit))
                    self._chosen.say(trouble, name, int(lines.numbers[line]))

    def _deviations(self, amounts: dict[str, Amounts], at: npt.NDArray[np.intp]) -> None:
        """Each deviation against what it is of; E6 where it differs. Plus is favourable: budget minus the other."""
        sign = -1 if self._declared.sign == "minus" else 1
        for name, (budget, others) in self._declared.deviations.items():
            if name not in amounts:
                continue
            of = budget if budget in amounts else "original"
            there = at[~amounts[name].blank[at]]
            stated = amounts[name].ore[there]
            computed = {o: sign * (amounts[of].ore - amounts[o].ore)[there] for o in others if o in amounts}
            wrong = {o: np.flatnonzero(stated != values) for o, values in computed.items()}
            meant = min(wrong, key=lambda o: len(wrong[o]), default="")
            for place in wrong.get(meant, ()):
                unit = self._declared.unit
                texts = {"stated": exact(stated[place], unit), "computed": exact(computed[meant][place], unit)}
                other = "prognos" if meant.endswith("forecast") else "utfall"
                self._chosen.say(say.DEVIATION_DIFFERS(other=other, **texts), name, int(there[place]) + self._first)

    def _sections(self, classes: npt.NDArray[np.int8], code: Labels, area: Labels) -> None:
        """Stop where the headings come again over rows that were there before, as last year's: not a new page."""
        for row in np.flatnonzero(classes == RowClass.REPEATED)[:_PAGES].tolist():
            details = np.flatnonzero(classes == RowClass.DETAIL)
            before, after = details[details < row], details[details > row]
            rows = {(code.at(at), area.at(at)) for at in before.tolist()}
            again = sum((code.at(at), area.at(at)) in rows for at in after.tolist())
            earlier, later = set(code.codes[before].tolist()), set(code.codes[after].tolist())
            alike = len(earlier) == len(before) and len(later & earlier) * 2 > len(later) > 1
            if again * 2 > len(after) or alike:
                self._chosen.say(say.SECTION_AGAIN(row=row + self._first), "unit", row + self._first)
                self._stops = True
                return

    def _empty_columns(self, code: Labels, owners: Owners, detail: Mask, amounts: dict[str, Amounts]) -> None:
        """Stop where budget or outcome has no amount at all; a warning where a nämnd has none of a column."""
        if self._declared.section != ECONOMY or not detail.any():
            return
        row, ids = self._first - 1, [n.id for n in self._job.namnder]
        numbers = np.array([ids.index(own) if own else len(ids) for own in owners.ids] or [0])
        own = numbers[code.codes[detail]]
        there = np.bincount(own, minlength=len(ids) + 1)
        for name, column in amounts.items():
            given = ~column.blank[detail]
            if name in self._declared.deviations or (not given.any() and name in _OPTIONAL[1:]):
                continue
            heading = self._chosen.heading(name)
            if not given.any():
                if name == "actual" or "budget" not in amounts or name == "budget":
                    self._chosen.say(say.EMPTY_COLUMN(heading=heading), name, row)
                    self._stops = True
                continue
            filled = there if given.all() else np.bincount(own[given], minlength=len(ids) + 1)
            for number, n in enumerate(self._job.namnder):
                if there[number] and not filled[number]:
                    self._chosen.say(say.EMPTY_FOR_NAMND(namnd=n.name, heading=heading), name, row)

    def _codes(self, code: Labels, owners: Owners, detail: Mask) -> None:
        """What is odd about the codes of the rows that count, each at its first row."""
        used = np.flatnonzero(np.bincount(code.codes[detail], minlength=len(code.texts)))
        texts = [code.texts[n] for n in used]
        own = Owners([owners.ids[n] for n in used], [owners.claimed[n] for n in used])
        mine = Labels(np.empty(0, np.intp), texts, [code.raw[n] for n in used])
        stopping: list[tuple[Trouble, int]] = []
        if self._has_codes:
            stopping += odd_codes(mine)
            stopping += lost_zeros(self._job, texts, own)
        others = [*two_claims(self._job, texts), *unclaimed(self._job, texts, own)]
        if self._has_codes:
            others += other_lengths(texts, own)
        self._stops |= bool(stopping)
        told = {number for _, number in stopping}
        places = np.flatnonzero(detail)
        for trouble, number in (*stopping, *((t, n) for t, n in others if n not in told)):
            row = places[np.flatnonzero(code.codes[places] == used[number])[0]]
            self._chosen.say(trouble, "unit" if self._has_codes else "area", int(row) + self._first)


def _kind(trouble: Trouble) -> str:
    """What troubles of one kind have in common: their words but for what they cite."""
    return re.sub("”.*?”|#\\S+|\\d[\\d ,]*", "", trouble.what) + trouble.todo


def _item(cells: Any, at: int) -> object:
    return cells[at] if isinstance(cells, list) else cells[at].as_py()


def _cell(row: Sequence[object], index: int) -> object:
    return row[index] if index < len(row) else ""


def _shape(cell: object) -> str:
    """A text with its digits blotted out, so that 'Sida 2' is as 'Sida 1'."""
    return re.sub(r"\d+", "0", clean(cell)).casefold() if cell is not None else ""


def _without(cells: Any, rows: Iterable[int]) -> Any:
    """The cells with those of some rows blank."""
    blank = list(rows)
    if not blank:
        return cells
    if isinstance(cells, list):
        gone = set(blank)
        return [None if at in gone else cell for at, cell in enumerate(cells)]
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = np.zeros(len(cells), bool)
    mask[blank] = True
    return pc.if_else(pa.array(mask), pa.scalar(""), cells)


def absent_namnder(job: Job, rows: pd.DataFrame) -> Iterator[Trouble]:
    """Which nämnder have no rows (E2): each of them has a budget."""
    present = set(rows["namnd"].unique())
    yield from (say.WITHOUT_ROWS(namnd=n.name) for n in job.namnder if n.id not in present)
