"""Which balances of a SIE file count: each amount once, whatever else the file says of the same money.

The standard has a record for the account as a whole and one for each object, so that the same krona is in several
records. Some programs write records that are added together instead. Which of the two is seen by the account's sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flows.steps.finance.amounts import exact
from flows.steps.finance.sie import Balance, SieFile, SieRow, Voucher
from flows.steps.finance.sie_records import Objects
from schemas.messages import sie as say
from schemas.messages.message import Trouble


@dataclass(frozen=True)
class Scope:
    """What of a file is wanted: the dimension whose objects are ansvar, accounts by their first figures, and a year.

    The year before is wanted too, where the file has it.
    """

    dimension: str
    accounts: tuple[str, ...]
    year: int

    def object_of(self, objects: Objects) -> str:
        """The ansvar; '' for none."""
        return _object_of(self.dimension, objects)

    def has(self, row: Balance) -> bool:
        """Whether a record's account and year are wanted."""
        return row.account.startswith(self.accounts) and row.period[:4] in self._years

    def owns(self, row: Balance) -> bool:
        """Whether it is wanted, and has an ansvar."""
        return self.has(row) and bool(self.object_of(row.objects))

    def is_current(self, row: Balance) -> bool:
        """Whether its period is in the year itself."""
        return row.period[:4] == self._years[0]

    @cached_property
    def _years(self) -> tuple[str, str]:
        return f"{self.year:04d}", f"{self.year - 1:04d}"


@lru_cache(4096)  # the same objects come again and again
def _object_of(dimension: str, objects: Objects) -> str:
    return dict(zip(objects[::2], objects[1::2], strict=True)).get(dimension, "")


@dataclass
class Chosen:
    """The amounts that count, and the lines of records that are `repeated` or `parts` of others.

    `apart` is whether all of an account's records are added together (True), its own record has them all (False), or
    the file doesn't show it (None). `needs_vouchers` is whether the year has no balance of any ansvar.
    """

    actual: list[Balance] = field(default_factory=list)
    budget: list[Balance] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    apart: bool | None = None
    needs_vouchers: bool = False
    from_vouchers: bool = False
    troubles: list[Trouble] = field(default_factory=list)


def choose(file: SieFile, scope: Scope) -> Chosen:
    """The records with an object of the dimension, on the accounts and in the years of `scope`.

    #PSALDO is the actual; where the year has none per object, as in type 4, vouchers stand in for all of it. They are
    never added to it.
    """
    chosen = Chosen()
    actual, budget = _once(file, scope, chosen)
    chosen.apart = _stands_apart(file, actual, scope)
    chosen.actual = _without_parts(file, actual, scope, chosen)
    chosen.budget = _without_parts(file, budget, scope, chosen)
    chosen.needs_vouchers = not any(scope.is_current(row) for row in chosen.actual)
    if chosen.needs_vouchers:
        rows = [row for row in dated_rows(file) if scope.owns(row)]
        if any(scope.is_current(row) for row in rows):
            before = {row.period[:4] for row in chosen.actual}
            again = _repeated_vouchers(file, chosen)
            chosen.actual += [r for r in rows if r.line not in again and r.period[:4] not in before]
            chosen.repeated += again
            chosen.from_vouchers = True
            chosen.troubles += _check_vouchers(file, scope, again)
    return chosen


def dated_rows(file: SieFile) -> list[Balance]:
    """The rows of all vouchers, as changes of the months that they are of."""
    rows = (row for voucher in file.vouchers for row in voucher.rows)
    return [Balance(0, f"{r.day:%Y%m}", r.account, r.objects, r.ore, "", r.line) for r in rows]


def _once(file: SieFile, scope: Scope, chosen: Chosen) -> list[list[Balance]]:
    """Each #PSALDO, and each #PBUDGET, once: the first of those with the same period, account and objects.

    Another one is reported. If its amount isn't the same, and is needed, that stops the economy.
    """
    again: list[int] = []
    unlike: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    found: list[list[Balance]] = []
    for rows in (file.period_balances, file.period_budgets):
        firsts: dict[tuple[str, str, Objects], Balance] = {}
        for row in rows:
            first = firsts.setdefault((row.period, row.account, row.objects), row)
            if first is row:
                continue
            if (first.ore, first.quantity) == (row.ore, row.quantity):
                again.append(row.line)
            else:
                unlike[scope.owns(row)].append((first.line, row.line))
        found.append(list(firsts.values()))
    if again:
        chosen.repeated += again
        chosen.troubles.append(say.REPEATED(where=file.where(again)))
    for owned, pairs in unlike.items():
        if pairs:
            message = say.CONFLICT if owned else say.CONFLICT_UNUSED
            chosen.troubles.append(message(line=pairs[0][0], where=file.where(line for _, line in pairs)))
            chosen.repeated += [line for _, line in pairs]
    return found


def _stands_apart(file: SieFile, actual: list[Balance], scope: Scope) -> bool | None:
    """Whether the records of an account are added together; None where the file shows neither or both.

    They are where all of them add up to its #RES. They aren't where those without objects do, or are what the records
    of the ansvar alone add up to.
    """
    stated: dict[tuple[int, str], set[int]] = defaultdict(set)
    for result in file.results:
        stated[result.year, result.account].add(result.ore)
    every: dict[tuple[int, str], int] = defaultdict(int)
    alone: dict[tuple[int, str], int] = defaultdict(int)
    owned: dict[tuple[int, str], int] = defaultdict(int)
    for row in actual:
        key = row.year, row.account
        every[key] += row.ore
        if not row.objects:
            alone[key] += row.ore
        elif row.objects[0] == scope.dimension and len(row.objects) == 2:
            owned[key] += row.ore
    telling = [key for key in every if every[key] != alone[key]]
    together = any(stated[key] == {every[key]} for key in telling)
    whole = any(stated[key] == {alone[key]} or 0 != alone[key] == owned[key] for key in telling)
    return together if together != whole else None


def _without_parts(file: SieFile, rows: list[Balance], scope: Scope, chosen: Chosen) -> list[Balance]:
    """The rows of `scope`, without those that repeat money of another: {1 "1110" 6 "P1"} beside {1 "1110"}.

    Where the file doesn't show which it is, both are reported, and none is counted.
    """
    groups: dict[tuple[str, str, str], list[Balance]] = defaultdict(list)
    for row in rows:
        if scope.owns(row):
            groups[row.period, row.account, scope.object_of(row.objects)].append(row)
    counted: list[Balance] = []
    apart: list[int] = []
    parts: list[int] = []
    unclear: list[tuple[int, int]] = []
    for group in groups.values():
        kept = group if len(group) == 1 else _kept(group, chosen.apart)
        counted += kept
        lines = [row.line for row in group]
        if not kept:
            unclear += [(min(lines), line) for line in lines if line > min(lines)]
        elif len(kept) < len(group):
            parts += [line for line in lines if line != kept[0].line]
        elif len({row.objects[::2] for row in group}) > 1:
            apart += lines
    chosen.parts += [*parts, *(line for pair in unclear for line in pair)]
    if parts:
        chosen.troubles.append(say.PARTS(where=file.where(parts)))
    if apart:
        chosen.troubles.append(say.APART(where=file.where(apart)))
    if unclear:
        chosen.troubles.append(say.OVERLAP(line=unclear[0][0], where=file.where(line for _, line in unclear)))
    return counted


def _kept(group: list[Balance], apart: bool | None) -> list[Balance]:
    """The records of one period, account and ansvar that count: all, the one of the ansvar alone, or none in doubt."""
    whole = [row for row in group if len(row.objects) == 2]
    sums: dict[Objects, int] = defaultdict(int)
    for row in group:
        if len(row.objects) > 2:
            sums[row.objects[::2]] += row.ore
    if apart or len(sums) + len(whole) == 1:  # records with the same dimensions have different objects
        return group
    return whole if whole and (apart is False or set(sums.values()) == {whole[0].ore}) else []


def _repeated_vouchers(file: SieFile, chosen: Chosen) -> list[int]:
    """The lines of rows in vouchers that are there again, by series, number and year."""
    firsts: dict[tuple[str, str, int], Voucher] = {}
    again: list[Voucher] = []
    unlike: list[tuple[int, int]] = []
    for voucher in file.vouchers:
        if not voucher.number or voucher.day is None:
            continue
        first = firsts.setdefault((voucher.series, voucher.number, voucher.day.year), voucher)
        if first is voucher:
            continue
        if first.day == voucher.day and _bare(first) == _bare(voucher):
            again.append(voucher)
        else:
            unlike.append((first.line, voucher.line))
    if again:
        chosen.troubles.append(say.REPEATED(where=file.where(v.line for v in again)))
    if unlike:
        where = file.where(line for _, line in unlike)
        chosen.troubles.append(say.CONFLICT(line=unlike[0][0], where=where))
    return [row.line for voucher in again for row in voucher.rows]


def _bare(voucher: Voucher) -> list[SieRow]:
    return [row._replace(line=0) for row in voucher.rows]


def _check_vouchers(file: SieFile, scope: Scope, again: Iterable[int]) -> list[Trouble]:
    """Whether each voucher is zero in all, and those of the year are what #RES says of each account."""
    uneven = [voucher.line for voucher in file.vouchers if sum(row.ore for row in voucher.rows)]
    troubles = [say.UNBALANCED(where=file.where(uneven))] if uneven else []
    skipped = set(again)
    for number, (start, end) in file.years.items():
        if scope.year not in (start.year, end.year):
            continue
        sums: dict[str, int] = defaultdict(int)
        for voucher in file.vouchers:
            for row in voucher.rows:
                if start <= row.day <= end and row.line not in skipped:
                    sums[row.account] += row.ore
        for result in file.results:
            if result.year == number and result.account.startswith(scope.accounts):
                summed = sums[result.account]
                if summed != result.ore:
                    texts = {"summed": exact(summed, "kr"), "stated": exact(result.ore, "kr")}
                    return [*troubles, say.VOUCHERS_DIFFER(account=result.account, **texts)]
    return troubles
