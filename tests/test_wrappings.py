"""Wrappings in each other: the spreadsheet is found, nothing else is taken for one, and what isn't used is listed."""

import io
import itertools
import re
import zipfile

import pytest

from flows.movement import Journal, run_round
from flows.steps.post.mail import read_file, read_mail
from flows.steps.post.wrappings import DEEPEST, MOST_BYTES, MOST_FILES
from tests.certificates import encrypted_mail
from tests.conftest import ROOT, quiet
from tests.odd_mails import NAME, attached, letter
from tests.wrapped import (
    ANY,
    WRAPS,
    as_eml,
    as_msg,
    as_signed,
    as_winmail,
    as_zip,
    from_a_mac,
    in_padded_pieces,
    misspelt,
    wrapped,
)

CONTENT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
SPELLINGS = ("base64 ", "Base64\t", "BASE64;", '"base64"', "base-64", "base64 (plain)", "x-base64", "bas64", "7bit")
TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"
PDF = b"%PDF-1.7\n" + bytes(50_000)


def in_a_mail(content: bytes, name: str) -> bytes:
    return attached(content, name, ANY).as_bytes()


def of_a_round(job, mail: bytes, name: str = "mejl.eml"):
    """What a round says of a mail that is put in its folder, and the nämnd's state; other answers are taken away."""
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    (job.inbox / name).write_bytes(mail)
    merged = run_round(job, Journal(quiet).plainly)
    state = merged.state_of("MBN")
    return [f for f in merged.findings if f.file.startswith(name)], (state.state, len(state.submissions))


CASES = {
    "M04: a blank after base64": misspelt(CONTENT, "base64 "),
    "M05: base64 in padded pieces": in_padded_pieces(CONTENT),
    "M06: a mail in a mail that Outlook saved": as_msg(*as_eml(CONTENT, "MBN.xlsx"))[0],
    "M06: a signed mail in one that Outlook saved": as_msg(*as_signed(CONTENT, "MBN.xlsx"))[0],
    "M07: winmail.dat in winmail.dat": in_a_mail(*as_winmail(*as_winmail(CONTENT, "MBN.xlsx"))),
    "M07: a mail in winmail.dat": in_a_mail(*as_winmail(*as_eml(CONTENT, "MBN.xlsx"))),
    "M08: a Mac's attributes beside the file": from_a_mac(CONTENT),
}


@pytest.mark.parametrize("case", CASES)
def test_a_round_reads_the_answer_and_says_nothing_of_its_wrapping(case, job):
    found, state = of_a_round(job, CASES[case], "mejl.msg" if CASES[case].startswith(b"\xd0\xcf") else "mejl.eml")
    assert state == ("Inläst", 1)
    assert [f.what for f in found if f.rule in ("H1", "H2")] == []
    assert not (job.outbox / "resultat/svar/ovrigt").exists()


@pytest.mark.parametrize("outer", WRAPS)
def test_wrappings_open_in_each_other_in_any_order(outer):
    """Two and three deep, each in a file of its own and in a mail."""
    for kinds in [(outer,), *((outer, *rest) for n in (1, 2) for rest in itertools.product(WRAPS, repeat=n))]:
        content, name = wrapped(CONTENT, NAME, kinds)
        for found in (read_file(name, content), read_mail(in_a_mail(content, name))):
            assert [file.content for file in found.files] == [CONTENT], kinds
            assert found.unopened == (), kinds


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_transfer_encoding_is_read_however_it_is_spelt(spelling):
    assert [file.content for file in read_mail(misspelt(CONTENT, spelling)).files] == [CONTENT]


@pytest.mark.parametrize("size", [1, 2, 57, 58, 1000, 30_000])
def test_base64_in_pieces_that_each_have_an_end_is_read_whole(size):
    mail = in_padded_pieces(CONTENT, size)
    assert [file.content for file in read_mail(mail).files] == [CONTENT]
    with_cr = re.sub(rb"\r?\n", b"\r\n", mail)
    assert [file.content for file in read_mail(with_cr).files] == [CONTENT], "also where each line ends with CR and LF"


def test_what_is_packed_deeper_than_the_limit_is_reported_and_not_opened():
    mail = CONTENT, "MBN.xlsx"
    for _ in range(DEEPEST + 1):
        mail = as_eml(*mail)
    assert [file.content for file in read_mail(mail[0]).files] == [CONTENT]
    deeper = read_mail(as_eml(*mail)[0])
    assert deeper.files == ()
    assert [one.trouble.what for one in deeper.unopened] == [
        "Filen är ett mejl eller en zip-fil som har packats in i andra mer än 10 gånger."
    ]


def test_files_past_the_total_size_are_reported_and_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", bytes(9_000_000))
    message = letter()
    for n in range(MOST_BYTES // 9_000_000 + 1):
        message.add_attachment(out.getvalue(), maintype="application", subtype="zip", filename=f"{n}.zip")
    found = read_mail(message.as_bytes())
    assert sum(len(file.content) for file in found.files) <= MOST_BYTES
    assert [one.trouble.what for one in found.unopened][-1:] == [
        "Filen innehåller så många eller så stora filer att inte alla har öppnats."
    ]


def test_files_past_the_greatest_number_are_reported():
    message = letter()
    for n in range(MOST_FILES + 1):
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{n}.pdf")
    found = read_mail(message.as_bytes())
    assert len(found.files) == MOST_FILES
    assert "inte alla har öppnats" in found.unopened[0].trouble.what


def test_what_programs_leave_beside_a_file_is_ignored_in_every_wrapping():
    left = ("._MBN.xlsx", "~$MBN.xlsx", ".DS_Store", "Thumbs.db")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("MBN.xlsx", CONTENT)
        archive.writestr("__MACOSX/._MBN.xlsx", b"\0\5\x16\7" + bytes(80))
        archive.writestr("__MACOSX/MBN.xlsx", b"\0\5\x16\7" + bytes(80))
        for name in left:
            archive.writestr(name, b"x")
    mail = letter()
    mail.add_attachment(CONTENT, maintype="application", subtype="x", filename="MBN.xlsx")
    for name in left:
        mail.add_attachment(b"x", maintype="application", subtype="x", filename=name)
    for found in (read_file("svar.zip", out.getvalue()), read_mail(mail.as_bytes())):
        assert [(file.name, file.content) for file in found.files] == [("MBN.xlsx", CONTENT)]
        assert found.unopened == ()


@pytest.mark.parametrize("kind", WRAPS)
def test_names_are_cleaned_in_every_wrapping(kind):
    """No folder, nothing that turns the letters around, no NUL."""
    in_cp1252 = kind in ("winmail.dat", ".msg in ANSI")
    content, name = wrapped(CONTENT, "..\\a\x01" if in_cp1252 else f"..\\..\\MBN{TURN}xslx.exe", [kind])
    for found in (read_file("x", content), read_mail(in_a_mail(content, name))):
        (file,) = found.files
        assert not set(file.name) & {"\\", "/", TURN, "\0", "\x01"}
        assert file.content == CONTENT


def test_a_name_with_a_nul_is_cleaned():
    name = read_mail(in_a_mail(CONTENT, "x").replace(b'filename="x"', b"filename*=utf-8''MBN%00.xl%00sx")).files[0].name
    assert name == "MBN.xlsx"


def test_what_came_with_an_answer_and_was_not_used_is_listed(job):
    mail = attached(CONTENT)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="protokoll.pdf")
    mail.add_attachment(as_zip(PDF, "karta.pdf")[0], maintype="application", subtype="zip", filename="bilder.zip")
    mail.add_attachment(b"PK\3\4 trasig", maintype="application", subtype="zip", filename="fler svar.zip")
    mail.add_attachment(encrypted_mail(b"x"), maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    found, state = of_a_round(job, mail.as_bytes())
    assert state == ("Inläst", 1)
    assert {(f.severity.swedish, f.what) for f in found if f.rule == "H2"} == {
        (
            "Upplysning",
            "Det här följde också med men är inga svar och har inte använts: protokoll.pdf och bilder.zip › karta.pdf.",
        ),
        (
            "Varning",
            "Svaret är läst, men fler svar.zip följde också med och gick inte att öppna. "
            "Filen är skadad och går inte att öppna.",
        ),
        (
            "Varning",
            "Svaret är läst, men smime.p7m följde också med och gick inte att öppna. "
            "Mejlet är krypterat och går inte att öppna här.",
        ),
    }
    assert not (job.outbox / "resultat/svar/ovrigt").exists()


def test_what_stands_after_an_encrypted_part_is_read():
    body = misspelt(CONTENT, "base64")
    locked = b"--x\r\nContent-Type: multipart/encrypted; boundary=y\r\n\r\n--y\r\n\r\nVersion: 1\r\n--y--\r\n--x\r\n"
    mail = read_mail(body.replace(b"--x\r\n", locked, 1))
    assert [file.content for file in mail.files] == [CONTENT]
    assert mail.encrypted


def test_a_mail_with_several_files_of_other_kinds_gets_one_reply_that_names_them(job):
    mail = letter()
    for name in ("protokoll.pdf", "beslut.pdf"):
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=name)
    found, _ = of_a_round(job, mail.as_bytes())
    assert [f.what for f in found] == ["Ingen av de bifogade filerna är en kalkylfil: protokoll.pdf och beslut.pdf."]
    assert len(list((job.outbox / "resultat/svar/ovrigt").rglob("svar.txt"))) == 1


def test_a_file_in_the_rounds_folder_is_opened_whatever_it_is_wrapped_in(job):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    content, name = wrapped(CONTENT, NAME, ["zip", ".msg", "zip", "winmail.dat"])
    (job.inbox / name).write_bytes(content)
    merged = run_round(job, Journal(quiet).plainly)
    assert merged.state_of("MBN").state == "Inläst"
    assert merged.state_of("MBN").newest.file == f"svar.zip › Prognos.msg › svar.zip › {NAME}"


FILM = (
    b"--x\r\nContent-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 19_500_000
)
HEAVY = {
    "five million line ends in the letter": lambda: misspelt(CONTENT, "base64").replace(b"Hej!", b"\r" * 5_000_000),
    "five million empty lines": lambda: misspelt(CONTENT, "base64").replace(b"Hej!", b"\n" * 5_000_000),
    "a film of sixty megabytes beside it": lambda: misspelt(CONTENT, "base64").replace(
        b"--x\r\nContent-Type: text/plain\r\n\r\nHej!", FILM
    ),
}


@pytest.mark.parametrize("case", HEAVY)
def test_a_large_or_odd_mail_is_read_within_its_limits_of_time_and_memory(case):
    """The child has four seconds of work and 448 MiB; past them the mail would have a trouble."""
    mail = read_mail(HEAVY[case]())
    assert mail.trouble is None
    assert CONTENT in [file.content for file in mail.files]


def test_a_mail_past_the_limits_is_held_with_its_sender_and_its_reason():
    mail = read_mail(b"From: miljobyggnad@mariestad.example\r\nSubject: Prognos\r\n\r\n" + b"hej\r\n" * 12_000_000)
    assert mail.sender == "miljobyggnad@mariestad.example"
    assert mail.trouble is not None
    assert "för lång tid eller för mycket minne" in mail.trouble.what


def test_a_mail_is_parsed_once_in_a_round(job, monkeypatch):
    from flows.steps.post import mail_files

    parsed, times = mail_files.parsed, []
    monkeypatch.setattr("flows.steps.post.mail.parsed", lambda content: (times.append(1), parsed(content))[1])
    of_a_round(job, in_a_mail(CONTENT, NAME))
    assert len(times) == 1
