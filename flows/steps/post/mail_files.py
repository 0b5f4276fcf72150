"""Every file in a mail, by whatever road it came: forwarded mails, winmail.dat, signed mails, odd names and types."""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from flows.steps.post.attached import Attached
from flows.steps.texts import file_name, is_mail_name

DEEPEST = 6
"""Mails within mails; deeper than that no one has forwarded."""
_SIGNATURE = 30_000
"""A smaller inline picture is a signature's logotype."""
_TNEF = b"\x78\x9f\x3e\x22"
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_NAME = re.compile(r"""\b(?:file)?name\s*=\s*"([^"\r\n]+)\"""", re.IGNORECASE)
_BESIDE = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
"""Signatures beside what they sign."""


def files_in(message: Message[Any, Any], depth: int = 0) -> Iterator[Attached]:
    """The files of a mail and of the mails in it, in order."""
    if depth > DEEPEST:
        return
    for part in _leaves(message):
        if part.get_content_type() == "message/rfc822":
            yield from files_in(_forwarded(part), depth + 1)
            continue
        try:
            found = list(_opened(part, _payload(part), depth))
        except Exception:  # a part that the library can't make out; what else is in the mail is read
            continue
        yield from found


def _leaves(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that hold something; a forwarded mail is one, whatever is in it. A loop, for deeply nested ones."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting += [p for p in reversed(inside) if isinstance(p, Message)]
        else:
            yield part


def _forwarded(part: Message[Any, Any]) -> Message[Any, Any]:
    """The mail in a part; some programs write it in base64 though they mustn't, and then it has no headers yet."""
    inside = part.get_payload()
    mail = inside[0] if isinstance(inside, list) and inside and isinstance(inside[0], Message) else part
    if mail.keys() or str(part.get("Content-Transfer-Encoding", "")).lower() != "base64":
        return mail
    text = mail.get_payload()
    return _parsed(binascii.a2b_base64(text if isinstance(text, str) else ""))


def _parsed(content: bytes) -> Message[Any, Any]:
    return email.message_from_bytes(content)


def _payload(part: Message[Any, Any]) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _opened(part: Message[Any, Any], payload: bytes, depth: int) -> Iterator[Attached]:
    """The file of a part, or the files in it where it is a wrapping."""
    name, kind = _name(part), part.get_content_type()
    if not payload:
        return
    if kind in _SIGNED:
        yield from files_in(_parsed(unsigned(payload)), depth + 1)
    elif payload.startswith(_TNEF):
        yield from _winmail(payload)
    elif is_mail_name(name):
        yield from _saved(payload, depth)
    elif _is_file(part, name, payload):
        yield Attached(name or "bilaga", payload)


def _name(part: Message[Any, Any]) -> str:
    """The name without folders or line breaks; it may be encoded by RFC 2231, by RFC 2047, or not at all."""
    try:
        name = decoded(part.get_filename() or "")
    except Exception:  # the standard library raises several kinds for broken parameters
        return ""
    if "\N{REPLACEMENT CHARACTER}" in name:
        name = _as_written(part) or name
    return file_name(name)


def decoded(value: object) -> str:
    """A header's words as they are meant (RFC 2047); as they stand where they can't be read."""
    text = str(value)
    if "=?" not in text:
        return text
    with suppress(ValueError, LookupError, HeaderParseError):
        return str(make_header(decode_header(text)))
    return text


def _as_written(part: Message[Any, Any]) -> str:
    """A name that stands in the header in some character set that isn't said: UTF-8 if it can be, else Windows's."""
    for _, value in part.raw_items():
        if found := _NAME.search(str(value)):
            raw = found[1].encode("utf-8", "surrogateescape")
            with suppress(UnicodeDecodeError):
                return raw.decode("utf-8")
            return raw.decode("cp1252", "replace")
    return ""


def _is_file(part: Message[Any, Any], name: str, payload: bytes) -> bool:
    """Whether a part is something that was attached, and not the letter itself, its signature or a logotype in it."""
    if part.get_content_maintype() == "text" and not name:
        return False
    if part.get_content_type() in _BESIDE:
        return False
    inline = part.get_content_disposition() != "attachment"
    return not (inline and part.get_content_maintype() == "image" and len(payload) < _SIGNATURE)


def unsigned(content: bytes) -> bytes:
    """What an opaquely signed mail (S/MIME) holds; empty for an encrypted one. The signature isn't judged here."""
    from asn1crypto import cms

    with suppress(ValueError, TypeError, KeyError):
        found = cms.ContentInfo.load(content)
        if found["content_type"].native == "signed_data":
            return bytes(found["content"]["encap_content_info"]["content"].native or b"")
    return b""


def is_encrypted(message: Message[Any, Any]) -> bool:
    """Whether the mail can only be read by someone with a key."""
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in _SIGNED and not unsigned(_payload(part)):
            return True
        if kind in ("application/pgp-encrypted", "multipart/encrypted"):
            return True
    return False


def _winmail(content: bytes) -> Iterator[Attached]:
    """The files in Outlook's own wrapping, winmail.dat."""
    from tnefparse import TNEF

    for one in TNEF(content, do_checksum=False).attachments:
        name = one.long_filename() or one.name
        yield Attached(" ".join(str(name or "bilaga").split()), bytes(one.data))


def _saved(content: bytes, depth: int) -> Iterator[Attached]:
    """The files of a mail that is attached as a file."""
    from flows.steps.post.outlook import files_of, is_msg

    yield from files_of(content) if is_msg(content) else files_in(_parsed(content), depth + 1)


def text_of(message: Message[Any, Any]) -> str:
    """What the mail says, as text or HTML; empty where nothing can be read."""
    said = []
    for part in _leaves(message):
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            charset = part.get_content_charset("utf-8")
            with suppress(LookupError):
                said.append(_payload(part).decode(charset, "replace"))
    return "\n".join(said)[:200_000]
