"""Sentences about what has changed since the round before: assessments, forecasts and åtgärder."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from flows.steps.merging.compared import BETTER, NEW_ACTION, OTHER, WORSE
from flows.steps.merging.merge import Merged
from flows.steps.swedish import alike, amount, capital, to_tkr
from schemas.choices import OPEN_STATES
from schemas.messages.message import listed
from schemas.published import ACTIONS

_MOVES = {BETTER: "bättre", WORSE: "sämre", OTHER: "annan"}


def changes_sentence(goals: pd.DataFrame) -> str:
    """How many goals are assessed otherwise than in the round before; empty when none can be compared."""
    moves = [m for m in goals["move"].dropna() if m]
    if not moves:
        return ""
    if len(moves) == 1:
        change = f"Det har nu en {_MOVES[moves[0]]} bedömning." if moves[0] in _MOVES else "Bedömningen är oförändrad."
        return f"Ett mål bedömdes även i förra prognosen. {change}"
    number = alike(len(moves))
    parts = [f"{number(moves.count(m))} har nu en {word} bedömning" for m, word in _MOVES.items() if m in moves]
    told = f"{capital(listed(parts))}." if parts else "Ingen bedömning är ändrad."
    return f"{capital(number(len(moves)))} mål bedömdes även i förra prognosen. {told}"


def forecast_sentence(totals: pd.DataFrame, *, final: bool = False) -> str:
    """How far the forecasts have moved since the round before, in all; empty where none can be compared."""
    known = totals["forecast_change"].dropna()
    if known.empty:
        return ""
    change = int(known.sum())
    if not to_tkr(change):
        return (
            "Nettokostnaden blev som i förra prognosen." if final else "Prognosen är oförändrad sedan förra omgången."
        )
    became = "Nettokostnaden blev" if final else "Den väntade nettokostnaden är"
    return f"{became} {amount(change)} {'högre' if change > 0 else 'lägre'} än i förra prognosen."


def actions_sentence(merged: Merged, namnd: str = "") -> str:
    """'Tre åtgärder är nya. Av två tidigare åtgärder är en avslutad och en inte klar.', for one nämnd or all."""
    return " ".join(_actions(_of(merged.tables[ACTIONS.id], namnd), _of(merged.tables["followup"], namnd)))


def changes_told(merged: Merged, namnd: str = "") -> list[str]:
    """What has changed since the round before, for one nämnd or all: assessments, forecast, åtgärder."""
    if not merged.earlier.labels:  # nothing has been before
        return []
    goals, totals = (_of(merged.tables[name], namnd) for name in ("goals", "totals"))
    said = (
        changes_sentence(goals),
        forecast_sentence(totals, final=merged.job.kind.final),
        actions_sentence(merged, namnd),
    )
    return [sentence for sentence in said if sentence]


def _of(table: pd.DataFrame, namnd: str) -> pd.DataFrame:
    return table[table["namnd"] == namnd] if namnd else table


def _actions(actions: pd.DataFrame, followup: pd.DataFrame) -> Iterator[str]:
    new = int((actions["standing"] == NEW_ACTION).sum())
    if new:
        yield f"{capital(alike(new)(new, common=True))} {'åtgärd' if new == 1 else 'åtgärder'} är {_new(new)}."
    if not len(followup):
        return
    told = followup["outcome"].dropna()
    still = int(told.isin(OPEN_STATES).sum())
    number = alike(len(followup))
    closed, untold = len(told) - still, len(followup) - len(told)
    parts = [
        f"{number(closed, common=True)} {'avslutad' if closed == 1 else 'avslutade'}" if closed else "",
        f"{number(still, common=True)} inte {'klar' if still == 1 else 'klara'}" if still else "",
        f"{number(untold, common=True)} inte {'uppföljd' if untold == 1 else 'uppföljda'} ännu" if untold else "",
    ]
    said = listed(p for p in parts if p)
    if len(followup) == 1:
        yield f"Den tidigare åtgärden är {said.partition(' ')[2]}."
    elif untold == len(followup):
        yield f"Ingen av {number(untold, common=True)} tidigare åtgärder är uppföljd ännu."
    elif len(followup) == 2 and 2 in (closed, still):
        yield f"Båda de tidigare åtgärderna är {said.partition(' ')[2]}."
    elif len(followup) in (closed, still):
        yield f"Alla {number(len(followup), common=True)} tidigare åtgärder är {said.partition(' ')[2]}."
    else:
        yield f"Av {number(len(followup), common=True)} tidigare åtgärder är {said}."


def _new(count: int) -> str:
    return "ny" if count == 1 else "nya"
