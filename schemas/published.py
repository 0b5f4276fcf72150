"""What is published: the sheets' columns, where each row came from, and the tables of the round itself."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.columns import Column, Table, columns_of
from schemas.derived import Derived
from schemas.kinds import RoundKind
from schemas.published_rows import (
    Accuracy,
    Actions,
    AllActions,
    Development,
    Deviations,
    Findings,
    IndicatorHistory,
    InvestmentRows,
    Origin,
    Source,
    Submissions,
    Totals,
)
from schemas.sheets.sheet import Sheet


@dataclass(frozen=True)
class PublishedTable:
    """A table as it goes out: `id` in code, `name` of the CSV, `title` of the sheet, its columns in order."""

    id: str
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]


def _sourced(model: type[Table]) -> tuple[Column, ...]:
    """The model's columns, and then where each row was read."""
    return (*columns_of(model), *columns_of(Source))


SUBMISSIONS = PublishedTable(
    "submissions",
    "inlamning",
    "Inlämning",
    "Allt som har kommit in, också det som ersatts eller inte gick att använda.",
    columns_of(Submissions),
)
FINDINGS = PublishedTable(
    "findings",
    "anmarkningar",
    "Anmärkningar",
    "Fel stoppar en inlämning. Varningar och upplysningar gör det inte.",
    columns_of(Findings),
)
TOTALS = PublishedTable(
    "totals",
    "mal_och_ekonomi",
    "Mål och ekonomi",
    "En rad per nämnd. Belopp i tkr, nettokostnad som positiva tal, avvikelse plus är överskott.",
    columns_of(Totals),
)
ACTIONS = PublishedTable(
    "actions",
    "atgarder",
    "Åtgärder",
    "Åtgärder för mål som inte nås och för underskott. Nästa omgång frågar hur det gick med dem.",
    _sourced(Actions),
)
ALL_ACTIONS = PublishedTable(
    "all_actions",
    "",
    "Åtgärder",
    "Den här omgångens åtgärder, och hur det har gått med de tidigare.",
    _sourced(AllActions),
)
DEVIATIONS = PublishedTable(
    "deviations",
    "avvikelser",
    "Avvikelser",
    "Mål som inte nås, underskott över gränsen och mål som nås delvis. Radens nummer leder till hela raden.",
    _sourced(Deviations),
)
DEVELOPMENT = PublishedTable(
    "development",
    "utveckling",
    "Utveckling",
    "En rad per omgång, den här sist. Belopp i tkr, avvikelse plus är överskott.",
    columns_of(Development),
)
INDICATOR_HISTORY = PublishedTable(
    "indicator_history",
    "matt_over_tid",
    "Mått över tid",
    "Måttens utfall i varje omgång, i måttets egen enhet.",
    columns_of(IndicatorHistory),
)
INVESTMENTS = PublishedTable(
    "investments",
    "investeringar",
    "Investeringar",
    "En rad per projekt, i tkr. Utgifter som positiva tal. Återstår är total budget minus totalt utfall.",
    _sourced(InvestmentRows),
)
ACCURACY = PublishedTable(
    "accuracy",
    "prognossakerhet",
    "Prognossäkerhet",
    "Hur långt nämndernas prognoser låg från utfallet, för år som är avslutade. Minst två prognoser per nämnd.",
    columns_of(Accuracy),
)
OPTIONAL = (INVESTMENTS, ACCURACY)
"""Tables that are published only where there is something to say."""
_NAMES = {"å": "a", "ä": "a", "ö": "o", " ": "_"}


def file_name(title: str) -> str:
    """A sheet's title as the name of a CSV file: 'Mått' is 'matt'."""
    return "".join(_NAMES.get(letter, letter) for letter in title.lower())


def published_sheet(sheet: Sheet) -> PublishedTable:
    """A sheet's table as published: nämnd first, its own columns without Kontroll, then where each row came from."""
    origin = columns_of(Origin)
    own = tuple(c for c in sheet.published if c.name not in ("control", "ceiling"))
    return PublishedTable(sheet.id, file_name(sheet.title), sheet.title, sheet.result, (origin[0], *own, *origin[1:]))


def published_derived(derived: Derived) -> PublishedTable:
    """A table made of the answers, as published."""
    return PublishedTable(derived.id, derived.name, derived.title, derived.note, columns_of(derived.model))


def published_tables(kind: RoundKind) -> tuple[PublishedTable, ...]:
    """All tables of a round that go out as data."""
    sheets = (published_sheet(sheet) for sheet in kind.sheets)
    derived = (published_derived(d) for d in kind.derived)
    made = (ACTIONS, DEVELOPMENT, INDICATOR_HISTORY, *OPTIONAL) if kind.publishes == "followup" else ()
    first = (TOTALS, DEVIATIONS) if kind.publishes == "followup" else ()
    return (*first, *derived, *sheets, *made, SUBMISSIONS, FINDINGS)
