"""What a new kommun's settings say until it says otherwise: the decision's own numbers, words and months."""

from __future__ import annotations

from typing import Any

MODEL: dict[str, Any] = {
    "antal_mal": 5,
    "fokusomraden_minst": 3,
    "fokusomraden_hogst": 5,
    "fokusomraden_ar": 3,
    "prognoser_per_ar": 4,
    "underskott_procent": 1.0,
}
LEVELS: tuple[dict[str, Any], ...] = (
    {"ord": "Nås", "fras": "Målet nås", "fras_bokslut": "Målet nåddes", "betydelse": "nås"},
    {"ord": "Nås delvis", "fras": "Nås delvis", "fras_bokslut": "Nåddes delvis", "betydelse": "delvis"},
    {
        "ord": "Nås inte",
        "fras": "Nås inte",
        "fras_bokslut": "Nåddes inte",
        "betydelse": "nås inte",
        "kraver_forklaring": True,
    },
    {"ord": "Ej bedömt", "fras": "Ej bedömt", "betydelse": "ej bedömt"},
)
CLOSES = {4: "04-24", 6: "06-12", 9: "09-18", 11: "11-13"}
"""Last day of the prognosis by its month; the decision's four months."""
OTHER_ROUNDS: tuple[dict[str, Any], ...] = (
    {"slag": "malomraden", "manad": 1, "sista_dag": "01-23", "aret": "fore"},
    {"slag": "malforslag", "manad": 3, "sista_dag": "03-20", "aret": "fore"},
    {"slag": "smartgranskning", "manad": 4, "sista_dag": "04-10", "aret": "fore"},
    {"slag": "handlingsplan", "manad": 11, "sista_dag": "11-20", "aret": "fore"},
    {"slag": "arsbokslut", "manad": 3, "sista_dag": "03-12", "aret": "efter"},
)
"""The rounds besides the prognoses, in the order of the årshjul."""
FINANCE: dict[str, Any] = {
    "fil": "ekonomi*.xlsx",
    "enhet": "kr",
    "kostnad": "plus",
    "summarad": "Totalt",
    "kolumner": {"ansvar": "Ansvar", "verksamhet": "Verksamhet", "budget": "Årsbudget", "utfall": "Ack. utfall"},
}
