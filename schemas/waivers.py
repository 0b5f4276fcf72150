"""The form in which the controller accepts findings: `undantag.xlsx` beside the submissions (rule G2)."""

from __future__ import annotations

from schemas.columns import Date, Table, Text, column
from schemas.sheets.sheet import Sheet

WAIVERS_FILE = "undantag.xlsx"


class Waivers(Table):
    """One row per accepted finding; a row without reason, name and day accepts nothing yet."""

    waiver_id: Text = column("Nr", "Radens nummer.", "key", width=6)
    namnd: Text = column("Nämnd", "Nämndens id; tomt när det gäller kommunens egna filer.", width=9)
    rule: Text = column("Regel", "Regelns id, som det står i anmärkningen.", width=8)
    sheet: Text = column("Blad", "Bladet i filen; tomt när det gäller hela filen.", width=14)
    cell: Text = column("Cell", "Cellen i filen.", width=8)
    finding: Text = column("Anmärkning", "Vad anmärkningen säger.", width=60)
    reason: Text = column("Skäl", "Varför det godkänns.", by="namnd", width=44, ask="skäl")
    approver: Text = column("Godkänt av", "Vem som har godkänt.", by="namnd", width=24, ask="namn")
    day: Date = column("Datum", "När det godkändes, till exempel 2026-04-24.", "date", "namnd", width=13, ask="datum")
    file: Text = column("Fil", "Filen, när det gäller ekonomifilen, målregistret eller inställningarna.", width=26)


WAIVERS = Sheet(
    id="waivers",
    title="Undantag",
    model=Waivers,
    note="Fyll i skäl, namn och datum på de rader som ska godkännas. Rader utan dem gäller inte.",
    result="Anmärkningar som controllern har godkänt.",
    counted="undantag",
    source="",
)
