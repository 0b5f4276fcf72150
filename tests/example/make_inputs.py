"""Write what the controller has before the round: register, finance export, and last November's published goals.

Run from the project's root: python -m tests.example.make_inputs
"""

import csv
import datetime as dt
from pathlib import Path

import xlsxwriter

from schemas.register import REGISTER
from tests.example.content import DECISION, WORD, load

YEAR = 2026
INPUT = Path(__file__).parents[2] / "input" / "mariestad"
CREATED = dt.datetime(2026, 1, 12, 8)


def register_rows(contents: dict[str, dict]) -> dict[str, list[list]]:
    rows: dict[str, list[list]] = {sheet.id: [] for sheet in REGISTER}
    for namnd, content in contents.items():
        for goal in content["mal"]:
            rows["goals"].append(
                [
                    goal["id"],
                    namnd,
                    goal["text"],
                    "; ".join(goal["fokus"]),
                    goal["fran"],
                    goal["till"],
                    goal["avdelning"],
                    "; ".join(goal["partner"]),
                    goal["metod"],
                    DECISION["by"],
                    DECISION["day"],
                    DECISION["paragraph"],
                ]
            )
            for step in goal.get("etapp", []):
                rows["milestones"].append([f"{goal['id']}-E{step['ar']}", goal["id"], step["ar"], step["text"]])
            for m in goal["matt"]:
                rows["indicators"].append(
                    [
                        m["id"],
                        goal["id"],
                        m["namn"],
                        m["typ"],
                        m["enhet"],
                        m["riktning"],
                        m.get("bas"),
                        m.get("bas_ar"),
                        m.get("malvarde"),
                        m["kalla"],
                    ]
                )
            for a in goal["aktivitet"]:
                cost = a["kostnad"] or None
                rows["activities"].append(
                    [
                        a["id"],
                        goal["id"],
                        a["text"],
                        a["ansvarig"],
                        str(a["start"]),
                        str(a["slut"]),
                        cost,
                    ]
                )
                if cost:
                    rows["internal_budget"].append([a["id"], cost])
    return rows


def write_register(path: Path, contents: dict[str, dict]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": f"Målregister {YEAR} (exempel)", "created": CREATED})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for sheet in REGISTER:
        tab = book.add_worksheet(sheet.title)
        tab.write_string(
            0, 0, f"{sheet.title} {YEAR} – exempel, påhittat innehåll", book.add_format({"bold": True, "font_size": 14})
        )
        tab.write_string(1, 0, sheet.note)
        for number, column in enumerate(sheet.columns):
            tab.set_column(number, number, column.width)
            tab.write_string(3, number, column.title, bold)
        for line, row in enumerate(register_rows(contents)[sheet.id], 4):
            for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                if value in (None, ""):
                    continue
                if column.kind == "date":
                    tab.write_datetime(line, number, dt.datetime.fromisoformat(value), day)
                else:
                    tab.write(line, number, value, text)
        tab.freeze_panes(4, 1)
        tab.autofilter(3, 0, 3 + len(register_rows(contents)[sheet.id]), len(sheet.columns) - 1)
        tab.set_landscape()
        tab.set_paper(9)
        tab.fit_to_pages(1, 0)
    book.close()


def uneven(code: str, amount: int) -> float:
    """Whole tkr as kr with some odd kronor and ören, the same every time."""
    return amount * 1000 + (int(code) * 7919 % 900) - 450 + (int(code) * 31 % 100) / 100


def write_finance(path: Path, contents: dict[str, dict]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "Budgetuppföljning", "created": CREATED})
    tab = book.add_worksheet("Rapport")
    tab.write_string(0, 0, "Budgetuppföljning per ansvar – EXEMPEL")
    tab.write_string(1, 0, "Period 2601–2603, belopp i kr, nettokostnad")
    heads = ["Ansvar", "Ansvar, benämning", "Årsbudget", "Ack. utfall", "Ack. utfall fg år", "Helårsprognos"]
    tab.write_row(3, 0, heads, book.add_format({"bold": True}))
    money, line, total = book.add_format({"num_format": "#,##0.00"}), 4, [0.0] * 4
    for content in contents.values():
        for e in content["ekonomi"]:
            code = e["ansvar"]
            amounts = [
                e["budget"] * 1000,
                uneven(code, e["utfall"]),
                uneven(code[::-1], e["utfall_fg"]),
                e["prognos"] * 1000,
            ]
            tab.write_row(line, 0, [code, e["verksamhet"]])
            tab.write_row(line, 2, amounts, money)
            total = [round(a + b, 2) for a, b in zip(total, amounts, strict=True)]
            line += 1
    tab.write_string(line, 0, "Totalt")
    tab.write_row(line, 2, total, money)
    for number, width in enumerate((9, 44, 16, 16, 16, 16)):
        tab.set_column(number, number, width)
    book.close()


def write_november(path: Path, contents: dict[str, dict]) -> None:
    """Goals as published in the round before, by the headings of this program's own data."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["Mål-id", "Nämnd", "Mål", "Bedömning", "Kommentar", "Konsekvensbeskrivning", "Åtgärd", "Ansvarig"]
        )
        for namnd, content in contents.items():
            for goal in (g for g in content["mal"] if "november" in g):
                n = goal["november"]
                out.writerow(
                    [
                        goal["id"],
                        namnd,
                        goal["text"],
                        WORD[n["bedomning"]],
                        n["kommentar"],
                        n["konsekvens"],
                        n["atgard"],
                        n["ansvarig"],
                    ]
                )


def write_actions(path: Path, contents: dict[str, dict]) -> None:
    """The åtgärder of the round before, likewise."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Nämnd", "Åtgärd-id", "Gäller", "Åtgärd", "Ansvarig"])
        for namnd, content in contents.items():
            for goal in (g for g in content["mal"] if g.get("november", {}).get("atgard")):
                n = goal["november"]
                out.writerow([namnd, f"{goal['id']}-Å", goal["text"], n["atgard"], n["ansvarig"]])


def main() -> None:
    contents = load()
    (INPUT / "2026" / "prognos-april").mkdir(parents=True, exist_ok=True)
    write_register(INPUT / "2026" / "malregister.xlsx", contents)
    write_finance(INPUT / "2026" / "prognos-april" / "ekonomi-2603.xlsx", contents)
    write_november(INPUT / "2025" / "prognos-november" / "data" / "mal.csv", contents)
    write_actions(INPUT / "2025" / "prognos-november" / "data" / "atgarder.csv", contents)


if __name__ == "__main__":
    main()
