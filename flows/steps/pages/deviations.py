"""The page of everything that deviates, with what it leads to, what is done, by whom and when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flows.steps.merging.deviations import Deviation
from flows.steps.merging.merge import Merged
from flows.steps.merging.sentences import no_deviations
from flows.steps.merging.tense import Tense, tense_of
from flows.steps.merging.wordings import sources_told
from flows.steps.pages.frame import DEVIATIONS, goal_href, page_name, rendered
from flows.steps.pages.marks import LARGEST, goal_mark, mark
from flows.steps.swedish import alike, capital
from schemas.messages.message import listed


def deviation_values(merged: Merged, item: Deviation) -> dict[str, Any]:
    """A deviation as the pages show it, with the way to its row from `resultat`."""
    href = goal_href(item.namnd, item.row) if item.kind == "Mål" else f"{page_name(item.namnd)}#ekonomi"
    status = goal_mark(merged, item.words) if item.kind == "Mål" else mark(item.meaning, item.words)
    where = item.row if item.kind == "Mål" else item.kind
    return asdict(item) | {"mark": status, "href": href, "where": where}


def deviations_sentence(found: tuple[Deviation, ...], tense: Tense) -> str:
    """'Två mål bedöms inte nås, en nämnd väntas få underskott över gränsen och tre mål bedöms nås delvis.'."""
    counts = {m: sum(d.meaning == m for d in found) for m in ("missed", "deficit", "partly")}
    number = alike(*counts.values())
    parts = []
    if counts["missed"]:
        parts.append(f"{number(counts['missed'])} mål {tense.not_partly}")
    if counts["deficit"]:
        noun = "nämnd" if counts["deficit"] == 1 else "nämnder"
        parts.append(f"{number(counts['deficit'], common=True)} {noun} {tense.overspend}")
    if counts["partly"]:
        parts.append(f"{number(counts['partly'])} mål {tense.reach} delvis")
    return f"{capital(listed(parts))}." if parts else ""


def lacking_sentence(found: tuple[Deviation, ...], tense: Tense) -> str:
    """'Åtgärd saknas för två mål som inte nås och ett underskott.'; empty where all that are that grave have one.

    Nothing is lacking of a nämnd whose answer isn't read yet.
    """
    lacking = [d.meaning for d in found if not d.action and not d.unread]
    missed, deficits = lacking.count("missed"), lacking.count("deficit")
    number = alike(missed, deficits)
    parts = [f"{number(missed)} mål {tense.that_missed}"] if missed else []
    parts += [f"{number(deficits)} underskott"] if deficits else []
    return f"Åtgärd saknas för {listed(parts)}." if parts else ""


def deviations_page(merged: Merged) -> dict[str, bytes]:
    """`avvikelser.html`; where it would be too large, comments are left to the nämnder's pages."""
    tense = tense_of(merged.job.kind)
    titles = {"missed": f"Mål {tense.that_missed}", "deficit": "Underskott", "partly": f"Mål som {tense.partly}"}
    groups = [
        (title, [deviation_values(merged, d) for d in merged.deviations if d.meaning == meaning])
        for meaning, title in titles.items()
    ]
    values = {
        "sentences": [
            s for s in (deviations_sentence(merged.deviations, tense), lacking_sentence(merged.deviations, tense)) if s
        ],
        "groups": [(title, items) for title, items in groups if items],
        "none": no_deviations(merged),
        "sources": f"{listed(sources_told(merged))}.",
    }
    what = ("avvikelser.html.j2", DEVIATIONS, "Avvikelser")
    made = rendered(merged, what, values | {"brief": False})
    return {DEVIATIONS: made if len(made) <= LARGEST else rendered(merged, what, values | {"brief": True})}
