"""The settings of a kommun that is new here: its own answers, and the model's numbers as they were decided."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.steps.beginning.settings_file import settings_text
from flows.steps.pages.frame import slug
from schemas.standard import CLOSES, FINANCE, LEVELS, MODEL, OTHER_ROUNDS


@dataclass(frozen=True)
class NewNamnd:
    """A nämnd as it was told: id, name, addresses and the beginnings of its ansvar codes."""

    id: str
    name: str
    mail: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewKommun:
    """The answers. `year`: the first year that is followed up. `decided`: day and paragraph of the fokusområden.

    `prognoses` and `interim` are months, 1–12. `counts`: nämnder with another number of goals, by id.
    """

    folder: str
    name: str
    vision: str
    contact: tuple[str, str, str]
    year: int
    areas: tuple[str, ...]
    namnder: tuple[NewNamnd, ...]
    decided: tuple[dt.date, str] | None = None
    goals: int = MODEL["antal_mal"]
    counts: Mapping[str, int] = field(default_factory=dict)
    prognoses: tuple[int, ...] = tuple(CLOSES)
    interim: int = 9


def kommun_toml(new: NewKommun) -> str:
    """The text of `kommun.toml`, every key explained."""
    return settings_text(settings_values(new), f"Inställningar för {new.name}.")


def settings_values(new: NewKommun) -> dict[str, Any]:
    """The settings by their keys."""
    name, mail, phone = new.contact
    return {
        "format": 1,
        "id": new.folder,
        "namn": new.name,
        "vision": new.vision,
        "ofullstandiga_svar": "visa",
        "kontakt": {"namn": name, "epost": mail} | ({"telefon": phone} if phone else {}),
        "fokusomrade": [_area(new, area) for area in new.areas],
        "namnd": [_namnd(new, namnd) for namnd in new.namnder],
        "modell": [_model(new)],
        "omgang": [*_rounds(new)],
        "ekonomi": FINANCE,
        "mejl": {"adress": mail},
        "tider": {},
    }


def _area(new: NewKommun, area: str) -> dict[str, Any]:
    found: dict[str, Any] = {"fran": new.year, "namn": area}
    if new.decided:
        day, paragraph = new.decided
        found["beslut"] = {"organ": "Kommunfullmäktige", "datum": day, "paragraf": paragraph}
    return found


def _namnd(new: NewKommun, namnd: NewNamnd) -> dict[str, Any]:
    lists = {"epost": list(namnd.mail), "ansvar": list(namnd.units)}
    return {"fran": new.year, "id": namnd.id, "namn": namnd.name} | {k: v for k, v in lists.items() if v}


def _model(new: NewKommun) -> dict[str, Any]:
    first = new.namnder[0].id
    leading = next((n.id for n in new.namnder if "styrelsen" in n.name.lower()), first)
    counts = [{"namnd": namnd, "antal_mal": count} for namnd, count in new.counts.items()]
    numbers = MODEL | {"antal_mal": new.goals, "prognoser_per_ar": len(new.prognoses)}
    return {"fran": new.year, **numbers, "kommunmal_foljs_upp_av": leading, "undantag": counts, "bedomning": LEVELS}


def _rounds(new: NewKommun) -> list[dict[str, Any]]:
    """The year's rounds in the order of the årshjul."""
    first, last = OTHER_ROUNDS[:-1], OTHER_ROUNDS[-1:]
    prognoses = [
        {"slag": "prognos", "manad": month, "till_och_med": max(1, month - 1), "sista_dag": closes(month)}
        | ({"delar": True} if month == new.interim else {})
        for month in sorted(new.prognoses)
    ]
    return [{"fran": new.year, **row} for row in (*first, *prognoses, *last)]


def closes(month: int) -> str:
    """The last day of a prognosis in that month, until the kommun says another."""
    return CLOSES.get(month, f"{month:02d}-20")


def folder_of(name: str) -> str:
    """'Sjöstads kommun' as 'sjostad': what the kommun's folder may be called."""
    own = re.sub(r"\s+(kommun|stad)$", "", name.strip(), flags=re.IGNORECASE)
    genitive = own != name.strip() and re.search(r"[^aeiouyåäös]s$", own) and not own.endswith("fors")
    return slug(own[:-1] if genitive else own)[:40]


def id_of(name: str, taken: Collection[str] = ()) -> str:
    """'Miljö- och byggnadsnämnden' as 'MBN': a short name for a nämnd that no other one has."""
    letters = ""
    for word in re.findall(r"[^\W\d_]+", name):
        if word.lower() in ("och", "för", "i", "av"):
            continue
        ending = re.fullmatch(r".+?(nämnd|styrelse|utskott).*", word, re.IGNORECASE)
        letters += word[0] + (ending[1][0] if ending else "")
    short = (letters.upper() or "N")[:6]
    return next(new for new in (short, *(f"{short}{n}" for n in range(2, 99))) if new not in taken)
