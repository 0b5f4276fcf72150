"""Passwords for the mail servers: from the environment or the computer's keyring, never from settings, never logged.

A kommun's password for 'in' is MALSTYRNING_LOSENORD_<KOMMUN>_IN (capitals, - as _), for 'ut' the same with _UT; where
only one of them is given it serves both. For Microsoft 365 it is the app's client secret.
"""

from __future__ import annotations

import os
from contextlib import suppress

from flows.steps.job import stop
from schemas.mail_settings import Microsoft365
from schemas.messages import post as say

SERVICE = "malstyrning"
WAYS = ("in", "ut")
_SCOPE = "https://outlook.office365.com/.default"


def variable(kommun: str, way: str) -> str:
    """The name of the variable in the environment."""
    return f"MALSTYRNING_LOSENORD_{kommun.upper().replace('-', '_')}_{way.upper()}"


def secret(kommun: str, way: str) -> str:
    """The password; that of the other way where this one has none. Raises ExpectedProblem where there is none."""
    for one in (way, *(w for w in WAYS if w != way)):
        if found := os.environ.get(variable(kommun, one)) or _in_keyring(f"{kommun}/{one}"):
            return found
    raise stop(say.NO_SECRET(way=way, variable=variable(kommun, way)))


def _in_keyring(name: str) -> str:
    """A computer without a keyring, as many servers are, has no passwords there."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError):
        return keyring.get_password(SERVICE, name) or ""
    return ""


def keep(kommun: str, way: str, value: str) -> None:
    """Put a password in the keyring. Raises ExpectedProblem where the computer has none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, f"{kommun}/{way}", value)
    except (KeyringError, RuntimeError, OSError):
        raise stop(say.NO_KEYRING(variable=variable(kommun, way))) from None


def token(kommun: str, app: Microsoft365, way: str) -> str:
    """An access token for a mailbox in Microsoft 365. Raises ExpectedProblem where Microsoft gives none."""
    from msal import ConfidentialClientApplication

    authority = f"https://login.microsoftonline.com/{app.tenant}"
    client = ConfidentialClientApplication(app.client, secret(kommun, way), authority=authority)
    given = client.acquire_token_for_client([_SCOPE]) or {}
    if "access_token" not in given:
        raise stop(say.NO_TOKEN(code=str(given.get("error", "okänt"))))
    return str(given["access_token"])


def xoauth2(user: str, access: str) -> str:
    """What SASL XOAUTH2 says, as Microsoft and Google document it."""
    return f"user={user}\1auth=Bearer {access}\1\1"
