"""A right answer is never filed away silently: marks of machines decide whether to answer, not whether to read."""

import os

import pytest

from flows.mailing import fetch
from flows.steps.find_job import load_job
from flows.steps.post.ledger import AUTOMATIC, HELD, LETTER, TAKEN, open_ledger
from flows.steps.post.notices import digest
from flows.steps.post.words import own_words
from tests import mail_servers
from tests.conftest import ROOT, quiet
from tests.mail_home import KOMMUN, NOW, address, answer_of, fates, secrets, with_mail
from tests.odd_mails import letter
from tests.test_prefect import command

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
MARKS = {
    "a group's list": {"List_Id": "<prognos.mariestad.example>"},
    "a mass mailing": {"Precedence": "bulk"},
    "a rule that forwards": {"Auto_Submitted": "auto-generated"},
    "no return path": {"Return_Path": "<>"},
    "an automatic answer by its subject": {"subject": "Automatiskt svar: Prognos"},
    "a receipt of reading by its subject": {"subject": "Läst: Prognos april"},
    "our mark, as in a forwarded mail": {"X_Malstyrning": "1"},
}


@pytest.fixture
def servers(tmp_path_factory, monkeypatch):
    secrets(monkeypatch)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        yield imap, smtp


def marked(content: bytes | None, number: str, subject: str = "", **headers: str):
    message = letter(address("MBN"), number=number, **headers)
    if content:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename="MBN.xlsx")
    if subject:
        message.replace_header("Subject", subject)
    return message.as_bytes()


def test_a_namnds_template_is_taken_in_whatever_the_marks_and_not_answered_by_mail(home, servers):
    imap, smtp = servers
    settings = with_mail(home, imap.port, smtp.port)
    imap.put(*(marked(RIGHT, str(n), **headers) for n, headers in enumerate(MARKS.values())))
    done = fetch(home, settings, NOW, quiet)
    taken = {mark: e["öde"] for mark, e in zip(MARKS, done.mails, strict=True)}
    assert taken == dict.fromkeys(MARKS, TAKEN)
    assert all(e["skäl"].startswith("Besvaras inte: ") for e in done.mails)
    assert (done.rounds, smtp.got) == (["Prognos april 2026"], [])
    assert (home / "output/mariestad/2026/prognos-april/resultat/svar/MBN/kvittens.eml").exists(), "as a draft"


def test_without_a_template_it_is_put_where_somebody_reads_and_counted_in_every_summary(home, servers):
    imap, smtp = servers
    settings = with_mail(home, imap.port, smtp.port)
    imap.put(*(marked(None, str(n), **headers) for n, headers in enumerate(list(MARKS.values())[:6])))
    imap.put(letter("MAILER-DAEMON@mx.mariestad.example", "Undelivered Mail Returned to Sender", "b").as_bytes())
    fetched = command(home, "hamta")
    assert fates(home) == [LETTER] * 7
    assert (imap.count("Att läsa"), imap.count("Behandlat"), smtp.got) == (7, 0, [])
    assert "Sju mejl ligger i mappen Att läsa." in fetched.stderr
    assert "mailer-daemon@mx.mariestad.example" in fetched.stderr.lower()
    assert "(ett utskick till många)" in fetched.stderr
    job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
    section = digest(job, (), open_ledger(home, KOMMUN)).letter.sections[0]
    assert (section.title, len(section.entries)) == (
        "Mejl som någon behöver läsa, de senaste 30 dagarna: sju",
        7,
    )
    status = command(home, "status", "april", "2026", "--nu", "2026-04-24T10:00")
    assert "Sju mejl ligger i mappen Att läsa (de senaste 30 dagarna)." in status.stderr + status.stdout
    assert fetch(home, settings, NOW, quiet).mails == []


def test_a_strangers_is_held_where_it_brings_a_spreadsheet_and_read_where_not(home, servers):
    imap, smtp = servers
    settings = with_mail(home, imap.port, smtp.port)
    strange = answer_of("MBN", RIGHT, List_Id="<x.example>")
    strange.replace_header("From", "x@annan.example")
    imap.put(strange.as_bytes(), letter("y@annan.example", number="y", List_Id="<x.example>").as_bytes())
    fetch(home, settings, NOW, quiet)
    assert (fates(home), smtp.got) == ([HELD, LETTER], [])


def test_our_own_mail_that_comes_back_is_the_only_one_that_is_filed_at_once(home, servers):
    imap, smtp = servers
    settings = with_mail(home, imap.port, smtp.port)
    ours = "prognos@mariestad.example"
    forwarded = answer_of("MBN", RIGHT)
    forwarded.replace_header("From", ours)
    imap.put(letter(ours, number="o", X_Malstyrning="1").as_bytes(), letter(ours, number="p").as_bytes())
    imap.put(forwarded.as_bytes(), letter("x@annan.example", number="m", X_Malstyrning="1").as_bytes())
    fetch(home, settings, NOW, quiet)
    assert fates(home) == [AUTOMATIC, LETTER, HELD, LETTER]
    assert imap.count("Behandlat") == 1


def test_words_beside_a_file_are_shown_to_the_controller(home, servers):
    imap, smtp = servers
    settings = with_mail(home, imap.port, smtp.port)
    message = letter(address("MBN"))
    message.set_content(
        "Hej!\n\nMål 3 gäller från juni, fråga Åsa 19121212-1212.\n\n"
        "Den mån 20 apr. 2026 kl 09:15 skrev Controller <prognos@mariestad.example>:\n> Fyll i den.\n"
    )
    message.add_attachment(RIGHT, maintype="application", subtype="octet-stream", filename="MBN.xlsx")
    imap.put(message.as_bytes())
    fetched = command(home, "hamta")
    said = f"{address('MBN')}: ”Hej! Mål 3 gäller från juni, fråga Åsa [personnummer].”"
    assert said in fetched.stderr
    job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
    sections = digest(job, (), open_ledger(home, KOMMUN)).letter.sections
    assert [(s.title, list(s.entries)) for s in sections] == [("Text i mejl som också har en fil", [said])]
    assert fetch(home, settings, NOW, quiet).mails == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Hej\n-- \nÅsa Öberg\nNämndsekreterare", "Hej"),
        ("Hej\n________________\nFrån: Controller\nÄmne: Mall", "Hej"),
        ("Hej\n-----Ursprungligt meddelande-----\nGammalt", "Hej"),
        ("Nämnden skrev så här: ja", "Nämnden skrev så här: ja"),
        ("Ren text\n<html><body>Samma text</body></html>", "Ren text"),
        ("<html><style>p {}</style><p>H&aring;ll <b>fast</b></p><div>vid det</div></html>", "Håll fast vid det"),
        ('<div>Hej</div><div id="divRplyFwdMsg">Från: x</div>', "Hej"),
        ("ett ord " * 200, f"{('ett ord ' * 75).strip()} …"),
    ],
)
def test_own_words_are_what_is_written_and_not_quoted(text, words):
    assert own_words(text) == words


def test_a_mail_saved_in_the_folder_with_a_lists_mark_is_taken_in(home):
    settings = with_mail(home)
    folder = home / "input" / KOMMUN / "inkommande"
    folder.mkdir()
    (folder / "a.eml").write_bytes(marked(RIGHT, "1", List_Id="<prognos.mariestad.example>"))
    os.utime(folder / "a.eml", (0, 0))
    assert fetch(home, settings, NOW, quiet).rounds == ["Prognos april 2026"]
