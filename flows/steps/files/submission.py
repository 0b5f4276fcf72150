"""What came in, before and after it is known whose it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from flows.steps.files.remarks import Remarks
from flows.steps.files.spreadsheets import Grid
from schemas.findings import Finding
from schemas.messages.message import Trouble
from schemas.personal import masked


def sha256(content: bytes) -> str:
    """Hex digest that names the content in archive, receipts and published data."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Received:
    """A file as it came: `file` is its name, or 'mejlet.eml › bilagan.xlsx'. `received` is when it was first seen.

    `mail_id` is the Message-ID of the mail in which it came, so that the answer lands beside it. `automatic`: whether
    that mail bears the marks of a machine, and gets no answer by mail (RFC 3834).
    `sha` is given where the content is not held; it is then empty. Personnummer in name and subject are masked.
    """

    file: str
    content: bytes = field(repr=False)
    received: dt.datetime
    sender: str = ""
    subject: str = ""
    mail_id: str = ""
    sha: str = ""
    automatic: bool = False

    @property
    def by_mail(self) -> bool:
        """Whether it is to be answered by mail."""
        return bool(self.sender) and not self.automatic

    def __post_init__(self) -> None:
        """Mask personnummer in what is shown of the file everywhere."""
        object.__setattr__(self, "file", masked(self.file))
        object.__setattr__(self, "subject", masked(self.subject))

    @property
    def stored(self) -> Received:
        """Itself without its content, once that lies in the archive."""
        return replace(self, content=b"", sha=self.digest)

    @cached_property
    def digest(self) -> str:
        """Its sha256."""
        return self.sha or sha256(self.content)

    @property
    def short(self) -> str:
        """The beginning of its sha256: names a file that is no submission, and is what people are shown."""
        return self.digest[:12]


@dataclass(frozen=True)
class Identity:
    """What a Mall-id says."""

    kommun: str
    year: int
    folder: str
    namnd: str
    version: int

    def same_template(self, other: Identity) -> bool:
        """Whether both are of the same kommun, round and nämnd, whatever their versions."""
        mine = (self.kommun, self.year, self.folder, self.namnd)
        return mine == (other.kommun, other.year, other.folder, other.namnd)


Oddities = Mapping[str, Mapping[str, Trouble]]
"""Per sheet and cell: what is to be said of a cell that reads as empty but isn't."""


@dataclass(frozen=True)
class Submission:
    """A received file that is known to be a nämnd's filled-in template of this round.

    `fingerprint` is that of the decided content when the template was handed out; `told` what is to be said of the
    file as a whole; `foreign` is, by sheet, the cell of another template's Mall-id and which template that is;
    `remarks` are the comments and text boxes of each sheet.
    """

    received: Received
    identity: Identity
    grids: dict[str, Grid] = field(repr=False)
    oddities: Oddities = field(default_factory=dict, repr=False)
    fingerprint: str = ""
    told: tuple[Trouble, ...] = ()
    foreign: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=dict, repr=False)

    @property
    def namnd(self) -> str:
        """The nämnd's id."""
        return self.identity.namnd

    @property
    def version(self) -> int:
        """The template's."""
        return self.identity.version

    @cached_property
    def id(self) -> str:
        """Short name in indexes: the nämnd, time and digest, so that it sorts by time and is unique."""
        return f"{self.namnd}-{self.received.received:%Y%m%d%H%M%S}-{self.received.digest[:8]}"

    @property
    def file(self) -> str:
        """The file's name as the sender knows it."""
        return self.received.file

    def finding(self, trouble: Trouble, sheet: str = "", cell: str = "", **template: str) -> Finding:
        """A finding about this file, or a sheet or cell of it; `template` are `sheet_id`, `key`, `column`, `value`."""
        return trouble.at(self.file, sheet, cell, namnd=self.namnd, submission=self.id, **template)
