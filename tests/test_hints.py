"""What the program sees in a proposed goal before kvalitetskontrollgruppen does, criterion by criterion of SMART."""

import pytest

from flows.steps.known.hints import hint

GOAL = {"goal": "År 2027 ska minst 80 procent vara nöjda.", "method": None, "partners": None}
MEASURE = {"measure_kind": "Kvantitativt", "unit": "%", "baseline": "70", "target": "80"}
# what is changed in the goal, its mått, and the line that is said
CASES = {
    "specifikt": ({"goal": "År 2027 ska vi främja hälsa."}, [MEASURE], "Specifikt: ”främja” säger inte hur långt."),
    "mätbart utan mått": ({}, [], "Mätbart: målet har inget mått."),
    "mätbart kvalitativt": (
        {"method": "Samtal med de boende."},
        [],
        "Mätbart: målet har bara kvalitativ uppföljning.",
    ),
    "mätbart utan enhet": ({}, [MEASURE | {"unit": None}], "Mätbart: ett mått saknar enhet."),
    "mätbart utan basvärde": ({}, [MEASURE | {"baseline": None}], "Mätbart: ett mått saknar basvärde."),
    "accepterat": ({"partners": "UN; SN"}, [MEASURE], "Accepterat: har UN; SN sagt ja?"),
    "realistiskt upp": ({}, [MEASURE | {"baseline": "40"}], "Realistiskt: från 40 till 80 är ett långt steg."),
    "realistiskt ned": (
        {},
        [MEASURE | {"baseline": "90", "target": "45"}],
        "Realistiskt: från 90 till 45 är ett långt steg.",
    ),
    "tidsatt": ({"goal": "Minst 80 procent ska vara nöjda."}, [MEASURE], "Tidsatt: målet nämner inget år framåt."),
    "tidsatt bakåt": (
        {"goal": "Utsläppen ska minska med 40 procent jämfört med 2015."},
        [MEASURE],
        "Tidsatt: målet nämner inget år framåt.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_criterion_is_seen_alone(name):
    goal, measures, said = CASES[name]
    assert hint(GOAL | goal, measures, 2027) == said


def test_a_good_goal_has_nothing_to_be_said_of():
    assert hint(GOAL, [MEASURE], 2027) == ""


def test_several_things_stand_in_the_order_of_the_letters():
    told = hint(GOAL | {"goal": "Stärka kulturen.", "partners": "KS"}, [], 2027)
    assert [line.partition(":")[0] for line in told.split("\n")] == ["Specifikt", "Mätbart", "Accepterat", "Tidsatt"]


@pytest.mark.parametrize(
    "text",
    ["Förstärkarna i orkestern ska vara tio år 2027.", "Vid årets slut ska alla ha fått svar.", "Utvecklingen 2027."],
)
def test_no_hint_for_a_word_that_only_looks_like_a_vague_verb_or_for_the_years_end(text):
    assert "Tidsatt" not in hint(GOAL | {"goal": text}, [MEASURE], 2027)
    assert "Specifikt" not in hint(GOAL | {"goal": text}, [MEASURE], 2027)


@pytest.mark.parametrize("text", ["1,5", "cirka tio", "0", "", "nan"])
def test_a_baseline_that_is_no_number_or_zero_is_no_long_step(text):
    assert "Realistiskt" not in hint(GOAL, [MEASURE | {"baseline": text}], 2027)


def test_the_reviewers_template_shows_what_was_seen(played):
    rows = played.rounds["smartgranskning"].known.facts.known["reviews"]
    assert len(rows) == 2 * len(played.table("malforslag", "mal"))
    told = rows["hint"][rows["hint"] != ""]
    assert len(told) and told.str.match(r"^(Specifikt|Mätbart|Accepterat|Realistiskt|Tidsatt): ").all()
    assert rows.loc["MBN-03-G1", "hint"].startswith("Accepterat: har KS sagt ja?")
