"""The command line as a controller meets it, and the README's commands."""

import json
import re
import shlex
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from flows.commands.cli import build_parser, main
from flows.commands.summary import sentences_of
from flows.steps.find_job import load_job, load_settings, named_job
from flows.steps.known.load import load_known
from flows.steps.template.make import make_template
from schemas.findings import ERROR, Finding
from tests.conftest import ROOT
from tests.service import environment
from tests.test_prefect import command

ENGLISH = re.compile(
    r"\b(usage|error|option|show|help|message|exit|required|invalid|Traceback|argument)\b", re.IGNORECASE
)


def test_mallar_writes_one_template_per_namnd(job):
    done = command(job.home, "mallar", "prognos", "april", "2026")
    assert done.returncode == 0, done.stderr
    assert "5 mallar för prognos april 2026" in done.stderr
    assert len(list((job.outbox / "mallar").glob("*.xlsx"))) == 5


def test_granska_exit_codes_and_json(job):
    inbox = job.inbox
    clean = command(job.home, "granska", str(inbox / "KS prognos april.xlsx"))
    assert (clean.returncode, clean.stdout) == (
        0,
        "Kommunstyrelsen, prognos april 2026 (KS prognos april.xlsx): inga anmärkningar.\n",
    )
    wrong = command(job.home, "granska", str(inbox / "TN prognos april.xlsx"), "--json")
    assert wrong.returncode == 1
    found = json.loads(wrong.stdout)
    assert len(found) == 10
    assert set(found[0]) >= {"rule", "severity", "sheet", "cell", "what", "todo"}
    nothing = command(job.home, "granska", str(inbox / "finns-inte.xlsx"), str(inbox / "KS prognos april.xlsx"))
    assert nothing.returncode == 2
    mailed = command(job.home, "granska", str(inbox / "SN prognos.eml"))
    assert mailed.returncode == 0
    assert (
        mailed.stdout.startswith("Socialnämnden, prognos april 2026 (") and "): inga anmärkningar.\n" in mailed.stdout
    )
    assert "finns inte eller" in nothing.stdout


@pytest.mark.parametrize(
    ("date", "before"),
    [
        ("Mon, 20 Apr 2026 23:30:00 +0200", True),
        ("Mon, 20 Apr 2026 23:30:00 +0000", False),
        ("Mon, 20 Apr 2026 23:30:00 -0000", False),
        ("Mon, 20 Apr 2026 18:30:00 -0500", False),
        ("Tue, 21 Apr 2026 05:30:00 +0900", True),
    ],
)
def test_a_meeting_is_held_against_the_day_in_sweden_that_the_mail_was_sent(date, before, job, tmp_path):
    mail = (job.inbox / "SN prognos.eml").read_bytes()
    (tmp_path / "SN.eml").write_bytes(re.sub(rb"(?m)^Date: .*?(?=\r?$)", f"Date: {date}".encode(), mail))
    told = command(job.home, "granska", str(tmp_path / "SN.eml"), "--json").stdout
    assert ("Mötet den 2026-04-21 ligger efter den dag då svaret kom." in told) is before, told


def test_granska_of_the_goal_register_says_what_checks_it(job):
    done = command(job.home, "granska", str(job.register_file), "--json")
    assert done.returncode == 2
    (told,) = json.loads(done.stdout)
    assert told["what"] == "Det här är ett målregister och inte en ifylld mall."
    assert told["todo"] == f"Kontrollera det med malstyrning modell kontroll {job.year}."


def test_granska_says_whose_each_file_is(job):
    done = command(job.home, "granska", str(job.inbox / "TN prognos april.xlsx"), str(job.inbox / "SN prognos.eml"))
    total, first, second = done.stdout.splitlines()[-3:]
    assert (total, first) == ("10 fel.", "Tekniska nämnden, prognos april 2026 (TN prognos april.xlsx): 10 fel.")
    assert second.startswith("Socialnämnden, prognos april 2026 (") and second.endswith("): inga anmärkningar.")


def test_status_shows_who_has_sent_what(job):
    done = command(job.home, "status", "april", "2026")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Tekniska nämnden\s+▲\sRättas\s+10", done.stdout)
    assert re.search(r"Miljö- och byggnadsnämnden\s+○\sSaknas", done.stdout)


def test_files_that_cannot_be_used_are_named_with_why(job):
    """Else the controller sees 'Saknas' and never knows that something came."""
    (job.inbox / "plan.txt").write_text("hej\n", encoding="utf-8")
    june = load_job(job.home, "mariestad", "prognos-juni", 2026, job.now)
    (job.inbox / "MBN.xlsx").write_bytes(make_template(june, load_known(june), june.namnder[-1]))
    for words in (("status", "april", "2026"), ("prognos", "april", "2026", "--direkt")):
        told = " ".join(command(job.home, *words).stdout.split())
        assert "Filer som inte kunde användas" in told
        assert "▲ plan.txt: Filen är en textfil. Skicka den ifyllda mallen som kalkylfil." in told
        assert "▲ MBN.xlsx (MBN): Det här är mallen för prognos juni 2026" in told


def test_a_template_of_another_kommun_is_told_for_what_it_is(job):
    """Also where several are here; the file is named."""
    other = replace(job, settings=job.settings.model_copy(update={"id": "annanstad"}))
    (job.home / "fel.xlsx").write_bytes(make_template(other, load_known(job), job.namnder[0]))
    done = command(job.home, "granska", "fel.xlsx")
    assert done.returncode == 2
    said = " ".join(done.stdout.split())
    assert "fel.xlsx" in said and "Mallen hör till KS i annanstad." in said


@pytest.mark.parametrize("words", [["2026"], ["april"]])
def test_a_round_that_is_not_said_is_asked_for_by_the_rounds_there_are(job, words):
    told = " ".join(command(job.home, "status", *words).stderr.split())
    assert f"”{words[0]}” säger inte vilken omgång det är." in told and "prognos april, prognos juni" in told


def test_all_that_is_wrong_is_said_or_where_it_stands():
    said = sentences_of(
        [Finding(rule="E1", severity=ERROR, what=f"Fel {n}.", todo="", file="e.xlsx") for n in range(9)]
    )
    assert len(said) == 9 and said[-1].startswith("▲ e.xlsx: Fel 8.")
    many = [Finding(rule="E1", severity=ERROR, what=f"Fel {n}.", todo="") for n in range(50)]
    assert sentences_of(many, "malstyrning prognos april 2026")[-1] == (
        "▲ 20 fel till. Alla står på bladet Anmärkningar i sammanstallning.xlsx när omgången är körd "
        "(malstyrning prognos april 2026)."
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["prognos"],
        ["prognos", "aprl", "2026"],
        ["prognos", "april", "x"],
        ["mallar", "x", "april", "2026"],
        ["nonsens"],
        ["granska"],
        ["prognos", "april", "2026", "--nu", "igår"],
        ["prognos", "april", "2026", "--nonsens"],
    ],
)
def test_no_english_meets_the_user(words, capsys):
    try:
        assert main(words) == 2
    except SystemExit as ended:
        assert ended.code in (0, 2)
    said = "".join(capsys.readouterr())
    assert said
    assert not ENGLISH.search(said.replace("--help", "")), said


@pytest.mark.parametrize("name", ["prognos", "mallar", "status", "granska", "pdf"])
def test_help_of_each_command_is_swedish(name, capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args([name, "--help"])
    assert not ENGLISH.search(capsys.readouterr().out.replace("--help", ""))


def test_without_a_command_all_are_shown(capsys):
    assert main([]) == 0
    said = capsys.readouterr().out
    assert re.search(r"\n +prognos +ta emot nämndernas svar", said) and "\nVal:" in said


def test_the_version_is_said(capsys):
    assert main(["--version"]) == 0
    assert re.fullmatch(r"malstyrning \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_what_a_service_cannot_start_with_is_said_at_once(home, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert [main(["start", "--port", str(port)]), main(["arbetare"])] == [2, 2]
    said = capsys.readouterr().err
    assert f"Porten {port} är upptagen." in said and "PREFECT_API_URL" in said
    for words in (["start", "--port", "99999"], ["arbetare", "--samtidigt", "-1"]):
        with pytest.raises(SystemExit):
            main(words)
    said = capsys.readouterr().err
    assert "Skriv ett tal från 1 till 65535." in said and "Skriv ett tal från 0 till 64." in said


def test_a_round_that_has_not_been_run_makes_no_package(home, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    assert main(["paket", "prognos", "juni", "2026"]) == 2
    assert "Prognos juni 2026 är inte körd" in capsys.readouterr().err
    assert not (home / "output/mariestad/paket").exists()


@pytest.mark.parametrize(
    "words", [["apr", "2026"], ["prognos", "apr.", "26"], ["april", "26"], ["Prognos", "Apr", "2026"]]
)
def test_months_and_years_may_be_short(words, job):
    assert named_job(job.home, "", words, job.now).title == "Prognos april 2026"


def test_the_readmes_commands_run(job):
    """Every `malstyrning …` line of the README's shell blocks, in order and each once, on a fresh home."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [
        shlex.split(line, comments=True)
        for block in blocks
        for line in block.splitlines()
        if line.startswith("malstyrning ")
    ]
    assert len(lines) >= 5
    for words in dict.fromkeys(map(tuple, lines)):
        done = command(job.home, *words[1:])
        expected = 1 if any("TN" in word for word in words) else 0
        assert done.returncode == expected, (words, done.stdout, done.stderr)


def test_the_makefile_has_the_readmes_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "make prognos" in text and "make test" in text
    assert re.search(r"^prognos:", makefile, re.MULTILINE) and re.search(r"^test:", makefile, re.MULTILINE)


def test_without_a_kommun_here_nothing_is_worked_with(tmp_path, monkeypatch, capsys):
    """The example of the program's own folder is never taken unseen."""
    monkeypatch.chdir(tmp_path)
    assert main(["status", "april", "2026"]) == 2
    said = capsys.readouterr().err
    assert f"I {tmp_path} finns ingen kommun" in said
    assert "börja med malstyrning ny" in said


def test_the_nearest_folder_above_is_taken_and_told(home, monkeypatch, capsys):
    below = home / "input/mariestad/2026"
    monkeypatch.chdir(below)
    assert main(["status", "april", "2026"]) == 0
    assert capsys.readouterr().err.startswith(f"Arbetar i {home}, där kommunens mapp input ligger.\n")


def test_people_read_rounds_with_their_own_letters_and_may_write_them_so(job):
    """And without, as commands and folders are called; also with the å of a Mac."""
    told = command(job.home, "status", "april").stderr
    assert "målområden januari" in told and "årsbokslut mars" in told and "malomraden" not in told
    missing = command(job.home, "mallar", "målforslag", "maj", "2027").stderr
    assert "Omgången ”målförslag maj 2027” finns inte." in missing and "årsbokslut mars" in missing
    now = job.now
    for words in (["målområden", "2027"], ["malomraden", "2027"], ["m\u0061\u030alomra\u030aden", "2027"]):
        assert named_job(job.home, "", words, now).round.kind == "malomraden"


@pytest.mark.parametrize("words", [["målområden", "--help"], ["årsbokslut", "--help"], ["påminn", "--help"]])
def test_a_command_may_be_written_with_its_own_letters(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0 and "så här: malstyrning" in capsys.readouterr().out


def test_options_too_but_never_what_they_are_given(tmp_path, monkeypatch):
    monkeypatch.setenv("MALSTYRNING_HEM", str(tmp_path))
    words = ["--namn", "Sjöstads kommun", "--år=2027", "--kontakt", "Åsa; a@x.se"]
    assert main(["ny", *words, "--fokusområde", "Å", "--nämnd", "Ö-nämnden", "--ja"]) == 0
    assert load_settings(tmp_path).contact.name == "Åsa"


def test_a_misspelt_command_gets_the_one_that_was_meant(capsys):
    assert main(["prognoss", "april", "2026"]) == 2
    assert capsys.readouterr().err == "▲ Kommandot prognoss finns inte. Menade du prognos?\n"
    assert main(["xyz"]) == 2
    assert "malstyrning --help visar alla kommandon." in capsys.readouterr().err


def test_granska_of_a_folder_checks_each_file_in_it(job):
    done = command(job.home, "granska", str(job.outbox.parent))
    assert done.returncode == 2, "it isn't there yet"
    done = command(job.home, "granska", str(job.inbox))
    assert "Kommunstyrelsen, prognos april 2026 (KS prognos april.xlsx): inga anmärkningar.\n" in done.stdout
    assert "Tekniska nämnden, prognos april 2026 (TN prognos april.xlsx): 10 fel.\n" in done.stdout
    assert "\nInte granskade, eftersom de inte är svar: ekonomi-2603.xlsx och investeringar-2603.xlsx.\n" in done.stdout
    assert done.returncode == 1
    empty = job.home / "tomt"
    empty.mkdir()
    assert "Mappen ”tomt” har inga filer att granska." in command(job.home, "granska", str(empty)).stdout


def test_who_reads_may_stop_reading(home):
    done = subprocess.run(
        f"'{sys.executable}' -m flows doktor | true", shell=True, env=environment(home), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("content", [b"bara text", b"PK\x03\x04trasig", b"%PDF-1.7"])
def test_a_register_that_cannot_be_opened_is_named(job, content):
    job.register_file.write_bytes(content)
    said = " ".join(command(job.home, "modell", "kontroll", "2026").stderr.split())
    assert said.startswith("▲ Filen malregister.xlsx är "), said
    assert said.endswith("Spara malregister.xlsx på nytt som Excel-arbetsbok (.xlsx).")
