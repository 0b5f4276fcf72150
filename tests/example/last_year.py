"""The rounds of 2025 as this program would have published them: four prognoses and the årsbokslut."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.example.content import WORD

ROUNDS = ("prognos-april", "prognos-juni", "prognos-september", "prognos-november", "arsbokslut")
NOVEMBER = ROUNDS.index("prognos-november")
MONTHS = (3, 5, 8, 10, 12)
MISSED = (2.4, 1.7, 0.9, 0.3, 0.0)
"""How many per cent of the budget the average forecast lay from the outcome, round by round."""
SLANT = {"KS": -0.5, "UN": 1.4, "SN": 1.9, "TN": -1.1, "MBN": 0.4}
"""How much more or less, and in which direction, for each nämnd."""


def write_csv(path: Path, heading: Sequence[str], rows: Iterable[Sequence]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heading, *rows])


def write_last_year(folder: Path, contents: dict[str, dict]) -> None:
    """Money, goals and mått of each round, and November's åtgärder, which 2026 asks after."""
    for number, name in enumerate(ROUNDS):
        data = folder / name / "data"
        write_csv(
            data / "mal_och_ekonomi.csv",
            ["Nämnd", "Budget helår", "Utfall hittills", "Prognos helår"],
            [[namnd, *money(namnd, content, number)] for namnd, content in contents.items()],
        )
        heading = ["Mål-id", "Nämnd", "Mål", "Bedömning"]
        if number == NOVEMBER:
            heading += ["Kommentar", "Konsekvensbeskrivning", "Åtgärd", "Ansvarig"]
        write_csv(data / "mal.csv", heading, [row[: len(heading)] for row in goals(contents, number)])
        measured = [
            [m, namnd, values[number]]
            for namnd, content in contents.items()
            for m, values in content.get("matt_2025", {}).items()
        ]
        if measured:
            write_csv(data / "matt.csv", ["Mått-id", "Nämnd", "Utfall hittills"], measured)
    write_actions(folder / "prognos-november/data/atgarder.csv", contents)


def money(namnd: str, content: dict, number: int) -> tuple[int, int, int]:
    """Budget, outcome so far and forecast, in tkr."""
    budget = round(sum(e["budget"] for e in content["ekonomi"]) * 0.97)
    slant = content["namnd"].get("lutning") or SLANT[namnd]
    outcome = round(budget * (1 + slant / 100))
    forecast = round(outcome - budget * MISSED[number] * slant / 100)
    return budget, outcome * MONTHS[number] // 12, forecast


def goals(contents: dict[str, dict], number: int) -> Iterable[list[str]]:
    """The goals that go on in 2026, with what November said of them, then those that ended."""
    for namnd, content in contents.items():
        for at, goal in enumerate(g for g in content["mal"] if "november" in g):
            said = goal["november"]
            texts = [said[n] for n in ("kommentar", "konsekvens", "atgard", "ansvarig")]
            yield [goal["id"], namnd, goal["text"], WORD[assessed(namnd, at, said["bedomning"], number)], *texts]
        for goal in content.get("mal_2025", ()):
            yield [goal["id"], namnd, goal["text"], WORD[goal["sagt"][number]], goal["kommentar"], "", "", ""]


def assessed(namnd: str, at: int, november: str, number: int) -> str:
    """In spring nearly all goals were said to be reached; from September as in November."""
    return "nås" if number < 2 and at % 2 == 0 and namnd != "TN" else november


def write_actions(path: Path, contents: dict[str, dict]) -> None:
    rows = [
        [namnd, f"{goal['id']}-Å", goal["text"], goal["november"]["atgard"], goal["november"]["ansvarig"]]
        for namnd, content in contents.items()
        for goal in content["mal"]
        if goal.get("november", {}).get("atgard")
    ]
    write_csv(path, ["Nämnd", "Åtgärd-id", "Gäller", "Åtgärd", "Ansvarig"], rows)
