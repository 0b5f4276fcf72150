"""Against real servers: what comes is kept, judged, answered in its thread and moved; some is never answered."""

import base64
import email
import email.policy
import json
import os
import re
from pathlib import Path

import msal
import pytest
import tomlkit

from flows.commands.cli import main
from flows.commands.doctor import mail as doctor_mail
from flows.mailing import decide, deliver, fetch, held
from flows.movement import run_round
from flows.steps.files.archive import place
from flows.steps.find_job import load_job, load_settings
from flows.steps.known.load import load_known
from flows.steps.post import secrets as vault
from flows.steps.post.imap import mailbox
from flows.steps.post.ledger import AGAIN, HELD, LETTER, SENT, STRUCK, TAKEN, open_ledger
from flows.steps.post.outbox import strike
from flows.steps.template.make import templates
from schemas.findings import ExpectedProblem
from tests import certificates, mail_servers
from tests.conftest import ROOT, needs, quiet
from tests.mail_home import KOMMUN, NOW, address, answer_of, fates, secrets, with_mail, workbooks
from tests.mail_servers import PASSWORD
from tests.odd_mails import attached, letter
from tests.test_prefect import command

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
INBOX = ROOT / "input/mariestad/2026/prognos-april"
WRONG = (INBOX / "TN prognos april.xlsx").read_bytes()


@pytest.fixture(params=["dovecot", "pymap"])
def imap(request, tmp_path_factory):
    if request.param == "dovecot":
        needs("dovecot", "/usr/sbin/dovecot")
    with getattr(mail_servers, request.param)(tmp_path_factory.mktemp("imap") / "server") as server:
        yield server


@pytest.fixture
def one_imap(tmp_path_factory):
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as server:
        yield server


@pytest.fixture
def smtp():
    with mail_servers.smtp() as server:
        yield server


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    secrets(monkeypatch)


def test_a_right_and_a_wrong_answer_are_answered_in_their_threads_and_moved(home, imap, smtp):
    settings = with_mail(home, imap.port, smtp.port)
    imap.put(answer_of("MBN", RIGHT).as_bytes(), answer_of("TN", WRONG).as_bytes())
    done = fetch(home, settings, NOW, quiet)
    assert (len(done.mails), done.rounds, done.sent, done.waiting) == (2, ["Prognos april 2026"], 2, 0)
    assert (imap.count("INBOX"), imap.count("Behandlat")) == (0, 2)
    receipt, correction = smtp.to(address("MBN"))[0], smtp.to(address("TN"))[0]
    assert receipt["Subject"] == "Mottagen: Prognos april 2026 – Miljö- och byggnadsnämnden"
    assert receipt["In-Reply-To"] == receipt["References"] == "<odd-MBN-1@mariestad.example>"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "Mål" in receipt.get_body(["plain"]).get_content()
    assert "<h1>" in receipt.get_body(["html"]).get_content()
    assert list(workbooks(correction)) == ["prognos-april-2026-TN-rattelse.xlsx"]
    assert "prognos@mariestad.example" in correction["From"]


def test_fetching_again_neither_takes_in_nor_answers_again(home, imap, smtp):
    settings = with_mail(home, imap.port, smtp.port)
    mail = answer_of("MBN", RIGHT).as_bytes()
    imap.put(mail)
    fetch(home, settings, NOW, quiet)
    imap.put(mail, b"Received: from elsewhere\r\n" + mail)  # the same once more, and by another road
    again = fetch(home, settings, NOW, quiet)
    assert [e["öde"] for e in again.mails] == [AGAIN]
    assert again.rounds == []
    assert len(smtp.got) == 1
    assert (imap.count("INBOX"), imap.count("Behandlat")) == (0, 3)


def test_strangers_forgeries_machines_and_storms_are_never_answered(home, imap, smtp):
    settings = with_mail(home, imap.port, smtp.port, mottagande_server="mx.mariestad.example", hogst_per_timme=2)
    passed = {"Authentication_Results": "mx.mariestad.example; dmarc=pass header.from=mariestad.example"}
    failed = {"Authentication_Results": "mx.mariestad.example; dmarc=fail header.from=mariestad.example"}
    stranger = letter(sender="okand@annan.example", number="s", **passed)
    bounce = letter(sender="MAILER-DAEMON@mariestad.example", subject="Undelivered Mail", number="b", **passed)
    away = letter(sender=address("KS"), subject="Autosvar: Mottagen", number="a", Auto_Submitted="auto-replied")
    storm = [letter(sender=address("SN"), number=f"storm{n}", **passed) for n in range(3)]
    imap.put(stranger.as_bytes(), answer_of("UN", RIGHT, **failed).as_bytes(), bounce.as_bytes(), away.as_bytes())
    imap.put(*(m.as_bytes() for m in storm))
    done = fetch(home, settings, NOW, quiet)
    assert fates(home) == [HELD, HELD, LETTER, LETTER, TAKEN, TAKEN, HELD]
    assert imap.count("Att läsa") == 4, "also what brings no file"
    assert {m["To"] for m in smtp.got} == {address("SN")}
    assert imap.count("Karantän") == 3
    assert [e["skäl"] for e in done.mails if e["öde"] == HELD][-1] == "Mer än 2 mejl från samma avsändare på en timme"


def test_a_mail_in_quarantine_is_released_or_left_and_kept_either_way(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    strange = answer_of("MBN", RIGHT)
    strange.replace_header("From", "vikarie@annan.example")
    other = letter(sender="reklam@annan.example", number="r")
    one_imap.put(strange.as_bytes(), other.as_bytes())
    fetch(home, settings, NOW, quiet)
    first, second = held(home, KOMMUN)
    decide(home, settings, first["nr"], NOW, release=True)
    decide(home, settings, second["nr"], NOW, release=False)
    assert held(home, KOMMUN) == []
    fetch(home, settings, NOW, quiet)
    assert [m["To"] for m in smtp.got] == ["vikarie@annan.example"]
    archive = load_job(home, KOMMUN, "prognos-april", 2026, NOW).archive
    assert all((archive / place(e["sha256"], e["fil"])).exists() for e in (first, second))
    with pytest.raises(ExpectedProblem, match="nummer 99"):
        decide(home, settings, 99, NOW, release=True)


def test_a_reviewers_mail_when_nothing_is_reviewed_is_held_and_the_rest_goes_on(home):
    """The kommun has reviewers but no round that they answer, and the mail no Mall-id."""
    with_mail(home)
    path = home / "input" / KOMMUN / "kommun.toml"
    made = tomlkit.parse(path.read_text(encoding="utf-8"))
    for held_round in [r for r in made["omgang"] if r["slag"] == "smartgranskning"]:
        made["omgang"].remove(held_round)
    path.write_text(tomlkit.dumps(made), encoding="utf-8")
    settings = load_settings(home, KOMMUN)
    saved_in_the_folder(
        home, attached(b"granskat", sender="ekonomichefen@mariestad.example", number="g"), answer_of("MBN", RIGHT)
    )
    done = fetch(home, settings, NOW, quiet)
    assert [(e["öde"], e["skäl"]) for e in done.mails] == [
        (HELD, "Ingen omgång pågår som avsändaren ska svara i"),
        (TAKEN, ""),
    ]
    assert done.rounds == ["Prognos april 2026"]
    number = held(home, KOMMUN)[0]["nr"]
    with pytest.raises(ExpectedProblem, match="hör inte till någon omgång"):
        decide(home, settings, number, NOW, release=True)
    decide(home, settings, number, NOW, release=False)
    assert held(home, KOMMUN) == []


def test_an_answer_in_words_is_left_for_a_person_to_read(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    one_imap.put(letter(sender=address("KS"), In_Reply_To="<vart@mariestad.example>").as_bytes())
    fetch(home, settings, NOW, quiet)
    assert fates(home) == [LETTER]
    assert one_imap.count("Att läsa") == 1
    assert smtp.got == []


def test_shown_first_nothing_leaves_until_it_is_sent(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port, visa_forst=True)
    one_imap.put(answer_of("TN", WRONG).as_bytes())
    done = fetch(home, settings, NOW, quiet)
    assert (done.sent, done.waiting, smtp.got) == (0, 1, [])
    one_imap.put(answer_of("MBN", RIGHT).as_bytes())
    fetch(home, settings, NOW, quiet)
    waiting = open_ledger(home, KOMMUN).waiting()
    assert [e["till"] for e in waiting] == [[address("TN")], [address("MBN")]]
    strike(home, settings, [waiting[0]["nr"]], NOW)
    assert deliver(home, settings, NOW, quiet)[0] == 1
    assert [m["To"] for m in smtp.got] == [address("MBN")]
    assert sorted(e["läge"] for e in open_ledger(home, KOMMUN).out.values()) == [SENT, STRUCK]


def test_what_the_server_refuses_waits_and_the_rest_goes(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    smtp.refuse.add(address("TN"))
    one_imap.put(answer_of("TN", WRONG).as_bytes(), answer_of("MBN", RIGHT).as_bytes())
    done = fetch(home, settings, NOW, quiet)
    assert (done.sent, done.waiting) == (1, 1)
    assert "Mejlet till tekniskanamnden@mariestad.example gick inte att skicka." in done.troubles[0]
    smtp.refuse.clear()
    assert fetch(home, settings, NOW, quiet).sent == 1
    assert len(smtp.got) == 2


def test_a_server_that_is_away_loses_nothing(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    one_imap.put(answer_of("MBN", RIGHT).as_bytes())
    smtp.away = True
    with pytest.raises(ExpectedProblem, match="svarar inte"):
        fetch(home, settings, NOW, quiet)
    smtp.away = False
    assert fetch(home, settings, NOW, quiet).sent == 1
    gone = with_mail(home, mail_servers.free_port(), smtp.port)
    with pytest.raises(ExpectedProblem, match="svarar inte"):
        fetch(home, gone, NOW, quiet)


def test_a_wrong_password_is_said_so_and_never_shown(home, one_imap, monkeypatch):
    settings = with_mail(home, one_imap.port)
    monkeypatch.setenv("MALSTYRNING_LOSENORD_MARIESTAD_IN", "fel-losen")
    with pytest.raises(ExpectedProblem, match="godtar inte") as told:
        fetch(home, settings, NOW, quiet)
    assert "fel-losen" not in str(told.value)
    monkeypatch.delenv("MALSTYRNING_LOSENORD_MARIESTAD_IN")
    with pytest.raises(ExpectedProblem, match="MALSTYRNING_LOSENORD_MARIESTAD_IN"):
        fetch(home, settings, NOW, quiet)
    assert [t.rule for t in doctor_mail(home)] == ["D4"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_and_only_with_a_certificate_that_is_trusted(security, home, tmp_path, tmp_path_factory, monkeypatch):
    needs("dovecot", "/usr/sbin/dovecot")
    files = certificates.files(tmp_path)
    with mail_servers.dovecot(tmp_path_factory.mktemp("imap") / "server", files) as server:
        settings = with_mail(home, server.tls_port if security == "tls" else server.port)
        incoming = settings.mail.incoming.model_copy(update={"security": security})
        settings = settings.model_copy(update={"mail": settings.mail.model_copy(update={"incoming": incoming})})
        with pytest.raises(ExpectedProblem, match="svarar inte"), mailbox(settings):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        with mailbox(settings) as box:
            assert list(box.mails()) == []


def test_microsoft_gets_the_token_as_it_wants_it(home, monkeypatch):
    """What XOAUTH2 says is Microsoft's own example; the token itself only Microsoft gives."""
    said = vault.xoauth2("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA")
    assert (
        base64.b64encode(said.encode()).decode().startswith("dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVh")
    )

    class Refused:
        def __init__(self, *_args, **_more):
            pass

        def acquire_token_for_client(self, _scopes):
            return {"error": "invalid_client", "error_description": "hemligt"}

    monkeypatch.setattr(msal, "ConfidentialClientApplication", Refused)
    settings = with_mail(home, 1, microsoft365={"katalog": "a", "klient": "b"})
    with pytest.raises(ExpectedProblem, match="invalid_client"):
        vault.token(KOMMUN, settings.mail.microsoft, "in")


def test_mails_saved_in_the_folder_are_taken_in_without_any_server(home):
    settings = with_mail(home)
    folder = home / "input" / KOMMUN / "inkommande"
    folder.mkdir()
    (folder / "Prognos.eml").write_bytes(answer_of("MBN", RIGHT).as_bytes())
    (folder / "anteckning.txt").write_text("x")
    os.utime(folder / "Prognos.eml", (0, 0))
    done = fetch(home, settings, NOW, quiet)
    assert done.rounds == ["Prognos april 2026"]
    assert "anteckning.txt" in done.troubles[0]
    assert (folder / "Behandlat/Prognos.eml").exists()
    draft = home / "output/mariestad/2026/prognos-april/resultat/svar/MBN/kvittens.eml"
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert (message["X-Unsent"], message["To"], message["Date"]) == ("1", address("MBN"), None)


def test_a_mailbox_that_is_away_keeps_no_saved_mail_from_being_read_and_answered(home, smtp):
    with_mail(home, mail_servers.free_port(), smtp.port)
    saved_in_the_folder(home, answer_of("MBN", RIGHT))
    done = command(home, "hamta")
    assert done.returncode == 2
    assert "Ett mejl hämtat." in done.stderr and "Prognos april 2026 är körd." in done.stderr
    assert done.stderr.count("▲ Mejlservern 127.0.0.1 svarar inte.") == 1
    assert [m["To"] for m in smtp.got] == [address("MBN")]


def saved_in_the_folder(home, *messages) -> None:
    folder = home / "input" / KOMMUN / "inkommande"
    folder.mkdir(exist_ok=True)
    for number, message in enumerate(messages):
        path = folder / f"Mejl {number}.eml"
        path.write_bytes(message.as_bytes())
        os.utime(path, (0, 0))


def test_a_defect_in_one_round_stops_no_other_and_is_kept_for_whoever_mends_it(home, monkeypatch, capsys):
    settings = with_mail(home)
    june = load_job(home, KOMMUN, "prognos-juni", 2026, NOW)
    june.inbox.mkdir(parents=True)
    for file in INBOX.glob("ekonomi*"):
        (june.inbox / file.name).write_bytes(file.read_bytes())
    other = templates(june, load_known(june))["prognos-juni-2026-MBN.xlsx"]
    saved_in_the_folder(home, answer_of("MBN", RIGHT), answer_of("MBN", other, "2"))

    def defective(job, step):
        if job.round.folder == "prognos-april":
            raise TypeError("unsupported operand")
        return run_round(job, step)

    monkeypatch.setattr("flows.mailing.run_round", defective)
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    assert main(["hamta"]) == 1
    told = capsys.readouterr().err
    assert "Prognos juni 2026 är körd." in told
    assert "▲ Prognos april 2026: Något gick fel i programmet." in told
    assert "unsupported" not in told and "Traceback" not in told
    log = re.search(r"Skicka filen (\S+) till den som sköter programmet", told)[1]
    assert "TypeError: unsupported operand" in Path(log).read_text(encoding="utf-8")
    Path(log).unlink()
    monkeypatch.undo()
    assert fetch(home, settings, NOW, quiet).rounds == ["Prognos april 2026"], "run again at the next fetch"


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$Prognos.eml", "~WRL0001.tmp"])
def test_what_windows_and_others_leave_in_the_folder_is_no_ones_trouble(home, name):
    with_mail(home)
    saved_in_the_folder(home)
    (home / "input" / KOMMUN / "inkommande" / name).write_bytes(b"x")
    done = command(home, "hamta")
    assert (done.returncode, "▲" in done.stderr) == (0, False)


def test_a_mail_of_two_rounds_is_read_in_each_and_only_its_own_there(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    june = load_job(home, KOMMUN, "prognos-juni", 2026, NOW)
    june.inbox.mkdir(parents=True)
    for file in INBOX.glob("ekonomi*"):
        (june.inbox / file.name).write_bytes(file.read_bytes())
    other = templates(june, load_known(june))["prognos-juni-2026-MBN.xlsx"]
    message = answer_of("MBN", RIGHT)
    message.add_attachment(other, maintype="application", subtype="octet-stream", filename="juni.xlsx")
    one_imap.put(message.as_bytes())
    done = fetch(home, settings, NOW, quiet)
    assert done.rounds == ["Prognos april 2026", "Prognos juni 2026"]
    subjects = sorted(m["Subject"].split(":")[0] for m in smtp.got)
    assert subjects == ["Behöver rättas", "Mottagen"]


def test_no_password_stands_in_any_file(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    one_imap.put(answer_of("MBN", RIGHT).as_bytes())
    fetch(home, settings, NOW, quiet)
    assert all(PASSWORD.encode() not in p.read_bytes() for p in home.rglob("*") if p.is_file())


def test_the_register_survives_a_line_that_was_cut_off(home, one_imap, smtp):
    settings = with_mail(home, one_imap.port, smtp.port)
    one_imap.put(answer_of("MBN", RIGHT).as_bytes())
    fetch(home, settings, NOW, quiet)
    ledger = open_ledger(home, KOMMUN)
    with ledger.path.open("ab") as file:
        file.write(b'{"nr": 99, "vad": "i')
    one_imap.put(answer_of("TN", WRONG).as_bytes())
    fetch(home, settings, NOW, quiet)
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["nr"] for line in lines] == list(range(1, len(lines) + 1))
    assert len(open_ledger(home, KOMMUN).came) == 2
