"""SIE 1–4: accounts, objects, balances per period and vouchers, exact in öre (the standard by SIE-gruppen, 4B and 4C).

Amounts have the standard's own sign: cost above nought, revenue below. There is no record for a forecast.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

import pandas as pd

from flows.steps.sie_records import Fields, Record, decoded, records
from flows.steps.swedish import listed
from schemas.messages import sie as say
from schemas.messages.message import Trouble

_RESERVED = {"1": "Kostnadsställe", "2": "Kostnadsbärare", "6": "Projekt", "7": "Anställd", "8": "Kund"}
_SKIPPED = {
    *("#FLAGGA", "#FORMAT", "#GEN", "#SIETYP", "#FNR", "#ORGNR", "#ADRESS", "#TAXAR", "#OMFATTN", "#KPTYP", "#VALUTA"),
    *("#KTYP", "#SRU", "#ENHET", "#IB", "#UB", "#OIB", "#OUB", "#RTRANS", "#BTRANS", "#BKOD", "#FTYP", "#PROSA"),
}
"""Records of the standard that a follow-up has no use for. (#RTRANS and #BTRANS repeat or cancel a #TRANS.)"""
_MOST_TOLD = 20

Balance = tuple[int, str, str, tuple[str, ...], int]
"""(year's number, period YYYYMM, account, object list, öre)."""


@dataclass
class SieFile:
    """What a file says. `years` by the file's own number: 0 is the current, −1 the one before; first and last day.

    `vouchers` have the period of their own day. `unknown` counts labels that aren't the standard's.
    """

    encoding: str = ""
    program: str = ""
    company: str = ""
    years: dict[int, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=lambda: dict(_RESERVED))
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    results: list[tuple[int, str, int]] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    budgets: list[Balance] = field(default_factory=list)
    vouchers: list[tuple[str, str, tuple[str, ...], int]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    day: str = ""
    sums: int = 0


def read_sie(content: bytes) -> SieFile:
    """Read a file. Never raises: what can't be read is in `troubles`, with its line.

    #KSUMMA is only seen to have both its marks; the sum itself is not computed.
    """
    text, encoding = decoded(content)
    file = SieFile(encoding)
    told: list[Trouble] = []
    count = 0
    for record in records(text):
        count += 1
        try:
            _take(file, record)
        except (ValueError, IndexError, TypeError, InvalidOperation, ArithmeticError):
            told.append(say.BROKEN_RECORD(line=record.line, text=record.text))
    file.troubles += told[:_MOST_TOLD]
    if not count:
        file.troubles.append(say.NO_RECORDS())
    if file.sums % 2:
        file.troubles.append(say.UNFINISHED())
    if file.unknown:
        file.troubles.append(say.UNKNOWN_LABELS(labels=listed(sorted(file.unknown))))
    return file


def _take(file: SieFile, record: Record) -> None:
    if record.broken:
        raise ValueError
    reader = _READERS.get(record.label)
    if reader is not None:
        reader(file, record.fields)
    elif record.label not in _SKIPPED:
        file.unknown[record.label] = file.unknown.get(record.label, 0) + 1


def _text(value: str | tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _ore(value: str | tuple[str, ...]) -> int:
    """An amount with a point and at most two decimals, as whole öre."""
    exact = Decimal(_text(value).replace(",", ".")) * 100
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) >= 2**62:
        raise ValueError
    return int(exact)


def _objects(value: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError
    return value


def _year(file: SieFile, f: Fields) -> None:
    file.years[int(_text(f[0]))] = (_day(_text(f[1])), _day(_text(f[2])))


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{8}", text):
        raise ValueError
    return text


def _result(file: SieFile, f: Fields) -> None:
    file.results.append((int(_text(f[0])), _text(f[1]), _ore(f[2])))


def _balance(f: Fields) -> Balance:
    period = _text(f[1])
    if not re.fullmatch(r"\d{6}", period):
        raise ValueError
    return int(_text(f[0])), period, _text(f[2]), _objects(f[3]), _ore(f[4])


def _voucher(file: SieFile, f: Fields) -> None:
    file.day = _day(_text(f[2]))


def _row(file: SieFile, f: Fields) -> None:
    own = _text(f[3]) if len(f) > 3 else ""
    day = own if re.fullmatch(r"\d{8}", own) else file.day
    file.vouchers.append((day[:6], _text(f[0]), _objects(f[1]), _ore(f[2])))


def _named(name: str) -> Callable[[SieFile, Fields], None]:
    return lambda file, f: setattr(file, name, _text(f[0]) if f else "")


def _count(file: SieFile, f: Fields) -> None:
    file.sums += 1


_READERS: dict[str, Callable[[SieFile, Fields], None]] = {
    "#PROGRAM": _named("program"),
    "#FNAMN": _named("company"),
    "#RAR": _year,
    "#KONTO": lambda file, f: file.accounts.update({_text(f[0]): _text(f[1])}),
    "#DIM": lambda file, f: file.dimensions.update({_text(f[0]): _text(f[1])}),
    "#UNDERDIM": lambda file, f: file.dimensions.update({_text(f[0]): _text(f[1])}),
    "#OBJEKT": lambda file, f: file.objects.update({(_text(f[0]), _text(f[1])): _text(f[2])}),
    "#RES": _result,
    "#PSALDO": lambda file, f: file.balances.append(_balance(f)),
    "#PBUDGET": lambda file, f: file.budgets.append(_balance(f)),
    "#VER": _voucher,
    "#TRANS": _row,
    "#KSUMMA": _count,
}


def by_object(file: SieFile, dimension: str, year: int) -> pd.DataFrame:
    """Columns account, object_id, period (YYYYMM), actual and budget (Int64 öre, cost above nought) of a calendar year.

    Only rows with an object of the dimension: the rows without one are their sums. Vouchers stand in where the file
    has no balances with objects, as in type 4.
    """
    actual = [(p, a, o, ore) for _, p, a, o, ore in file.balances]
    if not any(_of(objects, dimension) for _, _, objects, _ in actual):
        actual = file.vouchers
    budget = [(p, a, o, ore) for _, p, a, o, ore in file.budgets]
    rows = [(*row, "actual") for row in actual] + [(*row, "budget") for row in budget]
    mine = [(a, _of(o, dimension), p, ore, kind) for p, a, o, ore, kind in rows if p[:4] == str(year)]
    kept = [row for row in mine if row[1]]
    frame = pd.DataFrame(kept, columns=["account", "object_id", "period", "ore", "kind"])
    for kind in ("actual", "budget"):
        frame[kind] = frame["ore"].where(frame["kind"] == kind, 0).astype("Int64")
    texts = dict.fromkeys(("account", "object_id", "period"), "str")
    return frame[["account", "object_id", "period", "actual", "budget"]].astype(texts)


def _of(objects: tuple[str, ...], dimension: str) -> str:
    """The object of the dimension in a list of dimension and object by turns; '' for none."""
    pairs = zip(objects[::2], objects[1::2], strict=False)
    return next((found for name, found in pairs if name == dimension), "")
