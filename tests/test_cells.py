"""From what people write in a cell to a value, or to a question."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.steps.reading.cells import clean, parse_cell
from flows.steps.reading.choices import meant
from flows.steps.swedish import number, tkr
from flows.steps.texts import without_formula
from schemas.choices import ACTION_STATES, CONTROL_OUTCOMES, DIRECTIONS, STATUSES
from schemas.columns import Column
from schemas.findings import ERROR, NOTICE, WARNING
from schemas.personal import has_personal_number


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


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("1.234,50", 123_450_000),
        ("1,234.50", 123_450_000),
        ("1.234.567", 123_456_700_000),
        ("1'234", 123_400_000),
        ("12000 kr", 1_200_000),
        ("1,2 mnkr", 120_000_000),
        ("1,2 milj. kronor", None),
        ("(5)", -500_000),
        ("5-", -500_000),
    ],
)
def test_what_is_read_otherwise_than_the_swedish_way_is_told(written, ore):
    value, trouble = parse_cell(written, column("money"))
    assert value == ore
    assert trouble.severity == (NOTICE if ore else ERROR)
    assert trouble.rule == "V1"


@pytest.mark.parametrize(
    ("written", "unit", "value", "severity"),
    [
        ("85 %", "%", 85, None),
        ("85 procent", "%", 85, None),
        ("40 st", "antal", 40, None),
        ("12 elever", "elever", 12, None),
        ("12 elever", "%", None, ERROR),
        ("3 %-enheter", "%", None, ERROR),
        ("prov 40", "", 40, NOTICE),
        ("Prov: 40", "", 40, NOTICE),
    ],
)
def test_units_of_the_row(written, unit, value, severity):
    read, trouble = parse_cell(written, column("number"), unit=unit)
    assert read == value
    assert (trouble.severity if trouble else None) == severity


@pytest.mark.parametrize(
    ("raw", "kind"), [(12.5, "percent"), (12.5, "date"), (12.5, "choice"), (12_345_678_901_234.5, "money")]
)
def test_a_number_is_cited_with_a_comma(raw, kind):
    _, trouble = parse_cell(raw, column(kind), ("Nås", "Nås inte"))
    assert str(raw).replace(".", ",") in trouble.what


def test_one_may_be_all_or_one_per_cent():
    assert parse_cell(1.0, column("percent"))[1].severity == ERROR
    assert parse_cell("1 %", column("percent")) == (1, None)
    assert parse_cell(100.0, column("percent")) == (100, None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("30/9", True),
        ("30 sept", True),
        ("30:e september", True),
        (260930.0, True),
        (46295.0, True),
        (20260930.0, True),
        (dt.datetime(1899, 12, 30) + dt.timedelta(260930), True),
        ("2026-09-30 00:00:00", False),
        ("26-09-30", False),
        ("30-09-2026", False),
    ],
)
def test_dates_that_want_completing_are_told(written, told):
    value, trouble = parse_cell(written, column("date"), year=2026)
    assert value == dt.date(2026, 9, 30)
    assert (trouble is not None and trouble.severity == NOTICE) == told


@pytest.mark.parametrize("written", ["september 2026", "2026-09"])
def test_a_date_without_day_is_asked_about(written):
    value, trouble = parse_cell(written, column("date"), year=2026)
    assert value is None
    assert "saknar dag" in trouble.what


@pytest.mark.parametrize(("written", "value"), [("x", "Ja"), ("yes", "Ja"), (True, "Ja"), ("n", "Nej"), (0.0, "Nej")])
def test_yes_and_no_in_other_words_are_told(written, value):
    read, trouble = parse_cell(written, column("choice"), ("Ja", "Nej"))
    assert (read, trouble.severity) == (value, NOTICE)


@pytest.mark.parametrize(
    "text",
    ["811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876", "811218 9876", "811218–9876",
     "1981-12-18-9876", "(811218-9876)", "se 811218\u20119876.", "701063-2391", "197010632391",
     "81 12 18 98 76", "811218-9875", "19811218+9875",
     "811218-98XX", "19811218-98xx", "811218-XXXX", "811218–987*", "811218 - ****", "811278-98XX"],
)  # fmt: skip
def test_personal_numbers_in_every_spelling(text):
    assert has_personal_number(clean(f"Ärendet {text} är klart"))


@pytest.mark.parametrize(
    "text",
    [
        "811218 9875",
        "8112189875",
        "811200-9875",
        "260424-0930",
        "556036-0793",
        "0501-75 50 00",
        "2026-04-24 kl. 10.00",
        "dnr 2026/0414-9876",
        "1234567890",
        "12 10 15 20 31",
        "2026-04-24",
        "811218-98",
        "811218",
        "20260424 x 4",
        "811318-98XX",
        "260424-XXXXX",
    ],
)
def test_other_numbers_are_none(text):
    assert not has_personal_number(f"Se {text}, tack")


@pytest.mark.parametrize("written", ["ca 40", "12 påsar", "1 23", "fyra", "12,5,1", "", "40-50"])
def test_what_is_no_number_is_said_never_guessed(written):
    value, trouble = parse_cell(written, column("number"))
    assert value is None
    assert trouble is None if not written else trouble.rule == "V1" and trouble.severity == ERROR


def test_the_one_number_that_is_written_is_proposed_and_of_several_none():
    assert parse_cell("ca 40", column("number"))[1].todo == "Skriv bara talet, till exempel 40."
    assert parse_cell("ingen uppgift", column("number"))[1].what == "”ingen uppgift” är inget tal."
    assert parse_cell("90-100", column("number"))[1].what == "”90-100” är mer än ett tal."


def test_a_unit_is_no_fault_where_the_row_has_none_of_its_own():
    value, trouble = parse_cell("7,9 %", column("number"))
    assert (value, trouble.what, trouble.severity) == (7.9, "”7,9 %” är läst som 7,9.", NOTICE)
    assert parse_cell("7,9 %", column("number"), unit="kronor")[0] is None


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
        "2026–09–30",
        "2026 – 09 – 30",
        "30–9–2026",
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


def test_a_dash_is_neither_yes_nor_no():
    value, trouble = parse_cell("-", column("choice"), ("Ja", "Nej"))
    assert value is None
    assert trouble.severity == ERROR


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


@example("0NÅS")  # nearly a choice: what is said is then a question
@given(st.one_of(st.text(), st.floats(), st.integers(-(10**30), 10**30), st.booleans(), st.dates(), st.none()))
def test_no_cell_makes_the_reader_fall(raw):
    for kind in ("text", "key", "choice", "number", "money", "percent", "date"):
        value, trouble = parse_cell(raw, column(kind), ("Nås",))
        assert trouble is None or trouble.severity == NOTICE or value is None
        assert trouble is None or all(said.endswith((".", "?")) for said in (trouble.what, trouble.todo))


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_tkr_rounds_halves_away_from_zero():
    assert [tkr(v) for v in (50_000, -50_000, 149_999, 0)] == ["1", "−1", "1", "0"]


def test_nought_has_no_minus():
    assert [number(v) for v in (-0.004, -0.0, -0.01)] == ["0", "0", "−0,01"]


@pytest.mark.parametrize("written", ["-", " – ", "--", "\u2013\u2013", "—", "\u2212", "?", "??", "…", ". . .", "-?"])
def test_a_text_of_marks_alone_is_no_text(written):
    assert parse_cell(written, column("text")) == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        *("Se bilaga", "(se bif. fil)", "Enligt ovan", "bilaga 1", "Bifogas", "se separat dokument.", "Samma som ovan"),
        *("Se fliken Ekonomi", "Enligt föregående prognos", "Framgår av bilaga 2", "Se separat åtgärdsplan"),
    ],
)
def test_a_text_that_only_refers_elsewhere_is_asked_about(written):
    value, trouble = parse_cell(written, column("text"))
    assert (value, trouble.severity) == (written, WARNING)
    assert written in trouble.what


@pytest.mark.parametrize(
    "written",
    [
        *("Se över bemanningen", "Enligt plan", "Ovanligt hög frånvaro", "Se bilpoolen", "-5 tkr"),
        *("Enligt särskilt beslut", "Enligt dokumenterad rutin", "Se ovanligt många ansökningar som vägledning"),
        *("Enligt särskilda boendets rutiner", "Enligt föregående års nivå", "Se bilaga, kostnaden ökar"),
    ],
)
def test_a_short_text_of_its_own_is_taken(written):
    assert parse_cell(written, column("text")) == (written, None)


@pytest.mark.parametrize(
    ("written", "choices", "guess"),
    [
        ("delvis", ("Nås", "Nås delvis", "Nås inte"), "Nås delvis"),
        ("klart", STATUSES, "Avslutad"),
        ("pågår", STATUSES, "Pågår enligt plan"),
        ("påbörjad", STATUSES, "Pågår enligt plan"),
        ("färdig", ACTION_STATES, "Genomförd"),
        ("kanske", STATUSES, ""),
        ("inte", ("Nås", "Nås delvis", "Nås inte"), "Nås inte"),
        ("nås ej", ("Nås", "Nås delvis", "Nås inte"), "Nås inte"),
        ("nås int", ("Nås", "Nås delvis", "Nås inte"), "Nås inte"),
        ("inte avslutad", STATUSES, ""),
        ("pågår inte enligt plan", STATUSES, ""),
        ("ej genomförd", ACTION_STATES, ""),
        ("inte minska", DIRECTIONS, ""),
        ("utförd", CONTROL_OUTCOMES, ""),
        ("med anmärkning", CONTROL_OUTCOMES, ""),
        ("ingen anmärkning", CONTROL_OUTCOMES, "Utan anmärkning"),
    ],
)
def test_another_word_for_a_choice_gets_the_choice_suggested(written, choices, guess):
    assert meant(written, choices) == guess


@pytest.mark.parametrize("mark", ["_x000B_", "\v", "_x000C_", "\f", "\u2028", "\u0085", "\r", "\r\n", "_x000D_\n"])
def test_a_line_break_of_another_program_never_joins_two_words(mark):
    assert clean(f"Arbetet{mark}går bra") == "Arbetet\ngår bra"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_a_text_that_may_be_taken_for_a_formula_is_marked_as_text(begins):
    assert without_formula(f"{begins}1+1") == f"'{begins}1+1"
    assert without_formula(f"1{begins}1") == f"1{begins}1"
