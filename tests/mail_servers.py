"""Real mail servers on loopback: Dovecot, pymap where that is missing, and an SMTP server that keeps what it gets."""

import datetime as dt
import email
import email.policy
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from imap_tools.mailbox import MailBoxUnencrypted

USER, PASSWORD = "prognos", "hemligt-ord-1"
DOVECOT = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%n
mail_max_userip_connections = 100
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@dataclass
class ImapServer:
    """A running server with the one account USER."""

    port: int
    tls_port: int = 0

    def box(self) -> MailBoxUnencrypted:
        box = MailBoxUnencrypted("127.0.0.1", self.port)
        box.login(USER, PASSWORD)
        return box

    def put(self, *contents: bytes, folder: str = "INBOX") -> None:
        """As if the mails had just been delivered."""
        with self.box() as box:
            for content in contents:
                box.append(content, folder, dt=dt.datetime(2026, 4, 20, 9, tzinfo=dt.UTC))

    def count(self, folder: str) -> int:
        with self.box() as box:
            if not box.folder.exists(folder):
                return 0
            box.folder.set(folder)
            return len(box.uids())


@contextmanager
def dovecot(home: Path, certificate: tuple[Path, Path] | None = None) -> Iterator[ImapServer]:
    """Dovecot as the current user, or as nobody where that is root, who may have no mail there."""
    home.mkdir(parents=True)
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    group = subprocess.run(["id", "-gn", who.pw_name], capture_output=True, text=True, check=True).stdout.strip()
    server = ImapServer(free_port(), free_port() if certificate else 0)
    files = f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else ""
    config = _CONFIG.format(
        home=home,
        ssl="yes" if certificate else "no",
        certificate=files,
        user=who.pw_name,
        group=group,
        uid=who.pw_uid,
        gid=who.pw_gid,
        password=PASSWORD,
        port=server.port,
        tls=server.tls_port,
    )
    (home / "dovecot.conf").write_text(config)
    for folder in (home, *home.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o755)
    (home / "mail").mkdir()
    if os.getuid() == 0:
        shutil.chown(home / "mail", who.pw_uid, who.pw_gid)
    with _running([str(DOVECOT), "-F", "-c", str(home / "dovecot.conf")], home / "start.log", server):
        yield server


@contextmanager
def pymap(home: Path) -> Iterator[ImapServer]:
    """The pure-Python server; its mail is in memory."""
    home.mkdir(parents=True)
    server = ImapServer(free_port())
    command = [
        str(Path(sys.executable).with_name("pymap")),
        "--host",
        "127.0.0.1",
        "--port",
        str(server.port),
        "--no-tls",
    ]
    command += ["--no-service", "managesieve", "--no-service", "admin"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with _running(command, home / "start.log", server):
        yield server


@contextmanager
def _running(command: list[str], log: Path, server: ImapServer) -> Iterator[None]:
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait(server, process, log)
            yield
        finally:
            process.terminate()
            process.wait(20)


def _wait(server: ImapServer, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            server.box().logout()
            return
        except Exception:
            time.sleep(0.1)
    raise RuntimeError(f"no IMAP server: {log.read_text()}")


@dataclass
class SmtpServer:
    """Keeps each message; `refuse` are addresses that it won't have, `away` makes it hang up."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    away: bool = False

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if self.away:
            return "421 going away"
        self.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [m for m in self.got if address in m["To"]]


@contextmanager
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
