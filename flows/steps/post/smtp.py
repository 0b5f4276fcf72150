"""Sending by SMTP, with the standard library: encrypted, logged in by password or Microsoft's XOAUTH2."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from flows.steps.job import stop
from flows.steps.post import secrets
from flows.steps.post.outbox import Carrier, Rejected
from schemas.mail_settings import Outgoing
from schemas.messages import post as say
from schemas.settings import Settings

_TIMEOUT = 60.0
_GOING = 421
"""The server ends the connection; all other codes are about one message (RFC 5321)."""
_GONE = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


@contextmanager
def carrier(settings: Settings) -> Iterator[Carrier]:
    """A connection that messages go by. Raises ExpectedProblem where the server can't be reached or entered."""
    assert settings.mail is not None and settings.mail.outgoing is not None
    out = settings.mail.outgoing
    server = _connected(settings, out)

    def carry(sender: str, to: Sequence[str], content: bytes) -> Collection[str]:
        try:
            return server.sendmail(sender, list(to), content, mail_options=_options(server))
        except _GONE as error:
            raise ConnectionError from error
        except smtplib.SMTPException as error:
            if getattr(error, "smtp_code", None) == _GOING:
                raise ConnectionError from error
            raise Rejected(_said(error)) from error

    try:
        yield carry
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _options(server: smtplib.SMTP) -> tuple[str, ...]:
    return ("BODY=8BITMIME",) if server.has_extn("8bitmime") else ()


def _connected(settings: Settings, out: Outgoing) -> smtplib.SMTP:
    """Every server's certificate is checked; without encryption only this very machine is spoken to."""
    context = ssl.create_default_context()
    try:
        if out.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(out.host, out.port, timeout=_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(out.host, out.port, timeout=_TIMEOUT)
        if out.security == "starttls":
            server.starttls(context=context)
        if out.user:
            _log_in(settings, out, server)
    except smtplib.SMTPAuthenticationError:
        raise stop(say.NOT_LET_IN(host=out.host, way="ut")) from None
    except (OSError, smtplib.SMTPException) as error:
        raise stop(say.UNREACHABLE(host=out.host)) from error
    return server


def _log_in(settings: Settings, out: Outgoing, server: smtplib.SMTP) -> None:
    assert settings.mail is not None
    if settings.mail.microsoft is None:
        server.login(out.user, secrets.secret(settings.id, "ut"))
        return
    access = secrets.token(settings.id, settings.mail.microsoft, "ut")
    server.ehlo_or_helo_if_needed()
    server.auth("XOAUTH2", lambda _=None: secrets.xoauth2(out.user, access))


def _said(error: smtplib.SMTPException) -> str:
    """The server's code: what it says in English stands in its own log."""
    code = getattr(error, "smtp_code", None)
    refused = getattr(error, "recipients", None)
    if isinstance(refused, dict) and refused:
        return f"Godtas inte: {', '.join(refused)}"
    return f"Mejlservern svarade {code}" if code else "Mejlservern tog inte emot det"
