"""What the terminal says of a plan that has been read: how much was found, what was left out and what was guessed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from flows.steps.beginning.plan_read import PlanRead
from schemas.findings import NOTICE, Finding, cell_order, grouped


def tell(read: PlanRead) -> None:
    """All of it."""
    counts = {sheet: len(rows) for sheet, rows in read.rows.items()}
    sys.stdout.write(
        f"Läst: {counts['goals']} mål, {counts['milestones']} etappmål, {counts['indicators']} mått "
        f"och {counts['activities']} aktiviteter.\n"
    )
    sheets = list(dict.fromkeys(sheet for _, sheet, _ in read.troubles))
    places = sorted(read.troubles, key=lambda said: (sheets.index(said[1]), cell_order(said[2])))
    found = [trouble.at(sheet=sheet, cell=cell) for trouble, sheet, cell in places]
    _list("Det här i planen kunde inte tas in. Rätta det i målregistret", [f for f in found if f.severity != NOTICE])
    _list("Så här är planen läst", [f for f in found if f.severity == NOTICE])
    sys.stdout.write("".join(f"  {sentence}\n" for sentence in _of_all(read)))


def _list(title: str, found: list[Finding]) -> None:
    """Each place under a heading that counts them; the same words of several cells of a sheet stand once."""
    if found:
        sys.stdout.write(f"{title} ({len(found)} {'ställe' if len(found) == 1 else 'ställen'}):\n")
    for group in grouped(found):
        sys.stdout.write(f"  {group.where}. {group.first.what} {group.first.todo}\n")


def _of_all(read: PlanRead) -> Iterator[str]:
    """What holds for the whole plan."""
    goals = read.rows["goals"]
    if goals and read.setting.decision is None:
        yield (
            "Målen har inget beslut än. Skriv organ, datum och paragraf i målregistret. "
            f"Med --malbeslut '{read.setting.year - 1}-06-15 § 62' skrivs det in åt er."
        )
    if read.numbered:
        count = len(read.numbered)
        yield f"Löpande nummer har fått nämndens id framför, som {read.numbered[0]}. Det gäller {count} mål."
    homeless = sum(not goal["namnd"] for goal in goals)
    if homeless:
        yield f"Antal mål utan nämnd, med nummer som börjar på X: {homeless}."
    if read.guessed:
        yield f"Riktningen är gissad ur basvärde och målvärde för {read.guessed} mått. Kontrollera kolumnen ”Riktning”."
