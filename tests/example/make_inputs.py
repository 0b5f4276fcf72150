"""Write what the controller has before the round: register, finance export, and what last year's rounds published.

Run from the project's root: python -m tests.example.make_inputs
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from schemas.register import REGISTER
from tests.example.content import DECISION, load
from tests.example.last_year import write_last_year

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
                    "",
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


def write_finance(path: Path, contents: dict[str, dict], through: int = 3) -> None:
    """The finance system's export of the year to the month `through`, in kr with odd kronor and ören."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "Budgetuppföljning", "created": CREATED})
    tab = book.add_worksheet("Rapport")
    tab.write_string(0, 0, "Budgetuppföljning per ansvar – EXEMPEL")
    tab.write_string(1, 0, f"Period 2601–26{through:02d}, belopp i kr, nettokostnad")
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


PROJECTS = (
    # ansvar, project, and in tkr: total budget, total outcome, this year's budget, outcome and forecast
    ("1110", "E-tjänster och digital arkivering", 3_400, 1_275, 1_600, 410, 1_500),
    ("2010", "Ombyggnad av Tidanskolans matsal", 18_500, 6_240, 11_000, 1_930, 12_300),
    ("2010", "Inventarier till förskolorna", 1_200, 0, 1_200, 285, 1_200),
    ("3010", "Gruppbostad i Sjölyckan", 24_000, 21_870, 4_800, 2_640, 5_950),
    ("4010", "Förnyelse av vattenledningar", 32_000, 9_410, 14_500, 2_075, 13_000),
    ("4010", "Beläggning av gator", 9_000, 620, 9_000, 620, 8_100),
    ("5010", "Mätstationer för luft och vatten", 850, 340, 400, 90, 400),
)


def write_investments(path: Path, projects: Sequence[tuple] = PROJECTS, through: int = 3) -> None:
    """The finance system's table of investments, in kr with odd kronor."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "Investeringsuppföljning", "created": CREATED})
    tab = book.add_worksheet("Projekt")
    tab.write_string(0, 0, "Investeringar per projekt – EXEMPEL")
    tab.write_string(1, 0, f"Period 2601–26{through:02d}, belopp i kr")
    heads = ["Ansvar", "Projekt", "Totalbudget", "Totalt utfall", "Årsbudget", "Ack. utfall", "Helårsprognos"]
    tab.write_row(3, 0, heads, book.add_format({"bold": True}))
    money, total = book.add_format({"num_format": "#,##0.00"}), [0.0] * 5
    for line, (code, name, *tkr) in enumerate(projects, 4):
        kr = [uneven(code, v) if number in (1, 3) and v else v * 1000 for number, v in enumerate(tkr)]
        tab.write_row(line, 0, [code, name])
        tab.write_row(line, 2, kr, money)
        total = [round(a + b, 2) for a, b in zip(total, kr, strict=True)]
    tab.write_string(4 + len(projects), 0, "Totalt")
    tab.write_row(4 + len(projects), 2, total, money)
    for number, width in enumerate((9, 40, 16, 16, 16, 16, 16)):
        tab.set_column(number, number, width)
    book.close()


def main() -> None:
    contents = load()
    (INPUT / "2026" / "prognos-april").mkdir(parents=True, exist_ok=True)
    write_register(INPUT / "2026" / "malregister.xlsx", contents)
    write_finance(INPUT / "2026" / "prognos-april" / "ekonomi-2603.xlsx", contents)
    write_investments(INPUT / "2026" / "prognos-april" / "investeringar-2603.xlsx")
    write_last_year(INPUT / "2025", contents)


if __name__ == "__main__":
    main()
