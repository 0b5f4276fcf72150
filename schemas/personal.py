"""Personnummer in text, in every common spelling (rule Y1), and the one mask for them.

Known are personnummer, samordningsnummer (day + 60), temporary numbers (`850101-T123`, `850101-TF12`), reserve numbers
of the regions (`19850101-R12B`, `991985123456`), numbers with hidden digits (`811218-98XX`) and a sole trader's VAT
number (`SE811218987601`). Signs may be coded as on the web or in XML (`811218%2D9876`, `811218&#45;9876`). A number
that is written as such (six or eight digits, a sign, four digits) is known by its looks, also with a wrong check digit;
any other by its date and check digit, which the library `personnummer` tests, and by where its digits are parted.
`tests/hard/personal.py` measures how many are found, and what else is.

All text that leaves the program passes `masked` or `masked_markup` at the gates: findings (`schemas.findings`), names
of files (`Received`), pages and letters (`render`), workbooks (`Book`), documents (`readable`), data and JSON
(`datapackage`), the diarium, the log and the terminal. Every expression here is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

REMOVED = "[personnummer]"
"""What stands in the place of a number."""

_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that show nothing."""
_LIKELY = re.compile(rf"(?:[\dOoIl][\W_{_FILLERS}]{{0,12}}){{6}}")
"""At least six digits, or letters like them, near each other. Most texts have none: this one search is their cost."""
_ODD_DIGITS = re.compile(r"[²³¹⁰-₉①-⑨⑴-⒐⓵-⓾❶-➓🄀-🄊]")
"""Digits that `\\d` doesn't know."""
_PLAIN = re.compile(r"[\n\t\x20-\x7e]*")
_DASHES = "\u2043\u2212\u02d7\u2053\u223c~\u00ac\u30fc"
"""Signs that are used as dashes, and aren't among Unicode's own (Pd)."""

_LONGEST_GAP = 12
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_LETTERED = re.compile(
    rf"(?<![0-9])(?:18|19|20)?[0-9]{{2}}(?P<s>[-/. ]?){_MONTH}(?P=s){_DAY}"
    rf"(?:[\W_]{{0,4}}(?:[Tt][0-9]{{3}}|[Tt][Ff][0-9]{{2}})|[-+][TRSUWXJKLMNP][0-9]{{3}})(?![^\W_])"
    r"|(?<![0-9])(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-36-9][0-9]-"
    r"(?=[0-9]{0,3}[A-Z])(?=[A-Z]{0,2}[0-9][A-Z]{0,2}[0-9])[A-Z0-9]{4}(?![^\W_])"
    r"|(?<![0-9])99(?:19|20)[0-9]{4}-?[0-9]{4}(?![0-9])"
)
"""Temporary numbers of kommuner and universities (T, TF and other letters), and the regions' reserve numbers."""
_HIDDEN = re.compile(
    rf"(?<![0-9])(?:18|19|20)?[0-9]{{2}}(?P<s>[-/. ]?){_MONTH}(?P=s){_DAY}"
    r" ?[-+] ?(?:[0-9]{2}[xX*#]{2}|[0-9]{3}[xX*#]|[xX*#]{4})(?![\w*#])"
)
_SCIENTIFIC = re.compile(r"(?<![0-9.,])([1-9])[.,]([0-9]{3,14})[eE]\+?0?(9|11)(?![0-9])")
"""As spreadsheets write a long number in text: '8,501011234E+09'."""
_SOLE_TRADER = re.compile(r"(?<![A-Za-z])[Ss][Ee][ -]?([0-9]{6})[ -]?([0-9]{4})[ -]?01(?![0-9])")
_WORDED = re.compile(
    r"(?<![0-9])((?:18|19|20)?[0-9]{2}[-/. ]?[0-9]{2}[-/. ]?[0-9]{2})"
    r"[\W_]{0,4}((?:(?:de|nr|nummer|och|med|sista|fyra|siffror|siffrorna|är|slutar|slutar på|slut|x)[\W_]{0,4}){1,5})"
    r"([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
"""Words between the date and the last four: '811218 (sista fyra: 9876)'."""
_MONTH_NAMED = re.compile(
    r"(?<![0-9])([0-9]{1,2})[\W_]{0,2}(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,6}[\W_]{0,2}"
    r"((?:18|19|20)?[0-9]{2})([\W_]{1,4})([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_LOOKALIKE = re.compile(r"(?<![^\W_])([0-9OoIl]{6}|[0-9OoIl]{8})[-+ ]{0,3}([0-9OoIl]{4})(?![^\W_])")
"""Letters that were typed, or read by a scanner, for 0 and 1."""
_AS_DIGITS = str.maketrans("OoIl", "0011")
_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(rf"[\W_]{{1,{_LONGEST_GAP}}}")
_DATED = re.compile(f"(?:18|19|20)?[0-9]{{2}}{_MONTH}{_DAY}[0-9]{{4}}")
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
"""A day and an hour, as in '260424-0930', are no personnummer unless their check digit says so."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NEAR_YEAR = re.compile(r"19[89][0-9]|20[0-4][0-9]")
_BEFORE_PHONE = re.compile(
    r"\b(?:tel|tfn|telefon|telefonnummer|telefonnr|mobil|mobilnummer|mobilnr|mobiltelefon|sms|ring|fax|växel)"
    r"(?:[- ]?(?:nr|nummer))?[ .:#-]{0,3}$"
)
"""Words right before ten digits in a row that make them a phone number, if they begin with 0."""
_BEFORE_INVOICE = re.compile(
    r"\b(?:ocr|faktura|fakturanummer|fakturanr|bankgiro|plusgiro|bg|pg)(?:[- ]?(?:nr|nummer))?[ .:#-]{0,3}$"
)
"""And those that make them an invoice or an account."""
_AFTER_OTHER = re.compile(
    r" ?(?:[tm]?kr|mnkr|kronor|öre|[tm]?sek|procent|%)(?![^\W_])|[.,](?!0+(?![0-9]))[0-9]{1,2}(?![0-9])"
)
"""A unit or decimals after ten digits in a row: an amount."""
_CHECKSUM = re.compile(
    r"(?<![^\W_])(?:(?=[0-9]*[a-f])[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?:(?<=avtryck: )|(?<=sha256 ))[0-9a-f]{12}|(?<=\()(?=[0-9]*[a-f])[0-9a-f]{12}(?=\)))(?![^\W_])",
    re.IGNORECASE,
)
"""Names of contents, which have digits by chance."""

_PARTED = frozenset(
    frozenset(places)
    for places in ((), (6,), (6, 7), (6, 8), (6, 9), (8,), (9,), (2, 4), (2, 4, 6), (2, 4, 6, 8), (2, 4, 6, 9))
)
"""Where the ten digits may be parted: after year, month, day, and within the last four."""
_PARTED_NO_PHONE = frozenset(frozenset(places) for places in ((2,), (4,), (7,), (2, 6), (4, 6), (2, 6, 8), (4, 6, 8)))
"""More of them, which phone numbers have too: not where the first digit is 0."""


def masked(text: str) -> str:
    """The text with each personnummer replaced by `REMOVED`."""
    return _masked(text) if len(text) <= _SHORT else _masked_long(text)


def masked_markup(text: str) -> str:
    """HTML or SVG with each personnummer in its texts replaced; what stands inside a tag is none."""
    return _BETWEEN_TAGS.sub(lambda match: masked(match[0]), text) if _may_have_one(text) else text


def _may_have_one(text: str) -> bool:
    return bool(_LIKELY.search(text) or _ODD_DIGITS.search(text))


_BETWEEN_TAGS = re.compile(r"(?<![^>])[^<>]+")


def all_masked(value: Any) -> Any:
    """The same of every text in dicts, lists and tuples. Keys are names of our own; anything else is left as it is."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: all_masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [all_masked(one) for one in value]
    return value


def has_personal_number(cell: object, *, short: bool = True) -> bool:
    """Whether a cell, a text or a number, holds a personnummer.

    A whole number of 10 or 12 digits is one if its date and check digit are right. `short`: also one of nine digits,
    which has lost its first 0; not where amounts are expected.
    """
    if isinstance(cell, str):
        return masked(cell) != cell
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell or cell in (_INFINITE, -_INFINITE):
        return False
    digits = str(int(cell)) if cell == int(cell) else ""
    return _is_valid(digits.zfill(10)) if len(digits) in ((9, 10, 12) if short else (10, 12)) else False


_INFINITE = float("inf")


def _replaced(text: str) -> str:
    if not _may_have_one(text):
        return text
    plain, starts, ends = _comparable(text)
    parts: list[str] = []
    done = 0
    for first, end in _merged(plain):
        parts += [text[done : starts[first]], REMOVED]
        done = ends[end - 1]
    return "".join([*parts, text[done:]]) if parts else text


_SHORT = 1_000
_masked, _masked_long = lru_cache(20_000)(_replaced), lru_cache(16)(_replaced)
"""The same texts go out by several gates, and the same style on every page: each is searched once."""


def _comparable(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The text with plain digits, dashes and spaces, and nothing invisible; where each character begins, and ends."""
    coded = {match.start(): match for match in _CODED.finditer(text)}
    if not coded and _PLAIN.fullmatch(text):
        return text, range(len(text)), range(1, len(text) + 1)
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        match = coded.get(at)
        end = match.end() if match else at + 1
        for shown in map(_character, _decoded(match[0]) if match else text[at]):
            if shown:
                plain.append(shown)
                starts.append(at)
                ends.append(end)
        at = end
    return "".join(plain), starts, ends


_CODED = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|(?:%[0-9a-fA-F]{2})+|_x[0-9a-fA-F]{4}_", re.ASCII
)
"""Characters as HTML, an address of the web, and a workbook's XML write them."""


@lru_cache(256)
def _decoded(code: str) -> str:
    """What it stands for; itself where that is nothing."""
    import html
    from urllib.parse import unquote

    if code.startswith("_x"):
        return chr(int(code[2:6], 16))
    return html.unescape(code) if code.startswith("&") else unquote(code, errors="replace")


@lru_cache(4096)
def _character(char: str) -> str:
    """One plain character; nothing for one that isn't seen or only marks the one before it."""
    if char in "\n\t\r":
        return "\n" if char == "\r" else char
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Cs", "Mn", "Me") or char in _FILLERS:
        return ""
    if category == "Pd" or char in _DASHES:
        return "-"
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs":
        return " "
    if char == "\u2795":
        return "+"
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _merged(plain: str) -> list[tuple[int, int]]:
    """Where the numbers are, in order, none of them overlapping."""
    found = [*_of_digits(plain)]
    found += [match.span() for pattern in (_LETTERED, _HIDDEN) for match in pattern.finditer(plain)]
    found += [match.span() for match in _SCIENTIFIC.finditer(plain) if _is_valid(_unfolded(match))]
    found += [match.span() for match in _SOLE_TRADER.finditer(plain) if _is_valid(f"{match[1]}{match[2]}")]
    found += [match.span() for match in _WORDED.finditer(plain) if _is_worded(match)]
    found += [match.span() for match in _MONTH_NAMED.finditer(plain) if _is_month_named(match)]
    found += [match.span() for match in _LOOKALIKE.finditer(plain) if _is_lookalike(match)]
    checksums = [match.span() for match in _CHECKSUM.finditer(plain)] if found else []
    found = [span for span in found if not any(start <= span[0] and span[1] <= end for start, end in checksums)]
    result: list[tuple[int, int]] = []
    for start, end in sorted(_with_bracket(plain, *span) for span in found):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _with_bracket(plain: str, start: int, end: int) -> tuple[int, int]:
    """With the other bracket of a pair that is partly inside: '(850101)-1234', '850101(1234)'."""
    inside = plain[start:end]
    for opening, closing in ("()", "[]"):
        if inside.count(closing) > inside.count(opening) and plain[start - 1 : start] == opening:
            start -= 1
        elif inside.count(opening) > inside.count(closing) and plain[end : end + 1] == closing:
            end += 1
    return start, end


def _is_worded(match: re.Match[str]) -> bool:
    """Of a day of our time only where it is said what follows: '2026-04-24 och 2027' is none."""
    digits = re.sub(r"[^0-9]", "", match[1]) + match[3]
    said = not _is_of_our_time(digits) or "sista" in match[2].lower() or "slut" in match[2].lower()
    return said and _is_valid(digits)


def _is_month_named(match: re.Match[str]) -> bool:
    month = _MONTHS.index(match[2].lower()) + 1
    digits = f"{match[3]}{month:02}{int(match[1]):02}{match[5]}"
    other = "-" not in match[4] or _HOUR.fullmatch(match[5]) or _NEAR_YEAR.fullmatch(match[5])
    return not (_is_of_our_time(digits) and other) and _is_valid(digits)


def _is_lookalike(match: re.Match[str]) -> bool:
    written = match[1] + match[2]
    odd = len(written) - sum(char.isdigit() for char in written)
    return 0 < odd <= 4 and _is_valid(written.translate(_AS_DIGITS))


def _unfolded(match: re.Match[str]) -> str:
    length = int(match[3]) + 1
    return f"{match[1]}{match[2]}".ljust(length, "0")[:length]


def _of_digits(plain: str) -> Iterator[tuple[int, int]]:
    """Each stretch of ten or twelve digits, however parted, that is a number; the longest of those that begin alike."""
    runs = [match.span() for match in _DIGITS.finditer(plain)]
    digits = "".join(plain[start:end] for start, end in runs)
    before = [0, *accumulate(end - start for start, end in runs)]
    tied = [_GAP.fullmatch(plain, one[1], other[0]) is not None for one, other in pairwise(runs)]
    number = 0
    while number < len(runs):
        found, last = -1, number
        while (count := before[last + 1] - before[number]) <= 12:
            if count in (10, 12) and _DATED.fullmatch(digits, before[number], before[last + 1]):
                found = last if _Stretch(plain, runs, number, last).is_number else found
            if last == len(tied) or not tied[last]:
                break
            last += 1
        if found >= 0:
            yield runs[number][0], runs[found][1]
        number = max(found, number) + 1


@dataclass(frozen=True)
class _Stretch:
    """Groups of digits, `first` to `last` of the `runs` in a text: ten or twelve that begin as a date."""

    plain: str
    runs: Sequence[tuple[int, int]]
    first: int
    last: int

    @property
    def is_number(self) -> bool:
        digits = "".join(self.plain[start:end] for start, end in self.runs[self.first : self.last + 1])
        gaps = self._gaps(len(digits) - 10)
        if self._written(gaps) and not (_HOUR.fullmatch(digits[-4:]) and _is_of_our_time(digits)):
            return True
        return self._well_parted(digits, gaps) and not self._other(digits, gaps) and _is_valid(digits)

    def _gaps(self, more: int) -> dict[int, str]:
        """What stands between the groups, by its place in the last ten digits; 0 is after the century."""
        gaps, place = {}, -more
        for at in range(self.first, self.last):
            place += self.runs[at][1] - self.runs[at][0]
            gaps[place] = self.plain[self.runs[at][1] : self.runs[at + 1][0]]
        return gaps

    @property
    def _start(self) -> int:
        return self.runs[self.first][0]

    @property
    def _end(self) -> int:
        return self.runs[self.last][1]

    def _written(self, gaps: dict[int, str]) -> bool:
        """Date, sign and four digits, by themselves: no part of a longer series of figures."""
        alone = self.plain[self._start - 1 : self._start] not in ("-", "/") if self._start else True
        return [*gaps] == [6] and gaps[6].strip("()[]") in ("-", "+") and alone and not self._goes_on("-")

    def _goes_on(self, sign: str) -> bool:
        after = self.plain[self._end : self._end + 2]
        return after[:1] == sign and after[1:].isdigit()

    def _well_parted(self, digits: str, gaps: dict[int, str]) -> bool:
        """Whether it is parted where a personnummer is; a new line may come anywhere."""
        wrapped = [place for place, gap in gaps.items() if "\n" in gap]
        inner = {place: gap for place, gap in gaps.items() if place != 0 and [place] != wrapped}
        if len(gaps) == len(digits) - 1:
            return len({gap for place, gap in gaps.items() if place not in (0, 6)}) == 1
        places = frozenset(inner)
        if places not in _PARTED and (places not in _PARTED_NO_PHONE or digits[0] == "0"):
            return False
        dates = {gap for place, gap in inner.items() if place < 6}
        if places in _PARTED_NO_PHONE and 6 in inner and len({*dates, inner[6]}) > 1:
            return False
        if any("," in gap or ";" in gap for place, gap in inner.items() if place != 6):
            return False
        return len(dates) < 2 and not (len(places) > 1 and self._in_series(inner, next(iter(dates), "")))

    def _in_series(self, gaps: dict[int, str], within: str) -> bool:
        """Whether groups alike go on before or after: a list of figures, or a range of dates.

        `within` is what parts the date.
        """
        pairs = self._size(self.first) == 2
        if self.first and pairs and self._size(self.first - 1) == 2:
            before = self.plain[self.runs[self.first - 1][1] : self._start]
            if before == within or {before} == {*gaps.values()}:
                return True
        if self.last + 1 == len(self.runs):
            return False
        after = self.plain[self._end : self.runs[self.last + 1][0]]
        if pairs and {after} == {*gaps.values()} and self._size(self.last + 1) == self._size(self.last):
            return True
        return bool(within) and after == within and self._begins_range(gaps)

    def _size(self, at: int) -> int:
        start, end = self.runs[at]
        return end - start

    def _begins_range(self, gaps: dict[int, str]) -> bool:
        """Whether the last four are the year, or year and month, of another date: '26-01-01 – 26-12-31'."""
        last, after = (self.plain[slice(*self.runs[at])] for at in (self.last, self.last + 1))
        if len(last) == 4:
            return bool(_YEAR.fullmatch(last)) and _is_month(after)
        return len(last) == 2 and "-" in gaps.get(6, "") and _is_month(last) and len(after) == 2 and int(after) <= 31

    def _other(self, digits: str, gaps: dict[int, str]) -> bool:
        """Whether it is plainly something else: a time, a phone number, an invoice, an amount, a checksum."""
        if not gaps:
            return self._other_in_a_row(digits)
        if not _is_of_our_time(digits) or len(gaps) == len(digits) - 1:
            return False
        last = digits[-4:]
        if gaps.get(8) in (":", ".") and _HOUR.fullmatch(last) and len(set(gaps.values())) > 1:
            return True
        return (
            bool(gaps.get(2)) and " " in gaps.get(6, "") and bool(_HOUR.fullmatch(last) or _NEAR_YEAR.fullmatch(last))
        )

    def _other_in_a_row(self, digits: str) -> bool:
        before = self.plain[max(0, self._start - 30) : self._start].lower()
        if before[-1:] in (".", ",") and before[-2:-1].isdigit():
            return True
        phone = digits[0] == "0" and _BEFORE_PHONE.search(before)
        other = phone or _BEFORE_INVOICE.search(before) or _AFTER_OTHER.match(self.plain, self._end)
        return len(digits) == 10 and bool(other)


def _is_of_our_time(digits: str) -> bool:
    """Whether it may begin with a day that is written about: meetings and deadlines have hours."""
    return digits[:-10] in ("", "20") and 15 <= int(digits[-10:-8]) <= 35 and int(digits[-6:-4]) <= 31


def _is_month(digits: str) -> bool:
    return len(digits) == 2 and 1 <= int(digits) <= 12


@lru_cache(10_000)
def _is_valid(digits: str) -> bool:
    """Whether date and check digit are right: in any century where it isn't said, so that the clock says nothing."""
    from personnummer import personnummer  # only for texts with enough digits

    centuries = [""] if len(digits) == 12 else ["19", "20", "18"]
    return any(personnummer.valid(century + digits) for century in centuries)
