"""A home whose kommun has a mailbox and an SMTP server on loopback, and mails from its nämnder."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import tomlkit

from flows.steps.find_job import load_settings
from flows.steps.post.ledger import open_ledger
from schemas.settings import Settings
from tests.mail_servers import PASSWORD, USER
from tests.odd_mails import SERVER, XLSX, letter

KOMMUN = "mariestad"
NOW = dt.datetime(2026, 4, 24, 10)
ADDRESS = "{}@mariestad.example"
NAMES = {
    "KS": "kommunstyrelsen",
    "UN": "utbildningsnamnden",
    "SN": "socialnamnden",
    "TN": "tekniskanamnden",
    "MBN": "miljobyggnad",
}


def address(namnd: str) -> str:
    return ADDRESS.format(NAMES[namnd])


def with_mail(home: Path, imap: int = 0, smtp: int = 0, **more: object) -> Settings:
    """Let the kommun have servers on these ports. The inbox of April loses what was sent in by files."""
    path = home / "input" / KOMMUN / "kommun.toml"
    made = tomlkit.parse(path.read_text(encoding="utf-8"))
    open_server = {"server": "127.0.0.1", "sakerhet": "ingen"}
    if imap:
        made["mejl"]["in"] = open_server | {"port": imap, "anvandare": USER}
    if smtp:
        made["mejl"]["ut"] = open_server | {"port": smtp}
    for name, value in {"visa_forst": False, "mottagande_server": SERVER, **more}.items():
        made["mejl"][name] = value
    path.write_text(tomlkit.dumps(made), encoding="utf-8")
    for file in (home / "input" / KOMMUN / "2026/prognos-april").glob("[KSTUM][SNB]*"):
        file.unlink()
    return load_settings(home, KOMMUN)


def secrets(monkeypatch) -> None:
    monkeypatch.setenv("MALSTYRNING_LOSENORD_MARIESTAD_IN", PASSWORD)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def answer_of(namnd: str, content: bytes, number: str = "1", **headers: str) -> EmailMessage:
    """A mail from the nämnd's own address with a workbook."""
    message = letter(sender=address(namnd), number=f"{namnd}-{number}", **headers)
    message.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=f"{namnd} prognos april.xlsx")
    return message


def fates(home: Path) -> list[str]:
    return [e["öde"] for e in open_ledger(home, KOMMUN).came.values()]


def workbooks(message: EmailMessage) -> dict[str, bytes]:
    return {a.get_filename(): a.get_payload(decode=True) for a in message.iter_attachments()}
