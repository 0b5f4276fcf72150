"""The answers about a new kommun as they are shown, and as they hold when they are asked about anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.steps.beginning.new_kommun import NewNamnd
from flows.steps.swedish import day
from schemas.messages.message import listed
from schemas.settings import MONTHS

Told = dict[str, Any]
"""The answers so far, by the names of NewKommun."""


def one_namnd(namnd: NewNamnd) -> str:
    """A nämnd on a line."""
    units = f"ansvar som börjar på {listed(namnd.units)}" if namnd.units else "inga ansvarskoder"
    return f"{namnd.id}: {namnd.name}, {listed(namnd.mail) or 'ingen e-post'}, {units}"


def shown_goals(told: Told) -> str:
    """How many goals."""
    others = [f"{namnd} {goals}" for namnd, goals in told["counts"].items()]
    return f"{told['goals']} per nämnd" + (f", men {listed(others)}" if others else "")


def shown_decision(told: Told) -> str:
    """When the fokusområden were decided."""
    return f"{day(told['decided'][0])}, {told['decided'][1]}" if told["decided"] else "inget"


def shown_prognoses(told: Told) -> str:
    """The months."""
    return f"{listed(MONTHS[m - 1] for m in told['prognoses'])}; delår i {MONTHS[told['interim'] - 1]}"


def held_of(told: Told) -> dict[str, str]:
    """What was answered, by the option (or the text) of its question."""
    decided = told["decided"]
    return {
        "--namn": told["name"],
        "--mapp": told["folder"],
        "--ar": str(told["year"]),
        "--vision": told["vision"],
        WHO: told["contact"][0],
        WHERE: told["contact"][1],
        PHONE: told["contact"][2],
        "--fokusomrade": "; ".join(told["areas"]),
        "--beslut": f"{decided[0]} {decided[1]}" if decided else "",
        "--antal-mal": str(told["goals"]),
        "--undantag": " ".join(f"{namnd}={goals}" for namnd, goals in told["counts"].items()),
        "--prognoser": " ".join(MONTHS[month - 1] for month in told["prognoses"]),
    }


WHO = "Vem svarar på nämndernas frågor"
WHERE = "Till vilken e-postadress ska nämnderna skicka svaren"
PHONE = "Telefon (eller tom rad)"


def overlapping(told: Told) -> Iterator[str]:
    """Codes of which one is the beginning of another nämnd's."""
    codes = [(code, namnd.id) for namnd in told["namnder"] for code in namnd.units]
    for code, namnd in codes:
        for longer, other in codes:
            if namnd != other and longer.startswith(code):
                yield f"▲ Ansvar som börjar på {longer} hör till {other}, fast {namnd} har allt som börjar på {code}."
