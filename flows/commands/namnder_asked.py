"""The nämnder of a new kommun: asked about one by one, or as options name them."""

from __future__ import annotations

import re
from functools import partial

from flows.commands import answer_readers as read
from flows.commands.asking import Asker, Question, Unfit
from flows.steps.beginning.new_kommun import NewNamnd, id_of
from schemas.messages.message import shortened

_REMOVE = "bort"
_MAIL = "E-post, flera med komma (eller tom rad)"
_UNITS = "Början på ansvarskoderna, till exempel 10, 11 (eller tom rad)"


def asked_namnder(ask: Asker, before: tuple[NewNamnd, ...]) -> tuple[NewNamnd, ...]:
    """One by one; what was answered `before` of the same one, or pasted of several, holds without an answer."""
    found: list[NewNamnd] = []
    left = list(before)
    while True:
        old = left[0] if left else None
        default = old.name if old else "" if found else None
        question = Question(_asked_name(len(found), old), "--namnd", default, many=True)
        name = ask.answer(None, question, partial(_next_name, [n.name for n in found], old))
        if "\n" in name:
            pasted = _pasted(ask, name.split("\n"), found)
            names = {n.name for n in pasted}
            left = [*pasted, *(n for n in left if n.name not in names)]
            continue
        left = left[1:]
        if name == _REMOVE:
            continue
        if not name:
            return tuple(found)
        found.append(_asked_rest(ask, name, old if old and old.name == name else None, [n.id for n in found]))


def _asked_rest(ask: Asker, name: str, old: NewNamnd | None, taken: list[str]) -> NewNamnd:
    """The nämnd of this name, when its id, its addresses and its codes have been asked for."""
    short = Question("  Nämndens id, som börjar alla dess mål", "--namnd", old.id if old else id_of(name, taken))
    mail, units = (", ".join(old.mail), ", ".join(old.units)) if old else ("", "")
    return NewNamnd(
        ask.answer(None, short, read.new_id(taken)),
        name,
        ask.answer(None, Question(f"  {_MAIL}", "--namnd", mail, many=True), read.addresses),
        ask.answer(None, Question(f"  {_UNITS}", "--namnd", units, many=True), read.codes),
    )


def _asked_name(number: int, old: NewNamnd | None) -> str:
    """The question for the next nämnd's name, and what else may be answered."""
    if old:
        end = f" ({_REMOVE} tar bort den{', - avslutar utan de som är kvar' if number else ''})"
    else:
        end = " (tom rad när alla är med)" if number else ", till exempel Kommunstyrelsen"
    return f"Nämnd {number + 1}, namn{end}"


def _next_name(taken: list[str], old: NewNamnd | None, said: str) -> str:
    if "\n" in said:
        return said
    if old and said.strip().casefold() == _REMOVE:
        return _REMOVE
    return "" if taken and said.strip() in ("", "-") else read.new_name(taken)(said)


def _pasted(ask: Asker, lines: list[str], others: list[NewNamnd]) -> list[NewNamnd]:
    """The nämnder of several lines, each to be asked about with what its line says; those that are none are told."""
    found: list[NewNamnd] = []
    for line in lines:
        try:
            found.append(_namnd([*others, *found], line))
        except Unfit as unfit:
            ask.heading(f"  ”{shortened(line)}” är inte läst. {unfit}")
    if found:
        ask.heading(f"  Läst så här: {'; '.join(n.name for n in found)}. De kommer en i taget: Enter om det stämmer.")
    return found


def given_namnder(told: list[str]) -> tuple[NewNamnd, ...]:
    """Those of the options. Raises ExpectedProblem for one without a name, or with another's id or name."""
    found: list[NewNamnd] = []
    for one in told:
        found.append(Asker(sure=True).answer(one, Question("", "--namnd"), partial(_namnd, found)))
    return tuple(found)


def _namnd(others: list[NewNamnd], told: str) -> NewNamnd:
    """'KS; Kommunstyrelsen; ks@kommun.se; 10, 11' in any order; all but the name may be left out."""
    found, taken = [part.strip() for part in re.split(r"[;\t]", told) if part.strip()], [n.id for n in others]
    mail, units = [p for p in found if "@" in p], [p for p in found if p[0].isdecimal()]
    rest = [p for p in found if p not in mail and p not in units]
    ids = [w for w in rest if read.ID.fullmatch(w)]
    names = [w for w in rest if w not in ids]
    if len(names) != 1 or len(ids) > 1:
        raise Unfit("Skriv till exempel 'KS; Kommunstyrelsen; ks@kommun.se; 10, 11'.")
    name = read.new_name([n.name for n in others])(names[0])
    short = read.new_id(taken)(ids[0]) if ids else id_of(name, taken)
    return NewNamnd(short, name, read.addresses(",".join(mail)), read.codes(" ".join(units)))
