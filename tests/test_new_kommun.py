"""A kommun of one's own: from nothing to templates by questions or options, and a plan that lies in Excel."""

import datetime as dt
import subprocess
import sys
import tomllib

import openpyxl
import pytest

from flows.commands.answer_readers import codes, decision, several, telephone
from flows.commands.asking import Unfit
from flows.steps.beginning.new_kommun import folder_of, id_of
from flows.steps.beginning.plan import read_plan
from flows.steps.beginning.plan_columns import proposed_columns
from flows.steps.beginning.plan_read import Setting
from flows.steps.beginning.settings_file import keys_of, settings_text
from flows.steps.find_job import load_job
from flows.steps.known.load import check_register, load_register
from schemas.finance_settings import Investments
from schemas.settings import Decision, GoalCount, Namnd, Settings, month_of
from schemas.settings_errors import parse_settings
from schemas.settings_told import TOLD, told_of
from tests.conftest import NOW, ROOT, tree
from tests.test_prefect import command

OPTIONS = [
    *("--namn", "Sjöstads kommun", "--ar", "2027", "--vision", "Sjöstad 2040"),
    *("--kontakt", "Ekonomikontoret; ekonomi@sjostad.example; 0500-12 34 56"),
    *("--fokusomrade", "Trygghet", "Klimat", "Lärande", "--beslut", "2026-06-15 § 62"),
    *("--namnd", "KS; Kommunstyrelsen; ks@sjostad.example; 10"),
    *("--namnd", "Barn- och utbildningsnämnden; bun@sjostad.example; 20, 21"),
    *("--namnd", "Socialnämnden"),
    *("--antal-mal", "1", "--undantag", "KS=2"),
]
ANSWERS = """Sjöstads kommun

tjugo
2027
Sjöstad 2040
Ekonomikontoret
ingen adress
ekonomi@sjostad.example
0500-12 34 56
Trygghet, klimat, Lärande
i juni
2026-06-15 § 62
Kommunstyrelsen

ks@sjostad.example
10
Barn- och utbildningsnämnden
KS

bun@sjostad.example
20, 21
Socialnämnden




1
XX=2
KS=2


kanske
3
Ny vision
3
Sjöstad 2040
ja
"""


def new(home, *words, said=""):
    """`malstyrning ny` in a folder, with what is typed."""
    env = {"MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    line = [sys.executable, "-m", "flows", "ny", *words]
    return subprocess.run(line, cwd=home, env=env, input=said, capture_output=True, text=True, timeout=300)


def plan(path, rows, *more):
    book = openpyxl.Workbook()
    for number, (title, table) in enumerate([("Plan", rows), *more]):
        tab = book.active if not number else book.create_sheet()
        tab.title = title
        tab["A1"] = "Nämndernas mål 2027"
        for row in table:
            tab.append(row)
    book.save(path)
    return str(path)


ROWS = [
    ("Nämnd", "Fokusområde", "Nämndens mål", "Mått", "Enhet", "Nuläge", "Målvärde 2027", "Aktiviteter", "Klart", "X"),
    ("Kommunstyrelsen", "Trygghet", "80 % är trygga 2027.", "Trygga", "%", 72, 80, "- Belysa\n- Vandra", "2027-10-01"),
    (None, None, None, "Anmälda brott", "antal", 140, "ca 100", None, None, None),
    (None, "klimat", "Bilar släpper ut 30 % mindre.", "Utsläpp", "ton", 210, 147, "Byta bilar", "30 nov", None),
    ("Barn och utbildningsnämnden", "Lärande, Trygghet", "90 % är behöriga.", "Behöriga", "%", 84, 90, "Läxhjälp"),
    ("Socialnämnden", "Trygghet", "Fler ska vara nöjda 2027.", None, None, None, None, None, None, None),
]  # fmt: skip


def test_every_key_of_the_settings_is_described():
    models, path = [(Settings, "")], {}
    for model, place in models:
        for key in keys_of(model, place):
            path[f"{place}.{key.name}"] = key
            assert key.told or place == "granskare", f"{place}.{key.name}"
            if key.model is not None:
                models.append((key.model, f"{place}.{key.name}".lstrip(".")))
        assert set(told_of(model, place).keys) <= {k.name for k in keys_of(model, place)}, place
    assert set(TOLD) == {model for model, _ in models} | {Decision}


def test_a_file_written_from_the_settings_says_the_same():
    text = (ROOT / "input" / "mariestad" / "kommun.toml").read_text(encoding="utf-8")
    written = settings_text(tomllib.loads(text), "Inställningar.")
    assert parse_settings(written) == parse_settings(text)


def test_a_section_that_is_left_out_shows_every_key_that_it_must_have():
    """What stands as a comment can be brought to life as it is."""
    for model, place in [(GoalCount, "modell.undantag"), (Namnd, "granskare"), (Investments, "ekonomi.investeringar")]:
        shown = told_of(model, place).examples
        must = {key.name for key in keys_of(model, place) if key.required and key.model is None}
        assert must <= set(shown), place


def test_options_and_questions_give_the_same_and_templates_follow(tmp_path):
    asked, told = tmp_path / "frågor", tmp_path / "val"
    for home in (asked, told):
        home.mkdir()
    by_options = new(told, *OPTIONS, "--ja")
    assert by_options.returncode == 0, by_options.stderr
    by_questions = new(asked, said=ANSWERS)
    assert by_questions.returncode == 0, by_questions.stderr
    assert tree(asked) == tree(told)
    assert "Här är frågor om nio saker" in by_questions.stdout and "Ny vision" in by_questions.stdout
    assert (
        "BUN: Barn- och utbildningsnämnden, bun@sjostad.example, ansvar som börjar på 20 och 21" in by_questions.stdout
    )
    for wrong in (
        "Skriv ett år",
        "Skriv en e-postadress",
        "Skriv dag och paragraf",
        "Skriv till exempel KS=8",
        "Skriv ja, nej",
    ):
        assert wrong in by_questions.stdout
    settings = load_job(told, "sjostad", "prognos-april", 2027, NOW).settings
    assert [(n.id, n.mail, n.units) for n in settings.namnder] == [
        ("KS", ("ks@sjostad.example",), ("10",)),
        ("BUN", ("bun@sjostad.example",), ("20", "21")),
        ("SN", (), ()),
    ]
    assert settings.vision == "Sjöstad 2040" and settings.contact.phone == "0500-12 34 56"
    done = command(told, "mallar", "malforslag", "2027")
    assert done.returncode == 0 and "3 mallar" in done.stderr
    for line in ("malstyrning modell kontroll 2027", "malstyrning mallar prognos april 2027"):
        assert line in by_options.stdout


def test_the_commands_that_are_said_next_can_be_run(tmp_path):
    said = new(tmp_path, *OPTIONS, "--ja").stdout
    lines = [line.partition("malstyrning ")[2] for line in said.splitlines() if "malstyrning " in line]
    assert len(lines) == 6
    for line in (line for line in lines if "FIL" not in line):
        done = command(tmp_path, *line.split())
        without_goals = done.returncode == 2 and "Inga mallar är skrivna" in done.stderr and "prognos" in line
        assert done.returncode in (0, 1) or without_goals, line
        assert "▲ Något gick fel" not in done.stderr, line


def test_days_that_have_passed_are_told_of_with_what_to_do_next(tmp_path):
    old = [word.replace("2027", "2020") if word == "2027" else word for word in OPTIONS]
    said = new(tmp_path, *old, "--ja").stdout
    assert "malstyrning mallar malforslag 2020\n     Dess sista dag, 20 mars 2019, har passerat: ändra den" in said
    told = command(tmp_path, "mallar", "malforslag", "2020").stderr
    assert "▲ Sista dagen, 20 mars 2019, har passerat." in told


def test_the_register_explains_itself_and_counts(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    book = openpyxl.load_workbook(tmp_path / "input" / "sjostad" / "2027" / "malregister.xlsx")
    assert book.sheetnames == ["Läs mig", "Mål", "Etappmål", "Mått", "Aktiviteter", "Internbudget"]
    tab = book["Mål"]
    checks = {str(v.sqref): v for v in tab.data_validations.dataValidation}
    assert checks["B6:B14"].formula1 == "'Läs mig'!$A$12:$A$15"
    assert not checks["D6:D14"].showErrorMessage, "several fokusområden may be written"
    assert all(v.prompt for v in checks.values())
    assert [book["Läs mig"].cell(row, 3).value for row in (12, 13, 14)] == [2, 1, 1]
    assert "KS-01" in tab["A4"].value


def test_nothing_is_overwritten(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    before = tree(tmp_path)
    again = new(tmp_path, *OPTIONS, "--ja")
    assert again.returncode == 2 and "finns redan" in again.stderr
    year = command(tmp_path, "malregister", "2027", "--ja")
    assert year.returncode == 2 and "finns redan" in year.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--ja"], "--namn"),
        ([*OPTIONS[:6], "--ja"], "--kontakt"),
        ([*OPTIONS, "--namnd", "KS; Kulturnämnden", "--ja"], "KS har en annan nämnd. Skriv ett annat id."),
        ([*OPTIONS, "--namnd", "KN; Socialnämnden", "--ja"], "Socialnämnden är redan med."),
        ([*OPTIONS, "--namnd", "Kulturnämnden; 20-x", "--ja"], "”20-x” är ingen kod."),
        ([*OPTIONS, "--namnd", "Kulturnämnden; 29-20", "--ja"], "det minsta först: 20–29."),
        ([*OPTIONS, "--antal-mal", "2-4", "--ja"], "Skriv ett enda tal."),
        ([*OPTIONS, "--kontakt", "Anna", "--ja"], "E-postadressen saknas."),
        ([*OPTIONS, "--prognoser", "april", "blid", "--ja"], "”blid” är ingen månad. Skriv månader"),
        ([*OPTIONS, "--namnd", "80", "--ja"], "Skriv till exempel 'KS; Kommunstyrelsen"),
        ([*OPTIONS, "--delar", "maj", "--ja"], "Välj bland april, juni, september och november"),
        ([*OPTIONS, "--antal-mal", "²", "--ja"], "Skriv ett heltal, till exempel 5."),
        ([*OPTIONS, "--undantag", "KS=²", "--ja"], "Skriv till exempel KS=8."),
        ([*OPTIONS, "--mapp", "Sjö stad", "--ja"], "gemener"),
        ([*OPTIONS, "--plan", "finns-inte.xlsx", "--ja"], "finns-inte.xlsx"),
    ],
)
def test_what_lacks_or_is_unfit_is_said_and_nothing_is_written(tmp_path, words, told):
    done = new(tmp_path, *words)
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr
    assert tree(tmp_path) == {}


def test_what_was_understood_is_shown_and_can_be_changed_or_declined(tmp_path):
    """With what the model says of it; nothing is written before."""
    words = [*OPTIONS[:8], "--fokusomrade", "Trygghet", *OPTIONS[12:], "--prognoser", "april", "--delar", "april"]
    no = new(tmp_path, *words, said="\nnej\n\n")
    assert no.returncode == 1 and tree(tmp_path) == {}
    assert "▲ 1 fokusområde: enligt modellen ska det vara mellan 3 och 5 (regel F1)." in no.stdout
    again = "Kommunstyrelsen\n\n\n10, 11 och 12\nkommunstyrelsen\nSocialnämnden\n\n\n3\n-\n"
    yes = new(tmp_path, *words, said=f"\n5\nTrygghet; klimat; Lärande\n7\n{again}ja\n")
    assert yes.returncode == 0, yes.stdout + yes.stderr
    assert "kommunstyrelsen är redan med." in yes.stdout
    settings = load_job(tmp_path, "sjostad", "prognos-april", 2027, NOW).settings
    assert [area.name for area in settings.focus_areas] == ["Trygghet", "Klimat", "Lärande"]
    assert [(n.id, n.units) for n in settings.namnder] == [("KS", ("10", "11", "12")), ("SN", ("3",))]


def test_a_no_asks_what_to_change_and_what_was_answered_holds(tmp_path):
    """Nothing that has been written is asked for twice."""
    done = new(tmp_path, *OPTIONS, said="\n\n\nnej\n4\nEva Ek\n\n\n7\n" + "\n" * 13 + "ja\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[ekonomi@sjostad.example]" in done.stdout
    settings = load_job(tmp_path, "sjostad", "prognos-april", 2027, NOW).settings
    assert (settings.contact.name, settings.contact.mail) == ("Eva Ek", "ekonomi@sjostad.example")
    told = parse_settings((tmp_path / "input/sjostad/kommun.toml").read_text(encoding="utf-8"))
    first = told.namnder[0]
    assert (first.id, first.mail, first.units) == ("KS", ("ks@sjostad.example",), ("10",))
    assert len(told.namnder) == 3


def test_the_word_back_brings_the_question_before_again(tmp_path):
    """Also over a nämnd's questions and past what came as options; the first question has none before it."""
    words = [*OPTIONS[:8], "--fokusomrade", "Trygghet", "Klimat", "Lärande", "--antal-mal", "två"]
    namnder = "Socialnämden\ntillbaka\nSocialnämnden\nXN\nTILLBAKA\nSN\n\n2\n\n"
    said = f"tillbaka\nsjö\nsjo\ntillbaka\nsjostad\n\ntillbaka\n\n{namnder}\n\n\n2\ntillbaka\nja\n"
    done = new(tmp_path, *words, said=said)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Det här är den första frågan." in done.stdout and "Nämnder (7 av 9)" in done.stdout
    settings = load_job(tmp_path, "sjostad", "prognos-april", 2027, NOW).settings
    assert [(n.id, n.name, n.units) for n in settings.namnder] == [("SN", "Socialnämnden", ("2",))]
    assert settings.model_in(2027).goals == 2


def test_a_change_goes_back_a_question_too_and_a_namnd_can_be_taken_away(tmp_path):
    again = "\n\n\n\nbort\nSocialnämnd\ntillbaka\nSocialnämnden\nSON\n\n3\n"
    done = new(tmp_path, *OPTIONS, said=f"\n\n\n7\n{again}\nja\n")
    assert done.returncode == 0, done.stdout + done.stderr
    settings = parse_settings((tmp_path / "input/sjostad/kommun.toml").read_text(encoding="utf-8"))
    assert [(n.id, n.name, n.units) for n in settings.namnder] == [
        ("KS", "Kommunstyrelsen", ("10",)),
        ("SON", "Socialnämnden", ("3",)),
    ]


def test_how_fokusomraden_are_read_is_said_at_once(tmp_path):
    """'Kunskap och arbete' may be one of them or two."""
    words = [*OPTIONS[:8], *OPTIONS[12:], "--prognoser", "april", "8", "--delar", "april"]
    done = new(tmp_path, *words, said="\nTrygg, Kunskap och arbete\n5\nTrygg; Kunskap och arbete\nja\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Läst så här: Trygg; Kunskap; Arbete. Hör två ihop, skriv om alla med semikolon emellan." in done.stdout
    assert "▲ 2 fokusområden: enligt modellen" in done.stdout


def test_who_names_all_namnder_at_once_is_asked_for_one_at_a_time(tmp_path):
    words = [*OPTIONS[:8], *OPTIONS[8:14], "--antal-mal", "1", "--prognoser", "april", "--delar", "april"]
    done = new(tmp_path, *words, said="\nKommunstyrelsen; Socialnämnden\nKommunstyrelsen\n\n\n\n\n\nja\n")
    assert "Skriv en nämnd i taget, bara dess namn." in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_codes_that_lie_in_one_another_are_told(tmp_path):
    words = [word.replace("; 20", "; 1").replace("; 20, 21", "; 1") for word in OPTIONS]
    said = new(tmp_path, *words, said="\n\n\nnej\n\n").stdout
    assert "▲ Ansvar som börjar på 10 hör till KS, fast BUN har allt som börjar på 1." in said


@pytest.mark.parametrize("said", ["2026-06-15 § 62", "15 juni 2026, § 62", "15 juni 2026 62", "KF 15 juni 2026 § 62"])
def test_a_decision_is_read_as_it_is_shown(said):
    assert decision(said) == (dt.date(2026, 6, 15), "§ 62")


def test_the_last_och_of_a_list_parts_it():
    assert several("Trygghet, klimat och lärande") == ("Trygghet", "Klimat", "Lärande")
    assert several("Trygghet; Klimat och lärande") == ("Trygghet", "Klimat och lärande")
    assert several("Trygghet; klimat, natur") == ("Trygghet", "Klimat, natur"), "a name may have a comma of its own"
    assert several("- Trygghet\n- klimat, natur\n- Lärande") == ("Trygghet", "Klimat, natur", "Lärande")
    assert several("Trygghet,\nklimat och lärande") == ("Trygghet", "Klimat", "Lärande")


def test_an_empty_register_gives_way_to_a_plan(tmp_path):
    """The one that `ny` writes is in nobody's way; one with goals is never overwritten."""
    file = plan(tmp_path / "plan.xlsx", ROWS)
    new(tmp_path, *OPTIONS, "--ja")
    first = command(tmp_path, "malregister", "2027", "--plan", file, "--ja")
    assert first.returncode == 0, first.stderr
    again = command(tmp_path, "malregister", "2027", "--plan", file, "--ja")
    assert again.returncode == 2 and "finns redan" in again.stderr


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("10 11", ("10", "11")),
        ("10,11", ("10", "11")),
        ("10 och 11", ("10", "11")),
        ("20-29", ("2",)),
        ("10 – 12, 3", ("10", "11", "12", "3")),
        ("195–203", ("195", "196", "197", "198", "199", "200", "201", "202", "203")),
        ("1000-2099", ("1", "20")),
        ("10\n11", ("10", "11")),
    ],
)
def test_codes_are_parted_as_people_part_them(said, units):
    assert codes(said) == units


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Miljö- och byggnadsnämnden", "”Miljö- och byggnadsnämnden” är ingen kod."),
        ("10, elva", "”elva” är ingen kod."),
        ("29 - 20", "”29 - 20” går inte att läsa."),
        ("00-99", "”00-99” är alla koder."),
    ],
)
def test_what_is_no_code_is_shown_as_it_was_written(said, shown):
    with pytest.raises(Unfit, match=f"^{shown}"):
        codes(said)


def test_all_answers_are_shown_again_only_when_one_has_changed(tmp_path):
    done = new(tmp_path, *OPTIONS, said="\n\n\nx\n12\n\nnej\n99\n3\ntillbaka\n3\nNy\nja\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Skriv ja, nej eller ett tal mellan 1 och 9.") == 4
    assert done.stdout.count("Så blir det:") == 2


def test_an_answer_that_ends_midway_writes_nothing(tmp_path):
    done = new(tmp_path, said="Sjöstads kommun\n\n")
    assert done.returncode == 2 and "--ar" in done.stderr
    assert tree(tmp_path) == {}


def test_a_plan_in_excel_becomes_the_register(tmp_path):
    file = plan(tmp_path / "plan.xlsx", ROWS)
    done = new(tmp_path, *OPTIONS, "--plan", file, "--malbeslut", "2026-06-15 § 63", "--ja")
    assert done.returncode == 0, done.stderr
    assert "Nämndens mål" in done.stdout and "Rubriker som inte används: X." in done.stdout
    assert "Plan, cell G4. ”ca 100”" in done.stdout
    assert "4 mål, 0 etappmål, 4 mått och 4 aktiviteter" in done.stdout
    job = load_job(tmp_path, "sjostad", "prognos-april", 2027, NOW)
    known = load_register(job)
    assert known.findings == ()
    goals = known.listings["goals"].frame
    assert list(goals.index) == ["KS-01", "KS-02", "BUN-01", "SN-01"]
    assert list(goals["focus_area"]) == ["Trygghet", "Klimat", "Lärande; Trygghet", "Trygghet"]
    assert set(goals["paragraph"]) == {"§ 63"}
    measures = known.listings["indicators"].frame
    assert list(measures["direction"].fillna("")) == ["Öka", "", "Minska", "Öka"]
    assert list(measures["goal_id"]) == ["KS-01", "KS-01", "KS-02", "BUN-01"]
    activities = known.listings["activities"].frame
    assert list(activities["activity"]) == ["Belysa", "Vandra", "Byta bilar", "Läxhjälp"]
    assert activities.loc["KS-02-A1", "ends"] == dt.datetime(2027, 11, 30)
    assert {f.rule for f in check_register(job, known)} == {"M1", "A1"}


def test_what_lacks_in_the_register_of_a_plan_is_one_row_for_each_thing(tmp_path):
    """And the goals' decision, which may be given at once, is said to be missing at once."""
    done = new(tmp_path, *OPTIONS, "--plan", plan(tmp_path / "plan.xlsx", ROWS), "--ja")
    assert "Målen har inget beslut än" in done.stdout and "--malbeslut '2026-06-15 § 62'" in done.stdout
    told = " ".join(command(tmp_path, "modell", "kontroll", "2027").stdout.split())
    assert told.count("saknar organ, datum och paragraf") == 1
    assert "Mål, cellerna J6, J7, J8 och J9" in told
    assert "Måttet saknar riktning och målvärde." in told


def test_a_plan_with_a_tab_for_each_namnd_and_words_of_its_own(tmp_path):
    rows = [("Inriktning", "Nyckeltal", "Mål 2027"), ("Fler ska trivas.", "Trivsel", 5)]
    file = plan(tmp_path / "plan.xlsx", rows, ("Socialnämnden", rows), ("Anteckningar", [("x",)]))
    words = [*OPTIONS, "--plan", file, "--kolumn", "Mål=Inriktning", "Mått: Målvärde=Mål 2027", "--ja"]
    done = new(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert "Antal mål utan nämnd, med nummer som börjar på X: 1." in done.stdout
    goals = load_register(load_job(tmp_path, "sjostad", "prognos-april", 2027, NOW)).listings["goals"].frame
    assert list(goals["namnd"].fillna("")) == ["", "SN"]


def test_the_mapping_is_asked_about_and_can_be_changed_or_declined(tmp_path):
    file = plan(tmp_path / "plan.xlsx", ROWS)
    no = new(tmp_path, *OPTIONS, "--prognoser", "april", "--delar", "april", "--plan", file, said="\nja\nn\n")
    assert no.returncode == 1 and "Inget är skrivet." in no.stdout
    assert not (tmp_path / "input").exists()
    new(tmp_path, *OPTIONS, "--ja")
    (tmp_path / "input" / "sjostad" / "2027" / "malregister.xlsx").unlink()
    answers = "\nMål=Finns inte\nPil=X\nMål\nMål: Nämnd=\nMål: Nämnd=Nämnd\nj\n\nja\n"
    line = [sys.executable, "-m", "flows", "malregister", "2027", "--plan", file]
    env = {"MALSTYRNING_HEM": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    yes = subprocess.run(line, cwd=tmp_path, env=env, input=answers, capture_output=True, text=True, timeout=300)
    assert yes.returncode == 0, yes.stdout + yes.stderr
    assert yes.stdout.count("Så läses rubrikerna") == 3
    for told in (
        "Skriv ja om allt stämmer, nej för att avbryta",
        "Filen har ingen rubrik ”Finns inte”. Dess rubriker är Nämnd, Fokusområde,",
        "Det finns ingen kolumn ”Pil”. Kolumnerna är Mål, Mål: Nämnd,",
        "”Mål” säger inte vilken kolumn som är vad.",
        "Finns inte i filen: Mål: Mål-id, Mål: Från år,",
        "Planen går att ta in ändå: nummer, år och riktning skrivs in åt er, och resten lämnas tomt i målregistret.",
    ):
        assert told in yes.stdout, told


def test_a_mapping_without_the_goals_is_asked_about_until_they_are_there(tmp_path):
    rows = [("Fokusområde", "Det vi vill", "Mått", "Nuläge", "Målvärde"), ("Trygghet", "A 2027.", "B", 1, 2)]
    file = plan(tmp_path / "plan.xlsx", rows)
    months = ("--prognoser", "april", "--delar", "april")
    done = new(tmp_path, *OPTIONS, *months, "--plan", file, said="\nja\nj\n\nMål=Det vi vill\nj\n\n")
    assert done.returncode == 0, done.stdout + done.stderr
    said = "▲ Mål behövs: målets lydelse enligt beslutet. Skriv filens rubrik, till exempel Mål=Det vi vill"
    assert done.stdout.count(said) == 2 and "Skriv ja om allt stämmer" in done.stdout
    assert "Läst: 1 mål, 0 etappmål, 1 mått" in done.stdout


def test_headings_with_a_year_are_known():
    rows = [("Mål 2027", "Nuläge 2025", "Målvärde 2027", "Mått", "Pil")]
    found = proposed_columns({"Plan": rows}, "plan.xlsx").columns
    assert found == {"goal": "Mål 2027", "baseline": "Nuläge 2025", "target": "Målvärde 2027", "indicator": "Mått"}


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("2027–2028", (2027, 2028)), ("2027-28", (2027, 2028)), ("2027 till 2029", (2027, 2029)), (2028, (2028, 2028)),
        ("fr.o.m. 2027 t.o.m. 2030", (2027, 2030)), ("Senast 2028", (2027, 2028)), (None, (2027, 2027)),
        ("fr.o.m. 2026", (2026, 2027)), ("senast 2026", (2026, 2026)),
    ],
)  # fmt: skip
def test_years_are_read_as_a_plan_has_them(said, years):
    rows = [("Mål", "Mått", "Period"), ("Fler är trygga.", "Trygga", said)]
    read = read_plan({"KS": rows}, {"goal": "Mål", "indicator": "Mått", "first": "Period"}, Setting(2027, {}, ()))
    goal = read.rows["goals"][0]
    assert (goal["first"], goal["last"]) == years
    told = {"2027-28": "2027–2028", "Senast 2028": "2027–2028", "fr.o.m. 2026": "2026–2027", "senast 2026": "2026"}
    assert [t.what for t, _, _ in read.troubles] == ([f"”{said}” är läst som {told[said]}."] if said in told else [])


def test_years_that_cannot_be_read_say_what_is_written_instead():
    rows = [("Mål", "Mått", "Till år"), ("Fler är trygga.", "Trygga", "på sikt")]
    read = read_plan({"KS": rows}, {"goal": "Mål", "indicator": "Mått", "last": "Till år"}, Setting(2027, {}, ()))
    assert read.rows["goals"][0]["last"] == 2027
    (told, *place) = read.troubles[0]
    assert place == ["KS", "C2"]
    assert told.what == "”på sikt” går inte att läsa som ett år. I målregistret står 2027 i stället."


def test_values_with_their_unit_and_tabs_with_short_names_are_read():
    setting = Setting(2027, {"KS": "Kommunstyrelsen", "BUN": "Barn- och utbildningsnämnden"}, ("Trygghet",))
    columns = {"goal": "Mål", "indicator": "Mått", "baseline": "Nuläge", "target": "Målvärde"}
    rows = [("Mål", "Mått", "Nuläge", "Målvärde"), ("Fler ska bli behöriga.", "Behöriga", "72 %", "80 %")]
    read = read_plan({"Barn och utb": rows}, columns, setting)
    assert {cell: trouble.what for trouble, _, cell in read.troubles} == {
        "": "”Barn och utb” är läst som Barn- och utbildningsnämnden (BUN).",
        "C2": "”72 %” är läst som 72 med enheten %.",
        "D2": "”80 %” är läst som 80 med enheten %.",
    }
    assert read.rows["goals"][0]["namnd"] == "BUN"
    found = read.rows["indicators"][0]
    assert (found["baseline"], found["target"], found["unit"], found["direction"]) == (72, 80, "%", "Öka")


def test_a_plan_without_goals_is_said(tmp_path):
    file = plan(tmp_path / "plan.xlsx", [("Datum", "Plats", "Deltagare"), ("mars", "A", "B")])
    done = new(tmp_path, *OPTIONS, "--plan", file, "--ja")
    assert done.returncode == 2 and "--kolumn" in done.stderr


def test_without_goals_no_templates_are_written_and_why_is_said(tmp_path):
    new(tmp_path, *OPTIONS, "--ja")
    done = command(tmp_path, "mallar", "prognos", "april", "2027")
    assert done.returncode == 2
    assert "▲ Inga mallar är skrivna: målregistret input/sjostad/2027/malregister.xlsx har inga mål" in done.stderr
    assert not (tmp_path / "output/sjostad/2027/prognos-april/mallar").exists()


def test_a_namnd_without_goals_gets_no_template_and_what_the_others_lack_is_said(tmp_path):
    new(tmp_path, *OPTIONS, "--plan", plan(tmp_path / "plan.xlsx", ROWS[:4]), "--ja")
    done = command(tmp_path, "mallar", "prognos", "april", "2027", "--nu", "2027-05-01")
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "output/sjostad/2027/prognos-april/mallar").glob("*.xlsx")
    assert [path.name for path in made] == ["prognos-april-2027-KS.xlsx"]
    for told in (
        "▲ Sista dagen, 26 april 2027, har passerat.",
        "▲ Ingen mall är skriven till Barn- och utbildningsnämnden och Socialnämnden: målregistret har inga mål",
        "▲ Bladet Ekonomi är inte med i mallen till Kommunstyrelsen",
        "◐ Ekonomifilen (ekonomi*.xlsx) saknas. Lägg den i mappen input/sjostad/2027/prognos-april.",
    ):
        assert told in done.stderr, told


def test_names_are_guessed_as_people_would():
    kommuner = {
        "Sjöstads kommun": "sjostad", "Umeå kommun": "umea", "Borås stad": "boras", "Strängnäs kommun": "strangnas",
        "Degerfors kommun": "degerfors", "Region Gotland": "region-gotland",
    }  # fmt: skip
    assert {name: folder_of(name) for name in kommuner} == kommuner
    namnder = {
        "Kommunstyrelsen": "KS", "Miljö- och byggnadsnämnden": "MBN", "Tekniska nämnden": "TN", "Socialnämnden": "SN",
        "Kultur- och fritidsnämnden": "KFN",
    }  # fmt: skip
    assert {name: id_of(name) for name in namnder} == namnder
    assert id_of("Servicenämnden", ["SN"]) == "SN2"
    assert [month_of(text) for text in ("jan", "Juni", "juli", "x")] == [1, 6, 7, 0]


def test_addresses_are_held_to_their_form():
    from flows.commands.answer_readers import address

    with pytest.raises(Unfit):
        address("namnden")


def test_what_has_no_number_in_it_is_no_telephone():
    assert telephone(" 0500-12 34 56 (växel) ") == "0500-12 34 56 (växel)" and telephone("") == ""
    with pytest.raises(Unfit, match="Skriv ett telefonnummer"):
        telephone("Trygghet, Klimat och Lärande")
