"""SIE 1–4: accounts, objects, balances per period and vouchers, exact in öre (the standard by SIE-gruppen, 4B and 4C).

Amounts have the standard's own sign: cost above nought, revenue below. There is no record for a forecast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import NamedTuple

import pandas as pd

from flows.steps.finance.sie_records import (
    Fields,
    Objects,
    Record,
    as_day,
    as_key,
    as_objects,
    as_ore,
    as_period,
    as_text,
    as_year,
    checksum_troubles,
    decoded,
    records,
)
from schemas.messages import sie as say
from schemas.messages.message import Trouble, listed

_NAMES = ("Kostnadsställe", "Kostnadsbärare", "Projekt", "Anställd", "Kund", "Leverantör", "Faktura")
_RESERVED = dict(zip(("1", "2", "6", "7", "8", "9", "10"), _NAMES, strict=True))  # needn't be declared
_SKIPPED = {
    *("#FLAGGA", "#FORMAT", "#GEN", "#SIETYP", "#FNR", "#ORGNR", "#ADRESS", "#TAXAR", "#OMFATTN", "#KPTYP", "#VALUTA"),
    *("#KTYP", "#SRU", "#ENHET", "#RTRANS", "#BTRANS", "#BKOD", "#FTYP", "#PROSA", "#KSUMMA", "{"),
}
"""Records of the standard that a follow-up has no use for. (#RTRANS and #BTRANS repeat or cancel a #TRANS.)"""
_MOST_TOLD, _MOST_LABELS = 20, 8


class Result(NamedTuple):
    """#RES: a year's sum on an account, öre."""

    year: int
    account: str
    ore: int


class Standing(NamedTuple):
    """#IB, #UB, #OIB, #OUB (`kind`, without #): opening and closing balance, öre."""

    kind: str
    year: int
    account: str
    objects: Objects
    ore: int


class Balance(NamedTuple):
    """#PSALDO, #PBUDGET: the change of a period (YYYYMM), öre."""

    year: int
    period: str
    account: str
    objects: Objects
    ore: int


class SieRow(NamedTuple):
    """#TRANS: its own day, or else its voucher's; öre."""

    day: date
    account: str
    objects: Objects
    ore: int


@dataclass(frozen=True)
class SieFile:
    """What a file says. `years` by the file's own number: 0 is the current, −1 the one before; first and last day.

    `objects` by dimension and object. `vouchers` have the rows of each #VER. `unknown` counts labels that aren't the
    standard's.
    """

    encoding: str = ""
    program: str = ""
    company: str = ""
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=lambda: dict(_RESERVED))
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    period_balances: list[Balance] = field(default_factory=list)
    period_budgets: list[Balance] = field(default_factory=list)
    balances: list[Standing] = field(default_factory=list)
    vouchers: list[list[SieRow]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def read_sie(content: bytes) -> SieFile:
    """Read a file. Never raises: what can't be read is in `troubles`, with its line.

    #KSUMMA is computed (SIE 4B, section 10), and a difference is a warning.
    """
    text, encoding = decoded(content)
    found = list(records(text))
    if not any(record.label.startswith("#") for record in found):
        return SieFile(encoding, troubles=[say.NO_RECORDS()])
    reading = _Reading(file := SieFile(encoding))
    unread = [record for record in found if not reading.take(record)]
    troubles = [*_broken(unread), *checksum_troubles(found, encoding), *reading.ending()]
    return replace(file, program=reading.program, company=reading.company, troubles=troubles)


def _broken(unread: list[Record]) -> list[Trouble]:
    told = [say.BROKEN_RECORD(line=record.line, text=record.text) for record in unread[:_MOST_TOLD]]
    rest = unread[_MOST_TOLD:]
    return [*told, say.MORE_BROKEN(count=len(rest), line=rest[-1].line)] if rest else told


@dataclass
class _Reading:
    """A file on its way in: `file` is filled. `line` is the record's; `opened` its voucher's, 0 for none; `day` its."""

    file: SieFile
    program: str = ""
    company: str = ""
    line: int = 0
    opened: int = 0
    day: date | None = None

    def take(self, record: Record) -> bool:
        """Take a record in; False where it can't be read."""
        reader = _READERS.get(record.label)
        if reader is None and record.label:
            if record.label not in _SKIPPED:
                self.file.unknown[record.label] = self.file.unknown.get(record.label, 0) + 1
            return True
        if reader is None or (record.broken and record.label != "#VER"):
            return False
        self.line = record.line
        try:
            reader(self, record.fields)
        except (ValueError, IndexError):
            return False
        return True

    def ending(self) -> list[Trouble]:
        """What is seen when the last record is taken."""
        troubles = [say.VOUCHER_UNFINISHED(line=self.opened)] if self.opened else []
        labels = sorted(self.file.unknown)
        if len(labels) > _MOST_LABELS:
            labels = [*labels[:_MOST_LABELS], "fler"]
        return [*troubles, say.UNKNOWN_LABELS(labels=listed(labels))] if labels else troubles


def _period(f: Fields) -> Balance:
    return Balance(as_year(f[0]), as_period(f[1]), as_key(f[2]), as_objects(f[3]), as_ore(f[4]))


def _standing(kind: str, r: _Reading, f: Fields) -> None:
    objects, amount = (as_objects(f[2]), f[3]) if kind[0] == "O" else ((), f[2])
    r.file.balances.append(Standing(kind, as_year(f[0]), as_key(f[1]), objects, as_ore(amount)))


def _voucher(r: _Reading, f: Fields) -> None:
    r.opened, r.day = r.line, None  # if its day can't be read, its rows must not have the day of the voucher before
    r.file.vouchers.append([])
    r.day = as_day(f[2])


def _row(r: _Reading, f: Fields) -> None:
    day = as_day(f[3]) if len(f) > 3 and f[3] else r.day
    if not r.opened or day is None:
        raise ValueError
    r.file.vouchers[-1].append(SieRow(day, as_key(f[0]), as_objects(f[1]), as_ore(f[2])))


_READERS: dict[str, Callable[[_Reading, Fields], object]] = {
    "#PROGRAM": lambda r, f: setattr(r, "program", as_text(f[0])),
    "#FNAMN": lambda r, f: setattr(r, "company", as_text(f[0])),
    "#RAR": lambda r, f: r.file.years.update({as_year(f[0]): (as_day(f[1]), as_day(f[2]))}),
    "#KONTO": lambda r, f: r.file.accounts.update({as_key(f[0]): as_text(f[1])}),
    "#DIM": lambda r, f: r.file.dimensions.update({as_key(f[0]): as_text(f[1])}),
    "#UNDERDIM": lambda r, f: r.file.dimensions.update({as_key(f[0]): as_text(f[1])}),
    "#OBJEKT": lambda r, f: r.file.objects.update({(as_key(f[0]), as_key(f[1])): as_text(f[2])}),
    "#RES": lambda r, f: r.file.results.append(Result(as_year(f[0]), as_key(f[1]), as_ore(f[2]))),
    "#PSALDO": lambda r, f: r.file.period_balances.append(_period(f)),
    "#PBUDGET": lambda r, f: r.file.period_budgets.append(_period(f)),
    **{f"#{kind}": partial(_standing, kind) for kind in ("IB", "UB", "OIB", "OUB")},
    "#VER": _voucher,
    "#TRANS": _row,
    "}": lambda r, f: setattr(r, "opened", 0),
}


def by_object(file: SieFile, dimension: str, year: int) -> pd.DataFrame:
    """Columns account, object_id, period (YYYYMM), actual and budget (Int64 öre, cost above nought) of a calendar year.

    A row per record with an object of the dimension: the records without one are sums, or what has no object (programs
    differ). Where the year has no such #PSALDO, as in type 4, vouchers stand in; they are never added to it.
    """
    actual = _of_year(file.period_balances, dimension, year)
    if not actual:
        rows = (row for voucher in file.vouchers for row in voucher if row.day.year == year)
        dated = [Balance(0, f"{row.day:%Y%m}", row.account, row.objects, row.ore) for row in rows]
        actual = _of_year(dated, dimension, year)
    budget = _of_year(file.period_budgets, dimension, year)
    frame = pd.DataFrame(actual + budget, columns=["account", "object_id", "period", "ore"])
    ore, is_actual = frame.pop("ore"), frame.index < len(actual)
    texts = frame.astype("str")
    return texts.assign(actual=ore.where(is_actual, 0).astype("Int64"), budget=ore.where(~is_actual, 0).astype("Int64"))


def _of_year(rows: list[Balance], dimension: str, year: int) -> list[tuple[str, str, str, int]]:
    """Account, object, period and öre of the rows with an object of the dimension."""
    own = ((row, _of(row.objects, dimension)) for row in rows if row.objects and row.period[:4] == f"{year:04d}")
    return [(row.account, found, row.period, row.ore) for row, found in own if found]


def _of(objects: Objects, dimension: str) -> str:
    """The object of the dimension in a list of dimension and object by turns; '' for none."""
    return next((found for name, found in zip(objects[::2], objects[1::2], strict=True) if name == dimension), "")
