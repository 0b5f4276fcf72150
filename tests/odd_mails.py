"""Mails as they come: built here, so that what is in each is known. Each has the spreadsheet CONTENT somewhere."""

import base64
import email.policy
import io
import struct
import zipfile
from email.message import EmailMessage

from tests.certificates import encrypted_mail, signed_mail
from tests.outlook_file import msg

NAME = "MBN prognos april åäö.xlsx"
SENDER = "miljobyggnad@mariestad.example"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


SERVER = "mx.mariestad.example"
"""The kommun's own mail server, as it signs what it says of a sender."""


def letter(sender: str = SENDER, subject: str = "Prognos april", number: str = "1", **headers: str) -> EmailMessage:
    """A mail that the kommun's own server has tested and found genuine; `Authentication_Results=""` leaves that out."""
    message = EmailMessage(policy=email.policy.SMTP)
    passed = f"{SERVER}; dmarc=pass header.from={sender.rpartition('@')[2]}"
    headers = {name: value for name, value in {"Authentication_Results": passed, **headers}.items() if value}
    message["From"], message["To"] = f"Åsa Öberg <{sender}>", "prognos@mariestad.example"
    message["Subject"], message["Message-ID"] = subject, f"<odd-{number}@mariestad.example>"
    message["Date"] = "Mon, 20 Apr 2026 09:15:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hej!\n\nHär kommer nämndens prognos.\n")
    return message


def attached(content: bytes, name: str = NAME, kind=XLSX, **more) -> EmailMessage:
    message = letter(**more)
    message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    return message


def forwarded(content: bytes, times: int = 3) -> bytes:
    message = attached(content)
    for _ in range(times):
        outer = letter(subject="VB: Prognos april")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def forwarded_as_file(content: bytes) -> bytes:
    return attached(attached(content).as_bytes(), "Prognos april.eml", ("application", "octet-stream")).as_bytes()


def forwarded_in_base64(content: bytes) -> bytes:
    """What some programs write though RFC 2046 forbids it."""
    inner = base64.encodebytes(attached(content).as_bytes()).decode()
    return (
        f"From: {SENDER}\r\nSubject: VB\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{inner}\r\n--x--\r\n"
    ).encode()


def raw_name(content: bytes, parameter: str) -> bytes:
    """A mail whose attachment's name is written just so."""
    body = base64.encodebytes(content).decode()
    return (
        f"From: {SENDER}\r\nSubject: =?utf-8?Q?Prognos_f=C3=B6r_april?=\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHej\r\n--x\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {parameter}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--x--\r\n"
    ).encode("latin-1")


def inline(content: bytes) -> bytes:
    message = attached(content)
    part = next(iter(message.iter_attachments()))
    part.replace_header("Content-Disposition", f'inline; filename="{"MBN.xlsx"}"')
    return message.as_bytes()


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mapp/MBN.xlsx", content)
    return attached(out.getvalue(), "prognos.zip", ("application", "zip")).as_bytes()


def winmail(content: bytes) -> bytes:
    return attached(tnef(content, "MBN.xlsx"), "winmail.dat", ("application", "ms-tnef")).as_bytes()


def tnef(content: bytes, name: str) -> bytes:
    """Outlook's wrapping, as [MS-OXTNEF] 2.1.3 has it: a signature, a key, and attributes with their checksums."""

    def attribute(level: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    return b"".join(
        (
            struct.pack("<IH", 0x223E9F78, 1),
            attribute(1, 0x00089006, struct.pack("<I", 0x10000)),  # version
            attribute(2, 0x00069002, struct.pack("<HIIHHI", 1, 0xFFFFFFFF, 32, 32, 0, 0)[:14]),  # a file begins
            attribute(2, 0x00018010, name.encode("cp1252") + b"\0"),
            attribute(2, 0x0006800F, content),
        )
    )


def signed_beside(content: bytes) -> bytes:
    """S/MIME with the signature as a part of its own."""
    inner = attached(content)
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["Subject"] = SENDER, "Signerat"
    message["Content-Type"] = 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256'
    signature = EmailMessage()
    signature.set_content(b"\x30\x03\x02\x01\x01", "application", "pkcs7-signature", filename="smime.p7s")
    del inner["From"], inner["To"], inner["Subject"], inner["Message-ID"], inner["Date"]
    message.set_payload([inner, signature])
    return message.as_bytes()


def signed_around(content: bytes, *, encrypted: bool = False) -> bytes:
    """S/MIME that holds the mail inside (opaque), made by the cryptography library; or one that is encrypted."""
    made = (encrypted_mail if encrypted else signed_mail)(attached(content).as_bytes())
    body = base64.encodebytes(made).decode()
    kind = "enveloped-data" if encrypted else "signed-data"
    return (
        f"From: {SENDER}\r\nSubject: Signerat\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: application/pkcs7-mime; smime-type={kind}; name="smime.p7m"\r\n'
        f'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7m"\r\n\r\n{body}'
    ).encode()


def found(content: bytes) -> dict[str, bytes]:
    """Mails in which the spreadsheet is, by what is odd about them."""
    headers = letter().as_string().partition("\r\n\r\n")[0]
    return {
        "a plain one": attached(content).as_bytes(),
        "forwarded three times": forwarded(content),
        "forwarded as a file": forwarded_as_file(content),
        "forwarded in base64": forwarded_in_base64(content),
        "name by RFC 2231": raw_name(content, "filename*=utf-8''MBN%20prognos%20%C3%A5%C3%A4%C3%B6.xlsx"),
        "name by RFC 2231 in parts": raw_name(
            content, "filename*0*=utf-8''MBN%20; filename*1*=%C3%A5%C3%A4%C3%B6.xlsx"
        ),
        "name by RFC 2047": raw_name(content, 'filename="=?utf-8?B?TUJOIMOlw6TDti54bHN4?="'),
        "name in Latin-1 as it is": raw_name(content, 'filename="MBN åäö.xlsx"'),
        "name with a folder": raw_name(content, 'filename="..\\\\..\\\\Användare\\\\MBN.xlsx"'),
        "no name": raw_name(content, "size=1"),
        "called a PDF": attached(content, "MBN.xlsx", ("application", "pdf")).as_bytes(),
        "called a picture": attached(content, "MBN.xlsx", ("image", "png")).as_bytes(),
        "in the text": inline(content),
        "in a zip": zipped(content),
        "in winmail.dat": winmail(content),
        "signed, the signature beside": signed_beside(content),
        "signed, the mail inside": signed_around(content),
        "saved by Outlook": msg("Prognos april", SENDER, headers, {NAME: content}),
        "in a mail in a mail that Outlook saved": msg("VB: Prognos april", SENDER, "", {"Prognos.msg": content}),
    }


def without() -> dict[str, tuple[bytes, str]]:
    """Mails without a spreadsheet, and what is said of each."""
    link = letter()
    link.set_content("Filen ligger här: https://mariestad-my.sharepoint.com/:x:/g/personal/abc?e=1 Hälsningar")
    page = letter()
    page.set_content('<p>Se <a href="https://1drv.ms/x/s!Abc">filen</a></p>', subtype="html")
    picture = attached(b"\x89PNG\r\n\x1a\n" + bytes(40_000), "skärmbild.png", ("image", "png"))
    return {
        "nothing": (letter().as_bytes(), "Mejlet har ingen kalkylfil som bilaga."),
        "a link": (link.as_bytes(), "Mejlet har en länk till en fil i SharePoint men ingen bifogad fil."),
        "a link in HTML": (page.as_bytes(), "Mejlet har en länk till en fil i OneDrive men ingen bifogad fil."),
        "a picture": (picture.as_bytes(), "Filen är en bild."),
        "encrypted": (signed_around(b"x", encrypted=True), "Mejlet är krypterat och går inte att öppna här."),
        "no mail at all": (b"\0\1\2" * 50, "Mejlet är skadat och går inte att läsa."),
        "a broken .msg": (b"\xd0\xcf\x11\xe0" + bytes(2000), "Mejlet är skadat och går inte att läsa."),
    }
