"""The period that a finance file says it is of ('jan–aug', 'Period 2601–2603', 't.o.m. 2026-03-31')."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flows.steps.finance.periods import MONTH
from flows.steps.texts import DASHES, clean
from schemas.settings import MONTHS

_TO = r"\s*(?:-|till och med|till|t\.?\s?o\.?\s?m\.?)\s*:?\s*"
_PERIOD = r"(?:\w*period(?:en)?|avser|månad|(?:ackumulerat|ack\.?) till)\s*[:=]?\s*"
_THROUGH = (
    rf"(?:t\.?\s?o\.?\s?m\.?|till och med|per(?:\s+den)?|{_PERIOD})\s*(?:t\.?\s?o\.?\s?m\.?|till och med)?\s*:?\s*"
)
_DAY = r"(?P<§y>20\d\d)-?(?P<§m>0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
_SHORT_DAY = r"(?P<§y>\d\d)-?(?P<§m>0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
_SLASHED = r"(?:[12]\d|3[01]|0?[1-9])/(?P<§m>1[0-2]|0?[1-9])(?:\s*-?(?P<§y>20\d\d))?"
_LONG = r"(?P<§y>20\d\d)[-/:]?(?P<§m>0[1-9]|1[0-2])"
_SHORT = r"(?P<§y>\d\d)(?P<§m>0[1-9]|1[0-2])"
_WORD = rf"(?:\d{{1,2}}(?::?e)?\s+)?(?P<§w>{MONTH})\b\.?(?:[\s-]*(?P<§y>20\d\d|(?<=-)\d\d))?"
_MOMENTS = (_DAY, _SHORT_DAY, _LONG, _SHORT, _WORD)
_YEAR_END = r"(?:helår|bokslut|årsbokslut|helåret)\s*(?P<by>20\d\d)"
_QUARTER = r"(?:kvartal|q)\s*(?P<q>[1-4])(?:\s*-?(?P<by>20\d\d))?"


def _between(moment: str) -> str:
    return rf"(?<![\d-]){moment.replace('§', 'a')}{_TO}{moment.replace('§', 'b')}(?![\d-])"


_RANGES = tuple(re.compile(_between(moment)) for moment in _MOMENTS)
_ENDS = tuple(
    re.compile(rf"(?<![\w-]){_THROUGH}{moment.replace('§', 'b')}(?![\d-])") for moment in (*_MOMENTS, _SLASHED)
)
_WHOLE = tuple(re.compile(pattern) for pattern in (*(m.replace("§", "b") for m in (_LONG, _WORD)), _YEAR_END, _QUARTER))
"""What says the period where it is all that a text says."""
_LONE = tuple(
    re.compile(rf"(?<![\d-]){m.replace('§', 'b')}(?![\d-])") for m in (_DAY, _SHORT_DAY, _LONG, _SHORT, _WORD)
)
_ALONE = re.compile(rf"\b(?P<w>{MONTH})\b\.?(?:\s*(?P<y>20\d\d))?")
_OF_OUTCOME = re.compile(r"uppföljning|utfall|ackumulera|\back\.|resultatrapport|budgetrapport|period")
_NOT_OF_OUTCOME = re.compile(
    r"prognos|\bbudget(?:en)?\b|\bplan\b|jämför|utskriv|uppdater|hämta|\bläge|nästa|\binkl|skapad|sparad|beslut|utskrift"
)


class Period(NamedTuple):
    """The last month of a period, its year (0 where none is said), the text, and whether it surely is the file's."""

    year: int
    month: int
    text: str
    sure: bool

    def is_of(self, year: int, month: int) -> bool:
        """Whether it ends with this month."""
        return self.month == month and self.year in (0, year)


def periods_in(texts: Iterable[object], year: int) -> Iterator[Period]:
    """The periods that texts name, of years near `year`: ranges and ends first, else single months.

    Texts of something else than the outcome ('Prognos 2601–2612', 'Utskrivet per 14 april') name none.
    """
    for raw in texts:
        if not isinstance(raw, str) or not (text := clean(raw)) or len(text) > 200:
            continue
        plain = re.sub(f"[{DASHES}–—]", "-", text.casefold())
        if _NOT_OF_OUTCOME.search(plain) and not _OF_OUTCOME.search(plain):
            continue
        found = [p for p in _sure(plain, text) if not p.year or abs(p.year - year) <= 3]
        yield from found
        if not found:
            months = {(int(m["y"] or 0), _month(m["w"])) for m in _ALONE.finditer(plain)}
            if len(months) == 1:
                (said, month) = next(iter(months))
                if not said or abs(said - year) <= 3:
                    yield Period(said, month, text, sure=False)


def lone_period(heading: object, year: int) -> Period | None:
    """The month that a heading is of, however it says it: 'Utfall 202603', 'Utfall mar-26', 'Ack 2603'."""
    text = clean(heading) if isinstance(heading, str) else ""
    plain = re.sub(f"[{DASHES}–—]", "-", text.casefold())
    for pattern in _LONE:
        found = pattern.search(plain)
        moment = _moment(found.groupdict(), "b") if found else (0, 0)
        if found and (not moment[0] or abs(moment[0] - year) <= 3):
            return Period(*moment, text, sure=True)
    return None


def _sure(plain: str, text: str) -> Iterator[Period]:
    for pattern in _RANGES:
        for m in pattern.finditer(plain):
            parts = m.groupdict()
            first, last = _moment(parts, "a"), _moment(parts, "b")
            if not first[0] or not last[0] or 0 <= (last[0] - first[0]) * 12 + last[1] - first[1] < 24:
                yield Period(last[0], last[1], text, sure=True)
    for pattern in _ENDS:
        for m in pattern.finditer(plain):
            yield Period(*_moment(m.groupdict(), "b"), text, sure=True)
    for pattern in _WHOLE:
        found = pattern.fullmatch(plain.strip(" .:"))
        moment = _moment(found.groupdict(), "b") if found else (0, 0)
        if moment[0]:
            yield Period(*moment, text, sure=True)


def _moment(parts: dict[str, str | None], which: str) -> tuple[int, int]:
    """Year (0 for none) and month of what was found."""
    year = int(parts.get(f"{which}y") or 0)
    word, quarter = parts.get(f"{which}w"), parts.get("q")
    month = _month(word) if word else 3 * int(quarter) if quarter else int(parts.get(f"{which}m") or 12)
    return (year + 2000 if 0 < year < 100 else year), month


def _month(word: str) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word[:3]))


def of_outcome(period: Period) -> bool:
    """Whether a single month stands in a text about the outcome ('Budgetuppföljning mars')."""
    return bool(_OF_OUTCOME.search(period.text.casefold())) and "prognos" not in period.text.casefold()


def month_told(period: Period, year: int) -> str:
    """'augusti 2026'."""
    return f"{MONTHS[period.month - 1]} {period.year or year}"
