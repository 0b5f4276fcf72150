"""Columns of what is published beside the sheets' own: where rows came from, and the tables of the round itself."""

from __future__ import annotations

from schemas.columns import Date, Money, Number, Table, Text, column

OWN, SYSTEM = "Nämnden", "Ekonomisystemet"
"""Whose forecast a sum rests on."""


class RoundOf(Table):
    """The first columns of every table as data: with them several rounds can be laid on one another."""

    round_year: Number = column("År", "Året som omgången gäller.", "number", "tool", width=7, plain=True)
    round: Text = column("Omgång", "Omgången, till exempel prognos-april.", by="tool", width=20)


class Origin(Table):
    """Columns that every published row of a sheet has besides its own: whose it is and where it was read."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    state: Text = column("Läge", "Om nämndens svar är inläst, ska rättas eller saknas.", by="tool", width=16)
    file: Text = column("Fil", "Filen som raden lästes ur.", by="tool", width=34)
    cell: Text = column("Källa", "Blad och rad i filen.", by="tool", width=18)
    digest: Text = column("Filens sha256", "Filens kontrollsumma; originalet ligger i arkivet.", by="tool", width=20)


class Source(Table):
    """Where a row that is no nämnd's answer was read, or a row that is made of one."""

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
    late: Number = column("Dagar för sent", "Dagar efter sista dag som filen togs emot.", "number", "tool", width=10)
    errors: Number = column("Fel", "Antal fel.", "number", "tool", width=7)
    warnings: Number = column("Varningar", "Antal varningar.", "number", "tool", width=10)
    digest: Text = column("Filens sha256", "Filens kontrollsumma; originalet ligger i arkivet.", by="tool", width=20)


class Findings(Table):
    """One row per finding."""

    severity: Text = column("Slag", "Fel, varning eller upplysning.", by="tool", width=14)
    standing: Text = column(
        "Läge", "Gäller, godkänd, eller ersatt: nämnden har skickat ett senare svar.", by="tool", width=13
    )
    namnd: Text = column("Nämnd", "Nämndens id; tomt när den gäller hela omgången.", by="tool", width=9)
    where: Text = column("Plats", "Blad och cell.", by="tool", width=20)
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
        "Avvikelse, + är överskott",
        "Budget minus prognos, i årsbokslutet budget minus utfall.",
        "money",
        "tool",
        unit="tkr",
        width=15,
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
    standing: Text = column("Läge", "Ny i den här omgången, eller en som fanns även i förra.", by="tool", width=14)


class RoundActions(Actions):
    """This round's åtgärder as data, which say what goal they are for; those for the economy have none."""

    goal_id: Text = column("Mål-id", "Målet som åtgärden hör till; tomt för ekonomin.", by="tool", width=9)


class AllActions(Actions):
    """This round's åtgärder and those of earlier rounds with how they went."""

    comment: Text = column("Kommentar", "Hur det gick med en tidigare åtgärd.", by="tool", width=40)


class Deviations(Table):
    """One row per goal that is not wholly reached and per deficit past the ceiling, the heaviest first."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    name: Text = column("Namn", "Nämndens namn.", by="tool", width=20)
    row: Text = column("Rad", "Målets eller ekonomins nummer.", by="tool", width=12)
    concerns: Text = column("Gäller", "Målet, eller underskottet.", by="tool", width=42)
    status: Text = column("Bedömning", "Nås delvis, nås inte eller underskott.", by="tool", width=15)
    move: Text = column("Ändring", "Mot förra omgången.", by="tool", width=14)
    comment: Text = column("Kommentar", "Nämndens kommentar.", by="tool", width=48)
    consequence: Text = column("Konsekvensbeskrivning", "Vad avvikelsen får för följder.", by="tool", width=36)
    action: Text = column("Åtgärd", "Vad nämnden gör.", by="tool", width=36)
    responsible: Text = column("Ansvarig", "Vem som ansvarar för åtgärden.", by="tool", width=20)
    due: Date = column("Klar senast", "När åtgärden ska vara klar.", "date", "tool", width=12)


class Development(Table):
    """One row per round, this one last: the kommun's goals, and its money in öre (deviation plus = surplus)."""

    period: Text = column("Period", "Omgångens månad och år.", by="tool", width=18)
    goals: Number = column("Mål", "Antal mål.", "number", "tool", width=8)
    reached: Number = column("Nås", "Mål som bedömdes nås.", "number", "tool", width=8)
    partly: Number = column("Nås delvis", "Mål som bedömdes nås delvis.", "number", "tool", width=9)
    missed: Number = column("Nås inte", "Mål som inte bedömdes nås.", "number", "tool", width=9)
    open: Number = column("Ej bedömt", "Mål utan bedömning.", "number", "tool", width=9)
    budget: Money = column("Budget helår", "Nettokostnad enligt budget.", "money", "tool", unit="tkr", width=14)
    forecast: Money = column("Prognos helår", "Väntad nettokostnad.", "money", "tool", unit="tkr", width=14)
    deviation: Money = column(
        "Avvikelse, + är överskott",
        "Budget minus prognos, i årsbokslutet budget minus utfall.",
        "money",
        "tool",
        unit="tkr",
        width=15,
    )


class IndicatorHistory(Table):
    """One row per indicator and round in which it was measured; `actual` in the indicator's own unit."""

    namnd: Text = column("Nämnd", "Nämndens id.", by="tool", width=9)
    indicator_id: Text = column("Mått-id", "Måttets nummer.", by="tool", width=12)
    indicator: Text = column("Mått", "Måttet eller indikatorn.", by="tool", width=44)
    unit: Text = column("Enhet", "Enheten för utfallet.", by="tool", width=12)
    period: Text = column("Period", "Omgångens månad och år.", by="tool", width=18)
    actual: Number = column("Utfall", "Senaste mätta värdet i den omgången.", "number", "tool", width=12)


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
