"""Tables that are made of a round's answers: who supports which fokusområde, what is shared, the verdict on a goal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas.choices import NO, YES
from schemas.columns import Number, Table, Text, column
from schemas.rules.kinds_of_rule import Facts
from schemas.rules.model_rules import split
from schemas.sheets.reviews import CRITERIA

Tables = Mapping[str, pd.DataFrame]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Derived:
    """A table with its columns, and the function that makes its rows from the round's tables (key in `key`)."""

    id: str
    name: str
    title: str
    note: str
    model: type[Table]
    make: Callable[[Tables, Facts], Rows]


class AreaSupport(Table):
    """One row per fokusområde in force."""

    area: Text = column("Fokusområde", "Fokusområdet.", by="tool", width=24)
    standing: Text = column("Läge", "Om någon nämnd föreslår något för fokusområdet.", by="tool", width=20)
    count: Number = column("Målområden", "Antal föreslagna målområden.", "number", "tool", width=12)
    namnder: Text = column("Nämnder", "Nämnder som föreslår något.", by="tool", width=30)
    proposed: Text = column("Förslag", "Målområdena, med nämnden före.", by="tool", width=90)


class SharedAreas(Table):
    """One row per målområde that a nämnd wants to share."""

    area_id: Text = column("Område-id", "Radens nummer.", by="tool", width=14)
    namnd: Text = column("Nämnd", "Nämnden som föreslår.", by="tool", width=9)
    area: Text = column("Målområde", "Det som nämnden vill sätta mål för.", by="tool", width=60)
    partners: Text = column("Vill dela med", "Nämnder som den vill dela målet med.", by="tool", width=16)
    standing: Text = column("Läge", "Om de andra har föreslagit detsamma.", by="tool", width=44)


class Verdicts(Table):
    """One row per proposed goal with the reviewers' answers put together."""

    goal_id: Text = column("Mål-id", "Målets nummer.", by="tool", width=10)
    namnd: Text = column("Nämnd", "Nämnden som föreslår målet.", by="tool", width=9)
    goal: Text = column("Mål", "Målet så som nämnden föreslår det.", by="tool", width=50)
    verdict: Text = column("Granskning", "Vad granskarna kom fram till.", by="tool", width=26)
    yes: Number = column("Ja", "Antal ja.", "number", "tool", width=7)
    no: Number = column("Nej", "Antal nej.", "number", "tool", width=7)
    weak: Text = column("Behöver ses över", "Kriterier som någon har svarat nej på.", by="tool", width=26)
    split: Text = column("Oense om", "Kriterier där granskarna svarar olika.", by="tool", width=22)
    comments: Text = column("Kommentarer", "Granskarnas kommentarer.", by="tool", width=60)


def area_support(tables: Tables, facts: Facts) -> Rows:
    """Every fokusområde in force, also one that no nämnd supports."""
    areas = tables["areas"].dropna(subset="area")
    rows: Rows = []
    for name in facts.choices["focus_area"]:
        mine = areas[(areas["focus_area"] == name) | (areas["also"] == name)]
        owners = list(dict.fromkeys(mine["namnd"]))
        word = "▲ Ingen nämnd" if not owners else "◐ En nämnd" if len(owners) == 1 else "● Flera nämnder"
        told = "\n".join(f"{n}: {a}" for n, a in zip(mine["namnd"], mine["area"], strict=True))
        said = {"standing": word, "count": len(mine), "namnder": ", ".join(owners), "proposed": told}
        rows.append({"key": name, "area": name} | said)
    return rows


def shared_areas(tables: Tables, facts: Facts) -> Rows:
    """Målområden that name partners, and whether those have proposed to share one with this nämnd."""
    areas = tables["areas"].dropna(subset=["area", "partners"])
    wanted = {(n, p) for n, partners in zip(areas["namnd"], areas["partners"], strict=True) for p in split(partners)}
    rows: Rows = []
    for key, row in areas.to_dict("index").items():
        silent = [p for p in split(row["partners"]) if (p, row["namnd"]) not in wanted]
        told = f"◐ Ta upp med {', '.join(silent)}" if silent else "● Båda har föreslagit att dela"
        rows.append({"key": str(key), "area_id": str(key), "standing": told} | _only(row, "namnd", "area", "partners"))
    return rows


def _only(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def verdicts(tables: Tables, facts: Facts) -> Rows:
    """S1: each proposed goal with what the reviewers said of each criterion; disagreement is shown, not settled."""
    rows: Rows = []
    for goal_id, mine in tables["reviews"].groupby("goal_id", sort=False):
        said = {name: list(mine[name].dropna()) for name in CRITERIA}
        weak = [CRITERIA[n][0].lower() for n, words in said.items() if NO in words]
        differ = [CRITERIA[n][0].lower() for n, words in said.items() if {YES, NO} <= set(words)]
        answers = [word for words in said.values() for word in words]
        about = mine.dropna(subset="comment")
        comments = "\n".join(f"{r}: {c}" for r, c in zip(about["reviewer"], about["comment"], strict=True))
        told = {"verdict": _verdict(answers, weak, differ), "yes": answers.count(YES), "no": answers.count(NO)}
        texts = {"weak": ", ".join(weak), "split": ", ".join(differ), "comments": comments}
        first = mine.iloc[0]
        about_goal = {"goal_id": str(goal_id), "namnd": first["owner"], "goal": first["goal"]}
        rows.append({"key": str(goal_id)} | about_goal | told | texts)
    return rows


def _verdict(answers: list[str], weak: list[str], differ: list[str]) -> str:
    if not answers:
        return "○ Inte granskat"
    if not weak:
        return "● Uppfyller SMART"
    return "◐ Granskarna är oense" if set(weak) == set(differ) else "▲ Behöver ses över"


AREA_SUPPORT = Derived(
    "area_support",
    "fokusomraden",
    "Fokusområden",
    "Vilka nämnder som vill stödja varje fokusområde. Ett område som stödjer två räknas i båda.",
    AreaSupport,
    area_support,
)
SHARED_AREAS = Derived(
    "shared_areas",
    "delade_omraden",
    "Delade områden",
    "Målområden som en nämnd vill dela med andra, och om de andra har föreslagit detsamma.",
    SharedAreas,
    shared_areas,
)
VERDICTS = Derived(
    "verdicts",
    "granskade_mal",
    "Granskade mål",
    "Granskarnas svar sammanlagda, mål för mål.",
    Verdicts,
    verdicts,
)
