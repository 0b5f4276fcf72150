"""`ekonomi koppla`: proposed from the file's headings, corrected by people, written without losing a comment."""

import io
import re
import tomllib
from dataclasses import replace

import pandas as pd
import pytest

from flows.commands.cli import main
from flows.commands.connect import pattern_for
from flows.steps.beginning.new_kommun import NewKommun, NewNamnd, kommun_toml
from flows.steps.beginning.settings_lines import with_earlier, with_values
from flows.steps.finance.investments import read_investments
from flows.steps.finance.mapping import FINANCE, INVESTMENTS, best_proposal, headed_tables, propose, with_last_year
from flows.steps.finance.periods import of_period
from flows.steps.finance.proposed_money import said_unit
from flows.steps.finance.read import read_finance
from flows.steps.find_job import load_job, load_settings
from schemas.settings_errors import parse_settings

EXPORT = "ekonomi-2603.xlsx"
NEW = NewKommun(
    *("sjostad", "Sjöstads kommun", "Sjöstad", ("Eva", "eva@kommun.se", ""), 2027),
    *(("Trygghet", "Klimat", "Lärande"), (NewNamnd("KS", "Kommunstyrelsen"),)),
)
OTHER = "Ansvar(T);Bu helår 2027;Utfall 2701-2710;Prognos;Avvikelse;Not"


@pytest.fixture
def here(job, monkeypatch):
    monkeypatch.chdir(job.home)
    return job.home


def test_connect_proposes_asks_and_writes(job, monkeypatch, capsys):
    monkeypatch.chdir(job.home)
    heads = "Kst;Benämning;Budget helår;Reviderad budget;Utfall;Utfall föregående år;Prognos;Notering"
    (job.home / "ny.csv").write_text(heads + "\n1110;Politik;1,5;1,5;0,5;0,4;1,5;x\n", encoding="cp1252")
    toml = job.home / "input/mariestad/kommun.toml"
    before = toml.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(["ekonomi", "koppla", "ny.csv"]) == 1
    assert toml.read_text(encoding="utf-8") == before
    assert main(["ekonomi", "koppla", "ny.csv", "--ja"]) == 0
    assert "Rubriker som inte används: Notering." in capsys.readouterr().out
    columns = load_settings(job.home).finance.columns
    assert (columns.unit, columns.area, columns.revised) == ("Kst", "Benämning", "Reviderad budget")
    assert (columns.budget, columns.actual, columns.last_year) == ("Budget helår", "Utfall", "Utfall föregående år")
    after = toml.read_text(encoding="utf-8")
    assert {line for line in before.split("\n") if line.startswith("#")} <= set(after.split("\n"))
    assert after.count("#") == before.count("#") + 1  # what [[ekonomi.tidigare]] is
    assert "[ekonomi.investeringar.kolumner]" in after


def test_connect_recognises_the_examples_own_export(job, monkeypatch):
    monkeypatch.chdir(job.home)
    before = job.settings.finance.columns
    assert main(["ekonomi", "koppla", str(job.inbox / EXPORT), "--ja"]) == 0
    assert load_settings(job.home).finance.columns == before


def test_connect_says_what_it_does_not_find(job, monkeypatch, capsys):
    monkeypatch.chdir(job.home)
    (job.home / "fel.csv").write_text("Namn;Adress;Ort\nA;B;C\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", "fel.csv", "--ja"]) == 2
    assert "Filen fel.csv har ingen rubrik som känns igen som budget och utfall." in capsys.readouterr().err


def file(here, head=OTHER, name="utfall-2710.csv"):
    rows = "1110;100;40;110;-10;\n2010;200;90;190;10;\n"
    (here / name).write_text(f"{head}\n{rows}", encoding="utf-8")
    return name


def test_what_is_understood_is_shown_and_what_lacks_is_asked_for(here, monkeypatch, capsys):
    name = file(here)
    said = "\nj\nverksamhet=Finns inte\nPil=Not\nNot\nverksamhet=Not\nj\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    assert main(["ekonomi", "koppla", name]) == 0
    out = capsys.readouterr().out
    for told in (
        "budget         Bu helår 2027",
        "Finns inte i filen: andrad_budget och utfall_i_fjol. Det går bra ändå.",
        "▲ verksamhet behövs: benämningen på raden. Skriv filens rubrik, till exempel verksamhet=Not",
        "Skriv ja om allt stämmer",
        "Filen har ingen rubrik ”Finns inte”. Dess rubriker är Ansvar(T), Bu helår 2027,",
        "Det finns ingen kolumn ”Pil”. Kolumnerna är ansvar, verksamhet,",
        "”Not” säger inte vilken kolumn som är vad.",
    ):
        assert told in out, told
    columns = load_settings(here).finance.columns
    assert (columns.unit, columns.area, columns.actual) == ("Ansvar(T)", "Not", "Utfall 2701-2710")


def test_the_file_is_tried_with_what_was_written(here, monkeypatch, capsys):
    """Whose rows, which unit and which sign are seen at once, not when templates are made."""
    head = "Ansvar(T);Årsbudget;Ack. utfall;Helårsprognos"
    rows = "\n".join(f"{code} Enhet {code};-{code}000000;-1;-{code}000000" for code in (1110, 2010, 3010, 4010, 9999))
    (here / "utfall.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    toml = here / "input/mariestad/kommun.toml"
    text = with_values(toml.read_text(encoding="utf-8"), "ekonomi", {"kostnad": "plus", "enhet": "tkr"})
    toml.write_text(text, encoding="utf-8")
    words = ["ekonomi", "koppla", "utfall.csv", "--kolumn", "verksamhet=Ansvar(T)"]
    monkeypatch.setattr("sys.stdin", io.StringIO("ja\njepp\nnej\n"))
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "ser det ut som att beloppen är i kr och att kostnader är negativa tal." in said
    assert "Ska enhet kr och kostnad minus skrivas in i kommun.toml? (ja, eller nej: det som står är kvar)" in said
    assert "Skriv ja eller nej." in said and "Ingen budget går att visa. Rätta det här, och koppla igen:" in said
    assert "Rätta kostnad i [ekonomi] i kommun.toml." in " ".join(said.split())
    assert (load_settings(here).finance.money_unit, load_settings(here).finance.cost_sign) == ("tkr", "plus")
    monkeypatch.setattr("sys.stdin", io.StringIO("ja\n\n"))
    assert main(words) == 0
    assert (load_settings(here).finance.money_unit, load_settings(here).finance.cost_sign) == ("kr", "minus")
    said = " ".join(capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "Med belopp i kr och kostnader som minus blir budgeten: Kommunstyrelsen 1 110 000 tkr" in said
    assert "Ansvar 9999 hör inte till någon nämnd." in said


def test_a_code_with_its_name_is_the_code(here, job):
    (job.inbox / EXPORT).unlink()
    head = "Ansvar;Ansvar, benämning;Årsbudget;Ack. utfall;Helårsprognos"
    rows = "1110 Politik;1110 Politik;100;40;110\n1120 Ledning;Kansli;100;40;110"
    file = job.inbox / "ekonomi.csv"
    file.write_text(f"{head}\n{rows}\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", str(file), "--ja"]) == 0
    rows = read_finance(replace(job, settings=load_settings(here)), [])[0].rows
    assert list(rows.index) == ["KS-1110", "KS-1120"]
    assert list(rows["area"]) == ["Politik", "Ledning, Kansli"]


def test_one_column_may_hold_both_code_and_name(here, job, capsys):
    """What the program advises is not to take the code's column away."""
    (job.inbox / EXPORT).unlink()
    file = job.inbox / "ekonomi.csv"
    rows = "1110 Politik;100;40;110\n1120 Ledning;100;40;110"
    file.write_text(f"Ansvar;Årsbudget;Ack. utfall;Helårsprognos\n{rows}\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", str(file), "--kolumn", "verksamhet=Ansvar", "--ja"]) == 0
    assert load_settings(here).finance.columns.unit == "Ansvar" == load_settings(here).finance.columns.area
    rows = read_finance(replace(job, settings=load_settings(here)), [])[0].rows
    assert list(rows.index) == ["KS-1110", "KS-1120"] and list(rows["area"]) == ["Politik", "Ledning"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "Filen är en bild. Ta ut rapporten ur ekonomisystemet som Excel, csv eller SIE."),
        (b"%PDF-1.7\n", "Filen är en PDF. Ta ut rapporten"),
        (b"#FLAGGA 0\n#SIETYP 4\n", "är en SIE-fil, som läses utan att rubriker kopplas."),
        (b"", "Filen är tom. Ta ut rapporten"),
    ],
)
def test_what_is_no_table_is_told_for_what_it_is(here, capsys, content, told):
    (here / "foto.xlsx").write_bytes(content)
    assert main(["ekonomi", "koppla", "foto.xlsx", "--ja"]) == 2
    assert told in capsys.readouterr().err


def test_a_text_that_begins_as_a_picture_does_is_a_text(here):
    (here / "e.csv").write_text("BM;Namn;Årsbudget;Ack. utfall\n1;A;1;1\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", "e.csv", "--kolumn", "verksamhet=Namn", "--ja"]) == 0


def test_what_lacks_is_said_with_the_files_headings_and_can_be_given_at_once(here, capsys):
    name = file(here)
    before = (here / "input/mariestad/kommun.toml").read_bytes()
    assert main(["ekonomi", "koppla", name, "--ja"]) == 2
    told = capsys.readouterr().err
    assert "Dess rubriker är Ansvar(T), Bu helår 2027, Utfall 2701-2710, Prognos, Avvikelse och Not." in told
    assert '--kolumn "verksamhet=Not"' in told
    assert (here / "input/mariestad/kommun.toml").read_bytes() == before
    assert main(["ekonomi", "koppla", name, "--kolumn", "verksamhet=Not", "--ja"]) == 0


def test_an_answer_that_is_no_change_says_what_can_be_answered(here, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("kanske\nnej\n"))
    assert main(["ekonomi", "koppla", file(here, OTHER.replace("Not", "Benämning"))]) == 1
    said = capsys.readouterr().out
    assert "”kanske” säger inte vilken kolumn som är vad. Skriv ja om allt stämmer, nej för att avbryta" in said
    assert "Inget är ändrat." in said


def test_a_file_that_lies_elsewhere_and_amounts_that_look_wrong_say_what_to_do(here, job, capsys):
    assert main(["ekonomi", "koppla", file(here), "--kolumn", "verksamhet=Not", "--ja"]) == 0
    said = capsys.readouterr().out
    assert "Filen läses när den ligger i sin omgångs mapp under input/mariestad. Lägg den där." in said
    assert "Är beloppen fel, rätta enhet eller kostnad under [ekonomi] i kommun.toml, och koppla igen." in said
    assert main(["ekonomi", "koppla", str(job.inbox / EXPORT), "--ja"]) == 0
    assert "Lägg den där." not in capsys.readouterr().out


def test_the_files_name_is_connected_too(here, capsys):
    assert main(["ekonomi", "koppla", file(here), "--kolumn", "verksamhet=Not", "--ja"]) == 0
    assert "Filen hittas på namnet utfall*.csv." in capsys.readouterr().out
    assert load_settings(here).finance.file == "utfall*.csv"


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        (EXPORT, "ekonomi*.xlsx"), ("Ekonomi 2710.csv", "Ekonomi*.csv"),
        ("Budgetuppföljning-okt.xlsx", "Budgetuppföljning*.xlsx"), ("2710.csv", "2710.csv"),
    ],
)  # fmt: skip
def test_a_name_that_fits_is_left_as_it_is(name, pattern):
    assert pattern_for(name, "ekonomi*.xlsx") == pattern


def test_the_time_that_a_heading_is_of_does_not_matter_and_the_latest_is_taken():
    found = propose(["Ansvar", "Benämning", "Årsbudget 2027", "Utfall 2601-2610", "Utfall 2701-2710"], FINANCE)
    assert found.columns["budget"] == "Årsbudget 2027" and found.columns["utfall"] == "Utfall 2701-2710"


def test_no_comment_is_lost_in_a_file_of_ones_own():
    toml = kommun_toml(NEW)
    columns = {"verksamhet": "Text", "budget": "Budget", "utfall": "Utfall", "prognos": 'Prog "1"', "ansvar": None}
    written = with_values(with_values(toml, "ekonomi.kolumner", columns), "ekonomi", {"fil": "e*.csv"})
    told = [re.sub(r".*# ", "", line) for line in toml.split("\n") if "#" in line]
    assert [re.sub(r".*# ", "", line) for line in written.split("\n") if "#" in line] == told
    finance = parse_settings(written).finance
    assert (finance.file, finance.columns.unit, finance.columns.forecast) == ("e*.csv", "", 'Prog "1"')
    assert finance.investments is None and "# [ekonomi.investeringar]" in written
    again = with_values(written, "ekonomi.kolumner", {"ansvar": "Ansvar", "prognos": None})
    assert len(again.split("\n")) == len(toml.split("\n")) and parse_settings(again).finance.columns.unit == "Ansvar"


def test_headings_written_on_one_line_are_changed_too():
    toml = re.sub(r"\[ekonomi.kolumner\]\n(.*?)\n\n", "", kommun_toml(NEW), count=1, flags=re.DOTALL)
    heads = 'kolumner = { verksamhet = "V", budget = "B", utfall = "U", prognos = "P" }\n'
    toml = toml.replace("[ekonomi]\n", f"[ekonomi]\n{heads}", 1)
    written = with_values(toml, "ekonomi.kolumner", {"verksamhet": "Text", "prognos": None})
    columns = parse_settings(written).finance.columns
    assert (columns.area, columns.forecast) == ("Text", "") and written.count("#") == toml.count("#")


@pytest.mark.parametrize(("prognosis", "told"), [("110", 0), ("111", 1)])
def test_a_deviation_against_the_forecast_is_held_against_the_forecast(here, job, prognosis, told):
    head = "Ansvar;Ansvar, benämning;Årsbudget;Ack. utfall;Helårsprognos;Avvikelse"
    rows = f"1110;A;100;40;{prognosis};-10\n2010;B;200;90;190;10\n3010;C;300;100;300;0\n"
    (job.inbox / EXPORT).unlink()
    (job.inbox / "ekonomi.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    assert main(["ekonomi", "koppla", str(job.inbox / "ekonomi.csv"), "--ja"]) == 0
    findings = []
    read_finance(replace(job, settings=load_settings(here)), findings)
    found = [f for f in findings if f.rule == "E6"]
    assert len(found) == told and all("av budget och prognos blir den −11" in f.what for f in found)


def test_only_the_headings_that_lack_are_named(here, job):
    file = job.inbox / "ekonomi.csv"
    (job.inbox / EXPORT).rename(job.inbox / "gammal.xlsx")
    file.write_text("Ansvar(T);Namn;Ack. utfall\n1110;A;40\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", str(file), "--kolumn", "budget=Namn", "--ja"]) == 2
    findings = []
    toml = here / "input/mariestad/kommun.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("ekonomi*.xlsx", "ekonomi*.csv"), encoding="utf-8")
    read_finance(replace(job, settings=load_settings(here)), findings)
    said = next(f.what for f in findings if f.file == "ekonomi.csv")
    assert "Årsbudget" in said and "Ansvar," not in said.replace("Ansvar, benämning", "") and "Ack. utfall," not in said


def test_what_the_settings_say_already_is_not_asked_for_again(here, job, capsys):
    toml = here / "input/mariestad/kommun.toml"
    (here / "ny.csv").write_text("Ansvar;Vht;Budget;Utfall;Prognos\n1110;Politik;1;1;1\n", encoding="utf-8")
    text = toml.read_text(encoding="utf-8")
    toml.write_text(with_values(text, "ekonomi.kolumner", {"verksamhet": "Vht"}), encoding="utf-8")
    assert main(["ekonomi", "koppla", "ny.csv", "--ja"]) == 0
    assert load_settings(here).finance.columns.area == "Vht"


def test_headings_with_months_in_words_are_proposed():
    heads = ["Kst", "Benämning", "Budget 2027", "Utfall jan-mar 2027", "Utfall jan-mar 2026", "Avvik. budget-prognos"]
    found = with_last_year(propose([*heads, "Prognos helår", "Mark och exploatering"], FINANCE)).columns
    assert found["utfall"] == "Utfall jan-mar 2027" and found["utfall_i_fjol"] == "Utfall jan-mar 2026"
    assert found["avvikelse"] == "Avvik. budget-prognos"


TWO = {"actual": "Utfall 2601-2604", "last_year": "Utfall 2501-2504"}


@pytest.mark.parametrize(
    ("said", "headings", "year", "found"),
    [
        (TWO, "Utfall 2501-2508;Utfall 2601-2608", 2026, ["Utfall 2601-2608", "Utfall 2501-2508"]),
        (TWO, "Utfall 2701-2704;Utfall 2601-2604", 2027, ["Utfall 2701-2704", "Utfall 2601-2604"]),
        (TWO, "Utfall 2601-2604;Utfall 2602;Utfall 2501-2504", 2026, list(TWO.values())),
        (TWO, "Utfall 2601-2608", 2026, []),
        (TWO, "Utfall 2401-2408;Utfall 2501-2508;Utfall 2601-2608", 2026, []),
        ({"actual": "Utfall 2601-2604"}, "Utfall 2601-2604;Utfall 2701-2704", 2027, ["Utfall 2701-2704"]),
        ({"budget": "Budget 2026"}, "Budget 2026;Budget 2027", 2026, ["Budget 2026"]),
        ({"budget": "Budget 2026"}, "Budget 2027", 2027, ["Budget 2027"]),
        ({"budget": "Budget"}, "Budget 2027", 2027, []),
        ({"last_year": "Utfall 2025"}, "Utfall 2025;Utfall 2026", 2026, ["Utfall 2025"]),
        ({"actual": "Utfall tom april"}, "Utfall tom augusti", 2026, ["Utfall tom augusti"]),
        ({"actual": "Utfall jan-apr"}, "Utfall jan-okt", 2026, ["Utfall jan-okt"]),
        ({"actual": "Utfall 1-4 2026"}, "Utfall 1-10 2026", 2026, ["Utfall 1-10 2026"]),
    ],
)
def test_a_heading_is_found_in_the_next_file_where_it_is_certain(said, headings, year, found):
    assert list(of_period(said, headings.split(";"), year).values()) == found


@pytest.mark.parametrize("ends", ["2604", "2608"])
def test_a_round_is_read_whichever_rounds_file_was_coupled(here, job, ends):
    heads = "Kst;Benämning;Budget 2026;Utfall 2601-{0};Utfall 2501-{0};Prognos"
    for month in ("2604", "2608"):
        (here / f"ekonomi-{month}.csv").write_text(heads.format(month) + "\n1110;Politik;1,5;0,6;0,4;1,5\n")
    assert main(["ekonomi", "koppla", f"ekonomi-{ends}.csv", "--ja"]) == 0
    for old in job.inbox.glob("ekonomi*"):
        old.unlink()
    columns = load_settings(here).finance.columns
    assert (columns.actual, columns.last_year) == (f"Utfall 2601-{ends}", f"Utfall 2501-{ends}")
    for month in ("2604", "2608"):
        (job.inbox / "ekonomi.csv").write_bytes((here / f"ekonomi-{month}.csv").read_bytes())
        findings = []
        of_month = job.round.model_copy(update={"through": int(month[2:])})
        finance, _ = read_finance(replace(job, settings=load_settings(here), round=of_month), findings)
        assert len(finance.rows) == 1, findings
        told = [f.what for f in findings if "är läst som" in f.what]
        assert len(told) == (0 if month == ends else 2)


def test_coupling_the_next_file_keeps_what_was_chosen(here, job):
    heads = "Kst;Benämning;Årsbudget;Utfall 2601-{0};Utfall 2501-{0};Prognos;Prognos 2"
    for month in ("2604", "2608"):
        (here / f"ekonomi-{month}.csv").write_text(heads.format(month) + "\n1110;Politik;1,5;0,6;0,4;1,5;1,6\n")
    assert main(["ekonomi", "koppla", "ekonomi-2604.csv", "--kolumn", "prognos=Prognos 2", "--ja"]) == 0
    assert main(["ekonomi", "koppla", "ekonomi-2608.csv", "--ja"]) == 0
    columns = load_settings(here).finance.columns
    assert (columns.forecast, columns.last_year) == ("Prognos 2", "Utfall 2501-2608")


def test_an_outcome_of_the_year_before_and_an_adjusted_budget_are_known():
    headings = ["Ansvar", "Benämning", "Budget 2026", "Just. budget", "Utfall 2601-2604", "Utfall 2501-2504", "Prognos"]
    columns = with_last_year(propose(headings, FINANCE)).columns
    assert (columns["utfall"], columns["utfall_i_fjol"]) == ("Utfall 2601-2604", "Utfall 2501-2504")
    assert (columns["budget"], columns["andrad_budget"]) == ("Budget 2026", "Just. budget")


# ---------------------------------------------------------------- a coupling per round


NEW_KIND = "Org.enhet;Klartext;Budget helår;Bokfört jan-maj;Bedömt helårsutfall\n"
"""Headings that the example's own export hasn't."""


def read_april(job):
    """The rows of April's file as the settings on disk have it read."""
    april = load_job(job.home, "mariestad", "prognos-april", 2026, job.now)
    return read_finance(april, [])[0].rows, read_investments(april, [])[0]


def next_file(job, name="utfall-2605.csv", head=NEW_KIND):
    codes = ("1110", "2010", "3010", "4010", "5010")
    rows = "".join(f"{code};Enhet {code};100000000;40000000,50;110000000\n" for code in codes)
    path = job.inbox.parent / "prognos-juni" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + rows, encoding="utf-8")
    return path


def test_coupling_a_new_kind_of_file_leaves_the_older_round_as_it_was(here, job, capsys):
    before = read_april(job)
    assert len(before[0]) == 28 and len(before[1]) == 7
    assert main(["ekonomi", "koppla", str(next_file(job)), "--ja"]) == 0
    said = capsys.readouterr().out
    assert "Omgångar som redan har en fil läses som förut: prognos april 2026." in said
    assert "Det här lästes förut men inte med den nya kopplingen: utfall_i_fjol." in said
    after = read_april(job)
    pd.testing.assert_frame_equal(after[0], before[0])
    pd.testing.assert_frame_equal(after[1], before[1])
    june = load_job(job.home, "mariestad", "prognos-juni", 2026, job.now)
    assert june.settings.finance.columns.forecast == "Bedömt helårsutfall"
    assert len(read_finance(june, [])[0].rows) == 5


def test_each_coupled_kind_is_kept_by_its_own_round(here, job):
    """April, June and September have files of three kinds."""
    before = read_april(job)
    june = next_file(job)
    assert main(["ekonomi", "koppla", str(june), "--ja"]) == 0
    september = june.parent.with_name("prognos-september") / "kommun.csv"
    september.parent.mkdir(exist_ok=True)
    september.write_text("Kst;Text;Budget (tkr);Utfall (tkr)\n1110;A;-1000;-400\n2010;B;-3000;-900\n", encoding="utf-8")
    assert main(["ekonomi", "koppla", str(september), "--ja"]) == 0
    pd.testing.assert_frame_equal(read_april(job)[0], before[0])
    finance = load_settings(here).finance
    assert [one.rounds for one in finance.earlier] == [("2026/prognos-april",), ("2026/prognos-juni",)]
    assert finance.of_round("2026/prognos-juni").columns.actual == "Bokfört jan-maj"
    assert (finance.columns.actual, finance.money_unit, finance.cost_sign) == ("Utfall (tkr)", "tkr", "minus")


def test_a_file_in_the_folder_of_a_kept_round_changes_that_round_alone(here, job, capsys):
    assert main(["ekonomi", "koppla", str(next_file(job)), "--ja"]) == 0
    words = ["ekonomi", "koppla", str(job.inbox / EXPORT), "--kolumn", "utfall_i_fjol=", "--ja"]
    capsys.readouterr()
    assert main(words) == 0
    assert "Den gäller bara prognos april 2026, som har en egen under [[ekonomi.tidigare]]." in capsys.readouterr().out
    finance = load_settings(here).finance
    assert finance.columns.actual == "Bokfört jan-maj" and len(finance.earlier) == 1
    april = finance.of_round("2026/prognos-april")
    assert (april.columns.actual, april.columns.last_year) == ("Ack. utfall", "")
    assert april.investments == finance.investments


def test_the_round_whose_file_is_coupled_is_read_by_the_new_coupling_wherever_the_file_was(here, job):
    """The same file on the desktop and in June's folder is June's."""
    path = here / "skrivbord.csv"
    june = next_file(job, "ekonomi-2605.xlsx")
    path.write_bytes(june.read_bytes())
    assert main(["ekonomi", "koppla", str(path), "--ja"]) == 0
    assert [one.rounds for one in load_settings(here).finance.earlier] == [("2026/prognos-april",)]


def test_nothing_is_kept_where_nothing_changes(here, job):
    toml = here / "input/mariestad/kommun.toml"
    before = toml.read_bytes()
    assert main(["ekonomi", "koppla", str(job.inbox / EXPORT), "--ja"]) == 0
    assert toml.read_bytes() == before


def test_rounds_are_taken_out_of_couplings_line_by_line():
    toml = with_earlier(kommun_toml(NEW), ["2027/prognos-april", "2027/prognos-juni"], {"fil": "a*.csv"})
    again = with_earlier(toml, ["2027/prognos-april"], {"fil": "b*.csv", "kolumner": {"budget": 'B "1"'}})
    found = tomllib.loads(again)["ekonomi"]["tidigare"]
    assert found == [
        {"omgangar": ["2027/prognos-juni"], "fil": "a*.csv"},
        {"omgangar": ["2027/prognos-april"], "fil": "b*.csv", "kolumner": {"budget": 'B "1"'}},
    ]
    last = tomllib.loads(with_earlier(again, ["2027/prognos-juni"], {"fil": "c.csv"}))["ekonomi"]["tidigare"]
    assert [(one["omgangar"], one["fil"]) for one in last] == [
        (["2027/prognos-april"], "b*.csv"),
        (["2027/prognos-juni"], "c.csv"),
    ]
    assert again.count("# Omgångar som läser") == 1


# ---------------------------------------------------------------- investments


def test_the_table_of_investments_is_no_economy(here, job, capsys):
    """Coupling it as the economy took the economy's headings away."""
    before = (here / "input/mariestad/kommun.toml").read_bytes()
    file = job.inbox / "investeringar-2603.xlsx"
    assert main(["ekonomi", "koppla", str(file), "--ja"]) == 2
    said = capsys.readouterr().err
    assert "ser ut att vara tabellen över investeringar: den har Projekt, Årsbudget och Ack. utfall" in said
    assert "Lägg till --investeringar." in said
    assert (here / "input/mariestad/kommun.toml").read_bytes() == before
    assert main(["ekonomi", "koppla", str(file), "--investeringar", "--ja"]) == 0
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "totalt_utfall    Totalt utfall" in said and "investeringsbudgeten:" in said and "12 200 tkr" in said
    assert (here / "input/mariestad/kommun.toml").read_bytes() == before


PROJECTS = """Projekt;Total projektbudget;Ack. utfall;Avvikelse;Budget 2025;Utfall 2025;Budgetavvikelse
Inventarier, löpande;;;;0,800;0,617;0,183
Ny inredning, biblioteket;4,827;4,812;0,015;0,709;0,694;0,015
Ombyggnad Garvaren;2,575;2,340;0,235;0,388;0,153;0,235
Löparbana;2,400;0,010;2,390;2,400;0,010;2,390
Hjärtstartare;0,300;0,261;0,039;0,300;0,261;0,039
"""
OPERATIONS = """Verksamhet;Utfall 2025;Budget 2025;Återstår
Fysisk planering;-602;-373;-229
Turistverksamhet;2 802;2 803;-1
Fritidsverksamhet;-6 279;-6 827;548
Kulturverksamhet;-2 564;-2 612;48
Museum/konsthall;-8 417;-8 603;186
Bibliotek;-13 123;-13 152;29
Idrottsanläggning;-24 835;-23 885;-950
Summa totalt;-53 018;-52 649;-369
"""


@pytest.fixture
def one_namnd(tmp_path, monkeypatch):
    """A kommun with one nämnd that has no codes, from the program's own new file."""
    folder = tmp_path / "input/sjostad"
    folder.mkdir(parents=True)
    (folder / "kommun.toml").write_text(kommun_toml(NEW), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MALSTYRNING_HEM", str(tmp_path))
    return tmp_path


def test_one_namnd_needs_no_list_of_names_and_unit_and_sign_are_seen(one_namnd, capsys):
    (one_namnd / "kultur drift 2025.csv").write_text(OPERATIONS, encoding="utf-8")
    assert main(["ekonomi", "koppla", "kultur drift 2025.csv", "--ja"]) == 0
    said = " ".join(capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "beloppen är i tkr och att kostnader är negativa tal. 6 av 7 rader har negativ budget." in said
    assert "Budgettalen är tillsammans 58 255. I kr är det orimligt lite." in said
    assert "Kommunstyrelsen 52 649 tkr" in said and "hör inte till någon nämnd" not in said
    finance = load_settings(one_namnd).finance
    assert (finance.file, finance.money_unit, finance.cost_sign) == ("kultur*drift*.csv", "tkr", "minus")
    assert (finance.columns.unit, finance.columns.deviation) == ("", "Återstår")


def test_investments_begin_where_the_settings_have_none_and_the_economy_is_left(one_namnd, capsys):
    (one_namnd / "drift.csv").write_text(OPERATIONS, encoding="utf-8")
    (one_namnd / "kultur investeringar.csv").write_text(PROJECTS, encoding="utf-8")
    assert main(["ekonomi", "koppla", "drift.csv", "--ja"]) == 0
    economy = load_settings(one_namnd).finance
    assert main(["ekonomi", "koppla", "kultur investeringar.csv", "--investeringar", "--ja"]) == 0
    finance = load_settings(one_namnd).finance
    assert finance.model_copy(update={"investments": None}) == economy
    own = finance.investments
    assert (own.file, own.money_unit, own.cost_sign) == ("kultur*investeringar*.csv", "mnkr", "plus")
    assert own.columns.model_dump(by_alias=True) == {
        **{"ansvar": "", "projekt": "Projekt", "prognos": "", "total_budget": "Total projektbudget"},
        **{"totalt_utfall": "Ack. utfall", "total_avvikelse": "Avvikelse", "budget": "Budget 2025"},
        **{"utfall": "Utfall 2025", "avvikelse": "Budgetavvikelse"},
    }
    assert "4 597 tkr" in capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert main(["ekonomi", "koppla", "drift.csv", "--ja"]) == 0
    assert load_settings(one_namnd).finance == finance


def test_investments_of_the_year_alone_are_no_totals():
    columns = best_proposal([headed("Ansvar;Projekt;Budget;Ack. utfall;Avvikelse")], INVESTMENTS)[1].columns
    assert columns == {
        **{"ansvar": "Ansvar", "projekt": "Projekt", "budget": "Budget"},
        **{"utfall": "Ack. utfall", "avvikelse": "Avvikelse"},
    }


def test_a_name_that_both_exports_have_is_told(here, job, capsys):
    file = here / "ekonomi-projekt.xlsx"
    file.write_bytes((job.inbox / "investeringar-2603.xlsx").read_bytes())
    assert main(["ekonomi", "koppla", str(file), "--investeringar", "--ja"]) == 0
    assert "Den passar också namnet ekonomi*.xlsx, som driften hittas på." in capsys.readouterr().out


# ---------------------------------------------------------------- unit, sign and words


def headed(head, rows="1110;A;1;2;3;4;5;6\n"):
    found = headed_tables("fil.csv", f"{head}\n{rows}".encode())
    return found[0]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Belopp i tkr", "tkr"), ("Budgetuppföljning (mnkr)", "mnkr"), ("Tusental kronor", "tkr"),
        ("Alla belopp i kr", "kr"), ("Sort: Mkr", "mnkr"), ("Miljoner kronor", "mnkr"), ("Kronoberg", "mnkr"),
    ],
)  # fmt: skip
def test_the_unit_that_the_file_says_is_proposed(here, text, unit):
    """'Kronoberg' says nothing of a unit: then the settings' stands."""
    toml = here / "input/mariestad/kommun.toml"
    toml.write_text(with_values(toml.read_text("utf-8"), "ekonomi", {"enhet": "mnkr"}), encoding="utf-8")
    rows = "1110;A;1500;400\n2010;B;1600;500\n"
    (here / "utfall.csv").write_text(f"{text};;;\nAnsvar;Benämning;Budget;Utfall\n{rows}", encoding="utf-8")
    assert main(["ekonomi", "koppla", "utfall.csv", "--ja"]) == 0
    assert load_settings(here).finance.money_unit == unit


def test_headings_say_the_unit_before_the_title_and_two_units_say_nothing():
    table = headed("Ansvar;Text;Budget (tkr);Utfall (tkr)")
    assert said_unit(table, best_proposal([table], FINANCE)[1])[0] == "tkr"
    table = headed("Ansvar;Text;Budget (tkr);Utfall (mnkr)")
    assert said_unit(table, best_proposal([table], FINANCE)[1])[0] is None


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (
            "Org.enhet;Klartext;Budget helår;Budget inkl. tilläggsanslag;Bokfört jan-mar;Bokfört föreg. år jan-mar;"
            "Bedömt helårsutfall;Diff mot budget",
            "Org.enhet;Klartext;Budget inkl. tilläggsanslag;Budget helår;Bokfört föreg. år jan-mar;Bokfört jan-mar;"
            "Bedömt helårsutfall;Diff mot budget",
        ),
        ("Kst;Text;Budget;Bedömt utfall helår;Ack bokfört", "Kst;Text;-;Budget;-;Ack bokfört;Bedömt utfall helår;-"),
        ("Kst;Namn;Budget fg år;Budget;Förväntat utfall;Utfall", "Kst;Namn;-;Budget;-;Utfall;Förväntat utfall;-"),
        ("Ansvar;Text;Budget;Avvikelse utfall;Redovisat", "Ansvar;Text;-;Budget;-;Redovisat;-;Avvikelse utfall"),
        ("Ansvar;Text;Budget;Beräknat utfall", "Ansvar;Text;-;Budget;-;-;Beräknat utfall;-"),
    ],
)
def test_words_of_real_exports_are_known_and_a_forecast_is_no_outcome(headings, found):
    columns = best_proposal([headed(headings)], FINANCE)[1].columns
    assert [columns.get(key, "-") for key in FINANCE.words] == found.split(";")


def test_two_rows_of_the_file_are_shown_under_its_headings(here, capsys):
    text = "Rapport;;;\nAnsvar;Benämning;Budget;Utfall\n;Rubrik;;\n1110;Politik;1 500,50;-400\n2010;Skola;7;8\n"
    (here / "utfall.csv").write_text(text, encoding="utf-8")
    assert main(["ekonomi", "koppla", "utfall.csv", "--ja"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.split("\n")[1:6]]
    assert shown == [
        ["Filens", "rubrik", "Rad", "4", "Rad", "5"],
        ["ansvar", "Ansvar", "1110", "2010"],
        ["verksamhet", "Benämning", "Politik", "Skola"],
        ["budget", "Budget", "1", "500,50", "7"],
        ["utfall", "Utfall", "-400", "8"],
    ]


def test_a_column_that_people_have_pointed_out_stays(here):
    (here / "ekonomi.csv").write_text("Ansvar;Namn;Budget;Utfall;Utfall\n1110;A;1;2;3\n", encoding="utf-8")
    words = ["ekonomi", "koppla", "ekonomi.csv", "--ja"]
    assert main([*words, "--kolumn", "utfall=Utfall, kolumn E"]) == 0
    assert load_settings(here).finance.columns.actual == "Utfall, kolumn E"
    assert main(words) == 0
    assert load_settings(here).finance.columns.actual == "Utfall, kolumn E"


# ---------------------------------------------------------------- the nämnd is in the file


def without_codes(here):
    """The example's settings, whose nämnder have no codes."""
    toml = here / "input/mariestad/kommun.toml"
    toml.write_text(re.sub(r"\nansvar = \[.*\]", "", toml.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Ansvar;Text;Budget;Utfall\n1010;A;1;2\n1100;B;3;4\n;Summa Kommunstyrelsen;4;6\n2000;C;5;6\n"
        ";Summa Socialnämnden;5;6\n9000;Finans;-1;-1\n;Totalt;8;11\n",
        "Ansvar;Text;Budget;Utfall\nSumma Kommunstyrelsen;;4;6\n1010;A;1;2\n1100;B;3;4\nSumma Socialnämnden;;5;6\n"
        "2000;C;5;6\n",
        "Nämnd;Ansvar;Text;Budget;Utfall\nKommunstyrelsen;1010;A;1;2\nKS;1100;B;3;4\nSocialnämnden;2000;C;5;6\n"
        "Finans;9000;D;1;2\n",
    ],
)
def test_codes_are_taken_from_a_file_that_names_the_namnder(here, text, capsys):
    without_codes(here)
    (here / "ekonomi.csv").write_text(text, encoding="utf-8")
    assert main(["ekonomi", "koppla", "ekonomi.csv", "--ja"]) == 0
    units = {n.id: n.units for n in load_settings(here).namnder}
    assert units["KS"] == ("10", "11") and units["SN"] == ("20",) and units["TN"] == ()
    assert "Kommunstyrelsen: koder som börjar på 10 och 11" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "1010;A;1;2\n1100;B;3;4\n;Summa Kommunstyrelsen;9;9\n",
        "1010;A;0;2\n1100;B;0;4\n;Summa Kommunstyrelsen;0;6\n",
        "1010;A;1;2\n1100;B;3;4\n;Summa Arbets- och socialnämnden;4;6\n",
    ],
)
def test_codes_that_the_file_does_not_tell_apart_are_not_guessed(here, text):
    without_codes(here)
    text = f"Ansvar;Text;Budget;Utfall\n{text}"
    (here / "ekonomi.csv").write_text(text, encoding="utf-8")
    assert main(["ekonomi", "koppla", "ekonomi.csv", "--ja"]) == 0
    assert not any(n.units for n in load_settings(here).namnder)


def test_a_namnd_may_be_the_code(here, job, capsys):
    without_codes(here)
    text = "Nämnd;Verksamhet;Budget;Utfall\nKommunstyrelsen;Politik;1;2\nSocialnämnden;Omsorg;5;6\n"
    file = job.inbox / "ekonomi.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["ekonomi", "koppla", str(file), "--ja"]) == 0
    (job.inbox / EXPORT).unlink()
    rows = read_finance(replace(job, settings=load_settings(here)), [])[0].rows
    assert list(rows["namnd"]) == ["KS", "SN"]


def test_projects_may_have_the_name_of_their_namnd_in_place_of_a_code(here, job, capsys):
    """Nämnder that have codes are known by name too, in a table without any code."""
    text = "Nämnd;Projekt;Budget;Utfall\nKommunstyrelsen;Hus;1000000;2\nSN;Bil;5000000;6\nSN;Båt;2000000;1\n"
    file = job.inbox / "investeringar-2603.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["ekonomi", "koppla", str(file), "--investeringar", "--ja"]) == 0
    assert "hör inte till någon nämnd" not in capsys.readouterr().out
    rows = read_investments(replace(job, settings=load_settings(here)), [])[0]
    assert list(zip(rows["namnd"], rows["project"], strict=True)) == [("KS", "Hus"), ("SN", "Bil"), ("SN", "Båt")]


def test_a_round_that_had_a_sie_file_keeps_it(here, job):
    toml = here / "input/mariestad/kommun.toml"
    text = with_values(toml.read_text(encoding="utf-8"), "ekonomi", {"fil": "bokslut*.se"})
    toml.write_text(text.replace("[ekonomi.kolumner]", '[ekonomi.sie]\ndimension = "6"\n\n[ekonomi.kolumner]'), "utf-8")
    (job.inbox / "bokslut.se").write_text("#FLAGGA 0\n", encoding="ascii")
    (job.inbox / "investeringar-2603.xlsx").unlink()
    assert main(["ekonomi", "koppla", str(next_file(job)), "--ja"]) == 0
    april = load_job(here, "mariestad", "prognos-april", 2026, job.now).settings.finance
    assert april.file == "bokslut*.se" and april.sie is not None and april.sie.dimension == "6"
