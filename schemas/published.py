"""What is published: the sheets' columns, where each row came from, and the tables of the round itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.columns import Column, Table, columns_of
from schemas.derived import Derived
from schemas.kinds import RoundKind
from schemas.published_rows import (
    Accuracy,
    AllActions,
    Development,
    Deviations,
    Findings,
    IndicatorHistory,
    Origin,
    RoundActions,
    Source,
    Submissions,
    Totals,
)
from schemas.sheets.sheet import Sheet


@dataclass(frozen=True)
class PublishedTable:
    """A table as it goes out: `id` in code, `name` of its files, `title` of the sheet, its columns in order.

    `key` are the columns whose values no two rows of a round share; empty where nothing tells the rows apart.
    """

    id: str
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Our names of the columns by their headings, for reading back what was published."""
        return {column.heading: column.name for column in self.columns}


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
    "En rad per nämnd. Belopp i tkr, nettokostnad som positiva tal, avvikelse plus är överskott. "
    "Det som ligger utanför nämnderna, som finansförvaltningen, ingår inte.",
    columns_of(Totals),
    ("namnd",),
)
ACTIONS = PublishedTable(
    "actions",
    "atgarder",
    "Åtgärder",
    "Åtgärder för mål som inte nås och för underskott. Nästa omgång frågar hur det gick med dem.",
    _sourced(RoundActions),
    ("action_id",),
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
    ("row",),
)
DEVELOPMENT = PublishedTable(
    "development",
    "utveckling",
    "Utveckling",
    "En rad per omgång, den här sist. Belopp i tkr, avvikelse plus är överskott.",
    columns_of(Development),
    ("period",),
)
INDICATOR_HISTORY = PublishedTable(
    "indicator_history",
    "matt_over_tid",
    "Mått över tid",
    "Måttens utfall i varje omgång, i måttets egen enhet.",
    columns_of(IndicatorHistory),
    ("indicator_id", "period"),
)
ACCURACY = PublishedTable(
    "accuracy",
    "prognossakerhet",
    "Prognossäkerhet",
    "Hur långt nämndernas prognoser låg från utfallet, för år som är avslutade. Minst två prognoser per nämnd.",
    columns_of(Accuracy),
    ("namnd",),
)
OPTIONAL = (ACCURACY,)
"""Tables that are published only where there is something to say."""
_ELSE = {"Nämnd": "Svarande", "Källa": "Plats i filen"}
"""Headings of where a row came from, in a sheet that has a column of its own with the usual one."""
_NAMES = {"å": "a", "ä": "a", "ö": "o", " ": "_"}


def file_name(title: str) -> str:
    """A sheet's title as the name of a CSV file: 'Mått' is 'matt'."""
    return "".join(_NAMES.get(letter, letter) for letter in title.lower())


def published_sheet(sheet: Sheet) -> PublishedTable:
    """A sheet's table as published: nämnd first, its own columns without Kontroll, then where each row came from."""
    own = tuple(c for c in sheet.published if c.name not in ("control", "ceiling"))
    taken = {c.heading for c in own}
    origin = [replace(c, heading=_ELSE[c.heading]) if c.heading in taken else c for c in columns_of(Origin)]
    columns = (origin[0], *own, *origin[1:])
    return PublishedTable(sheet.id, file_name(sheet.title), sheet.title, sheet.result, columns, (sheet.key,))


def shown_totals(kind: RoundKind) -> PublishedTable:
    """'Mål och ekonomi' as people read it: at årsbokslut the year's outcome, and nothing of forecasts."""
    if not kind.final:
        return TOTALS
    kept = [c for c in TOTALS.columns if c.name not in ("actual", "forecast_change", "forecast_from")]
    outcome, told = "Utfall helår", "Nettokostnad för hela året."
    became = (replace(c, heading=outcome, help=told) if c.name == "forecast" else c for c in kept)
    return replace(TOTALS, columns=tuple(became))


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
