"""What is asked of a new kommun, from options and questions; any answer can be changed before all is written."""

from __future__ import annotations

import datetime as dt
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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
from flows.commands.asking import BACK, Asker, Back, Question
from flows.commands.namnder_asked import asked_namnder, given_namnder
from flows.commands.terminal import is_no, is_yes
from flows.steps.beginning.new_kommun import NewKommun, folder_of
from flows.steps.job import stop
from flows.steps.swedish import words
from schemas.messages import settings as say
from schemas.settings import MONTHS
from schemas.standard import CLOSES, MODEL


@dataclass(frozen=True)
class Subject:
    """What is asked about together: how it is asked, how its answer is shown, and the options that give it."""

    title: str
    asked: Callable[[Namespace, Asker, Told], Told]
    shown: Callable[[Told], str]
    options: tuple[str, ...]


def gathered(options: Namespace, ask: Asker, today: dt.date) -> NewKommun | None:
    """All answers, seen and changed until they are right; None where they are declined. Raises ExpectedProblem."""
    if not ask.sure:
        sys.stdout.write(
            f"Här är frågor om {words(len(SUBJECTS))} saker, och fyra om varje nämnd.\n"
            "Det som står inom hakparentes gäller om ni bara trycker Enter.\n"
            f"Med ordet {BACK} kommer frågan före igen. Ctrl+C avbryter.\n"
            "Sist visas alla svar och kan ändras; innan dess skrivs ingenting.\n"
        )
    told = _all_told(options, ask, today)
    if ask.sure:
        sys.stdout.writelines(f"{line}\n" for line in _areas_told(told))
    elif not _agreed(ask, told):
        return None
    return NewKommun(**{name: value for name, value in told.items() if name != "today"})


def _all_told(options: Namespace, ask: Asker, today: dt.date) -> Told:
    """Every subject's answers."""

    def asked(asker: Asker) -> Told:
        told: Told = {"today": today}
        for number, subject in enumerate(SUBJECTS, 1):
            if not (ask.sure or all(getattr(options, name) for name in subject.options)):
                asker.heading(f"\n{subject.title} ({number} av {len(SUBJECTS)})")
            told |= subject.asked(options, asker, told)
        return told

    while (found := _stepping(ask, asked)) is None:
        sys.stdout.write("\n  Det här är den första frågan.")
    return found


def _stepping(ask: Asker, asked: Callable[[Asker], Told]) -> Told | None:
    """What is answered. One step back is all the lines before it again, unasked; None where there are none."""
    again: list[str] = []
    while True:
        asker = replace(ask, can_go_back=True, again=again, taken=[])
        try:
            return asked(asker)
        except Back:
            if not asker.taken:
                return None
            again = asker.taken[:-1]


def _agreed(ask: Asker, told: Told) -> bool:
    """Whether what is told is right, when it has been changed as the answers say."""
    changed = True
    while True:
        if changed:
            sys.stdout.write("\n".join(["\nSå blir det:", *_summary(told)]) + "\n")
        changed = False
        said = ask.line(Question("Stämmer det? (ja, nej eller numret på det som ska ändras)", "--ja"))
        if is_yes(said):
            return True
        if is_no(said):
            said = ask.line(Question("Vilket nummer ska ändras? (tom rad: avbryt, inget skrivs)", "--ja", ""))
            if not said:
                return False
        if said.isdecimal() and 1 <= int(said) <= len(SUBJECTS):
            changed = bool(anew := _told_anew(SUBJECTS[int(said) - 1], ask, told))
            told |= anew
            told["counts"] = {n: goals for n, goals in told["counts"].items() if n in _ids(told)}
        else:
            sys.stdout.write(f"  Skriv ja, nej eller ett tal mellan 1 och {len(SUBJECTS)}.\n")


def _told_anew(subject: Subject, ask: Asker, told: Told) -> Told:
    """The subject's answers asked for again; nothing new for who goes back from the first of them."""
    nothing = Namespace(**dict.fromkeys(subject.options))
    held = replace(ask, held=held_of(told))
    return _stepping(held, lambda asker: subject.asked(nothing, asker, told)) or {}


def _summary(told: Told) -> Iterator[str]:
    """A line for each subject, and what in it breaks the model."""
    for number, subject in enumerate(SUBJECTS, 1):
        first, *more = subject.shown(told).split("\n")
        yield f"  {number:>2} {subject.title:<16}{first}"
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
    return {"contact": (who, where, ask.answer(phone, Question(PHONE, "--kontakt", ""), read.telephone))}


def _areas(options: Namespace, ask: Asker, told: Told) -> Told:
    question = Question("Vilka är fokusområdena? Skilj dem med komma eller semikolon", "--fokusomrade", many=True)
    given = "; ".join(options.fokusomrade) if options.fokusomrade else None
    areas = ask.answer(given, question, read.several)
    if given is None and not ask.sure:
        ask.heading(f"  Läst så här: {'; '.join(areas)}. Hör två ihop, skriv om alla med semikolon emellan.")
        for line in _areas_told({"areas": areas}):
            ask.heading(f"  {line}")
    return {"areas": areas}


def _decision(options: Namespace, ask: Asker, told: Told) -> Told:
    said = "När beslutades fokusområdena, till exempel 2026-06-15 § 62 (eller tom rad)"
    return {"decided": ask.answer(options.beslut, Question(said, "--beslut", ""), read.decision)}


def _namnder(options: Namespace, ask: Asker, told: Told) -> Told:
    return {"namnder": given_namnder(options.namnd) if options.namnd else asked_namnder(ask, told.get("namnder", ()))}


def _ids(told: Told) -> set[str]:
    return {n.id for n in told["namnder"]}


def _goals(options: Namespace, ask: Asker, told: Told) -> Told:
    """How many goals a nämnd has, and those that have another number."""
    usual = Question("Hur många mål ska varje nämnd ha", "--antal-mal", str(MODEL["antal_mal"]))
    other = Question("Nämnder med ett annat antal, till exempel KS=8 (eller tom rad)", "--undantag", "", many=True)
    goals = ask.answer(options.antal_mal, usual, read.count)
    return {"goals": goals, "counts": ask.answer(_spaced(options.undantag), other, read.counts(_ids(told)))}


def _prognoses(options: Namespace, ask: Asker, told: Told) -> Told:
    months = Question("Vilka månader görs prognoser", "--prognoser", " ".join(MONTHS[m - 1] for m in CLOSES), many=True)
    prognoses = ask.answer(_spaced(options.prognoser), months, read.month_list)
    nearest = min(prognoses, key=lambda month: abs(month - 9))
    interim = Question("Vilken av dem är delår", "--delar", MONTHS[nearest - 1])
    return {"prognoses": prognoses, "interim": ask.answer(options.delar, interim, read.one_of(prognoses))}


def _spaced(given: list[str] | None) -> str | None:
    return " ".join(given) if given else None


SUBJECTS = (
    Subject("Kommun", _name, lambda told: f"{told['name']}, i mappen {told['folder']}", ("namn", "mapp")),
    Subject("Första år", _year, lambda told: str(told["year"]), ("ar",)),
    Subject("Vision", _vision, lambda told: str(told["vision"]), ("vision",)),
    Subject("Kontakt", _contact, lambda told: ", ".join(filter(None, told["contact"])), ("kontakt",)),
    Subject("Fokusområden", _areas, lambda told: "\n".join(told["areas"]), ("fokusomrade",)),
    Subject("Deras beslut", _decision, shown_decision, ("beslut",)),
    Subject("Nämnder", _namnder, lambda told: "\n".join(map(one_namnd, told["namnder"])), ("namnd",)),
    Subject("Mål", _goals, shown_goals, ("antal_mal", "undantag")),
    Subject("Prognoser", _prognoses, shown_prognoses, ("prognoser", "delar")),
)
"""In the order in which they are asked about."""
