"""Other spreadsheets that somebody made to hurt: .ods, .xls and .xlsb, which only a parser can look into."""

import io
import struct
import zipfile
from collections.abc import Callable

ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def ods(table: str, head: str = "") -> Callable[[bytes], bytes]:
    def make(content: bytes) -> bytes:
        out = io.BytesIO()
        spaces = " ".join(f'xmlns:{n}="{OFFICE.format(n)}"' for n in ("office", "table", "text"))
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("mimetype", ODS)
            made.writestr("content.xml", f"{head}<office:document-content {spaces}>{body}</office:document-content>")
        return out.getvalue()

    return make


def cell(columns: int, text: str = "a") -> str:
    kind = 'office:value-type="string"'
    return (
        f'<table:table-cell {kind} table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
    )


def row(rows: int, cells: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def table(rows: str) -> str:
    return f'<table:table table:name="M">{rows}</table:table>'


def stream(records: bytes) -> Callable[[bytes], bytes]:
    """A .xls of before 1995, which is merely its records."""
    return lambda content: b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12 + records


def xlsb_bomb(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.bin", b"\0" * 300_000_000)
        made.writestr("[Content_Types].xml", b"")
    return out.getvalue()


LAUGHS = "<!DOCTYPE x [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10)) + "]>"
ANY: dict[str, Callable[[bytes], bytes]] = {
    "ods upprepade celler": ods(table(row(1_000_000, cell(16_000)))),
    "ods en upprepad rad": ods(table(row(1_000_000_000, cell(1)))),
    "ods lång text upprepad": ods(table(row(1000, cell(1000, "x" * 1_000_000)))),
    "ods entiteter": ods(table(row(1, cell(1, "&a9;"))), LAUGHS),
    "ods tusen tabeller": ods(table(row(900, cell(900))) * 1000),
    "ods djup": ods("<table:table>" * 100_000),
    "xls stor tabell": stream(struct.pack("<HH", 0x0200, 14) + struct.pack("<IIHHH", 0, 2**31, 0, 65535, 0) + b"\x0a\0\0\0"),
    "xls strängar": stream(struct.pack("<HH", 0x00FC, 8) + struct.pack("<II", 2**31, 2**31)),
    "xls skräp": stream(bytes(range(256)) * 400),
    "xlsb bomb": xlsb_bomb,
}  # fmt: skip
"""A finding, or nothing at all where it is a table that is of no nämnd."""
