"""What a receipt says was understood, so that a misreading is seen by the sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from flows.steps.merging.sentences import all_goals
from flows.steps.reading.read import Read
from flows.steps.swedish import capital, day, field_text, number, paragraph_told, text_or_empty, tkr, to_tkr, words
from schemas.kinds import RoundKind
from schemas.messages.message import listed
from schemas.rules.kinds_of_rule import Facts
from schemas.sheets.economy import ECONOMY
from schemas.sheets.sheet import TOTAL, Sheet


def understood(read: Read, kind: RoundKind, submission: str, namnd: str, facts: Facts) -> list[str]:
    """What was understood of each sheet that has something to say, a sentence each."""
    told: dict[str, Callable[[], str]] = {
        "goals": lambda: goals_sentence(read, submission, facts.choices),
        ECONOMY.id: lambda: money_sentence(read, submission, namnd),
        "minute": lambda: decision(read, submission, facts.received.get(submission)),
    }
    if kind.publishes == "material":
        told = {sheet.id: partial(_counted, read, submission, sheet) for sheet in kind.sheets}
    return [sentence for sheet in kind.sheets if sheet.id in told and (sentence := told[sheet.id]())]


def _counted(read: Read, submission: str, sheet: Sheet) -> str:
    """'Bladet Mål: fem ifyllda rader.'."""
    rows = _rows(read, sheet.id, submission)
    count = int(rows[list(sheet.entries)].notna().any(axis=1).sum())
    if not count:
        return f"Bladet {sheet.title}: inget ifyllt."
    return f"Bladet {sheet.title}: {words(count, common=True)} {'ifylld rad' if count == 1 else 'ifyllda rader'}."


def _rows(read: Read, sheet_id: str, submission: str) -> pd.DataFrame:
    table = read.tables[sheet_id]
    return table[table.index.get_level_values("submission") == submission]


def goals_sentence(read: Read, submission: str, choices: Mapping[str, tuple[str, ...]]) -> str:
    """'Fem mål: tre nås, ett nås delvis och ett är inte bedömt.'; 'Båda målen nås.' where all are alike."""
    said = _rows(read, "goals", submission)["assessment"]
    counts = [(int((said == word).sum()), word.lower()) for word in choices["assessment"]]
    told = [f"{words(count)} {word}" for count, word in counts if count]
    left = int(said.isna().sum())
    if left == len(said):
        return "Målet är inte bedömt." if left == 1 else f"Inget av de {words(left)} målen är bedömt."
    if len(told) == 1 and not left:
        return _alike(len(said), next(word for count, word in counts if count))
    told += [f"{words(left)} är inte {'bedömt' if left == 1 else 'bedömda'}"] if left else []
    parts = listed(told)
    return f"{capital(words(len(said)))} mål: {parts}."


def _alike(count: int, word: str) -> str:
    """'Alla tre målen nås.' or 'Inget av de tre målen nås.'; a level's word that is no verb stands by itself."""
    verb, _, denied = word.partition(" ")
    if not verb.endswith("s"):  # 'nås', 'uppfylls'; not 'grön' or 'ej bedömt'
        return f"{all_goals(count)}: {word}."
    if count > 1 and denied in ("inte", "ej"):
        return f"Inget av de {words(count)} målen {verb}."
    return f"{all_goals(count)} {word}."


def money_sentence(read: Read, submission: str, namnd: str) -> str:
    """'Ekonomi: underskott 1 200 tkr mot budget 250 000 tkr.'."""
    rows = _rows(read, ECONOMY.id, submission).set_index("economy_id")
    key = f"{namnd}-{TOTAL}"
    sums = rows[rows.index == key][["budget", "forecast"]].dropna()
    if sums.empty:
        return "Ekonomi: ingen prognos."
    budget, forecast = (int(value) for value in sums.iloc[0])
    if tkr(budget) == tkr(forecast):
        return f"Ekonomi: prognosen är lika med budget, {tkr(budget)} tkr."
    word = "överskott" if forecast < budget else "underskott"
    apart = abs(to_tkr(budget) - to_tkr(forecast))  # of what is shown, as on pages and in the workbook
    return f"Ekonomi: {word} {number(apart, 0)} tkr mot budget {tkr(budget)} tkr."


def decision(read: Read, submission: str, came: dt.date | None) -> str:
    """'Beslut: § 47, 2026-04-14.'; of a meeting after the day that the answer came nothing is decided yet."""
    rows = _rows(read, "minute", submission)
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if came is not None and row["decided"] > pd.Timestamp(came):
        return f"Beslut: saknas. Nämnden sammanträder {day(row['decided'])}."
    parts = [paragraph_told(text_or_empty(row["paragraph"])), field_text(row["decided"], None)]
    return f"Beslut: {', '.join(filter(None, parts)) or 'saknas'}."
