"""Who a mail is from: one plain address, and a result of the kommun's own mail server that proves its domain."""

import os

import pytest

from flows.commands.doctor import mail as doctor_mail
from flows.mailing import fetch, held
from flows.steps.post.addresses import from_fields, plain_id
from flows.steps.post.ledger import HELD, TAKEN, open_ledger
from flows.steps.post.mail import read_mail
from flows.steps.post.senders import is_known, namnd_of
from schemas.mail_settings import MailSettings
from schemas.mail_told import MAIL_SYSTEMS
from tests import mail_servers
from tests.conftest import ROOT, quiet
from tests.hard import senders
from tests.hard.senders import NAMND, Verdict, microsoft
from tests.mail_home import KOMMUN, NOW, answer_of, secrets, with_mail
from tests.odd_mails import SERVER, letter

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()


def saved(home, *mails: bytes):
    """Mails that somebody has saved in the folder `inkommande`."""
    folder = home / "input" / KOMMUN / "inkommande"
    folder.mkdir(exist_ok=True)
    for number, content in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(content)
        os.utime(folder / f"{number}.eml", (0, 0))


def fate_of(home, settings, *mails: bytes) -> list[tuple[str, str]]:
    saved(home, *mails)
    return [(e["öde"], e["skäl"]) for e in fetch(home, settings, NOW, quiet).mails]


def with_from(content: bytes, line: str) -> bytes:
    lines = content.split(b"\r\n")
    at = next(n for n, text in enumerate(lines) if text.startswith(b"From:"))
    return b"\r\n".join([*lines[:at], line.encode(), *lines[at + 1 :]])


def test_forgeries_are_held_and_genuine_mail_is_taken_in_whatever_the_mail_system():
    count, wrong = senders.wrong_ones()
    assert wrong == []
    assert count > 400


def test_a_namnds_address_before_the_real_one_is_held_with_both_shown(home):
    """`email.utils` reads the first on a Python with CVE-2023-27043; DMARC has passed for the other."""
    passed = f"{SERVER}; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=evil.example"
    mail = answer_of("MBN", RIGHT, Authentication_Results=passed).as_bytes()
    settings = with_mail(home)
    ((fate, why),) = fate_of(home, settings, with_from(mail, f"From: {NAMND} <annan@evil.example>"))
    assert fate == HELD
    assert NAMND in why and "annan@evil.example" in why
    assert not list((home / "output").rglob("kvittens.txt")), "no round is run"


@pytest.mark.parametrize("judge", ["", SERVER])
def test_results_of_microsoft_365_count_though_they_name_no_server(home, judge):
    settings = with_mail(home, mottagande_server=judge)
    results = [microsoft(Verdict("pass", "pass", "pass"))[0], microsoft(Verdict("fail", "fail"))[0]]
    mails = [answer_of("MBN", RIGHT, str(n)).as_bytes() for n in range(2)]
    mails = [m.replace(f"{SERVER}; dmarc=pass header.from=mariestad.example".encode(), r.encode())
             for m, r in zip(mails, results, strict=True)]  # fmt: skip
    assert fate_of(home, settings, *mails) == [(TAKEN, ""), (HELD, "Avsändaren kunde inte styrkas (DMARC: fail)")]


@pytest.mark.parametrize("name", senders.SENDERS)
def test_what_two_programs_may_read_as_two_addresses_is_nobodys(name):
    found = from_fields([senders.SENDERS[name]])
    assert found.address != NAMND
    assert bool(found.unclear) != bool(found.address)


def test_swedish_addresses_and_ids_of_common_systems_are_plain():
    for plain in senders.PLAIN.values():
        assert from_fields([plain]).address.lower() == NAMND
    for fine in (
        "<DB9PR04MB8123ABCDEF0123456789ABCD@DB9PR04MB8123.eurprd04.prod.outlook.com>",
        "<CAF+x=Yz-1_2@mail.gmail.com>",
        "<0c1d$ab12@kommun.se>",
    ):
        assert plain_id(f" {fine}\r\n") == fine
    for odd in ("<=?utf-8?q?x?=@b.se>", "<a b@c.se>", "<a@b.se> <c@d.se>", "<a@b.se>x", "a@b.se", "<a@b.se\r\nBcc: x>"):
        assert plain_id(odd) == ""


def test_a_domain_with_swedish_letters_in_the_settings_is_known_in_mail(job):
    namnd = job.settings.namnder[0].model_copy(update={"mail": ("nämnd@x.se", "namnden@malmö.example")})
    settings = job.settings.model_copy(update={"namnder": (namnd,)})
    assert namnd_of(settings, "Namnden@xn--malm-8qa.example") == namnd.id
    assert not is_known(settings, "namnden@malmo.example")
    assert not is_known(settings, "")


def test_a_forged_mail_does_not_make_the_genuine_one_a_duplicate(home):
    """Both have the same Message-ID and, as it says, the same sender."""
    failed = f"{SERVER}; dmarc=fail header.from=mariestad.example"
    forged = answer_of("MBN", b"PK", Authentication_Results=failed).as_bytes()
    settings = with_mail(home)
    assert [f for f, _ in fate_of(home, settings, forged)] == [HELD]
    assert fate_of(home, settings, answer_of("MBN", RIGHT).as_bytes()) == [(TAKEN, "")]
    assert [e["från"] for e in held(home, KOMMUN)] == [NAMND]


def test_without_a_server_that_judges_senders_fetched_mail_is_held_and_the_doctor_says_so(
    home, tmp_path_factory, monkeypatch
):
    secrets(monkeypatch)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap:
        settings = with_mail(home, imap.port, mottagande_server="")
        imap.put(answer_of("MBN", RIGHT).as_bytes())
        fetch(home, settings, NOW, quiet)
        (event,) = open_ledger(home, KOMMUN).came.values()
        assert (event["öde"], "mottagande_server" in event["skäl"]) == (HELD, True)
        assert ["mottagande_server" in t.todo for t in doctor_mail(home)] == [True]
        with_mail(home, imap.port)
        assert list(doctor_mail(home)) == []


def test_the_services_of_microsoft_and_google_need_not_be_named():
    def trusted(**more: object) -> tuple[str, ...]:
        return MailSettings.model_validate({"adress": "prognos@kommun.se", **more}).trusted

    assert trusted() == ()
    assert trusted(**{"in": {"server": "outlook.office365.com"}}) == ("Microsoft 365",)
    assert trusted(microsoft365={"katalog": "a", "klient": "b"}) == ("Microsoft 365",)
    assert trusted(**{"in": {"server": "imap.gmail.com"}}) == ("mx.google.com",)
    assert trusted(**{"in": {"server": "outlook.office365.com.evil.example"}}) == ()
    both = {"in": {"server": "outlook.office365.com"}, "mottagande_server": "Exchange, mx.kommun.se"}
    assert trusted(**both) == ("Exchange", "mx.kommun.se", "Microsoft 365")


def test_the_handbook_says_what_to_write_for_each_mail_system(home):
    from flows.steps.handbook.settings import settings_shown

    tables = {title: table for title, _, table in settings_shown()}
    rows = tables["Servern som prövar avsändare"].rows
    assert len(rows) == len(MAIL_SYSTEMS) > 4
    for system, (judge, _) in senders.SYSTEMS.items():
        written = [value for name, value, _ in MAIL_SYSTEMS if name.split()[0] == system.split()[0]]
        assert not written or judge.replace(SERVER, "mx.kommun.se").split(",")[0] in written


def test_a_mail_without_a_plain_sender_says_why():
    mail = read_mail(letter().as_bytes().replace(b"From:", b"X-From:"))
    assert (mail.sender, mail.unclear) == ("", "Mejlet har ingen avsändare")
