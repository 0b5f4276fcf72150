"""Sentences about what has changed since the round before: assessments, forecasts and åtgärder."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from flows.steps.compared import BETTER, NEW_ACTION, OTHER, WORSE
from flows.steps.merge import Merged
from flows.steps.swedish import amount, capital, listed, to_tkr, words
from schemas.published import ACTIONS
from schemas.sheets.followup import OPEN_STATES

_MOVES = {BETTER: "bättre", WORSE: "sämre", OTHER: "annan"}


def changes_sentence(goals: pd.DataFrame) -> str:
    """How many goals are assessed otherwise than in the round before; empty when none can be compared."""
    moves = [m for m in goals["move"].dropna() if m]
    if not moves:
        return ""
    if len(moves) == 1:
        change = f"Det har nu en {_MOVES[moves[0]]} bedömning." if moves[0] in _MOVES else "Bedömningen är oförändrad."
        return f"Ett mål bedömdes även i förra prognosen. {change}"
    parts = [f"{words(moves.count(m))} har nu en {word} bedömning" for m, word in _MOVES.items() if m in moves]
    told = f"{capital(listed(parts))}." if parts else "Ingen bedömning är ändrad."
    return f"{capital(words(len(moves)))} mål bedömdes även i förra prognosen. {told}"


def forecast_sentence(totals: pd.DataFrame) -> str:
    """How far the forecasts have moved since the round before, in all; empty where none can be compared."""
    known = totals["forecast_change"].dropna()
    if known.empty:
        return ""
    change = int(known.sum())
    if not to_tkr(change):
        return "Prognosen är oförändrad sedan förra omgången."
    return f"Den väntade nettokostnaden är {amount(change)} {'högre' if change > 0 else 'lägre'} än i förra prognosen."


def actions_sentence(merged: Merged, namnd: str = "") -> str:
    """'Tre åtgärder är nya. Av två tidigare åtgärder är en avslutad och en inte klar.', for one nämnd or all."""
    return " ".join(_actions(_of(merged.tables[ACTIONS.id], namnd), _of(merged.tables["followup"], namnd)))


def _of(table: pd.DataFrame, namnd: str) -> pd.DataFrame:
    return table[table["namnd"] == namnd] if namnd else table


def _actions(actions: pd.DataFrame, followup: pd.DataFrame) -> Iterator[str]:
    new = int((actions["standing"] == NEW_ACTION).sum())
    if new:
        yield f"{capital(words(new, common=True))} {'åtgärd' if new == 1 else 'åtgärder'} är {_new(new)}."
    if not len(followup):
        return
    told = followup["outcome"].dropna()
    still = int(told.isin(OPEN_STATES).sum())
    closed, untold = len(told) - still, len(followup) - len(told)
    parts = [
        f"{words(closed, common=True)} {'avslutad' if closed == 1 else 'avslutade'}" if closed else "",
        f"{words(still, common=True)} inte {'klar' if still == 1 else 'klara'}" if still else "",
        f"{words(untold, common=True)} inte {'uppföljd' if untold == 1 else 'uppföljda'} ännu" if untold else "",
    ]
    said = listed(p for p in parts if p)
    if len(followup) == 1:
        yield f"Den tidigare åtgärden är {said.partition(' ')[2]}."
    else:
        yield f"Av {words(len(followup), common=True)} tidigare åtgärder är {said}."


def _new(count: int) -> str:
    return "ny" if count == 1 else "nya"
