"""Who may send in: the nämnder's addresses, and only mails that the kommun's own mail server vouches for."""

from __future__ import annotations

from collections.abc import Mapping

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from flows.steps.post.mail import Mail
from schemas.settings import Settings

UNKNOWN = "Avsändaren {sender} finns inte bland nämndernas adresser"
FORGED = "Avsändaren kunde inte styrkas ({method})"
UNTESTED = "Mejlservern har inte prövat avsändaren"


def namnd_of(settings: Settings, address: str) -> str:
    """The id of the nämnd or reviewer with that address; '' for the controller and others."""
    everyone = (*settings.namnder, *settings.reviewers)
    return next((n.id for n in everyone if address.casefold() in {a.casefold() for a in n.mail}), "")


def is_known(settings: Settings, address: str) -> bool:
    """Whether that address may send in."""
    others = {
        settings.contact.mail.casefold(),
        *(a.casefold() for a in (settings.mail.others if settings.mail else ())),
    }
    return bool(namnd_of(settings, address)) or address.casefold() in others


def why_held(settings: Settings, mail: Mail, *, from_server: bool) -> str:
    """In words why the mail is held back; empty when it may be taken in.

    A mail that someone has put in the folder by hand has been judged by that person: only the address counts.
    """
    if not is_known(settings, mail.sender):
        return UNKNOWN.format(sender=mail.sender or "(ingen)")
    return _untrusted(settings.mail.judge if settings.mail else "", mail) if from_server else ""


def _untrusted(judge: str, mail: Mail) -> str:
    """By RFC 8601 only results of one's own server count; without its name the topmost, and then only a failure."""
    given = mail.headers.get_all("Authentication-Results", [])
    stated = [s for s in map(_stated, given) if s is not None]
    mine = [s for name, s in stated if not judge or name.casefold() == judge.casefold()]
    if not mine:
        return UNTESTED if judge else ""
    return _failing(mine[0])


def _stated(text: object) -> tuple[str, dict[str, str]] | None:
    """The server's name and the result per method, the best where there are several (two DKIM signatures)."""
    try:
        found = AuthenticationResultsHeader.parse(f"Authentication-Results: {' '.join(str(text).split())}")
    except (AuthResError, ValueError, IndexError):
        return None
    results: dict[str, str] = {}
    for one in found.results:
        if results.get(one.method) != "pass":
            results[one.method] = str(one.result).lower()
    return str(found.authserv_id or ""), results


def _failing(results: Mapping[str, str]) -> str:
    """DMARC decides where there is one; else one of SPF and DKIM must have passed if either failed."""
    dmarc = results.get("dmarc", "none")
    if dmarc in ("pass", "bestguesspass"):
        return ""
    if dmarc == "fail":
        return FORGED.format(method="DMARC")
    tried = {method: results.get(method, "none") for method in ("spf", "dkim")}
    failed = [method for method, result in tried.items() if result in ("fail", "softfail", "permerror")]
    if failed and "pass" not in tried.values():
        return FORGED.format(method=" och ".join(m.upper() for m in failed))
    return ""
