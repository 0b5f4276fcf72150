"""Logging in to the kommun's mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from flows.steps.job import stop
from flows.steps.post import secrets
from flows.steps.post.boxes import Imap, connect
from schemas.messages import post as say
from schemas.settings import Settings


@contextmanager
def mailbox(settings: Settings) -> Iterator[Imap]:
    """The mailbox, open. Raises ExpectedProblem where the server can't be reached or entered."""
    assert settings.mail is not None and settings.mail.incoming is not None
    names = settings.mail.incoming
    try:
        box = connect(names)
    except OSError as error:
        raise stop(say.UNREACHABLE(host=names.host)) from error
    try:
        _log_in(settings, box)
        yield Imap(box, names)
    finally:
        with suppress(ImapToolsError, OSError, box.client.error):
            box.logout()


def _log_in(settings: Settings, box: BaseMailBox) -> None:
    assert settings.mail is not None and settings.mail.incoming is not None
    mail, names = settings.mail, settings.mail.incoming
    try:
        if mail.microsoft is not None:
            box.xoauth2(names.user, secrets.token(settings.id, mail.microsoft, "in"), names.inbox)
        else:
            box.login(names.user, secrets.secret(settings.id, "in"), names.inbox)
    except (ImapToolsError, box.client.error):
        raise stop(say.NOT_LET_IN(host=names.host, way="in")) from None
