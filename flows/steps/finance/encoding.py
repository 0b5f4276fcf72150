"""The encoding of a text file from the finance system, judged by what its bytes make of Swedish words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from schemas.messages import encoding as say
from schemas.messages.message import Trouble

_NAMES = {
    "ascii": "ASCII",
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
    "cp437": "PC8 (CP437)",
    "cp850": "CP850",
    "mac_roman": "Mac Roman",
}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_EIGHT_BITS = ("cp1252", "cp850", "cp437", "mac_roman")
_ASCII = bytes(range(128))
_SHAPES = bytes(
    ord("0" if chr(b).isdigit() else "a" if chr(b).islower() else "A" if chr(b).isupper() else " ") if b < 128 else b
    for b in range(256)
)
"""Every byte as the shape of its character: a lower case, A upper case, 0 a digit, a space; high bytes as they are."""
_WINDOWS = frozenset("åäöÅÄÖé\xa0".encode("cp1252"))
"""In any other encoding these bytes are signs that no text has, so that there is nothing to weigh."""
_DOUBLED = re.compile("Ã[¤¥¶„…–©\x84\x85\x96]|├[ñÑ╢äàû⌐]|√[§•∂Ñ]")
"""Swedish letters in UTF-8 that were once read as Windows-1252, CP437 or Mac Roman."""
_MIXED = re.compile(rb"\xc3[\xa4\xa5\xb6\x84\x85\x96\xa9]")
"""A Swedish letter in UTF-8; in any other encoding two signs that no word has."""

_GOOD, _PLAIN, _DOUBTFUL, _ODD, _BAD = 1, 0, -1, -2, -3
_ALONE = 10**9
"""The margin of an encoding that no other can replace."""
_SPACES = "\xa0\u202f\u2009"
_FOREIGN = frozenset("ŒœŠšŽžŸ") | {chr(c) for c in range(0xC0, 0x100)} - set("×÷")
_BETWEEN_DIGITS = frozenset("–—’·×½¼¾°±−")
_BETWEEN_LETTERS = frozenset("’´·–—\xad")
_AFTER_LETTERS = frozenset("’‘”“»®™©²³…´·–—\xad§:½")
_BEFORE_LETTERS = frozenset("’‘”“„‚«§°–—·…©¿¡´½")
_SIGNS = _BETWEEN_DIGITS | _AFTER_LETTERS | _BEFORE_LETTERS | frozenset("€£¤¢¥•†‡‰µ¨¸¬¦¯¶‹›÷")
"""Signs that texts have; next to letters and digits only some of them."""
_SELDOM_ALONE = frozenset("™†‡¤¢¨¸¬¦¯®‘’‚„“”")


@dataclass(frozen=True)
class Decoded:
    """A text and how it was decoded.

    `codec` is Python's name of the encoding, `name` what a user reads. Where it is not `certain`, another encoding
    gives a possible text too: `doubt` is the warning about it.
    """

    text: str
    codec: str
    doubt: Trouble | None = None

    @property
    def name(self) -> str:
        """The encoding's usual name: 'Windows-1252'."""
        return _NAMES[self.codec]

    @property
    def certain(self) -> bool:
        """Whether no other encoding gives a possible text."""
        return self.doubt is None


def decode(content: bytes, preferred: str = "") -> Decoded | Trouble:
    """Decode a text file by evidence, or say in one finding why its characters can't be trusted.

    A byte order mark decides, then the pattern of NUL bytes (UTF-16 and UTF-32 without mark), then whether all of it
    is UTF-8. Anything else is one of Windows-1252, CP850, CP437 and Mac Roman: the one whose letters stand where
    Swedish words have them (å, ä, ö inside words, capitals first, no sign or box between letters, spaces between
    digits). `preferred` is the codec that the file's kind declares; it leads where the evidence is equal.

    The result has all characters of the file but the mark; line ends and NULs are as they were. A Trouble is an
    error: mixed encodings, letters that were destroyed before the file was saved, or no text at all.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _unicode(content[len(mark) :], codec)
    if b"\0" in content and (codec := _by_zeros(content)):
        return _unicode(content, codec)
    if content.isascii():
        return Decoded(content.decode("ascii"), "ascii")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _MIXED.search(content):
            return say.MIXED(line=_line(content, error.start))
        return _eight_bits(content, preferred)
    return _undamaged(text, content.translate(None, _ASCII).decode(), "utf-8")


def _line(content: bytes, end: int) -> int:
    """The number of the line where a byte is, whatever the line ends are."""
    start = content[:end]
    return start.count(b"\n") + start.count(b"\r") - start.count(b"\r\n") + 1


def _by_zeros(content: bytes) -> str:
    """UTF-16 or UTF-32 where every second byte, or three of four, are mostly NUL; '' for neither."""
    length = len(content)
    share = [content[at::4].count(0) * 4 / length for at in range(4)]
    zero = [s > 0.4 for s in share]
    patterns = {
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
    }
    return patterns.get((zero[0], zero[1], zero[2], zero[3]), "")


def _unicode(content: bytes, codec: str) -> Decoded | Trouble:
    """The text of a Unicode encoding, unless it is cut or its letters were destroyed before."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        if codec != "utf-8":
            return say.NOT_TEXT()
        return say.MIXED(line=_line(content, error.start))
    return _undamaged(text, content.translate(None, _ASCII).decode() if codec == "utf-8" else text, codec)


def _undamaged(text: str, letters: str, codec: str) -> Decoded | Trouble:
    """The text, unless its `letters` that aren't ASCII were destroyed before it was saved."""
    place = _destroyed(text, {letter for letter in set(letters) if letter > "\x7f"})
    if place < 0:
        return Decoded(text, codec)
    return say.LETTERS_LOST(line=_line(text[:place].encode("utf-8", "replace"), 10**12), text=_around(text, place))


def _destroyed(text: str, letters: set[str]) -> int:
    """Where a text that was once decoded wrongly shows it; −1 for nowhere."""
    if letters <= frozenset("åäöÅÄÖéÉüÜ–−§½°’”…·€") | set(_SPACES):
        return -1
    if lost := {c for c in letters if c == "\ufffd" or ("\x80" <= c <= "\x9f" and c != "\x85")}:
        return min(text.index(c) for c in lost)
    if letters & {"Ã", "├", "√"} and (doubled := _DOUBLED.search(text)):
        return doubled.start()
    inside = "".join(
        c for c in letters if c in _SIGNS - _BETWEEN_LETTERS - set("…×÷•²³½¼¾") or 0x2500 <= ord(c) <= 0x25FF
    )
    upper = "".join(c for c in letters if c in _FOREIGN and c.isupper() and c not in "ÅÄÖØÆ")
    for pattern in (
        f"[^\\W\\d_][{re.escape(inside)}][^\\W\\d_]" if inside else "",
        f"[a-zåäö][{upper}]" if upper else "",
    ):
        if pattern and (found := re.search(pattern, text)):
            return found.start()
    return -1 if letters & set("åäöÅÄÖ") else _read_as_another(text, letters)


def _read_as_another(text: str, letters: set[str]) -> int:
    """Where a text without Swedish letters would have them if its characters were read with another encoding."""
    signs = "".join(sorted(letters))
    for codec in _EIGHT_BITS:
        try:
            signs.encode(codec)
        except UnicodeEncodeError:
            continue
        found = _eight_bits(text.encode(codec), codec)
        if isinstance(found, Decoded) and found.certain and found.text != text and set("åäöÅÄÖ") & set(found.text):
            return next(at for at, (now, then) in enumerate(zip(text, found.text, strict=True)) if now != then)
    return -1


def _around(text: str, place: int) -> str:
    """The words around a place, on its line."""
    start = max(text.rfind(sign, 0, place) for sign in '\n\r\t;"') + 1
    end = min(found for sign in '\n\r\t;"' if (found := text.find(sign, place)) >= 0 or (found := len(text)))
    return text[max(start, place - 40) : min(end, place + 40)].strip()


class _Reading(NamedTuple):
    """How an encoding fits: its score, how many characters speak for it, and all letters that it gives.

    `bad`, `odd` and `fitting` are the shapes of words that can't be, that are unusual, and that look Swedish.
    """

    codec: str
    score: int
    good: int
    letters: str
    bad: set[bytes]
    odd: set[bytes]
    fitting: set[bytes]


def _eight_bits(content: bytes, preferred: str) -> Decoded | Trouble:
    """The best of the encodings with a byte per character."""
    high = bytes(sorted(set(content.translate(None, _ASCII))))
    if _WINDOWS.issuperset(high) and high != b"\xa0":
        return Decoded(content.decode("cp1252"), "cp1252")
    shaped = content.translate(_SHAPES)
    shapes = {shape for shape in set(shaped.split(b" ")) if not shape.isascii()}
    order = [preferred] * (preferred in _EIGHT_BITS) + [codec for codec in _EIGHT_BITS if codec != preferred]
    readings = [found for codec in order if (found := _reading(codec, high, shapes))]
    best = max(readings, key=lambda r: (not r.bad, r.score))  # the first of equals
    rivals = [r for r in readings if r.bad and r.score > max(best.score, 0)]  # some words are in another encoding
    if best.bad or rivals:
        rival = max(rivals, key=lambda r: r.score, default=best)
        place = shaped.index(min(rival.bad))
        text = _around(content.decode(rival.codec), place)
        return say.UNREADABLE(line=_line(content, place), text=text)
    others = [r for r in readings if not r.bad and r.letters != best.letters]
    margin = best.score - max((r.score for r in others), default=-_ALONE)
    text, stray = content.decode(best.codec), best.odd.intersection(set().union(*(r.fitting for r in readings)))
    sure = margin >= -_ODD and (best.good > 1 or best.codec in (preferred, "cp1252") or margin > _ALONE // 2)
    if sure and not stray:
        return Decoded(text, best.codec)
    place = shaped.index(min(stray) if stray else bytes([next(b for b in high if _differs(b, best, others))]))
    doubt = say.UNCERTAIN(encoding=_NAMES[best.codec], line=_line(content, place), text=_around(text, place))
    return Decoded(text, best.codec, doubt)


def _differs(byte: int, best: _Reading, others: list[_Reading]) -> bool:
    """Whether another possible encoding has another character here."""
    char = bytes([byte])
    return any(char.decode(other.codec) != char.decode(best.codec) for other in others)


def _reading(codec: str, high: bytes, shapes: set[bytes]) -> _Reading | None:
    """How the words' shapes fit in an encoding; None where it lacks a byte."""
    try:
        found = _Reading(codec, 0, 0, high.decode(codec), set(), set(), set())
    except UnicodeDecodeError:
        return None
    score = good = 0
    for shape in shapes:
        fits = _fits(shape, codec)
        worst = min(fits)
        score += sum(fit for fit in fits if fit != _BAD)
        good += fits.count(_GOOD)
        if worst <= _ODD:
            (found.bad if worst == _BAD else found.odd).add(shape)
        elif _GOOD in fits and worst >= _PLAIN:
            found.fitting.add(shape)
    return found._replace(score=score, good=good)


def _fits(shape: bytes, codec: str) -> list[int]:
    """How each character that isn't ASCII fits between its neighbours."""
    word = f" {shape.decode(codec)} "
    return [_fit(char, word[at], word[at + 2]) for at, char in enumerate(word[1:-1]) if char > "\x7f"]


@lru_cache(4096)
def _fit(char: str, before: str, after: str) -> int:
    """How well a character stands between two others (shapes a, A, 0 and space, or other characters)."""
    if char in _SPACES:
        return _GOOD if before.isdigit() and after.isdigit() else _PLAIN
    if before.isdigit() and after.isdigit():
        return _PLAIN if char in _BETWEEN_DIGITS else _BAD
    if char in _FOREIGN:
        return _letter_fit(char, before, after)
    if char not in _SIGNS:
        return _BAD
    if before.isalpha() and after.isalpha():
        return _PLAIN if char in _BETWEEN_LETTERS else _BAD
    if before.isalpha():
        return _PLAIN if char in _AFTER_LETTERS else _BAD
    if after.isalpha():
        fits = char in _BEFORE_LETTERS
        return (_ODD if char == "…" else _PLAIN) if fits else _BAD
    return _ODD if char in _SELDOM_ALONE else _PLAIN


def _letter_fit(char: str, before: str, after: str) -> int:
    """The same of a letter: å, ä and ö anywhere, capitals not after small letters, é not first; others are odd."""
    if char.isupper() and before.islower():
        return _DOUBTFUL if char in "ÅÄÖ" else _BAD
    if char.islower() and after.isupper() and not before.islower():
        return _ODD
    if char in "åäöÅÄÖ":
        return _GOOD if before.isalpha() or after.isalpha() else _PLAIN
    if char in "éü":
        return _ODD if not before.isalpha() else _GOOD if char == "é" else _PLAIN
    return _PLAIN if char in "ÉÜ" and (before.isalpha() or after.isalpha()) else _ODD
