"""The money: exports of all kinds read exactly, held against their own sums, rounded so that they still add up."""

import dataclasses
import io
import random
import unicodedata
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.documents.money import totals_told
from flows.steps.finance.amounts import TKR, apportioned
from flows.steps.finance.investments import read_investments
from flows.steps.finance.read import read_as_declared, read_finance
from flows.steps.finance.unit_and_sign import check_unit_and_sign, likely_sign, likely_unit
from flows.steps.find_job import load_job
from flows.steps.known.accuracy import Misses, goal_hits, money_errors, summed_up
from flows.steps.merging.deviations import find_deviations
from flows.steps.merging.shown import in_whole_tkr, share_of
from flows.steps.pages.kommun import totals_table
from flows.steps.swedish import share_told, to_tkr
from flows.steps.take_in import take_in
from flows.steps.workbook.make import make_workbook
from schemas.finance_settings import FinanceSettings, Investments
from schemas.settings import Namnd
from tests.conftest import needs, run

DATA = Path(__file__).parent / "data"
EXPORT = "ekonomi-2603.xlsx"


def rows_of(job) -> list[tuple]:
    sheet = openpyxl.load_workbook(job.inbox / EXPORT).active
    return [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]


def written(value, decimal: str, thousands: str) -> str:
    if not isinstance(value, int | float):
        return str(value)
    whole, _, rest = f"{Decimal(repr(value)):,.2f}".partition(".")
    return f"{whole.replace(',', thousands)}{decimal}{rest}"


def read(job, name="ekonomi.csv", content: bytes | None = None, **finance):
    """The export's rows and findings, from this content under this name."""
    if content is not None:
        (job.inbox / EXPORT).unlink(missing_ok=True)
        (job.inbox / name).write_bytes(content)
    changed = job.settings.finance.model_copy(update={"file": "ekonomi*", **finance})
    job = dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": changed}))
    findings = []
    found, _ = read_finance(job, findings)
    return found, findings


def without_source(rows: pd.DataFrame) -> pd.DataFrame:
    """The amounts: another file has its rows in other places."""
    return rows.drop(columns=["system_source", "system_line"])


VARIANTS = [
    ("utf-8", ";", ",", ""), ("utf-8-sig", ";", ",", " "), ("cp1252", ";", ",", "\u00a0"), ("utf-8", "\t", ",", ""),
    ("utf-8", "\t", ".", ""), ("utf-8", ",", ".", ""), ("cp1252", ";", ",", "."), ("utf-16", ";", ",", ""),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "separator", "decimal", "thousands"), VARIANTS)
def test_text_exports_give_the_same_rows_as_the_workbook(job, encoding, separator, decimal, thousands):
    expected, before = read(job)
    rows = rows_of(job)
    lines = ["Budgetuppföljning", ""] + [separator.join(written(v, decimal, thousands) for v in row) for row in rows]
    lines[2] = separator.join(f'"{v}"' if separator in str(v) else str(v) for v in rows[0])
    lines[3:] = [
        separator.join(f'"{t}"' if separator in t else t for t in (written(v, decimal, thousands) for v in row))
        for row in rows[1:]
    ]
    found, findings = read(job, content="\r\n".join(lines).encode(encoding))
    assert findings == before == []
    assert without_source(found.rows).equals(without_source(expected.rows))
    assert found.control == expected.control


@pytest.mark.parametrize("name", [unicodedata.normalize("NFD", "årsbudget 2603.xlsx"), "Årsbudget 2603.XLSX"])
def test_the_export_is_found_however_its_name_is_written(job, name):
    """A Mac takes å apart into two letters."""
    path = job.home / "input/mariestad/kommun.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("ekonomi*.xlsx", "årsbudget*.xlsx"), "utf-8")
    (job.inbox / "ekonomi-2603.xlsx").rename(job.inbox / name)
    job = load_job(job.home, "mariestad", "prognos-april", 2026, job.now)
    findings = []
    rows = read_finance(job, findings)[0].rows
    assert len(rows) and not [f for f in findings if f.stops]
    assert not [item.file for item in take_in(job).items if "budget" in item.file], "it is no nämnd's answer"


def test_a_decimal_sign_that_may_be_either_is_asked_about_once_per_column(job):
    lines = [";".join(map(str, rows_of(job)[0]))]
    lines += [f"11{n};Politik;1.234;1.100;1.000;1.234" for n in range(10, 40)]
    found, findings = read(job, content="\n".join(lines).encode())
    assert len(found.rows) == 0
    assert [(f.rule, f.cell) for f in findings] == [("V1", f"{c}2") for c in "CDEF"]
    assert findings[0].what.startswith("”1.234” kan vara 1 234 eller 1,234. Detsamma gäller 29 till i kolumnen ")
    assert 'decimaltecken = ","' in findings[0].todo
    found, findings = read(job, content="\n".join(lines).encode(), decimal=",")
    assert found.rows["budget"].tolist() == [123_400] * 30


def test_an_amount_that_cannot_be_read_stops_the_economy_and_is_told_at_its_cell(job):
    rows = [[written(v, ",", "") for v in row] for row in rows_of(job)]
    rows[3][2] = "se not 4"
    found, findings = read(job, content="\n".join(";".join(f'"{t}"' for t in row) for row in rows).encode())
    assert [(f.rule, f.sheet, f.cell) for f in findings] == [("V1", "ekonomi", "C4")]
    assert len(found.rows) == 0
    assert "1 rad som inte gick att läsa" in found.account.sentence


def test_no_row_is_lost_when_rows_are_of_different_lengths(job):
    """Notes to the right of a row make it longer than the first; empty lines and short rows stand between."""
    lines = [";".join(f'"{written(v, ",", "")}"' for v in row) for row in rows_of(job)]
    lines[4] += ";en;lång;anteckning"
    lines.insert(3, "")
    lines.insert(3, "kort")
    found, findings = read(job, content="\n".join(lines).encode())
    assert findings == []
    assert len(found.rows) == len(lines) - 4
    assert found.account.sentence == (
        "32 rader: 28 rader med belopp, 1 slutsumma, 1 rubrikrad, 1 textrad och 1 tom rad."
    )
    assert found.rows["actual"].sum() == found.control["actual"]


def test_rows_that_no_namnd_claims_and_namnder_without_rows(job):
    rows = [list(row) for row in rows_of(job) if not str(row[0]).startswith("50")]
    rows.insert(3, ["9900", "Finansiering", 5.0, 0, 0, 0])
    text = "\n".join(";".join(f'"{written(v, ",", "")}"' for v in row) for row in rows[:-1])
    _, findings = read(job, content=text.encode())
    assert [(f.rule, f.cell) for f in findings] == [("E2", "A4"), ("E2", "A1")]
    assert findings[0].what == "Ansvar 9900 hör inte till någon nämnd."
    assert findings[0].todo.endswith('skriv utanfor_namnderna = ["9900"] under [ekonomi], utan # framför.')
    _, findings = read(job, content=text.encode(), outside=("42", "9901"))
    assert 'utanfor_namnderna = ["42", "9901", "9900"] under' in findings[0].todo, "what stood there is kept"
    found, findings = read(job, content=text.encode(), outside=("99",))
    assert [f.cell for f in findings] == ["A1"], "finansförvaltningen is known to be no nämnd's"
    assert "9900" in set(found.rows["unit"])


@pytest.mark.parametrize(("unit", "seen"), [("tkr", "kr"), ("mnkr", "kr")])
def test_a_file_in_another_unit_is_stopped_and_says_why(job, unit, seen):
    found, (stopped,) = read(job, money_unit=unit)
    assert (stopped.rule, len(found.rows)) == ("E5", 0)
    assert stopped.what == f"I filen står ”Period 2601–2603, belopp i kr, nettokostnad”, men i kommun.toml står {unit}."
    content = "\n".join(";".join(f'"{written(v, ",", "")}"' for v in row) for row in rows_of(job))
    found, (stopped,) = read(job, content=content.encode(), money_unit=unit)
    assert (stopped.rule, len(found.rows)) == ("E5", 0)
    assert f"ser ut att vara i {seen}" in stopped.what
    assert "kr per invånare" in stopped.what


def test_a_file_with_the_other_sign_is_stopped_and_says_why(job):
    found, (stopped,) = read(job, cost_sign="minus")
    assert (stopped.rule, len(found.rows)) == ("E5", 0)
    assert "5 av 5 nämnder" in stopped.what


def test_a_revised_budget_leads_and_its_change_is_shown(job):
    heads, *rows = [[written(v, ",", "") for v in row] for row in rows_of(job)[:-1]]
    text = "\n".join(
        ";".join(f'"{t}"' for t in row) for row in [[*heads, "Ändrad budget"], *[[*r, r[2]] for r in rows]]
    )
    text = text.replace(f'"{rows[0][2]}"\n', '"15000000,00"\n', 1)
    columns = job.settings.finance.columns.model_copy(update={"revised": "Ändrad budget"})
    found, findings = read(job, content=text.encode(), columns=columns)
    first = found.rows.iloc[0]
    assert findings == []
    assert (first["original"], first["budget"], first["change"]) == (1_486_000_000, 1_500_000_000, 14_000_000)


# ---------------------------------------------------------------- real tables, with their errors

TABLE = {"unit": "", "area": "Verksamhet", "budget": "Budget 2025", "actual": "Utfall 2025", "deviation": "Återstår"}


def whole(job):
    """One nämnd that owns every row."""
    one = Namnd.model_validate({"id": "KFN", "namn": "Kultur- och fritidsnämnden", "fran": 2016, "ansvar": [""]})
    return dataclasses.replace(job, settings=job.settings.model_copy(update={"namnder": (one,)}))


def test_a_published_table_and_each_of_its_errors(job):
    """The rows of utfall add up to −62 051 and not −62 079; budget holds; the deviations were rounded row by row."""
    columns = job.settings.finance.columns.model_copy(update={**TABLE, "last_year": "", "forecast": ""})
    content = (DATA / "simrishamn-kultur-fritid-2025-drift.csv").read_bytes()
    finance = {"columns": columns, "money_unit": "tkr", "cost_sign": "minus", "total": "Summa", "inhabitants": None}
    found, findings = read(whole(job), content=content, **finance)
    assert found.rows["actual"].sum() == 62_051 * TKR
    assert {(f.rule, f.cell) for f in findings} == {
        ("E1", "B14"), ("E6", "D8"), ("E6", "D13"), ("E6", "D14"),
    }  # fmt: skip
    (total,) = [f.what for f in findings if (f.rule, f.cell) == ("E1", "B14")]
    assert total == "Raderna ger summan −62 051, men i filen står −62 079. Skillnaden är 28 tkr."


def test_a_published_table_of_investments_and_each_of_its_errors(job):
    columns = {"projekt": "Projekt", "total_budget": "Total projektbudget", "totalt_utfall": "Ack. utfall"}
    columns |= {"total_avvikelse": "Avvikelse", "budget": "Budget 2025", "utfall": "Utfall 2025"}
    columns |= {"avvikelse": "Budgetavvikelse"}
    settings = Investments.model_validate({"fil": "inv*.csv", "enhet": "mnkr", "kolumner": columns})
    finance = job.settings.finance.model_copy(update={"investments": settings})
    job = whole(dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance})))
    source = DATA / "simrishamn-kultur-fritid-2025-investeringar.csv"
    (job.inbox / "inv.csv").write_bytes(source.read_bytes())
    findings = []
    rows, *_ = read_investments(job, findings)
    assert len(rows) == 11
    assert {(f.rule, f.cell) for f in findings} == {
        ("E1", "D14"), ("E1", "G14"), ("E1", "C15"), ("E1", "D15"), ("E1", "G15"), ("E6", "D12"), ("E6", "G12"),
    }  # fmt: skip
    (grand,) = [f.what for f in findings if f.cell == "C15"]
    assert grand == "Raderna ger summan 15,127, men i filen står 15,13. Skillnaden är 0,003 mnkr."


# ---------------------------------------------------------------- properties

ores = st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=60)


@given(ores)
def test_whole_tkr_add_up_and_none_is_off_by_one(values):
    tkr = apportioned(values)
    assert sum(tkr) == to_tkr(sum(values))
    assert all(abs(t * TKR - v) < TKR for t, v in zip(tkr, values, strict=True))


@settings(deadline=None, max_examples=60)
@given(st.lists(ores, min_size=1, max_size=6), st.booleans())
def test_what_is_shown_adds_up_along_rows_and_columns(namnder, same):
    economy, totals = [], []
    for number, values in enumerate(namnder):
        other = values if same else [v // 3 + 7 for v in values]
        rows = [{"namnd": f"N{number}", "key": f"N{number}-{i}", "budget": v, "forecast": o, "actual": o}
                for i, (v, o) in enumerate(zip(values, other, strict=True))]  # fmt: skip
        summed = {name: sum(row[name] for row in rows) for name in ("budget", "forecast", "actual")}
        economy += [*rows, {"namnd": f"N{number}", "key": f"N{number}-SUMMA", **summed}]
        totals.append({"key": f"N{number}", **summed})
    frames = [pd.DataFrame(t).set_index("key").astype(dict.fromkeys(("budget", "forecast", "actual"), "Int64"))
              for t in (economy, totals)]  # fmt: skip
    frames = [f.assign(deviation=f["budget"] - f["forecast"]) for f in frames]
    shown = in_whole_tkr(*frames)
    for name in ("budget", "forecast", "actual", "deviation"):
        column, sums = shown["economy"][name], shown["totals"][name]
        assert (column % TKR == 0).all()
        for namnd in sums.index:
            mine = column[column.index.str.startswith(f"{namnd}-")]
            assert mine[f"{namnd}-SUMMA"] == sums[namnd] == mine.drop(f"{namnd}-SUMMA").sum()
        if name != "deviation":
            assert int(sums.sum()) == to_tkr(int(frames[1][name].sum())) * TKR


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 10_000), st.integers(0, 10**6))
def test_totals_are_kept_through_reading_and_grouping(example, count, seed):
    """A random export of up to 10 000 rows: what comes out is what went in, to the öre."""

    job, _ = example
    drawn = np.random.default_rng(seed)
    ore = drawn.integers(-(10**12), 10**12, size=(count, 4))
    units = [f"{drawn.choice([11, 20, 30, 40, 50])}{n:02d}" for n in drawn.integers(0, 99, count)]
    lines = ["Ansvar;Ansvar, benämning;Årsbudget;Ack. utfall;Ack. utfall fg år;Helårsprognos"]
    lines += [f"{u};Område {u};" + ";".join(kr(v) for v in row) for u, row in zip(units, ore.tolist(), strict=True)]
    lines.append("Totalt;;" + ";".join(kr(v) for v in ore.sum(axis=0).tolist()))
    findings = []
    found = read_as_declared(job, "x.csv", "\n".join(lines).encode(), findings)
    assert not [f for f in findings if f.rule != "E2" and f.stops]
    summed = found.rows[["budget", "actual", "last_year", "system_forecast"]].sum()
    assert [int(v) for v in summed] == ore.sum(axis=0).tolist()
    assert found.control["actual"] == ore.sum(axis=0)[1]


def kr(ore: int) -> str:
    sign, (whole, rest) = "-" if ore < 0 else "", divmod(abs(ore), 100)
    return f"{sign}{whole},{rest:02d}"


def municipality(rng: random.Random) -> tuple[int, dict[str, int]]:
    """Inhabitants and net budget per nämnd in öre: 55 000–110 000 kr per inhabitant, one nämnd may earn money."""
    people = round(10 ** rng.uniform(np.log10(3_000), 6))
    total = people * rng.randint(55_000, 110_000) * 100
    shares = [rng.uniform(0.02, 1) for _ in range(rng.randint(3, 15))]
    budgets = {f"N{n}": round(total * s / sum(shares)) for n, s in enumerate(shares)}
    if rng.random() < 0.3:
        budgets["N0"] = -abs(budgets["N0"]) // 20
    return people, budgets


def test_unit_and_sign_are_seen_for_municipalities_of_every_size(capsys):
    rng, wrong, tried = random.Random(2026), 0, 0
    factor = {"kr": 100, "tkr": 100_000, "mnkr": 100_000_000}
    for _ in range(1_000):
        people, budgets = municipality(rng)
        known = people if rng.random() < 0.5 else None
        for real in factor:
            for declared in factor:
                total = sum(budgets.values()) * factor[declared] // factor[real]
                wrong += likely_unit(abs(total), known, declared) != real
                tried += 1
        wrong += likely_sign(budgets, "plus") != "plus"
        wrong += likely_sign({k: -v for k, v in budgets.items()}, "plus") != "minus"
        tried += 2
    with capsys.disabled():
        print(f"\nunit and sign: {wrong} wrong of {tried} ({wrong / tried:.2%})")
    assert wrong / tried < 0.01


def test_an_earlier_round_makes_the_check_sharper_and_a_part_of_a_kommun_is_not_judged(job):
    finance = FinanceSettings.model_validate(
        {"fil": "x", "enhet": "tkr", "kostnad": "plus", "kolumner": {"verksamhet": "a", "budget": "b", "utfall": "c"}}
    )
    one = {"KFN": 62_000 * TKR}
    assert check_unit_and_sign(one, finance, None) is None
    assert check_unit_and_sign(one, finance, 60_000 * TKR) is None
    assert "1 033 gånger" in check_unit_and_sign({"KFN": 62_000_000 * TKR}, finance, 60_000 * TKR).what


# ---------------------------------------------------------------- what goes out


@pytest.mark.office
def test_reconciliation_recalculated_by_libreoffice_is_the_export_to_the_krona(job, tmp_path):
    needs("soffice")
    run(job)
    from tests.test_template import recalculated

    book = tmp_path / "s.xlsx"
    book.write_bytes((job.outbox / "resultat/sammanstallning.xlsx").read_bytes())
    sheet = recalculated(book)["Avstämning"]
    rows = {row[2]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
    total = rows_of(job)[-1]
    for column, index in ((3, 2), (4, 3), (5, 4), (6, 5)):
        assert round(rows["Summa av raderna"][column], 2) == round(total[index], 2)
        assert rows["Filens egen summa"][column] == rows["Summa av raderna"][column]
        assert rows["Skillnad"][column] == 0


def test_the_headings_of_the_reconciliation_are_not_cut_off(job):
    """'Prognos i ekonomisystemet (kr)' takes two lines of its column."""
    run(job)
    sheet = openpyxl.load_workbook(job.outbox / "resultat/sammanstallning.xlsx")["Avstämning"]
    cell = next(c for c in sheet[4] if str(c.value).startswith("Prognos i"))
    assert len(cell.value) > sheet.column_dimensions[cell.column_letter].width
    assert sheet.row_dimensions[4].height >= 30


def test_the_workbooks_economy_adds_up_as_shown(job):
    run(job)
    book = openpyxl.load_workbook(job.outbox / "resultat/sammanstallning.xlsx", data_only=True)
    rows = list(book["Ekonomi"].iter_rows(min_row=4, values_only=True))
    heads = [str(h).split(" (")[0] for h in rows[0]]
    table = pd.DataFrame(rows[1:], columns=heads)
    totals = pd.DataFrame(list(book["Mål och ekonomi"].iter_rows(min_row=5, values_only=True)))
    for name in ("Budget helår", "Utfall hittills"):
        sums = table[table["Rad-id"].str.endswith("SUMMA")].set_index("Nämnd")[name]
        parts = table[~table["Rad-id"].str.endswith("SUMMA")].groupby("Nämnd")[name].sum()
        assert (sums == parts.reindex(sums.index)).all()
        assert sums.sum() in totals.iloc[-1].tolist()


def test_investments_stand_beside_the_economy(job):
    merged = run(job)
    table = merged.tables["investments"]
    assert set(table["namnd"]) == {"KS", "UN", "SN", "TN", "MBN"}
    assert (table["remaining"] == table["total_budget"] - table["total_actual"]).all()
    assert (table["deviation"] == table["budget"] - table["forecast"]).all()
    assert "Gruppbostad i Sjölyckan" in (job.outbox / "resultat/namnder/sn.html").read_text(encoding="utf-8")
    assert (job.outbox / "resultat/data/investeringar.csv").exists()


# ---------------------------------------------------------------- how forecasts came out


@pytest.mark.parametrize(("forecast", "ceiling", "told"), [
    (1_010_040_001, 1_010_040_000, 1),  # one öre past it, and the same in whole tkr
    (1_010_055_000, 1_010_060_000, 0),  # within it, though 10 101 tkr is shown of both
])  # fmt: skip
def test_a_deficit_is_judged_by_the_ore_and_told_in_tkr(forecast, ceiling, told):
    exact = pd.DataFrame({"forecast": [forecast], "ceiling": [ceiling]}, index=["KS-SUMMA"], dtype="Int64")
    shown = exact.assign(forecast=1_010_100_000, deviation=-100_000, namnd="KS", due=None)
    none = pd.DataFrame({"assessment": []})
    found = find_deviations({"goals": none, "economy": shown}, exact, {"KS": "Kommunstyrelsen"}, {})
    assert len(found) == told


def test_accuracy_by_hand(job):
    said = pd.DataFrame({"namnd": ["KS", "UN"], "budget": ["1000", "0"], "forecast": ["1010", "5"]})
    came = pd.DataFrame({"namnd": ["KS", "UN"], "actual": ["980", "7"]})
    errors = money_errors(said, came)
    assert errors.to_dict("records") == [{"namnd": "KS", "error": 3.0}]  # a nämnd without budget has no per cent
    goals = pd.DataFrame({"goal_id": ["A", "B", "C"], "namnd": ["KS"] * 3, "assessment": ["Nås", "Nås", None]})
    final = goals.assign(assessment=["Nås", "Nås inte", "Nås"])
    hits = goal_hits(goals, final)
    assert list(hits["hit"]) == [True, False]
    assert summed_up(job, Misses(errors, hits)).empty  # never of fewer than two
    table = summed_up(job, Misses(pd.concat([errors, errors.assign(error=1.0)]), hits))
    assert table.loc["KS", ["forecasts", "mean", "worst", "share"]].tolist() == [2, 2.0, 3.0, 50.0]


def test_accuracy_is_shown_with_a_picture_and_left_out_when_unknown(job):
    run(job)
    page = (job.outbox / "resultat/index.html").read_text(encoding="utf-8")
    assert "Prognoser närmast utfallet: Miljö- och byggnadsnämnden" in page
    book = openpyxl.load_workbook(io.BytesIO((job.outbox / "resultat/sammanstallning.xlsx").read_bytes()))
    assert book["Prognossäkerhet"]._charts
    for path in job.home.glob("input/mariestad/2025/arsbokslut/data/*"):
        path.unlink()
    run(job)
    assert "Prognossäkerhet" not in (job.outbox / "resultat/index.html").read_text(encoding="utf-8")


heading = "Ansvar;Ansvar, benämning;Årsbudget;Ack. utfall;Ack. utfall fg år;Helårsprognos\n"


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200), st.text(alphabet='0123456789.,;"- \n\tkr', max_size=200))
)
def test_no_export_makes_the_reader_fall(example, content):

    job, _ = example
    raw = content if isinstance(content, bytes) else (heading + content).encode("utf-8", "replace")
    findings = []
    read_as_declared(job, "x.csv", raw, findings)
    assert all(f.what for f in findings)


@pytest.mark.parametrize(
    ("deviation", "told"),
    [
        (-104, "−1,04"),
        (-96, "−0,96"),
        (-100, "−1,0"),
        (-1004, "−10,0"),
        (104, "1,0"),
        (-110, "−1,1"),
        (-100.4, "−1,004"),
    ],
)
def test_a_share_over_the_limit_never_stands_as_the_limit(deviation, told):
    """'−1,0 %' told of as over the limit of 1 % reads as a contradiction."""
    assert share_told(share_of(int(deviation * 1000), 10_000_000, 1.0)) == told


def test_page_workbook_and_letter_tell_a_share_from_the_limit_alike(job):
    """Barely over the limit: the same figure in all of them, with its decimals."""
    barely = run(job)
    totals = barely.tables["totals"].copy()
    totals.loc["UN", "percent"] = share_of(-104, 10_000, job.model.deficit_percent)
    merged = dataclasses.replace(barely, tables={**barely.tables, "totals": totals})
    page = [cell.text for cell in totals_table(merged).rows[1].cells]
    _, letter = totals_told(merged)
    sheet = openpyxl.load_workbook(io.BytesIO(make_workbook(merged)))["Mål och ekonomi"]
    cell = next(c for c in sheet[6] if c.value == -1.04)
    assert "−1,04" in page and "−1,04" in letter[1]
    assert cell.number_format.startswith("0.0#")
