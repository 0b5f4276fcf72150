"""Numbers, money, dates and lists as Swedes write them (Babel, sv_SE)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from numbers import Integral
from typing import Any

import pandas as pd

from schemas.columns import Column
from schemas.money import MNKR, TKR

LOCALE = "sv_SE"
_SMALL = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


@lru_cache(4096)
def number(value: float | int | Decimal, decimals: int = 2) -> str:
    """'1 234,5' with no-break space and a real minus; at most so many decimals."""
    from babel.numbers import format_decimal  # 30 ms, and many a check says no number

    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    text = format_decimal(value, pattern, locale=LOCALE).replace("-", "−")  # a pattern of one's own loses Babel's minus
    return text.removeprefix("−") if text == "−0" else text


def one_decimal(value: float | int | Decimal) -> str:
    """'3,0': per cent and mnkr, which stand beside each other, have one decimal each."""
    from babel.numbers import format_decimal

    text = format_decimal(value, "#,##0.0", locale=LOCALE).replace("-", "−")
    return text.removeprefix("−") if text == "−0,0" else text


def share_told(value: float) -> str:
    """A share with one decimal, or with as many as it was given to stand apart from a limit."""
    text, more = one_decimal(value), number(value, 6)
    return more if len(more) > len(text) else text


def to_tkr(ore: int) -> int:
    """Öre as whole tkr, halves away from zero."""
    return int((Decimal(int(ore)) / TKR).quantize(Decimal(1), ROUND_HALF_UP))


def paragraph_told(text: str) -> str:
    """A paragraph of a protocol, with its sign where only the number was written, and the two never parted."""
    number = text.removeprefix("§").strip()
    return f"§\N{NO-BREAK SPACE}{number}" if number[:1].isdigit() else text


def tkr(ore: Any) -> str:
    """Öre as whole tkr in text; empty for an unknown amount."""
    return "" if pd.isna(ore) else number(to_tkr(ore), 0)


def signed_tkr(ore: Any) -> str:
    """Like `tkr`, with a plus before what is above zero."""
    text = tkr(ore)
    return f"+{text}" if text and to_tkr(ore) > 0 else text


def mnkr(ore: int) -> str:
    """'3,4 mnkr', without sign; under one million in tkr."""
    size = abs(Decimal(int(ore)))
    if size < MNKR:
        return f"{number((size / TKR).quantize(Decimal(1), ROUND_HALF_UP), 0)} tkr"
    return f"{one_decimal((size / MNKR).quantize(Decimal('0.1'), ROUND_HALF_UP))} mnkr"


def amount(ore: Any) -> str:
    """An amount as `mnkr` writes it, not parted from its unit at the end of a line."""
    return mnkr(ore).replace(" ", "\N{NO-BREAK SPACE}")


def day(value: dt.date) -> str:
    """'17 april 2026'."""
    from babel.dates import format_date

    return format_date(value, "d MMMM y", locale=LOCALE)


def moment(value: dt.datetime) -> str:
    """'17 april 2026 kl. 14.32'."""
    from babel.dates import format_datetime

    return format_datetime(value, "d MMMM y 'kl.' HH.mm", locale=LOCALE)


def words(count: int, *, common: bool = False) -> str:
    """Small numbers in words, 'ett' or for common gender 'en'; larger in figures."""
    if common and count == 1:
        return "en"
    return _SMALL[count] if 0 <= count < len(_SMALL) else number(count, 0)


def alike(*counts: int) -> Callable[..., str]:
    """How the numbers of one sentence are written: as `words` does, or all in figures where one is above twelve."""
    return words if all(0 <= count < len(_SMALL) for count in counts) else _figures


def _figures(count: int, *, common: bool = False) -> str:
    return number(count, 0)


def capital(text: str) -> str:
    """First letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def text_or_empty(value: Any) -> str:
    """A table's text; empty for an unknown one."""
    return "" if pd.isna(value) else str(value)


def first_line(text: Any) -> str:
    """A goal's own words, without its etappmål on the next line."""
    return str(text).split("\n", 1)[0]


def field_text(value: Any, column: Column | None) -> str:
    """A table's value as text: money in tkr, days as 2026-04-20, numbers the Swedish way, unknown as ''."""
    if not isinstance(value, str) and pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    if column is not None and column.kind == "money":
        return tkr(value)
    if column is not None and column.plain:
        return f"{value:.0f}"
    if isinstance(value, Integral) and column is None:  # what the sheet lacks is öre, as in the finance export
        return tkr(value)
    if column is not None and column.unit.startswith("%") and column.by == "tool":
        return share_told(value) if column.unit == "%" else one_decimal(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return str(value)
