"""The kommun's mailbox: section `[mejl]` of `kommun.toml`. Passwords never stand there: see post/secrets."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.strict import Address, Name, Strict, Whole

Port = Annotated[Whole, Field(ge=1, le=65535)]

MICROSOFT, GOOGLE = "Microsoft 365", "mx.google.com"
"""The servers that judge senders where the mailbox is in Microsoft 365, which writes no server name, or at Google."""
_MICROSOFTS = re.compile(r"(microsoft|office) ?365|exchange online|(.+\.)?(outlook|office365)\.com", re.IGNORECASE)
_GOOGLES = re.compile(r"(.+\.)?(gmail|googlemail|google)\.com", re.IGNORECASE)


def is_microsoft(server: str) -> bool:
    """Whether a server name, in the settings or in a mail, is one of Microsoft 365."""
    return bool(_MICROSOFTS.fullmatch(server.strip()))


def is_exchange(server: str) -> bool:
    """Whether the settings say that the mailbox is on an Exchange server of the kommun's own."""
    return server.strip().casefold() in ("exchange", "exchange server")


class Microsoft365(Strict):
    """The app registration whose client credentials open a mailbox in Microsoft 365."""

    tenant: Name = Field(alias="katalog")
    client: Name = Field(alias="klient")


class MailServer(Strict):
    """A mail server. `security` 'ingen' is for a server on the same machine only."""

    host: Name = Field(alias="server")
    port: Port
    security: Literal["tls", "starttls", "ingen"] = Field("tls", alias="sakerhet")
    user: str = Field("", alias="anvandare", max_length=254)

    @model_validator(mode="after")
    def _in_the_open(self) -> MailServer:
        if self.security == "ingen" and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("okrypterat")
        return self


class Incoming(MailServer):
    """The IMAP server and its folders: what comes, what is taken in, what is held back, what someone must read."""

    port: Port = 993
    inbox: Name = Field("INBOX", alias="inkorg")
    done: Name = Field("Behandlat", alias="behandlat")
    held: Name = Field("Karantän", alias="karantan")
    letters: Name = Field("Att läsa", alias="att_lasa")


class Outgoing(MailServer):
    """The SMTP server. Without a user none is logged in, as where a server knows the machine."""

    port: Port = 587
    security: Literal["tls", "starttls", "ingen"] = Field("starttls", alias="sakerhet")


class MailSettings(Strict):
    """How mail comes and goes.

    `address` is the sender of what goes out. `show_first`: what goes out waits until `malstyrning skicka`. `others`
    may send in besides the nämnder's addresses. `judge` is the name (authserv-id) that the kommun's own mail
    server writes first in its Authentication-Results, or 'Microsoft 365' or 'Exchange'; several are separated by
    commas. `most_per_hour` is the number of mails of one sender that are taken in. `every` is how often mail is
    fetched, in minutes.
    """

    address: Address = Field(alias="adress")
    show_first: bool = Field(True, alias="visa_forst")
    others: tuple[Address, ...] = Field((), alias="andra_avsandare")
    judge: str = Field("", alias="mottagande_server", max_length=254)
    most_per_hour: Whole = Field(20, alias="hogst_per_timme", ge=1, le=10_000)
    every: Whole = Field(10, alias="hamta_var", ge=1, le=60)
    incoming: Incoming | None = Field(None, alias="in")
    outgoing: Outgoing | None = Field(None, alias="ut")
    microsoft: Microsoft365 | None = Field(None, alias="microsoft365")

    @property
    def trusted(self) -> tuple[str, ...]:
        """The servers whose results count: first those named in the settings, then the one of the mailbox's service."""
        host = self.incoming.host if self.incoming else ""
        named = [name.strip() for name in self.judge.split(",") if name.strip()]
        named += [MICROSOFT] if self.microsoft or is_microsoft(host) else []
        named += [GOOGLE] if _GOOGLES.fullmatch(host) else []
        return tuple(dict.fromkeys(named))
