"""Who may send in: the nämnder's addresses, and only mails that the kommun's own mail server vouches for."""

from __future__ import annotations

from flows.steps.post.addresses import same_address
from flows.steps.post.authentication import why_untrusted
from flows.steps.post.mail import Mail
from schemas.settings import Settings

UNKNOWN = "Avsändaren {sender} finns inte bland nämndernas adresser"


def namnd_of(settings: Settings, address: str) -> str:
    """The id of the nämnd or reviewer with that address; '' for the controller and others."""
    everyone = (*settings.namnder, *settings.reviewers)
    return next((n.id for n in everyone if any(same_address(address, a) for a in n.mail)), "")


def is_known(settings: Settings, address: str) -> bool:
    """Whether that address may send in."""
    others = (settings.contact.mail, *(settings.mail.others if settings.mail else ()))
    return bool(namnd_of(settings, address)) or any(same_address(address, a) for a in others)


def why_held(settings: Settings, mail: Mail, *, from_server: bool) -> str:
    """In words why the mail is held back; empty when it may be taken in.

    `from_server`: whether it came from the mailbox, and not from the folder in which people save mails.
    """
    if mail.unclear:
        return mail.unclear
    if not is_known(settings, mail.sender):
        return UNKNOWN.format(sender=mail.sender)
    return why_untrusted(mail.headers, mail.sender, settings.mail, from_server=from_server)
