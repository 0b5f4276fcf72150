"""What kommunfullmäktige decided: the sheets of `malregister.xlsx`, read by their headings like any other sheet."""

from __future__ import annotations

from schemas.columns import Date, Money, Number, Table, Text, column
from schemas.sheets.sheet import Sheet


class RegisterGoals(Table):
    """One row per goal, nämndmål and kommunövergripande mål alike; `first` and `last` are years."""

    goal_id: Text = column("Mål-id", "Målets nummer, till exempel KS-01. Samma alla år.", "key", width=10)
    namnd: Text = column("Nämnd", "Nämndens id, eller KOMMUN för ett kommunövergripande mål.", width=10)
    goal: Text = column("Mål", "Målets lydelse enligt beslutet.", width=60)
    focus_area: Text = column("Fokusområde", "Ett eller flera, skilda med semikolon.", width=20)
    first: Number = column("Från år", "Första året.", "number", width=9, plain=True)
    last: Number = column("Till år", "Sista året.", "number", width=9, plain=True)
    department: Text = column("Avdelning", "När målet avser en viss avdelning.", width=20)
    partners: Text = column("Delas med", "Id för nämnder som delar målet, skilda med semikolon.", width=12)
    method: Text = column("Kvalitativ uppföljning", "Hur målet följs upp när det inte mäts i tal.", width=50)
    decided_by: Text = column("Beslutat av", "Organet som beslutade målet.", width=22)
    decided: Date = column("Beslutsdatum", "Dagen för beslutet.", "date", width=13)
    paragraph: Text = column("Paragraf", "Paragrafen i protokollet.", width=10)
    review: Text = column("Granskning", "Vad kvalitetskontrollgruppen kom fram till.", width=30)


class RegisterMilestones(Table):
    """One row per etappmål and year."""

    milestone_id: Text = column("Etapp-id", "Etappmålets nummer, till exempel KS-01-E2027.", "key", width=14)
    goal_id: Text = column("Mål-id", "Målet som etappen hör till.", width=10)
    year: Number = column("År", "Året som etappmålet gäller.", "number", width=8, plain=True)
    milestone: Text = column("Etappmål", "Vad som ska vara nått det året.", width=70)


class RegisterIndicators(Table):
    """One row per indicator; `target` is the value of the register's year, in the row's own unit."""

    indicator_id: Text = column("Mått-id", "Måttets nummer, till exempel KS-01-M1.", "key", width=12)
    goal_id: Text = column("Mål-id", "Målet som måttet hör till.", width=10)
    indicator: Text = column("Mått", "Måttet eller indikatorn.", width=60)
    measure_kind: Text = column("Typ", "Kvantitativt eller Kvalitativt.", width=14)
    unit: Text = column("Enhet", "Enheten för talen.", width=12)
    direction: Text = column("Riktning", "Öka, Minska eller Behålla.", width=10)
    baseline: Number = column("Basvärde", "Värdet när målet sattes.", "number", width=11)
    baseline_year: Number = column("Basår", "Året för basvärdet.", "number", width=8, plain=True)
    target: Number = column("Målvärde", "Det värde som ska nås i år.", "number", width=11)
    provider: Text = column("Källa", "Varifrån värdet hämtas.", width=40)


class RegisterActivities(Table):
    """One row per activity of the handlingsplan."""

    activity_id: Text = column("Aktivitet-id", "Aktivitetens nummer, till exempel KS-01-A1.", "key", width=13)
    goal_id: Text = column("Mål-id", "Målet som aktiviteten hör till.", width=10)
    activity: Text = column("Aktivitet", "Vad som ska göras.", width=80)
    owner: Text = column("Ansvarig", "Vem som ansvarar.", width=26)
    starts: Date = column("Startdatum", "När den börjar.", "date", width=12)
    ends: Date = column("Slutdatum", "När den ska vara klar.", "date", width=12)
    planned_cost: Money = column("Kostnad", "Kostnad enligt handlingsplanen.", "money", unit="tkr", width=11)


class RegisterBudget(Table):
    """One row per activity that costs money: its amount in internbudgeten (rule A2), in öre."""

    activity_id: Text = column("Aktivitet-id", "Aktivitetens nummer.", "key", width=13)
    budget: Money = column("Internbudget", "Beloppet i nämndens internbudget.", "money", unit="tkr", width=12)


def _sheet(sheet_id: str, title: str, model: type[Table], note: str) -> Sheet:
    return Sheet(id=sheet_id, title=title, model=model, note=note, result=note, counted="rader", source="")


REGISTER: tuple[Sheet, ...] = (
    _sheet("goals", "Mål", RegisterGoals, "Mål som gäller i år, enligt kommunfullmäktiges beslut."),
    _sheet("milestones", "Etappmål", RegisterMilestones, "Etappmål för fleråriga mål, ett för varje år."),
    _sheet("indicators", "Mått", RegisterIndicators, "Mått och indikatorer till målen."),
    _sheet("activities", "Aktiviteter", RegisterActivities, "Nämndernas handlingsplaner."),
    _sheet("internal_budget", "Internbudget", RegisterBudget, "Aktiviteter som har pengar i internbudgeten."),
)


class RegisterControls(Table):
    """One row per control of a nämnd's plan for intern kontroll."""

    control_id: Text = column("Kontroll-id", "Radens nummer.", "key", width=12)
    namnd: Text = column("Nämnd", "Nämndens id.", width=10)
    risk: Text = column("Risk", "Risken enligt nämndens plan.", width=50)
    check: Text = column("Kontrollmoment", "Vad som kontrolleras.", width=50)


class RegisterAssignments(Table):
    """One row per internal assignment of a nämnd."""

    assignment_id: Text = column("Uppdrag-id", "Radens nummer.", "key", width=12)
    namnd: Text = column("Nämnd", "Nämndens id.", width=10)
    assignment: Text = column("Uppdrag", "Uppdraget.", width=60)
    given_by: Text = column("Beslut", "Vem som gav uppdraget, datum och paragraf.", width=34)


BESIDE_REGISTER: tuple[Sheet, ...] = (
    _sheet("internal_controls", "Intern kontroll", RegisterControls, "Nämndernas interna kontroll."),
    _sheet("assignments", "Interna uppdrag", RegisterAssignments, "Nämndernas interna uppdrag."),
)
"""The sheets of `vid_sidan_av.xlsx` (O1)."""

KOMMUN = "KOMMUN"
"""In the column Nämnd: a kommunövergripande mål."""
