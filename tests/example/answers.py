"""What each nämnd types in its April template: (sheet, row key, column, text as typed)."""

from schemas.kinds import PROGNOS
from tests.example.content import WORD

Answer = tuple[str, str, str, str]
COLUMNS = {sheet.id: [c.name for c in sheet.columns] for sheet in PROGNOS.sheets}
TITLES = {sheet.id: sheet.title for sheet in PROGNOS.sheets}


def number(value: float | int) -> str:
    """As a Swede types it: decimal comma."""
    return f"{value:g}".replace(".", ",")


def answers(namnd: dict) -> list[Answer]:
    """Everything that the nämnd fills in, in the order of the sheets; empty answers are left out."""
    found: list[Answer] = []
    for goal in namnd["mal"]:
        said = goal["april"]
        row = {
            "assessment": WORD[said["bedomning"]],
            "comment": said["kommentar"],
            "consequence": said["konsekvens"],
            "action": said["atgard"],
            "responsible": said["ansvarig"],
            "due": str(said.get("klart", "")),
        }
        found += [("goals", goal["id"], name, text) for name, text in row.items()]
        for m in goal["matt"]:
            values = {name: number(m[key]) for name, key in (("actual", "utfall"), ("forecast", "prognos")) if key in m}
            found += [
                ("indicators", m["id"], name, text) for name, text in {**values, "comment": m["kommentar"]}.items()
            ]
        for a in goal["aktivitet"]:
            row = {"status": a["status"], "progress": str(a["fardiggrad"]), "comment": a["kommentar"]}
            if a["kostnad"]:
                row["cost"] = str(a["kostnad_prognos"])
            found += [("activities", a["id"], name, text) for name, text in row.items()]
    for u in namnd["uppfoljning"]:
        found += [("followup", u["id"], "outcome", u["lage"]), ("followup", u["id"], "comment", u["kommentar"])]
    for e in namnd["ekonomi"]:
        key = f"{namnd['namnd']['id']}-{e['ansvar']}"
        found += [("economy", key, "forecast", str(e["prognos"])), ("economy", key, "comment", e["kommentar"])]
    s, total = namnd["ekonomi_summa"], f"{namnd['namnd']['id']}-SUMMA"
    sums = {
        "consequence": s["konsekvens"],
        "action": s["atgard"],
        "responsible": s["ansvarig"],
        "due": str(s.get("klart", "")),
    }
    found += [("economy", total, name, text) for name, text in sums.items()]
    b, key = namnd["beslut"], f"{namnd['namnd']['id']}-BESLUT"
    minute = {"decided": str(b["datum"]), "paragraph": b["paragraf"], "note": b["anteckning"]}
    found += [("minute", key, name, text) for name, text in minute.items()]
    return [a for a in found if a[3]]
