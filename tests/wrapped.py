"""A file in a wrapping of each kind, built here, so that wrappings can be put in each other in any order."""

import base64
import io
import zipfile
from collections.abc import Callable, Sequence

from tests.certificates import signed_mail
from tests.odd_mails import SENDER, attached, letter, tnef
from tests.outlook_file import msg

Wrap = Callable[[bytes, str], tuple[bytes, str]]
"""Takes a file's content and name; gives those of the wrapping."""
ANY = ("application", "octet-stream")


def as_eml(content: bytes, name: str) -> tuple[bytes, str]:
    return attached(content, name, ANY).as_bytes(), "Prognos.eml"


def as_emlx(content: bytes, name: str) -> tuple[bytes, str]:
    """What Apple Mail keeps: the mail's length, the mail, and a property list."""
    mail = as_eml(content, name)[0]
    return b"%d  \n%b<?xml version='1.0'?><plist></plist>" % (len(mail), mail), "4711.emlx"


def forwarded(content: bytes, name: str) -> tuple[bytes, str]:
    outer = letter(subject="VB: Prognos")
    outer.add_attachment(attached(content, name, ANY))
    return outer.as_bytes(), "Vidarebefordrat.eml"


def as_msg(content: bytes, name: str) -> tuple[bytes, str]:
    return msg("Prognos", SENDER, "", {name: content}), "Prognos.msg"


def as_ansi_msg(content: bytes, name: str) -> tuple[bytes, str]:
    return msg("Prognos för åäö", SENDER, "", {name: content}, ansi=True), "Äldre.msg"


def as_winmail(content: bytes, name: str) -> tuple[bytes, str]:
    return tnef(content, name), "winmail.dat"


def as_signed(content: bytes, name: str) -> tuple[bytes, str]:
    return signed_mail(as_eml(content, name)[0]), "smime.p7m"


def as_zip(content: bytes, name: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"mapp/{name}", content)
    return out.getvalue(), "svar.zip"


def as_invitation(content: bytes, name: str) -> tuple[bytes, str]:
    """A calendar file with a file in it (RFC 5545), its long lines folded."""
    body = base64.b64encode(content).decode()
    line = f"ATTACH;FMTTYPE=application/octet-stream;ENCODING=BASE64;VALUE=BINARY;X-FILENAME={name}:{body}"
    folded = "\r\n ".join(line[at : at + 70] for at in range(0, len(line), 70))
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{folded}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(), "möte.ics"


WRAPS: dict[str, Wrap] = {
    ".eml": as_eml,
    ".emlx": as_emlx,
    "message/rfc822": forwarded,
    ".msg": as_msg,
    ".msg in ANSI": as_ansi_msg,
    "winmail.dat": as_winmail,
    "smime.p7m": as_signed,
    "zip": as_zip,
    "ics": as_invitation,
}


def wrapped(content: bytes, name: str, kinds: Sequence[str]) -> tuple[bytes, str]:
    """The file in wrappings of these kinds, the first outermost."""
    for kind in reversed(kinds):
        content, name = WRAPS[kind](content, name)
    return content, name


def raw(head: str, body: bytes) -> bytes:
    """A mail with one attached file, its part's headers and body written just so."""
    return (
        f"From: {SENDER}\r\nTo: prognos@mariestad.example\r\nSubject: Prognos\r\nMessage-ID: <raw@x.example>\r\n"
        "Date: Mon, 20 Apr 2026 09:15:00 +0200\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHej!\r\n--x\r\n"
        f"Content-Disposition: attachment; filename=MBN.xlsx\r\n{head}\r\n\r\n"
    ).encode() + body + b"\r\n--x--\r\n"  # fmt: skip


def misspelt(content: bytes, spelling: str) -> bytes:
    """Its transfer encoding spelt so."""
    head = f"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: {spelling}"
    return raw(head, base64.encodebytes(content))


def in_padded_pieces(content: bytes, size: int = 1000) -> bytes:
    """Base64 in pieces that each have their own end, as some gateways write."""
    pieces = [base64.encodebytes(content[at : at + size]) for at in range(0, len(content), size)]
    return raw("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64", b"".join(pieces))


def from_a_mac(content: bytes) -> bytes:
    """Apple Mail's multipart/appledouble: the file's attributes, and the file, under one name."""
    attributes = base64.encodebytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(80)).decode()
    inner = (
        "--y\r\nContent-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename=MBN.xlsx\r\n\r\n{attributes}\r\n"
        "--y\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=MBN.xlsx\r\n\r\n"
    ).encode()
    return raw("Content-Type: multipart/appledouble; boundary=y", inner + base64.encodebytes(content) + b"--y--\r\n")
