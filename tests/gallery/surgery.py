"""Cases that no office program makes: the bytes of a file that one did make, cut and sewn."""

import base64
import email.policy
import io
import re
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

from flows.steps.files.guard import column_number
from tests.gallery.cases import Case, told
from tests.gallery.xlsb import Failed, as_xlsb


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


def failing(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """An error where a forecast should be, in a workbook as a program other than an office writes it."""

    def make(content: bytes) -> bytes:
        error = (r'<c r="G8"([^>]*?)(?: t="n")?><v>4010</v></c>', r'<c r="G8"\1 t="e"><v>#REF!</v></c>')
        content = in_sheets(*error)(content)
        for change in changes:
            content = change(content)
        return content

    return make


def without_places(content: bytes) -> bytes:
    """Rows and cells that don't state where they are, as some programs write them."""

    def cells(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        text = re.sub(r"<row [^>]*?(/?)>", r"<row\1>", part.decode())
        return re.sub(r'<c r="[A-Z]+\d+"', "<c", text).encode()

    return rewritten(filled_out(content), cells)


def filled_out(content: bytes) -> bytes:
    """Every cell and row written, also the empty ones, so that order alone gives the place."""

    def sheet(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        head, rest = part.decode().split("<sheetData>")
        body, tail = rest.split("</sheetData>")
        rows, last = [], 0
        for number, inside in re.findall(r'<row r="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', body, re.S):
            rows += ["<row/>"] * (int(number) - last - 1)
            last, cells = int(number), dict[int, str]()
            for whole, letters in re.findall(r'(<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>))', inside, re.S):
                cells[column_number(letters)] = whole
            rows.append(f"<row>{''.join(cells.get(n, '<c/>') for n in range(1, max(cells, default=0) + 1))}</row>")
        return f"{head}<sheetData>{''.join(rows)}</sheetData>{tail}".encode()

    return rewritten(content, sheet)


def in_part(start: str, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Change the text of the parts whose names begin so."""
    return lambda content: rewritten(
        content, lambda name, part: change(part.decode()).encode() if name.startswith(start) else part
    )


def single_quotes(sheet: str) -> str:
    return re.sub(r"<(?:c|row|f|v)\b[^>]*>", lambda tag: tag[0].replace('"', "'"), sheet)


def prefixed(sheet: str) -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = re.sub(r"<(/?)(?=[a-zA-Z])(?![a-z0-9]+:)", r"<\1x:", sheet)
    return text.replace(f'xmlns="{main}"', f'xmlns:x="{main}"')


def in_utf16(content: bytes) -> bytes:
    def wide(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        return part.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    return rewritten(content, wide)


def elsewhere(content: bytes) -> bytes:
    """The workbook's part under another name, found by its relation alone."""
    renamed = {"xl/workbook.xml": "xl/bok.xml", "xl/_rels/workbook.xml.rels": "xl/_rels/bok.xml.rels"}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry).replace(b"xl/workbook.xml", b"xl/bok.xml")
            new.writestr(zipfile.ZipInfo(renamed.get(entry.filename, entry.filename)), part)
    return out.getvalue()


def with_part(name: str, part: bytes) -> Callable[[bytes], bytes]:
    """One part more, as a picture is."""

    def make(content: bytes) -> bytes:
        out = io.BytesIO(content)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
            made.writestr(zipfile.ZipInfo(name), part)
        return out.getvalue()

    return make


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REMARK = "Bedömningen är preliminär."


def beside(kind: str, part: str) -> Callable[[bytes], bytes]:
    """Something that belongs to the sheet Mål, by its relation."""
    link = f'<Relationship Id="rId9" Type="{DOCUMENT}/{kind}" Target="../{kind}9.xml"/>'
    rels = f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>'

    def make(content: bytes) -> bytes:
        content = with_part("xl/worksheets/_rels/sheet2.xml.rels", rels.encode())(content)
        return with_part(f"xl/{kind}9.xml", part.encode())(content)

    return make


NOTE = """<comments xmlns="x"><commentList><comment ref="E7"><text><r><t>Bedömningen </t></r>
<r><t>är preliminär.</t></r></text></comment></commentList></comments>"""
THREAD = (
    f'<ThreadedComments xmlns="x"><threadedComment ref="E7"><text>{REMARK}</text></threadedComment></ThreadedComments>'
)
BOX = f"""<d:wsDr xmlns:d="x" xmlns:a="y"><d:twoCellAnchor><d:from><d:col>5</d:col><d:row>6</d:row></d:from>
<d:sp><d:txBody><a:p><a:r><a:t>{REMARK}</a:t></a:r></a:p></d:txBody></d:sp></d:twoCellAnchor></d:wsDr>"""


def packed(method: int) -> Callable[[bytes], bytes]:
    """The parts packed in another way than offices do."""

    def make(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
            for entry in old.infolist():
                made = zipfile.ZipInfo(entry.filename)
                made.compress_type = method
                new.writestr(made, old.read(entry))
        return out.getvalue()

    return make


def damaged_lzma(content: bytes) -> bytes:
    """A part whose compressed bytes mean nothing to its decompressor."""
    made = bytearray(packed(zipfile.ZIP_LZMA)(content))
    made[60:75] = b"\xff" * 15
    return bytes(made)


SVG = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
JPEG = b"\xff\xd8\xff\xe0" + b"<!ENTITY <!DOCTYPE <c r=" * 9


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

FAILED = "E V1 Ekonomi G8"

SURGERY: tuple[tuple[Case, Callable[[bytes], bytes]], ...] = (
    (told("formel utan resultat", "E V1 Ekonomi G8", same=False), uncalculated("")),
    (told("formel med tomt resultat", "E V1 Ekonomi G8", same=False), uncalculated("<v></v>")),
    (told("formel med resultatet tom text", "E V2 Ekonomi G8", same=False),
     in_sheets(r'<c r="G8"([^>]*)><v>4010</v></c>', r'<c r="G8"\1 t="str"><f>""</f><v></v></c>')),
    (told("felvärde utan angivna platser", FAILED, same=False), failing(without_places)),
    (told("felvärde med enkla citattecken", FAILED, same=False),
     failing(in_part("xl/worksheets/sheet", single_quotes))),
    (told("felvärde med prefix", FAILED, same=False), failing(in_part("xl/worksheets/sheet", prefixed))),
    (told("felvärde i UTF-16", FAILED, same=False), failing(in_utf16)),
    (told("felvärde och andra bokstäver i relationerna", FAILED, same=False),
     failing(in_part("xl/_rels/", lambda links: links.replace("worksheets/s", "WorkSheets/S")))),
    (told("felvärde och relationer från roten", FAILED, same=False),
     failing(in_part("xl/_rels/", lambda links: re.sub('Target="(?=w|s)', 'Target="/xl/', links)))),
    (told("arbetsboken under ett annat namn", ""), elsewhere),
    (told("felvärde i binär arbetsbok", "E V1 Ekonomi G8; N V1 Mål J10; N V1 Beslut C7", ending=".xlsb", same=False),
     lambda content: as_xlsb(content, {("Ekonomi", 7, 6): Failed(0x17)})),
    (told("logotyp i SVG", ""), with_part("xl/media/image9.svg", SVG)),
    (told("logotyp i JPEG", ""), with_part("xl/media/image9.jpeg", JPEG)),
    (told("kommentar vid en cell", "N T2 Mål E7"), beside("comments", NOTE)),
    (told("trådad kommentar vid en cell", "N T2 Mål E7"), beside("threadedComment", THREAD)),
    (told("textruta över bladet", "N T2 Mål F7"), beside("drawing", BOX)),
    (told("packad med LZMA", "E H1"), packed(zipfile.ZIP_LZMA)),
    (told("packad med bzip2", "E H1"), packed(zipfile.ZIP_BZIP2)),
    (told("packad med trasig LZMA", "E H1"), damaged_lzma),
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
