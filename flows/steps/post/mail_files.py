"""What lies in a mail: its parts, and of each whether it is a file, a wrapping or the letter itself."""

from __future__ import annotations

import email
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from flows.steps.files.submission import sha256
from flows.steps.post.attached import CannotOpen, Piece, each
from flows.steps.post.bounds import check_lines
from flows.steps.post.openers import from_base64, from_uu, uuencoded
from flows.steps.texts import file_name, is_mail_name
from schemas.messages import files as say

_SIGNATURE = 30_000
"""A smaller inline picture is a signature's logotype."""
_NAME = re.compile(r"""\b(?:file)?name\s*=\s*"([^"\r\n]+)\"""", re.IGNORECASE)
_BESIDE = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
"""Signatures beside what they sign."""
_MAILS = ("message/rfc822", "message/global")
_ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted")
_HEADER = rb"[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*"
_HEADERS = re.compile(rb"(?:\d+\s*\n)?(?:From [^\n]*\n)?((?:%b)+)" % _HEADER)
_OF_MAILS = re.compile(
    rb"^(From|To|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Content-Type|Subject|Date):",
    re.IGNORECASE | re.MULTILINE,
)
_LENGTH = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n(?=[!-9;-~]+:)")
"""What Apple Mail writes above each mail that it keeps (.emlx): how long it is."""
_FILES = (b"PK\3\4", b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22")
"""How a workbook or a wrapping begins, whatever its part is declared to be."""
_FILES_IN_BASE64 = (b"UEsDB", b"0M8R4", b"eJ8+I")
_MOST_PARTS = 5_000
"""More, and the library's time grows with their square."""
_PARAMETERS = re.compile(rb"^content-[a-z-]{1,40}:(?:(?:[^;\n]|\n[ \t])*+;){500}", re.IGNORECASE | re.MULTILINE)
"""More in one header than any program writes; for those too the library's time grows with their square."""
_BASE64 = re.compile(rb"^content-transfer-encoding:[ \t]*base64[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LONGEST = 4_000
"""Letters of a header; past these the library's time grows with their square."""
_MARK = re.compile("=[0-9a-f]{64}-[0-9]+=")
"""What is parsed in the place of a long attachment."""
_LONG = 10_000
"""Bytes of an attachment that the library is not to go through line by line."""


def parsed(content: bytes) -> Message[Any, Any]:
    """The mail. Raises CannotOpen for a damaged one, and Heavy for one that this process is not to read."""
    text, bodies = _lifted(_bare(content))
    check_lines(text)
    if text.count(b"\n--") > _MOST_PARTS or (text.count(b";") > 500 and _PARAMETERS.search(text)):
        raise CannotOpen(say.DAMAGED_MAIL())
    message = email.message_from_bytes(text)
    if bodies:
        _put_back(message, bodies)
    if not message.keys():
        raise CannotOpen(say.DAMAGED_MAIL())
    return message


def _bare(content: bytes) -> bytes:
    """Without what may stand above the headers: a byte order mark, empty lines, Apple Mail's length."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if length := _LENGTH.match(content[:200]):
        return content[length.end() : length.end() + int(length[1])]
    return content.lstrip(b"\r\n") if content[:1] in (b"\r", b"\n") else content


def _lifted(content: bytes) -> tuple[bytes, dict[str, memoryview]]:
    """The mail with a mark in place of each long attachment, and these by their marks."""
    if len(content) < _LONG:
        return content, {}
    kept: list[bytes] = []
    bodies: dict[str, memoryview] = {}
    at = 0
    mark = b"=%b" % sha256(content).encode()  # no mail can hold its own checksum
    for found in _BASE64.finditer(content):
        begins = _after_headers(content, found.end()) if found.start() >= at else -1
        ends = content.find(b"\n--", begins) if begins >= 0 else -1
        if ends - begins > _LONG:
            name = b"%b-%d=" % (mark, len(bodies))  # see _MARK
            bodies[name.decode()] = memoryview(content)[begins:ends]
            kept += [content[at:begins], name]
            at = ends
    return b"".join([*kept, content[at:]]), bodies


def _after_headers(content: bytes, start: int) -> int:
    """Where the empty line ends that is below the headers; -1 without one."""
    ends = [at + len(line) for line in (b"\n\n", b"\n\r\n") if (at := content.find(line, start, start + 20_000)) >= 0]
    return min(ends, default=-1)


def _put_back(message: Message[Any, Any], bodies: dict[str, memoryview]) -> None:
    waiting: list[Message[Any, Any]] = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting += [p for p in inside if isinstance(p, Message)]
        elif isinstance(inside, str) and inside.strip() in bodies:
            body: Any = bodies.pop(inside.strip())  # the library keeps whatever it is given
            part.set_payload(body)
        elif isinstance(inside, str) and _MARK.search(inside):
            part.set_payload(_MARK.sub(lambda mark: _as_text(bodies.get(mark[0]), mark[0]), inside))


def _as_text(body: memoryview | None, otherwise: str) -> str:
    return otherwise if body is None else str(body, "ascii", "surrogateescape")


def _as_bytes(payload: object) -> bytes:
    """A payload: text, each byte above 127 a lone surrogate, or a stretch of the mail's own bytes that was put back."""
    if not isinstance(payload, str):
        return bytes(payload) if isinstance(payload, memoryview) else b""
    try:
        return payload.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return payload.encode("utf-8", "surrogateescape")


def is_mail(piece: Piece) -> bool:
    """Whether it is a saved mail: by its name or declared type, or by its headers."""
    found = _HEADERS.match(_bare(piece.content[:16_000]))
    if found is None:
        return is_mail_name(piece.name)
    named = piece.kind in _MAILS or is_mail_name(piece.name)
    return named or len({name.lower() for name in _OF_MAILS.findall(found[1])}) > 1


def in_mail(piece: Piece) -> Iterator[Piece]:
    """The parts of a mail that isn't parsed yet."""
    return _parts(parsed(piece.content))


def pieces_of(piece: Piece) -> Iterator[Piece]:
    """The parts of a mail that is parsed."""
    return _parts(piece.message) if piece.message is not None else iter(())


def _parts(message: Message[Any, Any]) -> Iterator[Piece]:
    return each(_leaves(message), _name, _opened)


def _leaves(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that hold something; a forwarded mail is one, whatever is in it. A loop, for deeply nested ones."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        multiple = part.get_content_maintype() == "multipart" and part.get_content_type() not in _ENCRYPTED
        if multiple and isinstance(inside, list):
            waiting += [p for p in reversed(inside) if isinstance(p, Message)]
        else:
            yield part


def _opened(part: Message[Any, Any]) -> Iterator[Piece]:
    """The file or wrapping that a part is; nothing for the letter itself, a signature or a logotype in it."""
    kind, name = part.get_content_type(), _name(part)
    if kind in _ENCRYPTED:
        raise CannotOpen(say.ENCRYPTED_MAIL())
    if kind in _MAILS:
        content, mail = _forwarded(part)
        yield Piece(name, content, kind, mail)
        return
    payload = _payload(part)
    if not payload or kind in _BESIDE:
        return
    if part.get_content_maintype() == "multipart":  # its parts are in base64, which they mustn't be
        yield Piece(name, b"Content-Type: %b\n\n%b" % (str(part["Content-Type"]).encode(), payload), _MAILS[0])
    elif part.get_content_maintype() == "text" and not name and not payload.startswith(_FILES):
        yield from [Piece("", payload, kind)] if kind == "text/calendar" else uuencoded(payload)
    elif not _is_logotype(part, payload):
        yield Piece(name or "bilaga", payload, kind)


def _forwarded(part: Message[Any, Any]) -> tuple[bytes, Message[Any, Any]]:
    """The mail in a part; some programs write it in base64 though they mustn't, and then it has no headers yet.

    Its bytes too, where they don't stand as they are in the mail around it.
    """
    inside = part.get_payload()
    mail = inside[0] if isinstance(inside, list) and inside and isinstance(inside[0], Message) else part
    if (mail is part or not mail.keys()) and _encoding(part) == "base64":
        content = from_base64(_as_bytes(mail.get_payload()))
        return content, parsed(content)
    return b"", mail


def _encoding(part: Message[Any, Any]) -> str:
    """How the part is encoded, however that is spelt: 'Base-64', 'base64 ', 'x-uuencode', 'quoted printable'."""
    said = re.split(r"[;(,]", decoded(part.get("Content-Transfer-Encoding", "")).lower())[0]
    return _ENCODINGS.get(re.sub(r"[^a-z0-9]", "", said).removeprefix("x"), "")


_ENCODINGS = {
    **dict.fromkeys(("base64", "b64", "64", "bas64", "base"), "base64"),
    **dict.fromkeys(("quotedprintable", "quotedprint", "quoted", "qp", "q"), "quoted"),
    **dict.fromkeys(("uuencode", "uuencoded", "uue", "uu"), "uu"),
}


def _payload(part: Message[Any, Any]) -> bytes:
    """What a part holds, decoded."""
    raw = _as_bytes(part.get_payload())
    encoding = _encoding(part)
    if encoding == "base64" or raw[:80].lstrip().startswith(_FILES_IN_BASE64):
        return from_base64(raw)
    if encoding == "quoted":
        return quopri.decodestring(raw)
    return from_uu(raw) if encoding == "uu" else raw


def _is_logotype(part: Message[Any, Any], payload: bytes) -> bool:
    inline = part.get_content_disposition() != "attachment"
    picture = part.get_content_maintype() == "image" and not payload.startswith(_FILES)
    return inline and picture and len(payload) < _SIGNATURE


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
    """A header's words as they are meant (RFC 2047); as they stand where they can't be read. Cut where it is long."""
    text = str(value)[:_LONGEST]
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


def text_of(message: Message[Any, Any]) -> str:
    """What the mail says, as text or HTML; empty where nothing can be read."""
    said = []
    for part in _leaves(message):
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            charset = part.get_content_charset("utf-8")
            with suppress(LookupError):
                said.append(_payload(part).decode(charset, "replace"))
    return "\n".join(said)[:200_000]
