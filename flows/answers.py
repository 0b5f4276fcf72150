"""What is asked of a new kommun, and how each answer is read."""

from __future__ import annotations

import datetime as dt
import re
from argparse import Namespace
from collections.abc import Callable
from functools import partial

from flows.asking import Asker, Question, Unfit
from flows.steps.beginning.new_kommun import NewKommun, NewNamnd, folder_of, id_of, month_of
from flows.steps.swedish import capital, listed
from schemas.settings import MONTHS
from schemas.standard import CLOSES, MODEL

_DECIDED = re.compile(r"(\d{4}-\d\d-\d\d)[ ,;]+(§.*)")
_ID = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,7}")


def gathered(options: Namespace, ask: Asker, today: dt.date) -> NewKommun:
    """All answers, from options and questions. Raises ExpectedProblem."""
    name = ask.answer(options.namn, Question("Vad heter kommunen, till exempel Sjöstads kommun", "--namn"), text)
    folder = ask.answer(options.mapp, Question("Vad ska kommunens mapp heta", "--mapp", folder_of(name)), _folder)
    held = str(today.year + (today.month > 8))
    year = ask.answer(options.ar, Question("Vilket år ska följas upp först", "--ar", held), _year)
    vision = ask.answer(options.vision, Question("Vad heter visionen", "--vision", "Visionen"), text)
    contact = _contact(options, ask)
    areas = ask.answer(_joined(options.fokusomrade), _areas_question(), several)
    decided = ask.answer(options.beslut, _decision_question("fokusområdena", "--beslut"), decision)
    namnder = _given_namnder(options.namnd) if options.namnd else _asked_namnder(ask)
    goals, counts = _goals(options, ask, {n.id for n in namnder})
    months = Question("Vilka månader görs prognoser", "--prognoser", " ".join(MONTHS[m - 1] for m in CLOSES))
    prognoses = ask.answer(_spaced(options.prognoser), months, month_list)
    interim = Question("Vilken av dem är delår", "--delar", MONTHS[max(prognoses, key=_near_september) - 1])
    return NewKommun(
        *(folder, name, vision, contact, year, areas, namnder, decided),
        goals=goals,
        counts=counts,
        prognoses=prognoses,
        interim=ask.answer(options.delar, interim, _one_of(prognoses)),
    )


def _goals(options: Namespace, ask: Asker, ids: set[str]) -> tuple[int, dict[str, int]]:
    """How many goals a nämnd has, and those that have another number."""
    usual = Question("Hur många mål ska varje nämnd ha", "--antal-mal", str(MODEL["antal_mal"]))
    other = Question("Nämnder med ett annat antal, till exempel KS=8 (eller tom rad)", "--undantag", "")
    goals = ask.answer(options.antal_mal, usual, count)
    return goals, ask.answer(_spaced(options.undantag), other, _counts(ids))


def _near_september(month: int) -> int:
    return -abs(month - 9)


def _areas_question() -> Question:
    return Question("Vilka är fokusområdena? Skilj dem med komma", "--fokusomrade")


def _decision_question(what: str, option: str) -> Question:
    return Question(f"När beslutades {what}, till exempel 2026-06-15 § 62 (eller tom rad)", option, "")


def _contact(options: Namespace, ask: Asker) -> tuple[str, str, str]:
    given = [part.strip() for part in options.kontakt.split(";")] if options.kontakt else []
    name, mail, phone = (given + [""] * 3)[:3] if given else [None] * 3
    who = ask.answer(name, Question("Vem svarar på nämndernas frågor", "--kontakt", "Ekonomiavdelningen"), text)
    where = ask.answer(mail, Question("Till vilken adress mejlas svaren", "--kontakt"), address)
    return who, where, ask.answer(phone, Question("Telefon (eller tom rad)", "--kontakt", ""), str.strip)


def _asked_namnder(ask: Asker) -> tuple[NewNamnd, ...]:
    found: list[NewNamnd] = []
    while True:
        number = len(found) + 1
        end = " (tom rad när alla är med)" if found else ", till exempel Kommunstyrelsen"
        default = "" if found else None
        name = ask.answer(
            None, Question(f"Nämnd {number}, namn{end}", "--namnd", default), str.strip if found else text
        )
        if not name:
            return tuple(found)
        taken = [n.id for n in found]
        short = Question("  Kort namn, som börjar nämndens alla mål", "--namnd", id_of(name, taken))
        found.append(
            NewNamnd(
                ask.answer(None, short, _new_id(taken)),
                name,
                ask.answer(None, Question("  E-post, flera med komma (eller tom rad)", "--namnd", ""), addresses),
                ask.answer(None, Question("  Början på ansvarskoderna (eller tom rad)", "--namnd", ""), parts),
            )
        )


def _given_namnder(told: list[str]) -> tuple[NewNamnd, ...]:
    """Those of the options. Raises ExpectedProblem for one without a name, or with another's id."""
    found: list[NewNamnd] = []
    for one in told:
        found.append(Asker(sure=True).answer(one, Question("", "--namnd"), partial(_namnd, [n.id for n in found])))
    return tuple(found)


def _namnd(taken: list[str], told: str) -> NewNamnd:
    """'KS; Kommunstyrelsen; ks@kommun.se; 10' in any order; all but the name may be left out."""
    found = [part.strip() for part in told.split(";") if part.strip()]
    mail, units = [p for p in found if "@" in p], [p for p in found if re.fullmatch(r"\d[\d, ]*", p)]
    words = [p for p in found if p not in mail and p not in units]
    ids = [w for w in words if _ID.fullmatch(w)]
    names = [w for w in words if w not in ids]
    if len(names) != 1 or len(ids) > 1:
        raise Unfit("Skriv till exempel 'KS; Kommunstyrelsen; ks@kommun.se; 10'.")
    short = _new_id(taken)(ids[0]) if ids else id_of(names[0], taken)
    addressed = tuple(a for p in mail for a in addresses(p))
    return NewNamnd(short, names[0], addressed, tuple(u for p in units for u in parts(p)))


def _joined(given: list[str] | None) -> str | None:
    return ", ".join(given) if given else None


def _spaced(given: list[str] | None) -> str | None:
    return " ".join(given) if given else None


def text(said: str) -> str:
    """Any text but an empty one."""
    if not said.strip() or len(said) > 80:
        raise Unfit("Skriv mellan ett och åttio tecken.")
    return said.strip()


def parts(said: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in said.split(",") if part.strip())


def several(said: str) -> tuple[str, ...]:
    """At least one text, between commas."""
    found = parts(said)
    if not found:
        raise Unfit("Skriv minst ett, till exempel Boende, Lärande, Ungdomar.")
    return tuple(dict.fromkeys(capital(part) for part in found))


def addresses(said: str) -> tuple[str, ...]:
    """Addresses between commas."""
    return tuple(address(part) for part in parts(said))


def address(said: str) -> str:
    """An e-mail address."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said.strip()):
        raise Unfit("Skriv en e-postadress, till exempel ekonomi@kommun.se.")
    return said.strip()


def count(said: str) -> int:
    """A whole number above zero."""
    if not said.strip().isdecimal() or not int(said):
        raise Unfit("Skriv ett heltal, till exempel 5.")
    return int(said)


def decision(said: str) -> tuple[dt.date, str] | None:
    """Day and paragraph; None for nothing."""
    if not said.strip():
        return None
    found = _DECIDED.fullmatch(said.strip())
    try:
        return dt.date.fromisoformat(found[1] if found else ""), found[2] if found else ""
    except ValueError:
        raise Unfit("Skriv dag och paragraf, till exempel 2026-06-15 § 62.") from None


def month_list(said: str) -> tuple[int, ...]:
    """Months in order, each once."""
    found = [month_of(word) for word in re.split(r"[\s,]+(?:och\s+)?", said.strip()) if word]
    if not found or 0 in found:
        raise Unfit("Skriv månader, till exempel april juni september november.")
    return tuple(sorted(set(found)))


def _one_of(months: tuple[int, ...]) -> Callable[[str], int]:
    def read(said: str) -> int:
        if month_of(said) not in months:
            raise Unfit(f"Välj bland {listed(MONTHS[m - 1] for m in months)}.")
        return month_of(said)

    return read


def _counts(ids: set[str]) -> Callable[[str], dict[str, int]]:
    def read(said: str) -> dict[str, int]:
        pairs = [part.partition("=")[::2] for part in re.split(r"[\s,]+", said.strip()) if part]
        if any(name not in ids or not number.isdecimal() for name, number in pairs):
            raise Unfit(f"Skriv till exempel KS=8. Nämnderna är {listed(sorted(ids))}.")
        return {name: int(number) for name, number in pairs}

    return read


def _year(said: str) -> int:
    if not re.fullmatch(r"20\d\d", said.strip()):
        raise Unfit("Skriv ett år, till exempel 2027.")
    return int(said)


def _folder(said: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", said.strip()):
        raise Unfit("Skriv gemener a–z, siffror och bindestreck, till exempel sjostad.")
    return said.strip()


def _new_id(taken: list[str]) -> Callable[[str], str]:
    def read(said: str) -> str:
        short = said.strip().upper()
        if short in taken or not _ID.fullmatch(short):
            raise Unfit("Skriv högst åtta bokstäver och siffror, till exempel KS, som ingen annan nämnd har.")
        return short

    return read
