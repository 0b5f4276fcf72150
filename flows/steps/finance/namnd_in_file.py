"""The nämnd of each code where the file itself names it: in a column of its own, or on the sum next to its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from flows.steps.finance.amounts import read_amounts
from flows.steps.finance.codes import parted_names
from flows.steps.finance.labels import labels_of
from flows.steps.finance.mapping import Headed, Proposal, bare_heading
from flows.steps.finance.sums import is_sum_word
from flows.steps.job import Job
from flows.steps.reading.headings import plain
from schemas.finance_settings import FinanceSettings
from schemas.messages.message import Trouble
from schemas.settings import Namnd

_HEADINGS = ("nämnd", "nämnder", "nämnd/styrelse", "styrelse/nämnd", "nämndnamn", "nämnd, benämning")
_SHORTEST = 2
"""Figures of a beginning, so that another nämnd's next code is not taken."""


def codes_in_file(job: Job, table: Headed, proposal: Proposal) -> dict[str, list[str]]:
    """The beginnings of codes by the id of each nämnd that has none in the settings and is named in the file."""
    lacking = [n for n in job.namnder if not n.units]
    heading = proposal.columns.get("ansvar", "")
    if len(job.namnder) < 2 or not lacking or not heading or heading == proposal.columns.get("verksamhet"):
        return {}
    rows = list(_rows(table, proposal, job.settings.finance))
    by_code = _by_column(table, job.namnder, proposal) or _by_sums(rows, job)
    every = {code for code, _, _ in rows if code}
    claimed = [unit for n in job.namnder for unit in n.units]
    found = {}
    for namnd in lacking:
        own = {code for code, ids in by_code.items() if ids == {namnd.id}}
        begins = _beginnings(own, every - own, claimed)
        if begins:
            found[namnd.id] = begins
    return found


def _cells(table: Headed, *headings: str) -> list[object] | None:
    below = table.table.below(table.row, [table.index(bare_heading(h)) for h in headings])
    return None if isinstance(below, Trouble) else [below[table.index(bare_heading(h))] for h in headings]


def _rows(table: Headed, proposal: Proposal, finance: FinanceSettings) -> Iterator[tuple[str, str, int]]:
    """Code, name and budget in öre of each row below the headings."""
    heads = [proposal.columns[key] for key in ("ansvar", "verksamhet", "budget")]
    cells = _cells(table, *heads)
    if cells is None:
        return
    codes, areas = parted_names(labels_of(cells[0]), labels_of(cells[1]))
    ore = read_amounts({"budget": cells[2]}, finance.money_unit, finance.decimal)["budget"].ore
    for row in range(len(codes.codes)):
        yield codes.at(row), areas.at(row), int(ore[row])


def _by_column(table: Headed, namnder: Iterable[Namnd], proposal: Proposal) -> Mapping[str, set[str]]:
    """The ids of the nämnder beside each code, by a column that names them; empty where there is none."""
    heading = next((h for h in proposal.left if plain(h) in _HEADINGS), "")
    cells = _cells(table, proposal.columns["ansvar"], heading) if heading else None
    if cells is None:
        return {}
    names = {plain(name): n.id for n in namnder for name in (n.name, n.id)}
    codes, namnd = labels_of(cells[0]), labels_of(cells[1])
    codes, _ = parted_names(codes, codes)
    found: dict[str, set[str]] = {}
    for row in range(len(codes.codes)):
        if code := codes.at(row):
            found.setdefault(code, set()).add(names.get(plain(namnd.at(row)), ""))
    return found


def _by_sums(rows: list[tuple[str, str, int]], job: Job) -> Mapping[str, set[str]]:
    """The ids of the nämnder whose named sums ('Summa Kommunstyrelsen') are those of the rows next to them."""
    word = job.settings.finance.total
    sums = [at for at, (code, area, _) in enumerate(rows) if is_sum_word(code, word) or is_sum_word(area, word)]
    found: dict[str, set[str]] = {}
    for (before, at), (_, after) in zip(pairwise([-1, *sums]), pairwise([*sums, len(rows)]), strict=True):
        text = plain(f"{rows[at][0]} {rows[at][1]}")
        named = [n for n in job.namnder if _names(text, plain(n.name))]
        own = max(named, key=lambda n: len(n.name), default=None)
        blocks = (rows[before + 1 : at], rows[at + 1 : after])
        block = next((b for b in blocks if b and rows[at][2] and sum(ore for _, _, ore in b) == rows[at][2]), [])
        for code, _, _ in block if own else ():
            if code and own:
                found.setdefault(code, set()).add(own.id)
    return found


def _names(text: str, namnd: str) -> bool:
    """Whether a sum is of this nämnd; 'Arbets- och socialnämnden' is not Socialnämnden."""
    return re.search(rf"(?<![\w-])(?<!och )(?<!& ){re.escape(namnd)}(?!\w)", text) is not None


def _beginnings(own: set[str], others: set[str], claimed: Iterable[str]) -> list[str]:
    """The shortest beginnings that all of these codes and none of the others have; none where there are no such."""
    found: list[str] = []
    for code in sorted(own):
        if any(code.startswith(begin) for begin in found):
            continue
        begins = (code[:length] for length in range(min(_SHORTEST, len(code)), len(code) + 1))
        begin = next((b for b in begins if not _taken(b, others, claimed)), "")
        if not begin:
            return []
        found.append(begin)
    return found


def _taken(begin: str, others: set[str], claimed: Iterable[str]) -> bool:
    return any(other.startswith(begin) for other in others) or any(
        unit and (unit.startswith(begin) or begin.startswith(unit)) for unit in claimed
    )
