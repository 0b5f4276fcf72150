"""Several lines pasted at once in a terminal: taken where a question takes many, and told where it takes one."""

import os
import select
import sys
import time

import pytest

from flows.commands.pasted import pasted_lines
from flows.steps.find_job import load_settings
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
GIVEN = ("--namn", "Sjöstads kommun", "--ar", "2027", "--vision", "V", "--kontakt", "Eva; e@x.se", "--antal-mal", "1")
AREAS = ("--fokusomrade", "Trygghet", "Klimat", "Lärande")
QUICK = ("--beslut", "2026-06-15 § 62", "--undantag", "KS=1", "--prognoser", "april", "--delar", "april")


def typed(home, options, *answers):
    """`malstyrning ny` in a terminal; each answer is pasted when the screen has come to rest. Gives what is shown."""
    import pty

    child, terminal = pty.fork()
    if not child:
        env = {"MALSTYRNING_HEM": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        os.chdir(home)
        os.execve(sys.executable, [sys.executable, "-m", "flows", "ny", *options], env)
    shown = ""
    for answer in answers:
        shown += until_asked(terminal)
        os.write(terminal, answer.encode())
    shown += until_asked(terminal)
    os.close(terminal)
    os.waitpid(child, 0)
    return shown.replace("\r", "")


def until_asked(terminal):
    """What is shown until a question stands last and nothing more comes, or the program has ended."""
    shown, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                shown += os.read(terminal, 65_536)
            except OSError:
                break
        elif shown.endswith(b": "):
            break
    return shown.decode()


def test_namnder_and_fokusomraden_may_be_pasted_as_lines(tmp_path):
    areas = "1. Trygg uppväxt\n2. Klimat, natur\n3. Lärande"  # the last line isn't ended
    namnder = "Kommunstyrelsen\nTN; Tekniska nämnden; tn@x.se; 30\n80\nMiljö- och byggnadsnämnden\n"
    rest = ["\n", "\n", "a@x.se\nb@x.se\n", "10\n11\n", *["\n"] * 8, "\n", "ja\n"]
    shown = typed(tmp_path, [*GIVEN, *QUICK], "\n", areas, namnder, *rest)
    assert "\n  Läst så här: Trygg uppväxt; Klimat, natur; Lärande." in shown
    assert "Läst så här: Kommunstyrelsen; Tekniska nämnden; Miljö- och byggnadsnämnden. De kommer en i taget" in shown
    assert "”80” är inte läst." in shown
    settings = load_settings(tmp_path)
    assert [area.name for area in settings.focus_areas] == ["Trygg uppväxt", "Klimat, natur", "Lärande"]
    assert [(n.id, n.mail, n.units) for n in settings.namnder] == [
        ("KS", ("a@x.se", "b@x.se"), ("10", "11")),
        ("TN", ("tn@x.se",), ("30",)),
        ("MBN", (), ()),
    ]


def test_what_is_pasted_at_a_question_for_one_line_never_answers_the_next(tmp_path):
    words = [*GIVEN[2:], *AREAS, *QUICK, "--namnd", "KS; Kommunstyrelsen"]
    shown = typed(tmp_path, words, "Sjöstads kommun\nfel mapp\ntredje", "\n", "hej\nja\n", "ja\n")
    assert "så bara ”Sjöstads kommun” är läst. Inte läst: ”fel mapp” och ”tredje”.\n" in shown
    assert "Inte läst: ”ja”.\n  Skriv ja, nej eller ett tal" in shown
    settings = load_settings(tmp_path)
    assert (settings.name, settings.id) == ("Sjöstads kommun", "sjostad")


def test_one_step_back_over_what_was_pasted_keeps_it(tmp_path):
    answers = ["\n", "Kommunstyrelsen\nSocialnämnden\n", "\n", "KST\n", "tillbaka\n", "KS\n"]
    shown = typed(tmp_path, [*GIVEN, *AREAS, *QUICK], *answers, *["\n"] * 7, "ja\n")
    assert [(n.id, n.name) for n in load_settings(tmp_path).namnder] == [
        ("KS", "Kommunstyrelsen"),
        ("SN", "Socialnämnden"),
    ], shown


@pytest.fixture
def terminal(monkeypatch):
    """The keyboard's end of a terminal that is standard input, in another encoding than the usual."""
    import pty

    keyboard, ours = pty.openpty()
    with os.fdopen(ours, encoding="iso8859-1") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield keyboard
    os.close(keyboard)


def test_what_waits_is_read_in_the_terminals_own_encoding(terminal):
    os.write(terminal, "Lärande\nTrygg uppväxt".encode("iso8859-1"))
    assert pasted_lines() == ["Lärande", "Trygg uppväxt"]


def test_a_terminal_is_as_before_when_reading_is_broken_off(terminal, monkeypatch):
    import termios

    def broken_off(*_):
        raise KeyboardInterrupt

    before = termios.tcgetattr(sys.stdin)
    monkeypatch.setattr(select, "select", broken_off)
    with pytest.raises(KeyboardInterrupt):
        pasted_lines()
    assert termios.tcgetattr(sys.stdin) == before


def test_a_terminal_that_goes_away_says_nothing_more(terminal, monkeypatch):
    def gone(*_):
        raise OSError(5, "Input/output error")

    os.write(terminal, b"Trygghet\n")
    monkeypatch.setattr(os, "read", gone)
    assert pasted_lines() == []
