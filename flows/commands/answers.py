"""What is asked of a new kommun, from options and questions; any answer can be changed before all is written."""

from __future__ import annotations

import datetime as dt
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flows.commands import answer_readers as read
from flows.commands.answers_shown import (
    PHONE,
    WHERE,
    WHO,
    Told,
    held_of,
    one_namnd,
    overlapping,
    shown_decision,
    shown_goals,
    shown_prognoses,
)
from flows.commands.asking import Asker, Question, Unfit
from flows.commands.terminal import is_no, is_yes
from flows.steps.beginning.new_kommun import NewKommun, NewNamnd, folder_of, id_of
from flows.steps.job import stop
from schemas.messages import settings as say
from schemas.settings import MONTHS
from schemas.standard import CLOSES, MODEL


@dataclass(frozen=True)
class Part:
    """What is asked about together: how it is asked, how its answer is shown, and the options that give it."""

    title: str
    asked: Callable[[Namespace, Asker, Told], Told]
    shown: Callable[[Told], str]
    options: tuple[str, ...]


def gathered(options: Namespace, ask: Asker, today: dt.date) -> NewKommun | None:
    """All answers, seen and changed until they are right; None where they are declined. Raises ExpectedProblem."""
    told: Told = {"today": today}
    if not ask.sure:
        sys.stdout.write(
            f"{len(PARTS)} saker behöver bestämmas. Det som står inom hakparentes gäller om ni bara trycker Enter.\n"
            "Sist visas alla svar och kan ändras; innan dess skrivs ingenting. Ctrl+C avbryter.\n"
        )
    for part in PARTS:
        told |= part.asked(options, ask, told)
    if ask.sure:
        sys.stdout.writelines(f"{line}\n" for line in _areas_told(told))
    elif not _agreed(ask, told):
        return None
    return NewKommun(**{name: value for name, value in told.items() if name != "today"})


def _agreed(ask: Asker, told: Told) -> bool:
    """Whether what is told is right, when it has been changed as the answers say."""
    while True:
        sys.stdout.write("\n".join(["\nSå blir det:", *_summary(told)]) + "\n")
        said = ask.line(Question("Stämmer det? (ja, nej eller numret på det som ska ändras)", "--ja"))
        if is_yes(said):
            return True
        if is_no(said):
            said = ask.line(Question("Vilket nummer ska ändras? (tom rad: avbryt, inget skrivs)", "--ja", ""))
            if not said:
                return False
        if said.isdecimal() and 1 <= int(said) <= len(PARTS):
            part = PARTS[int(said) - 1]
            told |= part.asked(_nothing(part.options), replace(ask, held=held_of(told)), told)
            told["counts"] = {n: goals for n, goals in told["counts"].items() if n in _ids(told)}
        else:
            sys.stdout.write(f"  Skriv ja, nej eller ett tal mellan 1 och {len(PARTS)}.\n")


def _nothing(options: tuple[str, ...]) -> Namespace:
    return Namespace(**dict.fromkeys(options))


def _summary(told: Told) -> Iterator[str]:
    """A line for each part, and what in it breaks the model."""
    for number, part in enumerate(PARTS, 1):
        first, *more = part.shown(told).split("\n")
        yield f"  {number:>2} {part.title:<16}{first}"
        yield from (" " * 21 + line for line in more)
    yield from _areas_told(told)
    yield from overlapping(told)


def _areas_told(told: Mapping[str, Any]) -> Iterator[str]:
    fewest, most, count = MODEL["fokusomraden_minst"], MODEL["fokusomraden_hogst"], len(told["areas"])
    if not fewest <= count <= most:
        areas = "1 fokusområde" if count == 1 else f"{count} fokusområden"
        yield f"▲ {areas}: enligt modellen ska det vara mellan {fewest} och {most} (regel F1)."


def _name(options: Namespace, ask: Asker, told: Told) -> Told:
    name = ask.answer(options.namn, Question("Vad heter kommunen, till exempel Sjöstads kommun", "--namn"), read.text)
    question = Question("Vad ska kommunens mapp heta", "--mapp", folder_of(name))
    return {"name": name, "folder": ask.answer(options.mapp, question, read.folder)}


def _year(options: Namespace, ask: Asker, told: Told) -> Told:
    held = str(told["today"].year + (told["today"].month > 8))
    return {"year": ask.answer(options.ar, Question("Vilket år ska följas upp först", "--ar", held), read.year)}


def _vision(options: Namespace, ask: Asker, told: Told) -> Told:
    return {"vision": ask.answer(options.vision, Question("Vad heter visionen", "--vision", "Visionen"), read.text)}


def _contact(options: Namespace, ask: Asker, told: Told) -> Told:
    """'Eva Ek; eva@kommun.se; 0500-12 34 56' in any order; what it lacks is asked for."""
    given = [part.strip() for part in re.split("[;,]", options.kontakt or "") if part.strip()]
    mail = next((part for part in given if "@" in part), None)
    phone = next((part for part in given if re.fullmatch(r"[+\d][\d\s()/-]*", part)), "" if given else None)
    name = next((part for part in given if part not in (mail, phone)), None)
    if given and not mail and ask.sure:
        wanted = "E-postadressen saknas. Skriv till exempel 'Eva Ek; eva.ek@kommun.se'."
        raise stop(say.ANSWER_UNFIT(value=options.kontakt, option="--kontakt", wanted=wanted))
    who = ask.answer(name, Question(WHO, "--kontakt", "Ekonomiavdelningen"), read.text)
    where = ask.answer(mail, Question(WHERE, "--kontakt"), read.address)
    return {"contact": (who, where, ask.answer(phone, Question(PHONE, "--kontakt", ""), str.strip))}


def _areas(options: Namespace, ask: Asker, told: Told) -> Told:
    question = Question("Vilka är fokusområdena? Skilj dem med komma eller semikolon", "--fokusomrade")
    given = "; ".join(options.fokusomrade) if options.fokusomrade else None
    return {"areas": ask.answer(given, question, read.several)}


def _decision(options: Namespace, ask: Asker, told: Told) -> Told:
    said = "När beslutades fokusområdena, till exempel 2026-06-15 § 62 (eller tom rad)"
    return {"decided": ask.answer(options.beslut, Question(said, "--beslut", ""), read.decision)}


def _namnder(options: Namespace, ask: Asker, told: Told) -> Told:
    return {"namnder": _given_namnder(options.namnd) if options.namnd else _asked_namnder(ask, told.get("namnder", ()))}


def _asked_namnder(ask: Asker, before: tuple[NewNamnd, ...]) -> tuple[NewNamnd, ...]:
    """One by one; what was answered `before` of the same one holds without an answer."""
    found: list[NewNamnd] = []
    while True:
        old = before[len(found)] if len(found) < len(before) else None
        end = f" ({'-' if old else 'tom rad'} när alla är med)" if found else ", till exempel Kommunstyrelsen"
        question = Question(f"Nämnd {len(found) + 1}, namn{end}", "--namnd", old.name if old else "" if found else None)
        name = ask.answer(None, question, partial(_next_name, [n.name for n in found]))
        if not name:
            return tuple(found)
        old = old if old and old.name == name else None
        taken = [n.id for n in found]
        short = Question("  Nämndens id, som börjar alla dess mål", "--namnd", old.id if old else id_of(name, taken))
        mail = Question("  E-post, flera med komma (eller tom rad)", "--namnd", ", ".join(old.mail) if old else "")
        first = "  Början på ansvarskoderna, till exempel 10, 11 (eller tom rad)"
        units = Question(first, "--namnd", ", ".join(old.units) if old else "")
        found.append(
            NewNamnd(
                ask.answer(None, short, read.new_id(taken)),
                name,
                ask.answer(None, mail, read.addresses),
                ask.answer(None, units, read.codes),
            )
        )


def _next_name(taken: list[str], said: str) -> str:
    return "" if taken and said.strip() in ("", "-") else read.new_name(taken)(said)


def _given_namnder(told: list[str]) -> tuple[NewNamnd, ...]:
    """Those of the options. Raises ExpectedProblem for one without a name, or with another's id or name."""
    found: list[NewNamnd] = []
    for one in told:
        found.append(Asker(sure=True).answer(one, Question("", "--namnd"), partial(_namnd, found)))
    return tuple(found)


def _namnd(others: list[NewNamnd], told: str) -> NewNamnd:
    """'KS; Kommunstyrelsen; ks@kommun.se; 10, 11' in any order; all but the name may be left out."""
    found, taken = [part.strip() for part in told.split(";") if part.strip()], [n.id for n in others]
    mail, units = [p for p in found if "@" in p], [p for p in found if p[0].isdecimal()]
    words = [p for p in found if p not in mail and p not in units]
    ids = [w for w in words if read.ID.fullmatch(w)]
    names = [w for w in words if w not in ids]
    if len(names) != 1 or len(ids) > 1:
        raise Unfit("Skriv till exempel 'KS; Kommunstyrelsen; ks@kommun.se; 10, 11'.")
    name = read.new_name([n.name for n in others])(names[0])
    short = read.new_id(taken)(ids[0]) if ids else id_of(name, taken)
    return NewNamnd(short, name, read.addresses(",".join(mail)), read.codes(" ".join(units)))


def _ids(told: Told) -> set[str]:
    return {n.id for n in told["namnder"]}


def _goals(options: Namespace, ask: Asker, told: Told) -> Told:
    """How many goals a nämnd has, and those that have another number."""
    usual = Question("Hur många mål ska varje nämnd ha", "--antal-mal", str(MODEL["antal_mal"]))
    other = Question("Nämnder med ett annat antal, till exempel KS=8 (eller tom rad)", "--undantag", "")
    goals = ask.answer(options.antal_mal, usual, read.count)
    return {"goals": goals, "counts": ask.answer(_spaced(options.undantag), other, read.counts(_ids(told)))}


def _prognoses(options: Namespace, ask: Asker, told: Told) -> Told:
    months = Question("Vilka månader görs prognoser", "--prognoser", " ".join(MONTHS[m - 1] for m in CLOSES))
    prognoses = ask.answer(_spaced(options.prognoser), months, read.month_list)
    nearest = min(prognoses, key=lambda month: abs(month - 9))
    interim = Question("Vilken av dem är delår", "--delar", MONTHS[nearest - 1])
    return {"prognoses": prognoses, "interim": ask.answer(options.delar, interim, read.one_of(prognoses))}


def _spaced(given: list[str] | None) -> str | None:
    return " ".join(given) if given else None


PARTS = (
    Part("Kommun", _name, lambda told: f"{told['name']}, i mappen {told['folder']}", ("namn", "mapp")),
    Part("Första år", _year, lambda told: str(told["year"]), ("ar",)),
    Part("Vision", _vision, lambda told: str(told["vision"]), ("vision",)),
    Part("Kontakt", _contact, lambda told: ", ".join(filter(None, told["contact"])), ("kontakt",)),
    Part("Fokusområden", _areas, lambda told: "\n".join(told["areas"]), ("fokusomrade",)),
    Part("Deras beslut", _decision, shown_decision, ("beslut",)),
    Part("Nämnder", _namnder, lambda told: "\n".join(map(one_namnd, told["namnder"])), ("namnd",)),
    Part("Mål", _goals, shown_goals, ("antal_mal", "undantag")),
    Part("Prognoser", _prognoses, shown_prognoses, ("prognoser", "delar")),
)
"""In the order in which they are asked about."""
