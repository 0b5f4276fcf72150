"""Where mail comes from: a folder in which saved mails are put, or a mailbox on an IMAP server (imap-tools)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.message import MailMessage

from flows.steps.files.submission import sha256
from flows.steps.post.ledger import HELD, LETTER
from flows.steps.texts import is_mail_name, nobody_sent
from schemas.mail_settings import Incoming

BATCH = 50
_SETTLED = 2.0
"""Seconds since a file was last written: younger ones may still be on their way into the folder."""
_TIMEOUT = 60.0


class Fetched(NamedTuple):
    """A mail as it lies in its box: its name there and its very bytes."""

    ref: str
    content: bytes
    digest: str


class Box(Protocol):
    """A place where mail waits. What has been taken in is moved out of the way, never deleted."""

    from_server: bool

    def mails(self) -> Iterator[list[Fetched]]:
        """What waits, some at a time."""

    def move(self, fates: Mapping[str, str]) -> None:
        """Put each mail where its fate says."""


class Folder:
    """`input/<kommun>/inkommande`, for mails that someone saves there from Outlook."""

    from_server = False

    def __init__(self, path: Path, settled: float = _SETTLED) -> None:
        self.path, self._settled = path, settled

    def mails(self) -> Iterator[list[Fetched]]:
        """The saved mails by name, one at a time."""
        for path in sorted(self.path.glob("*")) if self.path.is_dir() else []:
            ours = is_mail_name(path.name) and not nobody_sent(path.name)
            if ours and path.is_file() and not path.is_symlink() and self._is_whole(path):
                content = path.read_bytes()
                yield [Fetched(path.name, content, sha256(content))]

    def _is_whole(self, path: Path) -> bool:
        return time.time() - path.stat().st_mtime >= self._settled

    def others(self) -> list[str]:
        """Files that are no mails; they stay."""
        found = sorted(self.path.glob("*")) if self.path.is_dir() else []
        names = [p.name for p in found if p.is_file() and not is_mail_name(p.name)]
        return [name for name in names if not nobody_sent(name) and not name.startswith("~")]

    def move(self, fates: Mapping[str, str]) -> None:
        """Into a folder beside; a name that is taken gets a number."""
        for ref, fate in fates.items():
            target = self.path / _PLACES.get(fate, "Behandlat") / ref
            target.parent.mkdir(exist_ok=True)
            number = 2
            while target.exists():
                target = target.with_name(f"{Path(ref).stem} ({number}){Path(ref).suffix}")
                number += 1
            (self.path / ref).rename(target)


_PLACES = {HELD: "Karantän", LETTER: "Att läsa"}


class _Raw(MailMessage):
    """The mail's very bytes; they are read by ourselves, once they are kept."""

    def __init__(self, fetch_data: list[object]) -> None:
        self.content, self._raw_uid_data, self._raw_flag_data = self._get_message_data_parts(fetch_data)


class Imap:
    """A mailbox on a server, already logged in. Nothing is marked as read."""

    from_server = True

    def __init__(self, box: BaseMailBox, settings: Incoming) -> None:
        self._box, self._names, self._lock = box, settings, Lock()
        self._folders: set[str] = set()
        box.email_message_class = _Raw

    def mails(self) -> Iterator[list[Fetched]]:
        """What lies in the inbox now, in order, BATCH at a time; the next ones are fetched while these are read."""
        uids = self._box.uids()
        batches = [uids[start : start + BATCH] for start in range(0, len(uids), BATCH)]
        with ThreadPoolExecutor(1) as ahead:
            coming = [ahead.submit(self._fetched, batches[0])] if batches else []
            for after in [*batches[1:], None]:
                batch = coming.pop().result() if coming else []
                if after is not None:
                    coming.append(ahead.submit(self._fetched, after))
                if batch:
                    yield batch

    def _fetched(self, uids: list[str]) -> list[Fetched]:
        with self._lock:
            found = self._box.fetch(uid_list=uids, mark_seen=False, bulk=True)
            raw = [(str(m.uid), m.content) for m in found if isinstance(m, _Raw) and m.content]
        return [Fetched(uid, content, sha256(content)) for uid, content in raw]

    def move(self, fates: Mapping[str, str]) -> None:
        """Into the folders that the settings name, a command per folder."""
        named = {HELD: self._names.held, LETTER: self._names.letters}
        places = {ref: named.get(fate, self._names.done) for ref, fate in fates.items()}
        for name in sorted(set(places.values())):
            with self._lock:
                self._box.move([ref for ref, mine in places.items() if mine == name], self._folder(name))

    def _folder(self, name: str) -> str:
        if name not in self._folders:
            if not self._box.folder.exists(name):
                self._box.folder.create(name)
            self._folders.add(name)
        return name


def connect(settings: Incoming) -> BaseMailBox:
    """A connection to the server, not logged in; its certificate is checked. Raises OSError where it can't be had."""
    if settings.security == "ingen":
        return MailBoxUnencrypted(settings.host, settings.port, timeout=_TIMEOUT)
    kind = MailBox if settings.security == "tls" else MailBoxStartTls
    return kind(settings.host, settings.port, timeout=_TIMEOUT, ssl_context=ssl.create_default_context())
