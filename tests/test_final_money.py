"""The money of an årsbokslut is that of a prognosis: read, reconciled, shown in workbook, pages and data."""

import csv
import dataclasses
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.steps.find_job import load_job
from flows.steps.known import inputs as known_inputs
from flows.steps.known.load import load_known
from flows.steps.template.make import make_template
from schemas.finance_settings import Investments
from schemas.money import MNKR, TKR
from tests.conftest import run
from tests.example.answers import answers
from tests.example.type_with_library import fill
from tests.html_tables import Cells
from tests.years import rows_of

DATA = Path(__file__).parent / "data"
DRIFT, PROJECTS = (f"simrishamn-kultur-fritid-2025-{name}.csv" for name in ("drift", "investeringar"))
DRIFT_ERRORS = {("E1", "B14"), ("E6", "D8"), ("E6", "D13"), ("E6", "D14")}
PROJECT_ERRORS = {
    ("E1", "D14"), ("E1", "G14"), ("E1", "C15"), ("E1", "D15"), ("E1", "G15"), ("E6", "D12"), ("E6", "G12"),
}  # fmt: skip


@pytest.fixture
def final(home):
    """The example's årsbokslut with a real nämnd's published tables as finance files, all of them Socialnämnden's."""
    job = load_job(home, "mariestad", "arsbokslut-mars", 2026, dt.datetime(2027, 1, 20, 10))
    heads = {"projekt": "Projekt", "total_budget": "Total projektbudget", "totalt_utfall": "Ack. utfall"}
    heads |= {"total_avvikelse": "Avvikelse", "budget": "Budget 2026", "utfall": "Utfall 2026"}
    heads |= {"avvikelse": "Budgetavvikelse"}
    projects = Investments.model_validate({"fil": "inv*.csv", "enhet": "mnkr", "kolumner": heads})
    columns = job.settings.finance.columns.model_copy(
        update={"unit": "", "area": "Verksamhet", "budget": "Budget 2026", "actual": "Utfall 2026", "last_year": ""}
        | {"forecast": "", "deviation": "Återstår"}
    )
    said = {"file": "drift*.csv", "columns": columns, "money_unit": "tkr", "cost_sign": "minus", "total": "Summa"}
    finance = job.settings.finance.model_copy(update={**said, "inhabitants": None, "investments": projects})
    mine = {"SN": ("",)}
    namnder = tuple(n.model_copy(update={"units": mine.get(n.id, ("-",))}) for n in job.settings.namnder)
    job = dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance, "namnder": namnder}))
    job.inbox.mkdir(parents=True, exist_ok=True)
    for source, name in ((DRIFT, "drift.csv"), (PROJECTS, "inv.csv")):
        text = (DATA / source).read_text(encoding="utf-8").replace("2025", "2026")
        (job.inbox / name).write_text(text, encoding="utf-8")
    return job


def sheet(job, title: str) -> list[dict[str, object]]:
    tab = openpyxl.load_workbook(job.result / "sammanstallning.xlsx", data_only=True)[title]
    rows = list(tab.iter_rows(min_row=4, values_only=True))
    heads = [str(head).split(" (")[0] for head in rows[0]]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]]


def data(job, name: str) -> list[dict[str, str]]:
    text = (job.result / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_wrong_sum_of_published_tables_is_found_in_an_arsbokslut(final):
    merged = run(final)
    sums = [f for f in merged.findings if f.rule in ("E1", "E6")]
    said = {name: {(f.rule, f.cell) for f in sums if f.file == name} for name in ("drift.csv", "inv.csv")}
    assert said == {"drift.csv": DRIFT_ERRORS, "inv.csv": PROJECT_ERRORS}
    assert {"drift.csv", "inv.csv"} <= set(merged.known.sources), "both files are named among the sources"


def test_an_arsbokslut_is_reconciled_with_the_finance_systems_total(final):
    run(final)
    last = {row["Verksamhet"]: row for row in sheet(final, "Avstämning")}
    (actual,) = [head for head in last["Skillnad"] if head.startswith("Utfall")]
    assert [round(last[name][actual]) for name in ("Summa av raderna", "Filens egen summa", "Skillnad")] == [
        62_051_000,
        62_079_000,
        -28_000,
    ]


def test_investments_of_an_arsbokslut_are_in_workbook_pages_and_data(final):
    run(final)
    rows = {row["Projekt"]: row for row in sheet(final, "Investeringar")}
    total = rows["Socialnämnden totalt"]
    assert (total["Budget helår"], total["Utfall helår"], total["Avvikelse"]) == (10_525, 5_401, 5_124)
    assert rows["Nämnderna totalt"]["Utfall helår"] == 5_401 and rows["Nämnderna totalt"]["Avvikelse"] == 5_124
    assert len(rows) == 13 and "Prognos helår" not in total
    published = data(final, "investeringar")
    assert len(published) == 11, "the rows of the data are projects; whoever sums them counts nothing twice"
    assert sum(round(1000 * float(row["Utfall helår"])) for row in published) == 5_401_000
    (garvaren,) = [row for row in published if row["Projekt"].startswith("Ombyggnad Garvaren")]
    assert (garvaren["Budget helår"], garvaren["Utfall helår"], garvaren["Avvikelse"]) == ("388", "153", "235")
    page = (final.result / "namnder/sn.html").read_text(encoding="utf-8")
    mine = Cells(page).table("Investeringar")
    assert len(mine) == 13 and mine[-1][0] == "Socialnämnden totalt" and mine[-1][-2:] == ["5\xa0124", ""]
    whole = (final.result / "index.html").read_text(encoding="utf-8")
    kommun = Cells(whole).table("Investeringar")
    assert [row[0] for row in kommun[1:]] == ["Socialnämnden", "Nämnderna totalt"]


def test_an_arsbokslut_publishes_the_tables_of_a_prognosis(job, final):
    run(job)
    run(final)
    money = {"ekonomi", "investeringar", "mal_och_ekonomi", "utveckling"}
    for one in (job, final):
        assert money <= {path.stem for path in (one.result / "data").glob("*.csv")}
        assert data(one, "ekonomi") and data(one, "investeringar")
    assert [row["Utfall hittills"] for row in data(final, "mal_och_ekonomi") if row["Nämnd"] == "SN"] == ["62051"]


def with_projects(monkeypatch, change):
    """The finance system's projects as they are, then changed."""
    real = known_inputs.read_investments

    def read(job, findings):
        found = real(job, findings)
        return found._replace(table=change(found.table))

    monkeypatch.setattr(known_inputs, "read_investments", read)


def blank(path: Path, heading: str, project: str) -> None:
    """Empty the project's cell under the heading."""
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows())
    heads = next(row for row in rows if heading in [cell.value for cell in row])
    at = [cell.value for cell in heads].index(heading)
    (row,) = [row for row in rows if project in [cell.value for cell in row]]
    assert row[at].value is not None
    row[at].value = None
    book.save(path)


def test_a_blank_amount_is_blank_wherever_it_is_shown(job):
    """And the sum's deviation is not known, since the project's whole budget would seem to be left."""
    project = "Beläggning av gator"
    blank(job.inbox / "investeringar-2603.xlsx", "Helårsprognos", project)
    run(job)
    rows = {row["Projekt"]: row for row in sheet(job, "Investeringar")}
    assert rows[project]["Prognos helår"] is None and rows[project]["Avvikelse"] is None
    assert rows[project]["Återstår"] == 8_380
    assert rows["Tekniska nämnden totalt"]["Prognos helår"] == 13_000
    assert not rows["Tekniska nämnden totalt"]["Avvikelse"] and not rows["Nämnderna totalt"]["Avvikelse"]
    assert rows["Kommunstyrelsen totalt"]["Avvikelse"] == 100
    (row,) = [row for row in data(job, "investeringar") if row["Projekt"] == project]
    assert (row["Prognos helår"], row["Avvikelse"]) == ("", "")
    page = (job.result / "namnder/tn.html").read_text(encoding="utf-8")
    table = Cells(page).table("Investeringar")
    (shown,) = [dict(zip(table[0], row, strict=True)) for row in table if row[0] == project]
    assert shown["Prognos helår (tkr)"] == shown["Avvikelse (tkr)"] == ""


def test_the_investments_add_up_along_rows_and_columns_as_shown(job, monkeypatch):
    def odd(rows: pd.DataFrame) -> pd.DataFrame:
        amounts = ("total_budget", "total_actual", "budget", "actual", "forecast")
        more = pd.concat([rows.assign(project=rows["project"] + f" {n}") for n in range(6)], ignore_index=True)
        return more.assign(**{name: more[name] + 33_300 + 7 * n for n, name in enumerate(amounts)})

    with_projects(monkeypatch, odd)
    table = run(job).tables["investments"]
    total = table.index.str.endswith("SUMMA")
    assert (table["deviation"] == table["budget"] - table["forecast"]).all()
    for name in ("total_budget", "total_actual", "remaining", "budget", "actual", "forecast", "deviation"):
        parts = table[~total].groupby("namnd")[name].sum()
        assert table[total].set_index("namnd")[name].to_dict() == parts.to_dict(), name
        assert (table[name] % TKR == 0).all()


def test_a_namnd_comments_its_projects_and_the_comment_follows_the_project(job, contents, monkeypatch):
    """In a template that was handed out before the export got a new first project."""
    known = load_known(job)
    namnd = next(n for n in job.namnder if n.id == "KS")
    template = make_template(job, known, namnd)
    rows = rows_of(openpyxl.load_workbook(io.BytesIO(template))["Investeringar"])
    assert [row["Projekt"] for row in rows] == ["E-tjänster och digital arkivering", "Kommunstyrelsen totalt"]
    comment = ("investments", str(rows[0]["Rad-id"]), "comment", "Upphandlingen blev billigare än väntat.")
    answer = fill(template, [*answers(contents["KS"]), comment])
    (job.inbox / "KS prognos april.xlsx").write_bytes(answer)

    def first(rows: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([rows.iloc[[0]].assign(project="Akut takbyte"), rows], ignore_index=True)

    with_projects(monkeypatch, first)
    merged = run(job)
    said = merged.tables["investments"].dropna(subset="comment")
    assert list(said["project"]) == ["E-tjänster och digital arkivering"]
    assert comment[3] in (job.result / "namnder/ks.html").read_text(encoding="utf-8")
    assert merged.state_of("KS").state == "Inläst"


def test_a_template_without_the_sheet_of_investments_is_whole(job):
    """The example's answers came in templates from before: nothing is asked there, so nothing is lacking."""
    merged = run(job)
    assert not [f for f in merged.findings if "Investeringar" in f.what]
    assert merged.state_of("KS").state == "Inläst"


def test_a_kommun_that_does_not_follow_up_investments_has_no_sheet_of_them(job):
    path = job.home / "input/mariestad/kommun.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index("[ekonomi.investeringar]")
    path.write_text(text[:start], encoding="utf-8")
    job = load_job(job.home, "mariestad", "prognos-april", 2026, job.now)
    run(job)
    assert not (job.result / "data/investeringar.csv").exists()
    assert "Investeringar" not in openpyxl.load_workbook(job.result / "sammanstallning.xlsx").sheetnames


def test_a_forecast_below_what_is_spent_is_asked_about(sent):
    """985 tkr are spent; half a tkr is rounding."""
    asked = {value: [(f.rule, f.severity.swedish, f.cell[:1]) for f in sent(("economy", "MBN-5020", "forecast", value))
                     if f.rule == "C2"] for value in ("984", "985", "4010")}  # fmt: skip
    assert asked == {"984": [("C2", "Varning", "G")], "985": [], "4010": []}


def test_a_project_whose_forecast_is_below_what_is_spent_is_asked_about(job, monkeypatch):
    def less(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(forecast=rows["forecast"].where(rows["namnd"] != "SN", MNKR))

    with_projects(monkeypatch, less)
    (found,) = [f for f in run(job).findings if f.rule == "C2" and f.file.startswith("inv")]
    assert (found.sheet, found.cell, found.severity.swedish) == ("Projekt", "A8", "Varning")
    assert "Gruppbostad i Sjölyckan" in found.what and "1\xa0000 tkr" in found.what and "2\xa0640 tkr" in found.what


def test_the_finance_systems_own_forecast_below_what_is_spent_is_asked_about_once(job):
    """It is what is published of a nämnd that hasn't answered."""
    path = job.inbox / "ekonomi-2603.xlsx"
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows())
    heads = next(row for row in rows if "Helårsprognos" in [cell.value for cell in row])
    names = [cell.value for cell in heads]
    forecast, actual = names.index("Helårsprognos"), names.index("Ack. utfall")
    below = [row for row in rows if str(row[0].value)[:1] in tuple("12345") and (row[actual].value or 0) > 0][:5]
    for row in below:
        row[forecast].value = row[actual].value / 2
    book.save(path)
    (found,) = [f for f in load_known(job).findings if f.rule == "C2"]
    assert (found.file, found.cell, found.severity.swedish) == (path.name, f"A{below[0][0].row}", "Varning")
    assert str(below[0][0].value) in found.what and "två rader till" in found.what
