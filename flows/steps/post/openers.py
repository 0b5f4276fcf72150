"""The wrappings other than mail: how each is known by its bytes, and what lies in it."""

from __future__ import annotations

import binascii
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from flows.steps.files.formats import format_of
from flows.steps.files.guard import packing, part, too_large
from flows.steps.post.attached import CannotOpen, Piece, each
from flows.steps.texts import file_name, left_by_a_program
from schemas.messages import files as say

_TNEF = b"\x78\x9f\x3e\x22"
_OLE = b"\xd0\xcf\x11\xe0"
_APPLE_SINGLE, _APPLE_DOUBLE = b"\x00\x05\x16\x00", b"\x00\x05\x16\x07"
_CMS = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
"""The object id that begins PKCS #7: signed, encrypted and so on."""
_PEM = re.compile(rb"\s*-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----(.*?)-----END", re.DOTALL)
_ENCRYPTED = ("enveloped_data", "encrypted_data", "authenticated_enveloped_data", "signed_and_enveloped_data")
_ATTACHED = re.compile(
    rb"^ATTACH((?:;[^:;\r\n\"]++(?:\"[^\"\r\n]*+\")?+){0,50}+):([^\r\n]++)", re.IGNORECASE | re.MULTILINE
)
_CALLED = re.compile(rb";(?:X-)?(?:APPLE-|ORACLE-)?FILENAME=\"?([^\";:\r\n]+)", re.IGNORECASE)
_DATA_ADDRESS = re.compile(rb"data:[^,]{0,200};base64,", re.IGNORECASE)
_UU_BEGIN = re.compile(rb"^begin(-base64)? [0-7]{3,4} ([^\r\n]++)\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*+$", re.MULTILINE)


def is_resource(piece: Piece) -> bool:
    """Whether it is what a Mac keeps of a file besides its content: no one has sent it."""
    return piece.content.startswith(_APPLE_DOUBLE)


def is_zip(piece: Piece) -> bool:
    """Whether it is a zip and no document of some program."""
    return piece.content.startswith(b"PK") and format_of(piece.content) == ("zip", None)


def in_zip(piece: Piece) -> Iterator[Piece]:
    """Its files, without paths."""
    with zipfile.ZipFile(io.BytesIO(piece.content)) as archive:
        if too_large(archive):
            raise CannotOpen(say.TOO_LARGE())
        entries = [e for e in archive.infolist() if not e.is_dir() and _was_sent(e.filename)]
        if trouble := packing(entries):
            raise CannotOpen(trouble)
        yield from each(
            entries, lambda e: e.filename, lambda e: [Piece(file_name(e.filename) or "fil", part(archive, e))]
        )


def _was_sent(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" not in path.parts and not left_by_a_program(path.name)


def is_tnef(piece: Piece) -> bool:
    """Whether it is Outlook's own wrapping, winmail.dat by name."""
    return piece.content.startswith(_TNEF)


def in_tnef(piece: Piece) -> Iterator[Piece]:
    """The files in it."""
    from tnefparse import TNEF

    found = TNEF(piece.content, do_checksum=False).attachments
    yield from each(found, lambda one: "", lambda one: [Piece(_tnef_name(one) or "bilaga", bytes(one.data))])


def _tnef_name(one: object) -> str:
    """Names that aren't Unicode are in Windows's characters; the library takes them for UTF-8."""
    try:
        name = one.long_filename() or one.name  # type: ignore[attr-defined]
    except UnicodeDecodeError:
        name = getattr(one, "_name", b"")
    text = name.decode("cp1252", "replace") if isinstance(name, bytes) else str(name or "")
    return text.strip("\0")


def is_outlook(piece: Piece) -> bool:
    """Whether it is a mail that Outlook has saved."""
    if not piece.content.startswith(_OLE):
        return False
    from flows.steps.post.outlook import is_msg

    return is_msg(piece.content)


def in_outlook(piece: Piece) -> Iterator[Piece]:
    """The files in it, also those of mails within the mail."""
    from flows.steps.post.outlook import pieces_of

    yield from pieces_of(piece.content)


def is_signed(piece: Piece) -> bool:
    """Whether it is S/MIME or another file with its signature around it, or encrypted; in bytes or as text."""
    return (piece.content[:1] == b"\x30" and _CMS in piece.content[:64]) or _PEM.match(
        piece.content[:200] + b"-----END"
    ) is not None


def in_signed(piece: Piece) -> Iterator[Piece]:
    """What was signed. The signature isn't judged here."""
    armoured = _PEM.match(piece.content)
    content = binascii.a2b_base64(armoured[1]) if armoured else piece.content
    inside = signed_content(content)
    if inside:
        name = file_name(piece.name)
        yield Piece(name[:-4] if name.lower().endswith(".p7m") else "", inside, "message/rfc822")


def signed_content(content: bytes) -> bytes:
    """The bytes that were signed; none where a signature stands alone. Raises CannotOpen for what is encrypted."""
    from asn1crypto import cms

    found = cms.ContentInfo.load(content)
    kind = found["content_type"].native
    if kind in _ENCRYPTED:
        raise CannotOpen(say.ENCRYPTED_MAIL())
    if kind != "signed_data":
        raise CannotOpen(say.DAMAGED())
    return bytes(found["content"]["encap_content_info"]["content"].native or b"")


def is_apple_single(piece: Piece) -> bool:
    """Whether it is a Mac's file and its attributes in one."""
    return piece.content.startswith(_APPLE_SINGLE)


def in_apple_single(piece: Piece) -> Iterator[Piece]:
    """The file in it: entry 1 of those that its table lists (RFC 1740)."""
    (count,) = struct.unpack_from(">H", piece.content, 24)
    for at in range(26, 26 + 12 * count, 12):
        entry, start, length = struct.unpack_from(">III", piece.content, at)
        if entry == 1:
            yield Piece(piece.name or "bilaga", piece.content[start : start + length])


def is_calendar(piece: Piece) -> bool:
    """Whether it is an invitation or another calendar file."""
    return piece.content[:200].lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR")


def in_calendar(piece: Piece) -> Iterator[Piece]:
    """The files in it (RFC 5545, ATTACH); its addresses of files elsewhere are left."""
    lines = re.sub(rb"\r?\n[ \t]", b"", piece.content)
    yield from each(_ATTACHED.finditer(lines), lambda found: _calendar_name(found[1]), _calendar_file)


def _calendar_file(found: re.Match[bytes]) -> Iterator[Piece]:
    about, value = found[1], found[2]
    address = _DATA_ADDRESS.match(value)
    if address or b"BASE64" in about.upper():
        yield Piece(_calendar_name(about) or "bilaga", from_base64(value[address.end() :] if address else value))


def _calendar_name(about: bytes) -> str:
    called = _CALLED.search(about)
    return called[1].decode("utf-8", "replace") if called else ""


def uuencoded(text: bytes) -> Iterator[Piece]:
    """The files that stand as text in a letter, as older mail programs write them."""
    yield from each(_uuencoded(text.replace(b"\r\n", b"\n")), lambda one: one[0], lambda one: [_uu_file(*one)])


def _uuencoded(text: bytes) -> Iterator[tuple[str, bytes, bool]]:
    """Name, lines, and whether these are in base64. Where one has no end no later one has, so the text is read once."""
    at = 0
    while (begin := _UU_BEGIN.search(text, at)) and (end := _UU_END.search(text, begin.end())):
        yield begin[2].decode("utf-8", "replace"), text[begin.end() : end.start()], begin[1] is not None
        at = end.end()


def _uu_file(name: str, lines: bytes, is_base64: bool) -> Piece:
    return Piece(name, from_base64(lines) if is_base64 else from_uu(lines))


def from_uu(text: bytes) -> bytes:
    """The bytes of uuencoded lines; some programs write more on a line than it says that it has."""
    out = []
    for line in text.splitlines():
        if not line or line.startswith(b"begin "):
            continue
        if line.strip() == b"end":
            break
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        out.append(binascii.a2b_uu(line[:length]))
    return b"".join(out)


_SAFE_IN_ADDRESSES = bytes.maketrans(b"-_", b"+/")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_WHOLE_LINES = re.compile(rb"(?:[A-Za-z0-9+/=]*[ \t]*(?:\r?\n|\r?\Z))*")


def from_base64(text: bytes) -> bytes:
    """The bytes of base64, also of several pieces after each other that each have their own end.

    What follows an end and isn't whole base64 is something that a server has added below.
    """
    if b"+" not in text and b"/" not in text:
        text = text.translate(_SAFE_IN_ADDRESSES)
    ends = text.find(b"=")
    rest = text[ends:] if ends >= 0 else b""
    found = [_one_base64(text[:ends] if rest.strip(b"= \t\r\n") else text)]
    if rest.strip(b"= \t\r\n"):
        whole = _WHOLE_LINES.match(rest)
        later = re.split(b"=+", b"".join((whole[0] if whole else b"").split()))
        found += [_one_base64(piece) for piece in later if len(piece) % 4 != 1]
    return b"".join(found)


def _one_base64(text: bytes) -> bytes:
    plain = text.translate(None, _NOT_BASE64)
    if len(plain) % 4:  # a whole one is not copied: it may be large
        plain = plain.rstrip(b"=")
        plain = plain[:-1] if len(plain) % 4 == 1 else plain + b"=" * (-len(plain) % 4)
    return binascii.a2b_base64(plain)
