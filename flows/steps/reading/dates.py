"""Days as people write them: '2026-09-30', '30/9 2026', '30 sept', '260930', and as spreadsheets store them."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from flows.steps.texts import DASHES, Parsed, cited
from schemas.messages import cells as say
from schemas.messages.message import Trouble
from schemas.settings import MONTHS

FIRST, LAST = 2000, 2100
_YEAR = 2026
"""Of a day that is told for example, where no year is known."""
_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_DAY_ONE = dt.date(1899, 12, 30)
_SERIALS = range(36_526, 73_416)  # the days of the years above, as Excel counts them
_WORD = r"(?P<word>(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,6})\.?"
_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<y>\d\d)-(?P<m>\d\d)-(?P<d>\d\d)"),
    re.compile(r"(?:den )?(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})(?:[ /.-]+(?P<y>\d{4}))?"),
    re.compile(rf"(?:den )?(?P<d>\d{{1,2}})(?::?[ae])?[ .]*{_WORD}(?:[ ,]+(?P<y>\d{{4}}))?"),
)
_NO_DAY = re.compile(rf"(?:{_WORD} ?(?P<year>\d{{4}})|(?P<y>\d{{4}})-(?P<m>\d\d?))")
_LONG = re.compile(f" ?[{DASHES}] ?")
"""What Word and a phone make of a hyphen between numbers."""
_MIDNIGHT = re.compile(r"[ t]00:00(:00)?(\.0+)?$")


def _built(part: dict[str, str | None], year: int) -> dt.date | None:
    month = int(part["m"] or 0) if "m" in part else _MONTH.get((part["word"] or "")[:3], 0)
    written = part.get("y")
    full = int(written) + (2000 if len(written) == 2 else 0) if written else year
    try:
        return dt.date(full, month, int(part["d"] or 0))
    except ValueError:
        return None


def _of_text(text: str, year: int) -> tuple[dt.date | None, bool]:
    """The day, and whether its year had to be added."""
    for form in _FORMS:
        if match := form.fullmatch(text):
            part = match.groupdict()
            if part.get("y") or year:
                return _built(part, year), not part.get("y")
    return None, False


def _of_digits(number: int) -> dt.date | None:
    """260930, 20260930 or Excel's own count of days."""
    if number in _SERIALS:
        return _DAY_ONE + dt.timedelta(days=number)
    return _of_text(f"{number:06d}", 0)[0]


def read_date(raw: object, year: int = 0, shown: int = 0) -> Parsed:
    """The day in a cell; `year` completes '30 sept'. What was not written as a whole date is told.

    A day that is told for example is of the year that is `shown`, else of `year`.
    """
    shown = shown or year or _YEAR
    if isinstance(raw, dt.datetime | dt.date):
        day = raw.date() if isinstance(raw, dt.datetime) else raw
        if FIRST <= day.year <= LAST:
            return day, None
        told = _of_text(f"{(day - _DAY_ONE).days:06d}", 0)[0]  # 260930 typed in a date cell is a day in 2614
        return _within(told or day, str((day - _DAY_ONE).days) if told else str(day), shown, told=bool(told))
    text = cited(raw)
    if isinstance(raw, int | float) and text.isdigit():
        found = _of_digits(int(text))
        return _within(found, text, shown, told=True) if found else (None, _unread(text, shown))
    day_read, completed = _of_text(_MIDNIGHT.sub("", _LONG.sub("-", text.casefold())), year)
    return _within(day_read, text, shown, told=completed) if day_read else (None, _unread(text, shown))


def _unread(text: str, year: int) -> Trouble:
    example = f"{year}-10-31"
    if month := _NO_DAY.fullmatch(text.casefold()):
        return say.NO_DAY(value=text, example=_last_day(month.groupdict()) or example)
    return say.ERROR_VALUE(value=text) if text.startswith("#") else say.NOT_DATE(value=text, example=example)


def _last_day(part: dict[str, str | None]) -> dt.date | None:
    """Of the month that is written, so that the example may be what was meant."""
    month, year = _MONTH.get((part["word"] or "")[:3], int(part["m"] or 0)), int(part["y"] or part["year"] or 0)
    if not 1 <= month <= 12 or not FIRST <= year <= LAST:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _within(day: dt.date, text: str, year: int, *, told: bool) -> Parsed:
    if not FIRST <= day.year <= LAST:
        return None, say.DATE_UNREASONABLE(value=day, example=f"{year}-10-31")
    return day, say.DATE_READ_AS(value=text, read=day) if told else None
