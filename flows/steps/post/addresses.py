"""Who a mail is from, and its Message-ID, by rules of our own: exactly one plain address, or none and why.

`email.utils` reads 'namnd@kommun.se <evil@evil.se>' as the nämnd on Pythons with CVE-2023-27043, and mail systems
differ on groups, routes, comments and several addresses. A From that two programs may read differently is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from email.errors import HeaderParseError, MisplacedEnvelopeHeaderDefect
from email.header import decode_header, make_header
from email.message import Message
from typing import Any, NamedTuple

from flows.steps.post.headers import FOLDED, raw_fields

_LONGEST = 1_000
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = rf"{_LABEL}(?:\.{_LABEL})++"
"""Two labels or more of ASCII letters, digits and hyphens; a name with å is written in punycode in mail."""
_PLAIN = re.compile(rf"({_LOCAL})@({DOMAIN})")
_NAMED = re.compile(
    r"""(?P<name>(?:"(?:[^"\\]|\\.)*+"|\([^()"<>,;:\\@]*+\)|[^"()<>,;:\\])*+)<(?P<address>[^<>\s]++)>""", re.DOTALL
)
"""A name, with quoted parts and flat brackets, and an address between angles; nothing after it."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_MAIL_ID = re.compile(rf"<({_LOCAL}@[A-Za-z0-9][A-Za-z0-9._-]*+)>")
_LONGEST_ID = 250

NONE = "Mejlet har ingen avsändare"
SEVERAL_LINES = "Mejlet har flera rader Från"
SEVERAL = "Mejlet har flera avsändare eller en grupp som avsändare ({text})"
OTHER_NAMED = "Avsändarens namn innehåller en annan adress eller tecken som kan dölja en ({text})"
ODD = "Avsändarens adress är inte skriven på ett entydigt sätt ({text})"
_SHOWN = 120


class Sender(NamedTuple):
    """The one address of a mail, in its own letters; '' where it isn't plain, and then `unclear` says why."""

    address: str = ""
    unclear: str = ""


def sender_of(headers: Message[Any, Any]) -> Sender:
    """Who a mail is from by all its From headers; none of them is decoded before its address is found."""
    fields = raw_fields(headers, "From")
    fields += [text for text in _misplaced(headers) if re.match(r"from\s*:", text, re.IGNORECASE)]
    return from_fields(fields)


def _misplaced(headers: Message[Any, Any]) -> list[str]:
    """Lines that the library doesn't take for headers, as 'From : x', but that others may."""
    lines = [headers.get_unixfrom() or ""]
    lines += [str(vars(d).get("line") or "") for d in headers.defects if isinstance(d, MisplacedEnvelopeHeaderDefect)]
    return lines


def from_fields(fields: Sequence[str]) -> Sender:
    """Who it is from by the texts of its From headers."""
    if not any(field.strip() for field in fields):
        return Sender("", NONE)
    if len(fields) > 1:
        return Sender("", SEVERAL_LINES)
    text = FOLDED.sub("", fields[0]).strip()
    if len(text) > _LONGEST or _CONTROL.search(text):
        return Sender("", _about(ODD, text))
    if plain := _plain(text):
        return Sender(plain)
    return _named(text)


def _plain(text: str) -> str:
    found = _PLAIN.fullmatch(text)
    odd = not found or "=?" in text or len(found[1]) > 64 or len(found[2]) > 253
    return "" if odd else text


def _named(text: str) -> Sender:
    found = _NAMED.fullmatch(text)
    if not found:
        several = text.count("@") > 1 or re.search(r"[,;:]", text)
        return Sender("", _about(SEVERAL if several else ODD, text))
    address = _plain(found["address"])
    if not address:
        return Sender("", _about(ODD, text))
    if _hides(found["name"], address):
        return Sender("", _about(OTHER_NAMED, text))
    return Sender(address)


def _hides(name: str, address: str) -> bool:
    """Whether a name, as people and programs may decode it, holds anything like another address."""
    said = name
    for _ in range(3):
        try:
            said = str(make_header(decode_header(said))) if "=?" in said else said
        except (HeaderParseError, LookupError, ValueError):
            return True
    said = unicodedata.normalize("NFKC", said)
    said = re.sub(rf"(?<![^\s\"'(]){re.escape(address)}(?![^\s\"')])", "", said, flags=re.IGNORECASE)
    return "=?" in said or any(sign in said for sign in "@<>") or bool(_CONTROL.search(said))


def _about(why: str, text: str) -> str:
    """The reason, with what the mail says in characters that hide nothing."""
    shown = "".join(c if (c.isprintable() and c.isascii()) or c in "åäöÅÄÖé" else "·" for c in text)
    shown = " ".join(shown.split())
    return why.format(text=shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…")


def domain_of(address: str) -> str:
    """The address's domain in small letters."""
    return address.rpartition("@")[2].lower()


def same_address(one: str, other: str) -> bool:
    """Whether a mail's plain address is `other`, from the settings, where 'malmö.se' may be written; in any case."""
    local, _, domain = other.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return False
    return bool(one) and one.isascii() and one.lower() == f"{local}@{domain}".lower()


def message_id(headers: Message[Any, Any]) -> str:
    """The Message-ID as '<left@right>'; '' for anything that isn't plainly one."""
    fields = raw_fields(headers, "Message-ID")
    return plain_id(fields[0]) if len(fields) == 1 else ""


def plain_id(text: str) -> str:
    """The text if it is a Message-ID of ASCII letters, digits and the few signs that ids have; else ''.

    Nothing is decoded: an id that holds an encoded word ('=?') is none.
    """
    text = FOLDED.sub("", text).strip()
    fine = len(text) <= _LONGEST_ID and "=?" not in text and "?=" not in text and _MAIL_ID.fullmatch(text)
    return text if fine else ""
