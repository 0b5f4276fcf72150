"""Mails that somebody made to hurt. Each has the right answer attached, where it has anything."""

import base64
import io
import zipfile
from collections.abc import Callable

Make = Callable[[bytes], bytes]
HEAD = b"From: Namndsekreterare <miljo@mariestad.example>\r\nDate: Wed, 22 Apr 2026 15:40:00 +0200\r\n"
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def part(content: bytes, name: bytes = b'filename="svar.xlsx"') -> bytes:
    body = base64.encodebytes(content)
    return b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; %s\r\n\r\n%s" % (
        TYPE, name, body,
    )  # fmt: skip


def mixed(*parts: bytes, head: bytes = HEAD, boundary: bytes = b"gr") -> bytes:
    inside = b"".join(b"\r\n--%s\r\n%s" % (boundary, p) for p in parts)
    start = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n" % boundary
    return head + start + inside + b"\r\n--%s--\r\n" % boundary


def deep(levels: int) -> Make:
    """Parts in parts."""

    def make(content: bytes) -> bytes:
        made = part(content)
        for n in range(levels):
            made = mixed(made, head=b"", boundary=b"g%d" % n)
        return HEAD + made

    return make


def mails_in_mails(levels: int) -> Make:
    return lambda content: HEAD + b"MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" * levels + part(content)


def header(line: bytes) -> Make:
    return lambda content: mixed(part(content), head=line + b"\r\n" + HEAD.split(b"\r\n", 1)[1])


def nested_zips(levels: int) -> Make:
    def make(content: bytes) -> bytes:
        for _ in range(levels):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("svar.zip", content)
            content = out.getvalue()
        return mixed(part(content, b'filename="svar.zip"'))

    return make


def named(name: bytes) -> Make:
    return lambda content: mixed(part(content, name))


BIG = 400_000
READ: dict[str, Make] = {
    "avsändare med många parenteser": header(b"From: " + b"(" * BIG),
    "avsändare med många citattecken": header(b'From: "' + b'\\"' * BIG),
    "avsändare med många adresser": header(b"From: " + b"a@b.example, " * (BIG // 13)),
    "avsändare med koder": header(b"From: " + b"=?utf-8?q?=ff=fe=00?= " * (BIG // 22)),
    "avsändare med trasiga koder": header(b"From: =?x?b?=?= =?utf-8?b?////?= <@>;:,\xff\xfe"),
    "grupp som avsändare": header(b"From: grupp:;"),
    "ämne med radbrott": header(b"From: a@b.example\r\nSubject: a\r\n\tb\x00\x07\r\n c"),
    "ämne på en halv megabyte": header(b"From: a@b.example\r\nSubject: " + b"=?utf-8?b?w6U=?= " * (BIG // 17)),
    "datum som inte finns": header(b"From: a@b.example\r\nDate: Fri, 99 Foo 99999 99:99:99 +9999"),
    "datum i år noll": header(b"From: a@b.example\r\nDate: Mon, 01 Jan 0001 00:00:00 +1400"),
    "datum på en halv megabyte": header(b"From: a@b.example\r\nDate: " + b"1 " * (BIG // 2)),
    "filnamn med radbrott": named(b"filename*=utf-8''a%0D%0Ab.xlsx"),
    "filnamn med nolla": named(b"filename*=utf-8''a%00.xl%00"),
    "filnamn åt andra hållet": named(b"filename*=utf-8''a%E2%80%AExslx.exe"),
    "filnamn som leder ut": named(b'filename="../../../../tmp/ut.xlsx"'),
    "filnamn som leder ut i Windows": named(b'filename="..\\\\..\\\\ut.xlsx"'),
    "filnamn som surrogat": named(b"filename*=utf-8''a%ED%A0%80.xlsx"),
    "filnamn på en halv megabyte": named(b'filename="' + b"a" * BIG + b'.xlsx"'),
    "fem miljoner radslut i brevet": lambda content: mixed(
        b"Content-Type: text/plain\r\n\r\n" + b"\r" * 5_000_000, part(content)
    ),
    "okänd kodning av filnamn": named(b"filename*=x-okand''a%FF.xlsx"),
}
"""The attachment is read all the same."""
REFUSED: dict[str, Make] = {
    "filnamn i tusen bitar": named(b"; ".join(b"filename*%d=a" % n for n in range(1000))),
}
"""One finding: the standard library's parser takes ten seconds for a header with so many parameters."""
ANY: dict[str, Make] = {
    "delar i delar, trettio": deep(30),
    "delar i delar, tretusen": deep(3000),
    "mejl i mejl, tusen": mails_in_mails(1000),
    "tjugotusen bilagor": lambda content: mixed(*[part(b"hej%d" % n) for n in range(20_000)]),
    "typ på en halv megabyte": lambda content: HEAD + b"Content-Type: multipart/mixed; " + b"a=b; " * (BIG // 5) + b"\r\n\r\nx",
    "okänd överföring": lambda content: HEAD + b"Content-Transfer-Encoding: x-okand\r\n\r\n\xff\xfe\x00",
    "trasig base64": lambda content: mixed(part(content).replace(b"A", b"\x80", 500)),
    "uuencode": lambda content: HEAD + b"Content-Type: application/x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666\n!!",
    "uuencode utan slut": lambda content: HEAD + b"\r\n" + b"begin 644 a\r\n" * 45_000,
    "inbjudan med två miljoner parametrar": lambda content: mixed(b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nATTACH" + b";a" * 2_000_000),
    "winmail med en halv miljon filer": lambda content: mixed(part(b"\x78\x9f\x3e\x22\1\0" + (b"\2\x10\x80\1" + bytes(7)) * 500_000, b'filename="winmail.dat"')),
    "zip i zip, femtio": nested_zips(50),
    "filnamn i kodade ord utan slut": lambda content: mixed(
        part(content), part(b"hej", b'filename="' + b"=?utf-8?q?=ff?= " * 200_000 + b'"')
    ),
    "en film på sjuttio megabyte": lambda content: mixed(
        part(content), b"Content-Type: video/mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 17_500_000
    ),
    "tom gräns": lambda content: HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n' + part(content),
    "bara nollor": lambda content: b"\0" * 100_000,
    "inget alls": lambda content: b"",
    "bara rubriker": lambda content: b"".join(b"X-%d: a\r\n" % n for n in range(100_000)),
    "en rad utan slut": lambda content: b"From" * 1_000_000,
    "winmail": lambda content: mixed(part(b"\x78\x9f\x3e\x22" + b"\0" * 900, b'filename="winmail.dat"')),
    "tomma delar": lambda content: mixed(*[b""] * 20_000),
}  # fmt: skip
"""A finding of the mail, or of what is attached."""
