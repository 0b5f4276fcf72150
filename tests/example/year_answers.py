"""What nämnder and reviewers type in every round of a year, from the example's contents (see content.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tests.example.answers import Answer, answers, number
from tests.example.content import WORD

Content = dict[str, Any]
Ids = Mapping[str, str]
"""The numbers that goals of the contents have got in the year that is played."""
PERIOD_ENDS = [dt.date(2026, *day) for day in ((3, 31), (5, 31), (8, 31), (10, 31), (12, 31))]
"""The last day of the outcome in each round of the year, årsbokslut last."""
STEPS = {"april": 0, "juni": 1, "september": 2, "november": 3}


def new_goals(content: Content) -> list[dict[str, Any]]:
    """The goals that are proposed for the year: those that don't go on from earlier."""
    return [goal for goal in content["mal"] if "november" not in goal]


def areas(namnd: str, content: Content) -> list[Answer]:
    """Målområden: one for each goal to come; Miljö- och byggnadsnämnden has none."""
    if namnd == "MBN":
        return []
    found: list[Answer] = []
    for i, goal in enumerate(new_goals(content)[:6], 1):
        row = {"area": goal["matt"][0]["namn"] if goal["matt"] else goal["text"], "focus_area": goal["fokus"][0]}
        row |= {"also": goal["fokus"][1]} if len(goal["fokus"]) > 1 else {}
        row |= {"why": f"Läget behöver bli bättre: {goal['text']}", "partners": "; ".join(goal["partner"])}
        found += [("areas", f"{namnd}-OMR{i}", name, text) for name, text in row.items() if text]
    return found


def proposals(content: Content, ids: Ids, year: int) -> list[Answer]:
    """Målförslag: every new goal with its etappmål and mått."""
    found: list[Answer] = []
    for goal in new_goals(content):
        key = ids[goal["id"]]
        row = {"goal": goal["text"], "goal_kind": "Nämndmål", "focus_area": goal["fokus"][0], "last": str(goal["till"])}
        row |= {"also": goal["fokus"][1]} if len(goal["fokus"]) > 1 else {}
        row |= {"department": goal["avdelning"], "partners": "; ".join(goal["partner"]), "method": goal["metod"]}
        found += [("proposals", key, name, text) for name, text in row.items() if text]
        for step in goal.get("etapp", []):
            if step["ar"] >= year:
                found.append(("milestone_proposals", f"{key}-{step['ar']}", "milestone", step["text"]))
        for i, m in enumerate(goal["matt"], 1):
            found += _measure(f"{key}-M{i}", m)
    return found


def _measure(key: str, m: dict[str, Any]) -> list[Answer]:
    row = {"indicator": m["namn"], "measure_kind": m["typ"], "unit": m["enhet"], "direction": m["riktning"]}
    numbers = {"baseline": m.get("bas"), "target": m.get("malvarde")}
    row |= {name: number(value) for name, value in numbers.items() if value is not None}
    row |= {"baseline_year": str(m["bas_ar"])} if m.get("bas_ar") else {}
    return [("indicator_proposals", key, name, text) for name, text in {**row, "provider": m["kalla"]}.items() if text]


def reviews(reviewer: str, goals: list[str]) -> list[Answer]:
    """The second reviewer doubts that every third goal can be measured, and the first one every sixth."""
    found: list[Answer] = []
    for at, goal in enumerate(goals):
        doubt = at % (6 if reviewer == "G1" else 3) == 2
        row = dict.fromkeys(("specific", "measurable", "accepted", "realistic", "timed"), "Ja")
        row |= {"measurable": "Nej", "comment": "Skriv hur värdet ska mätas och hur ofta."} if doubt else {}
        found += [("reviews", f"{goal}-{reviewer}", name, text) for name, text in row.items()]
    return found


def plan(content: Content, ids: Ids) -> list[Answer]:
    """Handlingsplan and internbudget."""
    found: list[Answer] = []
    for goal in content["mal"]:
        for i, a in enumerate(goal["aktivitet"], 1):
            key = f"{ids[goal['id']]}-A{i}"
            row = {"activity": a["text"], "owner": a["ansvarig"], "starts": str(a["start"]), "ends": str(a["slut"])}
            row |= {"planned_cost": str(a["kostnad"])} if a["kostnad"] else {}
            found += [("plan", key, name, text) for name, text in row.items()]
            if a["kostnad"]:
                found.append(("internal_budget", key, "budget", str(a["kostnad"])))
    return found


def prognosis(content: Content, ids: Ids, month: str, followup: list[str]) -> list[Answer]:
    """The April answers, with other numbers, moved on to the month; `followup`: the åtgärder that are asked about."""
    step = STEPS[month]
    said = [a for a in answers(content) if a[0] != "followup"]
    said = [(*a[:3], WORD["nås"]) if step < 2 and _hoped(a) else a for a in said]
    said = _further(content, said, step)
    found = [(sheet, _key(sheet, key, ids), name, _moved(name, text, step)) for sheet, key, name, text in said]
    return [*found, *_followup(followup)]


def _further(content: Content, said: list[Answer], step: int) -> list[Answer]:
    """How far the activities have come at the round's period's end: begun in time, done in time, or late."""
    if not step:
        return said
    now, reached = PERIOD_ENDS[step], {}
    about = {a["id"]: a for goal in content["mal"] for a in goal["aktivitet"]}
    for goal in content["mal"]:
        reached |= {a["id"]: goal["april"]["bedomning"] == "nås" for a in goal["aktivitet"]}
    found = []
    for sheet, key, name, text in said:
        if sheet == "activities" and name in ("status", "progress"):
            status, share = _state(about[key], now, late=step < 3 or not reached[key])
            text = status if name == "status" else str(share)
        found.append((sheet, key, name, text))
    return found


def _state(activity: dict[str, Any], now: dt.date, *, late: bool) -> tuple[str, int]:
    """Status and per cent done; what was late or stopped in April still is while `late`."""
    start, end = activity["start"], activity["slut"]
    if activity["status"] == "Stoppad" or (late and activity["status"] == "Försenad"):
        return activity["status"], min(90, int(activity["fardiggrad"]) + 10)
    if end <= now:
        return "Avslutad", 100
    done = max(int(activity["fardiggrad"]), 100 * (now - start).days // max(1, (end - start).days))
    return ("Pågår enligt plan", min(95, done)) if start <= now else ("Ej påbörjad", 0)


def _hoped(answer: Answer) -> bool:
    """In spring the first goals that will be reached in part only are thought to be reached."""
    return answer[0] == "goals" and answer[1].endswith(("-02", "-03")) and answer[3] == WORD["delvis"]


def _followup(keys: list[str]) -> list[Answer]:
    return [
        answer
        for i, key in enumerate(keys)
        for answer in (
            ("followup", key, "outcome", "Genomförd" if i % 2 else "Pågår"),
            ("followup", key, "comment", "Arbetet följer planen."),
        )
    ]


def _key(sheet: str, key: str, ids: Ids) -> str:
    """'UN-02-M1' with the goal's new number; mått and activities are numbered in their order."""
    goal = "-".join(key.split("-")[:2])
    return key.replace(goal, ids[goal], 1) if sheet in ("goals", "indicators", "activities") and goal in ids else key


def _moved(name: str, text: str, step: int) -> str:
    """Later in the year: åtgärder and meetings are later."""
    if name in ("due", "decided") and text:
        day = dt.date.fromisoformat(text)
        return (
            str(day + dt.timedelta(days=(0, 49, 147, 203)[step]))
            if name == "decided"
            else str(max(day, dt.date(2026, 12, 15)) if step else day)
        )
    return text


def kommun(goals: list[str]) -> list[Answer]:
    """The kommunövergripande mål."""
    said = {"assessment": WORD["nås"], "comment": "Kommunen är på väg att nå målet enligt planen."}
    return [("kommun_goals", key, name, text) for key in goals for name, text in said.items()]


def final(content: Content, ids: Ids, followup: list[str]) -> list[Answer]:
    """Årsbokslut: what was said in November came true; missed goals are carried on with."""
    found: list[Answer] = []
    for goal in content["mal"]:
        key, said = ids[goal["id"]], goal["april"]
        word = WORD[said["bedomning"] if said["bedomning"] != "ej" else "delvis"]
        found += [("goals", key, "assessment", word), ("goals", key, "comment", said["kommentar"])]
        if word != WORD["nås"]:
            why = (
                said["konsekvens"]
                or "Arbetet kom i gång senare än planerat, eftersom en tjänst var vakant till hösten."
            )
            act = said["atgard"] or "Förvaltningen går igenom arbetet och lägger en ny tidsplan."
            row = {"action": act, "responsible": said["ansvarig"] or "Förvaltningschefen", "due": "2027-10-29"}
            found += [("goals", key, "consequence", why), ("goals", key, "carried", "Ja")]
            found += [("action_list", f"{key}-Å1", name, text) for name, text in row.items()]
    said = [a for a in answers(content) if a[0] in ("indicators", "activities", "economy", "minute")]
    said = _further(content, said, len(STEPS))
    for sheet, key, name, text in said:
        if (sheet, name) in (("indicators", "forecast"), ("economy", "forecast")):
            continue
        moved = "2027-02-16" if name == "decided" else "2027-06-30" if name == "due" else _moved(name, text, 3)
        found.append((sheet, _key(sheet, key, ids), name, moved))
    return [*found, *_followup(followup)]
