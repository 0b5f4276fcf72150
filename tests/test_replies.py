"""The kommun's own mail: nothing that a stranger wrote stands in its headers, and it says what was meant."""

import datetime as dt
import email
import email.policy
import os
import random
from email.message import EmailMessage

import pytest

from flows.mailing import fetch
from flows.steps.letter import Letter
from flows.steps.post import compose
from flows.steps.post.compose import Distorted, Reply, composed
from flows.steps.post.ledger import open_ledger
from flows.steps.post.mail import answers_in, read_mail, received
from flows.steps.post.outbox import path_of, queue
from tests import mail_servers
from tests.conftest import ROOT, quiet
from tests.mail_home import KOMMUN, NOW, address, answer_of, secrets, with_mail

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
HEADERS = [
    "To", "Subject", "MIME-Version", "Content-Type", "From", "Date", "Message-ID", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Malstyrning",
]  # fmt: skip


def encoded(text: str) -> str:
    """Each sign by its number, as an encoded word."""
    return "=?utf-8?q?" + "".join(f"={sign:02X}" for sign in text.encode()) + "?="


INJECTED = "\r\nX-Injected: yes\r\nContent-Type: text/html\r\n\r\n<h1>Logga in: http://evil.example</h1>"
IDS = {
    "encoded": encoded(f"<a@b.example>{INJECTED}"),
    "encoded inside": f"<x{encoded(INJECTED)}@b.example>",
    "encoded twice": encoded(f"<{encoded(f'x{INJECTED}')}@b>"),
    "encoded three times": encoded(encoded(encoded(f"<x@b>{INJECTED}"))),
    "base64": "=?utf-8?b?PHhAYj4NClgtSW5qZWN0ZWQ6IHllcw==?=",
    "several": "<a@b.example> <c@d.example>",
    "words": f"<a@b.example> {INJECTED.split()[0]} yes",
    "odd letters": "<å@b.example>",
    "endless": f"<{'a' * 100_000}@b.example>",
}


@pytest.fixture
def smtp():
    with mail_servers.smtp() as server:
        yield server


@pytest.mark.parametrize("kind", IDS)
def test_a_message_id_writes_nothing_into_a_reply(kind):
    mail = answer_of("MBN", RIGHT).as_bytes()
    mail = mail.replace(b"Message-ID: <odd-MBN-1@mariestad.example>", f"Message-ID: {IDS[kind]}".encode())
    read = read_mail(mail)
    (file,) = answers_in(read, received(read, "a.eml", mail, NOW))
    for answers in (file.mail_id, IDS[kind]):
        content = sent(reply(answers=answers))
        assert sorted(email.message_from_bytes(content).keys()) == sorted(HEADERS), "no thread: there is no plain id"
        assert b"Injected" not in content and b"evil.example" not in content


def test_the_reply_to_a_mail_with_such_an_id_is_sent_without_thread(home, smtp, monkeypatch):
    secrets(monkeypatch)
    settings = with_mail(home, smtp=smtp.port, visa_forst=True)
    mail = answer_of("MBN", RIGHT).as_bytes()
    mail = mail.replace(b"Message-ID: <odd-MBN-1@mariestad.example>", f"Message-ID: {IDS['encoded twice']}".encode())
    folder = home / "input" / KOMMUN / "inkommande"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail)
    os.utime(folder / "a.eml", (0, 0))
    fetch(home, settings, NOW, quiet)
    (event,) = open_ledger(home, KOMMUN).waiting()
    content = path_of(home, KOMMUN, event["nyckel"]).read_bytes()
    head = email.message_from_bytes(content)
    assert sorted(head.keys()) == sorted(HEADERS)
    assert (head["To"], head.get_content_type()) == (address("MBN"), "multipart/alternative")
    draft = (home / "output/mariestad/2026/prognos-april/resultat/svar/MBN/kvittens.eml").read_bytes()
    assert b"Injected" not in content + draft and b"evil.example" not in content + draft


def reply(subject: str = "Mottagen", answers: str = "", name: str = "svar.xlsx", number: int = 1) -> Reply:
    letter = Letter(subject, [f"Hej {number} å", ".", "From här"], [], [])
    return Reply("svar/KS/svar", ("ks@kommun.example",), letter, {name: bytes(range(256)) * 9}, answers, True)


def sent(one: Reply) -> bytes:
    return composed(one, "prognos@kommun.example", dt.datetime(2026, 4, 24, 10))


@pytest.mark.parametrize("length", [10, 60, 75, 80, 180])
def test_the_id_of_the_mail_that_is_answered_stands_as_it_is_however_long(length):
    """The library writes one of more than 76 letters, as Microsoft's often are, as an encoded word: no thread then."""
    answers = f"<{'a1' * (length // 2)}@eurprd04.prod.outlook.com>"
    raw = email.message_from_bytes(sent(reply(answers=answers)), policy=email.policy.compat32)
    assert [raw[name].strip() for name in ("In-Reply-To", "References")] == [answers, answers]


def test_subjects_and_names_of_files_keep_every_letter_and_space():
    lots = random.Random(1)
    words = "Behöver rättas: Prognos april – Miljö- och byggnadsnämnden ”Åäö” Malung-Sälen § 12 (KS), m.m. a"
    for _ in range(60):
        subject = " ".join(lots.choices(words.split(), k=lots.randint(1, 30)))
        name = f"{' '.join(lots.choices(words.split(), k=lots.randint(1, 12)))}.xlsx"
        got = email.message_from_bytes(sent(reply(subject, name=name)), policy=email.policy.default)
        assert str(got["Subject"]) == subject
        assert [a.get_filename() for a in got.iter_attachments()] == [name]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.replace(b"\r\nDate:", b"\r\nBcc: x@evil.example\r\nDate:"),
        lambda c: c.replace(b"Subject: Mottagen", b"Subject: Annat"),
        lambda c: c.replace(b"To: ks@", b"To: x@evil.example, ks@"),
        lambda c: c.replace(b"Hej", b"Nej"),
        lambda c: c.replace(b"AAEC", b"AAED", 1),
        lambda c: c[:-2000],
    ],
)
def test_a_message_that_says_something_else_as_bytes_is_not_put_in_the_outbox_and_the_others_are(
    home, smtp, change, monkeypatch
):
    settings, write = with_mail(home, smtp=smtp.port), EmailMessage.as_bytes
    one, other = reply(number=1), reply("Påminnelse", number=2)
    changed = change(sent(one))

    def as_bytes(message, *args, **more):
        content = write(message, *args, **more)
        return changed if message["Subject"] == "Mottagen" else content

    monkeypatch.setattr(compose.EmailMessage, "as_bytes", as_bytes)
    with pytest.raises(Distorted):
        queue(home, settings, [one, other], "prognos-april 2026", NOW)
    assert [e["ämne"] for e in open_ledger(home, KOMMUN).waiting()] == ["Påminnelse"]
