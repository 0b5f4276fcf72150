"""SIE 1–4: accounts, objects, balances per period and vouchers, exact in öre (the standard by SIE-gruppen, 4B and 4C).

Amounts have the standard's own sign: cost above zero, revenue below. There is no record for a forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import partial
from typing import NamedTuple

from flows.steps.finance.encoding import decode
from flows.steps.finance.sie_records import (
    Fields,
    Objects,
    Record,
    Unreadable,
    as_day,
    as_key,
    as_objects,
    as_ore,
    as_period,
    as_quantity,
    as_text,
    as_year,
    checksum_troubles,
    lines_of,
    records,
)
from schemas.messages import sie as say
from schemas.messages.message import Trouble, listed, shortened

_NAMES = ("Kostnadsställe", "Kostnadsbärare", "Projekt", "Anställd", "Kund", "Leverantör", "Faktura")
_RESERVED = dict(zip(("1", "2", "6", "7", "8", "9", "10"), _NAMES, strict=True))  # needn't be declared
_SKIPPED = {
    *("#FLAGGA", "#FORMAT", "#GEN", "#FNR", "#ORGNR", "#ADRESS", "#TAXAR", "#KPTYP"),
    *("#KTYP", "#SRU", "#RTRANS", "#BTRANS", "#BKOD", "#FTYP", "#PROSA", "#KSUMMA", "{"),
}
"""Records of the standard that a follow-up has no use for. (#RTRANS and #BTRANS repeat or cancel a #TRANS.)"""
_OF_VOUCHERS = ("#VER", "#TRANS", "{", "}")
_NEVER_USED = (
    "#SIETYP",
    "#ENHET",
    "#IB",
    "#UB",
    "#OIB",
    "#OUB",
    "#RES",
    "#KONTO",
    "#DIM",
    "#UNDERDIM",
    "#OBJEKT",
    "#PROGRAM",
    "#FNAMN",
)
"""Records that no amount is taken from: where one can't be read, it is a warning."""
_MOST_LABELS, _MOST_LINES = 8, 5


class LineKind(Enum):
    """What a physical line is."""

    EMPTY = "empty"
    OTHER = "other"
    BALANCE = "balance"
    ROW = "row"
    REJECTED = "rejected"


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
    """#PSALDO, #PBUDGET: the change of a period (YYYYMM), öre; its quantity as written, and its line in the file.

    `objects` are in the order of their dimensions.
    """

    year: int
    period: str
    account: str
    objects: Objects
    ore: int
    quantity: str = ""
    line: int = 0


class SieRow(NamedTuple):
    """#TRANS: its own day, or else its voucher's; öre."""

    day: date
    account: str
    objects: Objects
    ore: int
    line: int = 0


@dataclass(frozen=True)
class Voucher:
    """#VER and its rows. `series` and `number` may be ''; `day` is None where it can't be read."""

    line: int
    series: str = ""
    number: str = ""
    day: date | None = None
    rows: list[SieRow] = field(default_factory=list)


class Fault(NamedTuple):
    """A record that can't be read, and why."""

    line: int
    label: str
    text: str
    why: str


@dataclass
class SieFile:
    """What a file says. `years` by the file's own number: 0 is the current, −1 the one before; first and last day.

    `kinds` has what each physical line is, and `texts` the lines. `objects` by dimension and object. `until` is the
    last day of the balances (#OMFATTN). `unknown` counts labels that aren't the standard's. `notes` are what is to be
    said of the file besides its `faults`.
    """

    encoding: str = ""
    texts: list[str] = field(default_factory=list)
    kinds: list[LineKind] = field(default_factory=list)
    program: str = ""
    company: str = ""
    sie_type: str = ""
    currency: str = ""
    until: date | None = None
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    with_unit: set[str] = field(default_factory=set)
    dimensions: dict[str, str] = field(default_factory=lambda: dict(_RESERVED))
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    period_balances: list[Balance] = field(default_factory=list)
    period_budgets: list[Balance] = field(default_factory=list)
    balances: list[Standing] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)

    @property
    def troubles(self) -> list[Trouble]:
        """All that is to be said of the file, where vouchers are needed if no period's balance has an object."""
        return self.troubles_for(vouchers=not any(row.objects for row in self.period_balances))

    def troubles_for(self, *, vouchers: bool) -> list[Trouble]:
        """The same, with or without a need of the `vouchers`. One finding for each reason and severity."""
        groups: dict[tuple[bool, str], list[Fault]] = {}
        for fault in self.faults:
            unused = fault.label in _NEVER_USED or (fault.label in _OF_VOUCHERS and not vouchers)
            groups.setdefault((unused, fault.why), []).append(fault)
        said = [
            (say.UNREADABLE_UNUSED if unused else say.UNREADABLE)(where=self.where(f.line for f in same), why=why)
            for (unused, why), same in groups.items()
        ]
        extra = [say.EXTRA_FIELDS(where=self.where(self.extra))] if self.extra else []
        return [*said, *extra, *self.notes]

    def where(self, lines: Iterable[int]) -> str:
        """'rad 18 (”#KONTO 1”)' or 'raderna 18, 20 och 22 (den första är ”#KONTO 1”)'."""
        numbers = sorted(set(lines))
        text = shortened(self.texts[numbers[0] - 1])
        if len(numbers) == 1:
            return f"rad {numbers[0]} (”{text}”)"
        parts = [str(n) for n in numbers[:_MOST_LINES]]
        if rest := len(numbers) - len(parts):
            parts.append(f"{rest} till")
        return f"raderna {listed(parts)} (den första är ”{text}”)"


def read_sie(content: bytes) -> SieFile:
    """Read a file. Never raises: what can't be read is in `faults` and `notes`, with its line.

    The encoding is judged by Swedish words; CP437, the standard's own, leads where they don't tell. A file whose
    characters can't be trusted has nothing but that note. #KSUMMA is computed (SIE 4B, section 10), and a difference
    is a warning; without its end the file is cut, which is an error.
    """
    decoded = decode(content, "cp437")
    if isinstance(decoded, Trouble):
        return SieFile(notes=[decoded])
    lines = lines_of(decoded.text)
    found = list(records(lines))
    file = SieFile(decoded.codec, lines, [LineKind.EMPTY] * len(lines))
    if not any(record.label.startswith("#") for record in found):
        file.notes.append(say.NO_RECORDS())
        return file
    reading = _Reading(file)
    for record in found:
        file.kinds[record.line - 1] = reading.take(record)
    cut = _cut(found[-1], decoded.text) if file.kinds[found[-1].line - 1] in _LINES.values() else None
    file.notes.extend(
        [*checksum_troubles(found, decoded.codec), *reading.ending(), *filter(None, [decoded.doubt, cut])]
    )
    return file


def _cut(last: Record, text: str) -> Trouble | None:
    """What is said of a last record whose amount may have lost digits; one with two decimals has not."""
    at = {"#PSALDO": 4, "#PBUDGET": 4, "#TRANS": 2}.get(last.label, 0)
    if not at or text.endswith(("\r", "\n", "\f", "\x1a", "\0")) or len(last.fields) != at + 1:
        return None
    amount = last.fields[at]
    whole = isinstance(amount, str) and amount[-3:-2] == "."
    return None if whole else say.CUT_AMOUNT(line=last.line, text=last.text)


@dataclass
class _Reading:
    """A file on its way in: `file` is filled. `line` is the record's; `opened` its voucher's, 0 for none."""

    file: SieFile
    line: int = 0
    opened: int = 0

    def take(self, record: Record) -> LineKind:
        """Take a record in, and say what its line is; a fault is noted where it can't be read."""
        reader = _READERS.get(record.label)
        if reader is None and record.label:
            if record.label not in _SKIPPED:
                self.file.unknown[record.label] = self.file.unknown.get(record.label, 0) + 1
            return LineKind.OTHER
        self.line = record.line
        try:
            if reader is None:
                raise Unreadable(say.WHY_LABEL)
            if record.broken:
                if record.label == "#VER":  # its rows must not be taken for those of the voucher before
                    _open(self)
                raise Unreadable(say.WHY_SYNTAX)
            reader(self, record.fields)
        except (Unreadable, IndexError) as error:
            why = error.why if isinstance(error, Unreadable) else say.WHY_FIELDS
            label = record.label or ("#VER" if self.opened else "")
            self.file.faults.append(Fault(record.line, label, record.text, why))
            return LineKind.REJECTED
        return _LINES.get(record.label, LineKind.OTHER)

    def ending(self) -> list[Trouble]:
        """What is seen when the last record is taken."""
        troubles = [say.VOUCHER_UNFINISHED(line=self.opened)] if self.opened else []
        labels = sorted(self.file.unknown)
        if len(labels) > _MOST_LABELS:
            labels = [*labels[:_MOST_LABELS], "fler"]
        return [*troubles, say.UNKNOWN_LABELS(labels=listed(labels))] if labels else troubles

    def quantity(self, fields: Fields, at: int, account: str) -> str:
        """The quantity after the amount in `fields[at]`; what follows it is noted as more than the standard has."""
        found = as_quantity(fields, at, has_unit=account in self.file.with_unit)
        if any(fields[at + 2 :]):
            self.file.extra.append(self.line)
        return found


def _once(r: _Reading, name: str, value: object) -> None:
    """Set what a file says once. Raises Unreadable where it was said otherwise before."""
    if getattr(r.file, name) not in (None, "", value):
        raise Unreadable(say.WHY_TWICE)
    setattr(r.file, name, value)


def _year(r: _Reading, f: Fields) -> None:
    number, days = as_year(f[0]), (as_day(f[1]), as_day(f[2]))
    if days[0] > days[1]:
        raise Unreadable(say.WHY_DAY)
    if r.file.years.setdefault(number, days) != days:
        raise Unreadable(say.WHY_TWICE)


def _object(r: _Reading, f: Fields) -> None:
    key, name = (as_key(f[0]), as_key(f[1])), as_text(f[2])
    if r.file.objects.setdefault(key, name) != name:
        raise Unreadable(say.WHY_TWICE)


def _period(rows: str, r: _Reading, f: Fields) -> None:
    year, period, account, objects, ore = as_year(f[0]), as_period(f[1]), as_key(f[2]), as_objects(f[3]), as_ore(f[4])
    balance = Balance(year, period, account, objects, ore, r.quantity(f, 4, account), r.line)
    getattr(r.file, rows).append(balance)


def _result(r: _Reading, f: Fields) -> None:
    year, account, ore = as_year(f[0]), as_key(f[1]), as_ore(f[2])
    r.quantity(f, 2, account)
    r.file.results.append(Result(year, account, ore))


def _standing(kind: str, r: _Reading, f: Fields) -> None:
    objects, at = (as_objects(f[2]), 3) if kind[0] == "O" else ((), 2)
    year, account, ore = as_year(f[0]), as_key(f[1]), as_ore(f[at])
    r.quantity(f, at, account)
    r.file.balances.append(Standing(kind, year, account, objects, ore))


def _open(r: _Reading, series: str = "", number: str = "", day: date | None = None) -> None:
    r.opened = r.line
    r.file.vouchers.append(Voucher(r.line, series, number, day))


def _voucher(r: _Reading, f: Fields) -> None:
    try:
        day = as_day(f[2])
    except (Unreadable, IndexError):
        _open(r)  # its rows must not have the day of the voucher before
        raise
    _open(r, as_text(f[0]), as_text(f[1]), day)


def _row(r: _Reading, f: Fields) -> None:
    if not r.opened:
        raise Unreadable(say.WHY_ROW)
    voucher = r.file.vouchers[-1]
    day = as_day(f[3]) if len(f) > 3 and f[3] else voucher.day
    if day is None:
        raise Unreadable(say.WHY_ROW)
    voucher.rows.append(SieRow(day, as_key(f[0]), as_objects(f[1]), as_ore(f[2]), r.line))


_READERS: dict[str, Callable[[_Reading, Fields], object]] = {
    "#PROGRAM": lambda r, f: setattr(r.file, "program", as_text(f[0])),
    "#FNAMN": lambda r, f: setattr(r.file, "company", as_text(f[0])),
    "#SIETYP": lambda r, f: _once(r, "sie_type", as_text(f[0])),
    "#VALUTA": lambda r, f: _once(r, "currency", as_text(f[0]).strip().upper()),
    "#OMFATTN": lambda r, f: _once(r, "until", as_day(f[0])),
    "#RAR": _year,
    "#KONTO": lambda r, f: r.file.accounts.update({as_key(f[0]): as_text(f[1])}),
    "#ENHET": lambda r, f: r.file.with_unit.add(as_key(f[0])),
    "#DIM": lambda r, f: r.file.dimensions.update({as_key(f[0]): as_text(f[1])}),
    "#UNDERDIM": lambda r, f: r.file.dimensions.update({as_key(f[0]): as_text(f[1])}),
    "#OBJEKT": _object,
    "#RES": _result,
    "#PSALDO": partial(_period, "period_balances"),
    "#PBUDGET": partial(_period, "period_budgets"),
    **{f"#{kind}": partial(_standing, kind) for kind in ("IB", "UB", "OIB", "OUB")},
    "#VER": _voucher,
    "#TRANS": _row,
    "}": lambda r, f: setattr(r, "opened", 0),
}
_LINES = {"#PSALDO": LineKind.BALANCE, "#PBUDGET": LineKind.BALANCE, "#TRANS": LineKind.ROW}
