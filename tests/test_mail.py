"""A corpus of odd mails: each attachment is found, or one finding says why not; none is answered that mustn't be."""

import datetime as dt
from dataclasses import replace

import pytest

from flows.steps.files.archive import original
from flows.steps.files.submission import Received
from flows.steps.post.links import cloud_service
from flows.steps.post.mail import answers_in, read_mail, received
from flows.steps.post.senders import why_held
from flows.steps.texts import is_mail_name
from tests import odd_mails
from tests.conftest import ROOT, run
from tests.crash_driver import varied
from tests.odd_mails import letter

CONTENT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
FOUND = odd_mails.found(CONTENT)
WITHOUT = odd_mails.without()
NOW = dt.datetime(2026, 4, 24, 10)


def came_in(content: bytes) -> list[Received]:
    """The spreadsheets of a mail, as they are taken in."""
    mail = read_mail(content)
    return answers_in(mail, received(mail, "x.eml", content, NOW))


@pytest.mark.parametrize("odd", FOUND)
def test_the_spreadsheet_is_found_by_whatever_road_it_came(odd, job):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    (job.inbox / ("mejl.msg" if "Outlook" in odd else "mejl.eml")).write_bytes(FOUND[odd])
    merged = run(job)
    state = merged.state_of("MBN")
    assert (state.state, len(state.submissions)) == ("Inläst", 1)
    assert original(job.archive, state.newest.received) == CONTENT


@pytest.mark.parametrize("odd", [o for o in FOUND if o.startswith("name")])
def test_names_keep_their_letters_and_lose_their_folders(odd):
    name = came_in(FOUND[odd])[0].file.removeprefix("x.eml › ")
    assert "/" not in name
    assert "\\" not in name
    if odd != "name with a folder":
        assert "åäö" in name


@pytest.mark.parametrize("odd", WITHOUT)
def test_a_mail_without_one_gives_a_finding_and_a_reply_that_say_why(odd, job):
    content, what = WITHOUT[odd]
    (job.inbox / "mejl.eml").write_bytes(content)
    merged = run(job)
    told = [f for f in merged.findings if f.file.startswith("mejl.eml")]
    assert [f.what for f in told] == [what]
    letters = [p.read_text(encoding="utf-8") for p in (job.outbox / "resultat/svar/ovrigt").rglob("svar.txt")]
    assert any(what in text for text in letters)


@pytest.mark.parametrize(
    ("heads", "when"),
    [
        ("Date: Wed, 22 Apr 2026 15:40:00 +0200", "2026-04-22 15:40"),
        ("Date: Wed, 22 Apr 2026 13:40:00 -0000", "2026-04-22 15:40"),
        ("Date: Mon, 01 Jan 0001 00:00:00 +0000", "2026-04-24 10:00"),
        ("Date: Tue, 01 Jan 1980 00:00:00 +0100", "2026-04-24 10:00"),
        ("Date: Mon, 22 Apr 2030 15:40:00 +0200", "2026-04-24 10:00"),
        ("Date: i går", "2026-04-24 10:00"),
        (
            "Received: from a by mx; Thu, 23 Apr 2026\r\n 08:01:00 +0200\r\n"
            "Received: from b by a; Tue, 01 Jan 1980 00:00:00 +0100\r\nDate: Tue, 01 Jan 1980 00:00:00 +0100",
            "2026-04-23 08:01",
        ),
        ("Received: from a by mx\r\nDate: Wed, 22 Apr 2026 15:40:00 +0200", "2026-04-22 15:40"),
    ],
)
def test_a_mail_came_when_the_receivers_server_took_it_whatever_the_senders_clock_says(heads, when):
    lines = odd_mails.attached(CONTENT).as_bytes().splitlines(keepends=True)
    rest = b"".join(line for line in lines if not line.startswith(b"Date:"))
    found = came_in(heads.encode() + b"\r\n" + rest)
    assert [f"{one.received:%Y-%m-%d %H:%M}" for one in found] == [when]


def test_an_answer_from_a_clock_years_ahead_gives_way_to_the_next_one(job):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    ahead = FOUND["a plain one"].replace(b"Date: Mon, 20 Apr 2026", b"Date: Mon, 22 Apr 2030")
    (job.inbox / "a.eml").write_bytes(ahead)
    first = run(job).state_of("MBN").newest.received
    (job.inbox / "MBN prognos april.xlsx").write_bytes(varied(CONTENT, 1))
    merged = run(replace(job, now=job.now + dt.timedelta(hours=1)))
    assert merged.state_of("MBN").newest.file == "MBN prognos april.xlsx"
    assert (first.received, len(merged.state_of("MBN").submissions)) == (job.now, 2)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "Ett automatiskt svar"),
        ({"Auto_Submitted": "auto-generated; x=1"}, "Ett automatiskt svar"),
        ({"Precedence": "bulk"}, "Ett utskick till många"),
        ({"List_Id": "<personal.mariestad.example>"}, "Ett utskick till många"),
        ({"Return_Path": "<>"}, "Ett meddelande om att ett mejl inte kom fram"),
        ({"X_Malstyrning": "1"}, "Vårt eget mejl, som har kommit tillbaka"),
        ({"Auto_Submitted": "no"}, ""),
        ({}, ""),
    ],
)
def test_what_a_machine_sent_is_known(headers, why):
    assert read_mail(letter(**headers).as_bytes()).automatic == why


@pytest.mark.parametrize(
    "subject", ["Autosvar: Prognos", "Automatiskt svar: x", "Automatic reply: x", "Ej levererbart: x"]
)
def test_automatic_answers_are_known_by_their_subjects_too(subject):
    assert read_mail(letter(subject=subject).as_bytes()).automatic == "Ett automatiskt svar"


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@x.example", "postmaster@x.example", "no-reply@x.example"])
def test_addresses_that_cannot_answer_are_known(sender):
    assert read_mail(letter(sender=sender).as_bytes()).automatic


def test_a_saved_mail_is_known_by_its_name_in_one_way():
    assert all(map(is_mail_name, ("Prognos.eml", "PROGNOS.MSG", "åäö.Eml")))
    assert not any(map(is_mail_name, ("Prognos.xlsx", "eml", "Prognos.eml.xlsx", "")))
    places = [p for p in (ROOT / "flows").rglob("*.py") if '".eml", ".msg", ".emlx"' in p.read_text(encoding="utf-8")]
    assert [p.name for p in places] == ["texts.py"]


def test_a_stranger_is_held_back(job):
    mail = read_mail(letter(sender="okand@annan.example").as_bytes())
    assert "okand@annan.example finns inte bland" in why_held(job.settings, mail, from_server=True)


def test_services_are_known_by_whole_names_only():
    assert cloud_service("https://mariestad.sharepoint.com/x") == "SharePoint"
    assert cloud_service("https://notsharepoint.com/x och https://box.com.evil.example/") == ""


def test_a_part_that_says_it_is_longer_than_the_mail_is_not_looked_for():
    """olefile would read two million sectors past the file's end, which takes half a minute."""
    content = bytearray(FOUND["saved by Outlook"])
    entry = content.index("__substg1.0_37010102".encode("utf-16-le"))
    content[entry + 120 : entry + 124] = (2**31 - 1).to_bytes(4, "little")
    assert read_mail(bytes(content)).damaged
