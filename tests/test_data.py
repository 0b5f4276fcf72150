"""The published data: CSV and Parquet say the same, the package's keys hold, and the dictionary names every column."""

import csv
import io
import json
import shutil
from datetime import date
from decimal import Decimal

import pytest
from pyarrow import parquet

from flows.steps.data.datapackage import data_files
from flows.steps.find_job import load_job
from schemas.columns import columns_of
from schemas.kinds import KINDS
from schemas.published import published_tables
from schemas.published_data import as_data
from schemas.published_rows import RoundOf
from tests.conftest import FOLDER, NOW, ROOT, YEAR, run
from tests.html_tables import Cells


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    merged = run(load_job(home, "mariestad", FOLDER, YEAR, NOW))
    return merged, merged.job.outbox / "resultat/data"


def rows_of(path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def as_csv(value) -> str:
    """A value of Parquet as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".")
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def package_of(folder) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_parquet_has_the_same_rows_as_the_csv(done):
    _, folder = done
    tables = sorted(folder.glob("*.csv"))
    assert sorted(p.stem for p in folder.glob("*.parquet")) == [p.stem for p in tables]
    for path in tables:
        found = parquet.read_table(path.with_suffix(".parquet")).to_pylist()
        assert [{n: as_csv(v) for n, v in row.items()} for row in found] == rows_of(path), path.stem


def test_parquet_has_the_types_of_the_columns(done):
    merged, folder = done
    types = {"money": "decimal128(18, 5)", "number": "double", "date": "date32[day]", "percent": "int32"}
    for table in (t for t in published_tables(merged.job.kind) if t.id in merged.tables):
        schema = parquet.read_schema(folder / f"{table.name}.parquet")
        assert [str(schema.field(n).type) for n in ("År", "Omgång")] == ["int32", "string"]
        for column in table.columns:
            field = schema.field(column.heading)
            assert str(field.type) == types.get(column.kind, "string"), f"{table.name}: {column.heading}"
            assert field.metadata[b"description"].decode() == column.help
    assert parquet.read_table(folder / "mal_och_ekonomi.parquet").column("Budget helår").to_pylist()[0] > 1000


def test_every_table_begins_with_year_and_round(done):
    _, folder = done
    for path in folder.glob("*.csv"):
        rows = rows_of(path)
        assert {(row["År"], row["Omgång"]) for row in rows} <= {(str(YEAR), FOLDER)}, path.stem
        assert list(rows[0])[:2] == [c.heading for c in columns_of(RoundOf)]


def test_keys_lead_from_mått_aktiviteter_and_åtgärder_to_their_goals(done):
    _, folder = done
    schemas = {r["name"]: r["schema"] for r in package_of(folder)["resources"]}
    assert schemas["mal"]["primaryKey"] == ["År", "Omgång", "Mål-id"]
    for name in ("matt", "aktiviteter", "atgarder"):
        leads = {k["reference"]["resource"]: k["fields"][-1] for k in schemas[name]["foreignKeys"]}
        assert leads == {"mal": "Mål-id", "mal_och_ekonomi": "Nämnd"}
    (said,) = [f for f in schemas["mal"]["fields"] if f["name"] == "Bedömning"]
    assert said["constraints"] == {"enum": ["Nås", "Nås delvis", "Nås inte", "Ej bedömt"]}


def validated(folder):
    frictionless = pytest.importorskip("frictionless")
    tasks = frictionless.validate(str(folder / "datapackage.json")).tasks
    return {(task.name, error.type) for task in tasks for error in task.errors}


@pytest.mark.parametrize(
    ("table", "column", "wrong", "told"),
    [
        ("matt", "Mål-id", "UN-77", "foreign-key"),
        ("aktiviteter", "Nämnd", "XX", "foreign-key"),
        ("mal", "Mål-id", None, "primary-key"),
        ("mal", "Bedömning", "Nåss", "constraint-error"),
    ],
)
def test_a_key_or_a_choice_that_does_not_hold_is_seen(done, tmp_path, table, column, wrong, told):
    _, folder = done
    shutil.copytree(folder, tmp_path / "data")
    path = tmp_path / "data" / f"{table}.csv"
    rows = rows_of(path)
    rows[0][column] = rows[1][column] if wrong is None else wrong
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
        out.writeheader()
        out.writerows(rows)
    assert validated(folder) == set()
    assert (table, told) in validated(tmp_path / "data")


def test_large_numbers_keep_their_digits(done):
    merged, _ = done
    merged.tables["indicators"].loc["KS-04-M1", "target"] = 1234567.25
    try:
        files = data_files(merged)
    finally:
        merged.tables["indicators"].loc["KS-04-M1", "target"] = 168000.0
    assert b",1234567.25," in files["data/matt.csv"]


def test_the_dictionary_names_every_column_of_every_table(done):
    _, folder = done
    page = Cells((folder / "kolumner.html").read_text(encoding="utf-8"))
    told = [[row[0] for row in table[1:]] for table in page.tables]
    resources = package_of(folder)["resources"]
    assert told == [[f["name"] for f in r["schema"]["fields"]] for r in resources]
    goals = {row[0]: row for row in page.tables[[r["name"] for r in resources].index("mal")]}
    assert goals["Bedömning"][3].endswith("Val: Nås, Nås delvis, Nås inte, Ej bedömt.")
    assert "U3" in goals["Konsekvensbeskrivning"][5]
    assert goals["Mål-id"][4] == "Nyckel"
    assert goals["Nämnd"][4] == "Finns i Mål och ekonomi"


def test_a_count_that_begins_anew_each_year_is_held_against_the_same_round(done):
    """Two plots sold until April say nothing beside the nineteen of a whole year, but something beside three."""
    indicators = done[0].tables["indicators"]
    assert indicators.loc["KS-02-M2", ["previous_actual", "trend"]].to_list() == [3, "↓ sämre"]
    assert indicators.loc["MBN-01-M1", "previous_actual"] == 9
    assert indicators.loc["SN-02-M1", ["previous_actual", "trend"]].to_list() == [246, "↑ bättre"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_no_table_has_two_columns_of_one_name(kind):
    for table in map(as_data, published_tables(kind)):
        headings = [column.heading for column in table.columns]
        assert len(set(headings)) == len(headings), table.name
