"""What is said: whole Swedish sentences with their place, an example of each in the handbook, no code words."""

import re

import pytest

from flows.steps.find_job import load_job
from flows.steps.handbook.make import handbook
from flows.steps.handbook.rules import chapters
from flows.steps.rules_told import rules_told
from schemas.messages import ALL_MESSAGES
from schemas.messages.message import LONGEST, shortened
from schemas.rules.catalogue import CATALOGUE
from tests.conftest import NOW, ROOT

JOB = load_job(ROOT, "mariestad", "prognos-april", 2026, NOW)
SHOWN = [message for chapter in chapters(JOB) for message in chapter.messages]
CODE_WORDS = re.compile(
    r"\b(None|nan|NaN|NaT|null|error|valid|invalid|parse\w*|string|float|integer|dataframe|sheet|row|value|column|"
    r"goals?|indicators?|activit\w+|namnd|validera\w*|vänligen|true|false)\b|!|\{|\}|\.\.",
    re.IGNORECASE,
)


@pytest.mark.parametrize("message", SHOWN, ids=lambda m: f"{m.rule} {m.what[:30]}")
def test_each_message_is_plain_swedish(message):
    for sentence in (message.what, message.todo):
        assert sentence.strip().endswith((".", "?")), sentence
        assert not CODE_WORDS.search(re.sub(r"#[A-Z/0]+!", "", sentence)), sentence
        assert sentence[0].isupper() or sentence[0] in "”0123456789", sentence
    assert message.where


def test_every_message_is_of_a_rule_that_is_cited():
    assert {message.rule for message in ALL_MESSAGES} <= set(CATALOGUE)


def test_a_message_of_a_cell_names_its_sheet():
    assert all("," in m.where for m in ALL_MESSAGES if "cell" in m.where)


def test_the_handbook_shows_every_message():
    page = handbook(JOB).decode()
    assert all(entry.sentence in page for entry in rules_told(JOB).values())
    assert page.count("<tr>") >= len(SHOWN) > 60
    assert "<script" not in page


def test_a_long_value_is_cut_visibly():
    text = shortened("ord " * 100)
    assert len(text) <= LONGEST
    assert text.endswith("…")
