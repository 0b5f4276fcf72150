"""Personnummer in text and cells: how many are found, what else is taken for one, and what masking leaves alone."""

import pytest

from schemas.personal import REMOVED, all_masked, has_personal_number, masked, masked_markup
from tests.hard import personal


def test_of_ten_thousand_spellings_hardly_any_is_missed_and_none_of_their_digits_is_left():
    found = personal.recall()
    assert found.total == personal.COUNT
    assert set(found.count) == set(personal.SPELLINGS)
    assert found.errors < found.total / 500
    for kind, missed in found.wrong.items():
        assert len(missed) <= (1 - personal.LEAST) * found.count[kind], (kind, missed)


def test_numbers_in_cells_are_all_found():
    assert personal.recall_of_cells().wrong == {}


def test_of_ten_thousand_other_numbers_only_those_that_may_be_somebodys_are_taken_for_one():
    found = personal.false_alarms()
    assert found.total == personal.COUNT
    assert found.errors < found.total / 200
    assert [text for texts in found.wrong.values() for text in texts if not personal.is_possible(text)] == []


def test_no_text_of_the_example_is_taken_for_one():
    found = personal.false_alarms_of_example()
    assert found.total > 1000
    assert found.wrong == {}


def test_the_generator_gives_the_same_each_time():
    assert [*personal.spellings(50)] == [*personal.spellings(50)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ring 811218-9876 (Anna)", "Ring [personnummer] (Anna)"),
        ("(811218)-9876", "[personnummer]"),
        ("850101-1234", "[personnummer]"),  # a digit is wrong, and in 1985 nobody wrote an hour like that
        ("pnr8112189876.xlsx", "pnr[personnummer].xlsx"),
        ("811218-9876 och 19811218-9876", "[personnummer] och [personnummer]"),
        ("811218\u00ad-\u00ad98\n76", "[personnummer]"),
        ("８１１２１８－９８７６", "[personnummer]"),
        ("811218&#45;9876", "[personnummer]"),
        ("SE811218987601", "[personnummer]"),
        ("850101-T123", "[personnummer]"),
        ("8,112189876E+09", "[personnummer]"),
    ],
)
def test_just_the_number_is_replaced(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["2026-01-01 – 2026-12-31", "26-01-01 - 26-12-31", "20260424-0930", "12 10 15 20 31 12 44",
     "MBN-20260424100000-81121898", "8112189876,50 kr", "100 & 20 % av 8112", "a_x0041_b &amp; %20",
     "3f5a8112189876aa0198cd34f5a8112189876aa0198cd34ffe00112233445566", "Avtryck: 8112189876ab", "Avtryck: a8112189876b", "(sha256 8112189876ab)", "svar.xlsx (8112189876ab)"],
)  # fmt: skip
def test_what_is_none_is_left_as_it_is(text):
    assert masked(text) == text


def test_markup_and_structures():
    assert masked_markup('<a href="8112189876">8112189876 &amp; 5</a>') == f'<a href="8112189876">{REMOVED} &amp; 5</a>'
    assert all_masked({"a": ["8112189876", 8112189876, None]}) == {"a": [REMOVED, 8112189876, None]}


@pytest.mark.parametrize("cell", [8112189876, 8112189876.0, 198112189876, 8112189876.5, True, None, float("nan")])
def test_numbers_in_cells(cell):
    assert has_personal_number(cell) == (cell in (8112189876, 198112189876))


def test_nine_digits_are_one_that_lost_its_zero_only_where_text_is_expected():
    number = int("010101123" + personal.check_digit("010101123"))
    assert has_personal_number(number)
    assert not has_personal_number(number, short=False)
