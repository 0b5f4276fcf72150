"""What the pages say in sentences: numbers written alike, names listed once, no more than is known."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from flows.steps import receipt
from flows.steps.merging import changes
from flows.steps.merging.deviations import Deviation
from flows.steps.merging.sentences import goals_sentence, headline, preliminary
from flows.steps.merging.tense import BECAME, EXPECTED
from flows.steps.merging.wordings import decided_told
from flows.steps.pages.charts_time import curve
from flows.steps.pages.deviations import deviations_sentence, lacking_sentence
from flows.steps.pages.frame import slug
from flows.steps.pages.marks import key_figures, short
from flows.steps.pages.over_time import goals_sentence_of, money_sentence_of
from flows.steps.swedish import alike, amount, one_decimal
from tests.conftest import run
from tests.example.scaled import scaled


def counts(reached: int, partly: int = 0, missed: int = 0, open: int = 0) -> dict[str, int]:
    return {"reached": reached, "partly": partly, "missed": missed, "open": open}


def deviation(meaning: str, action: str = "") -> Deviation:
    texts = dict.fromkeys(Deviation.__dataclass_fields__, "")
    return Deviation(**texts | {"meaning": meaning, "action": action})


def rounds(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["period", "reached", "open", "goals", "deviation"])


@pytest.mark.parametrize(("numbers", "written"), [((3, 12), "tre"), ((3, 13), "3"), ((0, 5), "noll"), ((1, 400), "1")])
def test_numbers_of_a_sentence_are_written_alike(numbers, written):
    assert alike(*numbers)(numbers[0]) == written


def test_goals_in_words_or_in_figures_never_both():
    assert goals_sentence(counts(5, 2, 1)) == "Fem av åtta mål bedöms nås, två nås delvis och ett nås inte."
    assert goals_sentence(counts(13, 3, 2, 10)) == (
        "13 av 28 mål bedöms nås, 3 nås delvis, 2 nås inte och 10 är inte bedömda."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (counts(2), "Båda målen bedöms nås."),
        (counts(3), "Alla tre målen bedöms nås."),
        (counts(0, 2), "Båda målen bedöms nås delvis."),
        (counts(0, 0, 3), "Inget av tre mål bedöms nås."),
        (counts(1), "Målet bedöms nås."),
    ],
)
def test_goals_that_stand_alike_are_told_of_as_one(number, said):
    assert goals_sentence(number) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Nås"], "Målet nås."),
        (["Nås inte"], "Målet nås inte."),
        (["Nås", "Nås"], "Båda målen nås."),
        (["Nås delvis"] * 3, "Alla tre målen nås delvis."),
        (["Nås inte"] * 3, "Inget av de tre målen nås."),
        (["Grön", "Grön"], "Båda målen: grön."),
        ([None], "Målet är inte bedömt."),
        ([None, None], "Inget av de två målen är bedömt."),
        (["Nås", "Nås", "Nås inte"], "Tre mål: två nås och ett nås inte."),
        (["Nås", None], "Två mål: ett nås och ett är inte bedömt."),
    ],
)
def test_a_receipt_tells_of_goals_that_stand_alike_as_one(words, said):
    index = pd.MultiIndex.from_tuples([("a", n) for n in range(len(words))], names=["submission", "row"])
    read = SimpleNamespace(tables={"goals": pd.DataFrame({"assessment": pd.Series(words, index, dtype="str")})})
    assert receipt.goals_sentence(read, "a", {"assessment": ("Nås", "Nås delvis", "Nås inte", "Grön")}) == said


def test_a_receipts_deficit_is_that_of_its_own_figures():
    """73 950.5 tkr of budget against 74 250: 73 951 and 299, as pages and workbook have it, and not 299.5 as 300."""
    index = pd.MultiIndex.from_tuples([("a", 1)], names=["submission", "row"])
    row = {"economy_id": ["KS-SUMMA"], "budget": [7_395_050_000], "forecast": [7_425_000_000]}
    read = SimpleNamespace(tables={"economy": pd.DataFrame(row, index)})
    said = receipt.money_sentence(read, "a", "KS").replace("\u00a0", " ")
    assert said == "Ekonomi: underskott 299 tkr mot budget 73 951 tkr."


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3,0"), (-0.02, "0,0"), (-2.14, "−2,1"), (1234.5, "1 234,5".replace(" ", "\u00a0"))]
)
def test_per_cent_and_mnkr_have_one_decimal(value, text):
    assert one_decimal(value) == text


def test_whole_millions_have_a_decimal_too():
    assert amount(71_500_000_000) == "715,0\u00a0mnkr"


def test_nothing_assessed_is_one_figure_and_nought_has_no_colour():
    assert [(f.value, f.text, f.meaning) for f in key_figures(counts(0, open=5), None, EXPECTED)] == [
        ("5", "mål, inte bedömda ännu", "")
    ]
    figures = key_figures(counts(0, 2, 0, 3), -100_000, EXPECTED)
    assert [f.meaning for f in figures] == ["", "partly", "", "open", "missed"]


def test_deviations_are_counted_with_their_words():
    found = (deviation("missed", "x"), deviation("missed"), deviation("deficit", "x"), deviation("partly"))
    assert deviations_sentence(found, EXPECTED) == (
        "Två mål bedöms inte nås, en nämnd väntas få underskott över gränsen och ett mål bedöms nås delvis."
    )
    assert deviations_sentence(found[3:], BECAME) == "Ett mål nåddes delvis."
    assert deviations_sentence((), EXPECTED) == ""


def test_what_lacks_an_atgard_is_told_where_one_is_due():
    both = (deviation("missed"), deviation("deficit"), deviation("partly"))
    assert lacking_sentence(both, EXPECTED) == "Åtgärd saknas för ett mål som inte nås och ett underskott."
    assert lacking_sentence(both[2:], EXPECTED) == ""


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        (("KF 2025-06-16", "KF 2025-06-16"), "Målens beslut: KF 2025-06-16."),
        (("Fullmäktige, § 2", "Fullmäktige, § 1"), "Målens beslut: Fullmäktige, § 1 (B); Fullmäktige, § 2 (A)."),
        (("Fullmäktige, § 2", None), "Målens beslut: Fullmäktige, § 2 (A)."),
        (("Fullmäktige, § 2",), "Målets beslut: Fullmäktige, § 2."),
        ((None, None), ""),
    ],
)
def test_the_goals_decisions_are_told_once_each(decisions, told):
    goals = pd.DataFrame({"decision": pd.Series(decisions, index=list("AB")[: len(decisions)], dtype="str")})
    assert decided_told(goals) == told


def test_the_year_is_held_against_its_first_round_or_the_one_before():
    table = rounds(
        ("november 2025", 9, 0, 28, 10_000_000),
        ("april 2026", 12, 0, 28, 340_000_000),
        ("juni 2026", 13, 0, 28, -120_000_000),
    )
    assert goals_sentence_of(table) == "I april 2026 bedömdes 12 av 28 mål nås. Nu bedöms 13 av 28 nås."
    assert goals_sentence_of(table.iloc[:2]) == "I november 2025 bedömdes 9 av 28 mål nås. Nu bedöms 12 av 28 nås."
    assert money_sentence_of(table) == (
        "Avvikelsen från budget har gått från ett överskott på 3,4\u00a0mnkr till ett underskott på 1,2\u00a0mnkr."
    )


def test_the_year_says_no_more_than_is_known():
    first = rounds(("april 2026", 3, 0, 5, None))
    assert goals_sentence_of(first) == "Det här är den första omgången som är känd."
    assert money_sentence_of(first) == ""
    silent = rounds(("bokslut 2025", 3, 0, 5, None), ("april 2026", 0, 5, 5, 100))
    assert goals_sentence_of(silent) == "Inga mål är bedömda ännu i den här omgången."
    assert money_sentence_of(silent) == ""
    told = rounds(("bokslut 2025", 3, 0, 5, None), ("april 2026", 4, 0, 5, None))
    assert goals_sentence_of(told) == "I årsbokslutet 2025 nåddes tre av fem mål. Nu bedöms fyra av fem nås."
    parted = rounds(("bokslut 2025", 16, 0, 28, None), ("april 2026", 13, 10, 28, None))
    assert goals_sentence_of(parted) == (
        "I årsbokslutet 2025 nåddes 16 av 28 mål. Nu bedöms 13 av 28 nås, och 10 är inte bedömda ännu."
    )


@pytest.mark.parametrize(
    ("answered", "said", "notice"),
    [
        (0, "Ingen nämnd har svarat ännu.", "Inget svar är inläst ännu."),
        (5, "Nio av 14 nämnder har inte svarat.".replace("Nio", "9"), "Svar från "),
        (11, " har inte svarat.", "11 av 14 svar är inlästa."),
    ],
)
def test_those_who_are_waited_for_are_named_once(tmp_path, answered, said, notice):
    merged = run(scaled(tmp_path, 14, 14, answered=answered))
    told, above = headline(merged)[-1], preliminary(merged)
    assert said in told
    assert above.startswith(notice)
    waiting = [s.namnd.name for s in merged.states if s.state != "Inläst"]
    both = f"{told} {above}"
    assert all(both.count(name) <= 1 for name in waiting)
    assert answered == 0 or all(name in both for name in waiting)


@pytest.mark.parametrize(
    ("name", "file"), [("Trygghet & hälsa", "trygghet-halsa"), ("Lärande", "larande"), ("🚲", "omrade")]
)
def test_a_fokusomrades_page_has_a_plain_name(name, file):
    assert slug(name) == file


def test_months_where_there_is_little_room():
    assert [short(p) for p in ("november 2025", "maj 2025", "juni 2025", "bokslut 2025")] == [
        *("nov 2025", "maj 2025", "juni 2025", "bokslut 2025")
    ]


def test_a_curve_keeps_gaps_in_their_places():
    drawn = str(curve([1.0, None, 3.0], 2.0))
    assert 'points="5,25 115,5"' in drawn
    assert curve([None, 4.0]) == ""


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["Pågår"], "Den tidigare åtgärden är inte klar."),
        (["Genomförd", "Avbruten"], "Båda de tidigare åtgärderna är avslutade."),
        (["Genomförd"] * 13, "Alla 13 tidigare åtgärder är avslutade."),
        ([None] * 3, "Ingen av tre tidigare åtgärder är uppföljd ännu."),
        (
            ["Genomförd", "Pågår", None, None],
            "Av fyra tidigare åtgärder är en avslutad, en inte klar och två inte uppföljda ännu.",
        ),
        (["Genomförd"] * 12 + ["Pågår"], "Av 13 tidigare åtgärder är 12 avslutade och 1 inte klar."),
    ],
)
def test_how_it_went_with_earlier_atgarder(outcomes, said):
    none = pd.DataFrame({"standing": []})
    assert list(changes._actions(none, pd.DataFrame({"outcome": pd.Series(outcomes, dtype="str")}))) == [said]


def test_a_round_that_was_mostly_about_other_goals_is_said_to_be(job, played):
    run(job)
    folder = job.outbox / "resultat"
    names = ("index.html", "namnder/ks.html", "aret.html")
    index, ks, year = ((folder / name).read_text(encoding="utf-8") for name in names)
    assert "bokslut 2025: 16 av 28, mest andra mål<" in index and ", mest andra mål<" in ks
    assert "De flesta av målen är andra än då." in year
    june = played.rounds["juni"].job.outbox / "resultat"
    assert not [p for p in june.rglob("*.html") if re.search("mest andra mål|andra än då", p.read_text("utf-8"))]
