"""`ekonomi koppla`: proposed from the file's headings, corrected by people, written without losing a comment."""

import io
import re
from dataclasses import replace

import pytest

from flows.commands.cli import main
from flows.commands.connect import pattern_for
from flows.steps.beginning.new_kommun import NewKommun, NewNamnd, kommun_toml
from flows.steps.beginning.settings_lines import with_values
from flows.steps.finance.mapping import FINANCE, propose, with_last_year
from flows.steps.finance.periods import of_period
from flows.steps.finance.read import read_finance
from flows.steps.find_job import load_settings
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
    assert after.count("#") == before.count("#")
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
