"""One test per rule: break just that rule, see its finding at its cell and nothing else."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from flows.steps.template.make import make_template
from schemas.findings import ERROR, NOTICE, WARNING
from schemas.kinds import PROGNOS
from schemas.messages import cells, files, tables
from schemas.messages.message import messages_of
from schemas.rules import plausible
from schemas.rules.model_plan import Plan
from schemas.rules.model_rules import breaches
from tests.conftest import findings_of
from tests.example.answers import answers
from tests.example.type_with_library import fill
from tests.test_gallery import GALLERY

# (what is changed, the rule, sheet and cell, severity); MBN's right answer breaks nothing
IN_TEMPLATES = {
    "V2 bedömning": ([("goals", "MBN-01", "assessment", "")], ("V2", "Mål", "E", ERROR)),
    "V2 kommentar": ([("goals", "MBN-01", "comment", "")], ("V2", "Mål", "F", ERROR)),
    "V3 val": ([("goals", "MBN-01", "assessment", "Kanske")], ("V3", "Mål", "E", ERROR)),
    "V1 tal": ([("indicators", "MBN-02-M1", "forecast", "ca 40")], ("V1", "Mått", "J", ERROR)),
    "V1 datum": ([("minute", "MBN-BESLUT", "decided", "i april")], ("V1", "Beslut", "C", ERROR)),
    "V4 gräns": ([("activities", "MBN-01-A1", "progress", "101")], ("V4", "Aktiviteter", "H", ERROR)),
    "M2 prognos": ([("indicators", "MBN-02-M1", "forecast", "")], ("M2", "Mått", "J", ERROR)),
    "M2 när mäts det": (
        [("indicators", "MBN-02-M1", "actual", ""), ("indicators", "MBN-02-M1", "comment", "")],
        ("M2", "Mått", "K", ERROR),
    ),
    "Y1 utan bindestreck": ([("goals", "MBN-01", "comment", "8112189876")], ("Y1", "Mål", "F", ERROR)),
    "U2 datum": ([("minute", "MBN-BESLUT", "decided", "")], ("U2", "Beslut", "C", ERROR)),
    "U2 paragraf": ([("minute", "MBN-BESLUT", "paragraph", "")], ("U2", "Beslut", "D", ERROR)),
    "U3 konsekvens": (
        [
            ("goals", "MBN-05", "assessment", "Nås inte"),
            ("goals", "MBN-05", "action", "Nämnden anlitar konsulter."),
            ("goals", "MBN-05", "responsible", "Miljöchefen"),
            ("goals", "MBN-05", "due", "2026-10-31"),
        ],
        ("U3", "Mål", "G", ERROR),
    ),
    "U3 åtgärd": (
        [("goals", "MBN-05", "assessment", "Nås inte"), ("goals", "MBN-05", "consequence", "Fler klagomål väntas.")],
        ("U3", "Mål", "H", ERROR),
    ),
    "P1 vem": (
        [
            ("goals", "MBN-05", "assessment", "Nås inte"),
            ("goals", "MBN-05", "consequence", "Fler klagomål väntas."),
            ("goals", "MBN-05", "action", "Nämnden anlitar konsulter."),
            ("goals", "MBN-05", "due", "2026-10-31"),
        ],
        ("P1", "Mål", "I", WARNING),
    ),
    "P1 stoppad": (
        [("activities", "MBN-02-A1", "status", "Försenad"), ("activities", "MBN-02-A1", "comment", "")],
        ("P1", "Aktiviteter", "J", ERROR),
    ),
}


@pytest.mark.parametrize("name", IN_TEMPLATES)
def test_rule_in_template(name, sent):
    changes, (rule, sheet, column, severity) = IN_TEMPLATES[name]
    found = sent(*changes)
    assert [(f.rule, f.sheet, f.cell[:1], f.severity, f.key) for f in found] == [
        (rule, sheet, column, severity, changes[0][1])
    ]
    assert f"(Regel {rule})" in found[0].sentence


def test_a_right_answer_has_no_findings(sent):
    assert sent() == []


def test_u4_a_deficit_past_the_threshold_wants_an_explanation(sent):
    found = sent(("economy", "MBN-5010", "forecast", "99000"))
    assert {(f.rule, f.sheet, f.key, f.column) for f in found if f.severity == ERROR} == {
        ("U4", "Ekonomi", "MBN-SUMMA", "consequence"),
        ("U4", "Ekonomi", "MBN-SUMMA", "action"),
    }


def test_e3_a_forecast_that_differs_from_the_finance_systems(sent, contents):
    right = contents["MBN"]["ekonomi"][0]["prognos"]
    (found,) = sent(("economy", "MBN-5010", "forecast", str(right + 1)))
    assert (found.rule, found.severity, found.key) == ("E3", WARNING, "MBN-5010")


def paying(contents) -> dict:
    return next(a for g in contents["MBN"]["mal"] for a in g["aktivitet"] if a["kostnad"])


def test_c3_two_steps_since_last_round(example, contents, sent):
    """TN-01 was not reached in November; to say now that it is wants more than three words."""
    job, known = example
    tn = next(n for n in job.namnder if n.id == "TN")
    said = [a for a in answers(contents["TN"]) if a[:2] != ("goals", "TN-01")]
    said += [("goals", "TN-01", "assessment", "Nås"), ("goals", "TN-01", "comment", "Bättre nu.")]
    found = findings_of(job, known, fill(make_template(job, known, tn), said))
    assert ("C3", "Mål", "TN-01", "comment", WARNING) in [(f.rule, f.sheet, f.key, f.column, f.severity) for f in found]
    assert any("ändrats från Nås inte till Nås" in f.what for f in found)


def test_p1_a_deficits_action_in_the_past_and_in_one_word(sent):
    found = sent(
        ("economy", "MBN-5010", "forecast", "9900"),
        ("economy", "MBN-SUMMA", "consequence", "Underskott"),
        ("economy", "MBN-SUMMA", "action", "Inga vakanser tillsätts före hösten."),
        ("economy", "MBN-SUMMA", "responsible", "Miljöchefen"),
        ("economy", "MBN-SUMMA", "due", "2026-01-31"),
    )
    places = {(f.rule, f.key, f.column) for f in found}
    assert places == {
        ("E3", "MBN-5010", "forecast"),
        ("P1", "MBN-SUMMA", "consequence"),
        ("P1", "MBN-SUMMA", "due"),
    }


def test_every_rule_on_an_answer_has_a_test_here_or_in_the_gallery():
    shown = {rule for case in GALLERY for _, rule, _, _ in case.expected}
    shown |= (
        {rule for _, (rule, *_) in IN_TEMPLATES.values()} | {"U4", "E3", "A2", "S2", "C3"} | {"I4"}
    )  # I4: test_from_others
    declared = {r.rule for sheet in PROGNOS.sheets for r in (*sheet.requirements, *sheet.rules)}
    of_files = {m.rule for module in (cells, files, tables) for m in messages_of(module).values()}
    assert declared | of_files <= shown


def test_a2_cost_above_internbudget(sent, contents):
    activity = paying(contents)
    (found,) = sent(("activities", activity["id"], "cost", str(activity["kostnad"] + 100)))
    assert (found.rule, found.severity, found.column) == ("A2", WARNING, "cost")


def test_a2_cost_without_internbudget(sent, contents):
    free = next(a for g in contents["MBN"]["mal"] for a in g["aktivitet"] if not a["kostnad"])
    (found,) = sent(("activities", free["id"], "cost", "50"))
    assert (found.rule, found.severity) == ("A2", ERROR)
    assert "50 tkr" in found.what


def test_a2_forecast_of_cost_is_wanted(sent, contents):
    (found,) = sent(("activities", paying(contents)["id"], "cost", ""))
    assert (found.rule, found.column) == ("A2", "cost")


def test_s2_a_qualitative_measure_wants_words(sent, contents):
    soft = next(m for g in contents["MBN"]["mal"] for m in g["matt"] if m["typ"] == "Kvalitativt")
    (found,) = sent(("indicators", soft["id"], "comment", ""))
    assert (found.rule, found.sheet, found.key) == ("S2", "Mått", soft["id"])


def test_a_text_in_a_number_column_hides_nothing_below_it(sent):
    """Pandera's range check dies silently of a text in the column; cells are parsed before it sees them."""
    found = sent(("activities", "MBN-01-A1", "progress", "halva"), ("activities", "MBN-01-A2", "progress", "-5"))
    assert [(f.rule, f.key) for f in found] == [("V1", "MBN-01-A1"), ("V4", "MBN-01-A2")]


def test_a_measure_without_unit_is_named_without_one(example, contents):
    job, known = example
    measures = known.facts.known["indicators"].copy()
    measures["unit"] = measures["unit"].mask(measures.index == "MBN-02-M1")
    facts = dataclasses.replace(known.facts, known={**known.facts.known, "indicators": measures})
    bare = dataclasses.replace(known, facts=facts)
    book = make_template(job, bare, next(n for n in job.namnder if n.id == "MBN"))
    said = [a for a in answers(contents["MBN"]) if a[:3] != ("indicators", "MBN-02-M1", "forecast")]
    (found,) = findings_of(job, bare, fill(book, [*said, ("indicators", "MBN-02-M1", "forecast", "97 elever")]))
    assert (found.rule, found.todo) == ("V1", "Skriv bara talet, till exempel 97.")


def test_decided_text_stands_when_it_is_reworded(sent):
    (found,) = sent(("goals", "MBN-01", "goal", "Vi gör vårt bästa."))
    assert (found.rule, found.severity, found.sheet, found.cell[0]) == ("L1", WARNING, "Mål", "C")


def test_a_per_cent_format_is_noticed(sent):
    book = sent(("activities", "MBN-01-A1", "progress", "0,4"))
    assert [(f.rule, f.severity) for f in book] == [("V1", NOTICE)]


# ------------------------------------------------------------------ settings and register


@pytest.fixture
def plan(example) -> Plan:
    job, known = example
    register = {name: listing.frame.copy() for name, listing in known.listings.items()}
    return Plan(job.settings, job.model, register, job.year)


def broken(plan: Plan, **changes) -> set[tuple[str, str, str]]:
    return {(b.rule, b.sheet, b.key) for b in breaches(dataclasses.replace(plan, **changes))}


def with_areas(plan: Plan, *areas) -> dict:
    return {"settings": plan.settings.model_copy(update={"focus_areas": areas})}


def test_the_example_breaks_nothing(plan):
    assert broken(plan) == set()


def test_f1_number_of_focus_areas(plan):
    assert ("F1", "", "") in broken(plan, **with_areas(plan, *plan.settings.focus_areas[:2]))


def test_f2_length_of_focus_areas(plan):
    short = plan.settings.focus_areas[0].model_copy(update={"first": 2026, "last": 2027})
    assert broken(plan, **with_areas(plan, short, *plan.settings.focus_areas[1:])) == {("F2", "", "")}


def test_f3_decision_of_focus_areas(plan):
    bare = plan.settings.focus_areas[0].model_copy(update={"decision": None})
    assert broken(plan, **with_areas(plan, bare, *plan.settings.focus_areas[1:])) == {("F3", "", "")}


CELLS = {
    "N1": ("goals", "KS-01", "focus_area", "Sjöfart"),
    "N4": ("goals", "KS-01", "paragraph", None),
    "G1": ("goals", "SN-04", "partners", "SN"),
    "A2": ("activities", "MBN-01-A1", "planned_cost", 5_000_000),
}


@pytest.mark.parametrize("rule", CELLS)
def test_rule_in_register(rule, plan):
    sheet, key, column, value = CELLS[rule]
    plan.register[sheet].loc[key, column] = value
    assert broken(plan) == {(rule, sheet, key)}


def test_n2_number_of_goals(plan):
    plan.register["goals"] = plan.register["goals"].drop("UN-05")
    assert broken(plan) == {("N2", "goals", "")}


def test_n2_goals_of_the_departments(plan):
    plan.register["goals"].loc["KS-08", "department"] = None
    assert broken(plan) == {("N2", "goals", "")}


def test_n3_milestones_of_a_multi_year_goal(plan):
    steps = plan.register["milestones"]
    coming = steps[steps["year"] >= plan.year]
    key = coming["goal_id"].iloc[0]
    plan.register["milestones"] = steps.drop(coming.index[0])
    assert broken(plan) == {("N3", "goals", key)}


def test_n3_years_that_have_passed_are_not_asked_for(plan):
    plan.register["goals"].loc["KS-01", ["first", "last"]] = [plan.year - 2, plan.year + 1]
    steps = plan.register["milestones"]
    plan.register["milestones"] = steps[steps["goal_id"] != "KS-01"]
    said = [b.trouble.what for b in breaches(plan) if b.key == "KS-01"]
    assert said == [f"Etappmål saknas för {plan.year} och {plan.year + 1}."]


def test_m1_a_goal_without_measure(plan):
    plan.register["indicators"] = plan.register["indicators"].query("goal_id != 'KS-01'")
    plan.register["goals"].loc["KS-01", "method"] = None
    assert broken(plan) == {("M1", "goals", "KS-01")}


def test_m1_a_measure_in_figures_says_from_what_to_what_and_which_way(plan):
    measures = plan.register["indicators"]
    measures.loc["KS-01-M1", ["direction", "baseline", "target"]] = [None, np.nan, np.nan]
    measures.loc["KS-02-M1", "target"] = np.nan
    said = {b.key: b.trouble.what for b in breaches(plan) if b.rule == "M1" and b.sheet == "indicators"}
    assert said == {
        "KS-01-M1": "Måttet saknar riktning, basvärde och målvärde.",
        "KS-02-M1": "Måttet saknar målvärde.",
    }


def test_r1_a_share_of_one_is_asked_about_where_the_measure_is_in_per_cent(plan):
    measures = plan.register["indicators"]
    columns = ["unit", "baseline", "target"]
    measures.loc["KS-01-M1", columns] = ["%", 0.85, 0.9]
    measures.loc["KS-02-M1", columns] = ["%", 0.85, 90]
    measures.loc["KS-03-M1", columns] = ["%", 0, 1]
    measures.loc["KS-04-M1", columns] = ["timmar", 0.5, 0.4]
    measures.loc["KS-05-M1", columns] = ["Procent", 1 / 3, None]
    said = {(b.key, b.column): b.trouble.what for b in breaches(plan) if b.rule == "R1"}
    assert said == {
        ("KS-01-M1", "baseline"): "Måttet är i procent, och basvärdet är 0,85. Menas 85 %?",
        ("KS-01-M1", "target"): "Måttet är i procent, och målvärdet är 0,9. Menas 90 %?",
        ("KS-05-M1", "baseline"): "Måttet är i procent, och basvärdet är 0,333333. Menas 33,3333 %?",
    }


def test_n4_what_lacks_of_a_decision_is_said_once_for_a_goal(plan):
    goals = plan.register["goals"]
    goals.loc["KS-01", ["decided_by", "paragraph"]] = None
    goals.loc["KS-02", "decided_by"] = "Socialnämnden"
    said = {b.key: b.trouble.what for b in breaches(plan) if b.rule == "N4"}
    assert said == {
        "KS-01": "Målets beslut saknar organ och paragraf.",
        "KS-02": "Målet är inte beslutat av kommunfullmäktige.",
    }


def test_s2_a_qualitative_goal_says_how(plan):
    key = plan.register["indicators"].query("measure_kind == 'Kvalitativt'")["goal_id"].iloc[0]
    plan.register["goals"].loc[key, "method"] = None
    assert broken(plan) == {("S2", "goals", key)}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Senast 2029 ska alla ha fiber.", True),
        ("Fram till utgången av 2029 ska alla få fiber.", True),
        ("Senast 2026 ska alla ha fiber, mot 2030 i planen.", False),
        ("Fler än 2029 hushåll ska ha fiber senast i maj.", False),
    ],
)
def test_n3_a_later_year_in_the_goals_own_words_is_asked_about(words, told, plan):
    goals = plan.register["goals"]
    key = goals.index[goals["last"] == 2026][0]
    goals.loc[key, "goal"] = words
    found = [b for b in breaches(plan) if b.key == key]
    assert [(b.rule, b.column, b.trouble.severity) for b in found] == ([("N3", "last", NOTICE)] if told else [])


def test_a1_a_goal_without_activities(plan):
    plan.register["activities"] = plan.register["activities"].query("goal_id != 'KS-01'")
    assert broken(plan) == {("A1", "goals", "KS-01")}


def test_a1_is_said_once_before_the_plan_is_there(plan):
    plan.register["activities"] = plan.register["activities"].head(0)
    assert broken(plan) == {("A1", "activities", "")}


@pytest.mark.parametrize(("rule", "column", "value"), [("K1", "focus_area", None), ("K2", "decided", pd.NaT)])
def test_k_kommunovergripande_mal(rule, column, value, plan):
    goals = plan.register["goals"]
    extra = (
        goals.loc[["KS-01"]].rename(index={"KS-01": "KOM-01"}).assign(namnd="KOMMUN", method="Bedöms av kommunchefen.")
    )
    extra[column] = value
    plan.register["goals"] = pd.concat([goals, extra.astype(goals.dtypes)])
    assert broken(plan) == {(rule, "goals", "KOM-01")}


def test_r1_a_goal_of_no_namnd(plan):
    plan.register["goals"].loc["UN-05", "namnd"] = "XX"
    assert ("R1", "goals", "UN-05") in broken(plan)


def test_a_forecast_of_the_budgets_size_with_the_other_sign_is_told(example, sent):
    budget = example[1].facts.known["economy"].query("namnd == 'MBN'")["budget"]
    found = sent(("economy", budget.index[0], "forecast", str(-int(budget.iloc[0]) // 100_000)))
    assert [(f.rule, f.key, f.severity) for f in found if f.severity == ERROR] == [("V4", budget.index[0], ERROR)]
    assert "Är tecknet rätt?" in next(f.what for f in found if f.rule == "V4")
    rows = pd.DataFrame({"forecast": [-9e9, -1e9, 9e9, -9e6], "budget": [9.1e9, 9.1e9, -9e9, 9e6]}).astype("Int64")
    assert list(plausible.turned_sign(rows, None)) == [True, False, True, False]


@pytest.mark.parametrize(
    ("unit", "baseline", "target", "written", "told"),
    [
        ("dagar", 30, 20, 300, True),
        ("dagar", 30, 20, 299, False),
        ("%", 80, 85, 850, True),
        ("%", 80, 85, 101, True),
        ("%", 80, 110, 130, False),
        ("antal", 0, 0, 7, False),
        ("antal", 2, 0, 19, False),
        ("antal", np.nan, np.nan, 900, False),
    ],
)
def test_a_value_far_from_base_and_target_is_asked_about(unit, baseline, target, written, told):
    rows = pd.DataFrame({"unit": [unit], "baseline": [baseline], "target": [target], "actual": [float(written)]})
    assert list(plausible.far_off("actual", rows, None)) == [told]


def test_a_value_far_off_is_asked_about_at_its_cell(sent):
    (found,) = sent(("indicators", "MBN-02-M1", "actual", "930"))
    assert (found.rule, found.sheet, found.cell[:1], found.severity) == ("V4", "Mått", "I", WARNING)
    assert found.what == "Utfallet 930 ligger långt från basvärdet och målvärdet."


def test_a_forecast_in_millions_is_told_and_nought_is_not():
    forecast = [9_850_000, 0, 9_700_000_000, -500_000, 5_000]
    rows = pd.DataFrame({"forecast": forecast, "budget": [9_800_000_000] * 4 + [9_000_000]})
    assert list(plausible.millions_for_tkr(rows.astype("Int64"), None)) == [True, False, False, False, False]
