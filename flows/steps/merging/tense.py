"""The same sentences of what is expected and of what became: a prognosis looks ahead, an årsbokslut back."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.kinds import RoundKind


@dataclass(frozen=True)
class Tense:
    """Words that change with the time that is told of."""

    reach: str
    partly: str
    missed: str
    not_partly: str
    that_missed: str
    become: str
    even: str
    overspend: str
    before: str
    why: str
    short: str
    compared: str
    outlook: str
    bar: dict[str, str]


EXPECTED = Tense(
    reach="bedöms nås",
    partly="nås delvis",
    missed="nås inte",
    not_partly="bedöms inte nås",
    that_missed="som inte nås",
    become="väntas bli",
    even="väntas gå",
    overspend="väntas få underskott över gränsen",
    before="Förra prognosen",
    why="Konsekvens",
    short="nås",
    compared="prognos",
    outlook="Prognosen",
    bar={"reached": "Målet nås", "partly": "Nås delvis", "missed": "Nås inte", "open": "Ej bedömt"},
)
BECAME = Tense(
    reach="nåddes",
    partly="nåddes delvis",
    missed="nåddes inte",
    not_partly="nåddes inte",
    that_missed="som inte nåddes",
    become="blev",
    even="gick",
    overspend="fick underskott över gränsen",
    before="Sista prognosen",
    why="Analys",
    short="nåddes",
    compared="utfall",
    outlook="Utfallet",
    bar={"reached": "Målet nåddes", "partly": "Nåddes delvis", "missed": "Nåddes inte", "open": "Ej bedömt"},
)


def tense_of(kind: RoundKind) -> Tense:
    """What a kind of round tells of."""
    return BECAME if kind.final else EXPECTED
