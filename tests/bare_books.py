"""Workbooks as programs that are no office write them: .xlsx without places, .ods with errors and without results."""

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.hard.tables import ODS, OFFICE

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Error:
    """A cell that shows an error."""

    name: str


class NoResult:
    """A formula that nobody has calculated."""


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def xlsx(title: str, grid: list[list[object]], book: str = "xl/workbook.xml") -> bytes:
    """Rows and cells without `r`, texts inline, as Power BI writes them. `book` is the workbook's part."""
    rows = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in grid)
    folder, _, name = book.rpartition("/")
    link = f'<Relationship Id="{{}}" Type="{DOCUMENT}/{{}}" Target="{{}}"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{{}}</Relationships>'
    sheets = f'<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets>'
    return zipped(
        {
            "_rels/.rels": links.format(link.format("rId1", "officeDocument", book)),
            book: f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{sheets}</workbook>',
            f"{folder}/_rels/{name}.rels": links.format(link.format("rId1", "worksheet", "worksheets/sheet1.xml")),
            f"{folder}/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def _xlsx_cell(value: object) -> str:
    if isinstance(value, Error):
        return f'<c t="e"><v>{value.name}</v></c>'
    if isinstance(value, NoResult):
        return "<c><f>1+1</f></c>"
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value else "<c/>"


def ods(title: str, grid: list[list[object]]) -> bytes:
    """An OpenDocument spreadsheet with one sheet."""
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in grid)
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{n}="{OFFICE.format(n)}"' for n in names) + ' xmlns:calcext="urn:org:calcext"'
    body = f'<table:table table:name="{title}">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    manifest = f'<manifest:manifest xmlns:manifest="{OFFICE.format("manifest")}"/>'
    return zipped({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(value: object) -> str:
    if isinstance(value, Error):
        kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
        return f'<table:table-cell table:formula="of:=1/0" {kind}><text:p>{value.name}</text:p></table:table-cell>'
    if isinstance(value, NoResult):
        return '<table:table-cell table:formula="of:=1+1"/>'
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value!r}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
