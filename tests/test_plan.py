"""A plan as a kommun has it, with headings, lists and values of its own: what is understood, and what is told."""

import csv
import datetime as dt

import openpyxl
import pytest

from flows.steps.beginning.plan import read_plan
from flows.steps.beginning.plan_cells import areas_in, items, namnder_in
from flows.steps.beginning.plan_columns import plan_grids, proposed_columns
from flows.steps.beginning.plan_near import own_number
from flows.steps.beginning.plan_read import Setting
from flows.steps.finance.mapping import corrected
from flows.steps.reading.dates import read_date
from schemas.columns import in_year
from schemas.findings import NOTICE, ExpectedProblem
from schemas.rules.kinds_of_rule import Facts
from tests.test_new_kommun import OPTIONS, new, plan
from tests.test_prefect import command

HEADINGS = ("Ansvarig nämnd", "Fokusområde", "Nr", "Nämndens inriktning/mål", "Indikator", "Målnivå 2027", "Aktivitet")
SETTING = Setting(
    2027,
    {"KS": "Kommunstyrelsen", "BUN": "Barn- och utbildningsnämnden"},
    ("Trygg uppväxt", "Levande landsbygd", "Hållbar ekonomi"),
)


def read(*rows, headings=HEADINGS, sheet="Plan"):
    grids = {sheet: [headings, *([cell or "" for cell in row] for row in rows)]}
    return read_plan(grids, proposed_columns(grids, "plan.xlsx").columns, SETTING)


def told(found):
    return {cell: trouble.what for trouble, _, cell in found.troubles}


def test_a_heading_of_its_own_is_the_goal_and_a_running_number_is_no_goal_id():
    rows = [HEADINGS, ("KS", "Trygg uppväxt", 1.0, "A 2027.", "B", 1, "C")]
    found = proposed_columns({"Plan": rows}, "plan.xlsx")
    assert found.columns["goal"] == "Nämndens inriktning/mål"
    assert "goal_id" not in found.columns and found.left == ("Nr",)
    rows[1] = ("KS", "Trygg uppväxt", "KS-1", "A 2027.", "B", 1, "C")
    assert proposed_columns({"Plan": rows}, "plan.xlsx").columns["goal_id"] == "Nr"


def test_running_numbers_that_are_given_all_the_same_get_the_namnds_id_before_them(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    file = plan(tmp_path / "plan.xlsx", [HEADINGS, ("KS", "Trygghet", "1", "A 2027.", "B", 1, "C")])
    done = command(tmp_path, "malregister", "2027", "--plan", file, "--kolumn", "Mål-id=Nr", "--ja")
    assert "Löpande nummer har fått nämndens id framför, som KS-01. Det gäller 1 mål." in done.stdout


def test_the_example_of_a_change_never_suggests_a_worse_one():
    rows = [HEADINGS, ("KS", "Trygg uppväxt", "1", "A 2027.", "B", 1, "C")]
    right = proposed_columns({"Plan": rows}, "plan.xlsx")
    assert right.example() == "Mål=Nämndens inriktning/mål"
    lacking = corrected(right, "Mål=")
    assert lacking.example() == "Mål=Nämndens inriktning/mål"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Ansök om stöd; Samråd med byalagen", ["Ansök om stöd", "Samråd med byalagen"]),
        ("lovskola; läxhjälp", ["lovskola", "läxhjälp"]),
        ("Lovskola i juni\nLäxhjälp", ["Lovskola i juni", "Läxhjälp"]),
        ("- Lovskola i\n  juni\n- Läxhjälp", ["Lovskola i juni", "Läxhjälp"]),
        ("Vi inrättar lovskola\ni juni för åk 9", ["Vi inrättar lovskola i juni för åk 9"]),
        ("Ny avdelning i\nTösse", ["Ny avdelning i Tösse"]),
        ("Vi gör två saker:\n- lovskola\n- läxhjälp", ["Vi gör två saker:\n- lovskola\n- läxhjälp"]),
        (None, []),
    ],
)
def test_a_list_in_a_cell_is_several(cell, found):
    assert items(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Trygg uppväxt och Levande landsbygd", ["Trygg uppväxt", "Levande landsbygd"]),
        ("Trygg uppväxt, levande landsbyggd samt hållbar ekonomi", list(SETTING.areas)),
        ("Trygg uppväxt\nHållbar ekonomi", ["Trygg uppväxt", "Hållbar ekonomi"]),
        ("Hållbar utveckling och natur", ["Hållbar utveckling och natur"]),
    ],
)
def test_fokusomraden_in_one_cell_are_several(cell, found):
    assert areas_in(cell, SETTING.areas) == found


def test_a_name_that_has_och_and_comma_is_one():
    known = ("Arbete och utbildning", "Trygghet, hälsa och omsorg", "Klimat")
    assert areas_in("Arbete och utbildning och klimat", known) == ["Arbete och utbildning", "Klimat"]
    assert areas_in("Trygghet, hälsa och omsorg; Klimat", known) == ["Trygghet, hälsa och omsorg", "Klimat"]


def test_what_was_read_as_a_list_or_cannot_be_one_is_said_at_its_cell():
    goal = "A 2027."
    found = read(
        ("BUN och KS", "Trygg uppväxt; Skog", "1", goal, "B; C", "72; 80; 90", "Lovskola; Läxhjälp"),
        ("KS", "Trygg uppväxt", "1", goal, None, None, "- Ett\n- Två"),
    )
    said = told(found)
    assert said["A2"] == "”BUN och KS” är flera nämnder."
    assert said["B2"].startswith("Fokusområdet ”Skog” gäller inte 2027.")
    assert said["F2"] == "”72; 80; 90” är flera värden i samma cell."
    assert said["E2"] == "Cellen är läst som två mått: B – C."
    assert said["G2"] == "Cellen är läst som två aktiviteter: Lovskola – Läxhjälp."
    assert "G3" not in said
    assert [row["activity"] for row in found.rows["activities"]] == ["Lovskola", "Läxhjälp", "Ett", "Två"]


BESIDE = ("Nämnd", "Mål", "Mått", "Enhet", "Nuläge", "Målvärde", "Aktivitet", "Ansvarig", "Kostnad")


def test_values_listed_beside_what_they_are_of_are_taken_one_by_one_and_told():
    measures, values = "- Behöriga elever\n- Frånvaro\n- Trivsel", ("%", "72\n8\n", "1. 80 %\n2. 6 %\n3. 90 %")
    found = read(
        ("KS", "A 2027.", measures, *values, "Lovskola; Läxhjälp", "rektor\nekonomichef", 100),
        ("KS", "B 2027.", "C", "%", 7, 8, None, None, None),
        headings=BESIDE,
    )
    told_of_all = [(r["indicator"], r["unit"], r["baseline"], r["target"]) for r in found.rows["indicators"]]
    assert told_of_all == [
        ("Behöriga elever", "%", 72, 80), ("Frånvaro", "%", 8, 6), ("Trivsel", "%", None, 90), ("C", "%", 7, 8),
    ]  # fmt: skip
    assert [(r["goal_id"], r["activity"], r["owner"], r["planned_cost"]) for r in found.rows["activities"]] == [
        ("KS-01", "Lovskola", "rektor", 100_00000),
        ("KS-01", "Läxhjälp", "ekonomichef", 100_00000),
    ]
    assert told(found) == {
        "E2": "Cellen är läst som ett värde för varje mått: Behöriga elever: 72 – Frånvaro: 8 – Trivsel: inget.",
        "F2": "Cellen är läst som ett värde för varje mått: Behöriga elever: 80 % – Frånvaro: 6 % – Trivsel: 90 %.",
        "G2": "Cellen är läst som två aktiviteter: Lovskola – Läxhjälp.",
        "H2": "Cellen är läst som ett värde för varje aktivitet: Lovskola: rektor – Läxhjälp: ekonomichef.",
        "I2": "Raden har två aktiviteter, och ”100” är taget för varje aktivitet.",
    }


def test_lists_of_other_lengths_are_not_put_together():
    found = read(("KS", "A 2027.", "B; C; D", "%", "72; 80", 90, "E", "Rektor\nEkonomichef", None), headings=BESIDE)
    assert [(r["indicator"], r["baseline"], r["target"]) for r in found.rows["indicators"]] == [
        ("B", None, 90), ("C", None, 90), ("D", None, 90),
    ]  # fmt: skip
    assert [r["owner"] for r in found.rows["activities"]] == ["Rektor\nEkonomichef"]
    assert told(found) == {
        "C2": "Cellen är läst som tre mått: B – C – D.",
        "E2": "”72; 80” är flera värden i samma cell.",
        "F2": "Raden har tre mått, och ”90” är taget för varje mått.",
    }


def test_every_value_that_is_left_out_is_said_with_its_place():
    head = ("Nämnd", "Mål", "Mått", "Nuläge", "Målvärde", "Riktning", "Aktivitet", "Ansvarig")
    found = read(
        ("KS", None, "Före målet", None, None, None, None, None),
        ("KS", "A 2027.", "B", "ca 80", "ca 80", "uppåt", None, "Ekonomichef"),
        (None, None, "C", "ca 80", "minst 95", None, None, None),
        (None, None, None, 7, 8, None, "D", None),
        headings=head,
    )
    said = told(found)
    assert {"C2", "D3", "E3", "F3", "H3", "D4", "E4", "D5", "E5"} == set(said)
    assert said["C2"] == "”Före målet” har inget mål på sin rad eller ovanför."
    assert said["F3"].startswith("”uppåt” finns inte i listan.")
    assert said["H3"] == "”Ekonomichef” hör inte till något, eftersom raden inte har aktiviteter."
    assert said["D5"] == "”7” hör inte till något, eftersom raden inte har mått."


def test_what_a_measure_lacks_is_said_at_each_of_its_cells(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    rows = [("Nämnd", "Mål", "Mått", "Nuläge", "Målvärde"), ("Miljönämnden", "A 2027.", "B", "ca 80", "minst 95")]
    command(tmp_path, "malregister", "2027", "--plan", plan(tmp_path / "plan.xlsx", rows), "--ja")
    told = " ".join(command(tmp_path, "modell", "kontroll", "2027").stdout.split())
    assert "Mått, cellerna F6, G6 och I6" in told
    assert "Målet saknar nämnd." in told and "Nämnden ””" not in told


def test_a_column_without_heading_and_a_sheet_without_the_headings_are_said_only_where_they_hold_anything():
    head, row = ("Nämnd", "Mål", "Mått", "", ""), ("KS", "A 2027.", "B", "", "tillägg")
    columns = {"namnd": "Nämnd", "goal": "Mål", "indicator": "Mått"}
    found = read_plan({"Plan": [head, row], "Blad2": [], "Noter": [("x",)]}, columns, SETTING)
    assert [(cell, sheet) for _, sheet, cell in found.troubles] == [("E1", "Plan"), ("", "Noter")]
    assert told(found)["E1"] == "Kolumn E har ingen rubrik och är inte läst."


NEAR = ("Nämnd", "Fokusområde", "Nr", "Mål", "Mått", "Nuläge", "Målvärde", "Riktning", "Gäller", "Delas med")


def near(*rows, sheet="Plan", headings=NEAR):
    grids = {sheet: [headings, *([cell or "" for cell in row] for row in rows)]}
    columns = proposed_columns(grids, "plan.xlsx", (), SETTING.namnder).columns
    return read_plan(grids, columns, SETTING)


def test_each_thing_that_is_read_as_something_else_is_told_with_its_cell():
    found = near(
        ("Barn", "Trygga uppväxt", "BUN1", "A 2027.", "B", "45 %", "50 %", "ökas", "2027/28", "Kommunst"),
        ("KS", "Levande landsbygden och Hållbar ekonomi", "KS 2", "C 2027.", "D", 1, 2, "Öka", "senast 2028", None),
    )
    assert told(found) == {
        "A2": "”Barn” är läst som Barn- och utbildningsnämnden (BUN).",
        "B2": "”Trygga uppväxt” är läst som ”Trygg uppväxt”.",
        "C2": "”BUN1” är läst som BUN-01.",
        "F2": "”45 %” är läst som 45 med enheten %.",
        "G2": "”50 %” är läst som 50 med enheten %.",
        "H2": "”ökas” är läst som ”Öka”.",
        "I2": "”2027/28” är läst som 2027–2028.",
        "J2": "”Kommunst” är läst som Kommunstyrelsen (KS).",
        "B3": "”Levande landsbygden och Hållbar ekonomi” är läst som ”Levande landsbygd” och ”Hållbar ekonomi”.",
        "C3": "”KS 2” är läst som KS-02.",
        "I3": "”senast 2028” är läst som 2027–2028.",
    }
    assert {trouble.severity for trouble, _, _ in found.troubles} == {NOTICE}
    goals = [(row["goal_id"], row["namnd"], row["focus_area"], row["partners"]) for row in found.rows["goals"]]
    assert goals == [
        ("BUN-01", "BUN", "Trygg uppväxt", "KS"),
        ("KS-02", "KS", "Levande landsbygd; Hållbar ekonomi", None),
    ]


def test_a_share_of_one_is_asked_about_unless_it_has_its_own_percent_sign():
    columns = ("Nämnd", "Mål", "Mått", "Nuläge", "Målvärde", "Enhet")
    own, bare = ("KS", "C 2027.", "D", "0,5 %", "0,4 %", "%"), ("KS", "E 2027.", "F", 0.85, None, None)
    found = near(("KS", "A 2027.", "B", 0.85, 0.9, "%"), own, bare, headings=columns)
    assert told(found) == {
        "D2": "Måttet är i procent, och basvärdet är 0,85. Menas 85 %?",
        "E2": "Måttet är i procent, och målvärdet är 0,9. Menas 90 %?",
        "D4": "Måttet har ingen enhet, och basvärdet är 0,85. Menas 85 %?",
    }


def test_what_stands_as_the_register_has_it_is_read_in_silence():
    found = near(
        ("Barn- och utbildningsnämnden", "trygg uppväxt", "BUN-1", "A.", "B", 45, 50, "öka", "2027–2028", "KS"),
        (
            "Kommunövergripande mål",
            "Trygg uppväxt samt Hållbar ekonomi",
            None,
            "C.",
            None,
            None,
            None,
            None,
            2027,
            None,
        ),
        (
            "kommunstyrelsen",
            "Trygg uppväxt, Levande landsbygd",
            "KS-1",
            "D.",
            None,
            None,
            None,
            None,
            "2027",
            "BUN och KS",
        ),
    )
    assert told(found) == {}
    found = near(("KS", "A 2027.", "B", "45 %", "%"), headings=("Nämnd", "Mål", "Mått", "Målvärde", "Enhet"))
    assert told(found) == {}


def test_a_column_of_numbers_is_no_goal_and_the_year_of_the_base_values_stands_in_their_heading():
    heads = ("Nr", "Nämndmål", "Indikator", "Nuläge 2025", "Mål 2027")
    rows = [heads, ("1", "Fler ska vilja bo i Lervik", "Antal invånare", 14230, 14380)]
    found = proposed_columns({"KS": rows}, "plan.xlsx", (), SETTING.namnder).columns
    assert (found["goal"], found["target"], found["baseline"]) == ("Nämndmål", "Mål 2027", "Nuläge 2025")
    assert "namnd" not in found
    measure = read_plan({"KS": rows}, found, SETTING).rows["indicators"][0]
    assert (measure["baseline"], measure["baseline_year"], measure["target"]) == (14230, 2025, 14380)


def test_etappmal_that_say_their_year_are_of_that_year():
    columns = ("Nämnd", "Mål", "Etappmål")
    rows = [("KS", "A 2029.", "2027: 90 % behöriga\n2028: 92 % behöriga"), ("KS", "B 2028.", "Hälften 2027-2028 klart")]
    steps = [(r["milestone_id"], r["year"], r["milestone"]) for r in near(*rows, headings=columns).rows["milestones"]]
    assert steps == [
        ("KS-01-E2027", 2027, "90 % behöriga"),
        ("KS-01-E2028", 2028, "92 % behöriga"),
        ("KS-02-E2027", 2027, "Hälften 2027-2028 klart"),
    ]


def test_a_unit_in_brackets_after_the_name_is_taken_and_told():
    columns = ("Nämnd", "Mål", "Mått", "Nuläge", "Målvärde")
    named = ("Sjukfrånvaro (%)", "Utsläpp (ton CO2)", "Befolkning (SCB)", "Resultat (2026)")
    rows = [("KS", f"{text} 2027.", text, 7.9, 6) for text in named]
    found = near(*rows, headings=columns)
    assert [r["unit"] for r in found.rows["indicators"]] == ["%", "ton CO2", None, None]
    assert told(found) == {"C2": "”(%)” är läst som enheten ”%”.", "C3": "”(ton CO2)” är läst som enheten ”ton CO2”."}


def test_a_unit_after_the_value_is_taken_whatever_it_is_called():
    columns = ("Nämnd", "Mål", "Mått", "Nuläge", "Målvärde")
    found = near(("KS", "A 2027.", "B", "142 kWh", "130 kWh"), ("KS", "C 2027.", "D", "3 av 5", 5), headings=columns)
    assert told(found) == {
        "D2": "”142 kWh” är läst som 142 med enheten kWh.",
        "E2": "”130 kWh” är läst som 130 med enheten kWh.",
        "D3": "”3 av 5” är mer än ett tal.",
    }
    assert [(r["unit"], r["baseline"], r["target"]) for r in found.rows["indicators"]] == [
        ("kWh", 142, 130),
        (None, None, 5),
    ]


def test_a_note_under_the_goals_is_no_namnd_and_nothing_to_mend():
    found = near(("KS", None, None, "A 2027."), ("* Nuläge avser 2025",))
    assert [(t.what, t.severity, cell) for t, _, cell in found.troubles] == [
        ("Raden är inte läst: där står bara ”* Nuläge avser 2025”, som inte är en nämnd.", NOTICE, "A3")
    ]


def test_a_tab_that_is_nearly_a_namnd_is_told_once_where_its_rows_have_none():
    rows, head = [("A 2027.", "B", 1), ("C 2027.", "D", 2)], ("Mål", "Mått", "Målvärde")
    found = near(*rows, sheet="Barn & utb", headings=head)
    assert [(t.what, sheet, cell) for t, sheet, cell in found.troubles] == [
        ("”Barn & utb” är läst som Barn- och utbildningsnämnden (BUN).", "Barn & utb", "")
    ]
    assert near(*rows, sheet="BUN", headings=head).troubles == []


def test_a_number_that_another_goal_has_is_told_with_the_new_one():
    found = near(*(("KS", None, number, goal) for number, goal in (("KS-1", "A."), ("KS-1", "B."), ("1.2", "C."))))
    assert told(found) == {
        "C3": "Numret ”KS-1” har redan ett annat mål. Målet har fått numret KS-01.",
        "C4": "Numret ”1.2” går inte att använda. Målet har fått numret KS-02.",
    }


@pytest.mark.parametrize(
    ("said", "number"),
    [("KS-1", "KS-1"), ("KS1", "KS-01"), ("ks 12", "KS-12"), ("KS–3", "KS-03"), ("SN21", ""), ("M1", ""), ("1", "")],
)
def test_a_goals_own_number_is_known_where_it_can_mean_one_thing(said, number):
    assert own_number(said, ("KS", "SN", "SN2")) == number


def test_how_the_plan_is_read_is_seen_before_anything_is_written(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    path = tmp_path / "input/sjostad/2027/malregister.xlsx"
    before = path.read_bytes()
    rows = [HEADINGS, *(("Kommunst", "Trygghet", "", f"{goal} 2027.", "B", 1, None) for goal in "AC")]
    file = plan(tmp_path / "plan.xlsx", rows)
    words = ["malregister", "2027", "--plan", file]
    no = command(tmp_path, *words, given="ja\n\nkanske\nnej\n")
    assert "Så här är planen läst (2 ställen):\n  Plan, cellerna A3 och A4. ”Kommunst” är läst som" in no.stdout
    assert "Skriv ja eller nej." in no.stdout and "Inget är skrivet." in no.stdout
    assert no.returncode == 1 and path.read_bytes() == before
    yes = command(tmp_path, *words, given="ja\n\n\n")
    assert yes.returncode == 0 and path.read_bytes() != before


def test_a_new_kommun_keeps_its_answers_when_the_plan_is_read_amiss(tmp_path):
    rows = [HEADINGS, ("Kommunst", "Trygghet", "", "A 2027.", "B", 1, None)]
    months = ("--prognoser", "april", "--delar", "april")
    done = new(tmp_path, *OPTIONS, *months, "--plan", plan(tmp_path / "plan.xlsx", rows), said="\nja\nja\n\nnej\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nej: då blir det tomt, och planen kan tas in senare" in done.stdout
    assert "Står de i ett Excelark: malstyrning malregister 2027 --plan FIL" in done.stdout


def test_what_could_not_be_taken_in_is_counted_and_equal_words_stand_together(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    rows = [HEADINGS, *(("KS", "Trygghet", "", f"{goal} 2027.", "B", "ca 80", None) for goal in "AC")]
    done = command(tmp_path, "malregister", "2027", "--plan", plan(tmp_path / "plan.xlsx", rows), "--ja")
    assert "Det här i planen kunde inte tas in. Rätta det i målregistret (2 ställen):" in done.stdout
    assert "  Plan, cellerna F3 och F4. ”ca 80” går inte att läsa som ett tal." in done.stdout


def test_a_plan_that_is_no_workbook_is_told_of_itself_and_csv_is_read(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    for name, content, kind in (("svar.pdf", b"%PDF-1.7\n", "en PDF"), ("foto.png", b"\x89PNG\r\n", "en bild")):
        (tmp_path / name).write_bytes(content)
        done = command(tmp_path, "malregister", "2027", "--plan", name, "--ja")
        assert done.returncode == 2
        assert f"Planen {name} går inte att läsa. Filen är {kind}. Spara den som Excel-arbetsbok" in done.stderr
    table = ";".join(HEADINGS) + "\nKS;Trygghet;1;A 2027.;B;80;C\n"
    (tmp_path / "plan.csv").write_bytes(table.encode("cp1252"))
    assert command(tmp_path, "malregister", "2027", "--plan", "plan.csv", "--ja").returncode == 0
    done = command(tmp_path, "malregister", "2027", "--plan", "svar.pdf", "--ja")
    assert "är en PDF" in done.stderr  # not that the register is there already
    (tmp_path / "text.txt").write_text("Bara en text, utan tabell.", encoding="utf-8")
    with pytest.raises(ExpectedProblem, match="Filen är en textfil"):
        plan_grids(tmp_path / "text.txt")


def test_a_day_told_for_example_is_of_the_registers_year(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    rows = [HEADINGS, ("KS", "Trygghet", "", "A 2027.", "B", 1, "C")]
    done = command(tmp_path, "malregister", "2027", "--plan", plan(tmp_path / "plan.xlsx", rows), "--ja")
    assert "--malbeslut '2026-06-15 § 62'" in done.stdout
    path = tmp_path / "input" / "sjostad" / "2027" / "malregister.xlsx"
    book = openpyxl.load_workbook(path)
    book["Aktiviteter"]["F6"] = "efter sommaren"
    assert book["Aktiviteter"].data_validations.dataValidation[5].error == "Skriv ett datum, till exempel 2027-06-15."
    book.save(path)
    said = " ".join(command(tmp_path, "modell", "kontroll", "2027").stdout.split())
    assert "till exempel 2027-10-31" in said and "2026-" not in said
    assert command(tmp_path, "mallar", "prognos", "april", "2027").returncode == 0
    template = next((tmp_path / "output" / "sjostad").glob("2027/prognos-april/mallar/*-KS.xlsx"))
    book = openpyxl.load_workbook(template)
    texts = [str(cell.value) for name in ("Mål", "Beslut") for row in book[name].iter_rows() for cell in row]
    texts += [str(v.prompt) for tab in ("Mål", "Beslut") for v in book[tab].data_validations.dataValidation]
    examples = [text for text in texts if "till exempel 20" in text]
    assert len(examples) >= 4 and all("till exempel 2027-" in text for text in examples), examples
    book["Mål"]["E7"] = "Nås"
    book.save(tmp_path / "svar.xlsx")
    told = " ".join(command(tmp_path, "granska", "svar.xlsx").stdout.split())
    assert "2027-04-14" in told and "2026-" not in told


def test_an_answer_when_the_year_is_over_gets_days_of_the_year_after():
    facts = Facts(2026, {}, {}, deadline=dt.date(2027, 3, 12))
    assert in_year("Skriv till exempel 2024-04-14.", facts.example_year) == "Skriv till exempel 2027-04-14."
    assert read_date("okt 2028", 2027)[1].todo == "Skriv år, månad och dag, till exempel 2028-10-31."


@pytest.mark.parametrize("sign", [", ", " och ", ";"])
def test_a_cell_that_goes_on_and_on_is_read_or_left_as_it_is(sign):
    """Neither a fall nor a hang: a text was taken for a list of ten thousand names."""
    said = sign.join(["Trygghet"] * 10_000)
    assert areas_in(said, ("Trygghet", "Kunskap och arbete")) in (["Trygghet"], [said])
    assert namnder_in(said, {"KS": "Kommunstyrelsen"}) == []


def test_a_month_of_another_year_in_the_register_keeps_its_year_in_the_example(tmp_path):
    """The program said 2027 of what was written as 2028."""
    new(tmp_path, *OPTIONS, "--ja")
    rows = [HEADINGS, ("KS", "Trygghet", "", "A 2027.", "B", 1, "C")]
    command(tmp_path, "malregister", "2027", "--plan", plan(tmp_path / "plan.xlsx", rows), "--ja")
    path = tmp_path / "input" / "sjostad" / "2027" / "malregister.xlsx"
    book = openpyxl.load_workbook(path)
    book["Aktiviteter"]["F6"] = "okt 2028"
    book.save(path)
    assert "2028-10-31" in command(tmp_path, "modell", "kontroll", "2027").stdout


@pytest.fixture
def short_cells():
    """The length of a cell is limited for the whole process, and another library may have raised it."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("short_cells")
def test_a_csv_with_a_cell_too_long_to_be_one_is_told(tmp_path):
    (tmp_path / "plan.csv").write_text('Mål;Nämnd;Mått\n"' + "x" * 200_000 + '";KS;B\n', encoding="utf-8")
    with pytest.raises(ExpectedProblem, match=r"plan.csv går inte att läsa"):
        plan_grids(tmp_path / "plan.csv")
