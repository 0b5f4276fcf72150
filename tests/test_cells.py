"""From what people write in a cell to a value, or to a question."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.cells import clean, parse_cell
from flows.steps.swedish import number, tkr
from schemas.columns import Column
from schemas.findings import ERROR, NOTICE


def column(kind: str) -> Column:
    return Column("x", "Prov", "Hjälp.", kind, "namnd")


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        (1200.0, 120_000_000),
        ("1 234,5", 123_450_000),
        ("1\u00a0234", 123_400_000),
        ("1\u202f234", 123_400_000),
        ("−5", -500_000),
        ("-5,25", -525_000),
        ("0", 0),
        (0.1 + 0.2, 30_000),
    ],
)
def test_money_is_exact_ore(written, ore):
    assert parse_cell(written, column("money")) == (ore, None)


@pytest.mark.parametrize("written", ["ca 40", "12 tkr", "1 23", "fyra", "12,5,1", "", "40-50"])
def test_what_is_no_number_is_said_never_guessed(written):
    value, trouble = parse_cell(written, column("number"))
    assert value is None
    assert trouble is None if not written else trouble.rule == "V1" and trouble.severity == ERROR


def test_an_ambiguous_point_is_asked_about():
    value, trouble = parse_cell("1.234", column("money"))
    assert value is None
    assert trouble.what == "”1.234” kan betyda både 1234 och 1,234."
    assert trouble.todo == "Skriv 1234 eller 1,234."


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-30",
        "30/9 2026",
        "30.9.2026",
        "30 september 2026",
        "den 30 sept 2026",
        "260930",
        "20260930",
        dt.date(2026, 9, 30),
        dt.datetime(2026, 9, 30),
    ],
)
def test_dates_as_people_write_them(written):
    assert parse_cell(written, column("date")) == (dt.date(2026, 9, 30), None)


@pytest.mark.parametrize(
    ("written", "rule"), [("efter sommaren", "V1"), ("2026-02-30", "V1"), (dt.datetime(2614, 3, 3), "V4")]
)
def test_impossible_dates(written, rule):
    value, trouble = parse_cell(written, column("date"))
    assert (value, trouble.rule) == (None, rule)


def test_a_per_cent_format_is_read_and_told():
    value, trouble = parse_cell(0.4, column("percent"))
    assert (value, trouble.severity) == (40, NOTICE)
    assert "läst som 40 %" in trouble.what
    assert parse_cell("40 %", column("percent")) == (40, None)


@pytest.mark.parametrize("written", ["Nås", "nås", " NÅS ", "● Nås", "na\u030as"])
def test_a_choice_in_other_dress(written):
    assert parse_cell(written, column("choice"), ("Nås", "Nås inte")) == ("Nås", None)


def test_a_misspelt_choice_gets_the_right_one_suggested():
    value, trouble = parse_cell("Nås int", column("choice"), ("Nås", "Nås inte"))
    assert (value, trouble.rule) == (None, "V3")
    assert "Menade ni ”Nås inte”?" in trouble.what


@given(st.decimals(-(10**7), 10**7, places=2))
def test_any_swedish_number_is_read_back(value):
    """What this program writes, it reads."""
    read, trouble = parse_cell(number(value), column("money"))
    assert trouble is None
    assert Decimal(read) == value * 100_000


@given(st.one_of(st.text(), st.floats(), st.integers(-(10**30), 10**30), st.booleans(), st.dates(), st.none()))
def test_no_cell_makes_the_reader_fall(raw):
    for kind in ("text", "key", "choice", "number", "money", "percent", "date"):
        value, trouble = parse_cell(raw, column(kind), ("Nås",))
        assert trouble is None or trouble.severity == NOTICE or value is None
        assert trouble is None or (trouble.what.endswith(".") and trouble.todo.endswith((".", "?")))


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_tkr_rounds_halves_away_from_zero():
    assert [tkr(v) for v in (50_000, -50_000, 149_999, 0)] == ["1", "−1", "1", "0"]
