"""Unit and sign of a finance file before there is a round to compare with: by its own words, else by its numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from flows.steps.finance.mapping import Headed, Proposal, bare_heading
from flows.steps.finance.unit_and_sign import PER_INHABITANT, likely_sign, likely_unit
from flows.steps.swedish import number
from schemas.finance_settings import FinanceSettings, Sign, Unit
from schemas.money import ORE

_UNITS: tuple[tuple[Unit, str], ...] = (
    ("mnkr", r"mnkr|mkr|msek|milj(?:oner|\.)? ?(?:kronor|kr)"),
    ("tkr", r"tkr|tsek|ksek|kkr|tus(?:ental|en|\.)? ?(?:kronor|kr)"),
    ("kr", r"kr|kronor|sek"),
)
_SAID = tuple(
    (unit, re.compile(rf"(?:\(|\bi |\bi hela |[:;,–-] ?|^)(?:{words})\.?(?=\)|[\s.,;]|$)")) for unit, words in _UNITS
)
_WHOLE_KOMMUN = 3
"""With so many nämnder the file is taken for the whole kommun's."""
_FEWEST = 5
"""With so many rows with a budget their size says something of the unit."""
_SIZES = {"economy": (300_000_00, 20_000_000_000_00, 200_000_000_00), "investments": (50_000_00, 10**12, 20_000_000_00)}
"""The least, the most and the usual öre of a part of a kommun."""


@dataclass(frozen=True)
class Money:
    """Unit and sign as they look to be, and why, as Swedish sentences."""

    unit: Unit
    sign: Sign
    why: tuple[str, ...] = ()
    said: bool = False
    """Whether the file itself names the unit."""


def proposed_money(
    table: Headed, proposal: Proposal, rows: pd.DataFrame, finance: FinanceSettings, now: Money
) -> Money:
    """Unit and sign of a table that was read with those of `now`; the same where nothing says otherwise.

    `rows` have the budget in öre by row, cost positive, and the nämnd ('' for none).
    """
    said, text = said_unit(table, proposal)
    given = rows["budget"].fillna(0).astype("int64") if "budget" in rows else pd.Series(dtype="int64")
    given = given[given != 0]
    owners = rows["namnd"].astype("str").reindex(given.index) if "namnd" in rows else pd.Series(dtype="str")
    totals = {str(k): int(v) for k, v in given[owners != ""].groupby(owners[owners != ""]).sum().items() if v}
    economy = "projekt" not in proposal.wanted.words
    counted, what = (totals, "nämnder") if economy and len(totals) > 1 else (_by_row(given), "rader")
    sign, why = likely_sign(counted, now.sign), list[str]()
    if sign != now.sign:
        other = sum(value < 0 for value in counted.values())
        seen = "negativ" if sign == "minus" else "positiv"
        why.append(f"{other} av {len(counted)} {what} har {seen} budget.")
    if said:
        unit = said
        if unit != now.unit:
            why.append(f"I filen står ”{text}”.")
    elif economy and len(totals) >= _WHOLE_KOMMUN:
        unit = likely_unit(abs(sum(totals.values())), finance.inhabitants, now.unit)
    elif len(given) < _FEWEST:
        unit = now.unit
    else:
        unit = _of_part(int(given.abs().sum()), now.unit, finance.inhabitants, "economy" if economy else "investments")
        why += _size(given, unit, now.unit)
    return Money(unit, sign, tuple(why), bool(said))


def _size(given: pd.Series, unit: Unit, declared: Unit) -> list[str]:
    """Why the declared unit doesn't fit the size of the budget; nothing where it fits."""
    if unit == declared:
        return []
    total = int(given.abs().sum())
    written = number(round(total / ORE[declared]), 0)
    much = "lite" if ORE[unit] > ORE[declared] else "mycket"
    return [f"Budgettalen är tillsammans {written}. I {declared} är det orimligt {much}."]


def _by_row(given: pd.Series) -> dict[str, int]:
    return {str(number): int(value) for number, value in enumerate(given)}


def said_unit(table: Headed, proposal: Proposal) -> tuple[Unit | None, str]:
    """The unit that the headings of amounts name, or else the texts above them, with the text; None where none does.

    Where they name several units none is proposed.
    """
    texts = ("ansvar", "verksamhet", "projekt")
    amounts = [bare_heading(h) for key, h in proposal.columns.items() if key not in texts]
    for place in (amounts, table.above):
        found = units_in(place)
        if len({unit for unit, _ in found}) > 1:
            return None, ""
        if found:
            return found[0]
    return None, ""


def units_in(texts: Iterable[str]) -> list[tuple[Unit, str]]:
    """The units of money that texts name ('Budget (tkr)', 'belopp i kr'), each with its text."""
    found = []
    for text in texts:
        said = next((unit for unit, words in _SAID if words.search(text.casefold())), None)
        if said:
            found.append((said, text))
    return found


def _of_part(total: int, declared: Unit, inhabitants: int | None, kind: str) -> Unit:
    """The unit in which the budget of a nämnd, or of projects, has a size that there is; the declared one if it may."""
    if not total:
        return declared
    least, most, usual = _SIZES[kind]
    most = int(inhabitants * PER_INHABITANT * 1.5) if inhabitants else most
    if least <= total <= most:
        return declared
    written = total / ORE[declared]
    units: tuple[Unit, ...] = ("kr", "tkr", "mnkr")
    fitting = [unit for unit in units if least <= written * ORE[unit] <= most]
    return min(fitting or [declared], key=lambda unit: abs(math.log(written * ORE[unit] / usual)))
