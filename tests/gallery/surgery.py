"""Cases that no office program makes: the bytes of a file that one did make, cut and sewn."""

import base64
import email.policy
import io
import re
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

from tests.gallery.cases import Case, told
from tests.gallery.xlsb import as_xlsb


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The zip with every part passed through `change`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), change(entry.filename, old.read(entry)))
    return out.getvalue()


def in_sheets(pattern: str, by: str) -> Callable[[bytes], bytes]:
    def change(name: str, part: bytes) -> bytes:
        text = part.decode("utf-8") if name.endswith(".xml") else ""
        return re.sub(pattern, by, text).encode() if text and re.search(pattern, text) else part

    return lambda content: rewritten(content, change)


def uncalculated(result: str) -> Callable[[bytes], bytes]:
    """A forecast that is a formula without its cached result, as programs other than an office save it."""
    return in_sheets(r'<c r="G8"([^>]*)><v>4010</v></c>', rf'<c r="G8"\1><f>4000+10</f>{result}</c>')


def far_apart(content: bytes) -> bytes:
    """One cell at the very end of a sheet: calamine would ask for memory for all between."""
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return in_sheets("</sheetData>", cell)(content)


def entities(content: bytes) -> bytes:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return in_sheets(r"^<\?xml[^>]*\?>", bomb)(content)


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def bomb(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


def zipped(*names: str) -> Callable[[bytes], bytes]:
    def make(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in names:
                made.writestr(zipfile.ZipInfo(name), content if name.endswith("xlsx") else b"Hej")
        return out.getvalue()

    return make


def word(content: bytes) -> bytes:
    return zipped("word/document.xml", "[Content_Types].xml")(content)


def locked(content: bytes) -> bytes:
    """With a password, as Excel itself does it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("hemligt", out)
    return out.getvalue()


def photographed(content: bytes) -> bytes:
    """A picture of one white point."""
    point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTwc4wAAAABJRU5ErkJggg=="
    return base64.b64decode(point)


def mailed(*attachments: tuple[str, str, bytes | None], sender: str = "miljobyggnad@mariestad.example"):
    def make(content: bytes) -> bytes:
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"], message["Subject"], message["Date"] = sender, "Prognos", "Thu, 23 Apr 2026 09:00:00 +0200"
        message.set_content("Hej, här kommer den.")
        for name, kind, payload in attachments:
            main, sub = kind.split("/")
            message.add_attachment(payload or content, maintype=main, subtype=sub, filename=name)
        if attachments:
            message.set_boundary("=_prov")
        return message.as_bytes()

    return make


def broken_xls(content: bytes) -> bytes:
    """An OLE file whose directory promises a workbook that isn't there."""
    name = "Workbook".encode("utf-16-le")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    return head.ljust(512, b"\xff") + name.ljust(512, b"\0")


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = b"%PDF-1.7\n" + b"x" * 40_000

SURGERY: tuple[tuple[Case, Callable[[bytes], bytes]], ...] = (
    (told("formel utan resultat", "E V1 Ekonomi G8", same=False), uncalculated("")),
    (told("formel med tomt resultat", "E V1 Ekonomi G8", same=False), uncalculated("<v></v>")),
    (told("formel med resultatet tom text", "E V2 Ekonomi G8", same=False),
     in_sheets(r'<c r="G8"([^>]*)><v>4010</v></c>', r'<c r="G8"\1 t="str"><f>""</f><v></v></c>')),
    (told("två celler långt isär", "E H1"), far_apart),
    (told("entiteter", "E H1"), entities),
    (told("halv fil", "E H1"), halved),
    (told("tom fil", "E H1"), lambda content: b""),
    (told("bara text", "E H1"), lambda content: b"Hej! Prognosen kommer snart.\n"),
    (told("zipbomb", "E H1"), bomb),
    (told("låst med lösenord", "E H1"), locked),
    (told("binär arbetsbok", "N V1 Mål J10; N V1 Beslut C7", ending=".xlsb"), as_xlsb),
    (told("bild av mallen", "E H1", ending=".png"), photographed),
    (told("Word-dokument", "E H1", ending=".docx"), word),
    (told("trasig äldre Excel", "E H1", ending=".xls"), broken_xls),
    (told("annan kommuns mall", "E I2"), in_sheets("mariestad/2026", "annanstad/2026")),
    (told("nyare version av mallen", "E I2"), in_sheets("/MBN/v2", "/MBN/v9")),
    (told("målregistret ändrat sedan dess", "N L1"), in_sheets("Avtryck: [0-9a-f]{12}", "Avtryck: 0123456789ab")),
    (told("i en zip", "", ending=".zip"), zipped("prognos/MBN april.xlsx", "läs mig.txt")),
    (told("zip utan kalkylfil", "E H1", ending=".zip"), zipped("läs mig.txt")),
    (told("i ett mejl", "", ending=".eml"), mailed(("MBN.xlsx", XLSX_TYPE, None))),
    (told("i ett mejl med fel filtyp", "", ending=".eml"), mailed(("MBN.bin", "application/octet-stream", None))),
    (told("mejl med två lika filer", "", ending=".eml"),
     mailed(("MBN.xlsx", XLSX_TYPE, None), ("MBN (2).xlsx", XLSX_TYPE, None))),
    (told("mejl med utskrift", "E H1", ending=".eml"), mailed(("MBN.pdf", "application/pdf", PDF))),
    (told("mejl utan bilaga", "E H2", ending=".eml"), mailed()),
    (told("mejl från en annan nämnd", "E I3", ending=".eml", same=False),
     mailed(("MBN.xlsx", XLSX_TYPE, None), sender="tekniskanamnden@mariestad.example")),
)  # fmt: skip
