"""Codes of ansvar: whose they are, and which of them a spreadsheet program or a careless export may have changed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from flows.steps.finance.labels import Labels
from flows.steps.job import Job
from flows.steps.swedish import words
from flows.steps.texts import cited
from schemas.messages import economy as say
from schemas.messages.message import Trouble, listed

_EXPONENT = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.I)
_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[ T].*)?")
_PARTED = re.compile(r"\d{1,3}(?: \d{3})+")
_CODE_AND_NAME = re.compile(r"(\d[\w.-]*)\s+(\D.*)")
_MOST_ZEROS, _USUAL, _FEWEST = 3, 0.8, 5


@dataclass(frozen=True)
class Owners:
    """By number of a label: the nämnd's id ('' for none), and whether a nämnd or nobody on purpose has the code."""

    ids: list[str]
    claimed: list[bool]


def owners_of(job: Job, texts: list[str]) -> Owners:
    """Whose each code is: by the longest beginning that a nämnd claims.

    A nämnd has what bears its name or id where it has no codes, or the file has none of anyone's; where it is the only
    one and has no codes it has all that isn't outside it.
    """
    claims, outside = _claims(job), job.settings.finance.outside
    fits = ([claim for claim in claims if text and text.startswith(claim[0])] for text in texts)
    ids = [max(found, key=_length, default=("", ""))[1] for found in fits]
    named = [n for n in job.namnder if not n.units or not any(ids)]
    if len(job.namnder) == 1 and not job.namnder[0].units:
        only = job.namnder[0].id
        ids = [only if text and not text.startswith(outside) else "" for text in texts]
    elif named:
        names = {text.casefold(): n.id for n in named for text in (n.id, n.name)}
        ids = [names.get(text.casefold(), own) for text, own in zip(texts, ids, strict=True)]
    beside = [bool(text) and text.startswith(outside) for text in texts]
    return Owners(ids, [bool(own) or other for own, other in zip(ids, beside, strict=True)])


def _claims(job: Job) -> list[tuple[str, str]]:
    return [(code, n.id) for n in job.namnder for code in n.units]


def _length(claim: tuple[str, str]) -> int:
    return len(claim[0])


def parted_names(codes: Labels, areas: Labels) -> tuple[Labels, Labels]:
    """Codes alone where they stand with their name ('1001 Kommunledning'), and the areas with that name.

    An area that says the same as its unit, or as the name, is the name.
    """
    parts = [_CODE_AND_NAME.fullmatch(text) for text in codes.texts]
    if not any(parts):
        return codes, areas
    alone = [found[1] if found else text for found, text in zip(parts, codes.texts, strict=True)]
    pairs = dict.fromkeys(zip(codes.codes.tolist(), areas.codes.tolist(), strict=True))
    numbers = {pair: number for number, pair in enumerate(pairs)}
    names = []
    for code, area in pairs:
        found, own = parts[code], areas.texts[area]
        beside = own if own != codes.texts[code] else ""
        names.append(", ".join(dict.fromkeys(filter(None, (found[2] if found else "", beside)))) or own)
    both = [numbers[pair] for pair in zip(codes.codes.tolist(), areas.codes.tolist(), strict=True)]
    return Labels(codes.codes, alone, codes.raw), Labels(np.array(both, dtype=np.intp), names, list(names))


def odd_codes(labels: Labels) -> Iterator[tuple[Trouble, int]]:
    """Codes that a spreadsheet program has made something else of, by number of the label."""
    for number, (raw, text) in enumerate(zip(labels.raw, labels.texts, strict=True)):
        if what := _not_code(raw, text):
            yield say.NOT_CODE(value=cited(raw), what=what), number


def _not_code(raw: object, text: str) -> str:
    if isinstance(raw, bool):
        return "SANT eller FALSKT"
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return "ett datum eller klockslag"
    if isinstance(raw, float) and not raw.is_integer():
        return "ett tal med decimaler"
    if _DATE.fullmatch(text):
        return "ett datum eller klockslag"
    if _EXPONENT.fullmatch(text):
        return "ett tal skrivet med E"
    return "ett tal med mellanrum" if _PARTED.fullmatch(text) else ""


def lost_zeros(job: Job, texts: list[str], owners: Owners) -> Iterator[tuple[Trouble, int]]:
    """Codes that with a zero before them are another nämnd's, and are shorter than others or nobody's as they stand."""
    if not any(code.startswith("0") for code, _ in _claims(job)):
        return
    names = {n.id: n.name for n in job.namnder} | {"": "ingen nämnd"}
    longest = max((len(text) for text in texts if text.isdigit()), default=0)
    for number, text in enumerate(texts):
        if not text.isdigit() or text.startswith("0") or (owners.claimed[number] and len(text) >= longest):
            continue
        padded = ["0" * zeros + text for zeros in range(1, _MOST_ZEROS + 1)]
        there = next(((c, own) for c, own in zip(padded, owners_of(job, padded).ids, strict=True) if own), None)
        if there and there[1] != owners.ids[number]:
            here = names[owners.ids[number]]
            yield say.LOST_ZERO(unit=text, here=here, code=there[0], there=names[there[1]]), number


def other_lengths(texts: list[str], owners: Owners) -> Iterator[tuple[Trouble, int]]:
    """One warning about the codes that are longer or shorter than nearly all others."""
    numbers = [n for n, text in enumerate(texts) if text.isdigit()]
    lengths = Counter(len(texts[n]) for n in numbers)
    if len(numbers) < _FEWEST or not lengths:
        return
    usual, count = lengths.most_common(1)[0]
    odd = [n for n in numbers if len(texts[n]) != usual and owners.claimed[n]]
    if odd and count >= _USUAL * len(numbers):
        units = listed(texts[n] for n in odd[:5]) + (" med flera" if len(odd) > 5 else "")
        yield say.OTHER_LENGTH(units=units, length=words(usual)), odd[0]


def two_claims(job: Job, texts: list[str]) -> Iterator[tuple[Trouble, int]]:
    """Codes that begin as more than one nämnd's do, one per pair of nämnder."""
    names, told = {n.id: n.name for n in job.namnder}, set[tuple[str, str]]()
    claims = [claim for claim in _claims(job) if claim[0]]
    short = [one for one in claims if any(o[0].startswith(one[0]) and o[1] != one[1] for o in claims)]
    for number, text in enumerate(texts) if short else ():
        fits = sorted((c for c in claims if text.startswith(c[0])), key=_length)
        if len({own for _, own in fits}) > 1:
            one, other = next(c for c in fits if c[1] != fits[-1][1]), fits[-1]
            if (one[1], other[1]) not in told:
                told.add((one[1], other[1]))
                texts_ = {key: f"{names[own]} ({code})" for key, (code, own) in (("one", one), ("other", other))}
                yield say.TWO_CLAIM(unit=text, **texts_), number


def unclaimed(job: Job, texts: list[str], owners: Owners) -> Iterator[tuple[Trouble, int]]:
    """Codes of no nämnd (E2) that the settings don't say stand outside the nämnder."""
    outside = job.settings.finance.outside
    none = [n for n, claimed in enumerate(owners.claimed) if not claimed]
    codes = json.dumps([*outside, *filter(None, (texts[n] for n in none))], ensure_ascii=False)
    for number in none:
        text = texts[number]
        yield (say.UNCLAIMED(unit=text, outside=codes) if text else say.WITHOUT_UNIT()), number
