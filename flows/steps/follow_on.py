"""Each finding at a cell that is to be mended also says what the new value may demand, where the sheet declares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import pandas as pd

from flows.steps.reading.choices import meant
from flows.steps.reading.read import Read
from schemas.columns import Column
from schemas.findings import Finding
from schemas.kinds import RoundKind
from schemas.rules.follow_on import also_asked
from schemas.rules.kinds_of_rule import Facts, Requirement
from schemas.sheets.sheet import Sheet, is_total


def with_follow_on(found: Iterable[Finding], read: Read, kind: RoundKind, facts: Facts) -> Iterator[Finding]:
    """The findings, those that stop at an entry with what follows of mending them."""
    sheets = {sheet.id: sheet for sheet in kind.sheets}

    @cache
    def places(sheet_id: str) -> dict[tuple[str, str], int]:
        table = read.tables[sheet_id]
        keys = zip(table.index.get_level_values("submission"), table[sheets[sheet_id].key], strict=True)
        return {(str(submission), str(key)): number for number, (submission, key) in enumerate(keys)}

    for f in found:
        sheet = sheets.get(f.sheet_id)
        if sheet is None or not f.stops or not f.key or f.column not in sheet.entries:
            yield f
        else:
            more = _more(f, sheet, read.tables[sheet.id], places(sheet.id), facts)
            yield replace(f, todo=f"{f.todo} {more}") if more else f


def _more(f: Finding, sheet: Sheet, table: pd.DataFrame, places: Mapping[tuple[str, str], int], facts: Facts) -> str:
    """A part of a sum is judged on the row that sums it up."""
    summed = f.column in sheet.summed and not is_total(f.key)
    sums = (n for (submission, key), n in places.items() if submission == f.submission and is_total(key))
    number = next(sums, None) if summed else places.get((f.submission, f.key))

    def lacking(requirement: Requirement) -> list[Column]:
        if number is None:
            return []
        empty = table.iloc[number].isna()
        return [sheet.by_name[name] for name in requirement.columns if empty[name]]

    options = facts.choices.get(sheet.by_name[f.column].choices, ())
    guess = meant(f.value, options) if options and f.value else ""
    return also_asked(sheet.requirements, f.column, facts.groups, lacking, " på summaraden" if summed else "", guess)
