"""A right answer, changed in one to five ways as users change things: just what is wrong is said, and where."""

import copy
import dataclasses
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.steps.check import check
from flows.steps.files.opening import open_submission
from flows.steps.files.submission import Received
from flows.steps.reading.read import read
from schemas.conditions import Always
from schemas.findings import ERROR
from tests.conftest import NOW

RIGHT = Path(__file__).parent / "example" / "MBN prognos april.xlsx"
HEADINGS = 5  # the row of the headings, counted from 0
Place = tuple[str, str, str]
"""(sheet's id, row's key, column)."""


class Answer:
    """The right answer's cells, and what is expected of what has been done to them."""

    def __init__(self, grids, kind):
        self.grids = {title: [list(row) for row in grid] for title, grid in grids.items()}
        self.sheets = {sheet.id: sheet for sheet in kind.sheets if sheet.title in grids}
        self.titles = {sheet.id: sheet.title for sheet in kind.sheets}
        self.expected: dict[Place, str] = {}
        self.touched: set[Place] = set()
        self.done: set[tuple[str, str]] = set()

    def grid(self, sheet):
        return self.grids[self.titles[sheet]]

    def heading_row(self, sheet):
        key = self.sheets[sheet].by_name[self.sheets[sheet].key].heading
        return next(n for n, row in enumerate(self.grid(sheet)) if key in row)

    def column(self, sheet, name):
        return self.grid(sheet)[self.heading_row(sheet)].index(self.sheets[sheet].by_name[name].title)

    def row(self, sheet, key):
        at = self.column(sheet, self.sheets[sheet].key)
        return next(n for n, row in enumerate(self.grid(sheet)) if row[at] == key)

    def entries(self, kinds, test=lambda value: True) -> list[tuple[Place, object]]:
        """Filled-in cells of columns of these kinds, in the order of the template."""
        found = []
        for sheet in self.sheets.values():
            top, at = self.heading_row(sheet.id), self.column(sheet.id, sheet.key)
            for name in sheet.entries:
                if sheet.by_name[name].kind in kinds:
                    column = self.column(sheet.id, name)
                    cells = [((sheet.id, row[at], name), row[column]) for row in self.grid(sheet.id)[top + 1 :]]
                    found += [c for c in cells if self.free(*c)]
        return [cell for cell in found if test(cell[1])]

    def free(self, place: Place, value) -> bool:
        """Whether something is written there that nothing has been done to yet."""
        key = place[1]
        return value not in ("", None) and bool(key) and not key.endswith("SUMMA") and place not in self.touched

    def put(self, place: Place, value, says: str = ""):
        sheet, key, name = place
        if place in self.touched or (sheet, key) in self.done:
            return
        self.touched.add(place)
        self.grid(sheet)[self.row(sheet, key)][self.column(sheet, name)] = value
        if says:
            self.expected[place] = says


def pick(items, number):
    return items[number % len(items)] if items else None


def cell_change(kinds, change: Callable, says: str, test=lambda value: True):
    """A change of one cell; `change` gets the old value and a number."""

    def mutate(answer: Answer, one: int, other: int):
        if found := pick(answer.entries(kinds, test), one):
            answer.put(found[0], change(found[1], other), says)

    return mutate


def swedish(value, number):
    text = f"{value:,.2f}".replace(",", ("\u00a0", " ", "\u202f")[number % 3]).replace(".", ",")
    return (text, f" {text} ", text.replace(",00", ""))[number // 3 % 3]


def is_date(value):
    return isinstance(value, dt.date)


def date_dress(value, number):
    forms = ("%Y-%m-%d", "%d/%m %Y", "%y%m%d", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d")
    return value.strftime(forms[number % len(forms)])


def clear_required(answer: Answer, one: int, other: int):
    places = []
    for sheet in answer.sheets.values():
        always = {n: r.rule for r in sheet.requirements if isinstance(r.when, Always) for n in r.columns}
        kinds = {sheet.by_name[name].kind for name in always}
        places += [(p, always[p[2]]) for p, _ in answer.entries(kinds) if p[0] == sheet.id and p[2] in always]
    if found := pick(places, one):
        answer.put(found[0], "", f"E {found[1]}")


def reword(answer: Answer, one: int, other: int):
    sheet = pick([s for s in answer.sheets.values() if any(c.decided and c.kind == "text" for c in s.columns)], one)
    column = pick([c for c in sheet.columns if c.decided and c.kind == "text" and c.width > 20], other)
    top, at = answer.heading_row(sheet.id), answer.column(sheet.id, sheet.key)
    keys = [row[at] for row in answer.grid(sheet.id)[top + 1 :] if row[at]]
    place = (sheet.id, pick(keys, one + other), column.name)
    if place[:2] not in answer.done:
        answer.put(place, "Något helt annat än det som är beslutat.", "W L1")
        answer.done.add(place[:2])


def swap_rows(answer: Answer, one: int, other: int):
    sheet = pick(["goals", "indicators", "activities"], one)
    grid, first = answer.grid(sheet), answer.heading_row(sheet) + 1
    a, b = (first + n % (len(grid) - first) for n in (one, other))
    grid[a], grid[b] = grid[b], grid[a]


def insert_row(answer: Answer, one: int, other: int):
    sheet = pick(list(answer.sheets), one)
    grid = answer.grid(sheet)
    at = other % (len(grid) + 1)
    grid.insert(at, [""] * len(grid[0]))


def insert_column(answer: Answer, one: int, other: int):
    sheet = pick(list(answer.sheets), one)
    if (sheet, "kolumn") in answer.done:
        return
    answer.done.add((sheet, "kolumn"))
    top = answer.heading_row(sheet)
    for number, row in enumerate(answer.grid(sheet)):
        row.insert(other % (len(row) + 1), "Egna anteckningar" if number == top else "")


def move_column(answer: Answer, one: int, other: int):
    sheet = pick(list(answer.sheets), one)
    width = len(answer.grid(sheet)[0])
    for row in answer.grid(sheet):
        row.insert(other % width, row.pop(one % width))


def rename_sheet(answer: Answer, one: int, other: int):
    sheet = pick(list(answer.sheets), one)
    if (sheet, "namn") in answer.done:
        return
    answer.done.add((sheet, "namn"))
    new = f"{answer.titles[sheet]} {('2026', 'ny', 'kopia')[other % 3]} {sheet}"
    answer.grids[new] = answer.grids.pop(answer.titles[sheet])
    answer.titles[sheet] = new
    answer.expected[(new, "", "")] = "N T1"


def key_gone(answer: Answer, one: int, other: int):
    """The row's number is lost; the decided text says which row it is."""
    sheet = pick(["goals", "indicators", "activities"], one)
    key_name, top = answer.sheets[sheet].key, answer.heading_row(sheet)
    at = answer.column(sheet, key_name)
    key = pick([row[at] for row in answer.grid(sheet)[top + 1 :] if row[at]], other)
    if key and not any(place[:2] == (sheet, key) for place in answer.touched) and (sheet, key) not in answer.done:
        answer.grid(sheet)[answer.row(sheet, key)][at] = ""
        answer.done.add((sheet, key))
        answer.expected[(sheet, key, key_name)] = "N T2"


def heading_typo(answer: Answer, one: int, other: int):
    """Last of all, since the others find columns by their headings."""
    sheet = answer.sheets[pick(list(answer.sheets), one)]
    name = pick([n for n in sheet.entries if len(sheet.by_name[n].heading) > 6], other)
    top, at = answer.heading_row(sheet.id), answer.column(sheet.id, name)
    text = sheet.by_name[name].title
    answer.grid(sheet.id)[top][at] = text[:2] + text[1:]
    answer.expected[(sheet.id, "", name)] = "N T1"


NUMBERS = ("money", "number")
MUTATIONS: dict[str, Callable] = {
    "tal i svensk dräkt": cell_change(NUMBERS, swedish, ""),
    "punkt och komma": cell_change(
        NUMBERS, lambda v, n: f"{v:,.2f}".replace(",", "x").replace(".", ",").replace("x", "."), "N V1",
        lambda v: isinstance(v, float) and abs(v) >= 1000,
    ),
    "ungefär": cell_change(NUMBERS, lambda v, n: f"{('ca', 'runt', '~', '>')[n % 4]} {v:g}", "E V1"),
    "två tal": cell_change(NUMBERS, lambda v, n: f"{v:g}-{v + 1:g}", "E V1"),
    "ord": cell_change((*NUMBERS, "percent"), lambda v, n: ("många", "okänt", "se bilaga", "?")[n % 4], "E V1"),
    "felvärde": cell_change((*NUMBERS, "date"), lambda v, n: ("#REF!", "#####")[n % 2], "E V1"),
    "över hundra": cell_change(("percent",), lambda v, n: 101 + n, "E V4"),
    "procenttecken": cell_change(("percent",), lambda v, n: f"{v:g} %" if n % 2 else f"{v:g}%", ""),
    "val i annan dräkt": cell_change(
        ("choice",), lambda v, n: (v.upper(), f" {v}", f"● {v}", f"{v}.", v.lower(), f"{v}\u00a0")[n % 6], ""
    ),
    "val felskrivet": cell_change(("choice",), lambda v, n: (f"{v}x", f"{v[0]}{v}", f"{v} kanske")[n % 3], "E V3"),
    "datum i annan dräkt": cell_change(("date",), date_dress, "", is_date),
    "datum i ord": cell_change(("date",), lambda v, n: ("i höst", "snart", "efter mötet")[n % 3], "E V1", is_date),
    "mellanslag i text": cell_change(("text",), lambda v, n: (f"{v} ", f"\u00a0{v}", f"{v}\r\n")[n % 3], ""),
    "personnummer": cell_change(("text",), lambda v, n: f"{v} Se {('811218-9876', '198112189876')[n % 2]}.", "E Y1"),
    "tömd": clear_required,
    "omskriven": reword,
    "rader byter plats": swap_rows,
    "rad infogad": insert_row,
    "kolumn infogad": insert_column,
    "kolumn flyttad": move_column,
    "blad omdöpt": rename_sheet,
    "nummer borta": key_gone,
}  # fmt: skip


@pytest.fixture(scope="module")
def right(example):
    job, _ = example
    return open_submission(job, Received(RIGHT.name, RIGHT.read_bytes(), NOW))


steps = st.tuples(st.sampled_from(list(MUTATIONS)), st.integers(0, 9999), st.integers(0, 9999))


class Oracle:
    """Tries one answer; no dataclass, since hypothesis would write out all of it when something fails."""

    def __init__(self, example, right):
        self.job, self.known = example
        self.right = right
        self.before = self.tables(right)

    def tables(self, submission):
        return read([submission], self.job.kind, self.known.facts)

    def answer(self) -> Answer:
        return Answer(copy.deepcopy(self.right.grids), self.job.kind)

    def tries(self, answer: Answer):
        submission = dataclasses.replace(self.right, grids=answer.grids)
        tables = self.tables(submission)
        findings = check(tables, self.job.kind, self.known.facts, [submission])
        said = {}
        for f in findings:
            place = (f.sheet_id, f.key, f.column) if f.sheet_id else (f.sheet, "", "")
            assert place not in said, f.sentence
            said[place] = f"{f.severity.name[0]} {f.rule}"
            assert f.cell, f.sentence
        assert said == answer.expected, [f.sentence for f in findings]
        if not any(f.severity == ERROR for f in findings):
            self.unchanged(tables)

    def unchanged(self, tables):
        for name, table in tables.tables.items():
            key = table.columns[0]
            before = self.before.tables[name]
            assert table.set_index(key).sort_index().equals(before.set_index(key).sort_index()), name


@pytest.fixture(scope="module")
def oracle(example, right) -> Oracle:
    return Oracle(example, right)


EXAMPLES = int(os.environ.get("MALSTYRNING_FORSOK", "500" if os.environ.get("CI") else "200"))
"""Other answers are tried in each run; `make hardtest` tries five thousand."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
@given(st.lists(steps, min_size=1, max_size=5), st.booleans(), st.integers(0, 99), st.integers(0, 99))
def test_just_the_changed_cells_are_named(oracle, done, typo, one, other):
    answer = oracle.answer()
    for name, first, second in done:
        MUTATIONS[name](answer, first, second)
    if typo:
        heading_typo(answer, one, other)
    oracle.tries(answer)
