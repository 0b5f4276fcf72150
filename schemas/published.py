"""What is published: the sheets' columns, where each row came from, and the tables of the round itself."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.columns import Column, Date, Money, Number, Table, Text, column, columns_of
from schemas.kinds import RoundKind
from schemas.sheets.sheet import Sheet


class Origin(Table):
    """Columns that every published row of a sheet has besides its own: whose it is and where it was read."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    state: Text = column("Läge", "Om nämndens svar är inläst, ska rättas eller saknas.", by="tool", width=16)
    file: Text = column("Fil", "Filen som raden lästes ur.", by="tool", width=34)
    cell: Text = column("Källa", "Blad och rad i filen.", by="tool", width=18)
    digest: Text = column("Filens sha256", "Filens kontrollsumma; originalet ligger i arkivet.", by="tool", width=20)


class Submissions(Table):
    """One row per file that came in for the round, also those that were replaced or could not be used."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    name: Text = column("Namn", "Nämndens namn.", by="tool", width=28)
    outcome: Text = column("Läge", "Inläst, rättas, ersatt eller saknas.", by="tool", width=22)
    received: Text = column("Mottagen", "När filen först togs emot.", by="tool", width=26)
    sender: Text = column("Avsändare", "Mejlets avsändare.", by="tool", width=34)
    file: Text = column("Fil", "Filens namn, för bilagor efter mejlets.", by="tool", width=44)
    errors: Number = column("Fel", "Antal fel.", "number", "tool", width=7)
    warnings: Number = column("Varningar", "Antal varningar.", "number", "tool", width=10)
    digest: Text = column("Filens sha256", "Filens kontrollsumma; originalet ligger i arkivet.", by="tool", width=20)


class Findings(Table):
    """One row per finding."""

    severity: Text = column("Slag", "Fel, varning eller upplysning.", by="tool", width=14)
    namnd: Text = column("Nämnd", "Nämndens id; tomt när den gäller hela omgången.", by="tool", width=9)
    where: Text = column("Plats", "Blad och cell.", by="tool", width=24)
    what: Text = column("Vad", "Vad som är fel.", by="tool", width=56)
    todo: Text = column("Gör så här", "Vad som behöver göras.", by="tool", width=46)
    rule: Text = column("Regel", "Regelns id.", by="tool", width=8)
    accepted: Text = column("Godkänt", "Vem som har godkänt anmärkningen och varför.", by="tool", width=34)
    file: Text = column("Fil", "Filen som det gäller.", by="tool", width=40)


class Totals(Table):
    """One row per nämnd: its goals and its money (öre; deviation plus = surplus), the two always read together."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    name: Text = column("Namn", "Nämndens namn.", by="tool", width=28)
    state: Text = column("Läge", "Inläst, rättas eller saknas.", by="tool", width=16)
    goals: Number = column("Mål", "Antal mål.", "number", "tool", width=7)
    reached: Number = column("Nås", "Mål som bedöms nås.", "number", "tool", width=7)
    partly: Number = column("Nås delvis", "Mål som bedöms nås delvis.", "number", "tool", width=8)
    missed: Number = column("Nås inte", "Mål som inte bedöms nås.", "number", "tool", width=8)
    open: Number = column("Ej bedömt", "Mål utan bedömning.", "number", "tool", width=8)
    original: Money = column("Ursprunglig budget", "Budget före året.", "money", "tool", unit="tkr", width=13)
    change: Money = column("Ändring av budget", "Ändringar under året.", "money", "tool", unit="tkr", width=12)
    budget: Money = column("Budget helår", "Nettokostnad enligt budget.", "money", "tool", unit="tkr", width=13)
    actual: Money = column(
        "Utfall hittills", "Nettokostnad till periodens slut.", "money", "tool", unit="tkr", width=13
    )
    last_year: Money = column("Utfall i fjol", "Samma period förra året.", "money", "tool", unit="tkr", width=13)
    forecast: Money = column(
        "Prognos helår", "Nämndens prognos; ekonomisystemets där den saknas.", "money", "tool", unit="tkr", width=13
    )
    deviation: Money = column(
        "Avvikelse, + är överskott", "Budget minus prognos.", "money", "tool", unit="tkr", width=15
    )
    percent: Number = column(
        "Avvikelse av budget", "Avvikelsen i procent av budget.", "number", "tool", unit="%", width=12
    )
    forecast_change: Money = column(
        "Ändring av prognos", "Prognosen minus den förra.", "money", "tool", unit="tkr", width=12
    )
    forecast_from: Text = column("Prognos från", "Nämnden eller ekonomisystemet.", by="tool", width=16)


class Actions(Table):
    """One row per åtgärd of the round, for a goal or a deficit; the next round asks how it went."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    action_id: Text = column("Åtgärd-id", "Målets eller ekonomins nummer, med -Å.", by="tool", width=15)
    concerns: Text = column("Gäller", "Målet eller ekonomin som åtgärden hör till.", by="tool", width=50)
    consequence: Text = column("Konsekvensbeskrivning", "Vad avvikelsen får för följder.", by="tool", width=44)
    action: Text = column("Åtgärd", "Vad nämnden gör.", by="tool", width=44)
    responsible: Text = column("Ansvarig", "Vem som ansvarar för åtgärden.", by="tool", width=20)
    due: Date = column("Klar senast", "När åtgärden ska vara klar.", "date", "tool", width=12)


class InvestmentRows(Table):
    """One row per investment; spending as positive öre, deviation is total budget minus total outcome."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    project: Text = column("Projekt", "Investeringen enligt ekonomisystemet.", by="tool", width=40)
    total_budget: Money = column("Total budget", "Hela projektets budget.", "money", "tool", unit="tkr", width=13)
    total_actual: Money = column(
        "Totalt utfall", "Hela projektets utfall hittills.", "money", "tool", unit="tkr", width=13
    )
    deviation: Money = column("Återstår", "Total budget minus totalt utfall.", "money", "tool", unit="tkr", width=13)
    budget: Money = column("Budget helår", "Årets budget.", "money", "tool", unit="tkr", width=13)
    actual: Money = column("Utfall hittills", "Årets utfall.", "money", "tool", unit="tkr", width=13)
    forecast: Money = column("Prognos helår", "Årets prognos.", "money", "tool", unit="tkr", width=13)


class Accuracy(Table):
    """One row per nämnd with at least two forecasts of closed years."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    name: Text = column("Namn", "Nämndens namn.", by="tool", width=28)
    forecasts: Number = column("Prognoser", "Antal prognoser av år som är avslutade.", "number", "tool", width=11)
    mean: Number = column(
        "Medelfel", "Hur långt prognosen i medeltal låg från utfallet.", "number", "tool", unit="% av budget", width=13
    )
    worst: Number = column(
        "Största fel", "Den prognos som låg längst från utfallet.", "number", "tool", unit="% av budget", width=13
    )
    goals: Number = column("Bedömningar", "Antal bedömningar av mål vars utfall är känt.", "number", "tool", width=12)
    share: Number = column(
        "Rätt bedömda mål", "Andel bedömningar som blev målets utfall.", "number", "tool", unit="%", width=13
    )


@dataclass(frozen=True)
class PublishedTable:
    """A table as it goes out: `id` in code, `name` of the CSV, `title` of the sheet, its columns in order."""

    id: str
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]


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
    columns_of(Actions),
)
INVESTMENTS = PublishedTable(
    "investments",
    "investeringar",
    "Investeringar",
    "En rad per projekt, i tkr. Utgifter som positiva tal. Återstår är total budget minus totalt utfall.",
    columns_of(InvestmentRows),
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


def published_tables(kind: RoundKind) -> tuple[PublishedTable, ...]:
    """All tables of a round, in the order of the workbook."""
    return (TOTALS, *(published_sheet(sheet) for sheet in kind.sheets), ACTIONS, *OPTIONAL, SUBMISSIONS, FINDINGS)
