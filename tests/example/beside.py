"""`vid_sidan_av.xlsx` with a control and an assignment of one nämnd (O1)."""

from pathlib import Path

import openpyxl

from tests.example.answers import Answer

HEADINGS = {
    "Intern kontroll": ("Kontroll-id", "Nämnd", "Risk", "Kontrollmoment"),
    "Interna uppdrag": ("Uppdrag-id", "Nämnd", "Uppdrag", "Beslut"),
}


def write_beside(path: Path, namnd: str) -> None:
    rows = {
        "Intern kontroll": (f"{namnd}-IK1", namnd, "Fel belopp betalas ut", "Stickprov på tio utbetalningar"),
        "Interna uppdrag": (f"{namnd}-UPP1", namnd, "Se över lokalerna", "Kommunstyrelsen 2025-03-03 § 40"),
    }
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in rows.items():
        tab = book.create_sheet(title)
        tab.append(HEADINGS[title])
        tab.append(cells)
    book.save(path)


def beside_answers(namnd: str) -> list[Answer]:
    """All is well with both."""
    return [
        ("internal_controls", f"{namnd}-IK1", "outcome", "Utan anmärkning"),
        ("assignments", f"{namnd}-UPP1", "status", "Avslutad"),
    ]
