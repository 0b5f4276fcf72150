"""The command line as a controller meets it, and the README's commands."""

import json
import re
import shlex

import pytest

from flows.cli import build_parser, main
from flows.steps.job import named_job
from tests.conftest import ROOT
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
    assert (clean.returncode, clean.stdout.strip()) == (0, "Inga anmärkningar.")
    wrong = command(job.home, "granska", str(inbox / "TN prognos april.xlsx"), "--json")
    assert wrong.returncode == 1
    found = json.loads(wrong.stdout)
    assert len(found) == 10
    assert set(found[0]) >= {"rule", "severity", "sheet", "cell", "what", "todo"}
    nothing = command(job.home, "granska", str(inbox / "finns-inte.xlsx"), str(inbox / "KS prognos april.xlsx"))
    assert nothing.returncode == 2
    mailed = command(job.home, "granska", str(inbox / "SN prognos.eml"))
    assert (mailed.returncode, mailed.stdout.strip()) == (0, "Inga anmärkningar.")
    assert "finns inte eller" in nothing.stdout


def test_status_shows_who_has_sent_what(job):
    done = command(job.home, "status", "april", "2026")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Tekniska nämnden\s+▲\sRättas\s+10", done.stdout)
    assert re.search(r"Miljö- och byggnadsnämnden\s+○\sSaknas", done.stdout)


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
    assert "prognos        ta emot nämndernas svar" in said and "\nVal:" in said


@pytest.mark.parametrize(
    ("word", "told"),
    [("prognoss", " Menade du prognos?"), ("Status", " Menade du status?"), ("xyzzy", "")],
)
def test_a_misspelt_command_is_guessed_at(word, told, capsys):
    assert main([word, "april", "2026"]) == 2
    said = capsys.readouterr().err
    assert said == f"▲ Kommandot {word} finns inte.{told} Skriv malstyrning --help för att se alla kommandon.\n"


@pytest.mark.parametrize(
    "words", [["apr", "2026"], ["prognos", "apr.", "26"], ["april", "26"], ["Prognos", "Apr", "2026"]]
)
def test_months_and_years_may_be_short(words, job):
    assert named_job(job.home, "", words).title == "Prognos april 2026"


def test_the_readmes_commands_run(job):
    """Every `malstyrning …` line of the README's shell blocks, in order, on a fresh home."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [
        shlex.split(line, comments=True)
        for block in blocks
        for line in block.splitlines()
        if line.startswith("malstyrning ")
    ]
    assert len(lines) >= 5
    for words in lines:
        done = command(job.home, *words[1:])
        expected = 1 if any("TN" in word for word in words) else 0
        assert done.returncode == expected, (words, done.stdout, done.stderr)


def test_the_makefile_has_the_readmes_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "make prognos" in text and "make test" in text
    assert re.search(r"^prognos:", makefile, re.MULTILINE) and re.search(r"^test:", makefile, re.MULTILINE)
